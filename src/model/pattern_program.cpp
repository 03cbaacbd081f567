#include "model/pattern_program.h"

#include <algorithm>
#include <fmt/format.h>
#include <limits>
#include <utility>

namespace wend::model {
namespace {

using Node = PatternNode;
using Op = PatternProgram::Op;
using State = PatternProgram::State;
using base::ErrorCode;

constexpr std::uint32_t kUnknown = ~0U;

// What stands next to a place of the pattern when nothing but anchors and choices lie between.
struct Edge {
  bool event = false;    // a test
  bool link = false;     // a then or next
  bool anchor = false;   // start or end
  bool nothing = false;  // the node can be passed without any of them
};

Edge join(Edge a, const Edge& b) {
  return {a.event || b.event, a.link || b.link, a.anchor || b.anchor, a.nothing || b.nothing};
}

Edge edge_of(const Node& node, bool at_front) {
  switch (node.kind) {
    case Node::Kind::kTest:
      return {.event = true};
    case Node::Kind::kThen:
    case Node::Kind::kNext:
      return {.link = true};
    case Node::Kind::kStart:
    case Node::Kind::kEnd:
      return {.anchor = true};
    case Node::Kind::kRepeat: {
      Edge edge = edge_of(node.parts[0], at_front);
      edge.nothing = edge.nothing || node.at_least == 0;
      return edge;
    }
    case Node::Kind::kOneOf: {
      Edge edge;
      for (const Node& part : node.parts) edge = join(edge, edge_of(part, at_front));
      return edge;
    }
    case Node::Kind::kSequence: {
      Edge edge{.nothing = true};
      for (std::size_t i = 0; i < node.parts.size() && edge.nothing; ++i) {
        const Node& part = node.parts[at_front ? i : node.parts.size() - 1 - i];
        edge.nothing = false;
        edge = join(edge, edge_of(part, at_front));
      }
      return edge;
    }
  }
  return {};
}

class Compiler {
 public:
  explicit Compiler(const std::string& place) : place_(place) {}

  base::Result<PatternProgram> compile(const Node& root) {
    WEND_TRY(check(root, {.nothing = true}, {.nothing = true}, false));
    emit({.op = Op::kMatch});
    WEND_ASSIGN(const std::uint32_t first, add(root, 0));
    // State 0 begins: the last one made changes places with it.
    auto& states = program_.states;
    std::swap(states[0], states[first]);
    for (State& state : states) {
      for (std::uint32_t* to : {&state.next, &state.other}) {
        if (*to == first) {
          *to = 0;
        } else if (*to == 0) {
          *to = first;
        }
      }
    }
    put_in_order();
    program_.passes_over_others = passes_over_others();
    for (const State& state : program_.states) {
      auto& needed = program_.needed_tests;
      if (state.op == Op::kTest && std::ranges::find(needed, state.test) == needed.end() &&
          !can_match_without(state.test))
        needed.push_back(state.test);
    }
    return std::move(program_);
  }

 private:
  std::unexpected<base::Error> wrong(std::string message, std::string hint) const {
    return base::fail(ErrorCode::kInvalidInput, std::move(message), place_, std::move(hint));
  }

  bool passes_over_others() const {
    return std::ranges::all_of(program_.states, [&](const State& state) {
      switch (state.op) {
        case Op::kNear:
        case Op::kStart:
        case Op::kEnd:
          return false;
        case Op::kTest:
          return !may_take_next(state.next);
        default:
          return true;
      }
    });
  }

  // Whether the very next event can be asked to satisfy a test: whether one is reached from this
  // state without passing over events.
  bool may_take_next(std::uint32_t from) const {
    return leads(
        from,
        [](const State& state) {
          return state.op == Op::kSkip || state.op == Op::kGap || state.op == Op::kMatch;
        },
        [](const State& state) { return state.op == Op::kTest; });
  }

  bool can_match_without(std::uint32_t test) const {
    return leads(
        0, [&](const State& state) { return state.op == Op::kTest && state.test == test; },
        [](const State& state) { return state.op == Op::kMatch; });
  }

