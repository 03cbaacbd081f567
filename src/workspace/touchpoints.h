#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "env/clock.h"
#include "workspace/document_list.h"

namespace wend::workspace {

// A touchpoint that a person named.
struct Touchpoint {
  std::string id;
  std::string name;
  std::string description;
  std::vector<std::string> events;   // names of events; in no other touchpoint
  std::optional<std::string> stage;  // the name of one; none: that of most of its events
  std::optional<std::string> role;   // none: that of most of its events
  std::int64_t version = 1;          // grows with every change
  env::TimeUs created_at = 0;
  env::TimeUs updated_at = 0;
  std::optional<std::string> created_by;  // a user's id
};

// A map with more is read by nobody.
inline constexpr std::size_t kTouchpointsMax = 300;

// The named touchpoints of a workspace. They are few and small, and are kept together in one
// document, so that two people cannot claim the same event at the same time.
class Touchpoints {
 public:
  Touchpoints(Documents& documents, const env::Clock& clock);

  // Fills id, version and times. Errors: kInvalidInput at "name" or "events[N]" when another
  // touchpoint has that name or event, which it names; kTooLarge beyond kTouchpointsMax.
  base::Result<Touchpoint> create(Touchpoint touchpoint);
  base::Result<std::optional<Touchpoint>> find(std::string_view id);
  base::Result<std::vector<Touchpoint>> all();  // by name, then id
  // Changes all but id, version and times when the stored version is `version`. Errors: as above;
  // kNotFound; kConflict.
  base::Result<Touchpoint> replace(std::string_view id, std::int64_t version,
                                   const Touchpoint& touchpoint);
  base::Status remove(std::string_view id, std::int64_t version);

 private:
  DocumentList<Touchpoint> list_;
};

}  // namespace wend::workspace
