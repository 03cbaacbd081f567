#include "analyze/conformance_alignment.h"

#include <algorithm>

#include "base/assert.h"

namespace wend::analyze {

Aligner::Aligner(const JourneyDesign& design, std::vector<std::uint32_t> label_of_step)
    : design_(design), label_of_step_(std::move(label_of_step)), edges_begin_(design.states + 1) {
  for (const auto& edge : design.edges) ++edges_begin_[edge.from + 1];
  for (std::size_t state = 0; state < design.states; ++state)
    edges_begin_[state + 1] += edges_begin_[state];
  for (std::uint32_t e = 0; e < design.edges.size(); ++e) {
    const std::uint32_t step = design.edges[e].step;
    if (step == JourneyDesign::kNoStep || label_of_step_[step] == kNoLabel) continue;
    const std::uint32_t label = label_of_step_[step];
    if (edges_of_label_.size() <= label) edges_of_label_.resize(label + 1);
    edges_of_label_[label].push_back(e);
  }
}

// Follows the edges that take no event from the cells of `seeds_`, the cheapest first: nothing
// happens at no cost, a step of the design alone costs 1. From the other cells there must be
// nothing to gain.
void Aligner::spread(std::span<Cell> layer) {
  std::uint32_t least = kNever;
  for (const std::uint32_t state : seeds_) least = std::min(least, layer[state].cost);
  for (auto& states : queue_) states.clear();
  const auto put = [&](std::uint32_t state) {
    const std::size_t at = layer[state].cost - least;
    if (queue_.size() <= at) queue_.resize(at + 1);
    queue_[at].push_back(state);
  };
  for (const std::uint32_t state : seeds_) put(state);
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
  seeds_.assign(1, design_.start);
  spread(layer(0));
  for (std::size_t event = 0; event < labels.size(); ++event) {
    const auto here = layer(event);
    const auto next = layer(event + 1);
    if (labels[event] < edges_of_label_.size()) {
      for (const std::uint32_t e : edges_of_label_[labels[event]]) {
        const auto& edge = design_.edges[e];
        if (here[edge.from].cost < next[edge.to].cost)
          next[edge.to] = {here[edge.from].cost, edge.from, e, true};
      }
    }
    // After a move of the log no edge gains anything: it gained nothing before that move, when all
    // cells cost 1 less. So only cells of both sides are followed.
    seeds_.clear();
    for (std::uint32_t state = 0; state < states; ++state) {
      if (here[state].cost != kNever && here[state].cost + 1 < next[state].cost)
        next[state] = {here[state].cost + 1, state, kLogMove, true};
      else if (next[state].cost != kNever)
        seeds_.push_back(state);
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
