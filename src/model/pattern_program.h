#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "base/result.h"
#include "model/pattern.h"

namespace wend::model {

// A pattern as states of an automaton in the way of Thompson (1968). State 0 begins.
struct PatternProgram {
  enum class Op : std::uint8_t {
    kTest,   // takes an event that satisfies `test`
    kSplit,  // goes to `next` or, where that cannot succeed, to `other`
    kSkip,   // goes on, or takes an event and stays
    kGap,  // takes events until one whose time after the event before lies in the limits comes next
    kNear,   // goes on where the next event lies in the limits
    kStart,  // goes on before the first event
    kEnd,    // goes on behind the last
    kOpen,   // begins a stretch of at most `within` from its first event to its last
    kClose,  // ends it
    kMatch,
  };
  struct State {
    Op op = Op::kMatch;
    std::uint32_t next = 0;
    std::uint32_t other = 0;
    std::uint32_t test = 0;
    DurationUs after_us = 0;
    DurationUs within_us = 0;
    bool timed = false;
  };

  std::vector<State> states;
  // The states such that each comes after those it can lead to without taking an event.
  std::vector<std::uint32_t> order;
  // Whether events that satisfy no test may be left out of the list without changing what matches:
  // wherever an event is taken, others may lie before the next.
  bool passes_over_others = false;
  // The tests that some event of every match satisfies.
  std::vector<std::uint32_t> needed_tests;

  // Errors: kTooLarge when repetitions written out have more than kPatternStatesMax states;
  // kInvalidInput where a link has nothing to link, and where stretches of time nest. `place` is
  // that of the pattern.
  static base::Result<PatternProgram> compile(const Pattern& pattern, const std::string& place);
};

}  // namespace wend::model
