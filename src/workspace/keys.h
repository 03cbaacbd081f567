#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "env/clock.h"
#include "workspace/sqlite.h"

namespace wend::workspace {

// What a program may do. Each scope stands alone: a token that may write but not read is possible.
struct Scopes {
  bool read = false;
  bool write = false;
  bool admin = false;
};
// Reads "read,write". Errors: kInvalidInput naming the unknown scope.
base::Result<Scopes> scopes_from(std::string_view text);
std::string to_string(const Scopes& scopes);

struct ApiToken {
  std::string id;
  std::string name;
  Scopes scopes;
};

// A key that only sends events to one source.
struct WriteKey {
  std::string id;
  std::optional<std::string> key;  // nothing for one of which only the hash was kept
  std::string source;              // by name
  env::TimeUs created_at = 0;
  std::optional<env::TimeUs> revoked_at;
};

// What programs show instead of signing in: API tokens with scopes, and write keys that only send
// events to one source.
class Keys {
 public:
  Keys(Sqlite& database, const env::Clock& clock) : database_(database), clock_(clock) {}

  // Answers the secret, which is shown once. `lifetime_us` counts from now; none: until taken back.
  base::Result<std::string> create_token(std::string_view name, const Scopes& scopes,
                                         std::optional<env::TimeUs> lifetime_us = std::nullopt);
  base::Result<std::optional<ApiToken>> token_of(std::string_view secret);

  base::Result<std::string> create_write_key(std::string_view source);
  // The name of the source that a key writes to; nothing for one that is not known or revoked.
  base::Result<std::optional<std::string>> source_of(std::string_view write_key);
  // The key whose text this is, also a revoked one.
  base::Result<std::optional<WriteKey>> find_write_key(std::string_view write_key);
  // The keys of a source, or of all; the newest first.
  base::Result<std::vector<WriteKey>> write_keys(
      std::optional<std::string_view> source = std::nullopt);
  // From now on the key writes nothing; one that is revoked already stays as it is. Errors:
  // kNotFound.
  base::Result<WriteKey> revoke_write_key(std::string_view id);

 private:
  Sqlite& database_;
  const env::Clock& clock_;
};

}  // namespace wend::workspace
