#pragma once

#include <memory>
#include <string>
#include <vector>

#include "analyze/friction_visits.h"

namespace wend::analyze {

// One way to tell visits apart: a property, a trait, or the channel. Codes fit a byte: 0 is
// unknown, the commonest values have 1…kValuesMax.
struct Dimension {
  static constexpr std::size_t kValuesMax = 30;
  std::string name;  // "platform", "channel"
  bool trait = false;
  bool version =
      false;  // of something that is released: a new value is a cause, not a change of audience
  // The same through a session and spread over the journey: it describes the visitor's
  // circumstances, so a change in its mix can explain a change in rates.
  bool circumstance = false;
  std::vector<std::string> values;  // values[0] is ""
  // per event of the table; for a property with what the session said before where the event itself
  // is silent
  std::vector<std::uint8_t> codes;
};

// The dimensions worth looking at, at most kDimensionsMax: low-cardinality properties, traits and
// the channel. Outcomes ("status", "error_code"), revenue and identifiers are left out.
inline constexpr std::size_t kDimensionsMax = 24;
base::Result<std::vector<Dimension>> find_dimensions(const JourneyTable& table,
                                                     const JourneyModel& model);

}  // namespace wend::analyze
