#include "analyze/friction_visit_kernel.h"

#include <algorithm>

namespace wend::analyze {
namespace {

constexpr std::size_t kLookAhead = 400;  // steps; bounds the work for robots with endless visits
constexpr std::size_t kLoopEvents = 3;   // this often at one touchpoint before moving on is a loop
constexpr double kBackwardStep = 0.02;   // of position: closer neighbours have no clear order

}  // namespace

VisitKernel::VisitKernel(const JourneyTable& table, const VisitRules& rules,
                         const StepReader& reader, const VisitTable& frame,
                         const std::vector<Dimension>& dimensions, Part& part)
    : rules_(rules),
      reader_(reader),
      frame_(frame),
      part_(part),
      dimensions_(table, reader, dimensions, rules.roles.size(), part.dimensions),
      ahead_(rules),
      before_(rules.roles.size()) {
  part_.of = VisitList::several(rules.roles.size(), dimensions.size());
}

void VisitKernel::take(std::size_t profile) {
  dimensions_.read(profile);  // also of who has no steps: it counts what is said where
  reader_.read(profile, steps_);
  if (steps_.empty()) return;
  ahead_.look(steps_, frame_.horizons);
  for (std::size_t i = 0; i < steps_.size(); ++i) visit_at(static_cast<std::uint32_t>(profile), i);
}

void VisitKernel::finish() {
  dimensions_.finish();
  for (VisitList& list : part_.of) list.finish();
}

// Messages come to the customer whatever they do: they neither end a visit nor follow one.
bool VisitKernel::is_own(std::size_t i) const {
  return rules_.roles[steps_[i].touchpoint] != TouchpointRole::kMessage;
}

bool VisitKernel::begins_visit(std::size_t i) const {
  const std::uint16_t t = steps_[i].touchpoint;
  for (std::size_t j = i; j-- > 0;) {
    if (steps_[i].time_us - steps_[j].time_us > frame_.horizons[t].progress_us) return true;
    if (steps_[j].touchpoint == t) return false;
    if (is_own(j)) return true;
  }
  return true;
}

void VisitKernel::visit_at(std::uint32_t profile, std::size_t i) {
  const std::uint16_t t = steps_[i].touchpoint;
  if (rules_.roles[t] == TouchpointRole::kError || !begins_visit(i)) return;
  const TimeUs time = steps_[i].time_us;
  Visit visit{.event = steps_[i].event,
              .profile = profile,
              .progress_s = -1,
              .bucket = static_cast<std::uint16_t>(bucket_of(time)),
              .known = 0,
              .bad = 0,
              .ordinal = 1,
              .counted = true,
              .goal_known = frame_.last_us - time >= frame_.goal_within_us,
              .goal = false};
  const TimeUs goal = ahead_[i].goal_us;
  visit.goal = goal != StepsAhead::kNever && goal - time <= frame_.goal_within_us;
  Before& before = before_[t];
  visit.counted = counts(before, visit, i);
  before.ordinal =
      static_cast<std::uint8_t>(before.profile == profile ? std::min(255, before.ordinal + 1) : 1);
  visit.ordinal = before.ordinal;
  before.profile = profile;
  if (visit.counted) before.bucket = visit.bucket, before.time_us = time;
  judge(visit, i);
  if (visit.counted && is_known(visit, FrictionKind::kWait))
    part_.ways_on.add(static_cast<TimeUs>(static_cast<double>(visit.progress_s) * 1e6));
  part_.of[t].add(visit, dimensions_.codes(visit.event));
}

// Mostly that of the visit before.
std::size_t VisitKernel::bucket_of(TimeUs time_us) {
  const auto& starts = frame_.buckets.starts;
  if (time_us < starts[bucket_] || time_us >= starts[bucket_ + 1])
    bucket_ = frame_.buckets.of(time_us);
  return bucket_;
}

// A customer's visits whose horizons overlap have one fate: only the first of them is a trial.
bool VisitKernel::counts(Before& before, const Visit& visit, std::size_t i) const {
  if (before.profile != visit.profile) return true;
  if (before.bucket == visit.bucket) return false;
  return steps_[i].time_us - before.time_us >= frame_.horizons[steps_[i].touchpoint].progress_us;
}

void VisitKernel::judge(Visit& visit, std::size_t i) const {
  const std::uint16_t t = steps_[i].touchpoint;
  const TouchpointRole role = rules_.roles[t];
  const Horizons& horizons = frame_.horizons[t];
  const StepsAhead::Ahead& ahead = ahead_[i];
  const TimeUs begin = steps_[i].time_us;
  const TimeUs left = frame_.last_us - begin;
  const auto tell = [&](FrictionKind kind, TimeUs needed_us, bool bad) {
    const unsigned known = left >= needed_us ? 1 : 0;
    visit.known |= static_cast<std::uint16_t>(known << static_cast<unsigned>(kind));
    visit.bad |=
        static_cast<std::uint16_t>((known & (bad ? 1U : 0U)) << static_cast<unsigned>(kind));
  };
  TimeUs within = std::max(horizons.patience_us, horizons.progress_us);
  if (role == TouchpointRole::kMessage) within = std::min(within, rules_.message_us);
  const bool progress =
      ahead.progress != StepsAhead::kNone && steps_[ahead.progress].time_us - begin <= within;
  const TimeUs taken = progress ? steps_[ahead.progress].time_us - begin : -1;
  if (progress) visit.progress_s = static_cast<float>(static_cast<double>(taken) * 1e-6);
  const bool moved_on = progress && taken <= horizons.progress_us;
  tell(FrictionKind::kDropOff, horizons.progress_us, !moved_on);
  if (role == TouchpointRole::kMessage) return;

  const Stay stay = stay_at(i, moved_on ? ahead.progress : std::min(steps_.size(), i + kLookAhead));
  tell(FrictionKind::kError, horizons.progress_us, stay.error);
  tell(FrictionKind::kLoop, horizons.progress_us, stay.here >= kLoopEvents);
  // Beyond the goal an earlier touchpoint is not a step back but the next journey.
  const bool before_goal = t < rules_.goal && role != TouchpointRole::kGoal;
  if (role != TouchpointRole::kContact && before_goal)
    tell(FrictionKind::kBackward, horizons.progress_us, stay.backward);
  tell(FrictionKind::kDeadEnd, horizons.progress_us, !moved_on && !stay.any_after && stay.here < 2);
  tell(FrictionKind::kRework, 2 * horizons.progress_us, moved_on && comes_back(i, ahead.progress));
  if (progress) {
    tell(FrictionKind::kWait, horizons.patience_us,
         horizons.slow_us > 0 && taken > horizons.slow_us);
  }
  const auto within_us = [&](TimeUs next, TimeUs limit) {
    return next != StepsAhead::kNever && next - begin <= limit;
  };
  if (role != TouchpointRole::kContact)
    tell(FrictionKind::kContact, frame_.contact_us, within_us(ahead.contact_us, frame_.contact_us));
  if (moved_on && horizons.usual_next < rules_.roles.size()) {
    // A usual next touchpoint that is merely late is not missing.
    const TimeUs missing = std::max(2 * horizons.progress_us, horizons.patience_us);
    tell(FrictionKind::kMissing, missing, !within_us(ahead.usual_us, missing));
  }
}

VisitKernel::Stay VisitKernel::stay_at(std::size_t i, std::size_t end) const {
  if (end == i + 1) return {.here = 1, .error = steps_[i].failed};
  const std::uint16_t t = steps_[i].touchpoint;
  const TimeUs until = steps_[i].time_us + frame_.horizons[t].progress_us;
  const double backward_from = rules_.positions[t] - kBackwardStep;
  Stay stay;
  std::size_t other_than_here = 0;
  for (std::size_t j = i; j < end && steps_[j].time_us <= until; ++j) {
    const std::uint16_t u = steps_[j].touchpoint;
    if (u == t) {
      ++stay.here;
      if (other_than_here == 0) stay.error = stay.error || steps_[j].failed;
      continue;
    }
    const TouchpointRole other = rules_.roles[u];
    if (other == TouchpointRole::kMessage) continue;
    stay.any_after = true;
    if (other == TouchpointRole::kError) {
      if (other_than_here == 0) stay.error = true, ++other_than_here;
      continue;
    }
    if (other == TouchpointRole::kContact) continue;
    if (u < t && rules_.positions[u] < backward_from) stay.backward = true;
    ++other_than_here;
  }
  return stay;
}

// Back at the touchpoint after having moved forward and before the goal.
bool VisitKernel::comes_back(std::size_t i, std::size_t progress) const {
  const std::uint16_t t = steps_[i].touchpoint;
  const TimeUs until = steps_[i].time_us + 2 * frame_.horizons[t].progress_us;
  const std::uint32_t again = ahead_[i].again;  // at the earliest
  if (again == StepsAhead::kNone || steps_[again].time_us > until) return false;
  const std::size_t last = std::min(steps_.size(), progress + kLookAhead);
  for (std::size_t j = progress; j < last && steps_[j].time_us <= until; ++j) {
    if (rules_.roles[steps_[j].touchpoint] == TouchpointRole::kGoal) return false;
    if (steps_[j].touchpoint == t) return true;
  }
  return false;
}

}  // namespace wend::analyze
