#pragma once

#include <cstdint>
#include <vector>

#include "analyze/friction_codes.h"
#include "analyze/friction_dimensions.h"

namespace wend::analyze {

// Reads the dimensions of one customer's events after the other, and counts what tells
// circumstances. One for each thread.
class DimensionReader {
 public:
  struct Tally {
    std::vector<std::uint64_t> with;         // [dimension * touchpoints + touchpoint]
    std::vector<std::uint64_t> events;       // by touchpoint
    std::vector<std::uint64_t> pairs, same;  // by dimension: neighbours that say, and say the same
    void join(const Tally& other);
  };

  DimensionReader(const JourneyTable& table, const StepReader& steps,
                  const std::vector<Dimension>& dimensions, std::size_t touchpoints, Tally& tally);

  void read(std::size_t profile);
  // Of the customer that was read last, eight dimensions to a word (EightCodes); the event is one
  // of theirs.
  const std::uint64_t* codes(std::size_t event) const {
    return rows_.data() + (event - begin_) * words_;
  }
  // When all were read: what was counted is in the tally.
  void finish();

 private:
  void read_codes(std::size_t profile, std::size_t events);
  // An event that is silent gets what its session said before.
  template <std::size_t kWords>
  void carry(std::size_t events);

  const JourneyTable& table_;
  const StepReader& steps_;
  const std::vector<Dimension>& dimensions_;
  const std::size_t touchpoints_, words_;
  Tally& tally_;
  std::size_t begin_ = 0;
  std::vector<std::uint64_t> rows_;  // [event][word]
  ByteTally with_;                   // by touchpoint, the last slot for events at none
  ByteTally session_;                // pairs of neighbours that say, and those that say the same
};

// Sets `circumstance` of the properties.
void tell_circumstances(const DimensionReader::Tally& tally, std::vector<Dimension>& dimensions);

}  // namespace wend::analyze
