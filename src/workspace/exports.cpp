#include "workspace/exports.h"

#include <array>
#include <charconv>

#include "workspace/secret.h"

namespace wend::workspace {
namespace {

constexpr std::array<std::string_view, 7> kStates = {"waiting",    "running", "ready",    "failed",
                                                     "downloaded", "expired", "withdrawn"};
constexpr const char *kKeyName = "pseudonym_key", *kKeyTimeName = "pseudonym_key_made_at";

#define WEND_EXPORT_COLUMNS                                                                  \
  "id, state, request, actor, requested_at, began_at, finished_at, downloaded_at, outcome, " \
  "bytes, error"

ExportState state_from(std::string_view text) {
  for (std::size_t i = 0; i < kStates.size(); ++i)
    if (kStates[i] == text) return static_cast<ExportState>(i);
  return ExportState::kFailed;
}

Export read(const Statement& row) {
  return {.id = row.text(0),
          .state = state_from(row.text(1)),
          .request = row.text(2),
          .actor = row.text(3),
          .requested_at = row.integer(4),
          .began_at = row.optional_integer(5),
          .finished_at = row.optional_integer(6),
          .downloaded_at = row.optional_integer(7),
          .outcome = row.text(8),
          .bytes = row.integer(9),
          .error = row.text(10)};
}

}  // namespace

std::string_view to_string(ExportState state) {
  return kStates[static_cast<std::size_t>(state)];
}

base::Result<Export> Exports::create(Export one) {
  one.id = new_id("exp_");
  one.requested_at = clock_.now_us();
  std::lock_guard lock(database_.mutex());
  WEND_ASSIGN(auto insert, database_.prepare("INSERT INTO exports (" WEND_EXPORT_COLUMNS
                                             ") VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"));
  WEND_TRY(insert
               .bind(one.id, to_string(one.state), one.request, one.actor, one.requested_at,
                     one.began_at, one.finished_at, one.downloaded_at, one.outcome, one.bytes,
                     one.error)
               .run());
  return one;
}

base::Result<std::optional<Export>> Exports::find(std::string_view id) {
  std::lock_guard lock(database_.mutex());
  WEND_ASSIGN(auto select,
              database_.prepare("SELECT " WEND_EXPORT_COLUMNS " FROM exports WHERE id = ?"));
  WEND_ASSIGN(const bool found, select.bind(id).step());
  return found ? std::optional(read(select)) : std::nullopt;
}

base::Result<std::vector<Export>> Exports::all() {
  std::lock_guard lock(database_.mutex());
  WEND_ASSIGN(auto select,
              database_.prepare("SELECT " WEND_EXPORT_COLUMNS
                                " FROM exports ORDER BY requested_at DESC, rowid DESC"));
  std::vector<Export> exports;
  for (;;) {
    WEND_ASSIGN(const bool found, select.step());
    if (!found) return exports;
    exports.push_back(read(select));
  }
}

base::Result<bool> Exports::update(const Export& one, std::optional<ExportState> when) {
  std::lock_guard lock(database_.mutex());
  WEND_ASSIGN(auto update,
              database_.prepare("UPDATE exports SET state = ?2, began_at = ?3, finished_at = ?4, "
                                "downloaded_at = ?5, outcome = ?6, bytes = ?7, error = ?8 WHERE "
                                "id = ?1 AND (?9 IS NULL OR state = ?9)"));
  WEND_TRY(update
               .bind(one.id, to_string(one.state), one.began_at, one.finished_at, one.downloaded_at,
                     one.outcome, one.bytes, one.error,
                     when ? std::optional(std::string(to_string(*when))) : std::nullopt)
               .run());
  return database_.changes() > 0;
}

base::Status Exports::save(const Export& one) {
  WEND_TRY(update(one, std::nullopt));
  return {};
}

base::Result<bool> Exports::save_when(const Export& one, ExportState state) {
  return update(one, state);
}

base::Result<bool> Exports::remove(std::string_view id) {
  std::lock_guard lock(database_.mutex());
  WEND_ASSIGN(auto statement, database_.prepare("DELETE FROM exports WHERE id = ?"));
  WEND_TRY(statement.bind(id).run());
  return database_.changes() > 0;
}

base::Result<std::optional<Exports::Key>> Exports::key() {
  std::lock_guard lock(database_.mutex());
  WEND_ASSIGN(auto select, database_.prepare("SELECT k.value, coalesce(t.value, '0') FROM settings "
                                             "k LEFT JOIN settings t ON t.name = ?2 WHERE k.name = "
                                             "?1"));
  WEND_ASSIGN(const bool found, select.bind(kKeyName, kKeyTimeName).step());
  if (!found) return std::optional<Key>();
  Key key{select.text(0), 0};
  const std::string time = select.text(1);
  std::from_chars(time.data(), time.data() + time.size(), key.made_at);
  return std::optional(std::move(key));
}

base::Result<Exports::Key> Exports::keep_key(std::string_view text) {
  {
    std::lock_guard lock(database_.mutex());
    WEND_ASSIGN(auto transaction, Transaction::begin(database_));
    WEND_ASSIGN(auto insert,
                database_.prepare("INSERT OR IGNORE INTO settings (name, value) VALUES (?, ?)"));
    WEND_TRY(insert.bind(kKeyName, text).run());
    WEND_TRY(insert.reset().bind(kKeyTimeName, std::to_string(clock_.now_us())).run());
    WEND_TRY(transaction.commit());
  }
  WEND_ASSIGN(auto kept, key());
  return kept.value_or(Key{std::string(text), clock_.now_us()});
}

base::Result<Exports::Key> Exports::replace_key(std::string_view text) {
  const Key key{std::string(text), clock_.now_us()};
  std::lock_guard lock(database_.mutex());
  WEND_ASSIGN(auto transaction, Transaction::begin(database_));
  WEND_ASSIGN(auto put,
              database_.prepare("INSERT OR REPLACE INTO settings (name, value) VALUES (?, ?)"));
  WEND_TRY(put.bind(kKeyName, key.text).run());
  WEND_TRY(put.reset().bind(kKeyTimeName, std::to_string(key.made_at)).run());
  WEND_TRY(transaction.commit());
  return key;
}

}  // namespace wend::workspace
