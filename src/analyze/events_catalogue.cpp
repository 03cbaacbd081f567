#include <algorithm>
#include <array>
#include <fmt/format.h>
#include <limits>

#include "analyze/calendar.h"
#include "analyze/profile_tally.h"
#include "analyze/property_profile.h"
#include "analyze/questions.h"
#include "analyze/statistics.h"
#include "model/time_text.h"

namespace wend::analyze {
namespace {

namespace json = boost::json;

constexpr std::int64_t kLimitDefault = 1'000;
constexpr std::int64_t kLimitMax = 10'000;
constexpr std::size_t kTypes = 6;
constexpr auto kNobody = std::numeric_limits<std::uint32_t>::max();

struct EventsAsk {
  std::string search;
  std::size_t limit = kLimitDefault;
  bool properties = false;
};

struct NameTally {
  std::uint64_t count = 0;
  PeopleCount people;
  TimeUs first_us = std::numeric_limits<TimeUs>::max();
  TimeUs last_us = std::numeric_limits<TimeUs>::min();
  std::array<std::uint64_t, kTypes> types{};
};

struct NameTallies {
  std::vector<NameTally> by_name;

  void merge(NameTallies&& others) {
    for (std::size_t name = 0; name < by_name.size(); ++name) {
      NameTally& tally = by_name[name];
      const NameTally& other = others.by_name[name];
      tally.count += other.count;
      tally.people.merge(other.people);
      tally.first_us = std::min(tally.first_us, other.first_us);
      tally.last_us = std::max(tally.last_us, other.last_us);
      for (std::size_t type = 0; type < kTypes; ++type) tally.types[type] += other.types[type];
    }
  }
};

// Counts per chosen name and bucket, and per chosen name and channel.
struct Bars {
  std::vector<std::uint32_t> buckets, channels;

  void merge(Bars&& others) {
    for (std::size_t i = 0; i < buckets.size(); ++i) buckets[i] += others.buckets[i];
    for (std::size_t i = 0; i < channels.size(); ++i) channels[i] += others.channels[i];
  }
};

bool contains_ignoring_case(std::string_view text, std::string_view part) {
  const auto lower = [](unsigned char letter) { return std::tolower(letter); };
  return !std::ranges::search(text, part, {}, lower, lower).empty() || part.empty();
}

class EventsAnswer final : public Answer {
 public:
  EventsAnswer(const QueryRun& run, const EventsAsk& ask)
      : run_(run),
        ask_(ask),
        calendar_(Calendar::of_span(run.scope.from_us, run.scope.to_us, run.zone)),
        by_name_(run.table->names().size()) {}

  base::Status tally() {
    const JourneyTable& table = *run_.table;
    WEND_ASSIGN(auto tallies, tally_profiles(
                                  run_, NameTallies{by_name_}, [] { return 0; },
                                  [&](int, NameTallies& tallies, std::uint32_t profile) {
                                    each_event_of(run_, profile, [&](std::size_t i) {
                                      NameTally& tally = tallies.by_name[table.name()[i]];
                                      const TimeUs time_us = table.time_us()[i];
                                      ++tally.count;
                                      tally.people.add(profile);
                                      tally.first_us = std::min(tally.first_us, time_us);
                                      tally.last_us = std::max(tally.last_us, time_us);
                                      ++tally.types[table.type()[i]];
                                    });
                                  }));
    by_name_ = std::move(tallies.by_name);
    return {};
  }

  base::Result<json::object> result() override {
    const std::vector<std::uint32_t> codes = chosen();
    WEND_ASSIGN(const Bars bars, count_bars(codes));
    WEND_ASSIGN(const auto model, run_.masks.journey_model());
    std::optional<PropertyProfile> properties;
    if (ask_.properties) {
      WEND_ASSIGN(properties, PropertyProfile::make(run_, codes));
    }
    json::array events;
    for (std::size_t row = 0; row < codes.size(); ++row) {
      json::object event = event_json(codes[row], row, bars);
      const std::size_t touchpoint = model->touchpoint_of_name[codes[row]];
      const bool known = touchpoint < model->touchpoints.size();
      event["touchpoint"] =
          known ? json::value(model->touchpoints[touchpoint].name) : json::value();
      event["stage"] =
          known ? json::value(model->stages[model->touchpoints[touchpoint].stage]) : json::value();
      if (properties) event["properties"] = properties->of_row(row);
      events.push_back(std::move(event));
    }
    json::object result;
    result["events"] = std::move(events);
    result["total"] = matching_;
    result["bucket"] = to_string(calendar_.unit());
    json::array days;
    for (std::size_t bucket = 0; bucket < calendar_.size(); ++bucket)
      days.emplace_back(calendar_.label(bucket));
    result["days"] = std::move(days);
    return result;
  }

