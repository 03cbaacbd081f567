#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "env/clock.h"
#include "workspace/document_list.h"

namespace wend::workspace {

// A computed trait as people define it.
struct ComputedTrait {
  std::string id;
  std::string key;  // what it is named by in questions; never changes
  std::string name;
  std::string description;
  std::string definition = "{}";  // see model::read_computed_trait, as JSON text
  std::int64_t version = 1;       // grows with every change
  env::TimeUs created_at = 0;
  env::TimeUs updated_at = 0;
  std::optional<std::string> created_by;  // a user's id
};

// Each costs memory for every customer it says something of.
inline constexpr std::size_t kComputedTraitsMax = 200;

// The computed traits of a workspace. They are few and small, and are kept together in one
// document.
class ComputedTraits {
 public:
  ComputedTraits(Documents& documents, const env::Clock& clock);

  // Fills id, version and times. Errors: kConflict when the key is taken; kTooLarge beyond
  // kComputedTraitsMax.
  base::Result<ComputedTrait> create(ComputedTrait trait);
  base::Result<std::optional<ComputedTrait>> find(std::string_view id);
  base::Result<std::optional<ComputedTrait>> find_key(std::string_view key);
  base::Result<std::vector<ComputedTrait>> all();  // by name, then id
  // Changes name, description and definition when the stored version is `version`. Errors:
  // kNotFound; kConflict otherwise.
  base::Result<ComputedTrait> replace(std::string_view id, std::int64_t version,
                                      const ComputedTrait& trait);
  base::Status remove(std::string_view id, std::int64_t version);

  // Grows with every change; 0 before the first.
  base::Result<std::int64_t> changes();

 private:
  DocumentList<ComputedTrait> list_;
};

}  // namespace wend::workspace
