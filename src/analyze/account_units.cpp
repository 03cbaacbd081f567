#include "analyze/account_units.h"

#include <algorithm>
#include <fmt/format.h>

#include "analyze/selection_search.h"
#include "model/beginning.h"

namespace wend::analyze {
namespace {

// One byte per profile: whether the question looks at an event of theirs.
base::Result<Mask> profiles_looked_at(const QueryRun& run) {
  const ScopeEvents& events = run.scope.events;
  return decide_profiles(*run.table, run.stop, [&] {
    return [&, search = events.where() ? std::optional(SelectionSearch(*run.table, *events.where()))
                                       : std::nullopt](std::size_t profile) mutable {
      const auto [begin, end] = events.of_profile(profile);
      return begin < end && (!search || !search->find(begin, end).empty());
    };
  });
}

model::Value trait_of(const unify::AccountTable& table, std::size_t place,
                      const std::string& path) {
  const unify::Account& account = table.account(place);
  if (path == model::kAccountKeyTrait) return account.key;
  if (path == model::kAccountTypeTrait) return account.type;
  if (path == model::kAccountMembersTrait) return static_cast<double>(table.members(place).size());
  return account.trait(path);
}

}  // namespace

base::Result<AccountUnits> AccountUnits::make(const QueryRun& run,
                                              const std::optional<std::string>& type) {
  if (run.account_table == nullptr || !*run.account_table) {
    return base::fail(base::ErrorCode::kInvalidInput, "Accounts are not known here.", "by",
                      "Leave \"by\" out to count customers.");
  }
  AccountUnits units;
  WEND_ASSIGN(units.table_, (*run.account_table)());
  units.profile_count_ = run.table->profile_count();
  WEND_ASSIGN(Mask alone, profiles_looked_at(run));
  const Mask looked_at = alone;
  bool is_type = false;
  for (std::size_t place = 0; place < units.table_->size(); ++place) {
    if (type && units.table_->account(place).type != *type) continue;
    is_type = true;
    for (const unify::AccountMembership& one : units.table_->members(place)) {
      const auto profile = run.table->profile_of_id(one.profile_id);
      if (!profile || looked_at[*profile] == 0) continue;
      units.members_.push_back(static_cast<std::uint32_t>(*profile));
      alone[*profile] = 0;
    }
    if (units.members_.size() == units.begin_.back()) continue;
    units.places_.push_back(static_cast<std::uint32_t>(place));
    units.begin_.push_back(units.members_.size());
  }
  if (type && !is_type)
    run.notes.add(fmt::format("No account is of the type \"{}\".", model::beginning(*type, 100)));
  for (std::uint32_t profile = 0; profile < alone.size(); ++profile)
    if (alone[profile] != 0) units.outsiders_.push_back(profile);
  return units;
}

ProfileList AccountUnits::people_of(std::span<const std::uint32_t> units) const {
  std::size_t most = 0;
  for (const std::uint32_t unit : units) most += members(unit).size();
  ProfileList people;
  // A look at everybody is worth it only where many are meant.
  if (most > profile_count_ / 16) {
    Mask in(profile_count_);
    for (const std::uint32_t unit : units)
      for (const std::uint32_t profile : members(unit)) in[profile] = 1;
    for (std::uint32_t profile = 0; profile < in.size(); ++profile)
      if (in[profile] != 0) people.push_back(profile);
    return people;
  }
  for (const std::uint32_t unit : units)
    people.insert(people.end(), members(unit).begin(), members(unit).end());
  std::ranges::sort(people);
  people.erase(std::ranges::unique(people).begin(), people.end());
  return people;
}

Labels AccountUnits::labels_of_trait(const std::string& path, Notes& notes) const {
  std::vector<std::uint32_t> codes;
  std::vector<model::Value> values(1);  // the missing one first
  bool any = false;
  for (const std::uint32_t place : places_) {
    model::Value value = trait_of(*table_, place, path);
    const bool missing = model::is_missing(value);
    codes.push_back(missing ? 0 : static_cast<std::uint32_t>(values.size()));
    if (missing) continue;
    any = true;
    values.push_back(std::move(value));
  }
  if (!any && !places_.empty())
    notes.add(fmt::format("No account has the trait \"{}\".", model::beginning(path, 100)));
  return Labels::of_values(
      std::make_shared<const ValueColumn>(ValueColumn::of(std::move(codes), std::move(values))));
}

}  // namespace wend::analyze
