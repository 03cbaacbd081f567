#include "analyze/retention_tally.h"

namespace wend::analyze {
namespace {

// Counts a customer at most once.
void count_once(std::uint64_t& people, std::uint64_t& seen, std::uint64_t customer) {
  people += seen != customer;
  seen = customer;
}

}  // namespace

RetentionTally::RetentionTally(std::size_t cells, bool once)
    : once_(once), states_(cells), people_of_cell_(once ? 0 : cells), seen_(once ? 0 : cells) {}

void RetentionTally::add(std::uint32_t profile, std::span<const std::uint8_t> cells) {
  ++units_;
  for (std::size_t i = 0; i < cells.size(); ++i) ++states_[i][cells[i]];
  if (once_) return;
  const std::uint64_t customer = std::uint64_t{profile} + 1;
  count_once(people_, last_, customer);
  for (std::size_t i = 0; i < cells.size(); ++i) {
    const bool over = (cells[i] & RetentionUnit::kOver) != 0;
    if ((cells[i] & RetentionUnit::kReturned) != 0) {
      count_once(people_of_cell_[i].returned, seen_[i].returned, customer);
      if (over) count_once(people_of_cell_[i].returned_over, seen_[i].returned_over, customer);
    } else if (over) {
      count_once(people_of_cell_[i].lost, seen_[i].lost, customer);
    }
  }
}

void RetentionTally::add(const RetentionTally& others) {
  units_ += others.units_;
  people_ += others.people_;
  for (std::size_t i = 0; i < states_.size(); ++i)
    for (std::size_t state = 0; state < states_[i].size(); ++state)
      states_[i][state] += others.states_[i][state];
  for (std::size_t i = 0; i < people_of_cell_.size(); ++i) {
    people_of_cell_[i].returned += others.people_of_cell_[i].returned;
    people_of_cell_[i].returned_over += others.people_of_cell_[i].returned_over;
    people_of_cell_[i].lost += others.people_of_cell_[i].lost;
  }
}

RetentionCellCount RetentionTally::operator[](std::size_t cell) const {
  RetentionCellCount count;
  for (std::size_t state = 0; state < states_[cell].size(); ++state) {
    const std::uint64_t units = states_[cell][state];
    const bool returned = (state & RetentionUnit::kReturned) != 0;
    const bool over = (state & RetentionUnit::kOver) != 0;
    if ((state & RetentionUnit::kBegun) != 0) count.units_begun += units;
    if (over) count.units_over += units;
    if (returned) count.units_returned += units;
    if (returned && over) count.units_returned_over += units;
  }
  if (once_) {
    count.people_returned = count.units_returned;
    count.people_returned_over = count.units_returned_over;
    count.people_lost = count.units_over - count.units_returned_over;
  } else {
    count.people_returned = people_of_cell_[cell].returned;
    count.people_returned_over = people_of_cell_[cell].returned_over;
    count.people_lost = people_of_cell_[cell].lost;
  }
  return count;
}

}  // namespace wend::analyze
