#include "analyze/funnel.h"

#include <fmt/format.h>

#include "analyze/account_people.h"
#include "analyze/duration_bins.h"
#include "analyze/funnel_search.h"
#include "analyze/parallel_profiles.h"
#include "analyze/questions.h"
#include "analyze/ref.h"
#include "analyze/statistics.h"

namespace wend::analyze {
namespace {

namespace json = boost::json;

class FunnelAnswer final : public Answer {
 public:
  FunnelAnswer(const QueryRun& run, const FunnelAsk& ask)
      : run_(run), ask_(ask), people_(ask.steps.size()), attempts_(ask.steps.size()) {}

  base::Status tally() {
    if (ask_.by_account()) {
      WEND_ASSIGN(accounts_, AccountUnits::make(run_, ask_.knobs.account_type));
    }
    if (ask_.breakdown) {
      WEND_ASSIGN(groups_, BreakdownGroups::make(run_, *ask_.breakdown, account_units()));
    }
    if (ask_.trend) {
      WEND_ASSIGN(calendar_, model::at_place(Calendar::of_unit(*ask_.trend, run_.scope.from_us,
                                                               run_.scope.to_us, run_.zone),
                                             "trend"));
    }
    WEND_ASSIGN(parts_,
                find_funnel_units(run_, ask_, groups_ ? &*groups_ : nullptr, account_units()));
    for (const FunnelPart& part : parts_) {
      people_.add(part->people);
      attempts_.add(part->attempts);
    }
    if (groups_) rank_groups();
    return {};
  }

  base::Result<json::object> result() override {
    json::object result;
    if (const auto sentence = followed_by(ask_); !sentence.empty()) result["follows"] = sentence;
    result["entered"] = people_[0];
    json::array steps;
    std::vector<json::object> each(ask_.steps.size());
    side_by_side(each.size(), [&](std::size_t step) { each[step] = step_json(step); });
    for (json::object& step : each) steps.push_back(std::move(step));
    result["steps"] = std::move(steps);
    result["converted"] = share_json(people_[last_step()], people_[0]);
    if (ask_.counts_attempts()) result["attempts"] = attempts_json();
    if (groups_) result["breakdown"] = breakdown_json();
    if (calendar_) result["trend"] = trend_json();
    if (accounts_) {
      WEND_TRY(check_stop(run_.stop));
      put_account_people(result, [&](std::string_view ref) { return units_of(ref); }, *accounts_);
      result["accounts"] = accounts_->size();
      result["without_account"] = {{"people", accounts_->outsiders().size()},
                                   {"ref", kWithoutAccount}};
    }
    return result;
  }

  base::Result<std::optional<ProfileList>> people(std::string_view ref) override {
    if (!accounts_) return units_of(ref);
    if (ref == kWithoutAccount) return accounts_->outsiders();
    const auto units = units_of(ref);
    if (!units) return std::nullopt;
    return accounts_->people_of(*units);
  }

  base::Result<std::optional<ProfileList>> accounts(std::string_view ref) override {
    if (!accounts_) return std::nullopt;
    return units_of(ref);
  }
  const AccountUnits* account_units() const override { return accounts_ ? &*accounts_ : nullptr; }

 private:
  static constexpr std::string_view kWithoutAccount = "without_account";

  // The customers (or accounts) behind a ref: step:K[:lost | :bin:B] | group:G[:step:K] |
  // trend:T[:converted].
  std::optional<ProfileList> units_of(std::string_view ref) const {
    const auto parts = parts_of_ref(ref);
    const auto step_of = [&](std::string_view text) -> std::optional<std::size_t> {
      const auto index = index_in_ref(text, ask_.steps.size() + 1);
      if (!index || *index == 0) return std::nullopt;
      return *index - 1;
    };
    if (parts[0] == "step" && parts.size() >= 2) {
      const auto step = step_of(parts[1]);
      if (!step) return std::nullopt;
      return people_of_step(*step, std::span(parts).subspan(2));
    }
    if (groups_ && parts[0] == "group" &&
        (parts.size() == 2 || (parts.size() == 4 && parts[2] == "step"))) {
      const auto group = index_in_ref(parts[1], groups_->group_count());
      const auto step = parts.size() == 4 ? step_of(parts[3]) : 0;
      if (!group || !step) return std::nullopt;
      return list_of_step(
          *step, [&](const FunnelUnit& unit) { return groups_->is_in(*group, unit.label); });
    }
    if (calendar_ && parts[0] == "trend" &&
        (parts.size() == 2 || (parts.size() == 3 && parts[2] == "converted"))) {
      const auto bucket = index_in_ref(parts[1], calendar_->size());
      if (!bucket) return std::nullopt;
      return list_of_step(parts.size() == 2 ? 0 : last_step(), [&](const FunnelUnit& unit) {
        return calendar_->bucket_of(unit.entered_us) == *bucket;
      });
    }
    return std::nullopt;
  }

