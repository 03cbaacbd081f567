#include <algorithm>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <charconv>
#include <unordered_map>

#include "analyze/event_summary.h"
#include "analyze/timeline.h"
#include "api/cursor.h"
#include "api/customer_of_path.h"
#include "api/event_properties.h"
#include "api/routes.h"
#include "api/text_json.h"
#include "api/times.h"
#include "events/event_details.h"
#include "events/profile_watch.h"
#include "http/live_stream.h"
#include "model/event.h"

namespace wend::api {
namespace {

namespace json = boost::json;
using analyze::Timeline;
using analyze::TimelineFilter;

// What one answer lists of a timeline; beyond it the latest.
constexpr std::size_t kListedMax = 100'000;
// Of a long session that goes back and forth.
constexpr std::size_t kSessionStagesMax = 12;
constexpr std::size_t kIdsMax = 500;
constexpr std::size_t kJsonDepthMax = 64;  // stored properties are nested half as deep
constexpr std::size_t kChangesWaiting = 4;
// Above them stands the fingerprint of shown names.
constexpr std::int64_t kStoreVersionBits = 0xFFFFFFFF;

base::Result<TimelineFilter> filter_of(Call& call, const model::TimeZone& zone) {
  TimelineFilter filter{.channel = call.parameter("channel"),
                        .event = call.parameter("event"),
                        .touchpoint = call.parameter("touchpoint"),
                        .stage = call.parameter("stage"),
                        .role = call.parameter("role"),
                        .source = call.parameter("source"),
                        .search = call.parameter("search").value_or("")};
  if (const auto kind = call.parameter("kind")) filter.kind = analyze::event_kind_from(*kind);
  WEND_ASSIGN(filter.from, time_parameter(call, "from", zone));
  WEND_ASSIGN(filter.to, time_parameter(call, "to", zone));
  return filter;
}

json::object properties_json(const std::string& text) {
  json::parse_options options;
  options.max_depth = kJsonDepthMax;
  boost::system::error_code error;
  auto value = json::parse(text, error, {}, options);
  return error || !value.is_object() ? json::object{} : std::move(value.get_object());
}

json::object meaning_json(const analyze::EventMeaning& meaning) {
  return {{"kind", analyze::to_string(meaning.kind)},
          {"touchpoint", text_or_null(meaning.touchpoint)},
          {"stage", text_or_null(meaning.stage)},
          {"role", text_or_null(meaning.role)}};
}

json::array changes_json(const std::vector<analyze::TraitChange>& changes) {
  json::array list;
  for (const auto& change : changes)
    list.push_back(
        json::object{{"trait", change.trait}, {"before", change.before}, {"after", change.after}});
  return list;
}

// These places in full, in their order.
base::Result<json::array> items_json(Call& call, const CustomerOfPath& customer,
                                     const Timeline& timeline,
                                     std::span<const std::size_t> places) {
  const auto& table = timeline.table();
  const events::EventStore& store = call.services.data.events();
  std::vector<std::int64_t> sequences;
  std::vector<std::size_t> identifies;
  for (const std::size_t place : places) {
    const std::size_t i = timeline.at(place);
    sequences.push_back(table.sequence()[i]);
    if (table.type()[i] == static_cast<std::uint8_t>(model::EventType::kIdentify))
      identifies.push_back(place);
  }
  WEND_ASSIGN(auto changes, analyze::trait_changes(table, customer.profile, identifies,
                                                   properties_from(call.services)));
  std::unordered_map<std::int64_t, events::EventDetails> details;
  WEND_TRY(events::each_event_of(store, sequences, [&](events::EventDetails&& event) {
    details[event.sequence] = std::move(event);
  }));
  json::array items;
  for (const std::size_t place : places) {
    const std::size_t i = timeline.at(place);
    const auto found = details.find(table.sequence()[i]);
    if (found == details.end()) continue;  // taken out since the table was made
    const auto& event = found->second;
    const auto meaning = timeline.meaning(place);
    const std::string_view name = table.names().text(table.name()[i]);
    json::object properties = properties_json(event.properties);
    json::object summary = analyze::summary_of(meaning.kind, name, properties);
    if (const auto changed = changes.find(place); changed != changes.end())
      summary["changes"] = changes_json(changed->second);
    json::object item{{"id", std::to_string(event.sequence)},
                      {"event", name},
                      {"type", model::to_string(static_cast<model::EventType>(table.type()[i]))},
                      {"time", time_json(table.time_us()[i], customer.zone)},
                      {"received_at", time_json(event.received_at, customer.zone)},
                      {"channel", text_or_null(table.channels().text(table.channel()[i]))},
                      {"source", text_or_null(table.sources().text(table.source()[i]))},
                      {"session", timeline.session_of(place) + 1},
                      {"identity", nullptr},
                      {"import", nullptr},
                      {"summary", std::move(summary)},
                      {"properties", std::move(properties)}};
    for (auto& [field, value] : meaning_json(meaning)) item[field] = std::move(value);
    if (!event.identity_value.empty())
      item["identity"] = {{"namespace", event.identity_namespace}, {"value", event.identity_value}};
    if (event.import_id != 0) item["import"] = std::to_string(event.import_id);
    items.push_back(std::move(item));
  }
  return items;
}

// The place of the first event that is not before (time, sequence).
std::size_t place_of(const Timeline& timeline, model::TimeUs time, std::int64_t sequence) {
  std::size_t low = 0, high = timeline.size();
  while (low < high) {
    const std::size_t middle = (low + high) / 2;
    const std::size_t i = timeline.at(middle);
    if (std::tuple(timeline.table().time_us()[i], timeline.table().sequence()[i]) <
        std::tuple(time, sequence))
      low = middle + 1;
    else
      high = middle;
  }
  return low;
}

// Which of the shown events stand on a page: [begin, end) of places().
struct PageSpan {
  std::size_t begin = 0, end = 0;
};

// A cursor names an event and the side of it where its page lies: "before" or "after" in time.
base::Result<PageSpan> page_span(Call& call, const Timeline& timeline, bool ascending,
                                 const model::TimeZone& zone) {
  const auto& places = timeline.places();
  const std::size_t limit = call.limit(), count = places.size();
  const auto index_of = [&](model::TimeUs time, std::int64_t sequence) {
    const auto at = std::ranges::lower_bound(places, place_of(timeline, time, sequence));
    return static_cast<std::size_t>(at - places.begin());
  };
  if (const auto cursor = call.parameter("cursor")) {
    WEND_ASSIGN(const auto parts, read_cursor(*cursor, 3));
    WEND_ASSIGN(const auto time, cursor_number(parts[1]));
    WEND_ASSIGN(const auto sequence, cursor_number(parts[2]));
    if (parts[0] == "after") {
      const std::size_t begin = index_of(time, sequence + 1);
      return PageSpan{begin, std::min(count, begin + limit)};
    }
    const std::size_t end = index_of(time, sequence);
    return PageSpan{end - std::min(end, limit), end};
  }
  WEND_ASSIGN(const auto around, time_parameter(call, "around", zone));
  if (around) {
    const std::size_t at = index_of(*around, 0);
    const std::size_t begin = at - std::min(at, limit / 2);
    return PageSpan{begin, std::min(count, begin + limit)};
  }
  return ascending ? PageSpan{0, std::min(count, limit)}
                   : PageSpan{count - std::min(count, limit), count};
}

base::Result<Answer> listed_events(Call& call, const std::string& ids) {
  WEND_ASSIGN(const CustomerOfPath customer, customer_of_path(call));
  WEND_ASSIGN(const Timeline timeline,
              Timeline::read(customer.table, customer.profile, {}, properties_from(call.services)));
  std::vector<std::int64_t> wanted;
  for (std::size_t at = 0; at < ids.size();) {
    const std::size_t end = std::min(ids.find(',', at), ids.size());
    std::int64_t number = 0;
    const auto [stop, error] = std::from_chars(ids.data() + at, ids.data() + end, number);
    if (error != std::errc{} || stop != ids.data() + end)
      return base::fail(base::ErrorCode::kInvalidInput, "This is no list of event ids.", "ids",
                        "Give ids of events, separated by commas.");
    wanted.push_back(number);
    at = end + 1;
  }
  if (wanted.size() > kIdsMax)
    return base::fail(base::ErrorCode::kTooLarge, "These are more than 500 ids.", "ids",
                      "Ask for them in several calls.");
  std::ranges::sort(wanted);
  std::vector<std::size_t> places;
  for (std::size_t place = 0; place < timeline.size(); ++place)
    if (std::ranges::binary_search(wanted, timeline.table().sequence()[timeline.at(place)]))
      places.push_back(place);
  WEND_ASSIGN(auto items, items_json(call, customer, timeline, places));
  Answer answer;
  answer.body = json::object{{"total", items.size()},
                             {"items", std::move(items)},
                             {"next_cursor", nullptr},
                             {"previous_cursor", nullptr}};
  return answer;
}

base::Result<Answer> list_events(Call& call) {
  if (const auto ids = call.parameter("ids")) return listed_events(call, *ids);
  WEND_ASSIGN(const CustomerOfPath customer, customer_of_path(call));
  WEND_ASSIGN(const TimelineFilter filter, filter_of(call, customer.zone));
  WEND_ASSIGN(const Timeline timeline, Timeline::read(customer.table, customer.profile, filter,
                                                      properties_from(call.services)));
  const bool ascending = call.parameter("order").value_or("desc") == "asc";
  WEND_ASSIGN(const PageSpan span, page_span(call, timeline, ascending, customer.zone));
  const auto& shown = timeline.places();
  std::vector<std::size_t> places(shown.begin() + static_cast<std::ptrdiff_t>(span.begin),
                                  shown.begin() + static_cast<std::ptrdiff_t>(span.end));
  const auto cursor = [&](std::string_view side, std::size_t place) {
    const std::size_t i = timeline.at(place);
    return json::value(
        make_cursor({std::string(side), std::to_string(timeline.table().time_us()[i]),
                     std::to_string(timeline.table().sequence()[i])}));
  };
  json::value before = nullptr, after = nullptr;
  if (!places.empty() && span.begin > 0) before = cursor("before", places.front());
  if (!places.empty() && span.end < shown.size()) after = cursor("after", places.back());
  if (!ascending) {
    std::ranges::reverse(places);
    std::swap(before, after);
  }
  WEND_ASSIGN(auto items, items_json(call, customer, timeline, places));
  Answer answer;
  answer.body = json::object{{"total", shown.size()},
                             {"items", std::move(items)},
                             {"next_cursor", std::move(after)},
                             {"previous_cursor", std::move(before)}};
  return answer;
}

// Numbers for texts, in the order they are met.
class Codes {
 public:
  std::size_t of(std::uint64_t key, const std::function<json::value()>& make) {
    const auto [known, is_new] = places_.try_emplace(key, texts_.size());
    if (is_new) texts_.push_back(make());
    return known->second;
  }
  json::array take() { return std::move(texts_); }

