#pragma once

#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "env/clock.h"
#include "workspace/sqlite.h"

namespace wend::workspace {

// What was not taken as it came.
enum class RefusalKind {
  kMessage,  // one message of a body could not be taken
  kBody,     // a whole body could not
  kPlan,     // the tracking plan blocks the message
  kWarning,  // it breaks the tracking plan and was taken
  kKey,      // a call with a key that is not known or revoked
};
std::string_view to_string(RefusalKind kind);

// One reason, and how often it was given.
struct Refusal {
  std::int64_t id = 0;
  std::int64_t source_id = 0;  // in the event store; 0: none
  RefusalKind kind = RefusalKind::kMessage;
  std::string event;  // empty: no event, or not known
  std::string reason;
  std::int64_t count = 0;
  env::TimeUs first_seen = 0;
  env::TimeUs last_seen = 0;
  std::optional<std::string> sample;  // of the latest that had one
};

inline constexpr std::size_t kRefusalsMax = 1000;
inline constexpr env::TimeUs kRefusalsKeptUs = 30 * env::kDayUs;

// The reasons of the last 30 days, at most a thousand of them; beyond, those not seen for the
// longest time are forgotten.
class Refusals {
 public:
  Refusals(Sqlite& database, const env::Clock& clock) : database_(database), clock_(clock) {}

  // Adds their counts to what is known.
  base::Status add(std::span<const Refusal> refusals);

  struct Cursor {
    env::TimeUs last_seen = 0;
    std::int64_t id = 0;
  };
  // The latest first, of one source or of all; what follows `after`.
  base::Result<std::vector<Refusal>> page(std::optional<std::int64_t> source_id,
                                          std::optional<Cursor> after, std::size_t limit);

  struct Counts {
    std::int64_t refused = 0;  // kMessage, kBody and kPlan
    std::int64_t warned = 0;
  };
  // By source: today and the six days before, in UTC.
  base::Result<std::map<std::int64_t, Counts>> of_last_week();

 private:
  Sqlite& database_;
  const env::Clock& clock_;
};

}  // namespace wend::workspace
