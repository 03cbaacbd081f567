#include "workspace/records.h"

namespace wend::workspace {

using base::ErrorCode;

base::Result<std::optional<std::string>> Settings::get(std::string_view name) {
  std::lock_guard lock(database_.mutex());
  WEND_ASSIGN(auto select, database_.prepare("SELECT value FROM settings WHERE name = ?"));
  WEND_ASSIGN(const bool found, select.bind(name).step());
  return found ? std::optional(select.text(0)) : std::nullopt;
}

base::Status Settings::set(std::string_view name, std::string_view value) {
  std::lock_guard lock(database_.mutex());
  WEND_ASSIGN(auto insert,
              database_.prepare("INSERT INTO settings (name, value) VALUES (?, ?) "
                                "ON CONFLICT (name) DO UPDATE SET value = excluded.value"));
  return insert.bind(name, value).run();
}

base::Status AuditLog::record(std::string_view actor, std::string_view action,
                              std::string_view object, std::string_view address) {
  std::lock_guard lock(database_.mutex());
  WEND_ASSIGN(auto insert,
              database_.prepare("INSERT INTO audit (at, actor, action, object, address) "
                                "VALUES (?, ?, ?, ?, ?)"));
  return insert.bind(clock_.now_us(), actor, action, object, address).run();
}

base::Result<std::vector<AuditEntry>> AuditLog::newest(std::size_t limit) {
  std::lock_guard lock(database_.mutex());
  WEND_ASSIGN(auto select, database_.prepare("SELECT at, actor, action, object, address FROM audit "
                                             "ORDER BY id DESC LIMIT ?"));
  select.bind(static_cast<std::int64_t>(limit));
  std::vector<AuditEntry> entries;
  while (true) {
    WEND_ASSIGN(const bool found, select.step());
    if (!found) return entries;
    entries.push_back(
        {select.integer(0), select.text(1), select.text(2), select.text(3), select.text(4)});
  }
}

base::Result<std::optional<StoredAnswer>> IdempotencyKeys::claim(std::string_view caller,
                                                                 std::string_view key,
                                                                 std::string_view request_hash) {
  const env::TimeUs now = clock_.now_us();
  std::lock_guard lock(database_.mutex());
  WEND_ASSIGN(auto transaction, Transaction::begin(database_));
  WEND_ASSIGN(auto sweep, database_.prepare("DELETE FROM idempotency_keys WHERE created_at <= ?"));
  WEND_TRY(sweep.bind(now - kIdempotencyUs).run());
  WEND_ASSIGN(auto select,
              database_.prepare("SELECT request_hash, status, headers, body FROM idempotency_keys "
                                "WHERE caller = ? AND key = ?"));
  WEND_ASSIGN(const bool found, select.bind(caller, key).step());
  if (found) {
    if (select.text(0) != request_hash)
      return base::fail(ErrorCode::kInvalidInput,
                        "This Idempotency-Key was used for another request.", "Idempotency-Key",
                        "Use a new key for every new request.");
    if (select.is_null(1))
      return base::fail(ErrorCode::kConflict,
                        "The first request with this Idempotency-Key is still running.",
                        "Idempotency-Key", "Try again in a moment.");
    return StoredAnswer{static_cast<int>(select.integer(1)), select.text(2), select.text(3)};
  }
  WEND_ASSIGN(
      auto insert,
      database_.prepare("INSERT INTO idempotency_keys (caller, key, request_hash, created_at) "
                        "VALUES (?, ?, ?, ?)"));
  WEND_TRY(insert.bind(caller, key, request_hash, now).run());
  WEND_TRY(transaction.commit());
  return std::nullopt;
}

base::Status IdempotencyKeys::finish(std::string_view caller, std::string_view key,
                                     const StoredAnswer& answer) {
  std::lock_guard lock(database_.mutex());
  WEND_ASSIGN(auto update,
              database_.prepare("UPDATE idempotency_keys SET status = ?, headers = ?, body = ? "
                                "WHERE caller = ? AND key = ?"));
  return update.bind(answer.status, answer.headers, answer.body, caller, key).run();
}

base::Status IdempotencyKeys::release(std::string_view caller, std::string_view key) {
  std::lock_guard lock(database_.mutex());
  WEND_ASSIGN(auto remove,
              database_.prepare("DELETE FROM idempotency_keys WHERE caller = ? AND key = ?"));
  return remove.bind(caller, key).run();
}

base::Status IdempotencyKeys::release_unfinished() {
  std::lock_guard lock(database_.mutex());
  return database_.run("DELETE FROM idempotency_keys WHERE status IS NULL");
}

}  // namespace wend::workspace
