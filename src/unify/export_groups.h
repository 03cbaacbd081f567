#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <unordered_map>
#include <vector>

#include "unify/export_cell.h"

namespace wend::unify {

// k-anonymity (L. Sweeney, 2002): rows that agree in the quasi-identifiers make a group, and of a
// group with fewer than k people no row is written.
class ExportGroups {
 public:
  ExportGroups(std::vector<std::size_t> quasi_identifiers, std::int64_t k)
      : quasi_(std::move(quasi_identifiers)), k_(k) {}

  bool asked() const { return k_ > 1; }
  // Everybody first, one person after another.
  void see(std::span<const ExportCell> row, std::uint64_t person);
  // Then each row again.
  bool is_large_enough(std::span<const ExportCell> row) const;

  struct LeftOut {
    std::uint64_t rows = 0, groups = 0;
  };
  LeftOut left_out() const;
  // The smallest group that is written; 0 when there is none.
  std::uint64_t smallest() const;

 private:
  struct Group {
    std::uint64_t rows = 0, people = 0, last = 0;
  };
  std::string key_of(std::span<const ExportCell> row) const;

  const std::vector<std::size_t> quasi_;
  const std::int64_t k_;
  std::unordered_map<std::string, Group> groups_;
};

}  // namespace wend::unify
