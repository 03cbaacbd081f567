#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "env/clock.h"
#include "workspace/sqlite.h"

namespace wend::workspace {

// A journey map as the list of maps shows it. What the map says is in its changes.
struct MapEntry {
  std::string id;
  std::string summary = "{}";  // JSON text, made of the document
  std::int64_t revision = 0;   // the latest
  env::TimeUs created_at = 0;
  env::TimeUs updated_at = 0;
  std::optional<std::string> created_by;  // a user's or token's id
  std::optional<env::TimeUs> removed_at;
};

// One revision: what was changed, by whom.
struct MapChange {
  std::int64_t revision = 0;
  env::TimeUs at = 0;
  std::string actor;        // a user's or token's id
  std::string client;       // a tab's own name
  std::int64_t number = 0;  // grows with each change of that client
  std::string operations;   // JSON text
};

struct MapSnapshot {
  std::int64_t revision = 0;
  std::string document;  // JSON text
};

// A revision that somebody gave a name.
struct MapVersion {
  std::int64_t revision = 0;
  std::string name;
  std::string note;
  env::TimeUs at = 0;
  std::string actor;
};

// A time of work on a map: changes with less than a pause between them.
struct MapWork {
  std::int64_t first_revision = 0, last_revision = 0;
  env::TimeUs from = 0, to = 0;
  std::vector<std::string> actors;
};

inline constexpr std::int64_t kMapsMax = 5'000;
// So many changes are at most applied to a snapshot to have a map's document.
inline constexpr std::int64_t kMapSnapshotEvery = 200;
// A removed map can be put back so long.
inline constexpr env::TimeUs kRemovedMapKeptUs = 30 * env::kDayUs;
inline constexpr env::TimeUs kMapPauseUs = 30 * env::kMinuteUs;

// The journey maps of a workspace: their changes in order, and a snapshot now and then, so that
// every revision can be had again. Safe to use from several threads and processes.
class Maps {
 public:
  Maps(Sqlite& database, const env::Clock& clock) : database_(database), clock_(clock) {}

  // Revision 1 is this document. Fills id, revision and times. Errors: kTooLarge beyond kMapsMax.
  base::Result<MapEntry> create(std::string_view document, std::string_view summary,
                                std::optional<std::string> created_by);
  // Also a removed one.
  base::Result<std::optional<MapEntry>> find(std::string_view id);
  // The latest changed first; removed ones instead when asked for.
  base::Result<std::vector<MapEntry>> all(bool removed = false);

  // Adds the change of revision `change.revision`, which must follow the latest; `summary` is what
  // the list shows from now on, `snapshot` the document after it where one is due. Fills the time.
  // Errors: kNotFound, also for a removed map; kConflict when it does not follow.
  base::Result<MapChange> add(std::string_view id, MapChange change, std::string_view summary,
                              const std::optional<std::string>& snapshot);
  // After a revision, in order.
  base::Result<std::vector<MapChange>> changes_after(std::string_view id, std::int64_t revision,
                                                     std::int64_t up_to);
  // The change that a client made already.
  base::Result<std::optional<MapChange>> change_of(std::string_view id, std::string_view client,
                                                   std::int64_t number);
  // The last one not after a revision. Errors: kNotFound.
  base::Result<MapSnapshot> snapshot(std::string_view id, std::int64_t revision);

  // Takes it out of the list, or puts it back. Errors: kNotFound.
  base::Status set_removed(std::string_view id, bool removed);
  // For good: those that were removed before. Answers how many.
  base::Result<std::int64_t> purge(env::TimeUs removed_before);

  // Names a revision, or gives it another name. Errors: kNotFound.
  base::Status name_version(std::string_view id, const MapVersion& version);
  base::Status forget_version(std::string_view id, std::int64_t revision);
  // The latest first.
  base::Result<std::vector<MapVersion>> versions(std::string_view id);
  base::Result<std::vector<MapWork>> work(std::string_view id, std::size_t limit);

 private:
  Sqlite& database_;
  const env::Clock& clock_;
};

}  // namespace wend::workspace
