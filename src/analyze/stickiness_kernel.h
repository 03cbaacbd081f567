#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "analyze/event_mask.h"
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
  StickinessKernel(const JourneyTable& table, const Mask& active_ever, const PeriodGrid& days,
                   TimeUs from_us, TimeUs to_us)
      : table_(table), active_ever_(active_ever), days_(days), from_us_(from_us), to_us_(to_us) {}

  // The days on which the customer who owns [begin, end) was active, ascending, each once.
  std::span<const ActiveDay> days_of(std::size_t begin, std::size_t end);

 private:
  const JourneyTable& table_;
  const Mask& active_ever_;
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
  // Customers by day.
  std::vector<std::uint64_t> finish() const;
  // Whether the customer was active in the window that ends with `day`.
  static bool holds(std::span<const ActiveDay> days, std::size_t day, std::size_t length);

 private:
  std::size_t length_;
  std::vector<std::int64_t> change_;
};

}  // namespace wend::analyze
