#pragma once

#include <span>
#include <vector>

#include "analyze/conformance_alignment.h"

namespace wend::analyze {

enum class DeviationKind : std::uint8_t {
  kMissing,      // a step that was not done
  kExtra,        // something the design does not have
  kRepeated,     // something that was done in its place, once more
  kOutOfOrder,   // a step of the design that was done, elsewhere
  kWrongBranch,  // a step of a branch of a choice where another branch was taken
  kTooSlow,      // a step or stretch that took longer than the design allows
};
inline constexpr std::size_t kDeviationKinds = 6;

// What is wrong with one move of an alignment. A step done elsewhere is one deviation of two moves:
// the one of the log bears the kind, the one of the design is explained by it.
struct MoveKind {
  bool deviates = false;
  bool explained = false;  // by another move
  DeviationKind kind = DeviationKind::kMissing;
};

// One per move. `labels`: the sequence that was aligned; `label_of_step` as for the Aligner.
std::vector<MoveKind> kinds_of_moves(const JourneyDesign& design, const Alignment& alignment,
                                     std::span<const std::uint32_t> labels,
                                     std::span<const std::uint32_t> label_of_step);

}  // namespace wend::analyze
