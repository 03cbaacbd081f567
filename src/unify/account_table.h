#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "env/clock.h"
#include "model/account.h"
#include "model/value.h"

namespace wend::unify {

using env::TimeUs;

// What makes somebody a member of an account.
enum class MemberSource : std::uint8_t {
  kGroup,   // a group call
  kEvent,   // another event that names the account
  kImport,  // an event of an import
  kRule,    // the domain of an e-mail address
  kHand,    // a person
};
inline constexpr std::size_t kMemberSources = 5;
std::string_view to_string(MemberSource source);

// A value that an account's trait had, from when on and up to when it was said.
struct AccountTraitValue {
  model::Value value;
  struct Moment {
    TimeUs time_us = 0;
    std::int64_t sequence = 0;
    auto operator<=>(const Moment&) const = default;
  };
  Moment first, last;
  std::int64_t source_id = 0;  // of the first
};

struct Account {
  std::int64_t number = 0;
  std::string type, key;
  // Each trait's values, the oldest first; never empty.
  std::map<std::string, std::vector<AccountTraitValue>, std::less<>> traits;

  // What a trait is now; dots reach into objects. Missing when nobody said.
  model::Value trait(std::string_view path) const;
  // The trait "name", else "company_name" or "title", else the key.
  std::string name() const;
};

struct AccountMembership {
  std::uint32_t account = 0;  // its place in the table
  std::int64_t profile_id = 0;
  std::uint8_t sources = 0;  // bit i: MemberSource i
  // Of the events that name the account; none where only a rule or a person says so.
  std::optional<TimeUs> first_us, last_us;
  std::uint64_t events = 0;

  bool has(MemberSource source) const {
    return (sources >> static_cast<unsigned>(source) & 1) != 0;
  }
};

// Who belonged to which account at one moment. Immutable and safe to share between threads.
class AccountTable {
 public:
  std::size_t size() const { return accounts_.size(); }
  // In the order of type and key.
  const Account& account(std::size_t place) const { return *accounts_[place]; }
  std::optional<std::size_t> find(std::int64_t number) const;
  // By profile.
  std::span<const AccountMembership> members(std::size_t place) const {
    return std::span(memberships_).subspan(begin_[place], begin_[place + 1] - begin_[place]);
  }
  std::size_t membership_count() const { return memberships_.size(); }
  // By account.
  std::vector<const AccountMembership*> of_profile(std::int64_t profile_id) const;

  // Whether the account is as the predicate says; it is made of traits, all, any and not.
  bool holds(std::size_t place, const model::Predicate& predicate) const;
  // The members of all accounts of which it is true.
  model::AccountMembers members_where(const model::Predicate& predicate) const;
  // Another number for each table of one store.
  std::int64_t version() const { return version_; }

 private:
  friend class AccountState;
  std::vector<std::shared_ptr<const Account>> accounts_;
  std::unordered_map<std::int64_t, std::size_t> places_;
  std::vector<AccountMembership> memberships_;  // by account, then profile
  std::vector<std::size_t> begin_;              // by account, and the end
  std::vector<std::uint32_t> by_profile_;       // places in memberships_
  std::int64_t version_ = 0;
};

}  // namespace wend::unify
