#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "analyze/find_account_table.h"
#include "analyze/labels.h"
#include "base/result.h"
#include "unify/account_table.h"

namespace wend::analyze {

// The accounts that a question counts instead of customers, and who of their members it looks at:
// those who have events in its range that satisfy `where` and `who`. Accounts without such members
// are none. Units are numbered in the order of the accounts' types and keys.
class AccountUnits {
 public:
  // All accounts, or those of one type. Errors: kInvalidInput at `by` where accounts are not known.
  static base::Result<AccountUnits> make(const QueryRun& run,
                                         const std::optional<std::string>& type);

  std::size_t size() const { return places_.size(); }
  const unify::Account& account(std::size_t unit) const { return table_->account(places_[unit]); }
  // Profiles by their index in the journey table, ascending; never empty.
  std::span<const std::uint32_t> members(std::size_t unit) const {
    return std::span(members_).subspan(begin_[unit], begin_[unit + 1] - begin_[unit]);
  }
  // The members of these units, each once.
  ProfileList people_of(std::span<const std::uint32_t> units) const;
  // The customers looked at who belong to none of the units.
  const ProfileList& outsiders() const { return outsiders_; }

  // What a trait is of each unit: "$key", "$type", "$members" or what somebody said. One that no
  // account has is noted.
  Labels labels_of_trait(const std::string& path, Notes& notes) const;

 private:
  AccountUnits() = default;

  std::shared_ptr<const unify::AccountTable> table_;
  std::size_t profile_count_ = 0;
  std::vector<std::uint32_t> places_;  // in table_, by unit
  std::vector<std::size_t> begin_{0};  // in members_, by unit, and the end
  std::vector<std::uint32_t> members_;
  ProfileList outsiders_;
};

}  // namespace wend::analyze
