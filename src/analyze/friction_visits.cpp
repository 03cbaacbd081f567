#include "analyze/friction_visits.h"

#include <algorithm>
#include <limits>

#include "analyze/discovery.h"
#include "analyze/event_mask.h"

namespace wend::analyze {
namespace {

using env::kDayUs;
using env::kMinuteUs;

constexpr TimeUs kHorizonMin = 30 * kMinuteUs;
constexpr TimeUs kSession = 60 * kMinuteUs;
constexpr TimeUs kContactAfter = 2 * kDayUs;
// Where half of those who move on do so this fast, moving on is a matter of the same visit.
constexpr TimeUs kWithinVisit = 15 * kMinuteUs;
constexpr double kHorizonQuantile =
    0.80;  // of the time to move on, where that takes longer than a visit
constexpr double kSlowQuantile = 0.85;
constexpr TimeUs kWaitMin = 10 * env::kSecondUs;  // what nobody calls a wait
constexpr TimeUs kMessageWorks =
    kDayUs;                        // what a message has not brought about in a day, it did not
constexpr double kPatience = 4;    // times kSlowQuantile
constexpr TimeUs kSpanParts = 12;  // no horizon beyond this part of the data's span
constexpr std::size_t kSamplesMin = 20;
constexpr std::size_t kLookAhead = 400;  // events; bounds the work for robots with endless journeys
constexpr std::size_t kLoopEvents = 3;   // this often at one touchpoint before moving on is a loop
constexpr double kBackwardStep = 0.02;   // of position: closer neighbours have no clear order
constexpr double kUsualNext = 0.5;

enum class Role : std::uint8_t { kStep, kGoal, kContact, kError, kMessage };

Role role_from(std::string_view role) {
  if (role == "goal") return Role::kGoal;
  if (role == "contact") return Role::kContact;
  if (role == "error") return Role::kError;
  if (role == "message") return Role::kMessage;
  return Role::kStep;
}

struct Step {
  std::uint32_t event;
  std::uint32_t touchpoint;
  TimeUs time_us;
  bool failed;
};

class VisitMaker {
 public:
  VisitMaker(const JourneyTable& table, const JourneyModel& model,
             std::span<const std::uint8_t> kept, std::span<const std::uint8_t> failed,
             std::stop_token stop)
      : table_(table), model_(model), kept_(kept), failed_(failed), stop_(std::move(stop)) {
    for (const Touchpoint& touchpoint : model.touchpoints)
      roles_.push_back(role_from(touchpoint.role));
    find_span();
    longest_ = std::max(kHorizonMin, (result_.last_us - result_.first_us) / kSpanParts);
  }

  VisitTable make(const model::TimeZone& zone) {
    result_.buckets = make_buckets(result_.first_us, result_.last_us, zone);
    result_.of.resize(roles_.size());
    result_.contact_us = std::min(kContactAfter, longest_);
    result_.session_us = kSession;
    measure_horizons();
    for (std::size_t profile = 0; profile < table_.profile_count() && !stopped(profile);
         ++profile) {
      load(profile);
      for (std::size_t i = 0; i < steps_.size(); ++i) visit_at(profile, i);
    }
    return std::move(result_);
  }

 private:
  void find_span() {
    table_.each_event([&](std::size_t i) {
      if (!kept_.empty() && kept_[i] == 0) return;
      const TimeUs time = table_.time_us()[i];
      const bool first = result_.last_us < result_.first_us;
      result_.first_us = first ? time : std::min(result_.first_us, time);
      result_.last_us = first ? time : std::max(result_.last_us, time);
    });
  }

  // The customer's events at touchpoints.
  void load(std::size_t profile) {
    steps_.clear();
    for (std::size_t i = table_.begin(profile); i < table_.end(profile); ++i) {
      if (!kept_.empty() && kept_[i] == 0) continue;
      const std::size_t t = model_.touchpoint_of_name[table_.name()[i]];
      if (t == kNoTouchpoint) continue;
      steps_.push_back({static_cast<std::uint32_t>(i), static_cast<std::uint32_t>(t),
                        table_.time_us()[i], !failed_.empty() && failed_[i] != 0});
    }
  }

  // Whether reaching `next` means moving forward from `from`. A contact is no progress, except
  // within a contact.
  bool is_progress(std::size_t from, std::size_t next) const {
    if (next <= from) return false;
    const Role role = roles_[next];
    if (role == Role::kStep || role == Role::kGoal) return true;
    if (role == Role::kContact) return roles_[from] == Role::kContact;
    if (role == Role::kMessage) return roles_[from] == Role::kMessage;
    return false;
  }

  // Messages come to the customer whatever they do: they neither end a visit nor follow one.
  bool is_own(std::size_t i) const { return roles_[steps_[i].touchpoint] != Role::kMessage; }

  bool begins_visit(std::size_t i) const {
    const std::uint32_t t = steps_[i].touchpoint;
    for (std::size_t j = i; j-- > 0;) {
      if (steps_[i].time_us - steps_[j].time_us > result_.horizons[t].progress_us) return true;
      if (steps_[j].touchpoint == t) return false;
      if (is_own(j)) return true;
    }
    return true;
  }

