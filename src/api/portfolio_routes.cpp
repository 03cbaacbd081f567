#include <boost/json/parse.hpp>
#include <map>

#include "api/map_drift.h"
#include "api/maps.h"
#include "api/times.h"
#include "map/map_health.h"

namespace wend::api {
namespace {

namespace json = boost::json;

double number_in(const json::value* value) {
  return value != nullptr && value->is_number() ? value->to_number<double>() : 0;
}

std::optional<double> share_of(double count, double of) {
  return of > 0 ? std::optional(count / of) : std::nullopt;
}

// Researched and measured, of what states its evidence.
std::optional<double> evidence_share(const json::object& summary) {
  const json::value* evidence = summary.if_contains("evidence");
  if (evidence == nullptr || !evidence->is_object()) return std::nullopt;
  const auto of = [&](const char* name) {
    return number_in(evidence->get_object().if_contains(name));
  };
  const double found = of("researched") + of("measured");
  return share_of(found, found + of("assumed"));
}

map::MapCondition condition_of(const json::object& entry, const json::value& look,
                               double reviewed) {
  map::MapCondition condition;
  condition.reviewed = reviewed;
  condition.evidence = evidence_share(entry);
  const double steps = number_in(entry.if_contains("steps"));
  if (const json::value* bound = entry.if_contains("bound"))
    condition.fed = share_of(number_in(bound), steps);
  if (!look.is_object() || !look.at("drift").is_object()) return condition;
  condition.fed = share_of(number_in(&look.at("reached")), number_in(&look.at("steps")));
  const auto of = look.at("drift").at("of").to_number<std::uint64_t>();
  if (of >= map::kPathPeopleMin)
    condition.on_path =
        1 - look.at("drift").at("count").to_number<double>() / static_cast<double>(of);
  return condition;
}

base::Result<Answer> show_portfolio(Call& call) {
  auto& space = call.services.workspace;
  WEND_ASSIGN(const auto entries, space.maps().all());
  WEND_ASSIGN(const auto zone, zone_of(call.services));
  WEND_ASSIGN(const auto personas, persona_names(call.services));
  WEND_ASSIGN(const auto looks, space.map_records().latest_looks());
  WEND_ASSIGN(const auto reviews, space.map_records().latest_reviews());
  WEND_ASSIGN(const auto users, space.users().all());
  std::map<std::string, std::string, std::less<>> names;
  for (const auto& user : users) names[user.id] = user.name;
  const auto today = model::local_day(call.services.clock.now_us(), zone);
  json::array items;
  items.reserve(entries.size());
  for (const auto& entry : entries) {
    json::object shown = map_entry_json(entry, personas, zone);
    // Whoever looks after it, as for notices: its owner, else who made it.
    shown["keeper"] = nullptr;
    for (const char* field : {"owner", "created_by"}) {
      const json::value* id = shown.if_contains(field);
      if (id == nullptr || !id->is_string()) continue;
      const auto found = names.find(std::string_view(id->get_string()));
      if (found == names.end()) continue;
      shown["keeper"] = json::object{{"id", found->first}, {"name", found->second}};
      break;
    }
    const auto review = reviews.find(entry.id);
    const bool reviewed = review != reviews.end();
    shown["last_review"] = nullptr;
    if (reviewed) shown["last_review"] = review_json(review->second, zone);
    const auto next = map::next_review(
        shown, model::local_day(reviewed ? review->second.at : entry.created_at, zone));
    shown["next_review"] = model::format_day(next);
    shown["review_in_days"] = (next - today).count();
    const auto look = looks.find(entry.id);
    shown["look"] = nullptr;
    if (look != looks.end()) {
      json::object one = look_json(look->second, zone);
      one.erase("places");
      shown["look"] = std::move(one);
    }
    shown["health"] = nullptr;
    if (shown.at("status") != "archived")
      shown["health"] =
          map::health_json(condition_of(shown, shown.at("look"), map::reviewed_share(next, today)));
    items.push_back(std::move(shown));
  }
  Answer answer;
  answer.body = json::object{{"items", std::move(items)},
                             {"next_cursor", nullptr},
                             {"today", model::format_day(today)},
                             {"may_write", call.caller.may(Permission::kWrite)}};
  return answer;
}

}  // namespace

void add_portfolio_endpoints(std::vector<Endpoint>& endpoints) {
  using namespace schema;
  endpoints.push_back(
      {.path = "/api/v1/portfolio",
       .summary =
           "All journey maps with their drift, reviews and health, the latest changed first.",
       .response =
           page_of(reference("PortfolioMap"), {{"today", text(10)}, {"may_write", boolean()}}),
       .lane = http::Lane::kHeavy,
       .handle = show_portfolio});
}

void add_map_watch_shapes(json::object& shapes) {
  using namespace schema;
  const Schema proportion = object({{"count", count()}, {"of", count()}});
  std::vector<Field> look{
      {"at", time()},
      {"revision", count()},
      {"people", nullable(count())},
      {"drift",
       described(nullable(proportion), "Of the people in eight weeks, who left the path.")},
      {"fitness", nullable(number())},
      {"sentence", nullable(text())},
      {"steps", nullable(count())},
      {"bound", described(nullable(count()), "Steps that the data can be asked about.")},
      {"reached", described(nullable(count()), "Steps where somebody was.")},
      {"error", described(nullable(text()), "Why the look failed.")}};
  const Schema look_in_portfolio = object(look);
  look.push_back({"places", described(list(open_object({{"id", text(100)},
                                                        {"week", proportion},
                                                        {"before", proportion},
                                                        {"grew", boolean()}})),
                                      "The whole map and its steps, this week and before.")});
  shapes["MapLook"] = object(std::move(look));
  const Schema person = object({{"id", text(100)}, {"name", text()}});
  shapes["MapReview"] = object({{"at", time()},
                                {"by", person},
                                {"revision", count()},
                                {"note", text()},
                                {"next_on", described(text(10), "A day.")}});
  shapes["Notice"] = object(
      {{"id", text(100)},
       {"kind", one_of_texts({"drift", "review_due", "review_overdue", "mention"})},
       {"map", object({{"id", text(100)}, {"title", text()}})},
       {"text", text()},
       {"place", described(open_object(), "Where on the map: step; or in, thing and comment.")},
       {"at", time()},
       {"read_at", nullable(time())}});
  shapes["PortfolioMap"] = open_object(
      {{"id", text(100)},
       {"title", text()},
       {"keeper", described(nullable(person), "Who looks after it: the owner, else who made it.")},
       {"last_review", nullable(reference("MapReview"))},
       {"next_review", text(10)},
       {"review_in_days", integer(-1'000'000, 1'000'000)},
       {"look", described(nullable(look_in_portfolio), "The last look at its drift.")},
       {"health", nullable(object({{"score", integer(0, 100)},
                                   {"band", one_of_texts({"poor", "fair", "good"})},
                                   {"parts", list(object({{"part", text(20)},
                                                          {"weight", count()},
                                                          {"share", nullable(number())}}))}}))}});
}

}  // namespace wend::api
