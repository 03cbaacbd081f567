#include <algorithm>
#include <limits>

#include "analyze/calendar.h"
#include "analyze/questions.h"
#include "model/time_text.h"

namespace wend::analyze {
namespace {

namespace json = boost::json;

constexpr auto kNobody = std::numeric_limits<std::uint32_t>::max();

// Events and customers of one bar.
struct Tally {
  std::uint64_t events = 0;
  std::uint64_t customers = 0;
  std::uint32_t last_profile = kNobody;

  void count(std::uint32_t profile) {
    ++events;
    customers += last_profile != profile;
    last_profile = profile;
  }
};

class OverviewAnswer final : public Answer {
 public:
  explicit OverviewAnswer(const QueryRun& run)
      : run_(run),
        calendar_(Calendar::of_span(run.scope.from_us, run.scope.to_us, run.zone)),
        by_bucket_(calendar_.size()),
        by_channel_(run.table->channels().size()),
        sources_(run.table->sources().size()),
        names_(run.table->names().size()) {}

  base::Status tally() {
    const JourneyTable& table = *run_.table;
    return each_profile(table, run_.stop,
                        [&](std::uint32_t profile, std::size_t begin, std::size_t end) {
                          for (std::size_t i = begin; i < end; ++i) {
                            if (run_.scope.events[i] == 0) continue;
                            const TimeUs time = table.time_us()[i];
                            first_us_ = std::min(first_us_, time);
                            last_us_ = std::max(last_us_, time);
                            by_bucket_[calendar_.bucket_of(time)].count(profile);
                            by_channel_[table.channel()[i]].count(profile);
                            sources_[table.source()[i]] = 1;
                            names_[table.name()[i]] = 1;
                          }
                        });
  }

  base::Result<json::object> result() override {
    const bool any = run_.scope.event_count > 0;
    json::object result;
    result["customers"] = run_.scope.customer_count;
    result["customers_ref"] = "all";
    result["events"] = run_.scope.event_count;
    result["sources"] = std::ranges::count(sources_, 1);
    result["event_names"] = std::ranges::count(names_, 1);
    result["first"] = any ? json::value(model::format_time(first_us_, run_.zone)) : json::value();
    result["last"] = any ? json::value(model::format_time(last_us_, run_.zone)) : json::value();
    result["bucket"] = to_string(calendar_.unit());
    json::array per_day;
    for (std::size_t bucket = 0; bucket < calendar_.size(); ++bucket) {
      json::object bar = bar_json("day", calendar_.label(bucket), by_bucket_[bucket]);
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
      return list([](std::size_t) { return true; });
    }
    if (ref.starts_with("day:")) {
      for (std::size_t bucket = 0; bucket < calendar_.size(); ++bucket) {
        if (calendar_.label(bucket) != ref.substr(4)) continue;
        return list(
            [&](std::size_t i) { return calendar_.bucket_of(table.time_us()[i]) == bucket; });
      }
    }
    if (ref.starts_with("channel:")) {
      const auto code = table.channels().find(ref.substr(8));
      if (code) return list([&](std::size_t i) { return table.channel()[i] == *code; });
    }
    return std::nullopt;
  }

 private:
  static json::object bar_json(std::string_view field, std::string_view name, const Tally& tally) {
    json::object bar;
    bar[field] = name;
    bar["events"] = tally.events;
    bar["customers"] = tally.customers;
    bar["ref"] = std::string(field) + ":" + std::string(name);
    return bar;
  }

  json::array channels_json() const {
    std::vector<std::uint32_t> order;
    for (std::uint32_t code = 0; code < by_channel_.size(); ++code) {
      if (by_channel_[code].events > 0) order.push_back(code);
    }
    // Codes are in the order of the names.
    std::ranges::stable_sort(order, std::greater(),
                             [&](std::uint32_t code) { return by_channel_[code].events; });
    json::array channels;
    for (const std::uint32_t code : order) {
      channels.push_back(bar_json("channel", run_.table->channels().text(code), by_channel_[code]));
    }
    return channels;
  }

  template <typename Belongs>
  base::Result<std::optional<ProfileList>> list(Belongs&& belongs) {
    ProfileList profiles;
    WEND_TRY(each_profile(*run_.table, run_.stop,
                          [&](std::uint32_t profile, std::size_t begin, std::size_t end) {
                            for (std::size_t i = begin; i < end; ++i) {
                              if (run_.scope.events[i] == 0 || !belongs(i)) continue;
                              profiles.push_back(profile);
                              return;
                            }
                          }));
    return profiles;
  }

  const QueryRun run_;
  const Calendar calendar_;
  std::vector<Tally> by_bucket_, by_channel_;
  std::vector<std::uint8_t> sources_, names_;
  TimeUs first_us_ = std::numeric_limits<TimeUs>::max();
  TimeUs last_us_ = std::numeric_limits<TimeUs>::min();
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
