#include "workspace/users.h"

#include <algorithm>

namespace wend::workspace {
namespace {

using base::ErrorCode;

constexpr std::size_t kNameBytesMax = 200;
constexpr std::size_t kEmailBytesMax = 254;  // RFC 5321

#define WEND_USER_COLUMNS "id, name, email, role, password_hash IS NOT NULL"

base::Status check_email(std::string_view email) {
  const std::size_t at = email.find('@');
  const bool good =
      at != std::string_view::npos && at > 0 && at + 1 < email.size() &&
      email.find('@', at + 1) == std::string_view::npos && email.size() <= kEmailBytesMax &&
      std::ranges::none_of(email, [](unsigned char c) { return c <= ' ' || c == 0x7f; });
  if (good) return {};
  return base::fail(ErrorCode::kInvalidInput, "This is not an e-mail address.", "email");
}

base::Status check_name(std::string_view name) {
  if (name.empty() || name.size() > kNameBytesMax)
    return base::fail(ErrorCode::kInvalidInput, "A name has between 1 and 200 characters.", "name");
  return {};
}

User read(const Statement& row) {
  return {row.text(0), row.text(1), row.optional_text(2),
          role_from(row.text(3)).value_or(Role::kViewer), row.integer(4) != 0};
}

base::Error email_taken() {
  return {ErrorCode::kConflict, "Somebody has this e-mail address already.", "email", ""};
}

}  // namespace

std::string_view to_string(Role role) {
  switch (role) {
    case Role::kViewer:
      return "viewer";
    case Role::kEditor:
      return "editor";
    case Role::kAdmin:
      return "admin";
  }
  return "viewer";
}

std::optional<Role> role_from(std::string_view text) {
  for (Role role : {Role::kViewer, Role::kEditor, Role::kAdmin})
    if (to_string(role) == text) return role;
  return std::nullopt;
}

base::Result<std::optional<User>> Users::one(Statement& statement) {
  WEND_ASSIGN(const bool found, statement.step());
  return found ? std::optional(read(statement)) : std::nullopt;
}

base::Result<User> Users::create(std::string_view name, std::optional<std::string> email,
                                 Role role) {
  WEND_TRY(check_name(name));
  if (email) WEND_TRY(check_email(*email));
  std::lock_guard lock(database_.mutex());
  User user{new_id("usr_"), std::string(name), email, role, false};
  WEND_ASSIGN(auto insert,
              database_.prepare("INSERT INTO users (id, name, email, role, created_at) "
                                "VALUES (?, ?, ?, ?, ?)"));
  const auto done = insert.bind(user.id, name, email, to_string(role), clock_.now_us()).run();
  if (!done)
    return base::fail(done.error().code == ErrorCode::kConflict ? email_taken() : done.error());
  return user;
}

base::Result<std::optional<User>> Users::find(std::string_view id) {
  std::lock_guard lock(database_.mutex());
  WEND_ASSIGN(auto select,
              database_.prepare("SELECT " WEND_USER_COLUMNS " FROM users WHERE id = ?"));
  return one(select.bind(id));
}

base::Result<std::optional<User>> Users::find_by_email(std::string_view email) {
  std::lock_guard lock(database_.mutex());
  WEND_ASSIGN(auto select,
              database_.prepare("SELECT " WEND_USER_COLUMNS " FROM users WHERE email = ?"));
  return one(select.bind(email));
}

base::Result<std::vector<User>> Users::all() {
  std::lock_guard lock(database_.mutex());
  WEND_ASSIGN(auto select,
              database_.prepare("SELECT " WEND_USER_COLUMNS " FROM users ORDER BY created_at, id"));
  std::vector<User> users;
  while (true) {
    WEND_ASSIGN(const bool found, select.step());
    if (!found) return users;
    users.push_back(read(select));
  }
}

base::Result<User> Users::first_administrator() {
  {
    std::lock_guard lock(database_.mutex());
    WEND_ASSIGN(
        auto select,
        database_.prepare("SELECT " WEND_USER_COLUMNS
                          " FROM users WHERE role = 'admin' ORDER BY created_at, id LIMIT 1"));
    WEND_ASSIGN(auto user, one(select));
    if (user) return *user;
  }
  return create("Administrator", std::nullopt, Role::kAdmin);
}

base::Result<bool> Users::any_administrator_has_password() {
  std::lock_guard lock(database_.mutex());
  WEND_ASSIGN(
      auto select,
      database_.prepare(
          "SELECT 1 FROM users WHERE role = 'admin' AND password_hash IS NOT NULL LIMIT 1"));
  return select.step();
}

base::Result<User> Users::change(std::string_view id, const Changes& changes) {
  if (changes.name) WEND_TRY(check_name(*changes.name));
  if (changes.email) WEND_TRY(check_email(*changes.email));
  std::optional<std::string> hash;
  if (changes.password) {
    checks_.acquire();
    auto hashed = hash_password(*changes.password, cost_);
    checks_.release();
    WEND_ASSIGN(hash, std::move(hashed));
  }
  std::lock_guard lock(database_.mutex());
  WEND_ASSIGN(auto transaction, Transaction::begin(database_));
  WEND_ASSIGN(
      auto update,
      database_.prepare("UPDATE users SET name = coalesce(?, name), email = coalesce(?, email), "
                        "password_hash = coalesce(?, password_hash) WHERE id = ?"));
  const auto done = update.bind(changes.name, changes.email, hash, id).run();
  if (!done)
    return base::fail(done.error().code == ErrorCode::kConflict ? email_taken() : done.error());
  WEND_ASSIGN(auto select,
              database_.prepare("SELECT " WEND_USER_COLUMNS " FROM users WHERE id = ?"));
  WEND_ASSIGN(auto user, one(select.bind(id)));
  if (!user) return base::fail(ErrorCode::kNotFound, "There is no such person.");
  if (user->has_password && !user->email)
    return base::fail(ErrorCode::kInvalidInput,
                      "A password needs an e-mail address to sign in with.", "email");
  WEND_TRY(transaction.commit());
  return *user;
}

base::Result<std::optional<User>> Users::check_password(std::string_view email,
                                                        std::string_view password) {
  std::optional<User> user;
  std::string hash;
  {
    std::lock_guard lock(database_.mutex());
    WEND_ASSIGN(auto select, database_.prepare("SELECT " WEND_USER_COLUMNS
                                               ", password_hash FROM users WHERE email = ?"));
    WEND_ASSIGN(user, one(select.bind(email)));
    if (user && user->has_password) hash = select.text(5);
  }
  checks_.acquire();
  bool matches = false;
  if (!hash.empty()) {
    matches = password_matches(password, hash);
  } else {
    // A fresh hash costs what a check costs.
    (void)hash_password("nobody has this password", cost_);
  }
  checks_.release();
  return matches ? user : std::nullopt;
}

}  // namespace wend::workspace
