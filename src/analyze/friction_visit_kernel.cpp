#include "analyze/friction_visit_kernel.h"

#include <algorithm>

namespace wend::analyze {
namespace {

constexpr std::size_t kLookAhead = 400;  // steps; bounds the work for robots with endless visits
constexpr std::size_t kLoopEvents = 3;   // this often at one touchpoint before moving on is a loop
constexpr double kBackwardStep = 0.02;   // of position: closer neighbours have no clear order

constexpr std::uint16_t bit_of(FrictionKind kind) {
  return static_cast<std::uint16_t>(1U << static_cast<unsigned>(kind));
}
// Its bit where `is` is true.
constexpr unsigned bit_if(FrictionKind kind, bool is) {
  return (is ? 1U : 0U) << static_cast<unsigned>(kind);
}

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
  for (std::size_t t = 0; t < rules.roles.size(); ++t)
    judging_.push_back(judging_of(rules, frame, t));
}

VisitKernel::Judging VisitKernel::judging_of(const VisitRules& rules, const VisitTable& frame,
                                             std::size_t t) {
  const Horizons& horizons = frame.horizons[t];
  const TimeUs progress_us = horizons.progress_us;
  Judging judging{.role = rules.roles[t],
                  .progress_us = progress_us,
                  .slow_us = horizons.slow_us > 0 ? horizons.slow_us : kNever,
                  .patience_us = horizons.patience_us,
                  .within_us = std::max(horizons.patience_us, progress_us),
                  // One that is merely late is not missing.
                  .missing_us = std::max(2 * progress_us, horizons.patience_us)};
  const auto tell = [&](FrictionKind kind, TimeUs needed_us) {
    judging.kinds |= bit_of(kind);
    judging.needed_us[static_cast<std::size_t>(kind)] = needed_us;
    judging.longest_us = std::max(judging.longest_us, needed_us);
  };
  tell(FrictionKind::kDropOff, progress_us);
  if (judging.role == TouchpointRole::kMessage) {
    judging.within_us = std::min(judging.within_us, rules.message_us);
    return judging;
  }
  const bool contact = judging.role == TouchpointRole::kContact;
  tell(FrictionKind::kError, progress_us);
  tell(FrictionKind::kLoop, progress_us);
  // Beyond the goal an earlier touchpoint is not a step back but the next journey.
  if (!contact && t < rules.goal && judging.role != TouchpointRole::kGoal)
    tell(FrictionKind::kBackward, progress_us);
  tell(FrictionKind::kDeadEnd, progress_us);
  tell(FrictionKind::kRework, 2 * progress_us);
  tell(FrictionKind::kWait, horizons.patience_us);
  if (!contact) tell(FrictionKind::kContact, frame.contact_us);
  if (horizons.usual_next < rules.roles.size()) tell(FrictionKind::kMissing, judging.missing_us);
  return judging;
}

void VisitKernel::take(std::size_t profile) {
  dimensions_.read(profile);  // also of who has no steps: it counts what is said where
  const auto steps = read_steps(reader_, profile, steps_);
  size_ = steps.size();
  ahead_.look(steps, frame_.horizons);
  for (std::size_t i = 0; i < size_; ++i) visit_at(static_cast<std::uint32_t>(profile), i);
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
    if (steps_[i].time_us - steps_[j].time_us > judging_[t].progress_us) return true;
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
  visit.goal = ahead_[i].goal_us - time <= frame_.goal_within_us;
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
  return steps_[i].time_us - before.time_us >= judging_[steps_[i].touchpoint].progress_us;
}

void VisitKernel::judge(Visit& visit, std::size_t i) const {
  const Judging& judging = judging_[steps_[i].touchpoint];
  const StepsAhead::Ahead& ahead = ahead_[i];
  const TimeUs begin = steps_[i].time_us;
  const TimeUs taken = steps_[ahead.progress].time_us - begin;
  const bool progress = taken <= judging.within_us;
  const bool moved_on = progress && taken <= judging.progress_us;
  visit.progress_s = progress ? static_cast<float>(static_cast<double>(taken) * 1e-6) : -1;

  unsigned known = judging.kinds;
  known &= ~(bit_if(FrictionKind::kWait, !progress) | bit_if(FrictionKind::kMissing, !moved_on));
  const TimeUs left = frame_.last_us - begin;
  if (left < judging.longest_us) {  // too near to the end of the data to tell all
    for (std::size_t kind = 0; kind < kFrictionKinds; ++kind)
      known &= ~bit_if(static_cast<FrictionKind>(kind), left < judging.needed_us[kind]);
  }
  unsigned bad = bit_if(FrictionKind::kDropOff, !moved_on);
  if (judging.role != TouchpointRole::kMessage) {
    const Stay stay = stay_at(i, moved_on ? ahead.progress : std::min(size_, i + kLookAhead));
    bad |= bit_if(FrictionKind::kError, stay.error) |
           bit_if(FrictionKind::kLoop, stay.here >= kLoopEvents) |
           bit_if(FrictionKind::kBackward, stay.backward) |
           bit_if(FrictionKind::kDeadEnd, !moved_on && !stay.any_after && stay.here < 2) |
           bit_if(FrictionKind::kRework, moved_on && comes_back(i, ahead.progress)) |
           bit_if(FrictionKind::kWait, taken > judging.slow_us) |
           bit_if(FrictionKind::kContact, ahead.contact_us - begin <= frame_.contact_us) |
           bit_if(FrictionKind::kMissing, ahead.usual_us - begin > judging.missing_us);
  }
  visit.known = static_cast<std::uint16_t>(known);
  visit.bad = static_cast<std::uint16_t>(known & bad);
}

VisitKernel::Stay VisitKernel::stay_at(std::size_t i, std::size_t end) const {
  if (end == i + 1) return {.here = 1, .error = steps_[i].failed};
  const std::uint16_t t = steps_[i].touchpoint;
  const TimeUs until = steps_[i].time_us + judging_[t].progress_us;
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
  const TimeUs until = steps_[i].time_us + 2 * judging_[t].progress_us;
  const std::size_t again = ahead_[i].again;  // at the earliest
  if (steps_[again].time_us > until) return false;
  const std::size_t last = std::min(size_, progress + kLookAhead);
  for (std::size_t j = progress; j < last && steps_[j].time_us <= until; ++j) {
    if (rules_.roles[steps_[j].touchpoint] == TouchpointRole::kGoal) return false;
    if (steps_[j].touchpoint == t) return true;
  }
  return false;
}

}  // namespace wend::analyze
