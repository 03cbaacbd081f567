#pragma once

#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "model/account_rules.h"
#include "model/event.h"
#include "model/identity_rules.h"
#include "model/property_text.h"
#include "unify/account_table.h"

namespace wend::unify {

// An event that may name accounts: a group call, or one whose properties have a group_id or
// PostHog's $groups. The texts live as long as the call.
struct NamingEvent {
  std::int64_t sequence = 0;
  TimeUs time_us = 0;
  model::EventType type = model::EventType::kTrack;
  std::int64_t source_id = 0;
  bool imported = false;
  std::int64_t identity = 0, profile = 0;
  std::string_view identity_value;
  std::string_view properties;  // a JSON object
};

// What a person said of a customer and an account; a later one counts more.
struct HandDecision {
  std::int64_t identity = 0;
  std::string_view account_type, account_key;
  bool in = true;
};

// All that is known of accounts and of who belongs to them, kept by identity: when identities are
// joined to profiles or taken apart, members follow. Pure: what it says depends on what it was
// told, not on the order, but for traits that it says are stale.
class AccountState {
 public:
  AccountState();

  // Who the event makes a member of what.
  void note_member(const NamingEvent& event);
  // What a group call says of its account.
  void note_traits(const NamingEvent& event);
  // A trait was said so late that it cannot be told since when another value held: forget_traits(),
  // then all of them in the order of time and sequence.
  bool traits_are_stale() const { return stale_; }
  void forget_traits();

  // The identity belongs to this profile now. Only those that are asked about need to be told.
  void set_owner(std::int64_t identity, std::int64_t profile);
  bool knows_owner_of(std::int64_t identity) const { return owners_.contains(identity); }
  bool asks_about(std::int64_t identity) const {
    return owners_.contains(identity) || emails_.contains(identity);
  }
  void set_email(std::int64_t identity, std::int64_t profile, std::string_view address);

  // `decisions` in the order in which they were made, without those that were taken back.
  std::shared_ptr<const AccountTable> table(const model::AccountRules& rules,
                                            std::span<const HandDecision> decisions,
                                            std::int64_t version);

  // The traits of an account keep so many values each, and an account so many traits.
  static constexpr std::size_t kValuesMax = 100;
  static constexpr std::size_t kTraitsMax = 500;

 private:
  struct Sighting {
    std::int64_t identity = 0;
    std::uint32_t account = 0;
    MemberSource source = MemberSource::kGroup;
    bool operator==(const Sighting&) const = default;
  };
  struct HashOfSighting {
    std::size_t operator()(const Sighting& sighting) const;
  };
  struct Seen {
    TimeUs first_us = 0, last_us = 0;
    std::uint64_t events = 0;
  };
  struct Email {
    std::int64_t profile = 0;
    std::uint32_t domain = 0;
  };
  struct Known {
    std::shared_ptr<Account> account;
    bool named = false;  // by an event
    bool given = false;  // to a table
  };

  std::uint32_t account_of(std::string_view type, std::string_view key);
  Account& to_change(std::uint32_t account);
  void say(std::vector<AccountTraitValue>& values, AccountTraitValue value);
  model::AccountDomains::Claims claims(const model::AccountRules& rules) const;
  std::vector<AccountMembership> said_members(const model::AccountRules& rules,
                                              std::span<const HandDecision> decisions);
  void add_by_domain(const model::AccountRules& rules, std::vector<AccountMembership>& said);
  void add_by_hand(std::span<const HandDecision> decisions, std::vector<AccountMembership>& said);

  const model::BlockedValues blocked_;
  model::PropertyText parser_;
  std::vector<Known> accounts_;
  std::unordered_map<std::int64_t, std::uint32_t> by_number_;
  std::unordered_map<Sighting, Seen, HashOfSighting> sightings_;
  std::unordered_map<std::int64_t, std::int64_t> owners_;  // identity -> profile
  std::unordered_map<std::int64_t, Email> emails_;         // by identity
  std::vector<std::string> domains_;
  std::unordered_map<std::string, std::uint32_t> domain_codes_;
  bool stale_ = false;
};

}  // namespace wend::unify
