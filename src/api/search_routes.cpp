#include <algorithm>
#include <array>

#include "analyze/customers.h"
#include "analyze/journey_model.h"
#include "analyze/value_counts.h"
#include "api/routes.h"
#include "fmt/format.h"
#include "http/target.h"
#include "model/event.h"

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

base::Status add_customers(Call& call, const analyze::JourneyTable& table,
                           const std::string& search, json::array& items) {
  analyze::CustomerAsk ask;
  ask.search = search;
  ask.limit = kEachMax;
  WEND_ASSIGN(const auto page, analyze::customer_page(table, call.services.data.events(), ask));
  WEND_ASSIGN(const auto names, analyze::CustomerNames::load(table));
  std::vector<std::int64_t> ids;
  for (const std::size_t profile : page.profiles) ids.push_back(table.profile_id(profile));
  WEND_ASSIGN(const auto labels, table.identity_labels(ids));
  for (std::size_t i = 0; i < ids.size(); ++i) {
    const std::string id = model::customer_id_text(ids[i]);
    const std::string name = names.of(page.profiles[i]);
    json::value detail = nullptr;
    if (!name.empty()) detail = labels[i];
    items.push_back(item("customer", id, name.empty() ? labels[i] : name, std::move(detail),
                         "/customers/" + id));
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

base::Result<Answer> search(Call& call) {
  const std::string text = call.parameter("q").value_or("");
  json::array items;
  for (const Screen& screen : kScreens)
    if (begins(screen.label, text))
      items.push_back(item("screen", screen.id, screen.label, nullptr, std::string(screen.href)));
  if (!text.empty()) {
    WEND_ASSIGN(const auto table, call.services.tables.current());
    WEND_TRY(add_customers(call, *table, text, items));
    WEND_TRY(add_values(table, "event", text, items));
    WEND_TRY(add_values(table, "touchpoint", text, items));
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
       .summary = "Find customers, events, touchpoints, saved questions and screens.",
       .parameters = {{"q", text(200), "What to look for."}},
       .response = object({{"items", list(reference("SearchItem"))}}),
       .lane = http::Lane::kHeavy,
       .handle = search});
}

}  // namespace wend::api
