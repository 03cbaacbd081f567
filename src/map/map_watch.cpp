#include "map/map_watch.h"

#include <algorithm>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

#include "analyze/drift_growth.h"
#include "analyze/drift_words.h"
#include "fmt/format.h"
#include "map/drift_question.h"
#include "map/map_health.h"
#include "map/map_look.h"
#include "model/beginning.h"
#include "model/time_text.h"

namespace wend::map {
namespace {

namespace json = boost::json;

// How often the thread looks whether anything is due: clocks are set, machines sleep.
constexpr std::chrono::minutes kStepEvery{1};
constexpr std::size_t kTitleBytesMax = 100;
// Among so many, the last look that did not fail is the one before.
constexpr std::size_t kLooksBack = 40;

json::object parsed(std::string_view text) {
  boost::system::error_code error;
  json::value value = json::parse(text, error);
  return !error && value.is_object() ? std::move(value.get_object()) : json::object();
}

std::string title_of(const json::object& summary) {
  const std::string_view title = text_of(summary, "title");
  return std::string(title.empty() ? "Untitled map" : model::beginning(title, kTitleBytesMax));
}

analyze::Proportion proportion_in(const json::value& share) {
  return {share.at("count").to_number<std::uint64_t>(), share.at("of").to_number<std::uint64_t>()};
}

}  // namespace

base::Result<std::optional<std::string>> MapWatch::keeper_of(const workspace::MapEntry& entry,
                                                             const json::object& summary) {
  for (const std::string& id :
       {std::string(text_of(summary, "owner")), entry.created_by.value_or("")}) {
    if (id.empty()) continue;
    WEND_ASSIGN(const auto user, places_.workspace.users().find(id));
    if (user) return user->id;
  }
  return std::nullopt;
}

base::Status MapWatch::look_after(const workspace::MapEntry& entry, const json::object& summary,
                                  const std::optional<workspace::MapReview>& last_review) {
  const std::string_view status = text_of(summary, "status");
  const bool is_set = summary.contains("review_on") && summary.at("review_on").is_string();
  // A draft is reviewed only where somebody said when.
  if (status == "archived" || (status == "draft" && !is_set)) return {};
  WEND_ASSIGN(const auto zone, places_.zone());
  const auto today = model::local_day(places_.clock.now_us(), zone);
  const auto since = model::local_day(last_review ? last_review->at : entry.created_at, zone);
  const auto next = next_review(summary, since);
  const auto days = (next - today).count();
  if (days > kReviewSoonDays) return {};
  WEND_ASSIGN(const auto keeper, keeper_of(entry, summary));
  if (!keeper) return {};
  const std::string day = model::format_day(next);
  const std::string in_words =
      analyze::day_in_words(model::start_of_day(next, zone), places_.clock.now_us(), zone);
  workspace::Notice notice;
  notice.user = *keeper;
  notice.map = entry.id;
  notice.place = "{}";
  notice.kind = days < 0 ? "review_overdue" : "review_due";
  notice.key = fmt::format("{}:{}:{}", notice.kind, entry.id, day);
  notice.text =
      days < 0    ? fmt::format("The review of “{}” was due on {}.", title_of(summary), in_words)
      : days == 0 ? fmt::format("The review of “{}” is due today.", title_of(summary))
                  : fmt::format("The review of “{}” is due on {}.", title_of(summary), in_words);
  WEND_TRY(places_.board.put(std::move(notice)));
  return {};
}

base::Status MapWatch::tell_drift(const workspace::MapEntry& entry, const json::object& summary,
                                  const json::object& look, env::TimeUs at) {
  const auto& news = look.at("news").as_array();
  if (news.empty()) return {};
  WEND_ASSIGN(const auto keeper, keeper_of(entry, summary));
  if (!keeper) return {};
  // A step says more than the whole map; among steps, the one that differs most surely.
  const json::object* told = nullptr;
  double told_z = 0;
  std::size_t steps = 0;
  for (const json::value& place : look.at("places").as_array()) {
    if (std::ranges::find(news, place.at("id")) == news.end()) continue;
    const bool whole = place.at("id") == "map";
    steps += !whole;
    const double z = analyze::two_proportion_z(proportion_in(place.at("before")),
                                               proportion_in(place.at("week")));
    if (told != nullptr && (whole || (told->at("id") != "map" && z <= told_z))) continue;
    told = &place.as_object();
    told_z = z;
  }
  if (told == nullptr) return {};
  const bool whole = told->at("id") == "map";
  const auto week = analyze::share_in_words(proportion_in(told->at("week")));
  const double before = proportion_in(told->at("before")).share();
  workspace::Notice notice;
  notice.user = *keeper;
  notice.map = entry.id;
  notice.kind = "drift";
  notice.key =
      fmt::format("drift:{}:{}:{}", entry.id, std::string_view(told->at("id").as_string()), at);
  notice.place = whole ? "{}" : json::serialize(json::object{{"step", told->at("id")}});
  const std::string where =
      whole ? fmt::format("In “{}”", title_of(summary))
            : fmt::format("At “{}” of “{}”", std::string_view(told->at("label").as_string()),
                          title_of(summary));
  notice.text = fmt::format(
      "{}, {} left the mapped path in the last 7 days; in the four weeks "
      "before, {:.0f} % did.",
      where, week.text, 100 * before);
  if (steps > 1) notice.text += fmt::format(" It grew at {} steps.", steps);
  WEND_TRY(places_.board.put(std::move(notice)));
  return {};
}

base::Result<workspace::MapLook> MapWatch::look(const std::string& map,
                                                const std::stop_token& stop) {
  const std::lock_guard one(looking_);
  WEND_ASSIGN(const MapState state, places_.rooms.open(map));
  WEND_ASSIGN(const auto entry, places_.workspace.maps().find(map));
  if (!entry) return base::fail(base::ErrorCode::kNotFound, "There is no such map.");
  WEND_ASSIGN(const auto around, places_.surroundings(stop));
  const MapQuestionAsk ask{.period = fmt::format("{}w", kLookWeeks), .segment = {}, .trend = "7d"};
  WEND_ASSIGN(auto question, drift_question_of(state.document, ask, around));
  WEND_ASSIGN(const auto answer, ask_leaving_out(question, [&](const json::value& document) {
                return places_.ask(document, stop);
              }));
  WEND_ASSIGN(const auto earlier, places_.workspace.map_records().looks(map, kLooksBack));
  std::optional<json::object> before;
  for (const auto& one : earlier) {
    json::object body = parsed(one.body);
    if (before || !body.contains("places")) continue;  // a look that failed
    before = std::move(body);
  }
  workspace::MapLook look;
  look.map = map;
  look.at = places_.clock.now_us();
  look.revision = state.revision;
  const json::object body = look_of(answer.at("result").as_object(),
                                    state.document.shown("steps").size(), before, look.at);
  look.body = json::serialize(body);
  // Told before it is kept: a crash between the two tells twice rather than never.
  WEND_TRY(tell_drift(*entry, parsed(entry->summary), body, look.at));
  WEND_TRY(places_.workspace.map_records().add(look));
  return look;
}

base::Status MapWatch::step(const std::stop_token& stop) {
  WEND_ASSIGN(const auto entries, places_.workspace.maps().all());
  WEND_ASSIGN(const auto looks, places_.workspace.map_records().latest_looks());
  WEND_ASSIGN(const auto reviews, places_.workspace.map_records().latest_reviews());
  for (const auto& entry : entries) {
    if (stop.stop_requested()) return base::fail(base::ErrorCode::kCancelled, "Stopped.");
    const json::object summary = parsed(entry.summary);
    const auto review = reviews.find(entry.id);
    const auto reviewed = review == reviews.end() ? std::nullopt : std::optional(review->second);
    if (const auto told = look_after(entry, summary, reviewed); !told)
      places_.report(fmt::format("Review of map {}: {}", entry.id, told.error().to_sentence()));
    if (text_of(summary, "status") != "published") continue;
    const auto last = looks.find(entry.id);
    if (last != looks.end() && places_.clock.now_us() - last->second.at < kLookEveryUs) continue;
    const auto looked = look(entry.id, stop);
    if (looked) continue;
    if (looked.error().code == base::ErrorCode::kCancelled) return base::fail(looked.error());
    places_.report(fmt::format("Drift of map {}: {}", entry.id, looked.error().to_sentence()));
    // It is looked at again tomorrow.
    const json::object failed{{"error", looked.error().to_sentence()}};
    WEND_TRY(places_.workspace.map_records().add(
        {entry.id, places_.clock.now_us(), entry.revision, json::serialize(failed)}));
  }
  WEND_TRY(places_.workspace.notices().sweep());
  return {};
}

void MapWatch::start() {
  thread_ = std::jthread([this](const std::stop_token& stop) { work(stop); });
}

void MapWatch::work(const std::stop_token& stop) {
  while (!stop.stop_requested()) {
    const auto done = step(stop);
    if (!done && done.error().code != base::ErrorCode::kCancelled)
      places_.report(fmt::format("Watching maps: {}", done.error().to_sentence()));
    std::unique_lock lock(mutex_);
    wake_.wait_for(lock, stop, kStepEvery, [] { return false; });
  }
}

}  // namespace wend::map
