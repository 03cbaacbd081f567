#include <algorithm>

#include "analyze/friction_visits.h"
#include "env/clock.h"

namespace wend::analyze {
namespace {

using env::kDayUs;
using env::kHourUs;

// Below this span a day is too coarse, above the other one too fine: about 50 to 750 buckets in
// between.
constexpr TimeUs kShortSpan = 4 * kDayUs;
constexpr TimeUs kMediumSpan = 14 * kDayUs;
constexpr TimeUs kLongSpan = 740 * kDayUs;
constexpr TimeUs kWeeksMax = 740;

TimeUs floor_to(TimeUs time_us, TimeUs step_us) {
  return time_us >= 0 ? time_us / step_us * step_us
                      : -((-time_us + step_us - 1) / step_us) * step_us;
}

}  // namespace

std::string_view to_string(FrictionKind kind) {
  constexpr std::array<std::string_view, kFrictionKinds> kNames = {
      "error", "drop_off", "loop", "backward", "rework", "dead_end", "wait", "contact", "missing"};
  return kNames[static_cast<std::size_t>(kind)];
}

std::size_t Buckets::of(TimeUs time_us) const {
  const std::size_t last = size() - 1;
  // Nearly all are of one length, so the guess is off by one at most, where clocks change.
  const TimeUs after = std::max<TimeUs>(0, time_us - starts.front()) / length_us;
  std::size_t at = std::min(last, static_cast<std::size_t>(after));
  while (at > 0 && starts[at] > time_us) --at;
  while (at < last && starts[at + 1] <= time_us) ++at;
  return at;
}

double Buckets::per_week() const {
  return static_cast<double>(7 * kDayUs) / static_cast<double>(length_us);
}

Buckets make_buckets(TimeUs first_us, TimeUs last_us, const model::TimeZone& zone) {
  Buckets buckets;
  const TimeUs span = last_us - first_us;
  buckets.length_us = span < kShortSpan    ? kHourUs
                      : span < kMediumSpan ? 4 * kHourUs
                      : span > kLongSpan   ? 7 * kDayUs * (1 + span / (kWeeksMax * 7 * kDayUs))
                                           : kDayUs;
  // Weeks begin on Monday: 1970-01-05.
  const TimeUs shift = buckets.length_us >= 7 * kDayUs ? 4 * kDayUs : 0;
  TimeUs local = floor_to(first_us + zone.offset_us(first_us) - shift, buckets.length_us) + shift;
  for (;;) {
    const TimeUs start = zone.to_utc(local);
    if (buckets.starts.empty() || start > buckets.starts.back()) buckets.starts.push_back(start);
    if (start > last_us) break;
    local += buckets.length_us;
  }
  return buckets;
}

}  // namespace wend::analyze
