#include "workspace/keys.h"

#include "fmt/format.h"
#include "workspace/secret.h"

namespace wend::workspace {
namespace {

#define WEND_WRITE_KEY_COLUMNS "id, key, source, created_at, revoked_at"

WriteKey read_write_key(const Statement& row) {
  return {row.text(0), row.optional_text(1), row.text(2), row.integer(3), row.optional_integer(4)};
}

}  // namespace

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
  std::string key = new_secret("wend_write_");
  std::lock_guard lock(database_.mutex());
  WEND_ASSIGN(auto insert,
              database_.prepare("INSERT INTO write_keys (id, hash, key, source, created_at) "
                                "VALUES (?, ?, ?, ?, ?)"));
  WEND_TRY(insert.bind(new_id("key_"), hash_of_secret(key), key, source, clock_.now_us()).run());
  return key;
}

base::Result<std::optional<std::string>> Keys::source_of(std::string_view write_key) {
  WEND_ASSIGN(auto key, find_write_key(write_key));
  if (!key || key->revoked_at) return std::nullopt;
  return std::move(key->source);
}

base::Result<std::optional<WriteKey>> Keys::find_write_key(std::string_view write_key) {
  std::lock_guard lock(database_.mutex());
  WEND_ASSIGN(auto select, database_.prepare("SELECT " WEND_WRITE_KEY_COLUMNS
                                             " FROM write_keys WHERE hash = ?"));
  WEND_ASSIGN(const bool found, select.bind(hash_of_secret(write_key)).step());
  return found ? std::optional(read_write_key(select)) : std::nullopt;
}

base::Result<std::vector<WriteKey>> Keys::write_keys(std::optional<std::string_view> source) {
  std::lock_guard lock(database_.mutex());
  WEND_ASSIGN(auto select, database_.prepare("SELECT " WEND_WRITE_KEY_COLUMNS
                                             " FROM write_keys WHERE ?1 IS NULL OR source = ?1 "
                                             "ORDER BY created_at DESC, id"));
  select.bind(source);
  std::vector<WriteKey> keys;
  while (true) {
    WEND_ASSIGN(const bool found, select.step());
    if (!found) return keys;
    keys.push_back(read_write_key(select));
  }
}

base::Result<WriteKey> Keys::revoke_write_key(std::string_view id) {
  std::lock_guard lock(database_.mutex());
  WEND_ASSIGN(auto update, database_.prepare("UPDATE write_keys SET revoked_at = "
                                             "coalesce(revoked_at, ?) WHERE id = ? "
                                             "RETURNING " WEND_WRITE_KEY_COLUMNS));
  WEND_ASSIGN(const bool found, update.bind(clock_.now_us(), id).step());
  if (!found) return base::fail(base::ErrorCode::kNotFound, "There is no such key.");
  WriteKey key = read_write_key(update);
  WEND_TRY(update.step());
  return key;
}

}  // namespace wend::workspace
