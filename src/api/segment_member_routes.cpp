#include <algorithm>
#include <boost/json/serialize.hpp>
#include <map>
#include <span>
#include <unordered_map>

#include "api/computed_traits.h"
#include "api/cursor.h"
#include "api/routes.h"
#include "api/segment_people.h"
#include "api/segments.h"
#include "api/text_json.h"
#include "api/times.h"
#include "collect/csv_cell.h"
#include "fmt/format.h"
#include "http/live_stream.h"
#include "model/comparison.h"
#include "unify/live_segments.h"

namespace wend::api {
namespace {

namespace json = boost::json;
using unify::SegmentJournal;

constexpr std::size_t kEntriesShown = 500;
constexpr std::size_t kOverlapMax = 5;
constexpr std::int64_t kHistoryDaysMax = 366;
constexpr std::size_t kExportPage = 500;
constexpr std::size_t kWaitingMovesMax = 1024;

base::Result<Answer> list_members(Call& call) {
  WEND_ASSIGN(const auto segment, segment_of_path(call));
  std::optional<std::int64_t> after;
  if (const auto cursor = call.parameter("cursor")) {
    WEND_ASSIGN(const auto parts, read_cursor(*cursor, 1));
    WEND_ASSIGN(after, cursor_number(parts[0]));
  }
  const std::size_t limit = call.limit();
  WEND_ASSIGN(auto stays,
              call.services.segments->journal().members_page(segment.id, after, limit + 1));
  const bool more = stays.size() > limit;
  if (more) stays.pop_back();
  WEND_ASSIGN(const auto zone, zone_of(call.services));
  WEND_ASSIGN(const auto causes,
              CauseEvents::load(call.services,
                                numbers_of(stays, [](const auto& stay) { return stay.sequence; })));
  const auto ids = numbers_of(stays, [](const auto& stay) { return stay.profile_id; });
  WEND_ASSIGN(const auto members, MemberNames::of(*call.services.customers, ids));
  json::array items;
  for (std::size_t i = 0; i < stays.size(); ++i) {
    items.push_back(json::object{{"id", model::customer_id_text(ids[i])},
                                 {"name", text_or_null(members.name(ids[i]))},
                                 {"label", members.label(ids[i])},
                                 {"since", time_json(stays[i].since, zone)},
                                 {"cause", unify::to_string(stays[i].cause)},
                                 {"event", causes.of(stays[i].sequence, zone)}});
  }
  json::value size = nullptr;
  if (const auto standing = call.services.segments->standing(segment); standing.size)
    size = *standing.size;
  json::object body{
      {"items", std::move(items)}, {"next_cursor", nullptr}, {"size", std::move(size)}};
  if (more) body["next_cursor"] = make_cursor({std::to_string(ids.back())});
  Answer answer;
  answer.body = std::move(body);
  return answer;
}

base::Result<Answer> list_moves(Call& call) {
  WEND_ASSIGN(const auto segment, segment_of_path(call));
  std::optional<SegmentJournal::MovePlace> after;
  if (const auto cursor = call.parameter("cursor")) {
    WEND_ASSIGN(const auto parts, read_cursor(*cursor, 2));
    after.emplace();
    WEND_ASSIGN(after->at, cursor_number(parts[0]));
    WEND_ASSIGN(after->id, cursor_number(parts[1]));
  }
  std::optional<bool> entered;
  if (const auto kind = call.parameter("kind")) entered = *kind == "entered";
  const std::size_t limit = call.limit();
  WEND_ASSIGN(auto moves,
              call.services.segments->journal().moves_page(segment.id, entered, after, limit + 1));
  const bool more = moves.size() > limit;
  if (more) moves.pop_back();
  WEND_ASSIGN(const auto zone, zone_of(call.services));
  WEND_ASSIGN(const auto causes,
              CauseEvents::load(call.services, numbers_of(moves, [](const auto& move) {
                                  return move.entry.sequence;
                                })));
  const auto ids = numbers_of(moves, [](const auto& move) { return move.entry.profile_id; });
  WEND_ASSIGN(const auto members, MemberNames::of(*call.services.customers, ids));
  json::array items;
  for (std::size_t i = 0; i < moves.size(); ++i) {
    const auto& entry = moves[i].entry;
    items.push_back(json::object{{"id", model::customer_id_text(ids[i])},
                                 {"name", text_or_null(members.name(ids[i]))},
                                 {"label", members.label(ids[i])},
                                 {"entered", entry.entered},
                                 {"at", time_json(entry.at, zone)},
                                 {"cause", unify::to_string(entry.cause)},
                                 {"event", causes.of(entry.sequence, zone)}});
  }
  json::object body{{"items", std::move(items)}, {"next_cursor", nullptr}};
  if (more) {
    const auto& place = moves.back().place;
    body["next_cursor"] = make_cursor({std::to_string(place.at), std::to_string(place.id)});
  }
  Answer answer;
  answer.body = std::move(body);
  return answer;
}

base::Result<std::map<std::string, std::string>> segment_names(Services& services) {
  WEND_ASSIGN(const auto segments, services.workspace.segments().all());
  std::map<std::string, std::string> names;
  for (const auto& segment : segments) names.emplace(segment.id, segment.name);
  return names;
}

json::object segment_ref(const std::map<std::string, std::string>& names, const std::string& id) {
  const auto name = names.find(id);
  return {{"id", id},
          {"name", name == names.end() ? json::value(nullptr) : json::value(name->second)}};
}

base::Result<Answer> segments_of_customer(Call& call) {
  const auto id = model::customer_id_from(call.id());
  if (!id) return base::fail(base::ErrorCode::kNotFound, "There is no such customer.");
  WEND_ASSIGN(const auto zone, zone_of(call.services));
  WEND_ASSIGN(const auto names, segment_names(call.services));
  auto& journal = call.services.segments->journal();
  WEND_ASSIGN(const auto stays, journal.segments_of(*id));
  WEND_ASSIGN(const auto entries, journal.entries_of(*id, kEntriesShown));
  auto sequences = numbers_of(stays, [](const auto& in) { return in.stay.sequence; });
  for (const auto& entry : entries) sequences.push_back(entry.sequence);
  WEND_ASSIGN(const auto causes, CauseEvents::load(call.services, std::move(sequences)));
  json::array now, history;
  for (const auto& in : stays) {
    now.push_back(json::object{{"segment", segment_ref(names, in.segment)},
                               {"since", time_json(in.stay.since, zone)},
                               {"cause", unify::to_string(in.stay.cause)},
                               {"event", causes.of(in.stay.sequence, zone)}});
  }
  for (const auto& entry : entries) {
    history.push_back(json::object{{"segment", segment_ref(names, entry.segment)},
                                   {"at", time_json(entry.at, zone)},
                                   {"cause", unify::to_string(entry.cause)},
                                   {"event", causes.of(entry.sequence, zone)},
                                   {"entered", entry.entered}});
  }
  Answer answer;
  answer.body = json::object{{"segments", std::move(now)}, {"history", std::move(history)}};
  return answer;
}

// Sizes at the end of each of the last days, today's as of now.
base::Result<Answer> size_history(Call& call) {
  WEND_ASSIGN(const auto segment, segment_of_path(call));
  std::int64_t days = 30;
  if (const auto given = call.parameter("days")) days = std::stoll(*given);
  WEND_ASSIGN(const auto zone, zone_of(call.services));
  const model::TimeUs now = call.services.clock.now_us();
  // The beginnings of local days, which a change of the clock makes longer or shorter.
  const std::int64_t local = now + zone.offset_us(now);
  const std::int64_t today = local - ((local % env::kDayUs) + env::kDayUs) % env::kDayUs;
  std::vector<model::TimeUs> begins;
  for (std::int64_t day = days - 1; day >= -1; --day)
    begins.push_back(zone.to_utc(today - day * env::kDayUs));
  // Buckets of the journal divide every offset there is.
  WEND_ASSIGN(const auto buckets,
              call.services.segments->journal().moves_by(segment.id, begins.front()));
  std::vector<SegmentJournal::Moves> moves(static_cast<std::size_t>(days));
  for (const auto& bucket : buckets) {
    const auto after = std::ranges::upper_bound(begins, bucket.begin) - begins.begin() - 1;
    auto& day = moves[std::min(static_cast<std::size_t>(after), moves.size() - 1)];
    day.entered += bucket.entered;
    day.left += bucket.left;
  }
  const auto standing = call.services.segments->standing(segment);
  auto size = static_cast<std::int64_t>(standing.size.value_or(0));
  json::array items;
  for (std::size_t day = moves.size(); day-- > 0;) {
    items.push_back(json::object{{"day", model::format_time(begins[day], zone).substr(0, 10)},
                                 {"size", std::max<std::int64_t>(size, 0)},
                                 {"entered", moves[day].entered},
                                 {"left", moves[day].left}});
    size -= moves[day].entered - moves[day].left;
  }
  std::ranges::reverse(items);
  Answer answer;
  answer.body = json::object{{"items", std::move(items)}, {"next_cursor", nullptr}};
  return answer;
}

base::Result<Answer> overlap(Call& call) {
  std::vector<std::string> ids;
  std::string text = call.parameter("ids").value_or("");
  for (std::size_t begin = 0; begin <= text.size();) {
    const std::size_t end = std::min(text.find(',', begin), text.size());
    std::string id = text.substr(begin, end - begin);
    if (!id.empty() && std::ranges::find(ids, id) == ids.end()) ids.push_back(std::move(id));
    begin = end + 1;
  }
  if (ids.size() < 2 || ids.size() > kOverlapMax) {
    return base::fail(base::ErrorCode::kInvalidInput,
                      fmt::format("Name 2 to {} different segments.", kOverlapMax), "ids",
                      "Put commas between their ids.");
  }
  WEND_ASSIGN(const auto names, segment_names(call.services));
  for (const std::string& id : ids) {
    if (!names.contains(id))
      return base::fail(base::ErrorCode::kNotFound, fmt::format("There is no segment \"{}\".", id),
                        "ids");
  }
  const auto counts = call.services.segments->overlap(ids);
  if (!counts)
    return base::fail(base::ErrorCode::kUnavailable, "The members are still being counted.", "ids",
                      "Try again in a moment.");
  json::array segments, items;
  for (const std::string& id : ids) segments.push_back(segment_ref(names, id));
  std::size_t customers = 0;
  for (std::size_t in = 0; in < counts->size(); ++in) {
    customers += (*counts)[in];
    if (in == 0) continue;
    json::array of;
    for (std::size_t i = 0; i < ids.size(); ++i)
      if ((in >> i & 1) != 0) of.emplace_back(ids[i]);
    std::size_t all = 0;
    for (std::size_t other = in; other < counts->size(); ++other)
      if ((other & in) == in) all += (*counts)[other];
    items.push_back(json::object{{"in", std::move(of)}, {"count", all}, {"only", (*counts)[in]}});
  }
  Answer answer;
  answer.body = json::object{{"segments", std::move(segments)},
                             {"customers", customers},
                             {"none", (*counts)[0]},
                             {"items", std::move(items)}};
  return answer;
}

base::Result<Answer> export_members(Call& call) {
  WEND_ASSIGN(const auto segment, segment_of_path(call));
  WEND_ASSIGN(const auto zone, zone_of(call.services));
  Answer answer;
  answer.response = http::Response::text(200, "text/csv; charset=utf-8", "");
  answer.response->headers.set("Cache-Control", "no-store");
  answer.response->headers.set("Content-Disposition",
                               fmt::format("attachment; filename=\"{}.csv\"", segment.id));
  struct Position {
    std::optional<std::int64_t> after;
    bool done = false;
  };
  WEND_ASSIGN(const auto traits, computed_traits(call.services).all());
  std::string head = "customer,identity,name,since,cause";
  std::vector<std::string> keys;
  for (const auto& trait : traits) {
    head += fmt::format(",{}{}", model::kComputedPrefix, trait.key);
    keys.push_back(trait.key);
  }
  answer.response->source = [position = std::make_shared<Position>(),
                             customers = call.services.customers, zone, id = segment.id,
                             live = call.services.segments, head = std::move(head),
                             keys = std::move(keys)]() -> base::Result<std::optional<std::string>> {
    if (position->done) return std::nullopt;
    std::string piece = position->after ? "" : head + "\r\n";
    WEND_ASSIGN(const auto stays, live->journal().members_page(id, position->after, kExportPage));
    position->done = stays.size() < kExportPage;
    if (stays.empty()) return piece.empty() ? std::nullopt : std::optional(std::move(piece));
    position->after = stays.back().profile_id;
    const auto ids = numbers_of(stays, [](const auto& stay) { return stay.profile_id; });
    WEND_ASSIGN(const auto members, MemberNames::of(*customers, ids));
    for (std::size_t i = 0; i < stays.size(); ++i) {
      piece += fmt::format(
          "{},{},{},{},{}", model::customer_id_text(ids[i]),
          collect::to_csv_cell(members.label(ids[i])), collect::to_csv_cell(members.name(ids[i])),
          model::format_time(stays[i].since, zone), unify::to_string(stays[i].cause));
      const auto computed = keys.empty() ? std::nullopt : live->computed_of(ids[i]);
      for (const std::string& key : keys) {
        piece += ",";
        if (computed && computed->contains(key))
          piece += collect::to_csv_cell(model::to_text(computed->at(key)));
      }
      piece += "\r\n";
    }
    return piece;
  };
  return answer;
}

base::Result<Answer> watch_segments(Call& call) {
  const std::string only = call.parameter("segment").value_or("");
  WEND_ASSIGN(const auto names, segment_names(call.services));
  if (!only.empty() && !names.contains(only))
    return base::fail(base::ErrorCode::kNotFound, "There is no such segment.", "segment");
  WEND_ASSIGN(const auto zone, zone_of(call.services));
  auto live = std::make_shared<http::LiveStream>(kWaitingMovesMax);
  live->push("hello", json::serialize(json::object{{"segment", text_or_null(only)}}));
  const auto tell = [live, zone,
                     told = std::make_shared<std::size_t>(0)](const SegmentJournal::Entry& entry) {
    if (const std::size_t dropped = live->dropped(); dropped > *told) {
      live->push("dropped", json::serialize(json::object{{"count", dropped - *told}}));
      *told = dropped;
    }
    return live->push(
        entry.entered ? "entered" : "left",
        json::serialize(json::object{{"segment", entry.segment},
                                     {"customer", model::customer_id_text(entry.profile_id)},
                                     {"at", time_json(entry.at, zone)},
                                     {"cause", unify::to_string(entry.cause)}}));
  };
  WEND_TRY(call.services.segments->watch(
      {.segment = only, .tell = tell, .gone = [live] { return live->closed(); }}));
  Answer answer;
  answer.response = http::Response::text(200, "text/event-stream", "");
  answer.response->headers.set("Cache-Control", "no-store");
  answer.response->live = live;
  return answer;
}

}  // namespace

void add_segment_member_endpoints(std::vector<Endpoint>& endpoints) {
  using namespace schema;
  endpoints.push_back(
      {.path = "/api/v1/segments/{id}/members",
       .summary = "Who is in a segment, since when and why.",
       .parameters = paged(),
       .response = page_of(reference("SegmentMember"), {{"size", nullable(count())}}),
       .lane = http::Lane::kHeavy,
       .handle = list_members});
  auto parameters = paged();
  parameters.push_back({"kind", one_of_texts({"entered", "left"}), "Both when not given."});
  endpoints.push_back({.path = "/api/v1/segments/{id}/moves",
                       .summary = "Who entered and left a segment, when and why, the latest first.",
                       .parameters = std::move(parameters),
                       .response = page_of(reference("SegmentPassage")),
                       .lane = http::Lane::kHeavy,
                       .handle = list_moves});
  endpoints.push_back(
      {.path = "/api/v1/segments/{id}/history",
       .summary = "The size of a segment at the end of each of the last days.",
       .parameters = {{"days", integer(1, kHistoryDaysMax), "30 when not given."}},
       .response = page_of(
           object({{"day", text()}, {"size", count()}, {"entered", count()}, {"left", count()}})),
       .lane = http::Lane::kHeavy,
       .handle = size_history});
  endpoints.push_back({.path = "/api/v1/segments/{id}/export",
                       .summary = "The members of a segment as CSV.",
                       .response_type = "text/csv",
                       .lane = http::Lane::kStream,
                       .handle = export_members});
  endpoints.push_back(
      {.path = "/api/v1/segments/overlap",
       .summary = "How many customers several segments have in common: in all of these, and only "
                  "in these of those asked for.",
       .parameters = {{"ids", text(500), "2 to 5 ids, with commas between.", true}},
       .response =
           object({{"segments", list(object({{"id", text()}, {"name", nullable(text())}}))},
                   {"customers", count()},
                   {"none", count()},
                   {"items",
                    list(object({{"in", list(text())}, {"count", count()}, {"only", count()}}))}}),
       .lane = http::Lane::kHeavy,
       .handle = overlap});
  endpoints.push_back(
      {.path = "/api/v1/segments/live",
       .summary = "Who enters and leaves, as server-sent events: hello, then entered, left and "
                  "dropped.",
       .parameters = {{"segment", text(100), "Only of the segment of this id."}},
       .response_type = "text/event-stream",
       .lane = http::Lane::kHeavy,
       .handle = watch_segments});
  endpoints.push_back({.path = "/api/v1/customers/{id}/segments",
                       .summary = "The segments a customer is in, and was.",
                       .response = object({{"segments", list(reference("SegmentStay"))},
                                           {"history", list(reference("SegmentMove"))}}),
                       .lane = http::Lane::kHeavy,
                       .handle = segments_of_customer});
}

}  // namespace wend::api
