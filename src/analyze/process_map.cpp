#include "analyze/process_map.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <queue>
#include <tuple>

namespace wend::analyze {
namespace {

// Stronger edges first; equal ones in the order of their activities.
bool is_stronger(const ProcessEdge& a, const ProcessEdge& b) {
  return std::tuple(b.count, a.from, a.to) < std::tuple(a.count, b.from, b.to);
}

// Prim's tree, directed: from `root` along the edges, or against them.
void keep_tree(const std::vector<ProcessEdge>& edges, std::uint32_t root, bool forward,
               std::size_t nodes, std::vector<std::uint8_t>& keep) {
  std::vector<std::vector<std::uint32_t>> edges_of(nodes);
  for (std::uint32_t i = 0; i < edges.size(); ++i)
    edges_of[forward ? edges[i].from : edges[i].to].push_back(i);
  const auto weaker = [&](std::uint32_t a, std::uint32_t b) {
    return is_stronger(edges[b], edges[a]);
  };
  std::priority_queue<std::uint32_t, std::vector<std::uint32_t>, decltype(weaker)> open(weaker);
  std::vector<std::uint8_t> reached(nodes);
  const auto reach = [&](std::uint32_t node) {
    reached[node] = 1;
    for (const std::uint32_t edge : edges_of[node]) open.push(edge);
  };
  reach(root);
  while (!open.empty()) {
    const std::uint32_t edge = open.top();
    open.pop();
    const std::uint32_t node = forward ? edges[edge].to : edges[edge].from;
    if (reached[node] != 0) continue;
    keep[edge] = 1;
    reach(node);
  }
}

}  // namespace

std::vector<std::uint8_t> edges_to_keep(const std::vector<ProcessEdge>& edges, std::uint32_t start,
                                        double detail) {
  std::vector<std::uint8_t> keep(edges.size());
  if (edges.empty()) return keep;
  const std::uint32_t end = start + 1;
  keep_tree(edges, start, true, end + 1, keep);
  keep_tree(edges, end, false, end + 1, keep);
  const auto wanted =
      static_cast<std::size_t>(std::ceil(detail * static_cast<double>(edges.size())));
  auto kept = static_cast<std::size_t>(std::ranges::count(keep, 1));
  std::vector<std::uint32_t> order(edges.size());
  std::iota(order.begin(), order.end(), 0U);
  std::ranges::sort(
      order, [&](std::uint32_t a, std::uint32_t b) { return is_stronger(edges[a], edges[b]); });
  for (const std::uint32_t edge : order) {
    if (kept >= wanted) break;
    kept += keep[edge] == 0;
    keep[edge] = 1;
  }
  return keep;
}

}  // namespace wend::analyze
