#pragma once

#include <cstdint>
#include <vector>

namespace wend::analyze {

// One edge of a directly-follows graph. Activities are numbered; the artificial ends follow the
// last of them.
struct ProcessEdge {
  std::uint32_t from = 0;
  std::uint32_t to = 0;
  std::uint64_t count = 0;
};

// Which edges a map shows at a detail from 0 to 1: the strongest ⌈detail × all⌉, but first of all
// those that are needed for every activity to be reached from the start and to reach the end, each
// by the strongest edges that lead there (a tree grown from the start, always over the strongest
// edge to a new activity, and one grown backwards from the end). More than the wanted number when
// that alone takes more. One byte per edge. `start` and `end` are the numbers of the artificial
// ends, end = start + 1; every activity must be reachable over all edges.
std::vector<std::uint8_t> edges_to_keep(const std::vector<ProcessEdge>& edges, std::uint32_t start,
                                        double detail);

}  // namespace wend::analyze
