#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "analyze/journey_map_ask.h"

namespace wend::analyze {

// The most ways between steps that one question may name.
inline constexpr std::size_t kDriftLinksMax = 2'000;
// A longer pause ends a journey; what comes then begins another.
inline constexpr TimeUs kDriftGapUs = 30LL * 86'400 * 1'000'000;
// Windows of a trend that does not go by the calendar.
inline constexpr std::size_t kDriftWindowsMax = 500;

// A way between two steps besides the one to the next.
struct DriftLink {
  std::size_t from = 0, to = 0;  // indices of steps
  bool branch = false;           // where another branch begins, not only a loop or a short cut
};

// The question `drift`: a journey map as a path, and how customers keep to it.
struct DriftAsk {
  MapAsk map;                  // its places; neither outcome nor feedback
  std::vector<bool> optional;  // by step
  std::vector<DriftLink> links;
  bool contacts = true;  // a contact that stands at no step leads off the path
  TimeUs gap_us = kDriftGapUs;
  std::optional<TimeUs> every_us;  // a trend by windows of this length, counted back from the end
};

}  // namespace wend::analyze
