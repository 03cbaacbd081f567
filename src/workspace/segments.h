#pragma once

#include <atomic>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "env/clock.h"
#include "workspace/sqlite.h"

namespace wend::workspace {

// A segment as people define it: by a rule, or as a list of identities.
struct Segment {
  std::string id;
  std::string name;
  std::string description;
  bool is_list = false;
  std::string rule = "{}";   // a predicate as JSON text; of a list without meaning
  std::int64_t version = 1;  // grows with every change
  env::TimeUs created_at = 0;
  env::TimeUs updated_at = 0;
  std::optional<std::string> created_by;  // a user's id
};

// More would be a mistake of a program.
inline constexpr std::size_t kSegmentsMax = 1'000;

class Segments {
 public:
  Segments(Sqlite& database, const env::Clock& clock) : database_(database), clock_(clock) {}

  // Fills id, version and times. Errors: kTooLarge beyond kSegmentsMax.
  base::Result<Segment> create(Segment segment);
  base::Result<std::optional<Segment>> find(std::string_view id);
  base::Result<std::vector<Segment>> all();  // by name, then id
  // Whose names contain the text, whatever the case of its ASCII letters; by name.
  base::Result<std::vector<Segment>> search(std::string_view text, std::size_t limit);
  // Changes name, description and rule when the stored version is `version`. Errors: kNotFound;
  // kConflict otherwise.
  base::Result<Segment> replace(std::string_view id, std::int64_t version, const Segment& segment);
  base::Status remove(std::string_view id, std::int64_t version);

  // The identities of a list, by the numbers that stand for them in the event store.
  base::Result<std::vector<std::int64_t>> identities(std::string_view id);
  // Puts these in the place of all. Errors: kNotFound.
  base::Result<Segment> set_identities(std::string_view id, std::span<const std::int64_t> numbers);

  // Grows with every change made through this object.
  std::int64_t changes() const { return changes_; }

 private:
  base::Status check_version(std::string_view id, std::int64_t version);

  Sqlite& database_;
  const env::Clock& clock_;
  std::atomic<std::int64_t> changes_ = 1;
};

}  // namespace wend::workspace
