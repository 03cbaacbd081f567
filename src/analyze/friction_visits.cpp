#include "analyze/friction_visits.h"

#include <algorithm>

#include "analyze/friction_dimension_reader.h"
#include "analyze/friction_visit_kernel.h"
#include "analyze/large_parts.h"

namespace wend::analyze {
namespace {

constexpr TimeUs kSession = 60 * env::kMinuteUs;
constexpr TimeUs kContactAfter = 2 * env::kDayUs;
constexpr TimeUs kGoalWithin = 7 * env::kDayUs;
constexpr TimeUs kSpanParts = 12;
constexpr std::size_t kProfilesPerLook = 256;

// False when the asker has left.
template <typename Take>
bool each_of(ProfileRange range, const std::stop_token& stop, Take&& take) {
  for (std::size_t profile = range.first; profile < range.last; ++profile) {
    if (profile % kProfilesPerLook == 0 && stop.stop_requested()) return false;
    take(profile);
  }
  return true;
}

struct HorizonWorker {
  HorizonKernel kernel;
  std::stop_token stop;
  void operator()(ProfileRange range) {
    each_of(range, stop, [&](std::size_t profile) { kernel.take(profile); });
  }
};

}  // namespace

base::Result<VisitTable> make_visits(const JourneyTable& table, const JourneyModel& model,
                                     const StepReader& steps, std::vector<Dimension>& dimensions,
                                     const model::TimeZone& zone, const std::stop_token& stop,
                                     std::size_t part_count) {
  VisitTable result;
  std::tie(result.first_us, result.last_us) = steps.span_us();
  const TimeUs span = result.last_us - result.first_us;
  const VisitRules rules(model, span);
  result.buckets = make_buckets(result.first_us, result.last_us, zone);
  result.contact_us = std::min(kContactAfter, rules.longest_us);
  result.session_us = kSession;
  result.goal_within_us = std::max(kSession, std::min(kGoalWithin, span / kSpanParts));

  const std::size_t profiles_per_part =
      part_count == 0 ? profiles_per_large_part(table) : table.profile_count() / part_count + 1;
  WEND_ASSIGN(const auto workers,
              by_workers(
                  table, stop, [&] { return HorizonWorker{HorizonKernel(rules, steps), stop}; },
                  profiles_per_part));
  HorizonKernel::Part ways = workers.front()->kernel.part();
  for (std::size_t i = 1; i < workers.size(); ++i) ways.join(workers[i]->kernel.part());
  result.horizons = horizons_of(ways, rules);

  WEND_ASSIGN(auto parts, in_profile_ranges<VisitKernel::Part>(
                              table, stop,
                              [&](ProfileRange range, VisitKernel::Part& part) {
                                VisitKernel kernel(table, rules, steps, result, dimensions, part);
                                each_of(range, stop,
                                        [&](std::size_t profile) { kernel.take(profile); });
                                kernel.finish();
                              },
                              profiles_per_part));
  result.of = VisitList::several(rules.roles.size(), dimensions.size());
  DimensionReader::Tally tally;
  for (VisitKernel::Part& part : parts) {
    for (std::size_t t = 0; t < part.of.size(); ++t) result.of[t].append(std::move(part.of[t]));
    result.ways_on.join(part.ways_on);
    tally.join(part.dimensions);
  }
  tell_circumstances(tally, dimensions);
  return result;
}

}  // namespace wend::analyze