  base::Result<std::optional<ProfileList>> people(std::string_view ref) override {
    if (!ref.starts_with("event:")) return std::nullopt;
    const auto code = run_.table->names().find(ref.substr(6));
    if (!code) return std::nullopt;
    return profiles_with(run_, [&](std::size_t i) { return run_.table->name()[i] == *code; });
  }

 private:
  // The codes of the names to show, in their order.
  std::vector<std::uint32_t> chosen() {
    const Dictionary& names = run_.table->names();
    std::vector<std::uint32_t> codes;
    for (std::uint32_t code = 0; code < by_name_.size(); ++code) {
      if (by_name_[code].count > 0 && contains_ignoring_case(names.text(code), ask_.search))
        codes.push_back(code);
    }
    matching_ = codes.size();
    // Codes are in the order of the names.
    std::ranges::stable_sort(codes, std::greater(),
                             [&](std::uint32_t code) { return by_name_[code].count; });
    if (codes.size() > ask_.limit) codes.resize(ask_.limit);
    return codes;
  }

  base::Result<Bars> count_bars(const std::vector<std::uint32_t>& codes) const {
    const JourneyTable& table = *run_.table;
    const std::size_t channels = table.channels().size();
    Bars bars;
    bars.buckets.resize(codes.size() * calendar_.size());
    bars.channels.resize(codes.size() * channels);
    std::vector<std::uint32_t> row_of(by_name_.size(), kNobody);
    for (std::uint32_t row = 0; row < codes.size(); ++row) row_of[codes[row]] = row;
    return tally_profiles(
        run_, bars, [] { return 0; },
        [&](int, Bars& counted, std::uint32_t profile) {
          each_event_of(run_, profile, [&](std::size_t i) {
            const std::size_t row = row_of[table.name()[i]];
            if (row == kNobody) return;
            const std::size_t bucket = calendar_.bucket_of(table.time_us()[i]);
            ++counted.buckets[row * calendar_.size() + bucket];
            ++counted.channels[row * channels + table.channel()[i]];
          });
        });
  }

  json::object event_json(std::uint32_t code, std::size_t row, const Bars& bars) const {
    const NameTally& tally = by_name_[code];
    const std::string_view name = run_.table->names().text(code);
    json::object event;
    event["event"] = name;
    const auto type = std::ranges::max_element(tally.types) - tally.types.begin();
    event["type"] = model::to_string(static_cast<model::EventType>(type));
    event["count"] = tally.count;
    event["people"] = tally.people.count();
    event["ref"] = fmt::format("event:{}", name);
    event["channels"] = channels_json(row, bars);
    event["first_seen"] = model::format_time(tally.first_us, run_.zone);
    event["last_seen"] = model::format_time(tally.last_us, run_.zone);
    json::array per_day;
    for (std::size_t bucket = 0; bucket < calendar_.size(); ++bucket) {
      per_day.emplace_back(bars.buckets[row * calendar_.size() + bucket]);
    }
    event["per_day"] = std::move(per_day);
    return event;
  }

  json::array channels_json(std::size_t row, const Bars& bars) const {
    const Dictionary& channels = run_.table->channels();
    const auto counts = std::span(bars.channels).subspan(row * channels.size(), channels.size());
    std::vector<std::uint32_t> order;
    for (std::uint32_t code = 0; code < counts.size(); ++code) {
      if (counts[code] > 0) order.push_back(code);
    }
    std::ranges::stable_sort(order, std::greater(),
                             [&](std::uint32_t code) { return counts[code]; });
    json::array list;
    for (const std::uint32_t code : order) {
      list.push_back({{"channel", channels.text(code)}, {"count", counts[code]}});
    }
    return list;
  }

  const QueryRun run_;
  const EventsAsk& ask_;
  const Calendar calendar_;
  std::vector<NameTally> by_name_;
  std::size_t matching_ = 0;
};

class EventsQuestion final : public Question {
 public:
  explicit EventsQuestion(EventsAsk ask) : ask_(std::move(ask)) {}
  base::Result<std::unique_ptr<Answer>> answer(const QueryRun& run) const override {
    auto answer = std::make_unique<EventsAnswer>(run, ask_);
    WEND_TRY(answer->tally());
    return answer;
  }

 private:
  EventsAsk ask_;
};

}  // namespace

base::Result<std::unique_ptr<Question>> read_events(model::ObjectReader& document,
                                                    model::PredicateReader&) {
  EventsAsk ask;
  WEND_ASSIGN(const auto search, document.text("search"));
  WEND_ASSIGN(const auto limit, document.integer("limit", 1, kLimitMax));
  WEND_ASSIGN(const auto properties, document.boolean("properties"));
  ask.search = search.value_or("");
  ask.limit = static_cast<std::size_t>(limit.value_or(kLimitDefault));
  ask.properties = properties.value_or(false);
  return std::make_unique<EventsQuestion>(std::move(ask));
}

}  // namespace wend::analyze
