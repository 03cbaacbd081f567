#pragma once

#include <cstdint>
#include <limits>
#include <optional>
#include <vector>

#include "analyze/journey_steps.h"
#include "analyze/selection_search.h"

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
  TransitionKernel(const JourneyTable& table, const JourneySteps& steps, const TransitionRule& rule)
      : time_us_(table.time_us()), steps_(steps), rule_(rule) {}

  // An event and its label.
  struct Step {
    std::size_t position;
    std::uint32_t label;
  };

  // Calls step(Step) for every event, move(Step from, Step to) for every transition and ends(Step)
  // for the last event of every case, in order of time.
  template <typename OnStep, typename OnMove, typename OnEnd>
  void each(std::size_t begin, std::size_t end, OnStep&& step, OnMove&& move, OnEnd&& ends) const {
    Step before{0, JourneySteps::kNone};
    TimeUs before_us = 0;
    for (std::size_t i = begin; i < end; ++i) {
      const std::uint32_t label = steps_.label_at(i);
      if (label == JourneySteps::kNone) continue;
      const Step now{i, label};
      const TimeUs now_us = time_us_[i];
      if (before.label != JourneySteps::kNone) {
        const TimeUs apart_us = now_us - before_us;
        if (rule_.session_us && apart_us > *rule_.session_us) {
          ends(before);
        } else if ((!rule_.within_us || apart_us <= *rule_.within_us) &&
                   (!rule_.collapse || label != before.label)) {
          move(before, now);
        }
      }
      step(now);
      before = now;
      before_us = now_us;
    }
    if (before.label != JourneySteps::kNone) ends(before);
  }

 private:
  std::span<const TimeUs> time_us_;
  const JourneySteps& steps_;
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
  // An event asked about, and the one that comes next, or kNothing, with its label.
  struct Found {
    std::size_t from, next;
    std::uint32_t label;
  };

  // `from`: the events asked about; `steps`: those that may come next, and their labels.
  NextKernel(const JourneyTable& table, const Selection& from, const JourneySteps& steps,
             const NextRule& rule)
      : time_us_(table.time_us()), asked_(table, from), steps_(steps), rule_(rule) {}

  // Calls visit(Found) in order of time; equal times in the store's order.
  template <typename Visit>
  void each(std::size_t begin, std::size_t end, Visit&& visit) {
    const auto asked = asked_.find(begin, end);
    if (asked.empty()) return;
    if (!rule_.each) {
      visit(within(after(asked.front(), end)));
      return;
    }
    // Backwards, so that what comes next is known at each event: the next event, and the next one
    // whose label is another than that one's.
    found_.clear();
    Found next{0, kNothing, 0}, next_other = next;
    std::size_t left = asked.size();
    for (std::size_t i = end; left > 0;) {
      --i;
      if (i == asked[left - 1]) {
        const bool skip = rule_.collapse && next.next != kNothing && next.label == label_of(i);
        found_.push_back(skip ? next_other : next);
        found_.back().from = i;
        --left;
      }
      const std::uint32_t label = steps_.label_at(i);
      if (label == JourneySteps::kNone) continue;
      if (next.next != kNothing && next.label != label) next_other = next;
      next = {0, i, label};
    }
    for (std::size_t at = found_.size(); at-- > 0;) visit(within(found_[at]));
  }

 private:
  std::uint32_t label_of(std::size_t position) const { return steps_.labels().of(position); }

  Found after(std::size_t from, std::size_t end) const {
    const std::uint32_t own = label_of(from);
    for (std::size_t i = from + 1; i < end; ++i) {
      const std::uint32_t label = steps_.label_at(i);
      if (label != JourneySteps::kNone && !(rule_.collapse && label == own))
        return {from, i, label};
    }
    return {from, kNothing, 0};
  }

  Found within(Found found) const {
    if (found.next != kNothing && rule_.within_us &&
        time_us_[found.next] - time_us_[found.from] > *rule_.within_us)
      found.next = kNothing;
    return found;
  }

  std::span<const TimeUs> time_us_;
  SelectionSearch asked_;
  const JourneySteps& steps_;
  const NextRule& rule_;
  std::vector<Found> found_;
};

}  // namespace wend::analyze
