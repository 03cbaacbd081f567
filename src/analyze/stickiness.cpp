#include <algorithm>
#include <array>
#include <fmt/format.h>
#include <functional>

#include "analyze/activity_search.h"
#include "analyze/matching.h"
#include "analyze/mean.h"
#include "analyze/profile_tally.h"
#include "analyze/questions.h"
#include "analyze/ref.h"
#include "analyze/statistics.h"
#include "analyze/stickiness_kernel.h"
#include "env/clock.h"

namespace wend::analyze {
namespace {

namespace json = boost::json;

constexpr std::size_t kWeekDays = 7;
constexpr std::size_t kMonthDays = 30;  // of a window that slides, whatever the month
// More than the days of the longest window, also where clocks change.
constexpr TimeUs kLookBackUs = static_cast<TimeUs>(kMonthDays) * env::kDayUs;

struct StickinessAsk {
  model::Predicate match;
  PeriodUnit period = PeriodUnit::kMonth;
};

struct StickinessTally {
  std::vector<std::vector<std::uint64_t>> histograms;  // [period][active days] customers
  std::vector<std::uint64_t> daily;                    // by day
  RollingActives weekly, monthly;

  void merge(StickinessTally&& others) {
    for (std::size_t period = 0; period < histograms.size(); ++period)
      for (std::size_t days = 0; days < histograms[period].size(); ++days)
        histograms[period][days] += others.histograms[period][days];
    for (std::size_t day = 0; day < daily.size(); ++day) daily[day] += others.daily[day];
    weekly.merge(others.weekly);
    monthly.merge(others.monthly);
  }
};

// One for each thread.
struct StickyCustomers {
  ActivitySearch activity;
  StickinessKernel kernel;

  std::span<const ActiveDay> days_of(std::uint32_t profile) {
    return kernel.days_of(activity.of_profile(profile));
  }
};

class StickinessAnswer final : public Answer {
 public:
  StickinessAnswer(const QueryRun& run, const StickinessAsk& ask, Selection active)
      : run_(run),
        ask_(ask),
        active_(std::move(active)),
        from_us_(run.scope.from_us),
        to_us_(std::max(from_us_, std::min(run.scope.to_us, run.table->last_us() + 1))) {}

  base::Status tally() {
    if (from_us_ == to_us_) return {};
    WEND_ASSIGN(periods_, make_grid(ask_.period, from_us_));
    WEND_ASSIGN(days_, make_grid(PeriodUnit::kDay, from_us_ - kLookBackUs));
    first_day_ = days_->period_of(from_us_);
    days_in_.resize(periods_->size());
    histograms_.resize(periods_->size());
    for (std::size_t day = first_day_; day < days_->size(); ++day) ++days_in_[period_of_day(day)];
    for (std::size_t i = 0; i < days_in_.size(); ++i) histograms_[i].resize(days_in_[i] + 1);
    WEND_ASSIGN(
        auto tally,
        tally_profiles(run_,
                       StickinessTally{histograms_, std::vector<std::uint64_t>(days_->size()),
                                       RollingActives(days_->size(), kWeekDays),
                                       RollingActives(days_->size(), kMonthDays)},
                       customers(), [&](auto& customers, auto& tally, std::uint32_t profile) {
                         const auto days = customers.days_of(profile);
                         tally.weekly.add(days);
                         tally.monthly.add(days);
                         for (const ActiveDay& day : days) tally.daily[day.day] += day.looked_at;
                         each_period(days, [&](std::size_t period, std::size_t count) {
                           ++tally.histograms[period][count];
                         });
                       }));
    histograms_ = std::move(tally.histograms);
    daily_ = std::move(tally.daily);
    weekly_ = tally.weekly.finish();
    monthly_ = tally.monthly.finish();
    return {};
  }

  base::Result<json::object> result() override {
    json::array periods, days;
    for (std::size_t i = 0; i < histograms_.size(); ++i) periods.push_back(period_json(i));
    for (std::size_t day = first_day_; day < daily_.size(); ++day) days.push_back(day_json(day));
    return json::object{{"period", to_string(ask_.period)},
                        {"periods", std::move(periods)},
                        {"days", std::move(days)}};
  }

  // period:I:active | period:I:days:K | day:I:1, day:I:7, day:I:30
  base::Result<std::optional<ProfileList>> people(std::string_view ref) override {
    const auto parts = parts_of_ref(ref);
    if (parts.size() == 3 && parts[0] == "day") {
      const auto day = index_in_ref(parts[1], daily_.size() - std::min(first_day_, daily_.size()));
      if (!day || (parts[2] != "1" && parts[2] != "7" && parts[2] != "30")) return std::nullopt;
      const std::size_t at = first_day_ + *day;
      const std::size_t length = parts[2] == "1" ? 1 : parts[2] == "7" ? kWeekDays : kMonthDays;
      return list([&](std::span<const ActiveDay> days) {
        if (length > 1) return RollingActives::holds(days, at, length);
        return std::ranges::any_of(
            days, [&](const ActiveDay& active) { return active.day == at && active.looked_at; });
      });
    }
    if (parts.size() < 3 || parts[0] != "period") return std::nullopt;
    const auto period = index_in_ref(parts[1], histograms_.size());
    if (!period) return std::nullopt;
    std::size_t wanted = 0;  // any number of days
    if (parts.size() == 4 && parts[2] == "days") {
      const auto count = index_in_ref(parts[3], histograms_[*period].size());
      if (!count || *count == 0) return std::nullopt;
      wanted = *count;
    } else if (parts.size() != 3 || parts[2] != "active") {
      return std::nullopt;
    }
    return list([&](std::span<const ActiveDay> days) {
      bool is = false;
      each_period(days, [&](std::size_t at, std::size_t count) {
        is |= at == *period && (wanted == 0 || count == wanted);
      });
      return is;
    });
  }

