#include "analyze/conformance_deviations.h"

#include <algorithm>
#include <set>

namespace wend::analyze {
namespace {

using Branch = std::pair<std::uint32_t, std::uint32_t>;  // of a choice

// A choice where the step stands in a branch that the alignment does not go through while it goes
// through another; nullptr when there is none.
const Branch* branch_not_taken(const JourneyDesign::Step& step, const std::set<Branch>& taken) {
  for (const Branch& branch : step.branches) {
    const auto other = taken.lower_bound({branch.first, 0});
    const bool passed = other != taken.end() && other->first == branch.first;
    if (passed && !taken.contains(branch)) return &branch;
  }
  return nullptr;
}

}  // namespace

std::vector<MoveKind> kinds_of_moves(const JourneyDesign& design, const Alignment& alignment,
                                     std::span<const std::uint32_t> labels,
                                     std::span<const std::uint32_t> label_of_step) {
  const auto& moves = alignment.moves;
  std::vector<MoveKind> kinds(moves.size());
  std::set<Branch> taken;
  std::set<std::uint32_t> done;  // labels, in their place
  for (const Move& move : moves) {
    if (move.kind == Move::Kind::kLog) continue;
    taken.insert(design.steps[move.step].branches.begin(), design.steps[move.step].branches.end());
    if (move.kind == Move::Kind::kBoth) done.insert(labels[move.event]);
  }
  // The first step of the design that was not done and that `fits`, explained by another move.
  const auto explain = [&](const auto& fits) {
    for (std::size_t i = 0; i < moves.size(); ++i) {
      if (moves[i].kind != Move::Kind::kDesign || kinds[i].explained || !fits(moves[i].step))
        continue;
      kinds[i].explained = true;
      return true;
    }
    return false;
  };
  for (std::size_t i = 0; i < moves.size(); ++i) {
    if (moves[i].kind != Move::Kind::kLog) continue;
    const std::uint32_t label = labels[moves[i].event];
    kinds[i].deviates = true;
    if (explain([&](std::uint32_t step) { return label_of_step[step] == label; })) {
      kinds[i].kind = DeviationKind::kOutOfOrder;
      continue;
    }
    if (done.contains(label)) {
      kinds[i].kind = DeviationKind::kRepeated;
      continue;
    }
    kinds[i].kind = DeviationKind::kExtra;
    const Branch* branch = nullptr;
    for (std::size_t step = 0; step < design.steps.size(); ++step) {
      if (label_of_step[step] != label) continue;
      kinds[i].kind = DeviationKind::kOutOfOrder;
      if (branch == nullptr) branch = branch_not_taken(design.steps[step], taken);
    }
    if (branch == nullptr) continue;
    kinds[i].kind = DeviationKind::kWrongBranch;
    // It was done in place of a step of the branch that was taken.
    explain([&](std::uint32_t step) {
      return std::ranges::any_of(design.steps[step].branches, [&](const Branch& other) {
        return other.first == branch->first && other.second != branch->second;
      });
    });
  }
  for (std::size_t i = 0; i < moves.size(); ++i) {
    if (moves[i].kind == Move::Kind::kDesign && !kinds[i].explained) kinds[i].deviates = true;
  }
  return kinds;
}

}  // namespace wend::analyze
