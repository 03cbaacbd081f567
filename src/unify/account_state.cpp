#include "unify/account_state.h"

#include <algorithm>
#include <array>
#include <boost/json/parse.hpp>
#include <map>
#include <xxhash.h>

namespace wend::unify {
namespace {

using model::Value;

constexpr std::size_t kKeyBytesMax = 1024;
constexpr std::size_t kTypeBytesMax = 100;

// What the collecting side writes beside the traits of a group call: where the call came from, not
// what the account is.
constexpr std::array<std::string_view, 19> kNoTraits = {
    "group_id",      "group_type",       "os",
    "os_version",    "device",           "device_id",
    "app_version",   "browser",          "locale",
    "page_path",     "page_url",         "referrer",
    "campaign_name", "campaign_source",  "campaign_medium",
    "campaign_term", "campaign_content", "session_id",
    "previous_id"};

std::string_view trimmed(std::string_view text) {
  const auto first = text.find_first_not_of(" \t\r\n");
  if (first == text.npos) return {};
  return text.substr(first, text.find_last_not_of(" \t\r\n") - first + 1);
}

// Of texts and numbers; objects and lists are no keys.
std::string key_from(const Value& value) {
  if (model::is_missing(value) || std::holds_alternative<bool>(value)) return {};
  std::string text = model::to_text(value);
  const std::string_view key = trimmed(text);
  if (key.starts_with('{') || key.starts_with('[') || key.size() > kKeyBytesMax) return {};
  return std::string(key);
}

std::string type_from(const Value& value) {
  const auto* text = std::get_if<std::string>(&value);
  const std::string_view type = text == nullptr ? std::string_view() : trimmed(*text);
  return std::string(type.empty() || type.size() > kTypeBytesMax ? model::kAccountType : type);
}

}  // namespace

AccountState::AccountState() : blocked_(model::IdentityRules{}) {}

std::size_t AccountState::HashOfSighting::operator()(const Sighting& sighting) const {
  const std::uint64_t parts[2] = {
      static_cast<std::uint64_t>(sighting.identity),
      std::uint64_t{sighting.account} << 8 | static_cast<std::uint64_t>(sighting.source)};
  return XXH3_64bits(parts, sizeof parts);
}

std::uint32_t AccountState::account_of(std::string_view type, std::string_view key) {
  const std::int64_t number = model::account_number_of(type, key);
  const auto [found, is_new] =
      by_number_.try_emplace(number, static_cast<std::uint32_t>(accounts_.size()));
  if (is_new) {
    auto account = std::make_shared<Account>();
    account->number = number;
    account->type = type;
    account->key = key;
    accounts_.push_back({std::move(account)});
  }
  return found->second;
}

// Tables share accounts with the state until it changes one.
Account& AccountState::to_change(std::uint32_t account) {
  Known& known = accounts_[account];
  if (known.given) known.account = std::make_shared<Account>(*known.account);
  known.given = false;
  return *known.account;
}

void AccountState::note_member(const NamingEvent& event) {
  const MemberSource source = event.imported                           ? MemberSource::kImport
                              : event.type == model::EventType::kGroup ? MemberSource::kGroup
                                                                       : MemberSource::kEvent;
  const auto note = [&](const std::string& type, const std::string& key) {
    if (key.empty() || blocked_.contains(key)) return;
    const std::uint32_t account = account_of(type, key);
    accounts_[account].named = true;
    // PostHog's libraries for servers give the call to somebody who stands for the group.
    if (event.identity_value == "$" + type + "_" + key) return;
    owners_[event.identity] = event.profile;
    const auto [known, is_new] =
        sightings_.try_emplace({event.identity, account, source},
                               Seen{.first_us = event.time_us, .last_us = event.time_us});
    Seen& seen = known->second;
    seen.first_us = std::min(seen.first_us, event.time_us);
    seen.last_us = std::max(seen.last_us, event.time_us);
    ++seen.events;
  };
  parser_.open(event.properties);
  const std::string key = key_from(parser_.at("group_id"));
  const std::string type = type_from(parser_.at("group_type"));
  if (!key.empty()) note(type, key);
  const Value groups = parser_.at("$groups");
  const auto* text = std::get_if<std::string>(&groups);
  if (text == nullptr || !text->starts_with('{')) return;
  boost::system::error_code error;
  const auto parsed = boost::json::parse(*text, error);
  if (error || !parsed.is_object()) return;
  for (const auto& [name, value] : parsed.get_object()) {
    const std::string of_type = type_from(Value(std::string(name)));
    std::string of_key;
    if (value.is_string()) of_key = key_from(Value(std::string(value.get_string())));
    if (value.is_number()) of_key = key_from(Value(value.to_number<double>()));
    // Once for each event, however often it says so.
    if (of_key != key || of_type != type) note(of_type, of_key);
  }
}

void AccountState::note_traits(const NamingEvent& event) {
  if (event.type != model::EventType::kGroup) return;
  parser_.open(event.properties);
  const std::string key = key_from(parser_.at("group_id"));
  if (key.empty() || blocked_.contains(key)) return;
  const std::uint32_t place = account_of(type_from(parser_.at("group_type")), key);
  accounts_[place].named = true;
  const AccountTraitValue::Moment at{event.time_us, event.sequence};
  std::vector<std::pair<std::string, Value>> said;
  parser_.each(event.properties, [&](std::string_view name, const Value& value) {
    if (name.empty() || name.starts_with('$') || model::is_missing(value)) return;
    if (std::ranges::find(kNoTraits, name) != kNoTraits.end()) return;
    said.emplace_back(name, value);
  });
  for (auto& [name, value] : said) {
    const auto& known = accounts_[place].account->traits;
    const auto found = known.find(name);
    if (found == known.end() && known.size() >= kTraitsMax) continue;
    // Most calls repeat what the last one said.
    if (found != known.end() && found->second.back().value == value &&
        found->second.back().last >= at && found->second.back().first <= at)
      continue;
    say(to_change(place).traits[name], {std::move(value), at, at, event.source_id});
  }
}

// What values a trait had is what was said of it in the order of time, with neighbours that say
// the same taken together.
void AccountState::say(std::vector<AccountTraitValue>& values, AccountTraitValue value) {
  const auto at = value.first;
  const auto next = std::ranges::upper_bound(values, at, {}, &AccountTraitValue::first);
  if (next != values.begin()) {
    AccountTraitValue& before = *std::prev(next);
    if (before.value == value.value) {
      before.last = std::max(before.last, at);
      return;
    }
    if (at < before.last) {
      stale_ = true;
      return;
    }
  }
  if (next != values.end() && next->value == value.value) {
    next->first = at;
    next->source_id = value.source_id;
    return;
  }
  values.insert(next, std::move(value));
  if (values.size() > kValuesMax) values.erase(values.begin());
}

void AccountState::forget_traits() {
  for (std::uint32_t place = 0; place < accounts_.size(); ++place)
    if (!accounts_[place].account->traits.empty()) to_change(place).traits.clear();
  stale_ = false;
}

void AccountState::set_owner(std::int64_t identity, std::int64_t profile) {
  owners_[identity] = profile;
  if (const auto email = emails_.find(identity); email != emails_.end())
    email->second.profile = profile;
}

void AccountState::set_email(std::int64_t identity, std::int64_t profile,
                             std::string_view address) {
  const auto at = address.rfind('@');
  if (at == address.npos) return;
  std::string domain = model::domain_in(address.substr(at + 1));
  if (domain.empty()) return;
  const auto [code, is_new] =
      domain_codes_.try_emplace(std::move(domain), static_cast<std::uint32_t>(domains_.size()));
  if (is_new) domains_.push_back(code->first);
  emails_[identity] = {profile, code->second};
}

// Of several accounts that say a domain is theirs, the first by type and key has it.
model::AccountDomains::Claims AccountState::claims(const model::AccountRules& rules) const {
  std::map<std::string, const Account*> claimed;
  for (const Known& known : accounts_) {
    for (const std::string& trait : rules.domain_traits) {
      const Value value = known.account->trait(trait);
      const auto* text = std::get_if<std::string>(&value);
      const std::string domain = text == nullptr ? std::string() : model::domain_in(*text);
      if (domain.empty()) continue;
      const Account*& by = claimed[domain];
      if (by == nullptr ||
          std::tie(known.account->type, known.account->key) < std::tie(by->type, by->key))
        by = known.account.get();
    }
  }
  model::AccountDomains::Claims found;
  for (const auto& [domain, account] : claimed) found.emplace(domain, account->number);
  return found;
}

void AccountState::add_by_domain(const model::AccountRules& rules,
                                 std::vector<AccountMembership>& said) {
  if (!rules.domain_rule) return;
  const model::AccountDomains domains(rules);
  const auto claimed = claims(rules);
  constexpr std::uint32_t kNone = 0xffffffff;
  std::vector<std::uint32_t> of_domain;
  of_domain.reserve(domains_.size());
  for (const std::string& domain : domains_) {
    using Kind = model::AccountDomains::Verdict::Kind;
    const auto verdict = domains.ask(domain, claimed);
    of_domain.push_back(verdict.kind == Kind::kKey ? account_of(model::kAccountType, verdict.key)
                        : verdict.kind == Kind::kClaim ? by_number_.at(verdict.account)
                                                       : kNone);
  }
  for (const auto& [identity, email] : emails_) {
    const std::uint32_t account = of_domain[email.domain];
    if (account == kNone) continue;
    said.push_back({.account = account,
                    .profile_id = email.profile,
                    .sources = 1U << static_cast<unsigned>(MemberSource::kRule),
                    .first_us = {},
                    .last_us = {}});
  }
}

void AccountState::add_by_hand(std::span<const HandDecision> decisions,
                               std::vector<AccountMembership>& said) {
  // Of two identities of one profile the later decision counts.
  std::map<std::pair<std::uint32_t, std::int64_t>, bool> decided;
  for (const HandDecision& one : decisions) {
    const auto owner = owners_.find(one.identity);
    if (owner == owners_.end()) continue;
    decided[{account_of(one.account_type, one.account_key), owner->second}] = one.in;
  }
  std::erase_if(said, [&](const AccountMembership& one) {
    const auto found = decided.find({one.account, one.profile_id});
    return found != decided.end() && !found->second;
  });
  for (const auto& [who, in] : decided) {
    if (!in) continue;
    said.push_back({.account = who.first,
                    .profile_id = who.second,
                    .sources = 1U << static_cast<unsigned>(MemberSource::kHand),
                    .first_us = {},
                    .last_us = {}});
  }
}

// What was said, by account and profile, each pair once.
std::vector<AccountMembership> AccountState::said_members(const model::AccountRules& rules,
                                                          std::span<const HandDecision> decisions) {
  std::vector<AccountMembership> said;
  said.reserve(sightings_.size() + emails_.size());
  for (const auto& [sighting, seen] : sightings_) {
    said.push_back(
        {.account = sighting.account,
         .profile_id = owners_.at(sighting.identity),
         .sources = static_cast<std::uint8_t>(1U << static_cast<unsigned>(sighting.source)),
         .first_us = seen.first_us,
         .last_us = seen.last_us,
         .events = seen.events});
  }
  add_by_domain(rules, said);
  add_by_hand(decisions, said);
  std::ranges::sort(said, {}, [](const AccountMembership& one) {
    return std::pair(one.account, one.profile_id);
  });
  std::vector<AccountMembership> members;
  members.reserve(said.size());
  for (const AccountMembership& one : said) {
    if (members.empty() || members.back().account != one.account ||
        members.back().profile_id != one.profile_id) {
      members.push_back(one);
      continue;
    }
    AccountMembership& into = members.back();
    into.sources |= one.sources;
    into.events += one.events;
    if (one.first_us) {
      into.first_us = std::min(into.first_us.value_or(*one.first_us), *one.first_us);
      into.last_us = std::max(into.last_us.value_or(*one.last_us), *one.last_us);
    }
  }
  return members;
}

std::shared_ptr<const AccountTable> AccountState::table(const model::AccountRules& rules,
                                                        std::span<const HandDecision> decisions,
                                                        std::int64_t version) {
  auto table = std::make_shared<AccountTable>();
  table->version_ = version;
  std::vector<AccountMembership> members = said_members(rules, decisions);
  // Accounts are those that an event named, or that have somebody.
  std::vector<std::size_t> first(accounts_.size() + 1, 0);
  for (const AccountMembership& one : members) ++first[one.account + 1];
  std::vector<std::uint32_t> order;
  for (std::uint32_t account = 0; account < accounts_.size(); ++account) {
    if (accounts_[account].named || first[account + 1] > 0) order.push_back(account);
    first[account + 1] += first[account];
  }
  std::ranges::sort(order, [&](std::uint32_t a, std::uint32_t b) {
    const Account &of_a = *accounts_[a].account, &of_b = *accounts_[b].account;
    return std::tie(of_a.type, of_a.key) < std::tie(of_b.type, of_b.key);
  });
  table->memberships_.reserve(members.size());
  for (const std::uint32_t account : order) {
    const auto place = static_cast<std::uint32_t>(table->accounts_.size());
    table->places_.emplace(accounts_[account].account->number, place);
    table->accounts_.push_back(accounts_[account].account);
    accounts_[account].given = true;
    table->begin_.push_back(table->memberships_.size());
    for (std::size_t i = first[account]; i < first[account + 1]; ++i) {
      table->memberships_.push_back(members[i]);
      table->memberships_.back().account = place;
    }
  }
  table->begin_.push_back(table->memberships_.size());
  table->by_profile_.resize(table->memberships_.size());
  for (std::uint32_t i = 0; i < table->by_profile_.size(); ++i) table->by_profile_[i] = i;
  std::ranges::sort(table->by_profile_, {}, [&](std::uint32_t i) {
    return std::pair(table->memberships_[i].profile_id, i);
  });
  return table;
}

}  // namespace wend::unify
