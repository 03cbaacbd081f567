#include <algorithm>
#include <limits>

#include "analyze/calendar.h"
#include "analyze/profile_tally.h"
#include "analyze/questions.h"
#include "model/time_text.h"

namespace wend::analyze {
namespace {

namespace json = boost::json;

// Events and customers of one bar.
struct Bar {
  std::uint64_t events = 0;
  PeopleCount people;

  void count(std::uint32_t profile) {
    ++events;
    people.add(profile);
  }
  void merge(const Bar& others) {
    events += others.events;
    people.merge(others.people);
  }
};

struct OverviewTally {
  std::vector<Bar> by_bucket, by_channel;
  std::vector<std::uint8_t> sources, names;
  TimeUs first_us = std::numeric_limits<TimeUs>::max();
  TimeUs last_us = std::numeric_limits<TimeUs>::min();

  void merge(OverviewTally&& others) {
    for (std::size_t i = 0; i < by_bucket.size(); ++i) by_bucket[i].merge(others.by_bucket[i]);
    for (std::size_t i = 0; i < by_channel.size(); ++i) by_channel[i].merge(others.by_channel[i]);
    for (std::size_t i = 0; i < sources.size(); ++i) sources[i] |= others.sources[i];
    for (std::size_t i = 0; i < names.size(); ++i) names[i] |= others.names[i];
    first_us = std::min(first_us, others.first_us);
    last_us = std::max(last_us, others.last_us);
  }
};

class OverviewAnswer final : public Answer {
 public:
  explicit OverviewAnswer(const QueryRun& run)
      : run_(run),
        calendar_(Calendar::of_span(run.scope.from_us, run.scope.to_us, run.zone)),
        tally_{std::vector<Bar>(calendar_.size()), std::vector<Bar>(run.table->channels().size()),
               std::vector<std::uint8_t>(run.table->sources().size()),
               std::vector<std::uint8_t>(run.table->names().size())} {}

  base::Status tally() {
    const JourneyTable& table = *run_.table;
    WEND_ASSIGN(tally_, tally_profiles(
                            run_, tally_, [] { return 0; },
                            [&](int, OverviewTally& tally, std::uint32_t profile) {
                              each_event_of(run_, profile, [&](std::size_t i) {
                                const TimeUs time = table.time_us()[i];
                                tally.first_us = std::min(tally.first_us, time);
                                tally.last_us = std::max(tally.last_us, time);
                                tally.by_bucket[calendar_.bucket_of(time)].count(profile);
                                tally.by_channel[table.channel()[i]].count(profile);
                                tally.sources[table.source()[i]] = 1;
                                tally.names[table.name()[i]] = 1;
                              });
                            }));
    return {};
  }

  base::Result<json::object> result() override {
    const bool any = run_.scope.event_count > 0;
    json::object result;
    result["customers"] = run_.scope.customer_count;
    result["customers_ref"] = "all";
    result["events"] = run_.scope.event_count;
    result["sources"] = std::ranges::count(tally_.sources, 1);
    result["event_names"] = std::ranges::count(tally_.names, 1);
    result["first"] =
        any ? json::value(model::format_time(tally_.first_us, run_.zone)) : json::value();
    result["last"] =
        any ? json::value(model::format_time(tally_.last_us, run_.zone)) : json::value();
    result["bucket"] = to_string(calendar_.unit());
    json::array per_day;
    for (std::size_t bucket = 0; bucket < calendar_.size(); ++bucket) {
      json::object bar = bar_json("day", calendar_.label(bucket), tally_.by_bucket[bucket]);
      if (calendar_.is_partial(bucket)) bar["partial"] = true;
      per_day.push_back(std::move(bar));
    }
    result["per_day"] = std::move(per_day);
    result["channels"] = channels_json();
    return result;
  }

  base::Result<std::optional<ProfileList>> people(std::string_view ref) override {
    const JourneyTable& table = *run_.table;
    if (ref == "all") {
      return profiles_with(run_, [](std::size_t) { return true; });
    }
    if (ref.starts_with("day:")) {
      for (std::size_t bucket = 0; bucket < calendar_.size(); ++bucket) {
        if (calendar_.label(bucket) != ref.substr(4)) continue;
        return profiles_with(
            run_, [&](std::size_t i) { return calendar_.bucket_of(table.time_us()[i]) == bucket; });
      }
    }
    if (ref.starts_with("channel:")) {
      const auto code = table.channels().find(ref.substr(8));
      if (code)
        return profiles_with(run_, [&](std::size_t i) { return table.channel()[i] == *code; });
    }
    return std::nullopt;
  }

 private:
  static json::object bar_json(std::string_view field, std::string_view name, const Bar& tally) {
    json::object bar;
    bar[field] = name;
    bar["events"] = tally.events;
    bar["customers"] = tally.people.count();
    bar["ref"] = std::string(field) + ":" + std::string(name);
    return bar;
  }

  json::array channels_json() const {
    std::vector<std::uint32_t> order;
    for (std::uint32_t code = 0; code < tally_.by_channel.size(); ++code) {
      if (tally_.by_channel[code].events > 0) order.push_back(code);
    }
    // Codes are in the order of the names.
    std::ranges::stable_sort(order, std::greater(),
                             [&](std::uint32_t code) { return tally_.by_channel[code].events; });
    json::array channels;
    for (const std::uint32_t code : order) {
      channels.push_back(
          bar_json("channel", run_.table->channels().text(code), tally_.by_channel[code]));
    }
    return channels;
  }

  const QueryRun run_;
  const Calendar calendar_;
  OverviewTally tally_;
};

class OverviewQuestion final : public Question {
 public:
  base::Result<std::unique_ptr<Answer>> answer(const QueryRun& run) const override {
    auto answer = std::make_unique<OverviewAnswer>(run);
    WEND_TRY(answer->tally());
    return answer;
  }
};

}  // namespace

base::Result<std::unique_ptr<Question>> read_overview(model::ObjectReader&,
                                                      model::PredicateReader&) {
  return std::make_unique<OverviewQuestion>();
}

}  // namespace wend::analyze
