#include "workspace/keys.h"

#include "fmt/format.h"
#include "workspace/secret.h"

namespace wend::workspace {

base::Result<Scopes> scopes_from(std::string_view text) {
  Scopes scopes;
  while (true) {
    const std::size_t end = text.find(',');
    const std::string_view scope = text.substr(0, end);
    if (scope == "read")
      scopes.read = true;
    else if (scope == "write")
      scopes.write = true;
    else if (scope == "admin")
      scopes.admin = true;
    else
      return base::fail(base::ErrorCode::kInvalidInput,
                        fmt::format("There is no scope called \"{}\".", scope), "scopes",
                        "The scopes are read, write and admin, separated by commas.");
    if (end == std::string_view::npos) return scopes;
    text.remove_prefix(end + 1);
  }
}

std::string to_string(const Scopes& scopes) {
  std::string text;
  const auto add = [&](bool has, std::string_view name) {
    if (!has) return;
    if (!text.empty()) text += ',';
    text += name;
  };
  add(scopes.read, "read");
  add(scopes.write, "write");
  add(scopes.admin, "admin");
  return text;
}

base::Result<std::string> Keys::create_token(std::string_view name, const Scopes& scopes,
                                             std::optional<env::TimeUs> lifetime_us) {
  const std::string secret = new_secret("wend_token_");
  const env::TimeUs now = clock_.now_us();
  std::optional<std::int64_t> expires_at;
  if (lifetime_us) expires_at = now + *lifetime_us;
  std::lock_guard lock(database_.mutex());
  WEND_ASSIGN(
      auto insert,
      database_.prepare("INSERT INTO tokens (hash, id, name, scopes, created_at, expires_at) "
                        "VALUES (?, ?, ?, ?, ?, ?)"));
  WEND_TRY(
      insert.bind(hash_of_secret(secret), new_id("tok_"), name, to_string(scopes), now, expires_at)
          .run());
  return secret;
}

base::Result<std::optional<ApiToken>> Keys::token_of(std::string_view secret) {
  std::lock_guard lock(database_.mutex());
  WEND_ASSIGN(auto select,
              database_.prepare("SELECT id, name, scopes FROM tokens "
                                "WHERE hash = ? AND (expires_at IS NULL OR expires_at > ?)"));
  WEND_ASSIGN(const bool found, select.bind(hash_of_secret(secret), clock_.now_us()).step());
  if (!found) return std::nullopt;
  WEND_ASSIGN(const Scopes scopes, scopes_from(select.text(2)));
  return ApiToken{select.text(0), select.text(1), scopes};
}

base::Result<std::string> Keys::create_write_key(std::string_view source) {
  if (source.empty())
    return base::fail(base::ErrorCode::kInvalidInput, "The source needs a name.", "source");
  const std::string secret = new_secret("wend_write_");
  std::lock_guard lock(database_.mutex());
  WEND_ASSIGN(
      auto insert,
      database_.prepare("INSERT INTO write_keys (hash, source, created_at) VALUES (?, ?, ?)"));
  WEND_TRY(insert.bind(hash_of_secret(secret), source, clock_.now_us()).run());
  return secret;
}

base::Result<std::optional<std::string>> Keys::source_of(std::string_view write_key) {
  std::lock_guard lock(database_.mutex());
  WEND_ASSIGN(auto select, database_.prepare("SELECT source FROM write_keys WHERE hash = ?"));
  WEND_ASSIGN(const bool found, select.bind(hash_of_secret(write_key)).step());
  return found ? std::optional(select.text(0)) : std::nullopt;
}

}  // namespace wend::workspace
