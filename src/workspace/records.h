#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "env/clock.h"
#include "workspace/sqlite.h"

namespace wend::workspace {

// Named values of the whole workspace: "name", "time_zone", "sample".
class Settings {
 public:
  explicit Settings(Sqlite& database) : database_(database) {}
  base::Result<std::optional<std::string>> get(std::string_view name);
  base::Status set(std::string_view name, std::string_view value);

 private:
  Sqlite& database_;
};

// Who did what. Only ever added to.
struct AuditEntry {
  env::TimeUs at = 0;
  std::string actor;    // a user's or token's id, or "command line"
  std::string action;   // "question.create"
  std::string object;   // the id of what it was done to; may be empty
  std::string address;  // where the request came from; empty for the command line
};

class AuditLog {
 public:
  AuditLog(Sqlite& database, const env::Clock& clock) : database_(database), clock_(clock) {}
  base::Status record(std::string_view actor, std::string_view action, std::string_view object,
                      std::string_view address = {});
  base::Result<std::vector<AuditEntry>> newest(std::size_t limit);

 private:
  Sqlite& database_;
  const env::Clock& clock_;
};

inline constexpr env::TimeUs kIdempotencyUs =
    24 * env::kHourUs;  // a repeated request gets its old answer this long

struct StoredAnswer {
  int status = 0;
  std::string headers;  // JSON text
  std::string body;
};

// Makes a creating request safe to send twice: the second gets the first one's answer.
class IdempotencyKeys {
 public:
  IdempotencyKeys(Sqlite& database, const env::Clock& clock) : database_(database), clock_(clock) {}

  // Claims the key; the caller must then call finish() or release(). Answers the earlier request's
  // answer when there is one. Errors: kConflict when the first request is still running;
  // kInvalidInput when it was another request.
  base::Result<std::optional<StoredAnswer>> claim(std::string_view caller, std::string_view key,
                                                  std::string_view request_hash);
  base::Status finish(std::string_view caller, std::string_view key, const StoredAnswer& answer);
  base::Status release(std::string_view caller, std::string_view key);
  // At the start of the server: claims that a crash left open.
  base::Status release_unfinished();

 private:
  Sqlite& database_;
  const env::Clock& clock_;
};

}  // namespace wend::workspace
