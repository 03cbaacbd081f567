#include <algorithm>
#include <array>

#include "analyze/account_rollups.h"
#include "analyze/journey_model.h"
#include "analyze/latest_journey.h"
#include "analyze/value_counts.h"
#include "api/customer_of_path.h"
#include "api/routes.h"
#include "fmt/format.h"
#include "http/target.h"
#include "model/account.h"
#include "model/event.h"
#include "unify/accounts.h"
#include "unify/customer_index.h"

namespace wend::api {
namespace {

namespace json = boost::json;

constexpr std::size_t kEachMax = 6;  // of every kind, so that none crowds the others out

struct Screen {
  std::string_view id, label, href;
};
constexpr std::array<Screen, 5> kScreens = {{{"home", "Home", "/"},
                                             {"explore", "Explore", "/explore"},
                                             {"customers", "Customers", "/customers"},
                                             {"data", "Data", "/data"},
                                             {"settings", "Settings", "/settings"}}};

json::object item(std::string_view kind, std::string_view id, std::string_view label,
                  json::value detail, std::string href) {
  return {{"kind", kind},
          {"id", id},
          {"label", label},
          {"detail", std::move(detail)},
          {"href", std::move(href)}};
}

bool begins(std::string_view text, std::string_view prefix) {
  return text.size() >= prefix.size() &&
         http::equal_ignoring_case(text.substr(0, prefix.size()), prefix);
}

base::Status add_customers(Call& call, const std::string& search, json::array& items) {
  unify::CustomerAsk ask;
  ask.search = search;
  ask.limit = kEachMax;
  WEND_ASSIGN(const auto found, call.services.customers->find(ask));
  for (const auto& entry : found.page.customers) {
    const std::string id = model::customer_id_text(entry.card.profile_id);
    const std::string name = entry.card.name(), label = entry.card.label();
    json::value detail = nullptr;
    if (!name.empty()) detail = label;
    items.push_back(
        item("customer", id, name.empty() ? label : name, std::move(detail), "/customers/" + id));
  }
  return {};
}

base::Status add_values(const std::shared_ptr<const analyze::JourneyTable>& table,
                        std::string_view kind, const std::string& search, json::array& items) {
  WEND_ASSIGN(const auto values, analyze::value_counts(table, kind, search, kEachMax));
  for (const auto& one : values) {
    const auto& name = std::get<std::string>(one.value);
    items.push_back(item(kind, name, name, json::value(fmt::format("{} events", one.count)),
                         fmt::format("/explore?{}={}", kind, http::percent_encode(name))));
  }
  return {};
}

// Names of events change seldom: where reading all events takes long, those of a while ago do. None
// before they were read for the first time.
base::Result<std::shared_ptr<const analyze::JourneyTable>> table_of_names(Services& services) {
  WEND_ASSIGN(const bool many, has_many_events(services));
  if (!many) return services.tables.current();
  const auto journey = services.journey->get();
  if (journey == nullptr) return std::shared_ptr<const analyze::JourneyTable>();
  return journey->table;
}

base::Status add_accounts(Call& call, const analyze::JourneyTable& table, const std::string& search,
                          json::array& items) {
  WEND_ASSIGN(const auto accounts, call.services.accounts->current());
  if (accounts->size() == 0) return {};
  WEND_ASSIGN(const auto rollups, analyze::account_rollups(table, *accounts));
  analyze::AccountAsk ask;
  ask.search = search;
  ask.sort = analyze::AccountSort::kMembers;
  ask.limit = kEachMax;
  WEND_ASSIGN(const auto page, analyze::account_page(table, *accounts, ask));
  for (const std::size_t place : page.places) {
    const unify::Account& account = accounts->account(place);
    const std::string id = model::account_id_text(account.number);
    const std::string name = account.name();
    const auto members = (*rollups)[place].members;
    items.push_back(item("account", id, name.empty() ? account.key : name,
                         json::value(fmt::format("{} {}, {} {}", account.type, account.key, members,
                                                 members == 1 ? "member" : "members")),
                         "/customers/accounts/" + id));
  }
  return {};
}

base::Status add_segments(Call& call, const std::string& search, json::array& items) {
  WEND_ASSIGN(const auto segments, call.services.workspace.segments().search(search, kEachMax));
  for (const auto& segment : segments)
    items.push_back(
        item("segment", segment.id, segment.name, nullptr, "/customers/segments/" + segment.id));
  return {};
}

base::Result<Answer> search(Call& call) {
  const std::string text = call.parameter("q").value_or("");
  json::array items;
  for (const Screen& screen : kScreens)
    if (begins(screen.label, text))
      items.push_back(item("screen", screen.id, screen.label, nullptr, std::string(screen.href)));
  if (!text.empty()) {
    WEND_TRY(add_customers(call, text, items));
    WEND_ASSIGN(const auto table, table_of_names(call.services));
    WEND_TRY(add_segments(call, text, items));
    if (table != nullptr) {
      WEND_TRY(add_accounts(call, *table, text, items));
      WEND_TRY(add_values(table, "event", text, items));
      WEND_TRY(add_values(table, "touchpoint", text, items));
    }
    WEND_ASSIGN(const auto questions, call.services.workspace.questions().search(text, kEachMax));
    for (const auto& question : questions)
      items.push_back(item("question", question.id, question.name, nullptr,
                           "/explore?question=" + question.id));
  }
  Answer answer;
  answer.body = json::object{{"items", std::move(items)}};
  return answer;
}

}  // namespace

void add_search_endpoints(std::vector<Endpoint>& endpoints) {
  using namespace schema;
  endpoints.push_back(
      {.path = "/api/v1/search",
       .summary =
           "Find customers, accounts, segments, events, touchpoints, saved questions and screens.",
       .parameters = {{"q", text(200), "What to look for."}},
       .response = object({{"items", list(reference("SearchItem"))}}),
       .lane = http::Lane::kHeavy,
       .handle = search});
}

}  // namespace wend::api
