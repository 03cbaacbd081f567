#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "base/result.h"
#include "env/clock.h"
#include "workspace/sqlite.h"

namespace wend::workspace {

// How the bodies of one webhook are checked and read.
struct Webhook {
  std::int64_t source = 0;  // in the event store
  std::optional<std::string> preset;
  std::string mapping = R"({"rules":[]})";         // JSON text
  std::string signature = R"({"scheme":"none"})";  // JSON text
  std::optional<std::string> secret;               // never leaves the server
  std::int64_t version = 0;                        // grows with every change; 0: never set
};

class Webhooks {
 public:
  Webhooks(Sqlite& database, const env::Clock& clock) : database_(database), clock_(clock) {}

  // The settings of a source; those of an untouched one when there are none.
  base::Result<Webhook> find(std::int64_t source);
  // Stores all of it and answers it with its new version when the stored version is the one given.
  // Errors: kConflict otherwise.
  base::Result<Webhook> replace(const Webhook& webhook);

 private:
  base::Result<Webhook> read(std::int64_t source);

  Sqlite& database_;
  const env::Clock& clock_;
};

}  // namespace wend::workspace
