#include <algorithm>
#include <boost/json/array.hpp>
#include <boost/json/parse.hpp>
#include <unordered_map>

#include "analyze/account_rollups.h"
#include "analyze/customers.h"
#include "analyze/event_summary.h"
#include "analyze/timeline.h"
#include "api/accounts.h"
#include "api/cursor.h"
#include "api/customer_of_path.h"
#include "api/event_properties.h"
#include "api/routes.h"
#include "api/text_json.h"
#include "api/times.h"
#include "events/event_details.h"
#include "events/identity_reads.h"
#include "unify/live_segments.h"
#include "workspace/account_decisions.h"

namespace wend::api {
namespace {

namespace json = boost::json;
using Decision = workspace::AccountDecisionKind;

constexpr std::size_t kDecisionsShown = 500;
constexpr std::size_t kJsonDepthMax = 64;  // stored properties are nested half as deep

// Customers by their places in the table, as lists name them.
base::Result<json::array> named(const analyze::JourneyTable& table,
                                const std::vector<std::size_t>& profiles) {
  WEND_ASSIGN(const auto names, analyze::CustomerNames::load(table));
  std::vector<std::int64_t> ids;
  for (const std::size_t profile : profiles) ids.push_back(table.profile_id(profile));
  WEND_ASSIGN(const auto labels, table.identity_labels(ids));
  json::array list;
  for (std::size_t i = 0; i < profiles.size(); ++i) {
    list.push_back(json::object{{"id", model::customer_id_text(ids[i])},
                                {"name", text_or_null(names.of(profiles[i]))},
                                {"label", labels[i]}});
  }
  return list;
}

// The latest first; those of one moment in the order of their number.
base::Result<Answer> list_members(Call& call) {
  WEND_ASSIGN(const AccountOfPath of, account_of_path(call));
  const analyze::JourneyTable& table = *of.table;
  auto customers = analyze::customers_of(table, *of.accounts, of.place);
  const std::size_t total = customers.size();
  const auto key = [&](std::size_t profile) {
    return std::pair(-table.time_us()[table.end(profile) - 1], profile);
  };
  if (const auto cursor = call.parameter("cursor")) {
    WEND_ASSIGN(const auto parts, read_cursor(*cursor, 1));
    WEND_ASSIGN(const auto id, cursor_number(parts[0]));
    const auto after = table.profile_of_id(id);
    if (!after)
      return base::fail(base::ErrorCode::kInvalidInput,
                        "The customer that this cursor names is gone.", "cursor",
                        "Begin again with the first page.");
    std::erase_if(customers, [&](std::size_t profile) { return key(profile) <= key(*after); });
  }
  std::ranges::sort(customers, {}, key);
  const bool more = customers.size() > call.limit();
  if (more) customers.resize(call.limit());
  WEND_ASSIGN(auto items, named(table, customers));
  const auto members = of.accounts->members(of.place);
  for (std::size_t i = 0; i < customers.size(); ++i) {
    const auto& membership = *std::ranges::lower_bound(members, table.profile_id(customers[i]), {},
                                                       &unify::AccountMembership::profile_id);
    auto& item = items[i].as_object();
    item["sources"] = sources_json(membership);
    item["named_first"] = time_json(membership.first_us, of.zone);
    item["named_last"] = time_json(membership.last_us, of.zone);
    item["events"] = table.end(customers[i]) - table.begin(customers[i]);
    item["last_seen"] = time_json(table.time_us()[table.end(customers[i]) - 1], of.zone);
  }
  json::object body{{"items", std::move(items)}, {"next_cursor", nullptr}, {"total", total}};
  if (more) body["next_cursor"] = make_cursor({std::to_string(table.profile_id(customers.back()))});
  Answer answer;
  answer.body = std::move(body);
  return answer;
}

json::object properties_json(const std::string& text) {
  json::parse_options options;
  options.max_depth = kJsonDepthMax;
  boost::system::error_code error;
  auto value = json::parse(text, error, {}, options);
  return error || !value.is_object() ? json::object{} : std::move(value.get_object());
}

base::Result<json::array> events_json(Call& call, const AccountOfPath& of,
                                      const std::vector<analyze::AccountEvents::One>& events) {
  json::array items;
  if (events.empty()) return items;
  const analyze::JourneyTable& table = *of.table;
  // What names mean is the same for everybody.
  WEND_ASSIGN(const auto timeline, analyze::Timeline::read(of.table, events.front().profile, {},
                                                           properties_from(call.services)));
  std::vector<std::int64_t> sequences;
  std::vector<std::size_t> profiles;
  for (const auto& one : events) {
    sequences.push_back(table.sequence()[one.event]);
    profiles.push_back(one.profile);
  }
  std::ranges::sort(profiles);
  profiles.erase(std::unique(profiles.begin(), profiles.end()), profiles.end());
  WEND_ASSIGN(const auto customers, named(table, profiles));
  std::unordered_map<std::int64_t, std::string> properties;
  WEND_TRY(events::each_event_of(call.services.data.events(), sequences,
                                 [&](events::EventDetails&& event) {
                                   properties[event.sequence] = std::move(event.properties);
                                 }));
  for (const auto& [i, profile] : events) {
    const auto found = properties.find(table.sequence()[i]);
    if (found == properties.end()) continue;  // taken out since the table was made
    const auto meaning = timeline.meaning_of(table.type()[i], table.name()[i]);
    const std::string_view name = table.names().text(table.name()[i]);
    json::object own = properties_json(found->second);
    const auto at = std::ranges::lower_bound(profiles, profile) - profiles.begin();
    items.push_back(
        json::object{{"id", std::to_string(found->first)},
                     {"event", name},
                     {"type", model::to_string(static_cast<model::EventType>(table.type()[i]))},
                     {"kind", analyze::to_string(meaning.kind)},
                     {"time", time_json(table.time_us()[i], of.zone)},
                     {"channel", text_or_null(table.channels().text(table.channel()[i]))},
                     {"source", text_or_null(table.sources().text(table.source()[i]))},
                     {"touchpoint", text_or_null(meaning.touchpoint)},
                     {"stage", text_or_null(meaning.stage)},
                     {"role", text_or_null(meaning.role)},
                     {"summary", analyze::summary_of(meaning.kind, name, own)},
                     {"properties", std::move(own)},
                     {"customer", customers[static_cast<std::size_t>(at)]}});
  }
  return items;
}

base::Result<Answer> list_events(Call& call) {
  WEND_ASSIGN(const AccountOfPath of, account_of_path(call));
  const analyze::JourneyTable& table = *of.table;
  auto customers = analyze::customers_of(table, *of.accounts, of.place);
  if (const auto only = call.parameter("customer")) {
    const auto id = model::customer_id_from(*only);
    const auto profile = id ? table.profile_of_id(*id) : std::nullopt;
    std::erase_if(customers, [&](std::size_t one) { return one != profile; });
  }
  analyze::AccountEventsAsk ask;
  ask.channel = call.parameter("channel");
  ask.event = call.parameter("event");
  WEND_ASSIGN(ask.from, time_parameter(call, "from", of.zone));
  WEND_ASSIGN(ask.to, time_parameter(call, "to", of.zone));
  ask.limit = call.limit();
  if (const auto cursor = call.parameter("cursor")) {
    WEND_ASSIGN(const auto parts, read_cursor(*cursor, 2));
    ask.before.emplace();
    WEND_ASSIGN(ask.before->time_us, cursor_number(parts[0]));
    WEND_ASSIGN(ask.before->sequence, cursor_number(parts[1]));
  }
  const auto page = analyze::events_of(table, customers, ask);
  WEND_ASSIGN(auto items, events_json(call, of, page.events));
  json::object body{{"items", std::move(items)}, {"next_cursor", nullptr}, {"total", page.total}};
  if (page.more) {
    const std::size_t last = page.events.back().event;
    body["next_cursor"] = make_cursor(
        {std::to_string(table.time_us()[last]), std::to_string(table.sequence()[last])});
  }
  Answer answer;
  answer.body = std::move(body);
  return answer;
}

std::string_view to_text(Decision decision) {
  return decision == Decision::kIn ? "in" : decision == Decision::kOut ? "out" : "none";
}

base::Result<Answer> decide(Call& call) {
  WEND_ASSIGN(const AccountOfPath of, account_of_path(call));
  const auto& body = call.body.as_object();
  const auto id = model::customer_id_from(std::string_view(body.at("customer").as_string()));
  std::optional<std::int64_t> profile;
  if (id) {
    WEND_ASSIGN(profile, events::profile_of_identity(call.services.data.events(), *id));
  }
  if (!profile)
    return base::fail(base::ErrorCode::kNotFound, "There is no such customer.", "customer");
  const std::string_view wanted = body.at("decision").as_string();
  const auto kind = wanted == "in"    ? Decision::kIn
                    : wanted == "out" ? Decision::kOut
                                      : Decision::kNone;
  const auto& user = call.caller.user;
  WEND_ASSIGN(const bool changed,
              call.services.accounts->decisions().decide(
                  {.identity = *profile,
                   .account_type = of.account().type,
                   .account_key = of.account().key,
                   .kind = kind,
                   .actor = user ? user->email.value_or(user->name) : call.caller.id}));
  call.services.segments->wake();
  Answer answer;
  answer.body = json::object{{"changed", changed}, {"customer", model::customer_id_text(*profile)}};
  answer.object = model::account_id_text(of.account().number) + " " +
                  model::customer_id_text(*profile) + " " + std::string(wanted);
  return answer;
}

base::Result<Answer> list_decisions(Call& call) {
  WEND_ASSIGN(const AccountOfPath of, account_of_path(call));
  WEND_ASSIGN(const auto all, call.services.accounts->decisions().all());
  json::array items;
  for (auto one = all.rbegin(); one != all.rend() && items.size() < kDecisionsShown; ++one) {
    if (one->account_type != of.account().type || one->account_key != of.account().key) continue;
    WEND_ASSIGN(const auto profile,
                events::profile_of_identity(call.services.data.events(), one->identity));
    const auto place = profile ? of.table->profile_of_id(*profile) : std::nullopt;
    json::value customer = nullptr;
    if (place) {
      WEND_ASSIGN(auto list, named(*of.table, {*place}));
      customer = std::move(list[0]);
    }
    items.push_back(json::object{{"customer", std::move(customer)},
                                 {"decision", to_text(one->kind)},
                                 {"at", time_json(one->at, of.zone)},
                                 {"actor", one->actor}});
  }
  Answer answer;
  answer.body = json::object{{"items", std::move(items)}, {"next_cursor", nullptr}};
  return answer;
}

base::Result<Answer> accounts_of_customer(Call& call) {
  WEND_ASSIGN(const CustomerOfPath customer, customer_of_path(call));
  WEND_ASSIGN(const auto accounts, call.services.accounts->current());
  json::array items;
  for (const auto* membership : accounts->of_profile(customer.id)) {
    const unify::Account& account = accounts->account(membership->account);
    items.push_back(json::object{
        {"id", model::account_id_text(account.number)},
        {"type", account.type},
        {"key", account.key},
        {"name", account.name()},
        {"members", analyze::customers_of(*customer.table, *accounts, membership->account).size()},
        {"sources", sources_json(*membership)},
        {"named_first", time_json(membership->first_us, customer.zone)},
        {"named_last", time_json(membership->last_us, customer.zone)}});
  }
  Answer answer;
  answer.body = json::object{{"items", std::move(items)}, {"next_cursor", nullptr}};
  return answer;
}

}  // namespace

void add_account_member_endpoints(std::vector<Endpoint>& endpoints) {
  using namespace schema;
  endpoints.push_back({.path = "/api/v1/accounts/{id}/members",
                       .summary = "The customers of an account, those who were last seen first.",
                       .parameters = paged(),
                       .response = page_of(reference("AccountMember"), {{"total", count()}}),
                       .lane = http::Lane::kHeavy,
                       .handle = list_members});
  endpoints.push_back(
      {.method = http::Method::kPost,
       .path = "/api/v1/accounts/{id}/members",
       .summary = "Put a customer in an account or take one out; none takes back what was said.",
       .permission = Permission::kWrite,
       .request =
           object({{"customer", text(100)}, {"decision", one_of_texts({"in", "out", "none"})}}),
       .response = object({{"changed", boolean()}, {"customer", text(100)}}),
       .audit = "account.member",
       .handle = decide});
  endpoints.push_back(
      {.path = "/api/v1/accounts/{id}/decisions",
       .summary = "Who was put in an account or taken out by a person, the latest first.",
       .response = page_of(object({{"customer", nullable(reference("CustomerName"))},
                                   {"decision", one_of_texts({"in", "out", "none"})},
                                   {"at", time()},
                                   {"actor", text()}})),
       .handle = list_decisions});
  endpoints.push_back(
      {.path = "/api/v1/accounts/{id}/events",
       .summary = "The events of all customers of an account on one line, the latest first.",
       .parameters = paged({{"customer", text(100), "Only events of this customer."},
                            {"channel", text(1024), "Only events of this channel."},
                            {"event", text(1024), "Only events of this name."},
                            {"from", text(100), "Only events from this time or day on."},
                            {"to", text(100), "Only events before this time or day."}}),
       .response = page_of(reference("AccountEvent"), {{"total", count()}}),
       .lane = http::Lane::kHeavy,
       .handle = list_events});
  endpoints.push_back({.path = "/api/v1/customers/{id}/accounts",
                       .summary = "The accounts that one customer belongs to, and why.",
                       .response = page_of(reference("AccountOfCustomer")),
                       .lane = http::Lane::kHeavy,
                       .handle = accounts_of_customer});
}

}  // namespace wend::api
