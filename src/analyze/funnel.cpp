#include "analyze/funnel.h"

#include <fmt/format.h>

#include "analyze/funnel_kernel.h"
#include "analyze/questions.h"
#include "analyze/ref.h"
#include "analyze/statistics.h"
#include "analyze/step_classes.h"

namespace wend::analyze {
namespace {

namespace json = boost::json;

// A customer who entered.
struct Entrant {
  std::uint32_t profile;
  std::uint32_t reached;  // steps
  std::uint32_t label;    // of the breakdown
  TimeUs entered_us;
};

// Customers of some part of the entrants by how many steps they reached.
class StepCounts {
 public:
  explicit StepCounts(std::size_t steps) : at_least_(steps) {}
  void count(std::uint32_t reached) { ++at_least_[reached - 1]; }
  // From "exactly k" to "k or more".
  void finish() {
    for (std::size_t step = at_least_.size() - 1; step > 0; --step)
      at_least_[step - 1] += at_least_[step];
  }
  std::uint64_t operator[](std::size_t step) const { return at_least_[step]; }

 private:
  std::vector<std::uint64_t> at_least_;
};

class FunnelAnswer final : public Answer {
 public:
  FunnelAnswer(const QueryRun& run, const FunnelAsk& ask)
      : run_(run),
        ask_(ask),
        counts_(ask.steps.size()),
        from_first_(ask.steps.size()),
        from_previous_(ask.steps.size()) {}

  base::Status tally() {
    const JourneyTable& table = *run_.table;
    std::vector<Selection> selections;
    for (const FunnelStep& step : ask_.steps) {
      WEND_ASSIGN(auto selection, run_.masks.selection(step.match));
      selections.push_back(std::move(selection));
    }
    const StepClasses classes(run_.table, run_.scope.events, std::move(selections));
    if (ask_.breakdown) {
      WEND_ASSIGN(groups_, BreakdownGroups::make(run_, *ask_.breakdown));
    }
    if (ask_.trend) {
      WEND_ASSIGN(calendar_, model::at_place(Calendar::of_unit(*ask_.trend, run_.scope.from_us,
                                                               run_.scope.to_us, run_.zone),
                                             "trend"));
    }
    FunnelKernel kernel(table, classes, ask_.window_us);
    WEND_TRY(each_profile(table, run_.stop, [&](std::uint32_t profile, std::size_t, std::size_t) {
      const auto [begin, end] = run_.scope.events.of_profile(profile);
      const auto attempt = kernel.best_attempt(begin, end);
      if (!attempt.empty()) add(profile, attempt);
    }));
    counts_.finish();
    if (groups_) rank_groups();
    return {};
  }

  base::Result<json::object> result() override {
    json::object result;
    result["entered"] = counts_[0];
    json::array steps;
    for (std::size_t step = 0; step < ask_.steps.size(); ++step) steps.push_back(step_json(step));
    result["steps"] = std::move(steps);
    result["converted"] = share_json(counts_[ask_.steps.size() - 1], counts_[0]);
    if (groups_) result["breakdown"] = breakdown_json();
    if (calendar_) result["trend"] = trend_json();
    return result;
  }

  base::Result<std::optional<ProfileList>> people(std::string_view ref) override {
    const auto parts = parts_of_ref(ref);
    const std::size_t steps = ask_.steps.size();
    const auto step_of = [&](std::string_view text) -> std::optional<std::uint32_t> {
      const auto index = index_in_ref(text, steps + 1);
      if (!index || *index == 0) return std::nullopt;
      return static_cast<std::uint32_t>(*index);
    };
    if (parts[0] == "step" && (parts.size() == 2 || (parts.size() == 3 && parts[2] == "lost"))) {
      const auto step = step_of(parts[1]);
      if (!step || (parts.size() == 3 && *step == steps)) return std::nullopt;
      const bool lost = parts.size() == 3;
      return list([&](const Entrant& entrant) {
        return lost ? entrant.reached == *step : entrant.reached >= *step;
      });
    }
    if (groups_ && parts[0] == "group" &&
        (parts.size() == 2 || (parts.size() == 4 && parts[2] == "step"))) {
      const auto group = index_in_ref(parts[1], groups_->group_count());
      const auto step = parts.size() == 4 ? step_of(parts[3]) : 1;
      if (!group || !step) return std::nullopt;
      return list([&](const Entrant& entrant) {
        return groups_->group_of_label(entrant.label) == *group && entrant.reached >= *step;
      });
    }
    if (calendar_ && parts[0] == "trend" &&
        (parts.size() == 2 || (parts.size() == 3 && parts[2] == "converted"))) {
      const auto bucket = index_in_ref(parts[1], calendar_->size());
      if (!bucket) return std::nullopt;
      return list([&](const Entrant& entrant) {
        return calendar_->bucket_of(entrant.entered_us) == *bucket &&
               (parts.size() == 2 || entrant.reached == steps);
      });
    }
    return std::nullopt;
  }

