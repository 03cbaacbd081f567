#include <algorithm>
#include <utility>

#include "analyze/friction_visit_kernel.h"

namespace wend::analyze {
namespace {

// Where half of those who move on do so this fast, moving on is a matter of the same visit.
constexpr TimeUs kWithinVisit = 15 * env::kMinuteUs;
constexpr double kHorizonQuantile =
    0.80;  // of the time to move on, where that takes longer than a visit
constexpr double kSlowQuantile = 0.85;
constexpr TimeUs kWaitMin = 10 * env::kSecondUs;  // what nobody calls a wait
constexpr double kPatience = 4;                   // times kSlowQuantile
constexpr std::uint64_t kSamplesMin = 20;
constexpr double kUsualNext = 0.5;

}  // namespace

HorizonKernel::HorizonKernel(const VisitRules& rules, const StepReader& reader)
    : reader_(reader),
      ahead_(rules),
      part_{std::vector<Part::Here>(rules.roles.size()),
            std::vector<std::uint64_t>(rules.roles.size() * rules.roles.size(), 0)} {
  for (const TouchpointRole role : rules.roles) {
    const bool message = role == TouchpointRole::kMessage;
    longest_us_.push_back(message ? std::min(rules.longest_us, rules.message_us)
                                  : rules.longest_us);
  }
}

void HorizonKernel::take(std::size_t profile) {
  const auto steps = read_steps(reader_, profile, steps_);
  ahead_.look_for_progress(steps);
  ways_.clear();
  std::uint16_t before = StepReader::kNowhere;
  for (std::size_t i = 0; i < steps.size(); ++i) {
    const std::uint16_t t = steps[i].touchpoint;
    const bool stays = t == std::exchange(before, t);
    const JourneyStep& next = steps_[ahead_[i].progress];
    const TimeUs taken = next.time_us - steps[i].time_us;
    if (stays || taken > longest_us_[t]) continue;
    part_.of[t].taken.will_add(taken);
    ways_.push_back({taken, t, next.touchpoint});
  }
  for (const Way& way : ways_) {
    Part::Here& here = part_.of[way.from];
    here.taken.add(way.taken_us);
    here.within_visit += way.taken_us <= kHorizonMin ? 1 : 0;
    ++part_.next[way.from * part_.of.size() + way.to];
  }
}

void HorizonKernel::Part::join(const Part& other) {
  for (std::size_t t = 0; t < of.size(); ++t) {
    of[t].taken.join(other.of[t].taken);
    of[t].within_visit += other.of[t].within_visit;
  }
  for (std::size_t i = 0; i < next.size(); ++i) next[i] += other.next[i];
}

std::vector<Horizons> horizons_of(const HorizonKernel::Part& measured, const VisitRules& rules) {
  std::vector<Horizons> all(rules.roles.size(), {.progress_us = kHorizonMin});
  for (std::size_t t = 0; t < measured.of.size(); ++t) {
    const HorizonKernel::Part::Here& here = measured.of[t];
    Horizons& horizons = all[t];
    std::uint64_t samples = here.taken.count();
    if (samples < kSamplesMin) continue;
    const auto quantile = [&](double q) {
      return here.taken.at_rank(static_cast<std::uint64_t>(q * static_cast<double>(samples - 1)));
    };
    const bool in_visit = quantile(0.5) <= kWithinVisit;
    horizons.progress_us =
        in_visit ? kHorizonMin
                 : std::clamp(quantile(kHorizonQuantile), kHorizonMin, rules.longest_us);
    // Waits concern those who move on in the ordinary way: within the visit, or at all.
    if (horizons.progress_us == kHorizonMin) samples = here.within_visit;
    horizons.slow_us = std::max(kWaitMin, quantile(kSlowQuantile));
    horizons.patience_us =
        std::clamp(static_cast<TimeUs>(kPatience * static_cast<double>(horizons.slow_us)),
                   horizons.progress_us, rules.longest_us);
    const auto next = std::span(measured.next).subspan(t * all.size(), all.size());
    const auto usual = std::ranges::max_element(next);
    if (static_cast<double>(*usual) >= kUsualNext * static_cast<double>(samples)) {
      horizons.usual_next = static_cast<std::size_t>(usual - next.begin());
    }
  }
  return all;
}

}  // namespace wend::analyze
