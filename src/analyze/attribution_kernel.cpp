#include "analyze/attribution_kernel.h"

namespace wend::analyze {

std::size_t AttributionKernel::first_within(std::size_t from, TimeUs now) const {
  if (!rules_.lookback_us) return from;
  const auto time_us = table_.time_us();
  while (from < touches_.size() && now - time_us[touches_[from]] > *rules_.lookback_us) ++from;
  return from;
}

TouchPath AttributionKernel::path_from(std::size_t first) {
  channels_.clear();
  times_us_.clear();
  for (std::size_t i = first; i < touches_.size(); ++i) {
    const ChannelCode channel = codes_[labels_.of(touches_[i])];
    if (rules_.collapse && !channels_.empty() && channels_.back() == channel) continue;
    channels_.push_back(channel);
    times_us_.push_back(table_.time_us()[touches_[i]]);
  }
  return {channels_, times_us_};
}

}  // namespace wend::analyze