 private:
  base::Result<PeriodGrid> make_grid(PeriodUnit unit, TimeUs from_us) const {
    return model::at_place(PeriodGrid::make(unit, from_us, to_us_, run_.zone), "range");
  }

  std::size_t period_of_day(std::size_t day) const {
    return periods_->period_of(std::max(days_->start_us(day), from_us_));
  }

  std::function<StickyCustomers()> customers() const {
    return [this] {
      return StickyCustomers{ActivitySearch(run_, active_),
                             StickinessKernel(*run_.table, *days_, from_us_, to_us_)};
    };
  }

  // Calls visit(period, active days) for each period that a customer was active in.
  template <typename Visit>
  void each_period(std::span<const ActiveDay> days, Visit&& visit) const {
    std::size_t period = 0, count = 0;
    for (const ActiveDay& day : days) {
      if (!day.looked_at) continue;
      const std::size_t at = period_of_day(day.day);
      if (count > 0 && at != period) {
        visit(period, count);
        count = 0;
      }
      period = at;
      ++count;
    }
    if (count > 0) visit(period, count);
  }

  template <typename Belongs>
  base::Result<std::optional<ProfileList>> list(Belongs&& belongs) const {
    return profiles_where(run_, customers(), [&](auto& customers, std::uint32_t profile) {
      return belongs(customers.days_of(profile));
    });
  }

  json::object period_json(std::size_t period) const {
    const auto& histogram = histograms_[period];
    WholeMean mean;
    for (std::size_t days = 1; days < histogram.size(); ++days) mean.add(days, histogram[days]);
    json::object out;
    out["from"] = periods_->label(period);
    if (periods_->is_partial(period, run_.scope.from_us, to_us_)) out["incomplete"] = true;
    out["days"] = days_in_[period];
    out["active"] = mean.n();
    out["active_ref"] = fmt::format("period:{}:active", period);
    out["active_days"] = mean.to_json();
    json::object stickiness;
    for (const auto& [name, of] : {std::pair("ratio", "mean"), {"low", "low"}, {"high", "high"}}) {
      const json::value& days = out.at("active_days").at(of);
      stickiness[name] = nullptr;
      if (!days.is_null())
        stickiness[name] =
            std::min(1.0, days.to_number<double>() / static_cast<double>(days_in_[period]));
    }
    out["stickiness"] = std::move(stickiness);
    json::array bars;
    for (std::size_t days = 1; days < histogram.size(); ++days) {
      bars.push_back({{"days", days},
                      {"share", share_json(histogram[days], mean.n())},
                      {"people", histogram[days]},
                      {"ref", fmt::format("period:{}:days:{}", period, days)}});
    }
    out["histogram"] = std::move(bars);
    return out;
  }

  json::object day_json(std::size_t day) const {
    json::object out;
    out["day"] = days_->label(day);
    if (days_->is_partial(day, run_.scope.from_us, to_us_)) out["incomplete"] = true;
    const auto put = [&](std::string_view name, std::uint64_t count, std::size_t length) {
      out[name] = count;
      out[fmt::format("{}_ref", name)] = fmt::format("day:{}:{}", day - first_day_, length);
      if (length > 1 && days_->start_us(day + 1 - length) < run_.table->first_us())
        out[fmt::format("{}_incomplete", name)] = true;
    };
    put("dau", daily_[day], 1);
    put("wau", weekly_[day], kWeekDays);
    put("mau", monthly_[day], kMonthDays);
    const auto ratio = [&](std::string_view name, std::uint64_t part, std::uint64_t of) {
      out[name] = nullptr;
      if (of > 0) out[name] = static_cast<double>(part) / static_cast<double>(of);
    };
    ratio("dau_wau", daily_[day], weekly_[day]);
    ratio("dau_mau", daily_[day], monthly_[day]);
    ratio("wau_mau", weekly_[day], monthly_[day]);
    return out;
  }

  const QueryRun run_;
  const StickinessAsk& ask_;
  Selection active_;
  TimeUs from_us_, to_us_;
  std::optional<PeriodGrid> periods_, days_;             // days_ reaches back for the windows
  std::size_t first_day_ = 0;                            // of the range, in days_
  std::vector<std::uint64_t> days_in_;                   // by period
  std::vector<std::vector<std::uint64_t>> histograms_;   // [period][active days] customers
  std::vector<std::uint64_t> daily_, weekly_, monthly_;  // by day
};

class StickinessQuestion final : public Question {
 public:
  explicit StickinessQuestion(StickinessAsk ask) : ask_(std::move(ask)) {}
  base::Result<std::unique_ptr<Answer>> answer(const QueryRun& run) const override {
    WEND_ASSIGN(auto active, selected(run, ask_.match));
    auto answer = std::make_unique<StickinessAnswer>(run, ask_, std::move(active));
    WEND_TRY(answer->tally());
    return answer;
  }

 private:
  StickinessAsk ask_;
};

}  // namespace

base::Result<std::unique_ptr<Question>> read_stickiness(model::ObjectReader& document,
                                                        model::PredicateReader& predicates) {
  StickinessAsk ask;
  WEND_ASSIGN(ask.match, optional_predicate(document, "match", predicates));
  WEND_ASSIGN(const auto period, document.choice("period", {"month", "week"}));
  if (period == 1U) ask.period = PeriodUnit::kWeek;
  return std::make_unique<StickinessQuestion>(std::move(ask));
}

}  // namespace wend::analyze
