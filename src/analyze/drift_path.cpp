#include "analyze/drift_path.h"

#include <algorithm>

namespace wend::analyze {
namespace {

// The last step of a branch has a way of its own on, past the beginning of the next branch.
std::optional<std::size_t> way_on_past(const DriftAsk& ask, std::size_t from, std::size_t beyond) {
  std::optional<std::size_t> least;
  for (const DriftLink& link : ask.links)
    if (link.from == from && link.to > beyond) least = std::min(least.value_or(link.to), link.to);
  return least;
}

bool branch_leads_to(const DriftAsk& ask, std::size_t step) {
  return std::ranges::any_of(ask.links, [&](const DriftLink& link) {
    return link.branch && link.to == step && link.from + 1 < step;
  });
}

// Writes into the steps which branches of which choice they stand in, for the branches that begin
// behind one step.
void mark_branches(const DriftAsk& ask, std::size_t from, std::uint32_t choice,
                   JourneyDesign& design) {
  std::vector<std::size_t> begins{from + 1};
  for (const DriftLink& link : ask.links)
    if (link.branch && link.from == from && link.to > from + 1) begins.push_back(link.to);
  std::ranges::sort(begins);
  begins.erase(std::ranges::unique(begins).begin(), begins.end());
  if (begins.size() < 2) return;
  // Where the branches come together: where the first of them goes on.
  const auto joins = way_on_past(ask, begins[1] - 1, begins[1]);
  if (!joins) return;
  for (std::size_t branch = 0; branch < begins.size(); ++branch) {
    const std::size_t end =
        branch + 1 < begins.size() ? std::min(begins[branch + 1], *joins) : *joins;
    for (std::size_t step = begins[branch]; step < end && step < design.steps.size(); ++step)
      design.steps[step].branches.emplace_back(choice, static_cast<std::uint32_t>(branch));
  }
}

}  // namespace

JourneyDesign path_of_map(const DriftAsk& ask, const std::vector<bool>& walked,
                          std::optional<std::size_t> entry, std::optional<std::size_t> exit) {
  const std::size_t count = ask.map.steps.size();
  JourneyDesign design;
  for (const MapPlace& step : ask.map.steps) design.steps.push_back({step.label, {}, {}});
  design.states = static_cast<std::uint32_t>(2 * count + 3);
  design.start = 0;
  design.end = 1;
  constexpr std::uint32_t kAnywhere = 2;
  const auto before = [](std::size_t step) { return static_cast<std::uint32_t>(2 * step + 3); };
  const auto behind = [](std::size_t step) { return static_cast<std::uint32_t>(2 * step + 4); };
  auto& edges = design.edges;
  edges.push_back({design.start, entry ? before(*entry) : kAnywhere});
  if (!entry && !exit) edges.push_back({design.start, design.end});
  for (std::size_t step = 0; step < count; ++step) edges.push_back({kAnywhere, before(step)});
  for (std::size_t step = 0; step < count; ++step) {
    if (walked[step])
      edges.push_back({before(step), behind(step), static_cast<std::uint32_t>(step)});
    if (!walked[step] || ask.optional[step]) edges.push_back({before(step), behind(step)});
    if (!exit || *exit == step) edges.push_back({behind(step), design.end});
    const bool last = step + 1 == count;
    const bool parts =
        !last && branch_leads_to(ask, step + 1) && way_on_past(ask, step, step + 1).has_value();
    if (!parts) edges.push_back({behind(step), last ? kAnywhere : before(step + 1)});
    for (const DriftLink& link : ask.links)
      if (link.from == step) edges.push_back({behind(step), before(link.to)});
  }
  std::ranges::stable_sort(edges, {}, &JourneyDesign::Edge::from);
  std::uint32_t choice = 0;
  for (std::size_t step = 0; step < count; ++step) mark_branches(ask, step, choice++, design);
  return design;
}

}  // namespace wend::analyze
