#include "workspace/map_records.h"

namespace wend::workspace {
namespace {

#define WEND_LOOK_COLUMNS "map, at, revision, body"
#define WEND_REVIEW_COLUMNS "map, at, actor, actor_name, revision, note, next_on"

MapLook read_look(const Statement& row) {
  return {row.text(0), row.integer(1), row.integer(2), row.text(3)};
}

MapReview read_review(const Statement& row) {
  return {row.text(0),    row.integer(1), row.text(2), row.text(3),
          row.integer(4), row.text(5),    row.text(6)};
}

template <typename Read>
auto all_of(Statement& select, Read read) -> base::Result<std::vector<decltype(read(select))>> {
  std::vector<decltype(read(select))> list;
  for (;;) {
    WEND_ASSIGN(const bool found, select.step());
    if (!found) return list;
    list.push_back(read(select));
  }
}

}  // namespace

base::Status MapRecords::add(const MapLook& look) {
  std::lock_guard lock(database_.mutex());
  WEND_ASSIGN(auto insert, database_.prepare("INSERT OR REPLACE INTO map_looks (" WEND_LOOK_COLUMNS
                                             ") VALUES (?, ?, ?, ?)"));
  WEND_TRY(insert.bind(look.map, look.at, look.revision, look.body).run());
  WEND_ASSIGN(auto remove,
              database_.prepare("DELETE FROM map_looks WHERE map = ?1 AND at <= (SELECT at FROM "
                                "map_looks WHERE map = ?1 ORDER BY at DESC LIMIT 1 OFFSET ?2)"));
  return remove.bind(look.map, static_cast<std::int64_t>(kLooksKept)).run();
}

base::Result<std::vector<MapLook>> MapRecords::looks(std::string_view map, std::size_t limit) {
  std::lock_guard lock(database_.mutex());
  WEND_ASSIGN(auto select,
              database_.prepare("SELECT " WEND_LOOK_COLUMNS
                                " FROM map_looks WHERE map = ? ORDER BY at DESC LIMIT ?"));
  select.bind(map, static_cast<std::int64_t>(limit));
  return all_of(select, read_look);
}

base::Result<std::map<std::string, MapLook>> MapRecords::latest_looks() {
  std::lock_guard lock(database_.mutex());
  // SQLite takes the other columns from the row that has the maximum.
  WEND_ASSIGN(auto select,
              database_.prepare("SELECT map, max(at), revision, body FROM map_looks GROUP BY map"));
  WEND_ASSIGN(auto list, all_of(select, read_look));
  std::map<std::string, MapLook> by_map;
  for (MapLook& look : list) by_map[look.map] = std::move(look);
  return by_map;
}

base::Result<MapReview> MapRecords::add(MapReview review) {
  review.at = clock_.now_us();
  std::lock_guard lock(database_.mutex());
  WEND_ASSIGN(auto insert, database_.prepare("INSERT INTO map_reviews (" WEND_REVIEW_COLUMNS
                                             ") VALUES (?, ?, ?, ?, ?, ?, ?)"));
  WEND_TRY(insert
               .bind(review.map, review.at, review.actor, review.actor_name, review.revision,
                     review.note, review.next_on)
               .run());
  return review;
}

base::Result<std::vector<MapReview>> MapRecords::reviews(std::string_view map, std::size_t limit) {
  std::lock_guard lock(database_.mutex());
  WEND_ASSIGN(auto select, database_.prepare("SELECT " WEND_REVIEW_COLUMNS
                                             " FROM map_reviews WHERE map = ? ORDER BY at DESC, "
                                             "rowid DESC LIMIT ?"));
  select.bind(map, static_cast<std::int64_t>(limit));
  return all_of(select, read_review);
}

base::Result<std::map<std::string, MapReview>> MapRecords::latest_reviews() {
  std::lock_guard lock(database_.mutex());
  WEND_ASSIGN(auto select,
              database_.prepare("SELECT map, max(at), actor, actor_name, revision, note, next_on "
                                "FROM map_reviews GROUP BY map"));
  WEND_ASSIGN(auto list, all_of(select, read_review));
  std::map<std::string, MapReview> by_map;
  for (MapReview& review : list) by_map[review.map] = std::move(review);
  return by_map;
}

}  // namespace wend::workspace