 private:
  std::unordered_map<std::uint64_t, std::size_t> places_;
  json::array texts_;
};

json::array sessions_json(const Timeline& timeline, std::size_t first_listed,
                          const model::TimeZone& zone) {
  const auto& table = timeline.table();
  json::array list;
  std::size_t number = 0;
  for (const auto& session : timeline.sessions()) {
    ++number;
    // Of the session that the list begins within, only what is listed.
    const auto& places = timeline.places();
    std::size_t shown = session.shown;
    if (first_listed > session.first) {
      const auto begin = std::ranges::lower_bound(places, first_listed);
      const auto end = std::ranges::upper_bound(places, session.last);
      shown = begin < end ? static_cast<std::size_t>(end - begin) : 0;
    }
    if (shown == 0) continue;
    json::array channels, stages;
    for (const auto channel : session.channels) channels.emplace_back(channel);
    for (const auto stage : session.stages)
      if (stages.size() < kSessionStagesMax) stages.emplace_back(stage);
    list.push_back(
        json::object{{"number", number},
                     {"from", time_json(table.time_us()[timeline.at(session.first)], zone)},
                     {"to", time_json(table.time_us()[timeline.at(session.last)], zone)},
                     {"events", session.last - session.first + 1},
                     {"shown", shown},
                     {"channels", std::move(channels)},
                     {"stages", std::move(stages)},
                     {"entry", table.sequence()[timeline.at(session.entry)]}});
  }
  return list;
}

json::object counts_json(const Timeline& timeline) {
  constexpr std::pair<std::string_view, Timeline::Field> kFields[] = {
      {"channels", Timeline::kChannel}, {"events", Timeline::kEvent},
      {"kinds", Timeline::kKind},       {"touchpoints", Timeline::kTouchpoint},
      {"stages", Timeline::kStage},     {"roles", Timeline::kRole},
      {"sources", Timeline::kSource}};
  json::object counts;
  for (const auto& [name, field] : kFields) {
    json::array list;
    for (const auto& count : timeline.counts(field))
      list.push_back(json::object{{"value", count.value}, {"events", count.events}});
    counts[name] = std::move(list);
  }
  return counts;
}

base::Result<Answer> show_timeline(Call& call) {
  WEND_ASSIGN(const CustomerOfPath customer, customer_of_path(call));
  WEND_ASSIGN(const TimelineFilter filter, filter_of(call, customer.zone));
  WEND_ASSIGN(const Timeline timeline, Timeline::read(customer.table, customer.profile, filter,
                                                      properties_from(call.services)));
  const auto& table = timeline.table();
  const auto& places = timeline.places();
  const std::size_t begin = places.size() - std::min(places.size(), kListedMax);
  Codes names, channels, sources;
  json::array ids, times, name_codes, channel_codes, source_codes;
  std::int64_t before_ms = 0;
  for (std::size_t k = begin; k < places.size(); ++k) {
    const std::size_t i = timeline.at(places[k]);
    const std::uint32_t name = table.name()[i];
    const std::uint8_t type = table.type()[i];
    ids.emplace_back(table.sequence()[i]);
    const std::int64_t ms =
        std::chrono::floor<std::chrono::milliseconds>(std::chrono::microseconds(table.time_us()[i]))
            .count();
    times.emplace_back(ms - before_ms);
    before_ms = ms;
    name_codes.emplace_back(names.of(std::uint64_t{name} << 8 | type, [&] {
      json::object entry = meaning_json(timeline.meaning_of(type, name));
      entry["event"] = table.names().text(name);
      entry["type"] = model::to_string(static_cast<model::EventType>(type));
      return entry;
    }));
    channel_codes.emplace_back(channels.of(table.channel()[i], [&] {
      return text_or_null(table.channels().text(table.channel()[i]));
    }));
    source_codes.emplace_back(sources.of(
        table.source()[i], [&] { return text_or_null(table.sources().text(table.source()[i])); }));
  }
  const std::size_t first_listed = begin < places.size() ? places[begin] : 0;
  Answer answer;
  answer.body = json::object{{"customer", model::customer_id_text(customer.id)},
                             {"data_version", table.data_version() & kStoreVersionBits},
                             {"total", timeline.size()},
                             {"matching", places.size()},
                             {"cut", begin > 0},
                             {"names", names.take()},
                             {"channels", channels.take()},
                             {"sources", sources.take()},
                             {"events", json::object{{"id", std::move(ids)},
                                                     {"time_ms", std::move(times)},
                                                     {"name", std::move(name_codes)},
                                                     {"channel", std::move(channel_codes)},
                                                     {"source", std::move(source_codes)}}},
                             {"sessions", sessions_json(timeline, first_listed, customer.zone)},
                             {"counts", counts_json(timeline)}};
  return answer;
}

base::Result<Answer> watch_customer(Call& call) {
  WEND_ASSIGN(const CustomerOfPath customer, customer_of_path(call));
  auto live = std::make_shared<http::LiveStream>(kChangesWaiting);
  const auto tell = [live](std::string_view name, std::int64_t version) {
    live->push(name, json::serialize(json::object{{"data_version", version}}));
  };
  WEND_ASSIGN(const std::int64_t version,
              call.services.profile_watch->watch(
                  customer.id, {.changed = [tell](std::int64_t at) { tell("changed", at); },
                                .gone = [live] { return live->closed(); }}));
  tell("hello", version);
  Answer answer;
  answer.response = http::Response::text(200, "text/event-stream", "");
  answer.response->headers.set("Cache-Control", "no-store");
  answer.response->live = live;
  return answer;
}

std::vector<Parameter> filters(std::vector<Parameter> more) {
  using namespace schema;
  const std::string none = ", or (none) for events without one.";
  std::vector<Parameter> all{
      {"channel", text(1024), "Only events on this channel" + none},
      {"event", text(1024), "Only events of this name."},
      {"kind",
       one_of_texts(
           {"purchase", "page", "survey", "error", "message", "case", "identify", "other"}),
       "Only events of this kind."},
      {"touchpoint", text(1024), "Only events at this touchpoint" + none},
      {"stage", text(1024), "Only events in this stage" + none},
      {"role", one_of_texts({"contact", "error", "message", "goal", "step", "(none)"}),
       "Only events whose touchpoint has this role" + none},
      {"source", text(1024), "Only events from the source of this name."},
      {"from", text(100), "Only events from this time or day on."},
      {"to", text(100), "Only events before this time or day."},
      {"search", text(200),
       "Only events that have this in their name, their touchpoint or a value of their "
       "properties."}};
  for (auto& parameter : more) all.push_back(std::move(parameter));
  return all;
}

}  // namespace

void add_timeline_endpoints(std::vector<Endpoint>& endpoints) {
  using namespace schema;
  endpoints.push_back(
      {.path = "/api/v1/customers/{id}/events",
       .summary = "One customer's events, those that satisfy every filter.",
       .parameters = paged(filters(
           {{"order", one_of_texts({"asc", "desc"}), "desc when not given."},
            {"around", text(100), "The page around this time or day."},
            {"ids", text(10'000),
             "Only the events with these ids, separated by commas, at most 500; without filters "
             "and pages."}})),
       .response = page_of(reference("CustomerEvent"),
                           {{"previous_cursor", nullable(text())}, {"total", count()}}),
       .lane = http::Lane::kHeavy,
       .handle = list_events});
  endpoints.push_back({.path = "/api/v1/customers/{id}/timeline",
                       .summary = "One customer's whole timeline without properties, as columns, "
                                  "with its sessions and what filters would leave.",
                       .parameters = filters({}),
                       .response = reference("CustomerTimeline"),
                       .lane = http::Lane::kHeavy,
                       .handle = show_timeline});
  endpoints.push_back({.path = "/api/v1/customers/{id}/live",
                       .summary = "Says when a customer's events changed, as server-sent events: "
                                  "hello, then changed.",
                       .response_type = "text/event-stream",
                       .lane = http::Lane::kHeavy,
                       .handle = watch_customer});
}

}  // namespace wend::api
