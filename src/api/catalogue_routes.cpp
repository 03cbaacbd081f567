#include <algorithm>
#include <map>

#include "analyze/catalogue.h"
#include "analyze/catalogue_volume.h"
#include "api/routes.h"
#include "api/times.h"
#include "fmt/format.h"
#include "http/target.h"

namespace wend::api {
namespace {

namespace json = boost::json;
using analyze::Catalogue;
using analyze::CatalogueView;
using analyze::Day;
using analyze::EventFinding;
using analyze::EventFindingKind;
using analyze::EventOrigin;
using analyze::EventTally;

// Long enough that who looks right after an import or an event sees it.
constexpr std::chrono::milliseconds kWaitMax{1'000};
constexpr std::size_t kItemsMax = 2'000;
constexpr std::size_t kChangesMax = 1'000;
constexpr Day kDaysShown = 30;
constexpr Day kIssueDays = 14;
constexpr std::int64_t kChangeDaysMax = 90;
constexpr std::size_t kExamples = 5;

// What every answer of this file is made from.
struct Look {
  Catalogue::Seen seen;
  std::shared_ptr<const Catalogue::Plan> plan;
  Day last = 0;  // last_day_of()

  const CatalogueView& view() const { return *seen.view; }
  std::optional<model::TimeUs> as_of() const {
    std::optional<model::TimeUs> as_of;
    for (const auto& [name, tally] : view().tally.events())
      as_of = std::max(as_of.value_or(tally->last_us()), tally->last_us());
    return as_of ? std::min(*as_of, view().now_us) : as_of;
  }
};

base::Result<Look> look(Call& call) {
  Look look;
  WEND_ASSIGN(look.seen, call.services.catalogue->view(kWaitMax));
  look.plan = call.services.catalogue->plan();
  look.last = analyze::last_day_of(look.view());
  return look;
}

bool contains_ignoring_case(std::string_view text, std::string_view part) {
  for (std::size_t at = 0; at + part.size() <= text.size(); ++at)
    if (http::equal_ignoring_case(text.substr(at, part.size()), part)) return true;
  return false;
}

json::object source_json(const Look& look, std::int64_t id) {
  const auto source = look.view().sources.find(id);
  return {{"id", std::to_string(id)},
          {"name", source == look.view().sources.end() ? std::string() : source->second.name}};
}

// The events of one name, or those of one source among them.
struct Shown {
  const EventTally* tally;
  std::vector<const EventOrigin*> origins;
  std::uint64_t count = 0;

  std::uint64_t between(Day first, Day last) const {
    std::uint64_t sum = 0;
    for (const EventOrigin* origin : origins) sum += origin->days.between(first, last);
    return sum;
  }
  // Events by source, the most frequent first.
  std::vector<std::pair<std::int64_t, std::uint64_t>> by_source() const {
    std::map<std::int64_t, std::uint64_t> counts;
    for (const EventOrigin* origin : origins) counts[origin->source_id] += origin->count;
    std::vector<std::pair<std::int64_t, std::uint64_t>> list(counts.begin(), counts.end());
    std::ranges::stable_sort(list, std::greater(), &std::pair<std::int64_t, std::uint64_t>::second);
    return list;
  }
};

Shown shown(const EventTally& tally, std::optional<std::int64_t> source) {
  Shown shown{&tally, {}};
  for (const EventOrigin& origin : tally.origins) {
    if (source && origin.source_id != *source) continue;
    shown.origins.push_back(&origin);
    shown.count += origin.count;
  }
  return shown;
}

json::object event_json(const Look& look, const Shown& shown, std::size_t issues) {
  const EventTally& tally = *shown.tally;
  const model::TimeZone& zone = look.view().zone;
  const auto planned = look.plan->events.find(tally.name);
  const bool known = planned != look.plan->events.end();
  json::array sources, days;
  for (const auto& [id, count] : shown.by_source()) sources.push_back(source_json(look, id));
  for (Day day = look.last - kDaysShown + 1; day <= look.last; ++day)
    days.push_back({{"day", analyze::day_text(day)}, {"count", shown.between(day, day)}});
  const auto first = std::ranges::min(shown.origins, {}, &EventOrigin::first_us)->first_us;
  const auto last = std::ranges::max(shown.origins, {}, &EventOrigin::last_us)->last_us;
  return {{"name", tally.name},
          {"shown_as", look.plan->names.shown(tally.name)},
          {"type", model::to_string(tally.main_type())},
          {"sources", std::move(sources)},
          {"first_seen", time_json(first, zone)},
          {"last_seen", time_json(last, zone)},
          {"count", shown.count},
          {"last_7_days", shown.between(look.last - 6, look.last)},
          {"previous_7_days", shown.between(look.last - 13, look.last - 7)},
          {"days", std::move(days)},
          {"planned", known && planned->second.planned},
          {"blocked", known && planned->second.blocked},
          {"issues", issues}};
}

// The days shown that have history enough, and what each of them should hold.
json::array usual_json(const EventTally& tally, Day last) {
  json::array usual;
  const auto days = tally.days();
  Day day = last - kDaysShown + 1;
  for (const auto& range : analyze::volume_ranges(days, days.entries().front().day, day, last)) {
    if (range) {
      usual.push_back({{"day", analyze::day_text(day)},
                       {"expected", range->expected},
                       {"low", range->low},
                       {"high", range->high}});
    }
    ++day;
  }
  return usual;
}

json::object finding_json(const EventFinding& finding) {
  json::object item{{"kind", analyze::to_string(finding.kind)}, {"event", finding.event}};
  if (finding.kind == EventFindingKind::kVolume) {
    item["expected"] = finding.expected;
    item["low"] = finding.low;
    item["high"] = finding.high;
  } else {
    const auto or_null = [](const std::string& text) {
      return text.empty() ? json::value(nullptr) : json::value(text);
    };
    // Of a property or none; a property may be called "".
    const bool of_event = finding.kind == EventFindingKind::kNewEvent ||
                          finding.kind == EventFindingKind::kSilentEvent;
    item["property"] = of_event ? json::value(nullptr) : json::value(finding.property);
    item["type"] = or_null(finding.type);
  }
  item["day"] = analyze::day_text(finding.day);
  item["count"] = finding.count;
  item["sentence"] = finding.sentence;
  return item;
}

base::Result<Answer> list_events(Call& call) {
  WEND_ASSIGN(const Look look, api::look(call));
  const std::string search = call.parameter("search").value_or("");
  std::optional<std::int64_t> source;
  if (const auto id = call.parameter("source")) {
    source = -1;  // of no source
    for (const auto& [known, one] : look.view().sources)
      if (std::to_string(known) == *id) source = known;
    if (*source == -1) return base::fail(base::ErrorCode::kNotFound, "There is no such source.");
  }
  std::vector<Shown> events;
  for (const auto& [name, tally] : look.view().tally.events()) {
    if (!contains_ignoring_case(name, search) &&
        !contains_ignoring_case(look.plan->names.shown(name), search))
      continue;
    Shown event = shown(*tally, source);
    if (event.count > 0) events.push_back(std::move(event));
  }
  // By name where the counts are equal.
  std::ranges::stable_sort(events, std::greater(), &Shown::count);
  if (events.size() > kItemsMax) events.resize(kItemsMax);
  const auto findings = call.services.catalogue->findings(look.view(), *look.plan, kIssueDays);
  std::map<std::string_view, std::size_t> issues;
  for (const EventFinding& finding : *findings) ++issues[finding.event];
  json::array items;
  for (const Shown& event : events)
    items.push_back(event_json(look, event, issues[event.tally->name]));
  Answer answer;
  answer.body = json::object{{"items", std::move(items)},
                             {"as_of", time_json(look.as_of(), look.view().zone)},
                             {"behind", look.seen.behind},
                             {"next_cursor", nullptr}};
  return answer;
}

json::object property_json(const EventTally& tally, const analyze::PropertyTally& property,
                           const model::TimeZone& zone) {
  double all = 0;
  for (const double weight : property.weight) all += weight;
  constexpr auto kNull = static_cast<std::size_t>(analyze::PropertyType::kNull);
  const double filled = all - property.weight[kNull];
  std::vector<std::size_t> order;
  for (std::size_t type = 0; type < analyze::kPropertyTypes; ++type)
    if (property.weight[type] > 0) order.push_back(type);
  std::ranges::stable_sort(order, std::greater(),
                           [&](std::size_t type) { return property.weight[type]; });
  json::array types, examples;
  for (const std::size_t type : order)
    types.push_back({{"type", to_string(static_cast<analyze::PropertyType>(type))},
                     {"share", property.weight[type] / all}});
  for (const std::string& example : property.frequent.top(kExamples))
    examples.emplace_back(example);
  return {{"name", property.name},
          {"types", std::move(types)},
          {"fill", tally.sampled_weight > 0 ? std::min(1.0, filled / tally.sampled_weight) : 0.0},
          {"n", tally.sampled},
          {"first_seen", time_json(property.first_us, zone)},
          {"last_seen", time_json(property.last_us, zone)},
          {"examples", std::move(examples)},
          {"distinct", property.distinct.count()}};
}

base::Result<Answer> show_event(Call& call) {
  WEND_ASSIGN(const Look look, api::look(call));
  const EventTally* tally = look.view().tally.find(*call.parameter("name"));
  if (tally == nullptr) {
    return base::fail(base::ErrorCode::kNotFound, "No event of this name has come.", "name",
                      "The name is the one that was sent, not the one that is shown.");
  }
  json::array changes, anomalies, properties, by_source;
  const auto findings = call.services.catalogue->findings(look.view(), *look.plan, kIssueDays);
  for (const EventFinding& finding : *findings) {
    if (finding.event != tally->name) continue;
    (finding.kind == EventFindingKind::kVolume ? anomalies : changes)
        .push_back(finding_json(finding));
  }
  const Shown event = shown(*tally, std::nullopt);
  json::object body = event_json(look, event, changes.size() + anomalies.size());
  std::vector<json::object> list;
  for (const auto& property : tally->properties)
    list.push_back(property_json(*tally, property, look.view().zone));
  std::ranges::stable_sort(list, std::greater(),
                           [](const json::object& one) { return one.at("fill").as_double(); });
  for (json::object& property : list) properties.push_back(std::move(property));
  for (const auto& [id, count] : event.by_source())
    by_source.push_back({{"source", source_json(look, id)}, {"count", count}});
  body["properties"] = std::move(properties);
  body["by_source"] = std::move(by_source);
  body["changes"] = std::move(changes);
  body["anomalies"] = std::move(anomalies);
  body["usual"] = usual_json(*tally, look.last);
  Answer answer;
  answer.body = std::move(body);
  return answer;
}

base::Result<Answer> list_changes(Call& call) {
  WEND_ASSIGN(const Look look, api::look(call));
  Day days = kIssueDays;
  if (const auto text = call.parameter("days")) days = static_cast<Day>(std::stol(*text));
  const auto findings = call.services.catalogue->findings(look.view(), *look.plan, days);
  json::array items;
  for (const EventFinding& finding : *findings) {
    if (items.size() == kChangesMax) break;
    items.push_back(finding_json(finding));
  }
  Answer answer;
  answer.body = json::object{{"items", std::move(items)},
                             {"as_of", time_json(look.as_of(), look.view().zone)},
                             {"behind", look.seen.behind}};
  return answer;
}

schema::Schema source_schema() {
  using namespace schema;
  return object({{"id", text(100)}, {"name", text()}});
}

std::vector<schema::Field> event_fields() {
  using namespace schema;
  return {{"name", text()},
          {"shown_as", text()},
          {"type", one_of_texts({"track", "page", "screen", "identify", "group", "alias"})},
          {"sources", list(source_schema())},
          {"first_seen", time()},
          {"last_seen", time()},
          {"count", count()},
          {"last_7_days", count()},
          {"previous_7_days", count()},
          {"days", list(object({{"day", text(10)}, {"count", count()}}), kDaysShown)},
          {"planned", boolean()},
          {"blocked", boolean()},
          {"issues", count()}};
}

schema::Schema change_schema() {
  using namespace schema;
  return object({{"kind", one_of_texts({"new_event", "silent_event", "new_property",
                                        "lost_property", "new_type"})},
                 {"event", text()},
                 {"property", nullable(text())},
                 {"type", nullable(text())},
                 {"day", text(10)},
                 {"sentence", text()},
                 {"count", count()}});
}

schema::Schema anomaly_schema() {
  using namespace schema;
  return object({{"kind", one_of_texts({"volume"})},
                 {"event", text()},
                 {"day", text(10)},
                 {"count", count()},
                 {"expected", number()},
                 {"low", number()},
                 {"high", number()},
                 {"sentence", text()}});
}

schema::Schema event_detail() {
  using namespace schema;
  auto fields = event_fields();
  const auto type = one_of_texts({"text", "number", "boolean", "time", "list", "object", "null"});
  fields.push_back(
      {"properties", list(object({{"name", text(100'000)},
                                  {"types", list(object({{"type", type}, {"share", number()}}))},
                                  {"fill", number()},
                                  {"n", count()},
                                  {"first_seen", time()},
                                  {"last_seen", time()},
                                  {"examples", list(text(), kExamples)},
                                  {"distinct", count()}}))});
  fields.push_back({"by_source", list(object({{"source", source_schema()}, {"count", count()}}))});
  fields.push_back({"changes", list(change_schema())});
  fields.push_back({"anomalies", list(anomaly_schema())});
  fields.push_back(
      {"usual",
       list(object(
                {{"day", text(10)}, {"expected", number()}, {"low", number()}, {"high", number()}}),
            kDaysShown)});
  return object(std::move(fields));
}

}  // namespace

void add_catalogue_endpoints(std::vector<Endpoint>& endpoints) {
  using namespace schema;
  endpoints.push_back(
      {.path = "/api/v1/catalogue/events",
       .summary = "The events that came, the most frequent first.",
       .parameters = {{"search", text(1024), "A text within the name, as sent or as shown."},
                      {"source", text(100), "The id of a source; its events alone are counted."}},
       .response =
           page_of(object(event_fields()), {{"as_of", nullable(time())}, {"behind", count()}}),
       .lane = http::Lane::kHeavy,
       .handle = list_events});
  endpoints.push_back({.path = "/api/v1/catalogue/event",
                       .summary = "One event: its properties, sources and what changed.",
                       .parameters = {{"name", text(1024), "The name as it is sent.", true}},
                       .response = event_detail(),
                       .lane = http::Lane::kHeavy,
                       .handle = show_event});
  endpoints.push_back(
      {.path = "/api/v1/catalogue/changes",
       .summary = "What changed in the events on the last days that have any, newest first.",
       .parameters = {{"days", integer(1, kChangeDaysMax), "14 when not given."}},
       .response =
           object({{"items", list(any_of({change_schema(), anomaly_schema()}), kChangesMax)},
                   {"as_of", nullable(time())},
                   {"behind", count()}}),
       .lane = http::Lane::kHeavy,
       .handle = list_changes});
}

}  // namespace wend::api
