#pragma once

#include <memory>
#include <mutex>
#include <string_view>

#include "base/result.h"
#include "events/event_store.h"
#include "unify/account_reading.h"
#include "unify/account_state.h"
#include "workspace/account_decisions.h"
#include "workspace/documents.h"

namespace wend::unify {

// Who belongs to which account, derived from the event store, the account rules and what people
// decided. Nothing is written while events come in: what is new is read when somebody asks, by its
// sequence. Safe to use from several threads: one reads, the others wait for it.
class Accounts {
 public:
  // All must outlive it.
  Accounts(const events::EventStore& store, workspace::Documents& documents,
           workspace::AccountDecisions& decisions)
      : store_(store), documents_(documents), decisions_(decisions) {}

  // As of now. The same pointer as long as nothing changed that could matter. Errors: kIo.
  base::Result<std::shared_ptr<const AccountTable>> current();

  struct RulesVersion {
    model::AccountRules rules;
    std::int64_t version = 0;  // 0: nobody changed them yet
  };
  base::Result<RulesVersion> rules() const;
  // Errors: kConflict when the version is another.
  base::Result<RulesVersion> change_rules(const model::AccountRules& rules, std::int64_t version);
  // Who would be in which account by other rules. Nothing is changed.
  base::Result<std::shared_ptr<const AccountTable>> with(const model::AccountRules& rules);

  workspace::AccountDecisions& decisions() { return decisions_; }

 private:
  base::Result<bool> follow();
  base::Status read_all(AccountReading& reading);
  base::Status read_traits_again(AccountReading& reading);
  base::Result<std::shared_ptr<const AccountTable>> make(const model::AccountRules& rules);

  const events::EventStore& store_;
  workspace::Documents& documents_;
  workspace::AccountDecisions& decisions_;

  std::mutex mutex_;
  std::unique_ptr<AccountState> state_;
  std::shared_ptr<const AccountTable> table_;
  std::vector<workspace::AccountDecision> decided_;
  std::int64_t version_ = -1;  // of the store
  std::int64_t last_sequence_ = 0, events_ = 0;
  std::int64_t email_row_ = -1, emails_ = 0;
  std::int64_t decision_changes_ = 0, rules_version_ = -1;
  std::int64_t tables_ = 0;
};

}  // namespace wend::unify
