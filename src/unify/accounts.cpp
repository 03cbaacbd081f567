#include "unify/accounts.h"

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <map>

namespace wend::unify {
namespace {

namespace json = boost::json;

constexpr std::string_view kRulesDocument = "account_rules";

}  // namespace

base::Result<Accounts::RulesVersion> Accounts::rules() const {
  WEND_ASSIGN(const auto document, documents_.find(kRulesDocument));
  RulesVersion stored;
  if (!document) return stored;
  boost::system::error_code error;
  const json::value value = json::parse(document->body, error);
  auto rules = model::account_rules_from(value);
  if (error || !rules) {
    return base::fail(base::ErrorCode::kConflict,
                      "The account rules in the workspace cannot be read.", {},
                      "Use the version of Wend that wrote them.");
  }
  return RulesVersion{*std::move(rules), document->version};
}

base::Result<Accounts::RulesVersion> Accounts::change_rules(const model::AccountRules& rules,
                                                            std::int64_t version) {
  WEND_ASSIGN(const auto stored,
              documents_.replace(kRulesDocument, version, json::serialize(to_json(rules))));
  return RulesVersion{rules, stored.version};
}

base::Result<std::shared_ptr<const AccountTable>> Accounts::current() {
  std::lock_guard lock(mutex_);
  WEND_ASSIGN(const RulesVersion now, rules());
  auto followed = follow();
  // What is in memory may be half of what was read.
  if (!followed) state_.reset();
  WEND_ASSIGN(const bool changed, std::move(followed));
  if (table_ == nullptr || changed || rules_version_ != now.version) {
    table_.reset();
    WEND_ASSIGN(table_, make(now.rules));
    rules_version_ = now.version;
  }
  return table_;
}

base::Result<std::shared_ptr<const AccountTable>> Accounts::with(const model::AccountRules& rules) {
  std::lock_guard lock(mutex_);
  auto followed = follow();
  if (!followed) state_.reset();
  WEND_ASSIGN(const bool changed, std::move(followed));
  if (changed) table_.reset();
  return make(rules);
}

base::Result<std::shared_ptr<const AccountTable>> Accounts::make(const model::AccountRules& rules) {
  std::map<std::tuple<std::int64_t, std::string_view, std::string_view>, std::size_t> last;
  for (std::size_t i = 0; i < decided_.size(); ++i)
    last[{decided_[i].identity, decided_[i].account_type, decided_[i].account_key}] = i;
  std::vector<HandDecision> decisions;
  for (std::size_t i = 0; i < decided_.size(); ++i) {
    const auto& one = decided_[i];
    if (last.at({one.identity, one.account_type, one.account_key}) != i ||
        one.kind == workspace::AccountDecisionKind::kNone)
      continue;
    decisions.push_back({one.identity, one.account_type, one.account_key,
                         one.kind == workspace::AccountDecisionKind::kIn});
  }
  return state_->table(rules, decisions, ++tables_);
}

// Reads what is new. Answers whether something was that could matter.
base::Result<bool> Accounts::follow() {
  if (state_ != nullptr && version_ == store_.data_version() &&
      decision_changes_ == decisions_.changes())
    return false;
  WEND_ASSIGN(auto reading, AccountReading::begin(store_));
  bool all = state_ == nullptr;
  std::optional<std::vector<std::int64_t>> moved;
  if (!all) {
    WEND_ASSIGN(const std::int64_t events, reading.count_up_to(last_sequence_));
    WEND_ASSIGN(const std::int64_t emails, reading.emails_up_to(email_row_));
    moved = store_.profiles_changed_since(version_);
    // Something was taken out, or it is too long ago.
    all = events != events_ || emails != emails_ || !moved;
  }
  bool changed = all;
  if (all) {
    WEND_TRY(read_all(reading));
  } else {
    WEND_TRY(reading.each_naming(last_sequence_, [&](const NamingEvent& event) {
      state_->note_member(event);
      changed = true;
    }));
    WEND_TRY(reading.each_group_call(last_sequence_, [&](const NamingEvent& event) {
      state_->note_traits(event);
      changed = true;
    }));
    if (state_->traits_are_stale()) WEND_TRY(read_traits_again(reading));
    WEND_TRY(reading.each_identity_of(*moved, [&](std::int64_t identity, std::int64_t profile) {
      if (!state_->asks_about(identity)) return;
      state_->set_owner(identity, profile);
      changed = true;
    }));
    WEND_ASSIGN(email_row_, reading.each_email(email_row_, [&](auto... email) {
      state_->set_email(email...);
      ++emails_;
      changed = true;
    }));
  }
  if (all || decision_changes_ != decisions_.changes()) {
    decision_changes_ = decisions_.changes();
    WEND_ASSIGN(decided_, decisions_.all());
    changed = true;
  }
  // Somebody may have been decided about before the store knew them.
  std::vector<std::int64_t> unknown;
  for (const auto& one : decided_)
    if (!state_->knows_owner_of(one.identity)) unknown.push_back(one.identity);
  if (!unknown.empty()) {
    WEND_TRY(reading.each_owner_of(unknown, [&](std::int64_t identity, std::int64_t profile) {
      state_->set_owner(identity, profile);
      changed = true;
    }));
  }
  last_sequence_ = reading.last_sequence();
  WEND_ASSIGN(events_, reading.count_up_to(last_sequence_));
  version_ = reading.version();
  return changed;
}

base::Status Accounts::read_all(AccountReading& reading) {
  state_ = std::make_unique<AccountState>();
  WEND_TRY(reading.each_naming(0, [&](const NamingEvent& event) { state_->note_member(event); }));
  WEND_TRY(
      reading.each_group_call(0, [&](const NamingEvent& event) { state_->note_traits(event); }));
  emails_ = 0;
  WEND_ASSIGN(email_row_, reading.each_email(-1, [&](auto... email) {
    state_->set_email(email...);
    ++emails_;
  }));
  return {};
}

base::Status Accounts::read_traits_again(AccountReading& reading) {
  state_->forget_traits();
  return reading.each_group_call(0, [&](const NamingEvent& event) { state_->note_traits(event); });
}

}  // namespace wend::unify
