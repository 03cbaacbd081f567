#include "analyze/conformance_alignment.h"

#include <algorithm>

#include "base/assert.h"

namespace wend::analyze {

Aligner::Aligner(const JourneyDesign& design, std::vector<std::uint32_t> label_of_step)
    : design_(design), label_of_step_(std::move(label_of_step)), edges_begin_(design.states + 1) {
  for (const auto& edge : design.edges) ++edges_begin_[edge.from + 1];
  for (std::size_t state = 0; state < design.states; ++state)
    edges_begin_[state + 1] += edges_begin_[state];
}

// Follows the edges that take no event, from the cheapest cells on: nothing happens at no cost, a
// step of the design alone costs 1.
void Aligner::spread(std::span<Cell> layer) {
  std::uint32_t least = kNever;
  for (const Cell& cell : layer) least = std::min(least, cell.cost);
  queue_.clear();
  const auto put = [&](std::uint32_t state) {
    const std::size_t at = layer[state].cost - least;
    if (queue_.size() <= at) queue_.resize(at + 1);
    queue_[at].push_back(state);
  };
  for (std::uint32_t state = 0; state < layer.size(); ++state)
    if (layer[state].cost != kNever) put(state);
  for (std::size_t cost = 0; cost < queue_.size(); ++cost) {
    for (std::size_t i = 0; i < queue_[cost].size(); ++i) {
      const std::uint32_t state = queue_[cost][i];
      if (layer[state].cost != least + cost) continue;  // was reached at less meanwhile
      for (std::size_t e = edges_begin_[state]; e < edges_begin_[state + 1]; ++e) {
        const auto& edge = design_.edges[e];
        const std::uint32_t reached =
            layer[state].cost + (edge.step == JourneyDesign::kNoStep ? 0 : 1);
        if (reached >= layer[edge.to].cost) continue;
        layer[edge.to] = {reached, state, static_cast<std::uint32_t>(e), false};
        put(edge.to);
      }
    }
  }
}

Alignment Aligner::align(std::span<const std::uint32_t> labels) {
  const std::size_t states = design_.states;
  cells_.assign((labels.size() + 1) * states, {kNever, 0, kFirst, false});
  const auto layer = [&](std::size_t event) {
    return std::span(cells_).subspan(event * states, states);
  };
  layer(0)[design_.start].cost = 0;
  spread(layer(0));
  for (std::size_t event = 0; event < labels.size(); ++event) {
    const auto here = layer(event);
    const auto next = layer(event + 1);
    for (std::uint32_t state = 0; state < states; ++state) {
      if (here[state].cost == kNever) continue;
      for (std::size_t e = edges_begin_[state]; e < edges_begin_[state + 1]; ++e) {
        const auto& edge = design_.edges[e];
        if (edge.step == JourneyDesign::kNoStep || label_of_step_[edge.step] != labels[event])
          continue;
        if (here[state].cost < next[edge.to].cost)
          next[edge.to] = {here[state].cost, state, static_cast<std::uint32_t>(e), true};
      }
    }
    for (std::uint32_t state = 0; state < states; ++state) {
      if (here[state].cost != kNever && here[state].cost + 1 < next[state].cost)
        next[state] = {here[state].cost + 1, state, kLogMove, true};
    }
    spread(next);
  }
  Alignment alignment;
  std::size_t event = labels.size();
  std::uint32_t state = design_.end;
  alignment.cost = layer(event)[state].cost;
  WEND_ASSERT(alignment.cost != kNever, "every design can be run to its end");
  for (;;) {
    const Cell& cell = layer(event)[state];
    if (cell.edge == kFirst) break;
    const auto number = static_cast<std::uint32_t>(event - (cell.before ? 1 : 0));
    if (cell.edge == kLogMove) {
      alignment.moves.push_back({Move::Kind::kLog, number, 0});
    } else if (const std::uint32_t step = design_.edges[cell.edge].step;
               step != JourneyDesign::kNoStep) {
      alignment.moves.push_back(
          {cell.before ? Move::Kind::kBoth : Move::Kind::kDesign, number, step});
    }
    event = number;
    state = cell.from;
  }
  std::ranges::reverse(alignment.moves);
  return alignment;
}

}  // namespace wend::analyze
