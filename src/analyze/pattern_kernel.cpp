#include "analyze/pattern_kernel.h"

#include <algorithm>

#include "base/assert.h"

namespace wend::analyze {

using model::PatternProgram;
using Op = PatternProgram::Op;

PatternKernel::PatternKernel(const JourneyTable& table, const StepClasses& tests,
                             const PatternProgram& program)
    : table_(table),
      tests_(tests),
      program_(program),
      states_(program.states),
      test_count_(tests.step_count()),
      windows_(program.states.size()) {
  satisfies_.resize(tests.class_count() * test_count_);
  for (std::uint32_t number = 0; number < tests.class_count(); ++number)
    for (const std::uint32_t test : tests.steps(number))
      satisfies_[number * test_count_ + test] = 1;
}

std::uint32_t PatternKernel::end_within(std::size_t at, TimeUs within_us) const {
  const TimeUs latest = time(at) + within_us;
  std::size_t low = at, high = events_.size();
  while (low < high) {
    const std::size_t middle = low + (high - low) / 2;
    if (time(middle) <= latest) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return static_cast<std::uint32_t>(low);
}

// The least cell of the state behind a gap, over the events whose time after the event before
// `at` lies in the limits. Called with falling `at`, so the window only moves to the left.
std::uint32_t PatternKernel::gap(std::uint32_t number, std::size_t at) {
  const PatternProgram::State& state = states_[number];
  Window& window = windows_[number];
  if (at == 0) return kNever;
  const TimeUs before = time(at - 1);
  // Everything down to `at` may come in; what is too early waits on the left.
  while (window.low > at && time(window.low - 1) - before >= state.after_us) {
    const auto event = static_cast<std::uint32_t>(--window.low);
    const std::uint32_t value = cell(state.next, event);
    if (value == kNever) continue;
    while (window.numbers.size() > window.right && cell(state.next, window.numbers.back()) >= value)
      window.numbers.pop_back();
    window.numbers.push_back(event);
  }
  while (window.right < window.numbers.size() &&
         time(window.numbers[window.right]) - before > state.within_us)
    ++window.right;
  return window.right < window.numbers.size() ? cell(state.next, window.numbers[window.right])
                                              : kNever;
}

void PatternKernel::fill(std::size_t at) {
  const std::size_t end = events_.size();
  for (const std::uint32_t number : program_.order) {
    const PatternProgram::State& state = states_[number];
    std::uint32_t& here = cell(number, at);
    switch (state.op) {
      case Op::kMatch:
        here = 0;
        break;
      case Op::kTest:
        here = at < end && satisfies(state.test, at) ? cell(state.next, at + 1) : kNever;
        break;
      case Op::kSplit:
        here = std::min(cell(state.next, at), cell(state.other, at));
        break;
      case Op::kSkip:
        here = std::min(cell(state.next, at), at < end ? cell(number, at + 1) : kNever);
        break;
      case Op::kGap:
        here = gap(number, at);
        break;
      case Op::kNear: {
        const bool holds = at > 0 && at < end && time(at) - time(at - 1) >= state.after_us &&
                           time(at) - time(at - 1) <= state.within_us;
        here = holds ? cell(state.next, at) : kNever;
        break;
      }
      case Op::kStart:
        here = at == 0 ? cell(state.next, at) : kNever;
        break;
      case Op::kEnd:
        here = at == end ? cell(state.next, at) : kNever;
        break;
      case Op::kOpen: {
        const std::uint32_t earliest = cell(state.next, at);
        const bool holds =
            earliest != kNever && (earliest <= at || earliest <= end_within(at, state.within_us));
        here = holds ? 0 : kNever;
        break;
      }
      case Op::kClose:
        here = cell(state.next, at) == kNever ? kNever : static_cast<std::uint32_t>(at);
        break;
    }
  }
}

bool PatternKernel::prepare(std::span<const std::uint32_t> events) {
  class_.clear();
  relevant_.clear();
  number_.clear();
  std::uint32_t any = 0;
  for (std::uint32_t number = 0; number < events.size(); ++number) {
    const std::uint32_t event_class = tests_.of(events[number]);
    any |= event_class;
    if (program_.passes_over_others) {
      if (event_class == 0) continue;
      relevant_.push_back(events[number]);
      number_.push_back(number);
    }
    class_.push_back(event_class);
  }
  if (any == 0) return false;
  for (const std::uint32_t test : program_.needed_tests) {
    if (std::ranges::none_of(class_, [&](std::uint32_t event_class) {
          return satisfies_[event_class * test_count_ + test] != 0;
        }))
      return false;
  }
  events_ = program_.passes_over_others ? std::span<const std::uint32_t>(relevant_) : events;
  if (cells_.size() < (events_.size() + 1) * states_.size())
    cells_.resize((events_.size() + 1) * states_.size());
  for (Window& window : windows_) {
    window.numbers.clear();
    window.right = 0;
    window.low = events_.size();
  }
  for (std::size_t at = events_.size() + 1; at-- > 0;) fill(at);
  return true;
}

bool PatternKernel::has_match(std::span<const std::uint32_t> events) {
  if (!prepare(events)) return false;
  for (std::size_t from = 0; from < events_.size(); ++from)
    if (cell(0, from) != kNever) return true;
  return false;
}

// Goes where a match can be finished, by preference.
PatternKernel::Match PatternKernel::walk(std::size_t from) {
  taken_.clear();
  taken_tests_.clear();
  std::uint32_t number = 0;
  std::size_t at = from;
  std::size_t first = from, behind = from;
  std::uint32_t limit = kNever - 1;  // the stretch that is open must end no later
  const auto succeeds = [&](std::uint32_t state, std::size_t event) {
    return cell(state, event) <= limit;
  };
  while (states_[number].op != Op::kMatch) {
    const PatternProgram::State& state = states_[number];
    number = state.next;
    switch (state.op) {
      case Op::kTest:
        if (taken_.empty()) first = at;
        taken_.push_back(events_[at]);
        taken_tests_.push_back(state.test);
        behind = ++at;
        break;
      case Op::kSplit:
        if (!succeeds(state.next, at)) number = state.other;
        break;
      case Op::kSkip:
        while (!succeeds(state.next, at)) ++at;
        break;
      case Op::kGap: {
        const TimeUs before = time(at - 1);
        while (time(at) - before < state.after_us || !succeeds(state.next, at)) ++at;
        WEND_ASSERT(time(at) - before <= state.within_us, "the gap was found to succeed");
        break;
      }
      case Op::kOpen:
        limit =
            at < events_.size() ? end_within(at, state.within_us) : static_cast<std::uint32_t>(at);
        limit = std::max(limit, static_cast<std::uint32_t>(at));
        break;
      case Op::kClose:
        limit = kNever - 1;
        break;
      default:
        break;
    }
  }
  end_ = at;
  if (!program_.passes_over_others || taken_.empty()) return {taken_, taken_tests_, first, behind};
  return {taken_, taken_tests_, number_[first], std::size_t{number_[behind - 1]} + 1};
}

}  // namespace wend::analyze
