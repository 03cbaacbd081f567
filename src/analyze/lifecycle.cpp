#include <algorithm>
#include <array>
#include <fmt/format.h>
#include <functional>

#include "analyze/activity_search.h"
#include "analyze/lifecycle_kernel.h"
#include "analyze/matching.h"
#include "analyze/profile_tally.h"
#include "analyze/questions.h"
#include "analyze/ref.h"
#include "analyze/statistics.h"

namespace wend::analyze {
namespace {

namespace json = boost::json;

// In the order of LifecycleState.
constexpr std::array<std::string_view, kLifecycleStates> kStates = {"new", "returning",
                                                                    "resurrecting", "dormant"};

struct LifecycleAsk {
  model::Predicate match;
  PeriodUnit unit = PeriodUnit::kDay;
};

struct LifecycleCounts {
  struct Period {
    std::array<std::uint64_t, kLifecycleStates> states{};
    std::uint64_t before = 0;  // customers active in the period before
  };
  std::vector<Period> periods;

  void merge(LifecycleCounts&& others) {
    for (std::size_t i = 0; i < periods.size(); ++i) {
      periods[i].before += others.periods[i].before;
      for (std::size_t state = 0; state < kLifecycleStates; ++state)
        periods[i].states[state] += others.periods[i].states[state];
    }
  }
};

class LifecycleAnswer final : public Answer {
 public:
  LifecycleAnswer(const QueryRun& run, const LifecycleAsk& ask, Selection active)
      : run_(run),
        ask_(ask),
        active_(std::move(active)),
        from_us_(run.scope.from_us),
        // Behind the last event nobody is dormant: nothing is known.
        to_us_(std::max(from_us_, std::min(run.scope.to_us, run.table->last_us() + 1))) {}

  base::Status tally() {
    if (from_us_ == to_us_) return {};
    // A grid that begins one period earlier.
    WEND_ASSIGN(const auto own, make_grid(from_us_));
    WEND_ASSIGN(periods_, make_grid(own.start_us(0) - 1));
    kernel_.emplace(*run_.table, *periods_, from_us_, to_us_);
    const LifecycleCounts none{std::vector<LifecycleCounts::Period>(periods_->size())};
    WEND_ASSIGN(
        auto counted,
        tally_profiles(run_, none, activity(),
                       [&](auto& activity, auto& tally, std::uint32_t profile) {
                         kernel_->each_state(
                             activity.of_profile(profile),
                             [&](std::size_t period, LifecycleState state) {
                               ++tally.periods[period].states[static_cast<std::size_t>(state)];
                             },
                             [&](std::size_t period) { ++tally.periods[period].before; });
                       }));
    counts_ = std::move(counted.periods);
    return {};
  }

  base::Result<json::object> result() override {
    json::array list;
    for (std::size_t period = 1; period < counts_.size(); ++period) {
      const LifecycleCounts::Period& counts = counts_[period];
      const auto count = [&](LifecycleState state) {
        return counts.states[static_cast<std::size_t>(state)];
      };
      json::object out;
      out["from"] = periods_->label(period);
      if (periods_->is_partial(period, run_.scope.from_us, to_us_)) out["incomplete"] = true;
      const std::uint64_t dormant = count(LifecycleState::kDormant);
      std::uint64_t active = 0;
      for (std::size_t state = 0; state + 1 < kLifecycleStates; ++state)
        active += counts.states[state];
      out["active"] = active;
      out["active_ref"] = fmt::format("period:{}:active", period - 1);
      for (std::size_t state = 0; state < kLifecycleStates; ++state) {
        const bool of_before = state == static_cast<std::size_t>(LifecycleState::kDormant);
        out[kStates[state]] = share_json(counts.states[state], of_before ? counts.before : active);
        out[fmt::format("{}_ref", kStates[state])] =
            fmt::format("period:{}:{}", period - 1, kStates[state]);
      }
      out["quick_ratio"] = nullptr;
      if (dormant > 0) {
        out["quick_ratio"] = static_cast<double>(count(LifecycleState::kNew) +
                                                 count(LifecycleState::kResurrecting)) /
                             static_cast<double>(dormant);
      }
      list.push_back(std::move(out));
    }
    return json::object{{"bucket", to_string(ask_.unit)}, {"periods", std::move(list)}};
  }

  base::Result<std::optional<ProfileList>> people(std::string_view ref) override {
    const auto parts = parts_of_ref(ref);
    if (parts.size() != 3 || parts[0] != "period" || counts_.empty()) return std::nullopt;
    const auto period = index_in_ref(parts[1], counts_.size() - 1);
    const auto state = std::ranges::find(kStates, parts[2]);
    const bool active = parts[2] == "active";
    if (!period || (!active && state == kStates.end())) return std::nullopt;
    const auto wanted = static_cast<LifecycleState>(state - kStates.begin());
    return profiles_where(run_, activity(), [&](auto& activity, std::uint32_t profile) {
      bool belongs = false;
      kernel_->each_state(
          activity.of_profile(profile),
          [&](std::size_t at, LifecycleState is) {
            belongs = belongs || (at == *period + 1 &&
                                  (active ? is != LifecycleState::kDormant : is == wanted));
          },
          [](std::size_t) {});
      return belongs;
    });
  }

 private:
  std::function<ActivitySearch()> activity() const {
    return [this] { return ActivitySearch(run_, active_); };
  }

  base::Result<PeriodGrid> make_grid(TimeUs from_us) const {
    return model::at_place(PeriodGrid::make(ask_.unit, from_us, to_us_, run_.zone), "bucket");
  }

  const QueryRun run_;
  const LifecycleAsk& ask_;
  Selection active_;
  TimeUs from_us_, to_us_;
  std::optional<PeriodGrid> periods_;  // [0] is the period before the first
  std::optional<LifecycleKernel> kernel_;
  std::vector<LifecycleCounts::Period> counts_;
};

class LifecycleQuestion final : public Question {
 public:
  explicit LifecycleQuestion(LifecycleAsk ask) : ask_(std::move(ask)) {}
  base::Result<std::unique_ptr<Answer>> answer(const QueryRun& run) const override {
    WEND_ASSIGN(auto active, selected(run, ask_.match));
    auto answer = std::make_unique<LifecycleAnswer>(run, ask_, std::move(active));
    WEND_TRY(answer->tally());
    return answer;
  }

 private:
  LifecycleAsk ask_;
};

}  // namespace

base::Result<std::unique_ptr<Question>> read_lifecycle(model::ObjectReader& document,
                                                       model::PredicateReader& predicates) {
  LifecycleAsk ask;
  WEND_ASSIGN(ask.match, optional_predicate(document, "match", predicates));
  WEND_ASSIGN(const auto bucket, document.choice("bucket", {"day", "week", "month"}));
  ask.unit = static_cast<PeriodUnit>(1 + bucket.value_or(0));
  return std::make_unique<LifecycleQuestion>(std::move(ask));
}

}  // namespace wend::analyze
