#pragma once

#include <cstdint>
#include <limits>
#include <optional>
#include <vector>

#include "analyze/labels.h"

namespace wend::analyze {

// What counts as a transition.
struct TransitionRule {
  std::optional<TimeUs> session_us;  // a longer gap ends a case; none: a customer is a case
  std::optional<TimeUs> within_us;   // neighbours further apart are no transition
  bool collapse = false;             // neither are neighbours of one label
};

// Finds the transitions of one customer: pairs of neighbouring events of one case, equal times in
// the store's order. Keeps nothing from one customer to the next.
class TransitionKernel {
 public:
  TransitionKernel(const JourneyTable& table, const Mask& steps, const Labels& labels,
                   const TransitionRule& rule)
      : table_(table), steps_(steps), labels_(labels), rule_(rule) {}

  // Calls step(position) for every event, move(from, to) for every transition and ends(position)
  // for the last event of every case, in order of time.
  template <typename Step, typename Move, typename Ends>
  void each(std::size_t begin, std::size_t end, Step&& step, Move&& move, Ends&& ends) const {
    std::size_t before = kNone;
    for (std::size_t i = begin; i < end; ++i) {
      if (steps_[i] == 0) continue;
      if (before != kNone) {
        const TimeUs apart_us = table_.time_us()[i] - table_.time_us()[before];
        if (rule_.session_us && apart_us > *rule_.session_us) {
          ends(before);
        } else if ((!rule_.within_us || apart_us <= *rule_.within_us) &&
                   (!rule_.collapse || labels_.of(i) != labels_.of(before))) {
          move(before, i);
        }
      }
      step(i);
      before = i;
    }
    if (before != kNone) ends(before);
  }

 private:
  static constexpr std::size_t kNone = std::numeric_limits<std::size_t>::max();
  const JourneyTable& table_;
  const Mask& steps_;
  const Labels& labels_;
  const TransitionRule& rule_;
};

// Which events are asked about, and what counts as what comes next.
struct NextRule {
  std::optional<TimeUs> within_us;  // later events do not count
  bool each = false;                // every such event; else each customer's first
  bool collapse = false;            // the next event of another label
};

// Finds what comes after one customer's events. Reused for many; allocates only while its list
// grows.
class NextKernel {
 public:
  static constexpr std::size_t kNothing = std::numeric_limits<std::size_t>::max();

  // `from`: the events asked about; `steps`: those that may come next.
  NextKernel(const JourneyTable& table, const Mask& from, const Mask& steps, const Labels& labels,
             const NextRule& rule)
      : table_(table), from_(from), steps_(steps), labels_(labels), rule_(rule) {}

  // Calls visit(from, next or kNothing) in order of time; equal times in the store's order.
  template <typename Visit>
  void each(std::size_t begin, std::size_t end, Visit&& visit) {
    std::size_t first = begin;
    while (first < end && from_[first] == 0) ++first;
    if (first == end) return;
    found_.clear();
    // Backwards, so that what comes next is known at each event: the next event, and the next one
    // whose label is another than that one's.
    std::size_t next = kNothing, next_other = kNothing;
    for (std::size_t i = end; i-- > first;) {
      if (from_[i] != 0) {
        const bool skip = rule_.collapse && next != kNothing && labels_.of(next) == labels_.of(i);
        found_.push_back({i, skip ? next_other : next});
      }
      if (steps_[i] == 0) continue;
      if (next != kNothing && labels_.of(next) != labels_.of(i)) next_other = next;
      next = i;
    }
    for (std::size_t at = found_.size(); at-- > 0;) {
      auto [from, to] = found_[at];
      if (to != kNothing && rule_.within_us &&
          table_.time_us()[to] - table_.time_us()[from] > *rule_.within_us)
        to = kNothing;
      visit(from, to);
      if (!rule_.each) return;
    }
  }

 private:
  struct Found {
    std::size_t from, to;
  };
  const JourneyTable& table_;
  const Mask& from_;
  const Mask& steps_;
  const Labels& labels_;
  const NextRule& rule_;
  std::vector<Found> found_;
};

}  // namespace wend::analyze
