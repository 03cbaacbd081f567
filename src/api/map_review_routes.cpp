#include "api/map_drift.h"
#include "api/times.h"
#include "map/map_health.h"
#include "map/map_rooms.h"
#include "workspace/secret.h"

namespace wend::api {
namespace {

namespace json = boost::json;
using base::ErrorCode;

constexpr std::size_t kReviewsShown = 100;
constexpr std::size_t kNoteBytesMax = 5'000;
// So often the map may have been changed by others while its review is written down.
constexpr int kTries = 8;

map::Operation set_review_on(const std::string& day) {
  map::Operation set;
  set.kind = map::OperationKind::kSet;
  set.part = map::find_part(map::kAbout);
  set.id = map::kAbout;
  set.field = map::find_field(*set.part, "review_on");
  set.value = json::string(day);
  set.place = "next_on";
  return set;
}

// The day of the next review, as the map says how often.
std::string next_after(const map::MapState& state, std::chrono::local_days today) {
  json::object about = state.document.about();
  about.erase("review_on");
  return model::format_day(map::next_review(about, today));
}

base::Result<std::int64_t> write_next(Call& call, const std::optional<std::string>& wished,
                                      std::chrono::local_days today, std::string& next_on) {
  const std::string client = workspace::new_id("review_");
  for (int i = 0; i < kTries; ++i) {
    WEND_ASSIGN(const map::MapState state, call.services.maps->open(call.id()));
    next_on = wished ? *wished : next_after(state, today);
    map::ChangeRequest request;
    request.base = state.revision;
    request.client = client;
    request.number = 1;
    request.actor = call.caller.id;
    request.operations.push_back(set_review_on(next_on));
    WEND_ASSIGN(const auto outcome, call.services.maps->change(call.id(), request));
    if (outcome.applied) return outcome.revision;
  }
  return base::fail(ErrorCode::kConflict, "The map is changed so fast that nothing came between.",
                    {}, "Try again.");
}

base::Result<Answer> create_review(Call& call) {
  WEND_TRY(map_of_path(call));
  const json::object& body = call.body.as_object();
  WEND_ASSIGN(const auto zone, zone_of(call.services));
  const auto today = model::local_day(call.services.clock.now_us(), zone);
  std::optional<std::string> wished;
  if (const json::value* day = body.if_contains("next_on"); day != nullptr && !day->is_null())
    wished = day->as_string();
  if (wished) {
    const map::Operation set = set_review_on(*wished);
    WEND_TRY(map::check_value(*set.field, set.value, set.place));
  }
  if (wished && *wished <= model::format_day(today))
    return base::fail(ErrorCode::kInvalidInput, "The next review lies behind.", "next_on",
                      "Name a day after today, or leave it out.");
  workspace::MapReview review;
  review.map = call.id();
  WEND_ASSIGN(review.revision, write_next(call, wished, today, review.next_on));
  review.actor = call.caller.id;
  review.actor_name = call.caller.user ? call.caller.user->name : "A program";
  if (const json::value* note = body.if_contains("note")) review.note = note->as_string();
  WEND_ASSIGN(const auto kept, call.services.workspace.map_records().add(std::move(review)));
  Answer answer;
  answer.status = 201;
  answer.object = call.id();
  answer.body = review_json(kept, zone);
  return answer;
}

base::Result<Answer> list_reviews(Call& call) {
  WEND_TRY(map_of_path(call));
  WEND_ASSIGN(const auto reviews,
              call.services.workspace.map_records().reviews(call.id(), kReviewsShown));
  WEND_ASSIGN(const auto zone, zone_of(call.services));
  json::array items;
  for (const auto& review : reviews) items.push_back(review_json(review, zone));
  Answer answer;
  answer.body = json::object{{"items", std::move(items)}, {"next_cursor", nullptr}};
  return answer;
}

}  // namespace

json::object review_json(const workspace::MapReview& review, const model::TimeZone& zone) {
  return {{"at", time_json(review.at, zone)},
          {"by", {{"id", review.actor}, {"name", review.actor_name}}},
          {"revision", review.revision},
          {"note", review.note},
          {"next_on", review.next_on}};
}

void add_map_review_endpoints(std::vector<Endpoint>& endpoints) {
  using namespace schema;
  endpoints.push_back({.path = "/api/v1/maps/{id}/reviews",
                       .summary = "Who looked a map through and when, the latest first.",
                       .response = page_of(reference("MapReview")),
                       .handle = list_reviews});
  endpoints.push_back(
      {.method = http::Method::kPost,
       .path = "/api/v1/maps/{id}/reviews",
       .summary = "Say that a review is done; sets the day of the next one.",
       .permission = Permission::kWrite,
       .request =
           object({optional("note", text(kNoteBytesMax)),
                   optional("next_on", described(nullable(text(10)),
                                                 "A day; none: as often as the map says."))}),
       .status = 201,
       .response = reference("MapReview"),
       .audit = "map.review",
       .creates = true,
       .handle = create_review});
}

}  // namespace wend::api
