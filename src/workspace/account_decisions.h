#pragma once

#include <atomic>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "env/clock.h"
#include "workspace/sqlite.h"

namespace wend::workspace {

// What a person says of a customer and an account. kNone takes back what was said.
enum class AccountDecisionKind : std::uint8_t { kNone, kIn, kOut };

struct AccountDecision {
  std::int64_t number = 0;    // in the order they were made
  std::int64_t identity = 0;  // of the customer, by its number in the event store
  std::string account_type, account_key;
  AccountDecisionKind kind = AccountDecisionKind::kNone;
  env::TimeUs at = 0;
  std::string actor;
};

// All decisions are kept: they are their own journal, and the last one of an identity and account
// counts.
class AccountDecisions {
 public:
  AccountDecisions(Sqlite& database, const env::Clock& clock)
      : database_(database), clock_(clock) {}

  // Fills number and time. Answers whether it changes anything; what was said already is not
  // journalled again.
  base::Result<bool> decide(AccountDecision decision);
  base::Result<std::vector<AccountDecision>> all();  // in their order
  // Takes out everything that was said of these identities.
  base::Status forget(const std::vector<std::int64_t>& identities);

  // Grows with every change made through this object.
  std::int64_t changes() const { return changes_; }

 private:
  Sqlite& database_;
  const env::Clock& clock_;
  std::atomic<std::int64_t> changes_ = 1;
};

}  // namespace wend::workspace
