#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "analyze/journey_table.h"
#include "analyze/period_grid.h"

namespace wend::analyze {

// A day on which a customer was active.
struct ActiveDay {
  std::uint32_t day;  // of the grid
  bool looked_at;     // within the range; else only before it, for windows that look back
};

// Lists the days of one customer. Reused for many; allocates only while its list grows.
class StickinessKernel {
 public:
  // `days` reaches as far back as the windows do; activity from `to_us` on is not known.
  StickinessKernel(const JourneyTable& table, const PeriodGrid& days, TimeUs from_us, TimeUs to_us)
      : time_us_(table.time_us()), days_(days), from_us_(from_us), to_us_(to_us) {}

  // The days of a customer's activity, ascending, each once, valid until the next call; `active`:
  // its positions, ascending.
  std::span<const ActiveDay> days_of(std::span<const std::uint32_t> active);

 private:
  std::span<const TimeUs> time_us_;
  const PeriodGrid& days_;
  TimeUs from_us_, to_us_;
  std::vector<ActiveDay> active_;
};

// How many customers were active in the `length` days that end with each day, by the starts and
// ends of their windows: one step a day of activity, however long the windows are.
class RollingActives {
 public:
  RollingActives(std::size_t days, std::size_t length) : length_(length), change_(days + 1) {}

  void add(std::span<const ActiveDay> days);
  // Other customers, of the same days and length.
  void merge(const RollingActives& others);
  // Customers by day.
  std::vector<std::uint64_t> finish() const;
  // Whether the customer was active in the window that ends with `day`.
  static bool holds(std::span<const ActiveDay> days, std::size_t day, std::size_t length);

 private:
  std::size_t length_;
  std::vector<std::int64_t> change_;
};

}  // namespace wend::analyze
