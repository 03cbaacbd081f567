#include "unify/sql_accounts.h"

#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>
#include <boost/json/value.hpp>
#include <set>

#include "events/sql/store_relations.h"
#include "model/account.h"
#include "model/event.h"

namespace wend::unify {
namespace {

namespace json = boost::json;
using events::sql::ColumnKind;
using Cells = std::vector<std::vector<std::optional<std::string>>>;

std::string traits_of(const Account& account) {
  json::object traits;
  for (const auto& [name, values] : account.traits) {
    const model::Value& value = values.back().value;
    if (const auto* text = std::get_if<std::string>(&value))
      traits[name] = *text;
    else if (const auto* number = std::get_if<double>(&value))
      traits[name] = *number;
    else if (const auto* truth = std::get_if<bool>(&value))
      traits[name] = *truth;
  }
  return json::serialize(traits);
}

base::Result<Cells> accounts_of(Accounts& accounts) {
  WEND_ASSIGN(const auto table, accounts.current());
  Cells cells;
  for (std::size_t place = 0; place < table->size(); ++place) {
    const Account& account = table->account(place);
    cells.push_back({model::account_id_text(account.number), account.type, account.key,
                     account.name(), std::to_string(table->members(place).size()),
                     traits_of(account)});
  }
  return cells;
}

std::optional<std::string> number(std::optional<TimeUs> time) {
  if (!time) return std::nullopt;
  return std::to_string(*time);
}

base::Result<Cells> members_of(Accounts& accounts) {
  WEND_ASSIGN(const auto table, accounts.current());
  Cells cells;
  for (std::size_t place = 0; place < table->size(); ++place)
    for (const AccountMembership& member : table->members(place))
      cells.push_back({model::account_id_text(table->account(place).number),
                       std::to_string(member.profile_id), number(member.first_us),
                       number(member.last_us), std::to_string(member.events)});
  return cells;
}

}  // namespace

std::vector<events::sql::Relation> sql_account_relations(std::function<Accounts*()> accounts) {
  const auto rows_by = [&accounts](base::Result<Cells> (*read)(Accounts&)) {
    return [accounts, read]() -> base::Result<Cells> {
      Accounts* const there = accounts();
      return there == nullptr ? Cells{} : read(*there);
    };
  };
  std::vector<events::sql::Relation> relations;
  relations.push_back(events::sql::table_in_memory(
      "accounts", "Companies, households and other groups of customers.",
      {{"account", ColumnKind::kText, "the id in the address of its page"},
       {"type", ColumnKind::kText, "company, household, …"},
       {"key", ColumnKind::kText, "what events call it"},
       {"name", ColumnKind::kText, "its name, or the key"},
       {"members", ColumnKind::kInteger, "how many customers belong to it"},
       {"traits", ColumnKind::kText, "what is known of it now, JSON"}},
      rows_by(accounts_of)));
  relations.push_back(events::sql::table_in_memory(
      "account_members", "Who belongs to which account.",
      {{"account", ColumnKind::kText, "the id of the account"},
       {"customer", ColumnKind::kCustomer, "who belongs to it"},
       {"first_seen", ColumnKind::kTime, "the first event that says so"},
       {"last_seen", ColumnKind::kTime, "the last event that says so"},
       {"events", ColumnKind::kInteger, "how many events say so"}},
      rows_by(members_of)));
  return relations;
}

}  // namespace wend::unify
