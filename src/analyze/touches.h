#pragma once

#include <memory>
#include <stop_token>
#include <vector>

#include "analyze/journey_table.h"
#include "model/origin.h"

namespace wend::analyze {

// Where the visits of every profile came from.
class Touches {
 public:
  model::Value value(std::size_t profile, const model::TouchField& field) const;

 private:
  friend base::Result<std::shared_ptr<const Touches>> touches_of(
      const std::shared_ptr<const JourneyTable>& table, const std::stop_token& stop);
  // What is said of each profile, by number: of the parts of the first, last and last not direct
  // visit. values_[0] is missing.
  static constexpr std::size_t kParts = 7, kVisits = 3;
  std::vector<model::Value> values_;
  std::vector<std::uint32_t> codes_;  // kParts * kVisits of each profile
};

// Reads the properties of all events once. Kept with the table.
base::Result<std::shared_ptr<const Touches>> touches_of(
    const std::shared_ptr<const JourneyTable>& table, const std::stop_token& stop);

}  // namespace wend::analyze
