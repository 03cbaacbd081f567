#include "workspace/sessions.h"

#include "workspace/secret.h"

namespace wend::workspace {
namespace {

// The time of last use is written at most this often, so that reading costs no write.
constexpr env::TimeUs kSeenEveryUs = env::kMinuteUs;

}  // namespace

base::Result<std::string> Sessions::start(std::string_view user_id) {
  const std::string secret = new_secret("");
  const env::TimeUs now = clock_.now_us();
  std::lock_guard lock(database_.mutex());
  WEND_ASSIGN(auto sweep,
              database_.prepare("DELETE FROM sessions WHERE seen_at <= ? OR created_at <= ?"));
  WEND_TRY(sweep.bind(now - kSessionIdleUs, now - kSessionAbsoluteUs).run());
  WEND_ASSIGN(auto insert,
              database_.prepare(
                  "INSERT INTO sessions (hash, user_id, created_at, seen_at) VALUES (?, ?, ?, ?)"));
  WEND_TRY(insert.bind(hash_of_secret(secret), user_id, now, now).run());
  return secret;
}

base::Result<std::optional<std::string>> Sessions::user_of(std::string_view secret) {
  if (secret.empty()) return std::nullopt;
  const std::string hash = hash_of_secret(secret);
  const env::TimeUs now = clock_.now_us();
  std::lock_guard lock(database_.mutex());
  WEND_ASSIGN(auto select, database_.prepare("SELECT user_id, seen_at FROM sessions "
                                             "WHERE hash = ? AND seen_at > ? AND created_at > ?"));
  WEND_ASSIGN(const bool found,
              select.bind(hash, now - kSessionIdleUs, now - kSessionAbsoluteUs).step());
  if (!found) return std::nullopt;
  std::string user_id = select.text(0);
  if (select.integer(1) + kSeenEveryUs <= now) {
    WEND_ASSIGN(auto update, database_.prepare("UPDATE sessions SET seen_at = ? WHERE hash = ?"));
    WEND_TRY(update.bind(now, hash).run());
  }
  return user_id;
}

base::Status Sessions::end(std::string_view secret) {
  std::lock_guard lock(database_.mutex());
  WEND_ASSIGN(auto remove, database_.prepare("DELETE FROM sessions WHERE hash = ?"));
  return remove.bind(hash_of_secret(secret)).run();
}

base::Status Sessions::end_others(std::string_view user_id, std::string_view secret) {
  std::lock_guard lock(database_.mutex());
  WEND_ASSIGN(auto remove,
              database_.prepare("DELETE FROM sessions WHERE user_id = ? AND hash <> ?"));
  return remove.bind(user_id, hash_of_secret(secret)).run();
}

base::Result<std::string> Sessions::create_link(std::string_view user_id) {
  const std::string secret = new_secret("");
  const env::TimeUs now = clock_.now_us();
  std::lock_guard lock(database_.mutex());
  WEND_ASSIGN(auto sweep, database_.prepare("DELETE FROM links WHERE expires_at <= ?"));
  WEND_TRY(sweep.bind(now).run());
  WEND_ASSIGN(auto insert,
              database_.prepare("INSERT INTO links (hash, user_id, expires_at) VALUES (?, ?, ?)"));
  WEND_TRY(insert.bind(hash_of_secret(secret), user_id, now + kLinkUs).run());
  return secret;
}

base::Result<std::string> Sessions::redeem_link(std::string_view secret) {
  std::lock_guard lock(database_.mutex());
  // One statement, so that of two who come at once only one gets in.
  WEND_ASSIGN(auto remove,
              database_.prepare("DELETE FROM links WHERE hash = ? RETURNING user_id, expires_at"));
  WEND_ASSIGN(const bool found, remove.bind(hash_of_secret(secret)).step());
  const std::string user_id = found ? remove.text(0) : "";
  const bool fresh = found && remove.integer(1) > clock_.now_us();
  if (found) WEND_TRY(remove.step());
  if (!fresh)
    return base::fail(base::ErrorCode::kNotSignedIn,
                      "This sign-in link was used already or is too old.", "token",
                      "Make a new one with: wend user link");
  return user_id;
}

}  // namespace wend::workspace
