#include <algorithm>
#include <map>

#include "analyze/customers.h"
#include "analyze/journey_model.h"
#include "api/computed_traits.h"
#include "api/cursor.h"
#include "api/customer_of_path.h"
#include "api/routes.h"
#include "api/text_json.h"
#include "api/times.h"
#include "model/event.h"
#include "unify/customer_index.h"

namespace wend::api {
namespace {

namespace json = boost::json;
using analyze::JourneyTable;

constexpr std::size_t kTraitsShown = 12;
constexpr std::size_t kTraitsMax = 200;
constexpr std::size_t kShapePointsMax = 5000;

// Events per channel of a customer, by the channel's code.
std::map<std::uint32_t, std::size_t> channels_of(const JourneyTable& table, std::size_t profile) {
  std::map<std::uint32_t, std::size_t> counts;
  for (std::size_t i = table.begin(profile); i < table.end(profile); ++i)
    if (!table.channels().text(table.channel()[i]).empty()) ++counts[table.channel()[i]];
  return counts;
}

struct FirstStage {
  std::string_view stage;
  model::TimeUs first = 0;
};
// The stages a customer has been in, in the order of the first time.
std::vector<FirstStage> stages_of(const JourneyTable& table, const analyze::JourneyModel& model,
                                  std::size_t profile) {
  std::vector<FirstStage> stages;
  std::vector<bool> seen(model.stages.size(), false);
  for (std::size_t i = table.begin(profile); i < table.end(profile); ++i) {
    const std::size_t touchpoint = model.touchpoint_of_name[table.name()[i]];
    if (touchpoint >= model.touchpoints.size()) continue;
    const std::size_t stage = model.touchpoints[touchpoint].stage;
    if (seen[stage]) continue;
    seen[stage] = true;
    stages.push_back({model.stages[stage], table.time_us()[i]});
  }
  return stages;
}

json::object entry_json(const unify::CustomerEntry& entry, std::size_t traits_max,
                        const model::TimeZone& zone) {
  json::object traits;
  for (const auto& trait : entry.card.traits) {
    if (traits.size() == traits_max) break;
    traits[trait.name] = unify::trait_json(trait.value);
  }
  json::array channels;
  for (const std::string& channel : entry.channels) channels.emplace_back(channel);
  return {{"id", model::customer_id_text(entry.card.profile_id)},
          {"name", text_or_null(entry.card.name())},
          {"label", entry.card.label()},
          {"first_seen", time_json(entry.first_us, zone)},
          {"last_seen", time_json(entry.last_us, zone)},
          {"events", entry.events},
          {"traits", std::move(traits)},
          {"channels", std::move(channels)}};
}

base::Result<Answer> list_customers(Call& call) {
  WEND_ASSIGN(const auto zone, zone_of(call.services));
  unify::CustomerAsk ask;
  ask.search = call.parameter("search").value_or("");
  ask.limit = call.limit();
  const std::string sort = call.parameter("sort").value_or("last_seen");
  if (sort == "first_seen") ask.sort = unify::CustomerSort::kFirstSeen;
  if (sort == "events") ask.sort = unify::CustomerSort::kEvents;
  if (sort == "name") ask.sort = unify::CustomerSort::kName;
  if (const auto cursor = call.parameter("cursor")) {
    WEND_ASSIGN(const auto parts, read_cursor(*cursor, 1));
    WEND_ASSIGN(ask.after_id, cursor_number(parts[0]));
  }
  WEND_ASSIGN(const auto found, call.services.customers->find(ask));
  const auto& customers = found.page.customers;
  json::array items;
  for (const auto& entry : customers) {
    auto item = entry_json(entry, kTraitsShown, zone);
    WEND_ASSIGN(item["computed"], computed_json(call.services, entry.card.profile_id));
    items.push_back(std::move(item));
  }
  json::object body{{"items", std::move(items)},
                    {"next_cursor", nullptr},
                    {"total", found.page.total},
                    {"read", found.standing.complete ? 1.0 : found.standing.progress}};
  if (found.page.more)
    body["next_cursor"] = make_cursor({std::to_string(customers.back().card.profile_id)});
  Answer answer;
  answer.body = std::move(body);
  return answer;
}

base::Result<Answer> show_customer(Call& call) {
  WEND_ASSIGN(const CustomerOfPath found, customer_of_path(call));
  const JourneyTable& table = *found.table;
  const std::array<std::int64_t, 1> ids{found.id};
  WEND_ASSIGN(auto entries, call.services.customers->entries(ids));
  // The index may be a moment behind: then there are events and nothing else yet.
  unify::CustomerEntry entry;
  if (!entries.empty()) entry = std::move(entries[0]);
  entry.card.profile_id = found.id;
  entry.first_us = table.time_us()[table.begin(found.profile)];
  entry.last_us = table.time_us()[table.end(found.profile) - 1];
  entry.events = table.end(found.profile) - table.begin(found.profile);
  auto body = entry_json(entry, kTraitsMax, found.zone);
  WEND_ASSIGN(auto identities, call.services.data.events().identities_of(found.id));
  // What tells most comes first.
  std::ranges::stable_sort(
      identities, {},
      [rules = call.services.data.events().identity_rules()](const events::Identity& one) {
        return rules.rules.rank_of(one.identity_namespace);
      });
  json::array identity_list;
  for (const auto& identity : identities)
    identity_list.push_back(
        json::object{{"namespace", identity.identity_namespace}, {"value", identity.value}});
  body["identities"] = std::move(identity_list);
  WEND_ASSIGN(const auto value, analyze::value_of(table, found.profile));
  body["value"] = nullptr;
  if (value) body["value"] = *value;
  body["sessions"] = analyze::sessions_of(table, found.profile).back();
  json::array channels;
  for (const auto& [channel, events] : channels_of(table, found.profile))
    channels.push_back(
        json::object{{"channel", table.channels().text(channel)}, {"events", events}});
  body["channels"] = std::move(channels);
  WEND_ASSIGN(const auto model, analyze::discover(found.table));
  json::array stages;
  for (const auto& stage : stages_of(table, *model, found.profile))
    stages.push_back(
        json::object{{"stage", stage.stage}, {"first", time_json(stage.first, found.zone)}});
  body["stages"] = std::move(stages);
  Answer answer;
  answer.body = std::move(body);
  return answer;
}

// How often something went wrong, and how often the customer turned to us; all of it, however few
// points are drawn.
json::array moments_of(const CustomerOfPath& found, const analyze::JourneyModel& model) {
  const JourneyTable& table = *found.table;
  json::array moments;
  for (const std::string_view role : {"error", "contact"}) {
    std::size_t events = 0, last = 0;
    for (std::size_t i = table.begin(found.profile); i < table.end(found.profile); ++i) {
      const std::size_t touchpoint = model.touchpoint_of_name[table.name()[i]];
      if (touchpoint >= model.touchpoints.size() || model.touchpoints[touchpoint].role != role)
        continue;
      ++events;
      last = i;
    }
    if (events > 0)
      moments.push_back(json::object{{"role", role},
                                     {"events", events},
                                     {"last", time_json(table.time_us()[last], found.zone)}});
  }
  return moments;
}

// The stage of the latest event that belongs to one.
json::value current_stage(const CustomerOfPath& found, const analyze::JourneyModel& model) {
  const JourneyTable& table = *found.table;
  for (std::size_t i = table.end(found.profile); i-- > table.begin(found.profile);) {
    const std::size_t touchpoint = model.touchpoint_of_name[table.name()[i]];
    if (touchpoint < model.touchpoints.size())
      return json::value(model.stages[model.touchpoints[touchpoint].stage]);
  }
  return nullptr;
}

base::Result<Answer> show_shape(Call& call) {
  WEND_ASSIGN(const CustomerOfPath found, customer_of_path(call));
  const JourneyTable& table = *found.table;
  WEND_ASSIGN(const auto model, analyze::discover(found.table));
  WEND_ASSIGN(const auto from, time_parameter(call, "from", found.zone));
  WEND_ASSIGN(const auto to, time_parameter(call, "to", found.zone));
  const auto times = table.time_us();
  const auto place_of = [&](std::optional<model::TimeUs> time, std::size_t otherwise) {
    if (!time) return otherwise;
    const auto first = times.begin() + static_cast<std::ptrdiff_t>(table.begin(found.profile));
    const auto last = times.begin() + static_cast<std::ptrdiff_t>(table.end(found.profile));
    return static_cast<std::size_t>(std::lower_bound(first, last, *time) - times.begin());
  };
  const std::size_t begin = place_of(from, table.begin(found.profile));
  const std::size_t end = std::max(begin, place_of(to, table.end(found.profile)));
  const std::size_t count = end - begin;
  const std::size_t shown = std::min(count, kShapePointsMax);
  std::map<std::uint32_t, std::size_t> channel_places, event_places;
  json::array channels, events, points, stages;
  // Every channel of the customer has its lane, whatever part is asked for.
  for (std::size_t i = table.begin(found.profile); i < table.end(found.profile); ++i)
    if (channel_places.try_emplace(table.channel()[i], channels.size()).second)
      channels.emplace_back(table.channels().text(table.channel()[i]));
  for (std::size_t k = 0; k < shown; ++k) {
    // Evenly spread over the timeline, with its first and last event.
    const std::size_t i = begin + (shown < 2 ? k : k * (count - 1) / (shown - 1));
    const auto [event, new_event] = event_places.try_emplace(table.name()[i], events.size());
    if (new_event) events.emplace_back(table.names().text(table.name()[i]));
    const std::size_t touchpoint = model->touchpoint_of_name[table.name()[i]];
    json::value role = nullptr;
    if (touchpoint < model->touchpoints.size())
      role = text_or_null(model->touchpoints[touchpoint].role);
    points.push_back(json::object{{"id", std::to_string(table.sequence()[i])},
                                  {"time", time_json(table.time_us()[i], found.zone)},
                                  {"channel", channel_places.at(table.channel()[i])},
                                  {"event", event->second},
                                  {"role", std::move(role)}});
  }
  for (const auto& stage : stages_of(table, *model, found.profile))
    stages.push_back(
        json::object{{"stage", stage.stage}, {"from", time_json(stage.first, found.zone)}});
  Answer answer;
  json::object body{{"channels", std::move(channels)},
                    {"points", std::move(points)},
                    {"events", std::move(events)},
                    {"stages", std::move(stages)},
                    {"current_stage", current_stage(found, *model)},
                    {"moments", moments_of(found, *model)}};
  if (shown < count) body["thinned"] = true;
  answer.body = std::move(body);
  return answer;
}

}  // namespace

void add_customer_endpoints(std::vector<Endpoint>& endpoints) {
  using namespace schema;
  endpoints.push_back(
      {.path = "/api/v1/customers",
       .summary = "The customers.",
       .parameters = paged({{"search", text(200),
                             "The beginning of an identity, or of words of traits, in any order."},
                            {"sort", one_of_texts({"last_seen", "first_seen", "events", "name"}),
                             "last_seen when not given."}}),
       .response = page_of(reference("Customer"), {{"total", count()}, {"read", number()}}),
       .lane = http::Lane::kHeavy,
       .handle = list_customers});
  endpoints.push_back({.path = "/api/v1/customers/{id}",
                       .summary = "One customer.",
                       .response = reference("CustomerProfile"),
                       .lane = http::Lane::kHeavy,
                       .handle = show_customer});
  endpoints.push_back({.path = "/api/v1/customers/{id}/shape",
                       .summary = "One customer's timeline in little, for a picture.",
                       .parameters = {{"from", text(100), "Only points from this time or day on."},
                                      {"to", text(100), "Only points before this time or day."}},
                       .response = reference("CustomerShape"),
                       .lane = http::Lane::kHeavy,
                       .handle = show_shape});
}

}  // namespace wend::api
