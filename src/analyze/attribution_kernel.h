#pragma once

#include <optional>
#include <span>
#include <vector>

#include "analyze/attribution_rules.h"
#include "analyze/journey_steps.h"

namespace wend::analyze {

// Which events are touches, and which conversions.
class TouchEvents {
 public:
  // `touches`: what counts as one among the steps of journeys; without it all but conversions do.
  TouchEvents(const JourneyTable& table, JourneySteps steps, Selection conversions,
              std::optional<Selection> touches)
      : signatures_(table.signatures()),
        steps_(std::move(steps)),
        conversions_(std::move(conversions)),
        touches_(std::move(touches)) {}

  static constexpr std::uint32_t kNone = JourneySteps::kNone;
  const Labels& labels() const { return steps_.labels(); }
  bool is_conversion(std::size_t position) const {
    return conversions_.holds(signatures_, position);
  }
  // The label of a touch; kNone of what is none.
  std::uint32_t touch_at(std::size_t position, bool is_conversion) const {
    const bool counts = touches_ ? touches_->holds(signatures_, position) : !is_conversion;
    return counts ? steps_.label_at(position) : kNone;
  }

 private:
  const SignatureCodes& signatures_;
  JourneySteps steps_;
  Selection conversions_;
  std::optional<Selection> touches_;
};

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
  AttributionKernel(const JourneyTable& table, const TouchEvents& events,
                    std::span<const ChannelCode> codes, const Rules& rules)
      : time_us_(table.time_us()), events_(events), codes_(codes), rules_(rules) {}

  // Calls visit(path, conversions) for every path of a customer in the order of time, where
  // `conversions` are positions and empty for a path that led to none; a path without touches is
  // visited only with conversions.
  template <typename Visit>
  void each_path(std::size_t begin, std::size_t end, Visit&& visit) {
    touches_.clear();
    const auto time_us = time_us_;
    std::size_t oldest = 0;  // of touches_, the first that is still within the lookback
    std::size_t unused = 0;  // of touches_, the first after the last conversion
    for (std::size_t at = begin, next = begin; at < end; at = next) {
      conversions_.clear();
      for (; next < end && time_us[next] == time_us[at]; ++next) {
        const bool converts = events_.is_conversion(next);
        if (converts) conversions_.push_back(static_cast<std::uint32_t>(next));
        const std::uint32_t label = events_.touch_at(next, converts);
        if (label != TouchEvents::kNone) touches_.push_back({time_us[next], codes_[label]});
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
    visit(path_from(first_within(unused, touches_.back().time_us)),
          std::span<const std::uint32_t>());
  }

 private:
  // The first of touches_, from that number on, that lies within the lookback of now.
  std::size_t first_within(std::size_t from, TimeUs now) const;
  TouchPath path_from(std::size_t first);

  struct Touch {
    TimeUs time_us;
    ChannelCode channel;
  };
  std::span<const TimeUs> time_us_;
  const TouchEvents& events_;
  std::span<const ChannelCode> codes_;
  Rules rules_;
  std::vector<Touch> touches_;
  std::vector<std::uint32_t> conversions_;  // positions
  std::vector<ChannelCode> channels_;
  std::vector<TimeUs> times_us_;
};

}  // namespace wend::analyze
