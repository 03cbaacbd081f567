#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <vector>

#include "analyze/retention_kernel.h"

namespace wend::analyze {

// What is said of one cell for one set of starts. Units are starts, people are customers.
struct RetentionCellCount {
  std::uint64_t units_begun = 0;
  std::uint64_t units_returned = 0;  // among those that have begun
  std::uint64_t people_returned = 0;
  std::uint64_t units_over = 0;
  std::uint64_t units_returned_over = 0;  // among those whose cell is over
  std::uint64_t people_returned_over = 0;
  std::uint64_t people_lost = 0;  // with a start whose cell is over without a return
};

// Counts the starts of everybody, of a group or of a cohort. Customers must come one after another.
class RetentionTally {
 public:
  // `once`: nobody has more than one start.
  RetentionTally(std::size_t cells, bool once);

  void add(std::uint32_t profile, std::span<const std::uint8_t> cells);
  // Starts of other customers.
  void add(const RetentionTally& others);

  std::uint64_t units() const { return units_; }
  std::uint64_t people() const { return once_ ? units_ : people_; }
  RetentionCellCount operator[](std::size_t cell) const;

 private:
  // The customer counted last, plus one; 0: nobody.
  struct Seen {
    std::uint64_t returned = 0, returned_over = 0, lost = 0;
  };
  // Of people, where somebody may have several starts.
  struct People {
    std::uint64_t returned = 0, returned_over = 0, lost = 0;
  };
  // How many starts had each combination of a RetentionUnit's bits in a cell.
  using States = std::array<std::uint64_t, 8>;

  bool once_;
  std::vector<States> states_;
  std::vector<People> people_of_cell_;
  std::vector<Seen> seen_;
  std::uint64_t units_ = 0;
  std::uint64_t people_ = 0;
  std::uint64_t last_ = 0;
};

}  // namespace wend::analyze
