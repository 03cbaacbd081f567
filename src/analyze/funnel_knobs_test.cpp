#include <fmt/format.h>
#include <gtest/gtest.h>

#include "analyze/funnel.h"
#include "analyze/funnel_input.h"
#include "analyze/testing/funnel_reference.h"

namespace wend::analyze {
namespace {

using namespace testing;

// The attempts that the kernels find in a history of one customer.
std::vector<KnobsReference::Choice> attempts_of(const std::vector<Row>& rows,
                                                const std::string& document_text) {
  const auto table = make_journey_table(to_events(rows));
  const auto document = parse_query(document_text).value();
  auto reader = model::ObjectReader::open(document, "").value();
  model::PredicateReader predicates;
  auto ask = read_funnel_ask(reader, predicates);
  if (!ask) throw std::runtime_error(document_text + ": " + ask.error().to_sentence());
  Notes notes;
  MaskBuilder masks(table, 0, INT64_MAX, notes, {});
  Scope scope{0, INT64_MAX, ScopeEvents(table, 0, INT64_MAX, std::nullopt, {}), 1,
              table->event_count()};
  const model::TimeZone zone;
  const QueryRun run{table, scope, zone, {}, masks, notes};
  const auto columns = FunnelColumns::make(run, *ask).value();
  const FunnelInput input(*columns);
  const auto kernel = make_attempt_kernel(input, *ask);
  AttemptList attempts;
  std::vector<KnobsReference::Choice> found;
  if (table->profile_count() == 0) return found;
  kernel->find(table->begin(0), table->end(0), attempts);
  for (std::size_t i = 0; i < attempts.size(); ++i) {
    auto& choice = found.emplace_back();
    for (const std::uint32_t position : attempts[i])
      choice.push_back(position == kSkippedStep ? kNoEvent : static_cast<int>(position));
  }
  return found;
}

KnobsReference random_knobs(env::Random& random) {
  KnobsReference knobs;
  const auto one_of = [&](auto... values) {
    const std::vector<std::string> list{values...};
    return list[random.below(list.size())];
  };
  const std::size_t steps = 2 + random.below(2) + (random.below(8) == 0 ? 1 : 0);
  const bool overlapping = random.below(2) == 0;
  knobs.order = one_of("ordered", "ordered", "strict", "any");
  knobs.attempt = one_of("best", "first", "latest", "all");
  knobs.ties = one_of("order-free", "order-free", "strict");
  const bool grace = knobs.order == "ordered" && random.below(5) == 0;
  for (std::size_t step = 0; step < steps; ++step) {
    knobs.steps.push_back(overlapping ? one_of("A", "B", "C", "AB", "BC", "ABC", "AC")
                                      : std::string(1, "ABCD"[step]));
    knobs.optional.push_back(step > 0 && step + 1 < steps && random.below(4) == 0);
  }
  knobs.reuse = random.below(4) == 0;
  knobs.hold = random.below(4) == 0;
  if (random.below(2) == 0) knobs.window_us = static_cast<TimeUs>(random.below(5)) * 1'000'000;
  for (std::uint64_t i = random.below(3); i > 0; --i) {
    const int from = 1 + static_cast<int>(random.below(steps - 1));
    const int to = from + 1 + static_cast<int>(random.below(steps - static_cast<unsigned>(from)));
    knobs.exclude.push_back({random.below(3) == 0 ? 'B' : 'X', from, to});
  }
  if (grace) {
    knobs.grace_us = static_cast<TimeUs>(1 + random.below(2)) * 1'000'000;
    knobs.ties = "grace";
    knobs.exclude.clear();
  }
  if (knobs.order == "any") {
    knobs.ties = "order-free";
    if (knobs.attempt == "latest") knobs.attempt = "best";
    for (auto& exclusion : knobs.exclude) exclusion = {exclusion.name, 1, static_cast<int>(steps)};
  }
  if (knobs.order == "any" || grace) knobs.optional.assign(steps, false);
  return knobs;
}

std::vector<Row> random_rows(env::Random& random, bool held, bool excluded) {
  std::vector<Row> rows;
  const std::uint64_t times = 1 + random.below(6);
  for (std::uint64_t i = random.below(random.below(8) == 0 ? 8 : 6); i > 0; --i) {
    const char name = excluded && random.below(4) == 0
                          ? 'X'
                          : "ABCDX"[random.below(random.below(2) == 0 ? 3 : 5)];
    rows.push_back({"c", static_cast<TimeUs>(random.below(times)) * 1'000'000, std::string(1, name),
                    "web", held ? std::string(random.below(4), 'x').substr(0, 2) : ""});
  }
  std::ranges::stable_sort(rows, {}, &Row::time_us);
  return rows;
}

std::string words(const std::vector<Row>& rows, const std::string& document) {
  std::string text = document + "\n";
  for (const Row& row : rows)
    text +=
        fmt::format("{}{}{} ", row.time_us / 1'000'000, row.name, row.p.empty() ? "" : "/" + row.p);
  return text;
}

// An attempt of `latest` is the best one, but for its first event.
void check_latest(const KnobsReference& knobs, const std::vector<Row>& rows,
                  const KnobsReference::Choice& found, const std::string& context) {
  KnobsReference::Choice moved = found;
  const auto steps_filled = knobs.filled(found);
  for (int event = found[0] + 1; event < static_cast<int>(rows.size()); ++event) {
    moved[0] = event;
    if (!knobs.is_attempt(rows, moved)) continue;
    if (rows[static_cast<std::size_t>(event)].p != rows[static_cast<std::size_t>(found[0])].p &&
        knobs.hold)
      continue;
    if (steps_filled.size() > 1 && knobs.grace_us == 0 &&
        rows[static_cast<std::size_t>(event)].time_us >
            rows[static_cast<std::size_t>(found[static_cast<std::size_t>(steps_filled[1])])]
                .time_us)
      continue;
    FAIL() << context << "\nevent " << event << " could be the entry";
  }
}

void check(const KnobsReference& knobs, const std::vector<Row>& rows, const std::string& context) {
  auto found = attempts_of(rows, knobs.document());
  std::vector<std::vector<KnobsReference::Choice>> by_value;
  std::set<std::optional<std::string>> values;
  if (!knobs.hold) values.insert(std::nullopt);
  for (const Row& row : rows) {
    if (knobs.hold && !row.p.empty()) values.insert(row.p);
  }
  std::vector<KnobsReference::Choice> expected;
  TimeUs entered = INT64_MAX;
  for (const auto& value : values) {
    const auto attempts = knobs.attempts_at(rows, value);
    for (const auto& attempt : attempts) {
      if (knobs.attempt == "all" || expected.empty()) {
        expected.push_back(attempt);
        entered = knobs.times(rows, attempt).front();
        continue;
      }
      // One of several values: the first entry counts, then the better attempt.
      const TimeUs begun = knobs.times(rows, attempt).front();
      const bool better = knobs.rank(rows, attempt) < knobs.rank(rows, expected[0]);
      const bool replaces = knobs.attempt == "first" && begun != entered ? begun < entered : better;
      if (!replaces) continue;
      expected[0] = attempt;
      entered = begun;
    }
  }
  ASSERT_EQ(found.size(), expected.size()) << context;
  for (std::size_t i = 0; i < found.size(); ++i) {
    KnobsReference::Choice choice = found[i];
    choice.resize(knobs.steps.size(), kNoEvent);
    if (knobs.order == "any") {
      // Which step an event fills is not said: only that there is a way.
      ASSERT_EQ(found[i].size(), static_cast<std::size_t>(knobs.reached(expected[i]))) << context;
      std::vector<TimeUs> times;
      for (const int event : found[i])
        times.push_back(rows[static_cast<std::size_t>(event)].time_us);
      ASSERT_EQ(times, knobs.times(rows, expected[i])) << context;
      continue;
    }
    ASSERT_TRUE(knobs.is_attempt(rows, choice)) << context;
    auto rank = knobs.rank(rows, choice);
    auto best = knobs.rank(rows, expected[i]);
    if (knobs.attempt == "latest") {
      rank.begun = best.begun = 0;
      if (!rank.times.empty()) rank.times[0] = best.times[0] = 0;
      if (knobs.grace_us > 0) std::ranges::sort(rank.times), std::ranges::sort(best.times);
      check_latest(knobs, rows, choice, context);
    }
    ASSERT_EQ(rank.not_reached, best.not_reached) << context;
    // Of several values it is only said which reaches furthest, then which begins first.
    if (knobs.hold && knobs.attempt == "latest") continue;
    ASSERT_EQ(rank.begun, best.begun) << context;
    if (knobs.hold && knobs.attempt != "all") continue;
    ASSERT_EQ(rank.ended, best.ended) << context;
    ASSERT_EQ(rank.not_filled, best.not_filled) << context;
    ASSERT_EQ(rank.times, best.times) << context;
  }
}

TEST(FunnelKnobs, AgreeWithTryingEveryChoice) {
  std::size_t attempts = 0, far = 0;
  for (std::uint64_t seed = 1; seed <= 30'000; ++seed) {
    env::Random random(seed);
    const KnobsReference knobs = random_knobs(random);
    const auto rows = random_rows(random, knobs.hold, !knobs.exclude.empty());
    check(knobs, rows, fmt::format("seed {}: {}", seed, words(rows, knobs.document())));
    if (HasFatalFailure()) return;
    for (const auto& attempt : attempts_of(rows, knobs.document())) {
      ++attempts;
      far += attempt.size() > 1;
    }
  }
  // The histories are such that something happens in them.
  EXPECT_GT(attempts, 15'000u);
  EXPECT_GT(far, 5'000u);
}

TEST(FunnelKnobs, EveryRefIsAsLongAsItSaysAndRowsMayComeInAnyOrder) {
  int refs = 0;
  for (std::uint64_t seed = 1; seed <= 250; ++seed) {
    env::Random random(seed);
    const KnobsReference knobs = random_knobs(random);
    std::vector<Row> rows;
    for (int customer = 0; customer < 4; ++customer) {
      for (Row& row : random_rows(random, true, !knobs.exclude.empty())) {
        row.customer = fmt::format("c{}", customer);
        rows.push_back(row);
      }
    }
    auto asked = parse_query(knobs.document())->as_object();
    asked["breakdown"] = {{"property", "p"}, {"top", 1}, {"touch", {{"step", 2}}}};
    asked["trend"] = "day";
    if (random.below(3) == 0) asked["by"] = {{"session", "1s"}};
    const std::string document = json::serialize(asked);
    SCOPED_TRACE(fmt::format("seed {}: {}", seed, document));
    const auto table = make_journey_table(to_events(rows));
    const auto answer = must_answer(table, document);
    refs += check_refs(table, document, answer.at("result"));
    EXPECT_EQ(json::serialize(answer),
              json::serialize(
                  must_answer(make_journey_table(to_events(shuffled(rows, seed))), document)));
  }
  EXPECT_GT(refs, 1'000);
}

constexpr TimeUs kMinute = 60'000'000;

// "entered, step 2, …" of customers, then of attempts where there are any.
std::string counted(const std::vector<MemoryEvent>& events, const std::string& steps,
                    const std::string& knobs) {
  json::array list;
  for (const char step : steps) {
    if (step == '?') {
      list.back().as_object()["optional"] = true;
    } else {
      list.emplace_back(json::object{{"match", {{"event", std::string(1, step)}}}});
    }
  }
  const std::string document = R"({"kind": "funnel", "steps": )" + json::serialize(list) +
                               (knobs.empty() ? "" : ", ") + knobs + "}";
  const auto table = make_journey_table(events);
  const auto result = must_answer(table, document).at("result").as_object();
  check_refs(table, document, result);
  std::string text;
  for (const auto& step : result.at("steps").as_array())
    text += json::serialize(step.at("count")) + " ";
  if (!result.contains("attempts")) return text;
  text += "| ";
  for (const auto& step : result.at("attempts").at("steps").as_array())
    text += json::serialize(step.at("count")) + " ";
  return text;
}

TEST(FunnelKnobs, ByHand) {
  const std::vector<MemoryEvent> twice{{"1", 0, "A"},
                                       {"1", kMinute, "B"},
                                       {"1", 60 * kMinute, "A"},
                                       {"1", 61 * kMinute, "X"},
                                       {"1", 62 * kMinute, "B"},
                                       {"2", 0, "A"}};
  EXPECT_EQ(counted(twice, "AB", ""), "2 1 ");
  EXPECT_EQ(counted(twice, "AB", R"("attempt": "all")"), "2 1 | 3 2 ");
  EXPECT_EQ(counted(twice, "AB", R"("attempt": "all", "order": "strict")"), "2 1 | 3 1 ");
  EXPECT_EQ(counted(twice, "AB", R"("attempt": "all", "exclude": [{"match": {"event": "X"}}])"),
            "2 1 | 3 1 ");
  EXPECT_EQ(counted(twice, "AB", R"("by": {"session": "30m"})"), "2 1 | 3 2 ");
  EXPECT_EQ(counted(twice, "BA", R"("order": "any")"), "2 1 ");
  EXPECT_EQ(counted(twice, "BA", R"("ties": 60)"), "1 1 ");
  EXPECT_EQ(counted(twice, "BA", R"("ties": 59)"), "1 1 ");
  EXPECT_EQ(counted({{"1", 0, "A"}, {"1", kMinute, "B"}}, "BA", R"("ties": 60)"), "1 1 ");
  EXPECT_EQ(counted({{"1", 0, "A"}, {"1", kMinute, "B"}}, "BA", R"("ties": 59)"), "1 0 ");
  EXPECT_EQ(counted({{"1", 0, "A"}}, "AA", ""), "1 0 ");
  EXPECT_EQ(counted({{"1", 0, "A"}}, "AA", R"("reuse": true)"), "1 1 ");
  EXPECT_EQ(counted({{"1", 0, "A"}, {"1", 0, "B"}}, "AB", R"("ties": "strict")"), "1 0 ");
  EXPECT_EQ(counted({{"1", 0, "A"}, {"1", 1, "C"}, {"2", 0, "A"}, {"2", 1, "B"}, {"2", 2, "C"}},
                    "AB?C", ""),
            "2 1 2 ");
  const std::vector<MemoryEvent> items{{"1", 0, "A", "web", R"({"item": "x"})"},
                                       {"1", 1, "A", "web", R"({"item": "y"})"},
                                       {"1", 2, "B", "web", R"({"item": "y"})"},
                                       {"2", 0, "A"},
                                       {"2", 1, "B"}};
  EXPECT_EQ(counted(items, "AB", R"("hold": ["item"])"), "1 1 ");
  EXPECT_EQ(counted(items, "AB", R"("hold": ["item"], "attempt": "first")"), "1 0 ");
  EXPECT_EQ(counted(items, "AB", R"("hold": ["item"], "attempt": "all")"), "1 1 | 2 1 ");
}

// One pass whatever the customer: a window must not make each entry cost one.
TEST(FunnelKnobs, ManyEventsOfOneCustomer) {
  std::vector<MemoryEvent> events;
  for (int i = 0; i < 60'000; ++i) events.push_back({"1", i * kMinute, i % 3 == 2 ? "X" : "A"});
  for (const char* knobs :
       {R"("exclude": [{"match": {"event": "X"}}], "window": "300d")",
        R"("attempt": "all", "window": "300d")", R"("order": "any", "window": "300d")",
        R"("ties": "10m", "window": "300d")", R"("attempt": "latest", "window": "300d")"})
    EXPECT_EQ(counted(events, "ABC", knobs).substr(0, 6), "1 0 0 ") << knobs;
}

}  // namespace
}  // namespace wend::analyze
