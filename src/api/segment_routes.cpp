#include <algorithm>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <chrono>
#include <cmath>

#include "analyze/segment_size.h"
#include "api/accounts.h"
#include "api/computed_traits.h"
#include "api/document_version.h"
#include "api/routes.h"
#include "api/segments.h"
#include "api/times.h"
#include "fmt/format.h"
#include "fmt/ranges.h"
#include "unify/live_segments.h"

namespace wend::api {
namespace {

namespace json = boost::json;
using workspace::Segment;

constexpr int kJsonDepthMax = 256;  // what was stored was checked before
constexpr std::chrono::seconds kEstimateAge{60};
constexpr env::TimeUs kLatelyUs = 7 * env::kDayUs;

json::value parse(const std::string& text) {
  json::parse_options options;
  options.max_depth = kJsonDepthMax;
  return json::parse(text, {}, options);
}

base::Result<json::object> segment_json(Services& services, const Segment& segment,
                                        const model::TimeZone& zone) {
  const auto standing = services.segments->standing(segment);
  WEND_ASSIGN(const auto moves, services.segments->journal().moves_since(
                                    segment.id, services.clock.now_us() - kLatelyUs));
  json::object body{{"id", segment.id},
                    {"name", segment.name},
                    {"description", segment.description},
                    {"kind", segment.is_list ? "list" : "rule"},
                    {"rule", segment.is_list ? json::value(nullptr) : parse(segment.rule)},
                    {"version", segment.version},
                    {"created_at", time_json(segment.created_at, zone)},
                    {"updated_at", time_json(segment.updated_at, zone)},
                    {"created_by", nullptr},
                    {"state", unify::to_string(standing.state)},
                    {"size", nullptr},
                    {"error", nullptr},
                    {"entered_7_days", moves.entered},
                    {"left_7_days", moves.left}};
  if (segment.created_by) body["created_by"] = *segment.created_by;
  if (standing.size) body["size"] = *standing.size;
  if (standing.error) body["error"] = standing.error->to_sentence();
  return body;
}

base::Result<Answer> answer_with(Call& call, const Segment& segment, int status) {
  WEND_ASSIGN(const auto zone, zone_of(call.services));
  Answer answer;
  answer.status = status;
  WEND_ASSIGN(answer.body, segment_json(call.services, segment, zone));
  answer.headers.set("ETag", etag_of(segment.version));
  answer.object = segment.id;
  return answer;
}

base::Result<Answer> clash_with(Call& call, const Segment& theirs) {
  WEND_ASSIGN(const auto zone, zone_of(call.services));
  WEND_ASSIGN(auto now, segment_json(call.services, theirs, zone));
  return clash("this segment", call.body, std::move(now), theirs.version);
}

// A rule must be readable, and together with the others it must not go round in a circle. `id` is
// empty for a new segment.
base::Status check_rule(Call& call, const std::string& id, const json::value& rule) {
  WEND_ASSIGN(const auto zone, zone_of(call.services));
  std::vector<unify::SegmentDefinition> definitions;
  WEND_ASSIGN(const auto others, call.services.workspace.segments().all());
  for (const Segment& other : others) {
    if (other.id == id) continue;
    auto meaning = unify::meaning_of(other, zone);
    if (meaning) definitions.push_back({other.id, *std::move(meaning)});
  }
  model::SegmentMeaning own;
  own.name = std::string(call.body.as_object().contains("name")
                             ? call.body.as_object().at("name").as_string()
                             : json::string());
  WEND_ASSIGN(own.rule, model::PredicateReader(zone).read(rule, "rule"));
  definitions.push_back({id, std::move(own)});
  WEND_ASSIGN(const auto traits, call.services.segments->known_traits(definitions));
  const auto plan = unify::SegmentPlan::make(definitions, {}, traits);
  if (plan.segments().back().error) return base::fail(*plan.segments().back().error);
  return {};
}

base::Result<Segment> draft_of(Call& call, const std::string& id) {
  const json::object& body = call.body.as_object();
  Segment draft;
  draft.name = body.at("name").as_string();
  if (draft.name.empty())
    return base::fail(base::ErrorCode::kInvalidInput, "The segment needs a name.", "name");
  if (const auto* description = body.if_contains("description"))
    draft.description = description->as_string();
  const auto* kind = body.if_contains("kind");
  draft.is_list = kind != nullptr && kind->as_string() == "list";
  const auto* rule = body.if_contains("rule");
  if (rule != nullptr && rule->is_null()) rule = nullptr;
  if (draft.is_list && rule != nullptr)
    return base::fail(base::ErrorCode::kInvalidInput, "A list has no rule.", "rule",
                      "Put identities in it.");
  if (draft.is_list) return draft;
  if (rule == nullptr)
    return base::fail(base::ErrorCode::kInvalidInput, "The segment needs a rule.", "rule",
                      "{} is everybody.");
  WEND_TRY(check_rule(call, id, *rule));
  draft.rule = json::serialize(*rule);
  return draft;
}

base::Result<Answer> list_segments(Call& call) {
  WEND_ASSIGN(const auto segments, call.services.workspace.segments().all());
  WEND_ASSIGN(const auto zone, zone_of(call.services));
  json::array items;
  for (const Segment& segment : segments) {
    WEND_ASSIGN(auto item, segment_json(call.services, segment, zone));
    items.push_back(std::move(item));
  }
  json::value customers = nullptr;
  if (const auto known = call.services.segments->profiles()) customers = *known;
  Answer answer;
  answer.body = json::object{
      {"items", std::move(items)}, {"next_cursor", nullptr}, {"customers", std::move(customers)}};
  return answer;
}

base::Result<Answer> create_segment(Call& call) {
  WEND_ASSIGN(Segment draft, draft_of(call, ""));
  draft.created_by = call.caller.id;
  WEND_ASSIGN(const Segment segment, call.services.workspace.segments().create(std::move(draft)));
  call.services.segments->wake();
  return answer_with(call, segment, 201);
}

base::Result<Answer> show_segment(Call& call) {
  WEND_ASSIGN(const Segment segment, segment_of_path(call));
  return answer_with(call, segment, 200);
}

base::Result<Answer> change_segment(Call& call) {
  WEND_ASSIGN(const Segment current, segment_of_path(call));
  WEND_ASSIGN(Segment draft, draft_of(call, current.id));
  if (draft.is_list != current.is_list)
    return base::fail(
        base::ErrorCode::kInvalidInput,
        current.is_list ? "A list does not become a rule." : "A rule does not become a list.",
        "kind", "Make another segment.");
  if (!has_seen(call, current.version)) return clash_with(call, current);
  auto changed = call.services.workspace.segments().replace(current.id, current.version, draft);
  if (!changed && changed.error().code == base::ErrorCode::kConflict) {
    WEND_ASSIGN(const Segment theirs, segment_of_path(call));
    return clash_with(call, theirs);
  }
  if (!changed) return base::fail(changed.error());
  call.services.segments->wake();
  return answer_with(call, *changed, 200);
}

base::Result<Answer> remove_segment(Call& call) {
  WEND_ASSIGN(const Segment current, segment_of_path(call));
  WEND_ASSIGN(const auto zone, zone_of(call.services));
  WEND_ASSIGN(const auto others, call.services.workspace.segments().all());
  std::vector<std::string> users;
  for (const Segment& other : others) {
    const auto meaning = unify::meaning_of(other, zone);
    if (!meaning) continue;
    const auto named = model::segments_in(meaning->rule);
    if (std::ranges::find(named, current.id) != named.end()) users.push_back(other.name);
  }
  if (!users.empty()) {
    return base::fail(
        base::ErrorCode::kConflict,
        fmt::format("Other segments are made of this one: {}.", fmt::join(users, ", ")), "",
        "Change those first.");
  }
  if (!has_seen(call, current.version)) return clash_with(call, current);
  WEND_TRY(call.services.workspace.segments().remove(current.id, current.version));
  call.services.segments->wake();
  Answer answer;
  answer.status = 204;
  answer.object = current.id;
  return answer;
}

base::Result<Answer> preview_segment(Call& call) {
  const auto started = std::chrono::steady_clock::now();
  WEND_ASSIGN(const auto zone, zone_of(call.services));
  const json::value& rule_json = call.body.as_object().at("rule");
  WEND_TRY(check_rule(call, "", rule_json));
  WEND_ASSIGN(const auto rule, model::PredicateReader(zone).read(rule_json, "rule"));
  json::object body{{"exact", true}, {"sample", nullptr}, {"low", nullptr}, {"high", nullptr}};
  json::array notes;
  const auto kept = call.services.segments->size_of(rule);
  const auto known = call.services.segments->profiles();
  if (kept && known) {
    body["size"] = *kept;
    body["of"] = *known;
    body["counted"] = "From what is kept for the segments that there are: everybody.";
  } else {
    // An estimate does not wait for the last minute.
    auto table = call.services.tables.recent(kEstimateAge);
    if (table == nullptr || table->event_count() <= analyze::kQuickEventsMax) {
      WEND_ASSIGN(table, call.services.tables.current(call.request.stop));
    }
    WEND_ASSIGN(const auto size,
                analyze::segment_size(table, rule, call.services.clock.now_us(),
                                      find_segment(call.services),
                                      find_account_members(call.services), analyze::kQuickEventsMax,
                                      call.request.stop, find_computed_trait(call.services)));
    body["size"] = std::llround(size.size);
    body["of"] = size.of;
    body["exact"] = size.exact;
    body["counted"] = "From all events of everybody.";
    if (!size.exact) {
      body["sample"] = size.sample;
      body["low"] = std::llround(size.low);
      body["high"] = std::llround(size.high);
      body["counted"] = fmt::format(
          "Estimated from all events of {} customers drawn by a hash of their number; "
          "low and high are the 95 % interval.",
          size.sample);
    }
    for (const std::string& note : size.notes) notes.emplace_back(note);
  }
  body["notes"] = std::move(notes);
  const std::chrono::duration<double, std::milli> took = std::chrono::steady_clock::now() - started;
  body["took_ms"] = std::round(took.count() * 10) / 10;
  Answer answer;
  answer.body = std::move(body);
  return answer;
}

}  // namespace

void add_segment_endpoints(std::vector<Endpoint>& endpoints) {
  using namespace schema;
  endpoints.push_back(
      {.path = "/api/v1/segments",
       .summary = "The segments, by name.",
       .response = page_of(reference("Segment"), {{"customers", nullable(count())}}),
       .handle = list_segments});
  endpoints.push_back({.method = http::Method::kPost,
                       .path = "/api/v1/segments",
                       .summary = "Make a segment, by a rule or as a list.",
                       .permission = Permission::kWrite,
                       .request = reference("SegmentDraft"),
                       .status = 201,
                       .response = reference("Segment"),
                       .audit = "segment.create",
                       .creates = true,
                       .handle = create_segment});
  endpoints.push_back({.method = http::Method::kPost,
                       .path = "/api/v1/segments/preview",
                       .summary = "How many customers a rule would have.",
                       .request = object({{"rule", open_object()}}),
                       .response = reference("SegmentPreview"),
                       .lane = http::Lane::kHeavy,
                       .handle = preview_segment});
  endpoints.push_back({.path = "/api/v1/segments/{id}",
                       .summary = "One segment.",
                       .response = reference("Segment"),
                       .handle = show_segment});
  endpoints.push_back({.method = http::Method::kPut,
                       .path = "/api/v1/segments/{id}",
                       .summary = "Change a segment.",
                       .permission = Permission::kWrite,
                       .request = reference("SegmentDraft"),
                       .response = reference("Segment"),
                       .audit = "segment.change",
                       .needs_match = true,
                       .handle = change_segment});
  endpoints.push_back({.method = http::Method::kDelete,
                       .path = "/api/v1/segments/{id}",
                       .summary = "Remove a segment that no other is made of.",
                       .permission = Permission::kWrite,
                       .status = 204,
                       .audit = "segment.remove",
                       .needs_match = true,
                       .handle = remove_segment});
}

}  // namespace wend::api
