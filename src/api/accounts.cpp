#include "api/accounts.h"

#include "analyze/account_rollups.h"
#include "api/times.h"

namespace wend::api {
namespace {

namespace json = boost::json;

constexpr std::size_t kTraitsShown = 6;
constexpr env::TimeUs kWeekUs = 7 * env::kDayUs;
constexpr env::TimeUs kMonthUs = 30 * env::kDayUs;

}  // namespace

model::FindAccountMembers find_account_members(Services& services) {
  return [&services](const model::Predicate& of_account) -> base::Result<model::AccountMembers> {
    WEND_ASSIGN(const auto accounts, services.accounts->current());
    return accounts->members_where(of_account);
  };
}

base::Result<AccountOfPath> account_of_path(Call& call) {
  AccountOfPath found;
  WEND_ASSIGN(found.accounts, call.services.accounts->current());
  const auto number = model::account_id_from(call.id());
  const auto place = number ? found.accounts->find(*number) : std::nullopt;
  if (!place) return base::fail(base::ErrorCode::kNotFound, "There is no such account.");
  found.place = *place;
  WEND_ASSIGN(found.table, call.services.tables.current());
  WEND_ASSIGN(found.zone, zone_of(call.services));
  return found;
}

json::array sources_json(const unify::AccountMembership& membership) {
  json::array sources;
  for (std::size_t i = 0; i < unify::kMemberSources; ++i) {
    const auto source = static_cast<unify::MemberSource>(i);
    if (membership.has(source)) sources.emplace_back(unify::to_string(source));
  }
  return sources;
}

json::value value_json(const model::Value& value) {
  if (const auto* flag = std::get_if<bool>(&value)) return *flag;
  if (const auto* number = std::get_if<double>(&value)) return *number;
  if (const auto* text = std::get_if<std::string>(&value)) return json::value(*text);
  return nullptr;
}

base::Result<json::object> account_json(const AccountOfPath& of, env::TimeUs now) {
  WEND_ASSIGN(const auto rollups, analyze::account_rollups(*of.table, *of.accounts));
  const analyze::AccountRollup& rollup = (*rollups)[of.place];
  const auto customers = analyze::customers_of(*of.table, *of.accounts, of.place);
  const unify::Account& account = of.account();
  json::object traits;
  for (const auto& [name, values] : account.traits) {
    if (traits.size() == kTraitsShown) break;
    traits[name] = value_json(values.back().value);
  }
  json::object body{{"id", model::account_id_text(account.number)},
                    {"type", account.type},
                    {"key", account.key},
                    {"name", account.name()},
                    {"members", rollup.members},
                    {"active_7_days", analyze::active_since(*of.table, customers, now - kWeekUs)},
                    {"active_30_days", analyze::active_since(*of.table, customers, now - kMonthUs)},
                    {"events", rollup.events},
                    {"sessions", rollup.sessions},
                    {"first_seen", time_json(rollup.first_us, of.zone)},
                    {"last_seen", time_json(rollup.last_us, of.zone)},
                    {"value", nullptr},
                    {"traits", std::move(traits)}};
  if (rollup.value) body["value"] = *rollup.value;
  return body;
}

}  // namespace wend::api
