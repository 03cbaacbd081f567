#include "analyze/discovery_company.h"

#include <algorithm>

#include "analyze/discovery.h"
#include "analyze/large_parts.h"

namespace wend::analyze {

std::vector<TouchpointWeights> company_of(const JourneyTable& table, const JourneyModel& discovered,
                                          const std::vector<std::size_t>& row_of_name,
                                          std::size_t rows) {
  const std::size_t touchpoints = discovered.touchpoints.size();
  using Rows = std::vector<TouchpointWeights>;
  const auto parts = in_profile_ranges<Rows>(
      table, {},
      [&](ProfileRange range, Rows& company) {
        company.assign(rows, TouchpointWeights(touchpoints, 0));
        std::vector<double> waiting(rows);
        for (std::size_t profile = range.first; profile < range.last; ++profile) {
          std::ranges::fill(waiting, 0);
          std::size_t before = kNoTouchpoint;
          for (std::size_t i = table.begin(profile); i < table.end(profile); ++i) {
            const std::uint32_t name = table.name()[i];
            const std::size_t row = row_of_name[name];
            const std::size_t here = discovered.touchpoint_of_name[name];
            if (row != kNoTouchpoint) {
              ++(before == kNoTouchpoint ? waiting[row] : company[row][before]);
            } else if (here != kNoTouchpoint) {
              if (before == kNoTouchpoint)
                for (std::size_t r = 0; r < rows; ++r) company[r][here] += waiting[r];
              before = here;
            }
          }
        }
      },
      profiles_per_large_part(table));
  Rows all(rows, TouchpointWeights(touchpoints, 0));
  for (const Rows& part : *parts)
    for (std::size_t r = 0; r < rows; ++r)
      for (std::size_t t = 0; t < touchpoints; ++t) all[r][t] += part[r][t];
  return all;
}

}  // namespace wend::analyze
