#include "workspace/account_decisions.h"

namespace wend::workspace {
namespace {

constexpr std::string_view kTexts[] = {"none", "in", "out"};

std::string_view to_text(AccountDecisionKind kind) {
  return kTexts[static_cast<std::size_t>(kind)];
}

AccountDecisionKind kind_from(std::string_view text) {
  if (text == kTexts[1]) return AccountDecisionKind::kIn;
  return text == kTexts[2] ? AccountDecisionKind::kOut : AccountDecisionKind::kNone;
}

}  // namespace

base::Result<bool> AccountDecisions::decide(AccountDecision decision) {
  std::lock_guard lock(database_.mutex());
  WEND_ASSIGN(auto transaction, Transaction::begin(database_));
  {
    WEND_ASSIGN(auto last,
                database_.prepare("SELECT decision FROM account_decisions WHERE identity = ? AND "
                                  "account_type = ? AND account_key = ? ORDER BY id DESC LIMIT 1"));
    WEND_ASSIGN(const bool some,
                last.bind(decision.identity, decision.account_type, decision.account_key).step());
    const auto before = some ? kind_from(last.text(0)) : AccountDecisionKind::kNone;
    if (before == decision.kind) return false;
  }
  WEND_ASSIGN(auto insert,
              database_.prepare("INSERT INTO account_decisions (identity, account_type, "
                                "account_key, decision, at, actor) VALUES (?, ?, ?, ?, ?, ?)"));
  WEND_TRY(insert
               .bind(decision.identity, decision.account_type, decision.account_key,
                     to_text(decision.kind), clock_.now_us(), decision.actor)
               .run());
  WEND_TRY(transaction.commit());
  ++changes_;
  return true;
}

base::Result<std::vector<AccountDecision>> AccountDecisions::all() {
  std::lock_guard lock(database_.mutex());
  WEND_ASSIGN(auto select, database_.prepare("SELECT id, identity, account_type, account_key, "
                                             "decision, at, actor FROM account_decisions "
                                             "ORDER BY id"));
  std::vector<AccountDecision> decisions;
  for (;;) {
    WEND_ASSIGN(const bool found, select.step());
    if (!found) return decisions;
    decisions.push_back({select.integer(0), select.integer(1), select.text(2), select.text(3),
                         kind_from(select.text(4)), select.integer(5), select.text(6)});
  }
}

base::Status AccountDecisions::forget(const std::vector<std::int64_t>& identities) {
  std::lock_guard lock(database_.mutex());
  WEND_ASSIGN(auto transaction, Transaction::begin(database_));
  for (const std::int64_t identity : identities) {
    WEND_ASSIGN(auto remove, database_.prepare("DELETE FROM account_decisions WHERE identity = ?"));
    WEND_TRY(remove.bind(identity).run());
  }
  WEND_TRY(transaction.commit());
  ++changes_;
  return {};
}

}  // namespace wend::workspace
