#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "analyze/conformance_design.h"

namespace wend::analyze {

// One step of an alignment of what a customer did with what the design allows.
struct Move {
  enum class Kind : std::uint8_t {
    kBoth,    // the customer did what the design has here
    kLog,     // the customer did something that the design does not have here
    kDesign,  // the design has a step here that the customer did not do
  };
  Kind kind = Kind::kBoth;
  std::uint32_t event = 0;  // the number in the sequence; of kBoth and kLog
  std::uint32_t step = 0;   // of the design; of kBoth and kDesign
};

struct Alignment {
  std::uint32_t cost = 0;  // moves that are not kBoth
  std::vector<Move> moves;
};

// Finds alignments of least cost (Adriansyah 2014: every move of one side alone costs 1), exactly,
// by dynamic programming over events and states of the design; where several are best, moves of
// both sides come first, then those of the log.
class Aligner {
 public:
  // `label_of_step`: the number of each step's label in the sequences, or kNoLabel for one that
  // nobody did.
  static constexpr std::uint32_t kNoLabel = ~0U;
  Aligner(const JourneyDesign& design, std::vector<std::uint32_t> label_of_step);

  Alignment align(std::span<const std::uint32_t> labels);
  // The number of steps of the shortest run.
  std::uint32_t shortest() { return align({}).cost; }

 private:
  struct Cell {
    std::uint32_t cost;
    std::uint32_t from;  // state
    std::uint32_t edge;  // or kLogMove, or kFirst
    bool before;         // from the cell of the event before
  };
  static constexpr std::uint32_t kLogMove = ~0U;
  static constexpr std::uint32_t kFirst = ~0U - 1;
  static constexpr std::uint32_t kNever = ~0U;

  void spread(std::span<Cell> layer);

  const JourneyDesign& design_;
  std::vector<std::uint32_t> label_of_step_;
  std::vector<std::size_t> edges_begin_;                    // by state
  std::vector<std::vector<std::uint32_t>> edges_of_label_;  // in their order
  std::vector<Cell> cells_;
  std::vector<std::uint32_t> seeds_;               // states of one layer that spread
  std::vector<std::vector<std::uint32_t>> queue_;  // by cost, within one layer
};

}  // namespace wend::analyze
