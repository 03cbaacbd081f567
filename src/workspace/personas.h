#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "env/clock.h"
#include "workspace/sqlite.h"

namespace wend::workspace {

// An archetype of customers.
struct Persona {
  std::string id;
  std::string body = "{}";   // JSON text: what the API takes
  std::int64_t version = 1;  // grows with every change
  env::TimeUs created_at = 0;
  env::TimeUs updated_at = 0;
  std::optional<std::string> created_by;  // a user's or token's id
};

inline constexpr std::int64_t kPersonasMax = 1'000;

class Personas {
 public:
  Personas(Sqlite& database, const env::Clock& clock) : database_(database), clock_(clock) {}

  // Fills id, version and times. Errors: kTooLarge beyond kPersonasMax.
  base::Result<Persona> create(Persona persona);
  base::Result<std::optional<Persona>> find(std::string_view id);
  // In the order in which they were made.
  base::Result<std::vector<Persona>> all();
  // Changes the body when the stored version is `version`. Errors: kNotFound; kConflict.
  base::Result<Persona> replace(std::string_view id, std::int64_t version, std::string_view body);
  base::Status remove(std::string_view id, std::int64_t version);

 private:
  base::Status check_version(std::string_view id, std::int64_t version);

  Sqlite& database_;
  const env::Clock& clock_;
};

}  // namespace wend::workspace
