#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "env/clock.h"
#include "workspace/sqlite.h"

namespace wend::workspace {

// A JSON document of which the workspace has one.
struct Document {
  std::string body;          // JSON text
  std::int64_t version = 1;  // grows with every change
  env::TimeUs updated_at = 0;
};

class Documents {
 public:
  Documents(Sqlite& database, const env::Clock& clock) : database_(database), clock_(clock) {}

  base::Result<std::optional<Document>> find(std::string_view name);
  // Writes it when the stored version is `version`, 0 for none yet. Errors: kConflict otherwise.
  base::Result<Document> replace(std::string_view name, std::int64_t version,
                                 std::string_view body);

 private:
  Sqlite& database_;
  const env::Clock& clock_;
};

}  // namespace wend::workspace