 private:
  void add(std::uint32_t profile, std::span<const std::uint32_t> attempt) {
    const auto time_us = run_.table->time_us();
    const auto reached = static_cast<std::uint32_t>(attempt.size());
    const std::uint32_t label = groups_ ? groups_->label_of(profile, attempt) : 0;
    entrants_.push_back({profile, reached, label, time_us[attempt[0]]});
    counts_.count(reached);
    for (std::size_t step = 1; step < reached; ++step) {
      from_first_[step].push_back(time_us[attempt[step]] - time_us[attempt[0]]);
      from_previous_[step].push_back(time_us[attempt[step]] - time_us[attempt[step - 1]]);
    }
  }

  void rank_groups() {
    std::vector<std::uint64_t> units(groups_->label_count());
    for (const Entrant& entrant : entrants_) ++units[entrant.label];
    groups_->rank(units);
  }

  json::object step_json(std::size_t step) {
    json::object out;
    out["name"] = ask_.steps[step].name;
    out["count"] = counts_[step];
    out["ref"] = fmt::format("step:{}", step + 1);
    out["from_first"] = share_json(counts_[step], counts_[0]);
    out["from_previous"] = share_json(counts_[step], counts_[step == 0 ? 0 : step - 1]);
    if (step + 1 < ask_.steps.size()) {
      out["lost"] = counts_[step] - counts_[step + 1];
      out["lost_ref"] = fmt::format("step:{}:lost", step + 1);
    }
    out["times_from_previous"] = times_json(from_previous_[step]);
    out["times_from_first"] = times_json(from_first_[step]);
    return out;
  }

  json::array breakdown_json() const {
    std::vector<StepCounts> counts(groups_->group_count(), StepCounts(ask_.steps.size()));
    for (const Entrant& entrant : entrants_)
      counts[groups_->group_of_label(entrant.label)].count(entrant.reached);
    json::array list;
    for (std::size_t group = 0; group < counts.size(); ++group) {
      counts[group].finish();
      json::object out;
      groups_->describe(group, out);
      out["ref"] = fmt::format("group:{}", group);
      out["entered"] = counts[group][0];
      json::array steps;
      for (std::size_t step = 0; step < ask_.steps.size(); ++step) {
        steps.push_back({{"count", counts[group][step]},
                         {"ref", fmt::format("group:{}:step:{}", group, step + 1)},
                         {"from_first", share_json(counts[group][step], counts[group][0])},
                         {"from_previous", share_json(counts[group][step],
                                                      counts[group][step == 0 ? 0 : step - 1])}});
      }
      out["steps"] = std::move(steps);
      list.push_back(std::move(out));
    }
    return list;
  }

  json::array trend_json() const {
    std::vector<std::uint64_t> entered(calendar_->size());
    std::vector<std::uint64_t> converted(calendar_->size());
    for (const Entrant& entrant : entrants_) {
      const std::size_t bucket = calendar_->bucket_of(entrant.entered_us);
      ++entered[bucket];
      converted[bucket] += entrant.reached == ask_.steps.size();
    }
    json::array list;
    for (std::size_t bucket = 0; bucket < calendar_->size(); ++bucket) {
      // Who entered late may still convert after the span.
      const bool running =
          ask_.window_us && calendar_->end_us(bucket) + *ask_.window_us > run_.scope.to_us;
      list.push_back({{"from", calendar_->label(bucket)},
                      {"entered", entered[bucket]},
                      {"ref", fmt::format("trend:{}", bucket)},
                      {"converted", share_json(converted[bucket], entered[bucket])},
                      {"converted_ref", fmt::format("trend:{}:converted", bucket)},
                      {"incomplete", running || calendar_->is_partial(bucket)}});
    }
    return list;
  }

  template <typename Belongs>
  ProfileList list(Belongs&& belongs) const {
    ProfileList profiles;
    for (const Entrant& entrant : entrants_) {
      if (belongs(entrant)) profiles.push_back(entrant.profile);
    }
    return profiles;
  }

  const QueryRun run_;
  const FunnelAsk& ask_;
  std::optional<BreakdownGroups> groups_;
  std::optional<Calendar> calendar_;
  std::vector<Entrant> entrants_;  // in the order of their profiles
  StepCounts counts_;
  std::vector<std::vector<std::int64_t>> from_first_, from_previous_;  // per step
};

class FunnelQuestion final : public Question {
 public:
  explicit FunnelQuestion(FunnelAsk ask) : ask_(std::move(ask)) {}
  base::Result<std::unique_ptr<Answer>> answer(const QueryRun& run) const override {
    auto answer = std::make_unique<FunnelAnswer>(run, ask_);
    WEND_TRY(answer->tally());
    return answer;
  }

 private:
  FunnelAsk ask_;
};

}  // namespace

base::Result<std::unique_ptr<Question>> read_funnel(model::ObjectReader& document,
                                                    model::PredicateReader& predicates) {
  WEND_ASSIGN(auto ask, read_funnel_ask(document, predicates));
  return std::make_unique<FunnelQuestion>(std::move(ask));
}

}  // namespace wend::analyze