  // Whether there is a way from a state to one that is `wanted` past none that is a `barrier`.
  template <typename Barrier, typename Wanted>
  bool leads(std::uint32_t from, const Barrier& barrier, const Wanted& wanted) const {
    std::vector<std::uint8_t> seen(program_.states.size());
    std::vector<std::uint32_t> left{from};
    while (!left.empty()) {
      const std::uint32_t number = left.back();
      left.pop_back();
      if (std::exchange(seen[number], 1) != 0) continue;
      const State& state = program_.states[number];
      if (wanted(state)) return true;
      if (barrier(state) || state.op == Op::kMatch) continue;
      left.push_back(state.next);
      if (state.op == Op::kSplit) left.push_back(state.other);
    }
    return false;
  }

  // What may stand before and behind a node decides whether its links have something to link.
  base::Status check(const Node& node, const Edge& before, const Edge& behind, bool timed) const {
    if (node.is_link()) {
      if (before.nothing || behind.nothing)
        return wrong("A link stands at the beginning or the end.",
                     "\"then\" and \"next\" stand between two elements.");
      if (before.link || behind.link)
        return wrong("Two links can follow one another.", "Leave one of them out.");
      const bool has_limits = node.after || node.within;
      if (has_limits && (before.anchor || behind.anchor))
        return wrong("A time limit stands beside \"start\" or \"end\".",
                     "Limits are between two events.");
      return {};
    }
    if (node.within && timed)
      return wrong("A length of time stands inside another.",
                   "Use \"then within\" for the inner one, or leave one out.");
    if (node.within) {
      for (const bool front : {true, false})
        if (const Edge edge = edge_of(node, front); edge.link || edge.anchor)
          return wrong("A group with a length of time begins or ends with a link or an anchor.",
                       "Put it outside: ( … ) within 1d then …");
    }
    timed = timed || node.within;
    if (node.kind == Node::Kind::kOneOf) {
      for (const Node& part : node.parts) WEND_TRY(check(part, before, behind, timed));
    } else if (node.kind == Node::Kind::kRepeat) {
      const Node& part = node.parts[0];
      Edge left = before, right = behind;
      if (!node.at_most || *node.at_most > 1) {
        left = join(left, edge_of(part, false));
        right = join(right, edge_of(part, true));
        left.nothing = before.nothing;
        right.nothing = behind.nothing;
      }
      // A repetition that is taken once or more stands between itself too: the end of its first
      // time is no end of the pattern only where it must come again.
      WEND_TRY(check(part, left, right, timed));
    } else if (node.kind == Node::Kind::kSequence) {
      for (std::size_t i = 0; i < node.parts.size(); ++i) {
        WEND_TRY(check(node.parts[i], beside(node.parts, i, false, before),
                       beside(node.parts, i, true, behind), timed));
      }
    }
    return {};
  }

  // What may stand next to part i of a sequence.
  static Edge beside(const std::vector<Node>& parts, std::size_t i, bool behind,
                     const Edge& outside) {
    Edge edge{.nothing = true};
    for (std::size_t k = i; edge.nothing;) {
      if (behind ? k + 1 == parts.size() : k == 0) {
        edge.nothing = false;
        return join(edge, outside);
      }
      k = behind ? k + 1 : k - 1;
      edge.nothing = false;
      edge = join(edge, edge_of(parts[k], behind));
    }
    return edge;
  }

  std::uint32_t emit(State state) {
    program_.states.push_back(state);
    return static_cast<std::uint32_t>(program_.states.size() - 1);
  }

  // Adds states that do what the node says and then go to `to`; the first of them.
  base::Result<std::uint32_t> add(const Node& node, std::uint32_t to) {
    if (program_.states.size() > kPatternStatesMax) {
      return base::fail(ErrorCode::kTooLarge,
                        fmt::format("The pattern has more than {} elements, repetitions written "
                                    "out.",
                                    kPatternStatesMax),
                        place_);
    }
    const bool stretch = node.within && !node.is_link();
    if (stretch) to = emit({.op = Op::kClose, .next = to});
    WEND_ASSIGN(std::uint32_t first, add_inside(node, to));
    if (stretch) first = emit({.op = Op::kOpen, .next = first, .within_us = *node.within});
    return first;
  }

