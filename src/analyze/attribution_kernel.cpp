#include "analyze/attribution_kernel.h"

namespace wend::analyze {

std::size_t AttributionKernel::first_within(std::size_t from, TimeUs now) const {
  if (!rules_.lookback_us) return from;
  while (from < touches_.size() && now - touches_[from].time_us > *rules_.lookback_us) ++from;
  return from;
}

TouchPath AttributionKernel::path_from(std::size_t first) {
  channels_.clear();
  times_us_.clear();
  for (std::size_t i = first; i < touches_.size(); ++i) {
    const Touch& touch = touches_[i];
    if (rules_.collapse && !channels_.empty() && channels_.back() == touch.channel) continue;
    channels_.push_back(touch.channel);
    times_us_.push_back(touch.time_us);
  }
  return {channels_, times_us_};
}

}  // namespace wend::analyze
