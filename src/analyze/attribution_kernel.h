#pragma once

#include <optional>
#include <span>
#include <vector>

#include "analyze/attribution_rules.h"
#include "analyze/event_mask.h"

namespace wend::analyze {

// Cuts the events of one customer into the paths of touches that lead to conversions.
//
// Conversions of one moment share one path. It holds the touches up to and including that moment,
// in the store's order, that lie no further back than the lookback and, unless touches are used
// again, after the moment of the conversion before it. What touches remain after the last
// conversion are a path that led to none; there the lookback counts from the last touch.
class AttributionKernel {
 public:
  struct Rules {
    std::optional<model::DurationUs> lookback_us;
    bool first_only = false;
    bool reuse = false;
    bool collapse = false;  // equal neighbours become one, at the time of the first
  };

  // `codes`: the channel of each label of the events.
  AttributionKernel(const JourneyTable& table, const Labels& labels,
                    std::span<const ChannelCode> codes, const Mask& touches,
                    const Mask& conversions, const Rules& rules)
      : table_(table),
        labels_(labels),
        codes_(codes),
        is_touch_(touches),
        is_conversion_(conversions),
        rules_(rules) {}

  // Calls visit(path, conversions) for every path of a customer in the order of time, where
  // `conversions` are positions and empty for a path that led to none; a path without touches is
  // visited only with conversions.
  template <typename Visit>
  void each_path(std::size_t begin, std::size_t end, Visit&& visit) {
    touches_.clear();
    const auto time_us = table_.time_us();
    std::size_t oldest = 0;  // of touches_, the first that is still within the lookback
    std::size_t unused = 0;  // of touches_, the first after the last conversion
    for (std::size_t at = begin, next = begin; at < end; at = next) {
      conversions_.clear();
      for (; next < end && time_us[next] == time_us[at]; ++next) {
        if (is_touch_[next] != 0) touches_.push_back(static_cast<std::uint32_t>(next));
        if (is_conversion_[next] != 0) conversions_.push_back(static_cast<std::uint32_t>(next));
      }
      if (conversions_.empty()) continue;
      if (rules_.first_only) conversions_.resize(1);
      oldest = first_within(oldest, time_us[at]);
      visit(path_from(oldest), std::span<const std::uint32_t>(conversions_));
      if (rules_.first_only) return;
      if (!rules_.reuse) {
        touches_.clear();
        oldest = 0;
      }
      unused = touches_.size();
    }
    if (touches_.size() == unused) return;
    visit(path_from(first_within(unused, time_us[touches_.back()])),
          std::span<const std::uint32_t>());
  }

 private:
  // The first of touches_, from that number on, that lies within the lookback of now.
  std::size_t first_within(std::size_t from, TimeUs now) const;
  TouchPath path_from(std::size_t first);

  const JourneyTable& table_;
  const Labels& labels_;
  std::span<const ChannelCode> codes_;
  const Mask& is_touch_;
  const Mask& is_conversion_;
  Rules rules_;
  std::vector<std::uint32_t> touches_, conversions_;  // positions
  std::vector<ChannelCode> channels_;
  std::vector<TimeUs> times_us_;
};

}  // namespace wend::analyze
