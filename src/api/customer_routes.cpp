#include <algorithm>
#include <boost/json/parse.hpp>
#include <map>

#include "analyze/customers.h"
#include "analyze/journey_model.h"
#include "api/cursor.h"
#include "api/routes.h"
#include "api/times.h"
#include "model/event.h"

namespace wend::api {
namespace {

namespace json = boost::json;
using analyze::JourneyTable;

constexpr std::size_t kTraitsShown = 6;
constexpr std::size_t kTraitsMax = 200;
constexpr std::size_t kShapePointsMax = 5000;

struct Found {
  std::shared_ptr<const JourneyTable> table;
  std::size_t profile = 0;
  std::int64_t id = 0;
  model::TimeZone zone;
};

base::Result<Found> find_customer(Call& call) {
  Found found;
  WEND_ASSIGN(found.table, call.services.tables.current());
  WEND_ASSIGN(found.zone, zone_of(call.services));
  const auto id = model::customer_id_from(call.id());
  const auto profile = id ? found.table->profile_of_id(*id) : std::nullopt;
  if (!profile) return base::fail(base::ErrorCode::kNotFound, "There is no such customer.");
  found.id = *id;
  found.profile = *profile;
  return found;
}

json::value text_or_null(std::string_view text) {
  return text.empty() ? json::value(nullptr) : json::value(text);
}

base::Result<json::object> head_json(const JourneyTable& table, const analyze::CustomerNames& names,
                                     const std::string& label, std::size_t profile,
                                     std::size_t traits, const model::TimeZone& zone) {
  WEND_ASSIGN(auto shown, analyze::traits_of(table, profile, traits));
  return json::object{{"id", model::customer_id_text(table.profile_id(profile))},
                      {"name", text_or_null(names.of(profile))},
                      {"label", label},
                      {"first_seen", time_json(table.time_us()[table.begin(profile)], zone)},
                      {"last_seen", time_json(table.time_us()[table.end(profile) - 1], zone)},
                      {"events", table.end(profile) - table.begin(profile)},
                      {"traits", std::move(shown)}};
}

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

base::Result<Answer> list_customers(Call& call) {
  WEND_ASSIGN(const auto table, call.services.tables.current());
  WEND_ASSIGN(const auto zone, zone_of(call.services));
  analyze::CustomerAsk ask;
  ask.search = call.parameter("search").value_or("");
  ask.limit = call.limit();
  const std::string sort = call.parameter("sort").value_or("last_seen");
  if (sort == "first_seen") ask.sort = analyze::CustomerSort::kFirstSeen;
  if (sort == "events") ask.sort = analyze::CustomerSort::kEvents;
  if (sort == "name") ask.sort = analyze::CustomerSort::kName;
  if (const auto cursor = call.parameter("cursor")) {
    WEND_ASSIGN(const auto parts, read_cursor(*cursor, 1));
    WEND_ASSIGN(ask.after_id, cursor_number(parts[0]));
  }
  WEND_ASSIGN(const auto page, analyze::customer_page(*table, call.services.data.events(), ask));
  WEND_ASSIGN(const auto names, analyze::CustomerNames::load(*table));
  std::vector<std::int64_t> ids;
  for (const std::size_t profile : page.profiles) ids.push_back(table->profile_id(profile));
  WEND_ASSIGN(const auto labels, table->identity_labels(ids));
  json::array items;
  for (std::size_t i = 0; i < page.profiles.size(); ++i) {
    const std::size_t profile = page.profiles[i];
    WEND_ASSIGN(auto item, head_json(*table, names, labels[i], profile, kTraitsShown, zone));
    json::array channels;
    for (const auto& [channel, events] : channels_of(*table, profile))
      channels.emplace_back(table->channels().text(channel));
    item["channels"] = std::move(channels);
    items.push_back(std::move(item));
  }
  json::object body{{"items", std::move(items)}, {"next_cursor", nullptr}, {"total", page.total}};
  if (page.more) body["next_cursor"] = make_cursor({std::to_string(ids.back())});
  Answer answer;
  answer.body = std::move(body);
  return answer;
}

base::Result<Answer> show_customer(Call& call) {
  WEND_ASSIGN(const Found found, find_customer(call));
  const JourneyTable& table = *found.table;
  WEND_ASSIGN(const auto names, analyze::CustomerNames::load(table));
  const std::array<std::int64_t, 1> ids{found.id};
  WEND_ASSIGN(const auto labels, table.identity_labels(ids));
  WEND_ASSIGN(auto body, head_json(table, names, labels[0], found.profile, kTraitsMax, found.zone));
  WEND_ASSIGN(const auto identities, call.services.data.events().identities_of(found.id));
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

// What the journey says about an event name.
void add_journey(json::object& item, const JourneyTable& table, const analyze::JourneyModel& model,
                 std::string_view name) {
  item["touchpoint"] = item["stage"] = item["role"] = nullptr;
  const auto code = table.names().find(name);
  if (!code) return;
  const std::size_t touchpoint = model.touchpoint_of_name[*code];
  if (touchpoint >= model.touchpoints.size()) return;
  item["touchpoint"] = model.touchpoints[touchpoint].name;
  item["stage"] = model.stages[model.touchpoints[touchpoint].stage];
  item["role"] = text_or_null(model.touchpoints[touchpoint].role);
}

json::object properties_json(const std::string& text) {
  boost::system::error_code error;
  auto value = json::parse(text, error);
  return error || !value.is_object() ? json::object{} : std::move(value.get_object());
}

// The place of an event in its customer's part of the table.
std::size_t place_of(const JourneyTable& table, std::size_t profile,
                     const events::StoredEvent& event) {
  std::size_t low = table.begin(profile), high = table.end(profile);
  while (low < high) {
    const std::size_t middle = (low + high) / 2;
    if (std::tuple(table.time_us()[middle], table.sequence()[middle]) <
        std::tuple(event.time_us, event.sequence))
      low = middle + 1;
    else
      high = middle;
  }
  return low - table.begin(profile);
}

base::Result<Answer> list_events(Call& call) {
  WEND_ASSIGN(const Found found, find_customer(call));
  std::optional<events::EventCursor> after;
  if (const auto cursor = call.parameter("cursor")) {
    WEND_ASSIGN(const auto parts, read_cursor(*cursor, 2));
    after.emplace();
    WEND_ASSIGN(after->time_us, cursor_number(parts[0]));
    WEND_ASSIGN(after->sequence, cursor_number(parts[1]));
  }
  const auto order = call.parameter("order").value_or("desc") == "asc" ? events::Order::kAscending
                                                                       : events::Order::kDescending;
  const std::size_t limit = call.limit();
  WEND_ASSIGN(auto page,
              call.services.data.events().events_page(found.id, after, limit + 1, order));
  const bool more = page.size() > limit;
  if (more) page.pop_back();
  WEND_ASSIGN(const auto model, analyze::discover(found.table));
  const auto sessions = analyze::sessions_of(*found.table, found.profile);
  json::array items;
  for (const auto& event : page) {
    const std::size_t place = place_of(*found.table, found.profile, event);
    const std::string_view name = found.table->shown_name(event.name);
    json::object item{{"event", name},
                      {"type", model::to_string(event.type)},
                      {"time", time_json(event.time_us, found.zone)},
                      {"channel", text_or_null(event.channel)},
                      {"source", text_or_null(event.source)},
                      {"session", sessions[std::min(place, sessions.size() - 1)]},
                      {"properties", properties_json(event.properties)}};
    add_journey(item, *found.table, *model, name);
    items.push_back(std::move(item));
  }
  json::object body{{"items", std::move(items)}, {"next_cursor", nullptr}};
  if (more)
    body["next_cursor"] =
        make_cursor({std::to_string(page.back().time_us), std::to_string(page.back().sequence)});
  Answer answer;
  answer.body = std::move(body);
  return answer;
}

base::Result<Answer> show_shape(Call& call) {
  WEND_ASSIGN(const Found found, find_customer(call));
  const JourneyTable& table = *found.table;
  WEND_ASSIGN(const auto model, analyze::discover(found.table));
  const std::size_t begin = table.begin(found.profile), count = table.end(found.profile) - begin;
  const std::size_t shown = std::min(count, kShapePointsMax);
  std::map<std::uint32_t, std::size_t> channel_places, event_places;
  json::array channels, events, points, stages;
  for (std::size_t k = 0; k < shown; ++k) {
    // Evenly spread over the timeline, with its first and last event.
    const std::size_t i = begin + (shown < 2 ? k : k * (count - 1) / (shown - 1));
    const auto [channel, new_channel] =
        channel_places.try_emplace(table.channel()[i], channels.size());
    if (new_channel) channels.emplace_back(table.channels().text(table.channel()[i]));
    const auto [event, new_event] = event_places.try_emplace(table.name()[i], events.size());
    if (new_event) events.emplace_back(table.names().text(table.name()[i]));
    const std::size_t touchpoint = model->touchpoint_of_name[table.name()[i]];
    json::value role = nullptr;
    if (touchpoint < model->touchpoints.size())
      role = text_or_null(model->touchpoints[touchpoint].role);
    points.push_back(json::object{{"time", time_json(table.time_us()[i], found.zone)},
                                  {"channel", channel->second},
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
                    {"stages", std::move(stages)}};
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
       .parameters =
           paged({{"search", text(200), "The beginning of an identity, or of a word of a trait."},
                  {"sort", one_of_texts({"last_seen", "first_seen", "events", "name"}),
                   "last_seen when not given."}}),
       .response = page_of(reference("Customer"), {{"total", count()}}),
       .lane = http::Lane::kHeavy,
       .handle = list_customers});
  endpoints.push_back({.path = "/api/v1/customers/{id}",
                       .summary = "One customer.",
                       .response = reference("CustomerProfile"),
                       .lane = http::Lane::kHeavy,
                       .handle = show_customer});
  endpoints.push_back(
      {.path = "/api/v1/customers/{id}/events",
       .summary = "One customer's events.",
       .parameters = paged({{"order", one_of_texts({"asc", "desc"}), "desc when not given."}}),
       .response = page_of(reference("CustomerEvent")),
       .lane = http::Lane::kHeavy,
       .handle = list_events});
  endpoints.push_back({.path = "/api/v1/customers/{id}/shape",
                       .summary = "One customer's whole timeline in little, for a picture.",
                       .response = reference("CustomerShape"),
                       .lane = http::Lane::kHeavy,
                       .handle = show_shape});
}

}  // namespace wend::api