  std::optional<std::size_t> progress_after(std::size_t i, TimeUs within_us) const {
    const std::size_t last = std::min(steps_.size(), i + kLookAhead);
    if (roles_[steps_[i].touchpoint] == Role::kMessage)
      within_us = std::min(within_us, kMessageWorks);
    for (std::size_t j = i + 1; j < last; ++j) {
      if (steps_[j].time_us - steps_[i].time_us > within_us) break;
      if (is_progress(steps_[i].touchpoint, steps_[j].touchpoint)) return j;
    }
    return std::nullopt;
  }

  void measure_horizons() {
    const std::size_t size = roles_.size();
    std::vector<std::vector<TimeUs>> samples(size);
    std::vector<std::vector<std::size_t>> next(size, std::vector<std::size_t>(size, 0));
    result_.horizons.assign(size, {.progress_us = kHorizonMin});
    for (std::size_t profile = 0; profile < table_.profile_count() && !stopped(profile);
         ++profile) {
      load(profile);
      for (std::size_t i = 0; i < steps_.size(); ++i) {
        const std::uint32_t t = steps_[i].touchpoint;
        if (i > 0 && steps_[i - 1].touchpoint == t) continue;
        if (const auto j = progress_after(i, longest_)) {
          samples[t].push_back(steps_[*j].time_us - steps_[i].time_us);
          ++next[t][steps_[*j].touchpoint];
        }
      }
    }
    for (std::size_t t = 0; t < size; ++t) {
      auto& times = samples[t];
      Horizons& horizons = result_.horizons[t];
      if (times.size() < kSamplesMin) continue;
      std::ranges::sort(times);
      const auto quantile = [&](double q) {
        return times[static_cast<std::size_t>(q * static_cast<double>(times.size() - 1))];
      };
      horizons.progress_us = quantile(0.5) <= kWithinVisit
                                 ? kHorizonMin
                                 : std::clamp(quantile(kHorizonQuantile), kHorizonMin, longest_);
      const auto within = std::ranges::upper_bound(times, horizons.progress_us) - times.begin();
      // Waits concern those who move on in the ordinary way: within the visit, or at all.
      const bool in_visit = horizons.progress_us == kHorizonMin;
      if (in_visit) times.resize(static_cast<std::size_t>(within));
      horizons.slow_us = std::max(kWaitMin, quantile(kSlowQuantile));
      horizons.patience_us =
          std::clamp(static_cast<TimeUs>(kPatience * static_cast<double>(horizons.slow_us)),
                     horizons.progress_us, longest_);
      const auto usual = std::ranges::max_element(next[t]);
      if (static_cast<double>(*usual) >= kUsualNext * static_cast<double>(samples[t].size())) {
        horizons.usual_next = static_cast<std::size_t>(usual - next[t].begin());
      }
    }
  }

  void visit_at(std::size_t profile, std::size_t i) {
    const std::uint32_t t = steps_[i].touchpoint;
    if (roles_[t] == Role::kError || !begins_visit(i)) return;
    Visit visit{.event = steps_[i].event,
                .profile = static_cast<std::uint32_t>(profile),
                .bucket = static_cast<std::uint32_t>(result_.buckets.of(steps_[i].time_us))};
    auto& visits = result_.of[t];
    const bool again = !visits.empty() && visits.back().profile == profile;
    visit.counted = !again || counts_again(visits, visit);
    visit.ordinal = again ? static_cast<std::uint8_t>(std::min(255, visits.back().ordinal + 1)) : 1;
    judge(visit, i);
    visits.push_back(visit);
  }

  // A customer's visits whose horizons overlap have one fate: only the first of them is a trial.
  bool counts_again(const std::vector<Visit>& visits, const Visit& visit) const {
    for (std::size_t j = visits.size(); j-- > 0 && visits[j].profile == visit.profile;) {
      if (!visits[j].counted) continue;
      if (visits[j].bucket == visit.bucket) return false;
      const TimeUs since = table_.time_us()[visit.event] - table_.time_us()[visits[j].event];
      return since >= result_.horizons[steps_at(visit)].progress_us;
    }
    return true;
  }
  std::size_t steps_at(const Visit& visit) const {
    return model_.touchpoint_of_name[table_.name()[visit.event]];
  }

