#include <algorithm>
#include <boost/json/array.hpp>
#include <map>

#include "analyze/account_rollups.h"
#include "api/accounts.h"
#include "api/cursor.h"
#include "api/document_version.h"
#include "api/routes.h"
#include "api/times.h"
#include "model/account_rules.h"
#include "unify/live_segments.h"

namespace wend::api {
namespace {

namespace json = boost::json;

constexpr std::size_t kTopEvents = 10;
constexpr std::size_t kValuesMax = 20;
constexpr std::size_t kTraitsListed = 200;
constexpr std::size_t kPreviewMax = 20;

base::Result<Answer> list_accounts(Call& call) {
  AccountOfPath of;
  WEND_ASSIGN(of.accounts, call.services.accounts->current());
  WEND_ASSIGN(of.table, call.services.tables.current());
  WEND_ASSIGN(of.zone, zone_of(call.services));
  analyze::AccountAsk ask;
  ask.search = call.parameter("search").value_or("");
  ask.type = call.parameter("type");
  ask.limit = call.limit();
  const std::string sort = call.parameter("sort").value_or("last_seen");
  if (sort == "members") ask.sort = analyze::AccountSort::kMembers;
  if (sort == "events") ask.sort = analyze::AccountSort::kEvents;
  if (sort == "value") ask.sort = analyze::AccountSort::kValue;
  if (sort == "name") ask.sort = analyze::AccountSort::kName;
  if (const auto cursor = call.parameter("cursor")) {
    WEND_ASSIGN(const auto parts, read_cursor(*cursor, 1));
    WEND_ASSIGN(ask.after, cursor_number(parts[0]));
  }
  WEND_ASSIGN(const auto page, analyze::account_page(*of.table, *of.accounts, ask));
  json::array items;
  for (const std::size_t place : page.places) {
    of.place = place;
    WEND_ASSIGN(auto item, account_json(of, call.services.clock.now_us()));
    items.push_back(std::move(item));
  }
  std::map<std::string, std::size_t> types;
  std::map<std::string_view, std::size_t> traits;
  for (std::size_t place = 0; place < of.accounts->size(); ++place) {
    ++types[of.accounts->account(place).type];
    for (const auto& [trait, values] : of.accounts->account(place).traits) ++traits[trait];
  }
  std::vector<std::pair<std::string_view, std::size_t>> common(traits.begin(), traits.end());
  std::ranges::stable_sort(common, std::ranges::greater{},
                           [](const auto& one) { return one.second; });
  if (common.size() > kTraitsListed) common.resize(kTraitsListed);
  json::array trait_list;
  for (const auto& [trait, accounts] : common)
    trait_list.push_back(json::object{{"trait", trait}, {"accounts", accounts}});
  json::array type_list;
  for (const auto& [type, accounts] : types)
    type_list.push_back(json::object{{"type", type}, {"accounts", accounts}});
  json::object body{{"items", std::move(items)},
                    {"next_cursor", nullptr},
                    {"total", page.total},
                    {"types", std::move(type_list)},
                    {"traits", std::move(trait_list)}};
  if (page.more)
    body["next_cursor"] =
        make_cursor({std::to_string(of.accounts->account(page.places.back()).number)});
  Answer answer;
  answer.body = std::move(body);
  return answer;
}

json::array trait_histories(const AccountOfPath& of,
                            const std::map<std::int64_t, std::string>& sources) {
  json::array traits;
  for (const auto& [name, values] : of.account().traits) {
    json::array history;
    for (auto value = values.rbegin(); value != values.rend(); ++value) {
      if (history.size() == kValuesMax) break;
      const auto source = sources.find(value->source_id);
      history.push_back(
          json::object{{"value", value_json(value->value)},
                       {"since", time_json(value->first.time_us, of.zone)},
                       {"source", source == sources.end() ? json::value(nullptr)
                                                          : json::value(source->second)}});
    }
    traits.push_back(
        json::object{{"trait", name}, {"changes", values.size()}, {"values", std::move(history)}});
  }
  return traits;
}

base::Result<json::array> segments_json(Call& call, const AccountOfPath& of) {
  std::vector<std::int64_t> ids;
  for (const auto& one : of.accounts->members(of.place)) ids.push_back(one.profile_id);
  WEND_ASSIGN(const auto segments, call.services.workspace.segments().all());
  const auto counts = call.services.segments->counts_among(ids);
  json::array list;
  for (const auto& segment : segments) {
    const auto found = counts.find(segment.id);
    if (found == counts.end() || found->second == 0) continue;
    list.push_back(json::object{{"segment", {{"id", segment.id}, {"name", segment.name}}},
                                {"members", found->second}});
  }
  return list;
}

base::Result<Answer> show_account(Call& call) {
  WEND_ASSIGN(const AccountOfPath of, account_of_path(call));
  WEND_ASSIGN(auto body, account_json(of, call.services.clock.now_us()));
  body.erase("traits");
  std::map<std::int64_t, std::string> sources;
  WEND_ASSIGN(const auto known, call.services.data.events().source_names());
  for (const auto& source : known) sources.emplace(source.id, source.name);
  body["traits"] = trait_histories(of, sources);
  const auto customers = analyze::customers_of(*of.table, *of.accounts, of.place);
  json::array top;
  for (const auto& one : analyze::top_events(*of.table, customers, kTopEvents)) {
    top.push_back(json::object{{"event", of.table->names().text(one.name)},
                               {"events", one.events},
                               {"customers", one.customers}});
  }
  body["top_events"] = std::move(top);
  WEND_ASSIGN(body["segments"], segments_json(call, of));
  std::map<std::string, std::size_t> by_source;
  for (const auto& one : of.accounts->members(of.place)) {
    for (const auto& source : sources_json(one)) ++by_source[std::string(source.as_string())];
  }
  json::array member_sources;
  for (const auto& [source, members] : by_source)
    member_sources.push_back(json::object{{"source", source}, {"members", members}});
  body["member_sources"] = std::move(member_sources);
  Answer answer;
  answer.body = std::move(body);
  return answer;
}

Answer rules_answer(const unify::Accounts::RulesVersion& rules) {
  Answer answer;
  answer.body = model::to_json(rules.rules);
  answer.headers.set("ETag", etag_of(rules.version));
  answer.object = "account_rules";
  return answer;
}

base::Result<Answer> show_rules(Call& call) {
  WEND_ASSIGN(const auto rules, call.services.accounts->rules());
  return rules_answer(rules);
}

base::Result<Answer> change_rules(Call& call) {
  WEND_ASSIGN(const auto rules, model::account_rules_from(call.body));
  unify::Accounts& accounts = *call.services.accounts;
  WEND_ASSIGN(const auto current, accounts.rules());
  if (has_seen(call, current.version)) {
    const auto changed = accounts.change_rules(rules, current.version);
    if (changed) {
      call.services.segments->wake();
      return rules_answer(*changed);
    }
    if (changed.error().code != base::ErrorCode::kConflict) return base::fail(changed.error());
  }
  WEND_ASSIGN(const auto theirs, accounts.rules());
  return clash("the account rules", call.body, model::to_json(theirs.rules), theirs.version);
}

base::Result<Answer> preview_rules(Call& call) {
  WEND_ASSIGN(const auto rules, model::account_rules_from(call.body));
  WEND_ASSIGN(const auto now, call.services.accounts->current());
  WEND_ASSIGN(const auto then, call.services.accounts->with(rules));
  std::size_t by_rule = 0, added = 0;
  std::vector<std::pair<std::size_t, std::size_t>> largest;  // members by the rule, place
  for (std::size_t place = 0; place < then->size(); ++place) {
    const auto members = static_cast<std::size_t>(std::ranges::count_if(
        then->members(place),
        [](const unify::AccountMembership& one) { return one.has(unify::MemberSource::kRule); }));
    by_rule += members;
    if (!now->find(then->account(place).number)) ++added;
    if (members > 0) largest.emplace_back(members, place);
  }
  std::ranges::sort(largest, [](const auto& a, const auto& b) {
    return std::pair(b.first, a.second) < std::pair(a.first, b.second);
  });
  if (largest.size() > kPreviewMax) largest.resize(kPreviewMax);
  json::array items;
  for (const auto& [members, place] : largest) {
    const unify::Account& account = then->account(place);
    items.push_back(json::object{{"id", model::account_id_text(account.number)},
                                 {"key", account.key},
                                 {"name", account.name()},
                                 {"members", members},
                                 {"new", !now->find(account.number)}});
  }
  Answer answer;
  answer.body = json::object{{"accounts", then->size()},
                             {"new_accounts", added},
                             {"members_by_rule", by_rule},
                             {"free_mail", model::free_mail_count()},
                             {"largest", std::move(items)}};
  return answer;
}

}  // namespace

void add_account_endpoints(std::vector<Endpoint>& endpoints) {
  using namespace schema;
  endpoints.push_back(
      {.path = "/api/v1/accounts",
       .summary = "The accounts that customers belong to.",
       .parameters =
           paged({{"search", text(200), "The beginning of the key, or of a word of the name."},
                  {"type", text(100), "Only accounts of this type, such as company."},
                  {"sort", one_of_texts({"last_seen", "members", "events", "value", "name"}),
                   "last_seen when not given."}}),
       .response = page_of(reference("Account"),
                           {{"total", count()},
                            {"types", list(object({{"type", text()}, {"accounts", count()}}))},
                            {"traits", list(object({{"trait", text()}, {"accounts", count()}}))}}),
       .lane = http::Lane::kHeavy,
       .handle = list_accounts});
  endpoints.push_back({.path = "/api/v1/accounts/rules",
                       .summary = "How e-mail addresses make customers members of accounts.",
                       .response = reference("AccountRules"),
                       .handle = show_rules});
  endpoints.push_back({.method = http::Method::kPut,
                       .path = "/api/v1/accounts/rules",
                       .summary = "Change that; members follow at once.",
                       .permission = Permission::kAdmin,
                       .request = reference("AccountRulesDraft"),
                       .response = reference("AccountRules"),
                       .audit = "account_rules.change",
                       .needs_match = true,
                       .handle = change_rules});
  endpoints.push_back(
      {.method = http::Method::kPost,
       .path = "/api/v1/accounts/rules/preview",
       .summary = "What other rules would make of the accounts; nothing is changed.",
       .request = reference("AccountRulesDraft"),
       .response = object({{"accounts", count()},
                           {"new_accounts", count()},
                           {"members_by_rule", count()},
                           {"free_mail", described(count(), "Domains on the list Wend brings.")},
                           {"largest", list(object({{"id", text(100)},
                                                    {"key", text()},
                                                    {"name", text()},
                                                    {"members", count()},
                                                    {"new", boolean()}}))}}),
       .lane = http::Lane::kHeavy,
       .handle = preview_rules});
  endpoints.push_back({.path = "/api/v1/accounts/{id}",
                       .summary = "One account, with what its members did.",
                       .response = reference("AccountProfile"),
                       .lane = http::Lane::kHeavy,
                       .handle = show_account});
}

}  // namespace wend::api
