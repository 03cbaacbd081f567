#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "env/clock.h"
#include "workspace/sqlite.h"

namespace wend::workspace {

// Something that people write, kept as JSON with its version.
struct KeptThing {
  std::string id;
  std::string body = "{}";   // JSON text: what the API takes
  std::int64_t version = 1;  // grows with every change
  env::TimeUs created_at = 0;
  env::TimeUs updated_at = 0;
  std::optional<std::string> created_by;  // a user's or token's id
  std::optional<env::TimeUs> removed_at;
};

// What is said of a kind of things, and the table that they are kept in.
struct KeptKind {
  const char* table;
  std::string_view id_prefix;  // "opp_"
  std::string_view one, many;  // "opportunity", "opportunities"
  std::int64_t max = 0;        // of a workspace, removed ones too
};

inline constexpr KeptKind kOpportunityKind{"opportunities", "opp_", "opportunity", "opportunities",
                                           5'000};
inline constexpr KeptKind kScoreGoalKind{"score_goals", "goa_", "score goal", "score goals", 1'000};
inline constexpr KeptKind kMaturityRoundKind{"maturity_rounds", "mat_", "assessment", "assessments",
                                             500};

// A removed one can be put back so long.
inline constexpr env::TimeUs kRemovedThingKeptUs = 30 * env::kDayUs;

class KeptThings {
 public:
  KeptThings(Sqlite& database, const env::Clock& clock, const KeptKind& kind)
      : database_(database), clock_(clock), kind_(kind) {}

  // Fills id, version and times. Errors: kTooLarge beyond the kind's most.
  base::Result<KeptThing> create(KeptThing thing);
  // Also a removed one.
  base::Result<std::optional<KeptThing>> find(std::string_view id);
  // In the order in which they were made; removed ones instead when asked for.
  base::Result<std::vector<KeptThing>> all(bool removed = false);
  // Changes the body when the stored version is `version`. Errors: kNotFound, also for a removed
  // one; kConflict.
  base::Result<KeptThing> replace(std::string_view id, std::int64_t version, std::string_view body);
  // Takes it out of the list when the stored version is `version`. Errors: as of replace.
  base::Status remove(std::string_view id, std::int64_t version);
  // Puts a removed one back. Errors: kNotFound.
  base::Result<KeptThing> recover(std::string_view id);

 private:
  base::Result<Statement> prepare(const char* format);
  base::Status check_version(std::string_view id, std::int64_t version);
  base::Error no_such() const;

  Sqlite& database_;
  const env::Clock& clock_;
  const KeptKind& kind_;
};

// What one person answered in a maturity assessment.
struct MaturityAnswers {
  std::string person;       // a user's id
  std::string body = "{}";  // JSON text: question to level
  env::TimeUs updated_at = 0;
};

class MaturityAnswerSheets {
 public:
  MaturityAnswerSheets(Sqlite& database, const env::Clock& clock)
      : database_(database), clock_(clock) {}

  // In place of what the person answered before. Errors: kNotFound for an assessment that is not
  // there.
  base::Status keep(std::string_view round, std::string_view person, std::string_view body);
  // In the order of the persons' ids.
  base::Result<std::vector<MaturityAnswers>> of(std::string_view round);

 private:
  Sqlite& database_;
  const env::Clock& clock_;
};

}  // namespace wend::workspace
