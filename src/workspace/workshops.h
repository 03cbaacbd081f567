#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.h"
#include "env/clock.h"
#include "workspace/sqlite.h"

namespace wend::workspace {

// How others join a workshop: by the token in a link, or by a code that is typed.
struct Invitation {
  std::string token;
  std::string code;
  env::TimeUs until = 0;
};

struct WorkshopEntry {
  std::string id;
  std::string body = "{}";    // JSON text: the plan and how far it is; notes are items
  std::int64_t version = 1;   // of the plan; grows with every change of it
  std::int64_t revision = 0;  // grows with everything that happens
  env::TimeUs created_at = 0;
  env::TimeUs updated_at = 0;
  std::optional<std::string> created_by;  // a user's or token's id
  std::optional<Invitation> invitation;
};

// A note, a group, a vote or a value. `author` is opaque, and empty for what nobody's own is.
struct WorkshopItem {
  std::string kind;
  std::string id;
  std::string author;
  std::string body = "{}";  // JSON text
};

// What one thing that happened changes.
struct WorkshopChange {
  std::int64_t version = 1;
  std::string body;
  std::vector<WorkshopItem> kept;
  std::vector<std::pair<std::string, std::string>> removed;  // kind and id
  std::string client;  // whose number is remembered; empty: none is
  std::int64_t number = 0;
};

struct Guest {
  std::string workshop;
  std::string name;  // or empty
};

inline constexpr std::int64_t kWorkshopsMax = 1'000;
inline constexpr std::int64_t kWorkshopGuestsMax = 200;  // of one workshop
// A guest who joined may come back so long.
inline constexpr env::TimeUs kGuestUs = 24 * env::kHourUs;

// The workshops of a workspace, what was noted in them and who may join. Safe to use from several
// threads and processes.
class Workshops {
 public:
  Workshops(Sqlite& database, const env::Clock& clock) : database_(database), clock_(clock) {}

  // Fills id, revision and times. Errors: kTooLarge beyond kWorkshopsMax.
  base::Result<WorkshopEntry> create(std::string_view body, std::optional<std::string> created_by);
  base::Result<std::optional<WorkshopEntry>> find(std::string_view id);
  // The latest changed first.
  base::Result<std::vector<WorkshopEntry>> all();
  base::Result<std::vector<WorkshopItem>> items(std::string_view id);
  // The highest number of each client.
  base::Result<std::map<std::string, std::int64_t>> clients(std::string_view id);
  // Makes revision `revision`, which must follow the latest. Errors: kNotFound; kConflict when it
  // does not follow.
  base::Status add(std::string_view id, std::int64_t revision, const WorkshopChange& change);
  // With everything that was noted. Errors: kNotFound.
  base::Status remove(std::string_view id);

  // A new link and code instead of those before, for `length_us`; who joined stays. Errors:
  // kNotFound.
  base::Result<Invitation> invite(std::string_view id, env::TimeUs length_us);
  // Nobody joins any more. Errors: kNotFound.
  base::Status uninvite(std::string_view id);
  // By a token, or by a code in any case and with spaces. Nothing when it opens no workshop now.
  base::Result<std::optional<WorkshopEntry>> find_by_token(std::string_view token);
  base::Result<std::optional<WorkshopEntry>> find_by_code(std::string_view code);

  // Lets somebody in; answers the secret that they come back with. Errors: kTooLarge beyond
  // kWorkshopGuestsMax.
  base::Result<std::string> admit(std::string_view id, std::string_view name);
  base::Result<std::optional<Guest>> guest_of(std::string_view secret);
  // What a guest's notes are kept under: made of the secret, and stored nowhere beside the guest.
  static std::string author_of(std::string_view secret);

 private:
  Sqlite& database_;
  const env::Clock& clock_;
};

}  // namespace wend::workspace