  static bool any(const FunnelUnit&) { return true; }

  // Calls visit(unit) for all, in the order of their customers.
  template <typename Visit>
  void each_unit(Visit&& visit) const {
    for (const FunnelPart& part : parts_)
      for (std::size_t unit = 0; unit < part->units.size(); ++unit) visit(part->units[unit]);
  }
  // Calls visit(unit, time from the previous step) for all who filled a step behind the first.
  template <typename Visit>
  void each_filled(std::size_t step, Visit&& visit) const {
    for (const FunnelPart& part : parts_) {
      const auto& filled = part->units.filled(step);
      for (std::size_t i = 0; i < filled.unit.size(); ++i)
        visit(part->units[filled.unit[i]], filled.from_previous_us[i]);
    }
  }
  json::object times_of(std::size_t step,
                        std::vector<std::int64_t> FunnelUnits::Filled::* times) const {
    std::vector<std::span<const std::int64_t>> parts;
    for (const FunnelPart& part : parts_) parts.emplace_back(part->units.filled(step).*times);
    return times_json(NumberParts(parts));
  }

  std::size_t last_step() const { return ask_.steps.size() - 1; }
  // The nearest steps that everybody has to do.
  std::size_t required_before(std::size_t step) const {
    while (step > 0 && ask_.steps[--step].optional) continue;
    return step;
  }
  std::size_t required_after(std::size_t step) const {
    while (ask_.steps[++step].optional) continue;
    return step;
  }

  // Who reached a step; of an optional one, who did it.
  template <typename Belongs>
  ProfileList list_of_step(std::size_t step, Belongs&& belongs) const {
    ProfileList profiles;
    const auto take = [&](const FunnelUnit& unit) {
      if (belongs(unit) && (profiles.empty() || profiles.back() != unit.profile))
        profiles.push_back(unit.profile);
    };
    if (ask_.steps[step].optional) {
      each_filled(step, [&](const FunnelUnit& unit, std::int64_t) { take(unit); });
    } else {
      each_unit([&](const FunnelUnit& unit) {
        if (unit.reached > step) take(unit);
      });
    }
    return profiles;
  }

  std::uint64_t filled_count(std::size_t step) const {
    std::uint64_t count = 0;
    for (const FunnelPart& part : parts_) count += part->units.filled(step).unit.size();
    return count;
  }

  std::uint64_t people_at(std::size_t step) const {
    return ask_.steps[step].optional ? list_of_step(step, any).size() : people_[step];
  }

  std::optional<ProfileList> people_of_step(std::size_t step,
                                            std::span<const std::string_view> parts) const {
    if (parts.empty()) return list_of_step(step, any);
    if (parts.size() == 1 && parts[0] == "lost") {
      if (step == last_step() || ask_.steps[step].optional) return std::nullopt;
      const ProfileList further = list_of_step(required_after(step), any);
      ProfileList lost;
      std::ranges::set_difference(list_of_step(step, any), further, std::back_inserter(lost));
      return lost;
    }
    if (parts.size() == 2 && parts[0] == "bin" && step > 0) {
      const auto bin = index_in_ref(parts[1], kDurationBins.size() - 1);
      if (!bin) return std::nullopt;
      return list_of_bin(step, *bin);
    }
    return std::nullopt;
  }

  ProfileList list_of_bin(std::size_t step, std::size_t bin) const {
    ProfileList profiles;
    each_filled(step, [&](const FunnelUnit& unit, std::int64_t time_us) {
      if (duration_bin(time_us) == bin && (profiles.empty() || profiles.back() != unit.profile))
        profiles.push_back(unit.profile);
    });
    return profiles;
  }

  // The largest groups have the most customers.
  void rank_groups() {
    std::vector<std::uint64_t> people(groups_->label_count());
    std::vector<std::uint32_t> counted(groups_->label_count());  // the profile + 1 that came last
    each_unit([&](const FunnelUnit& unit) {
      people[unit.label] += counted[unit.label] != unit.profile + 1;
      counted[unit.label] = unit.profile + 1;
    });
    groups_->rank(people, run_.notes);
  }

  json::object step_json(std::size_t step) const {
    json::object out;
    const std::size_t before = required_before(step);
    const std::uint64_t count = people_at(step);
    out["name"] = ask_.knobs.order == FunnelOrder::kAny
                      ? fmt::format("{} of {}", step + 1, ask_.steps.size())
                      : ask_.steps[step].name;
    out["count"] = count;
    out["ref"] = fmt::format("step:{}", step + 1);
    out["from_first"] = share_json(count, people_[0]);
    out["from_previous"] = share_json(count, people_[before]);
    if (ask_.steps[step].optional) {
      out["optional"] = true;
    } else if (step < last_step()) {
      out["lost"] = count - people_[required_after(step)];
      out["lost_ref"] = fmt::format("step:{}:lost", step + 1);
    }
    out["times_from_previous"] = times_of(step, &FunnelUnits::Filled::from_previous_us);
    // The second step's previous is the first.
    out["times_from_first"] = step == 1 ? out["times_from_previous"].get_object()
                                        : times_of(step, &FunnelUnits::Filled::from_first_us);
    if (step > 0) out["histogram"] = histogram_json(step);
    return out;
  }

