#pragma once

#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "analyze/journey_table.h"
#include "analyze/selection_search.h"

namespace wend::analyze {

// The events of one measure, ready to be counted.
struct TrendMeasureEvents {
  Selection match;
  bool once_a_session = false;  // only the first of each session counts
  // Of measures over a property: the number of each value of the column, none where it is no
  // number; such events do not count.
  std::shared_ptr<const ValueColumn> column;
  std::vector<std::optional<double>> number_of_code;
};

// Finds what counts of one customer. Keeps nothing from one to the next; one for each thread.
class TrendKernel {
 public:
  // `ever`: what is looked at at any time. A session ends with a gap longer than `gap_us` between
  // its events, and where the range begins: it is made of what is looked at.
  TrendKernel(const JourneyTable& table, const Selection& ever,
              std::span<const TrendMeasureEvents> measures, TimeUs gap_us, TimeUs from_us,
              TimeUs to_us)
      : time_us_(table.time_us()),
        signatures_(table.signatures()),
        ever_(ever),
        measures_(measures),
        gap_us_(gap_us),
        from_us_(from_us),
        to_us_(to_us),
        counted_(measures.size()) {
    for (const TrendMeasureEvents& measure : measures) {
      auto& both = matches_.emplace_back(std::make_unique<Selection>(measure.match));
      both->meet(ever);
      searches_.emplace_back(table, *both);
    }
  }

  // The positions in [begin, end) of all events of a measure, whatever its sessions and numbers,
  // ascending; valid until the next call for the same measure.
  std::span<const std::uint32_t> events_of(std::size_t measure, std::size_t begin,
                                           std::size_t end) {
    return searches_[measure].find(begin, end);
  }

  // Calls visit(measure, position, number) for every event that counts and lies before the end of
  // the range, in order of time.
  template <typename Visit>
  void each_hit(std::size_t begin, std::size_t end, Visit&& visit) {
    TimeUs last_us = 0;
    bool in_session = false;
    for (std::size_t i = begin; i < end; ++i) {
      if (!ever_.holds(signatures_, i)) continue;
      const TimeUs time_us = time_us_[i];
      if (time_us >= to_us_) return;
      const bool range_begins = last_us < from_us_ && time_us >= from_us_;
      if (!in_session || time_us - last_us > gap_us_ || range_begins)
        counted_.assign(counted_.size(), 0);
      in_session = true;
      last_us = time_us;
      for (std::size_t m = 0; m < measures_.size(); ++m) {
        const TrendMeasureEvents& measure = measures_[m];
        if (!measure.match.holds(signatures_, i)) continue;
        double number = 0;
        if (measure.column != nullptr) {
          const auto& of_code = measure.number_of_code[measure.column->codes[i]];
          if (!of_code) continue;
          number = *of_code;
        }
        if (measure.once_a_session && counted_[m] != 0) continue;
        counted_[m] = 1;
        visit(m, i, number);
      }
    }
  }

 private:
  std::span<const TimeUs> time_us_;
  const SignatureCodes& signatures_;
  const Selection& ever_;
  std::span<const TrendMeasureEvents> measures_;
  TimeUs gap_us_, from_us_, to_us_;
  std::vector<std::uint8_t> counted_;                // in this session, by measure
  std::vector<std::unique_ptr<Selection>> matches_;  // by measure, of what is looked at
  std::vector<SelectionSearch> searches_;
};

}  // namespace wend::analyze
