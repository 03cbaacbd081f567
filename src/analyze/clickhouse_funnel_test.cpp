#include "analyze/clickhouse_funnel.h"

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <list>
#include <set>

#include "analyze/journey_table_builder.h"
#include "env/random.h"

namespace wend::analyze {
namespace {

// An event at a time, with a bit for each step it satisfies.
struct Point {
  int time;
  unsigned steps;
};
using History = std::vector<Point>;

ClickHouseModes modes_of(unsigned bits) {
  return {(bits & 1) != 0, (bits & 2) != 0, (bits & 4) != 0, (bits & 8) != 0, (bits & 16) != 0};
}

// Step by step what windowFunnel is said to do (clickhouse_funnel.h), with every chain followed
// where strict_once asks for it. bench/clickhouse/verify holds the same kernel against ClickHouse.
int level_by_following_every_chain(const History& history, int steps, int window,
                                   ClickHouseModes modes) {
  struct Pair {
    int time, step, event;
    auto operator<=>(const Pair&) const = default;
  };
  std::vector<Pair> pairs;
  for (int event = 0; event < static_cast<int>(history.size()); ++event) {
    const auto& point = history[static_cast<std::size_t>(event)];
    bool some = false;
    for (int step = 1; step <= steps; ++step) {
      if ((point.steps >> (step - 1) & 1) == 0) continue;
      pairs.push_back({point.time, step, event});
      some = true;
    }
    if (!some && modes.strict_order) pairs.push_back({point.time, 0, event});
  }
  std::ranges::sort(pairs);
  struct Chain {
    int first, last;
    std::set<int> events;
  };
  // Per step, the chains that stand there: all with strict_once, else the last.
  std::vector<std::list<Chain>> at(static_cast<std::size_t>(steps) + 1);
  const auto furthest = [&] {
    int step = steps;
    while (step > 0 && at[static_cast<std::size_t>(step)].empty()) --step;
    return step;
  };
  for (const Pair& pair : pairs) {
    if (pair.step == 0) {
      if (!at[1].empty()) return furthest();
      continue;
    }
    auto& here = at[static_cast<std::size_t>(pair.step)];
    if (pair.step == 1) {
      if (!modes.strict_once) here.clear();
      here.push_back({pair.time, pair.time, {pair.event}});
      continue;
    }
    if (modes.strict_deduplication && !here.empty()) return furthest();
    const auto& before = at[static_cast<std::size_t>(pair.step) - 1];
    if (before.empty()) {
      if (modes.strict_order && !at[1].empty() && !modes.allow_reentry) return furthest();
      continue;
    }
    std::list<Chain> come;
    for (const Chain& chain : before) {
      if (pair.time - chain.first > window) continue;
      if (modes.strict_increase && chain.last >= pair.time) continue;
      if (modes.strict_once && chain.events.contains(pair.event)) continue;
      Chain longer = chain;
      longer.last = pair.time;
      longer.events.insert(pair.event);
      come.push_back(longer);
    }
    if (come.empty()) continue;
    if (!modes.strict_once) here.clear();
    here.splice(here.end(), come);
    if (pair.step == steps) return steps;
  }
  return furthest();
}

int level_of_kernel(const History& history, int steps, int window, ClickHouseModes modes,
                    std::vector<std::uint32_t>* chain = nullptr) {
  JourneyTableBuilder builder;
  std::int64_t sequence = 0;
  for (const Point& point : history)
    builder.add(1, point.time, ++sequence, model::EventType::kTrack, "e", "", "");
  const auto table = builder.finish(nullptr, 1).value();
  std::vector<Selection> selections;
  // The table stands in the order of the times.
  History sorted = history;
  std::ranges::stable_sort(sorted, {}, &Point::time);
  for (int step = 0; step < steps; ++step) {
    Mask mask;
    for (const Point& point : sorted)
      mask.push_back(static_cast<std::uint8_t>(point.steps >> step & 1));
    selections.push_back(Selection::of_mask(*table, std::move(mask)));
  }
  const ScopeEvents looked_at(table, INT64_MIN, INT64_MAX, std::nullopt, {});
  const StepClasses classes(table, looked_at, std::move(selections));
  const auto kernel = make_clickhouse_funnel(*table, classes, looked_at, window, modes);
  AttemptList attempts;
  if (table->profile_count() > 0) kernel->find(table->begin(0), table->end(0), attempts);
  if (attempts.size() == 0) return 0;
  if (chain != nullptr) chain->assign(attempts[0].begin(), attempts[0].end());
  return static_cast<int>(attempts[0].size());
}

History parsed(const std::string& text) {
  History history;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t colon = text.find(':', at);
    const std::size_t end = std::min(text.find(' ', colon), text.size());
    history.push_back(
        {std::stoi(text.substr(at, colon - at)),
         static_cast<unsigned>(std::stoul(text.substr(colon + 1, end - colon - 1), nullptr, 2))});
    at = end + 1;
  }
  return history;
}

std::string written(const History& history) {
  std::string text;
  for (const Point& point : history) text += fmt::format("{}:{:04b} ", point.time, point.steps);
  return text;
}

TEST(ClickHouseFunnel, AgreesWithFollowingEveryChain) {
  for (std::uint64_t seed = 1; seed <= 6'000; ++seed) {
    env::Random random(seed);
    const int steps = 2 + static_cast<int>(random.below(3));
    const int times = 1 + static_cast<int>(random.below(8));
    const bool overlapping = random.below(2) == 0;
    History history;
    for (std::uint64_t i = random.below(8); i > 0; --i) {
      const int time = static_cast<int>(random.below(static_cast<std::uint64_t>(times)));
      const auto drawn = static_cast<unsigned>(random.below(16));
      history.push_back({time, overlapping ? drawn : (drawn % 5 == 4 ? 0 : 1U << drawn % 5)});
    }
    std::ranges::stable_sort(history, {}, &Point::time);
    for (unsigned bits = 0; bits < 32; ++bits) {
      if ((bits & 16) != 0 && (bits & 1) == 0) continue;
      const int window = static_cast<int>(random.below(6));
      std::vector<std::uint32_t> chain;
      const int level = level_of_kernel(history, steps, window, modes_of(bits), &chain);
      ASSERT_EQ(level, level_by_following_every_chain(history, steps, window, modes_of(bits)))
          << "seed " << seed << ", modes " << bits << ", window " << window << ": "
          << written(history);
      // The chain is one: its events satisfy the steps, in order, in the window.
      for (std::size_t step = 0; step < chain.size(); ++step) {
        ASSERT_EQ(history[chain[step]].steps >> step & 1, 1U) << "seed " << seed;
        ASSERT_LE(history[chain[step]].time - history[chain[0]].time, window) << "seed " << seed;
        if (step > 0) {
          ASSERT_GE(history[chain[step]].time, history[chain[step - 1]].time) << "seed " << seed;
        }
      }
    }
  }
}

// Given by ClickHouse 26.7.2.1 itself: `bench/clickhouse/verify 12 7 record`.
struct Recorded {
  int window;
  unsigned modes;
  const char* history;
  int level;
};
constexpr Recorded kRecorded[] = {
#include "analyze/testing/clickhouse_answers.inc"
};

TEST(ClickHouseFunnel, AnswersAsClickHouseDid) {
  std::set<int> levels;
  for (const Recorded& recorded : kRecorded) {
    EXPECT_EQ(
        level_of_kernel(parsed(recorded.history), 4, recorded.window, modes_of(recorded.modes)),
        recorded.level)
        << "window " << recorded.window << ", modes " << recorded.modes << ": " << recorded.history;
    levels.insert(recorded.level);
  }
  EXPECT_EQ(levels.size(), 5u);
}

}  // namespace
}  // namespace wend::analyze