  void judge(Visit& visit, std::size_t i) const {
    const std::uint32_t t = steps_[i].touchpoint;
    const Horizons& horizons = result_.horizons[t];
    const TimeUs begin = steps_[i].time_us;
    const TimeUs left = result_.last_us - begin;
    const auto tell = [&](FrictionKind kind, TimeUs needed_us, bool bad) {
      if (left < needed_us) return;
      const auto bit = static_cast<std::uint16_t>(1U << static_cast<unsigned>(kind));
      visit.known |= bit;
      if (bad) visit.bad |= bit;
    };
    const auto progress = progress_after(i, std::max(horizons.patience_us, horizons.progress_us));
    const TimeUs taken = progress ? steps_[*progress].time_us - begin : -1;
    visit.progress_s = progress ? static_cast<float>(static_cast<double>(taken) * 1e-6) : -1.0F;
    const bool moved_on = progress && taken <= horizons.progress_us;
    tell(FrictionKind::kDropOff, horizons.progress_us, !moved_on);
    if (roles_[t] == Role::kMessage) return;

    const std::size_t stop = moved_on ? *progress : std::min(steps_.size(), i + kLookAhead);
    std::size_t here = 0, other_than_here = 0;
    bool error = false, backward = false, any_after = false, contact_first = false;
    for (std::size_t j = i; j < stop; ++j) {
      if (steps_[j].time_us - begin > horizons.progress_us) break;
      if (!is_own(j)) continue;
      const std::uint32_t u = steps_[j].touchpoint;
      if (u == t) {
        ++here;
        if (other_than_here == 0) error = error || steps_[j].failed;
        continue;
      }
      any_after = true;
      if (other_than_here == 0 && roles_[u] == Role::kError) error = true;
      if (roles_[u] == Role::kError || roles_[u] == Role::kContact) {
        contact_first = contact_first || roles_[u] == Role::kContact;
        if (roles_[u] == Role::kError && other_than_here == 0) ++other_than_here;
        continue;
      }
      const bool lower =
          u < t && model_.touchpoints[u].position < model_.touchpoints[t].position - kBackwardStep;
      if (!backward && lower) backward = true;
      ++other_than_here;
    }
    tell(FrictionKind::kError, horizons.progress_us, error);
    tell(FrictionKind::kLoop, horizons.progress_us, here >= kLoopEvents);
    // Beyond the goal an earlier touchpoint is not a step back but the next journey.
    const bool before_goal = !model_.goal || (t < *model_.goal && roles_[t] != Role::kGoal);
    if (roles_[t] != Role::kContact && before_goal) {
      tell(FrictionKind::kBackward, horizons.progress_us, backward);
    }
    tell(FrictionKind::kDeadEnd, horizons.progress_us, !moved_on && !any_after && here < 2);
    tell(FrictionKind::kRework, 2 * horizons.progress_us, moved_on && comes_back(i, *progress));
    if (progress) {
      tell(FrictionKind::kWait, horizons.patience_us,
           horizons.slow_us > 0 && taken > horizons.slow_us);
    }
    if (roles_[t] != Role::kContact) tell(FrictionKind::kContact, result_.contact_us, contact(i));
    if (moved_on && horizons.usual_next != kNoTouchpoint) {
      tell(FrictionKind::kMissing, missing_us(t), !usual_follows(i));
    }
  }

  // A usual next touchpoint that is merely late is not missing.
  TimeUs missing_us(std::size_t t) const {
    const Horizons& horizons = result_.horizons[t];
    return std::max(2 * horizons.progress_us, horizons.patience_us);
  }

  // Back at the touchpoint after having moved forward and before the goal.
  bool comes_back(std::size_t i, std::size_t progress) const {
    const std::uint32_t t = steps_[i].touchpoint;
    const TimeUs until = steps_[i].time_us + 2 * result_.horizons[t].progress_us;
    const std::size_t last = std::min(steps_.size(), progress + kLookAhead);
    for (std::size_t j = progress; j < last && steps_[j].time_us <= until; ++j) {
      if (roles_[steps_[j].touchpoint] == Role::kGoal) return false;
      if (steps_[j].touchpoint == t) return true;
    }
    return false;
  }

  bool contact(std::size_t i) const {
    const TimeUs until = steps_[i].time_us + result_.contact_us;
    const std::size_t last = std::min(steps_.size(), i + kLookAhead);
    for (std::size_t j = i + 1; j < last && steps_[j].time_us <= until; ++j) {
      if (roles_[steps_[j].touchpoint] == Role::kContact) return true;
    }
    return false;
  }

  bool usual_follows(std::size_t i) const {
    const std::uint32_t t = steps_[i].touchpoint;
    const TimeUs until = steps_[i].time_us + missing_us(t);
    const std::size_t last = std::min(steps_.size(), i + kLookAhead);
    for (std::size_t j = i + 1; j < last && steps_[j].time_us <= until; ++j) {
      if (steps_[j].touchpoint == result_.horizons[t].usual_next) return true;
    }
    return false;
  }

  // Looks at the token now and then alone, as it is shared between threads.
  bool stopped(std::size_t profile) const {
    return profile % kProfilesPerStopCheck == 0 && stop_.stop_requested();
  }

  const JourneyTable& table_;
  const JourneyModel& model_;
  std::span<const std::uint8_t> kept_, failed_;
  const std::stop_token stop_;
  std::vector<Role> roles_;
  TimeUs longest_ = 0;
  VisitTable result_;
  std::vector<Step> steps_;
};

}  // namespace

VisitTable make_visits(const JourneyTable& table, const JourneyModel& model,
                       std::span<const std::uint8_t> kept, std::span<const std::uint8_t> failed,
                       const model::TimeZone& zone, const std::stop_token& stop) {
  return VisitMaker(table, model, kept, failed, stop).make(zone);
}

}  // namespace wend::analyze
