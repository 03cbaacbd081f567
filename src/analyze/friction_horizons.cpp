#include <algorithm>

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

void HorizonKernel::take(std::size_t profile, Part& part) {
  const std::size_t touchpoints = rules_.roles.size();
  if (part.of.empty()) part.of.resize(touchpoints);
  reader_.read(profile, steps_);
  ahead_.look_for_progress(steps_);
  for (std::size_t i = 0; i < steps_.size(); ++i) {
    const std::uint16_t t = steps_[i].touchpoint;
    if (i > 0 && steps_[i - 1].touchpoint == t) continue;
    const std::uint32_t progress = ahead_[i].progress;
    if (progress == StepsAhead::kNone) continue;
    const TimeUs taken = steps_[progress].time_us - steps_[i].time_us;
    const bool message = rules_.roles[t] == TouchpointRole::kMessage;
    if (taken > (message ? std::min(rules_.longest_us, rules_.message_us) : rules_.longest_us))
      continue;
    Part::Here& here = part.of[t];
    here.taken.add(taken);
    if (taken <= kHorizonMin) ++here.within_visit;
    if (here.next.empty()) here.next.resize(touchpoints, 0);
    ++here.next[steps_[progress].touchpoint];
  }
}

void HorizonKernel::Part::join(const Part& other) {
  of.resize(std::max(of.size(), other.of.size()));
  for (std::size_t t = 0; t < other.of.size(); ++t) {
    const Here& from = other.of[t];
    of[t].taken.join(from.taken);
    of[t].within_visit += from.within_visit;
    of[t].next.resize(std::max(of[t].next.size(), from.next.size()), 0);
    for (std::size_t u = 0; u < from.next.size(); ++u) of[t].next[u] += from.next[u];
  }
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
    const auto usual = std::ranges::max_element(here.next);
    if (static_cast<double>(*usual) >= kUsualNext * static_cast<double>(samples)) {
      horizons.usual_next = static_cast<std::size_t>(usual - here.next.begin());
    }
  }
  return all;
}

}  // namespace wend::analyze