  // Of the times from the previous step, from the first bin that has something to the last.
  json::array histogram_json(std::size_t step) const {
    struct Bin {
      std::uint64_t count = 0, people = 0;
      std::uint32_t last_profile = ~0U;
    };
    std::vector<Bin> bins(kDurationBins.size() - 1);
    std::size_t first = bins.size(), last = 0;
    each_filled(step, [&](const FunnelUnit& unit, std::int64_t time_us) {
      const std::size_t at = duration_bin(time_us);
      Bin& bin = bins[at];
      ++bin.count;
      bin.people += bin.last_profile != unit.profile;
      bin.last_profile = unit.profile;
      first = std::min(first, at);
      last = std::max(last, at);
    });
    json::array list;
    for (std::size_t bin = first; bin <= last && bin < bins.size(); ++bin) {
      list.push_back({{"from_s", kDurationBins[bin]},
                      {"to_s", kDurationBins[bin + 1]},
                      {"count", bins[bin].count},
                      {"people", bins[bin].people},
                      {"ref", fmt::format("step:{}:bin:{}", step + 1, bin)}});
    }
    return list;
  }

  json::object attempts_json() const {
    json::array steps;
    for (std::size_t step = 0; step < ask_.steps.size(); ++step) {
      const std::uint64_t count = ask_.steps[step].optional ? filled_count(step) : attempts_[step];
      steps.push_back({{"count", count},
                       {"from_first", share_json(count, attempts_[0])},
                       {"from_previous", share_json(count, attempts_[required_before(step)])}});
    }
    return {{"entered", attempts_[0]},
            {"steps", std::move(steps)},
            {"converted", share_json(attempts_[last_step()], attempts_[0])}};
  }

  json::array breakdown_json() const {
    std::vector<PeopleCounts> counts(groups_->group_count(), PeopleCounts(ask_.steps.size()));
    each_unit([&](const FunnelUnit& unit) {
      for (const std::uint32_t group : groups_->groups_of(unit.label))
        counts[group].add(unit.profile, unit.reached);
    });
    json::array list;
    for (std::size_t group = 0; group < counts.size(); ++group) {
      counts[group].finish();
      json::object out;
      groups_->describe(group, out);
      out["ref"] = fmt::format("group:{}", group);
      out["entered"] = counts[group][0];
      json::array steps;
      for (std::size_t step = 0; step < ask_.steps.size(); ++step) {
        const std::uint64_t count = !ask_.steps[step].optional
                                        ? counts[group][step]
                                        : list_of_step(step, [&](const FunnelUnit& unit) {
                                            return groups_->is_in(group, unit.label);
                                          }).size();
        steps.push_back(
            {{"count", count},
             {"ref", fmt::format("group:{}:step:{}", group, step + 1)},
             {"from_first", share_json(count, counts[group][0])},
             {"from_previous", share_json(count, counts[group][required_before(step)])}});
      }
      out["steps"] = std::move(steps);
      list.push_back(std::move(out));
    }
    return list;
  }

  json::array trend_json() const {
    std::vector<PeopleCounts> counts(calendar_->size(), PeopleCounts(ask_.steps.size()));
    std::vector<std::uint64_t> attempts(calendar_->size());
    each_unit([&](const FunnelUnit& unit) {
      const std::size_t bucket = calendar_->bucket_of(unit.entered_us);
      counts[bucket].add(unit.profile, unit.reached);
      ++attempts[bucket];
    });
    json::array list;
    for (std::size_t bucket = 0; bucket < calendar_->size(); ++bucket) {
      counts[bucket].finish();
      // Who entered late may still convert after the span.
      const bool running =
          ask_.window_us && calendar_->end_us(bucket) + *ask_.window_us > run_.scope.to_us;
      json::object out{{"from", calendar_->label(bucket)},
                       {"entered", counts[bucket][0]},
                       {"ref", fmt::format("trend:{}", bucket)},
                       {"converted", share_json(counts[bucket][last_step()], counts[bucket][0])},
                       {"converted_ref", fmt::format("trend:{}:converted", bucket)},
                       {"incomplete", running || calendar_->is_partial(bucket)}};
      if (ask_.counts_attempts()) out["attempts"] = attempts[bucket];
      list.push_back(std::move(out));
    }
    return list;
  }

  const QueryRun run_;
  const FunnelAsk& ask_;
  std::optional<AccountUnits> accounts_;  // where they are counted
  std::optional<BreakdownGroups> groups_;
  std::optional<Calendar> calendar_;
  std::vector<FunnelPart> parts_;  // in the order of their customers
  PeopleCounts people_;
  StepCounts attempts_;
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
