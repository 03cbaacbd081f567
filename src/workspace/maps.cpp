#include "workspace/maps.h"

#include <algorithm>

#include "fmt/format.h"
#include "workspace/secret.h"

namespace wend::workspace {
namespace {

using base::ErrorCode;

#define WEND_MAP_COLUMNS "id, summary, revision, created_at, updated_at, created_by, removed_at"
#define WEND_CHANGE_COLUMNS "revision, at, actor, client, number, operations"

MapEntry read_entry(const Statement& row) {
  return {row.text(0),    row.text(1),          row.integer(2),         row.integer(3),
          row.integer(4), row.optional_text(5), row.optional_integer(6)};
}

MapChange read_change(const Statement& row) {
  return {row.integer(0), row.integer(1), row.text(2), row.text(3), row.integer(4), row.text(5)};
}

base::Status no_such_map() {
  return base::fail(ErrorCode::kNotFound, "There is no such map.");
}

base::Status put_snapshot(Sqlite& database, std::string_view id, std::int64_t revision,
                          std::string_view document) {
  WEND_ASSIGN(auto insert, database.prepare("INSERT INTO map_snapshots (map, revision, document) "
                                            "VALUES (?, ?, ?)"));
  return insert.bind(id, revision, document).run();
}

}  // namespace

base::Result<MapEntry> Maps::create(std::string_view document, std::string_view summary,
                                    std::optional<std::string> created_by) {
  MapEntry entry;
  entry.id = new_id("map_");
  entry.summary = summary;
  entry.revision = 1;
  entry.created_at = entry.updated_at = clock_.now_us();
  entry.created_by = std::move(created_by);
  std::lock_guard lock(database_.mutex());
  WEND_ASSIGN(auto transaction, Transaction::begin(database_));
  {
    WEND_ASSIGN(auto count, database_.prepare("SELECT count(*) FROM maps"));
    WEND_TRY(count.step());
    if (count.integer(0) >= kMapsMax)
      return base::fail(ErrorCode::kTooLarge,
                        fmt::format("A workspace has at most {} maps.", kMapsMax), {},
                        "Remove some that nobody needs, also from the removed ones.");
    WEND_ASSIGN(auto insert, database_.prepare("INSERT INTO maps (" WEND_MAP_COLUMNS
                                               ") VALUES (?, ?, ?, ?, ?, ?, NULL)"));
    WEND_TRY(insert
                 .bind(entry.id, entry.summary, entry.revision, entry.created_at, entry.updated_at,
                       entry.created_by)
                 .run());
  }
  WEND_TRY(put_snapshot(database_, entry.id, entry.revision, document));
  WEND_TRY(transaction.commit());
  return entry;
}

base::Result<std::optional<MapEntry>> Maps::find(std::string_view id) {
  std::lock_guard lock(database_.mutex());
  WEND_ASSIGN(auto select, database_.prepare("SELECT " WEND_MAP_COLUMNS " FROM maps WHERE id = ?"));
  WEND_ASSIGN(const bool found, select.bind(id).step());
  return found ? std::optional(read_entry(select)) : std::nullopt;
}

base::Result<std::vector<MapEntry>> Maps::all(bool removed) {
  std::lock_guard lock(database_.mutex());
  WEND_ASSIGN(auto select, database_.prepare("SELECT " WEND_MAP_COLUMNS
                                             " FROM maps WHERE (removed_at IS NOT NULL) = ? "
                                             "ORDER BY updated_at DESC, id"));
  select.bind(removed ? 1 : 0);
  std::vector<MapEntry> entries;
  for (;;) {
    WEND_ASSIGN(const bool found, select.step());
    if (!found) return entries;
    entries.push_back(read_entry(select));
  }
}

base::Result<MapChange> Maps::add(std::string_view id, MapChange change, std::string_view summary,
                                  const std::optional<std::string>& snapshot) {
  change.at = clock_.now_us();
  std::lock_guard lock(database_.mutex());
  WEND_ASSIGN(auto transaction, Transaction::begin(database_));
  {
    WEND_ASSIGN(auto select,
                database_.prepare("SELECT revision FROM maps WHERE id = ? AND removed_at IS NULL"));
    WEND_ASSIGN(const bool found, select.bind(id).step());
    if (!found) return base::fail(no_such_map().error());
    if (select.integer(0) + 1 != change.revision)
      return base::fail(ErrorCode::kConflict, "Somebody changed this map meanwhile.");
    WEND_ASSIGN(auto insert, database_.prepare("INSERT INTO map_changes (map, " WEND_CHANGE_COLUMNS
                                               ") VALUES (?, ?, ?, ?, ?, ?, ?)"));
    WEND_TRY(insert
                 .bind(id, change.revision, change.at, change.actor, change.client, change.number,
                       change.operations)
                 .run());
    WEND_ASSIGN(auto update, database_.prepare("UPDATE maps SET revision = ?, updated_at = ?, "
                                               "summary = ? WHERE id = ?"));
    WEND_TRY(update.bind(change.revision, change.at, summary, id).run());
  }
  if (snapshot) WEND_TRY(put_snapshot(database_, id, change.revision, *snapshot));
  WEND_TRY(transaction.commit());
  return change;
}

base::Result<std::vector<MapChange>> Maps::changes_after(std::string_view id, std::int64_t revision,
                                                         std::int64_t up_to) {
  std::lock_guard lock(database_.mutex());
  WEND_ASSIGN(auto select, database_.prepare("SELECT " WEND_CHANGE_COLUMNS
                                             " FROM map_changes WHERE map = ? AND revision > ? "
                                             "AND revision <= ? ORDER BY revision"));
  select.bind(id, revision, up_to);
  std::vector<MapChange> changes;
  for (;;) {
    WEND_ASSIGN(const bool found, select.step());
    if (!found) return changes;
    changes.push_back(read_change(select));
  }
}

base::Result<std::optional<MapChange>> Maps::change_of(std::string_view id, std::string_view client,
                                                       std::int64_t number) {
  std::lock_guard lock(database_.mutex());
  WEND_ASSIGN(auto select, database_.prepare("SELECT " WEND_CHANGE_COLUMNS
                                             " FROM map_changes WHERE map = ? AND client = ? "
                                             "AND number = ?"));
  WEND_ASSIGN(const bool found, select.bind(id, client, number).step());
  return found ? std::optional(read_change(select)) : std::nullopt;
}

base::Result<MapSnapshot> Maps::snapshot(std::string_view id, std::int64_t revision) {
  std::lock_guard lock(database_.mutex());
  WEND_ASSIGN(auto select,
              database_.prepare("SELECT revision, document FROM map_snapshots WHERE map = ? AND "
                                "revision <= ? ORDER BY revision DESC LIMIT 1"));
  WEND_ASSIGN(const bool found, select.bind(id, revision).step());
  if (!found) return base::fail(no_such_map().error());
  return MapSnapshot{select.integer(0), select.text(1)};
}

base::Status Maps::set_removed(std::string_view id, bool removed) {
  std::lock_guard lock(database_.mutex());
  WEND_ASSIGN(auto update, database_.prepare("UPDATE maps SET removed_at = ? WHERE id = ? AND "
                                             "(removed_at IS NULL) = ?"));
  const auto at = removed ? std::optional(clock_.now_us()) : std::nullopt;
  WEND_TRY(update.bind(at, id, removed ? 1 : 0).run());
  return database_.changes() == 0 ? no_such_map() : base::Status();
}

base::Result<std::int64_t> Maps::purge(env::TimeUs removed_before) {
  std::lock_guard lock(database_.mutex());
  WEND_ASSIGN(auto remove, database_.prepare("DELETE FROM maps WHERE removed_at < ?"));
  WEND_TRY(remove.bind(removed_before).run());
  return database_.changes();
}

base::Status Maps::name_version(std::string_view id, const MapVersion& version) {
  std::lock_guard lock(database_.mutex());
  WEND_ASSIGN(auto select, database_.prepare("SELECT revision FROM maps WHERE id = ?"));
  WEND_ASSIGN(const bool found, select.bind(id).step());
  if (!found || version.revision < 1 || version.revision > select.integer(0))
    return base::fail(ErrorCode::kNotFound, "The map has no such revision.");
  WEND_ASSIGN(auto insert, database_.prepare(
                               "INSERT OR REPLACE INTO map_versions "
                               "(map, revision, name, note, at, actor) VALUES (?, ?, ?, ?, ?, ?)"));
  return insert
      .bind(id, version.revision, version.name, version.note, clock_.now_us(), version.actor)
      .run();
}

base::Status Maps::forget_version(std::string_view id, std::int64_t revision) {
  std::lock_guard lock(database_.mutex());
  WEND_ASSIGN(auto remove,
              database_.prepare("DELETE FROM map_versions WHERE map = ? AND revision = ?"));
  WEND_TRY(remove.bind(id, revision).run());
  if (database_.changes() == 0)
    return base::fail(ErrorCode::kNotFound, "There is no such version.");
  return {};
}

base::Result<std::vector<MapVersion>> Maps::versions(std::string_view id) {
  std::lock_guard lock(database_.mutex());
  WEND_ASSIGN(auto select, database_.prepare("SELECT revision, name, note, at, actor FROM "
                                             "map_versions WHERE map = ? ORDER BY revision DESC"));
  select.bind(id);
  std::vector<MapVersion> versions;
  for (;;) {
    WEND_ASSIGN(const bool found, select.step());
    if (!found) return versions;
    versions.push_back(
        {select.integer(0), select.text(1), select.text(2), select.integer(3), select.text(4)});
  }
}

base::Result<std::vector<MapWork>> Maps::work(std::string_view id, std::size_t limit) {
  std::lock_guard lock(database_.mutex());
  WEND_ASSIGN(auto select, database_.prepare("SELECT revision, at, actor FROM map_changes WHERE "
                                             "map = ? ORDER BY revision DESC"));
  select.bind(id);
  std::vector<MapWork> work;
  for (;;) {
    WEND_ASSIGN(const bool found, select.step());
    if (!found) return work;
    const std::int64_t revision = select.integer(0);
    const env::TimeUs at = select.integer(1);
    if (work.empty() || work.back().from - at >= kMapPauseUs) {
      if (work.size() == limit) return work;
      work.push_back({revision, revision, at, at, {}});
    }
    work.back().first_revision = revision;
    work.back().from = at;
    auto& actors = work.back().actors;
    if (std::ranges::find(actors, select.text(2)) == actors.end()) actors.push_back(select.text(2));
  }
}

}  // namespace wend::workspace
