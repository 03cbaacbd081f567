#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "analyze/journey_table.h"
#include "analyze/step_classes.h"
#include "analyze/tie_matching.h"
#include "model/duration.h"

namespace wend::analyze {

// Finds the best attempt of one customer at a funnel.
//
// An attempt that reaches k steps is a choice of k different events, one for each of the steps 1 …
// k in their order, whose times never go back and all lie within the window from the first one's,
// inclusive. The best attempt reaches the most steps; among those its times come first (compared
// step by step), and among those its positions in the table.
//
// A step back is never worth it: whoever is further ahead at some moment can fill at least the same
// later steps with the events from there on. So one pass that always goes as far as the events of
// each moment allow is exact, where a moment's events are given to steps by matching. With a
// window, a first pass keeps for each step the latest beginning from which it is reached; that
// tells how many steps can be reached and when the last of them is first reached, hence the
// earliest beginning of a best attempt.
class FunnelKernel {
 public:
  FunnelKernel(const JourneyTable& table, const StepClasses& classes,
               std::optional<model::DurationUs> window_us);

  // Whether it is asked about few of the customers: then the others are not looked at by the way.
  void expect_few(bool few) { search_.look_ahead(!few); }

  // Looks at the events [begin, end) of one profile; those of class 0 are passed over. The
  // positions of the best attempt's events, as many as steps were reached; valid until the next
  // call.
  std::span<const std::uint32_t> best_attempt(std::size_t begin, std::size_t end);
  // The same of events that stand anywhere in the table, in the order of their times; the order in
  // which they are given decides where positions would.
  std::span<const std::uint32_t> best_attempt(std::span<const std::uint32_t> events);

 private:
  static constexpr TimeUs kNever = INT64_MIN;

  bool gather(std::size_t begin, std::size_t end);
  bool gather(std::span<const std::uint32_t> events);
  void make_room(std::size_t events);
  bool begin_among(std::size_t count);
  std::span<const std::uint32_t> best_of_gathered();
  std::size_t moment_end(std::size_t at) const;
  // Where the best attempt under the window begins, by its place among the gathered events.
  std::size_t best_beginning();
  void advance_by_one(std::size_t at);  // an event that satisfies several steps
  void advance_by_many(std::size_t at, std::size_t end);
  // The attempt from this beginning, up to `levels` steps.
  std::span<const std::uint32_t> walk(std::size_t at, std::size_t levels);
  void reach(std::size_t level, TimeUs beginning, TimeUs now);
  std::span<const std::uint32_t> positions(std::size_t at, std::size_t end) const {
    return std::span(position_).subspan(at, end - at);
  }

  std::span<const TimeUs> time_us_;
  const StepClasses& classes_;
  const SignatureCodes& signatures_;
  SignatureSearch search_;  // events that may be of a step
  std::optional<model::DurationUs> window_us_;
  TieMatching matching_;
  std::vector<std::uint8_t> begins_;  // by class: whether its events satisfy step 1
  // The customer's events that satisfy a step; those from the moment of the first of step 1 on are
  // [first_, count_).
  std::size_t first_ = 0, count_ = 0;
  std::vector<std::uint32_t> position_, class_;
  std::vector<TimeUs> time_;
  std::vector<std::uint32_t> chosen_;  // per step
  // Per number of steps, the latest beginning from which it was reached; how many were reached at
  // most, and when first.
  std::vector<TimeUs> latest_, latest_before_;
  std::size_t best_level_ = 0;
  TimeUs best_reached_us_ = kNever;
};

}  // namespace wend::analyze
