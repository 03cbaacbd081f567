#include "unify/account_table.h"

#include <algorithm>
#include <array>
#include <fmt/format.h>
#include <set>

#include "base/assert.h"
#include "model/property_text.h"
#include "model/suggestion.h"

namespace wend::unify {
namespace {

using model::Predicate;
using model::PredicateForm;

constexpr std::array<std::string_view, 3> kNameTraits = {"name", "company_name", "title"};

void each_trait(const Predicate& predicate, std::set<std::string>& paths) {
  if (predicate.form == PredicateForm::kTrait) paths.insert(predicate.path);
  for (const Predicate& part : predicate.parts) each_trait(part, paths);
}

}  // namespace

std::string_view to_string(MemberSource source) {
  switch (source) {
    case MemberSource::kGroup:
      return "group";
    case MemberSource::kEvent:
      return "event";
    case MemberSource::kImport:
      return "import";
    case MemberSource::kRule:
      return "rule";
    case MemberSource::kHand:
      return "hand";
  }
  return "";
}

model::Value Account::trait(std::string_view path) const {
  if (const auto found = traits.find(path); found != traits.end())
    return found->second.back().value;
  const auto dot = path.find('.');
  if (dot == path.npos) return {};
  const auto outer = traits.find(path.substr(0, dot));
  if (outer == traits.end()) return {};
  const auto* text = std::get_if<std::string>(&outer->second.back().value);
  if (text == nullptr || !text->starts_with('{')) return {};
  return model::PropertyText().get(*text, path.substr(dot + 1));
}

std::string Account::name() const {
  for (const std::string_view name : kNameTraits) {
    const auto found = traits.find(name);
    if (found == traits.end()) continue;
    const auto* text = std::get_if<std::string>(&found->second.back().value);
    if (text != nullptr && !text->empty()) return *text;
  }
  return key;
}

std::optional<std::size_t> AccountTable::find(std::int64_t number) const {
  const auto found = places_.find(number);
  return found == places_.end() ? std::nullopt : std::optional(found->second);
}

std::vector<const AccountMembership*> AccountTable::of_profile(std::int64_t profile_id) const {
  const auto of = [&](std::uint32_t place) { return memberships_[place].profile_id; };
  std::vector<const AccountMembership*> found;
  for (const std::uint32_t place : std::ranges::equal_range(by_profile_, profile_id, {}, of))
    found.push_back(&memberships_[place]);
  return found;
}

bool AccountTable::holds(std::size_t place, const Predicate& predicate) const {
  const Account& account = *accounts_[place];
  const auto part_holds = [&](const Predicate& part) { return holds(place, part); };
  switch (predicate.form) {
    case PredicateForm::kAlways:
      return true;
    case PredicateForm::kTrait:
      if (predicate.path == model::kAccountKeyTrait)
        return predicate.comparison.holds(model::Value(account.key));
      if (predicate.path == model::kAccountTypeTrait)
        return predicate.comparison.holds(model::Value(account.type));
      if (predicate.path == model::kAccountMembersTrait)
        return predicate.comparison.holds(model::Value(static_cast<double>(members(place).size())));
      return predicate.comparison.holds(account.trait(predicate.path));
    case PredicateForm::kAll:
      return std::ranges::all_of(predicate.parts, part_holds);
    case PredicateForm::kAny:
      return std::ranges::any_of(predicate.parts, part_holds);
    case PredicateForm::kNot:
      return !part_holds(predicate.parts[0]);
    default:
      WEND_ASSERT(false, "a predicate about accounts is made of traits");
      return false;
  }
}

model::AccountMembers AccountTable::members_where(const Predicate& predicate) const {
  model::AccountMembers found;
  for (std::size_t place = 0; place < size(); ++place) {
    if (!holds(place, predicate)) continue;
    for (const AccountMembership& one : members(place)) found.profiles.push_back(one.profile_id);
  }
  std::ranges::sort(found.profiles);
  const auto [first, last] = std::ranges::unique(found.profiles);
  found.profiles.erase(first, last);

  std::set<std::string> paths;
  each_trait(predicate, paths);
  for (const std::string& path : paths) {
    if (path.starts_with('$') || path.contains('.')) continue;
    const auto has = [&](const auto& account) { return account->traits.contains(path); };
    if (std::ranges::any_of(accounts_, has)) continue;
    std::set<std::string_view> known;
    for (const auto& account : accounts_)
      for (const auto& [name, values] : account->traits) known.insert(name);
    const std::vector<std::string_view> names(known.begin(), known.end());
    const std::string near = model::nearest(path, names);
    found.notes.push_back(
        near.empty()
            ? fmt::format("No account has a trait \"{}\".", path)
            : fmt::format("No account has a trait \"{}\"; did you mean \"{}\"?", path, near));
  }
  return found;
}

}  // namespace wend::unify
