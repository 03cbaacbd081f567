#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "env/clock.h"
#include "workspace/sqlite.h"

namespace wend::workspace {

// A saved question: a query document with a name and how to show it.
struct Question {
  std::string id;
  std::string name;
  std::string query = "{}";  // JSON text
  std::string view = "{}";   // JSON text
  std::int64_t version = 1;  // grows with every change
  env::TimeUs created_at = 0;
  env::TimeUs updated_at = 0;
  std::optional<std::string> created_by;  // a user's id
};

class Questions {
 public:
  Questions(Sqlite& database, const env::Clock& clock) : database_(database), clock_(clock) {}

  // Fills id, version and times.
  base::Result<Question> create(Question question);
  base::Result<std::optional<Question>> find(std::string_view id);
  // The newest first, beginning after the question `after` ("" for the first page).
  base::Result<std::vector<Question>> page(std::string_view after, std::size_t limit);
  // Names that contain the text, whatever its case.
  base::Result<std::vector<Question>> search(std::string_view text, std::size_t limit);
  // Changes name, query and view when the stored version is `version`. Errors: kNotFound; kConflict
  // otherwise.
  base::Result<Question> replace(std::string_view id, std::int64_t version,
                                 const Question& question);
  base::Status remove(std::string_view id, std::int64_t version);

 private:
  base::Result<std::vector<Question>> list(Statement& select);
  base::Status check_version(std::string_view id, std::int64_t version);

  Sqlite& database_;
  const env::Clock& clock_;
};

}  // namespace wend::workspace
