#pragma once

#include "analyze/selection_search.h"

namespace wend::analyze {

// Finds the `from` events of one customer, and the `to` event that answers each. One for each
// thread.
class TimeBetweenKernel {
 public:
  static constexpr std::uint32_t kNever = ~0U;

  // The selections must outlive it.
  TimeBetweenKernel(const JourneyTable& table, const Selection& from, const Selection& to)
      : time_us_(table.time_us()), from_(table, from), to_(table, to) {}

  // Calls visit(from, to or kNever) for the first moment that has a `from`, with the first other
  // event that is a `to` at that moment or later.
  template <typename Visit>
  void first(std::size_t begin, std::size_t end, Visit&& visit) {
    const auto froms = from_.find(begin, end);
    if (froms.empty()) return;
    const std::uint32_t from = froms.front();
    const TimeUs moment_us = time_us_[from];
    // Events of the same moment stand in either order: a `to` may stand before.
    bool is_to = false;
    std::uint32_t to = kNever;
    for (const std::uint32_t position : to_.find(begin, end)) {
      if (time_us_[position] < moment_us) continue;
      if (position != from) {
        if (to == kNever) to = position;
        if (position > from) break;
      }
      is_to = is_to || position == from;
    }
    // The first `from` may be the moment's only `to`, while another `from` can use it.
    if (is_to && (to == kNever || time_us_[to] != moment_us) && froms.size() > 1 &&
        time_us_[froms[1]] == moment_us) {
      visit(froms[1], from);
      return;
    }
    visit(from, to);
  }

  // Calls visit(from, to or kNever) for every `from` with the first `to` behind it, not behind the
  // next `from`; equal times in the store's order.
  template <typename Visit>
  void each(std::size_t begin, std::size_t end, Visit&& visit) {
    const auto froms = from_.find(begin, end);
    if (froms.empty()) return;
    const auto tos = to_.find(begin, end);
    auto to = tos.begin();
    for (std::size_t i = 0; i < froms.size(); ++i) {
      while (to != tos.end() && *to <= froms[i]) ++to;
      const std::uint32_t next = i + 1 < froms.size() ? froms[i + 1] : kNever;
      visit(froms[i], to != tos.end() && *to <= next ? *to : kNever);
    }
  }

 private:
  std::span<const TimeUs> time_us_;
  SelectionSearch from_, to_;
};

}  // namespace wend::analyze
