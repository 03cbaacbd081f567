#pragma once

#include <memory>
#include <string>
#include <vector>

#include "analyze/friction_steps.h"
#include "env/clock.h"

namespace wend::analyze {

// One way to tell visits apart: a property, a trait, or the channel. Codes fit a byte: 0 is
// unknown, the commonest values have 1…kValuesMax. An event of a property that is silent has what
// its session said before, on the same channel.
struct Dimension {
  static constexpr std::size_t kValuesMax = 30;
  std::string name;  // "platform", "channel"
  bool trait = false;
  bool version =
      false;  // of something that is released: a new value is a cause, not a change of audience
  // The same through a session and spread over the journey: it describes the visitor's
  // circumstances, so a change in its mix can explain a change in rates. Of properties
  // make_visits() tells.
  bool circumstance = false;
  std::vector<std::string> values;  // values[0] is ""

  // What codes are read from: the column's code, or the channel's number where there is no column.
  std::shared_ptr<const ValueColumn> column;
  std::vector<std::uint8_t> by_value;
};

// A longer pause ends what a session said.
inline constexpr TimeUs kCarryUs = 60 * env::kMinuteUs;

// The dimensions worth looking at, at most kDimensionsMax: low-cardinality properties, traits and
// the channel. Outcomes ("status", "error_code"), revenue and identifiers are left out.
inline constexpr std::size_t kDimensionsMax = 24;
base::Result<std::vector<Dimension>> find_dimensions(const JourneyTable& table,
                                                     const std::stop_token& stop = {});

}  // namespace wend::analyze
