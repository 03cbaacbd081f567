#include "workspace/notices.h"

#include "workspace/secret.h"

namespace wend::workspace {
namespace {

using base::ErrorCode;

#define WEND_NOTICE_COLUMNS "id, user, kind, map, occasion, body, place, at, read_at"

Notice read(const Statement& row) {
  Notice notice;
  notice.id = row.text(0);
  notice.user = row.text(1);
  notice.kind = row.text(2);
  notice.map = row.text(3);
  notice.key = row.text(4);
  notice.text = row.text(5);
  notice.place = row.text(6);
  notice.at = row.integer(7);
  notice.read_at = row.optional_integer(8);
  return notice;
}

}  // namespace

base::Result<std::optional<Notice>> Notices::add(Notice notice) {
  notice.id = new_id("ntc_");
  notice.at = clock_.now_us();
  notice.read_at.reset();
  std::lock_guard lock(database_.mutex());
  WEND_ASSIGN(auto insert, database_.prepare("INSERT OR IGNORE INTO notices (" WEND_NOTICE_COLUMNS
                                             ") VALUES (?, ?, ?, ?, ?, ?, ?, ?, NULL)"));
  WEND_TRY(insert
               .bind(notice.id, notice.user, notice.kind, notice.map, notice.key, notice.text,
                     notice.place, notice.at)
               .run());
  if (database_.changes() == 0) return std::nullopt;
  return notice;
}

base::Result<std::vector<Notice>> Notices::list(std::string_view user, bool unread_only,
                                                const std::optional<After>& after,
                                                std::size_t limit) {
  std::lock_guard lock(database_.mutex());
  WEND_ASSIGN(
      auto select,
      database_.prepare(
          "SELECT " WEND_NOTICE_COLUMNS
          " FROM notices n WHERE user = ?1 AND (?2 = 0 OR read_at IS NULL) AND "
          "EXISTS (SELECT 1 FROM maps WHERE maps.id = n.map AND maps.removed_at IS NULL) AND "
          "(?3 = 0 OR (read_at IS NOT NULL) > ?4 OR ((read_at IS NOT NULL) = ?4 AND "
          "(at < ?5 OR (at = ?5 AND id > ?6)))) "
          "ORDER BY read_at IS NOT NULL, at DESC, id LIMIT ?7"));
  const After from = after.value_or(After{});
  select.bind(user, unread_only ? 1 : 0, after ? 1 : 0, from.read ? 1 : 0, from.at, from.id,
              static_cast<std::int64_t>(limit));
  std::vector<Notice> notices;
  for (;;) {
    WEND_ASSIGN(const bool found, select.step());
    if (!found) return notices;
    notices.push_back(read(select));
  }
}

base::Result<std::int64_t> Notices::unread(std::string_view user) {
  std::lock_guard lock(database_.mutex());
  WEND_ASSIGN(auto select,
              database_.prepare(
                  "SELECT count(*) FROM notices n WHERE user = ? AND read_at IS NULL AND EXISTS "
                  "(SELECT 1 FROM maps WHERE maps.id = n.map AND maps.removed_at IS NULL)"));
  WEND_TRY(select.bind(user).step());
  return select.integer(0);
}

base::Result<Notice> Notices::set_read(std::string_view user, std::string_view id, bool read_now) {
  std::lock_guard lock(database_.mutex());
  WEND_ASSIGN(auto update,
              database_.prepare("UPDATE notices SET read_at = ? WHERE user = ? AND id = ?"));
  const auto at = read_now ? std::optional(clock_.now_us()) : std::nullopt;
  WEND_TRY(update.bind(at, user, id).run());
  WEND_ASSIGN(auto select, database_.prepare("SELECT " WEND_NOTICE_COLUMNS
                                             " FROM notices WHERE user = ? AND id = ?"));
  WEND_ASSIGN(const bool found, select.bind(user, id).step());
  if (!found) return base::fail(ErrorCode::kNotFound, "There is no such notice.");
  return read(select);
}

base::Result<std::int64_t> Notices::read_all(std::string_view user) {
  std::lock_guard lock(database_.mutex());
  WEND_ASSIGN(auto update, database_.prepare("UPDATE notices SET read_at = ? WHERE user = ? AND "
                                             "read_at IS NULL"));
  WEND_TRY(update.bind(clock_.now_us(), user).run());
  return database_.changes();
}

base::Status Notices::forget(std::string_view key) {
  std::lock_guard lock(database_.mutex());
  WEND_ASSIGN(auto remove, database_.prepare("DELETE FROM notices WHERE occasion = ?"));
  return remove.bind(key).run();
}

base::Result<std::int64_t> Notices::sweep() {
  std::lock_guard lock(database_.mutex());
  WEND_ASSIGN(auto remove, database_.prepare("DELETE FROM notices WHERE read_at < ?"));
  WEND_TRY(remove.bind(clock_.now_us() - kReadNoticeKeptUs).run());
  std::int64_t gone = database_.changes();
  // Not those of reviews: their occasion lasts, so that they would be told anew at once.
  WEND_ASSIGN(
      auto most,
      database_.prepare(
          "DELETE FROM notices WHERE id IN (SELECT id FROM (SELECT id, row_number() OVER "
          "(PARTITION BY user ORDER BY at DESC, id) AS place FROM notices WHERE kind IN ('drift', "
          "'mention')) WHERE place > ?)"));
  WEND_TRY(most.bind(kNoticesMax).run());
  return gone + database_.changes();
}

}  // namespace wend::workspace