  base::Result<std::uint32_t> add_inside(const Node& node, std::uint32_t to) {
    State state{.next = to};
    state.after_us = node.after.value_or(0);
    state.within_us = node.within.value_or(kDurationMaxUs);
    state.timed = node.after || node.within;
    switch (node.kind) {
      case Node::Kind::kTest:
        state.op = Op::kTest;
        state.test = static_cast<std::uint32_t>(node.test);
        return emit(state);
      case Node::Kind::kStart:
        state.op = Op::kStart;
        return emit(state);
      case Node::Kind::kEnd:
        state.op = Op::kEnd;
        return emit(state);
      case Node::Kind::kThen:
        state.op = state.timed ? Op::kGap : Op::kSkip;
        return emit(state);
      case Node::Kind::kNext:
        if (!state.timed) return to;
        state.op = Op::kNear;
        return emit(state);
      case Node::Kind::kSequence:
        for (std::size_t i = node.parts.size(); i-- > 0;) {
          WEND_ASSIGN(to, add(node.parts[i], to));
        }
        return to;
      case Node::Kind::kOneOf: {
        WEND_ASSIGN(std::uint32_t first, add(node.parts.back(), to));
        for (std::size_t i = node.parts.size() - 1; i-- > 0;) {
          WEND_ASSIGN(const std::uint32_t part, add(node.parts[i], to));
          first = emit({.op = Op::kSplit, .next = part, .other = first});
        }
        return first;
      }
      case Node::Kind::kRepeat:
        return add_repeat(node, to);
    }
    return to;
  }

  base::Result<std::uint32_t> add_repeat(const Node& node, std::uint32_t to) {
    const auto choice = [&](std::uint32_t body, std::uint32_t out) {
      return node.lazy ? State{.op = Op::kSplit, .next = out, .other = body}
                       : State{.op = Op::kSplit, .next = body, .other = out};
    };
    const std::uint32_t out = to;
    if (!node.at_most) {
      const std::uint32_t loop = emit({.op = Op::kSplit});
      WEND_ASSIGN(const std::uint32_t body, add(node.parts[0], loop));
      program_.states[loop] = choice(body, out);
      to = loop;
    } else {
      for (std::uint32_t i = node.at_least; i < *node.at_most; ++i) {
        WEND_ASSIGN(const std::uint32_t body, add(node.parts[0], to));
        to = emit(choice(body, out));
      }
    }
    for (std::uint32_t i = 0; i < node.at_least; ++i) {
      WEND_ASSIGN(to, add(node.parts[0], to));
    }
    return to;
  }

  // Depth first: the graph of steps without an event has no circles, because what is repeated
  // without end takes one.
  void put_in_order() {
    std::vector<std::uint8_t> seen(program_.states.size());
    for (std::uint32_t state = 0; state < program_.states.size(); ++state) visit(state, seen);
  }
  void visit(std::uint32_t root, std::vector<std::uint8_t>& seen) {
    std::vector<std::pair<std::uint32_t, int>> stack;
    if (seen[root]++ == 0) stack.emplace_back(root, 0);
    while (!stack.empty()) {
      auto& [at, branch] = stack.back();
      const State& state = program_.states[at];
      const bool moves = state.op != Op::kTest && state.op != Op::kMatch;
      std::uint32_t to = kUnknown;
      if (moves && branch == 0) to = state.next;
      if (moves && branch == 1 && state.op == Op::kSplit) to = state.other;
      if (++branch > 2) {
        program_.order.push_back(at);
        stack.pop_back();
      } else if (to != kUnknown && seen[to]++ == 0) {
        stack.emplace_back(to, 0);
      }
    }
  }

  const std::string& place_;
  PatternProgram program_;
};

}  // namespace

base::Result<PatternProgram> PatternProgram::compile(const Pattern& pattern,
                                                     const std::string& place) {
  return Compiler(place).compile(pattern.root);
}

}  // namespace wend::model
