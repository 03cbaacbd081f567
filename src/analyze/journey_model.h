#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include "analyze/journey_table.h"
#include "base/result.h"

namespace wend::analyze {

// A named class of events where customer and brand meet.
struct Touchpoint {
  std::string name;
  std::vector<std::string> events;
  std::string channel;
  std::string role;
  std::size_t stage;
  double position;
  bool named = false;  // by people
};

// The journey proposed from the events, with the touchpoints that people named.
struct JourneyModel {
  std::vector<std::string> stages;
  std::vector<Touchpoint> touchpoints;
  // name code of the table -> index into touchpoints, or npos
  std::vector<std::size_t> touchpoint_of_name;
  std::optional<std::size_t> goal;
  // What of the named touchpoints is not there, by their names.
  struct Note {
    std::string touchpoint;
    std::string sentence;
  };
  std::vector<Note> notes;
};

// Remembered by the table. Errors: those of reading properties, kCancelled.
base::Result<std::shared_ptr<const JourneyModel>> discover(
    const std::shared_ptr<const JourneyTable>& table, const std::stop_token& stop);
base::Result<std::shared_ptr<const JourneyModel>> discover(
    const std::shared_ptr<const JourneyTable>& table);

}  // namespace wend::analyze
