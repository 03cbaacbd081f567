#include "analyze/retention_tally.h"

namespace wend::analyze {
namespace {

// Counts a customer at most once.
void count_once(std::uint64_t& people, std::uint64_t& seen, std::uint64_t customer) {
  people += seen != customer;
  seen = customer;
}

}  // namespace

void RetentionTally::add(std::uint32_t profile, std::span<const std::uint8_t> cells) {
  const std::uint64_t customer = std::uint64_t{profile} + 1;
  ++units_;
  count_once(people_, last_, customer);
  for (std::size_t i = 0; i < cells.size(); ++i) {
    RetentionCellCount& cell = cells_[i];
    const bool returned = (cells[i] & RetentionUnit::kReturned) != 0;
    const bool over = (cells[i] & RetentionUnit::kOver) != 0;
    cell.units_begun += (cells[i] & RetentionUnit::kBegun) != 0;
    cell.units_over += over;
    if (returned) {
      ++cell.units_returned;
      count_once(cell.people_returned, seen_[i].returned, customer);
      if (!over) continue;
      ++cell.units_returned_over;
      count_once(cell.people_returned_over, seen_[i].returned_over, customer);
    } else if (over) {
      count_once(cell.people_lost, seen_[i].lost, customer);
    }
  }
}

}  // namespace wend::analyze
