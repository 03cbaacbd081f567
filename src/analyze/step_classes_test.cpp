#include "analyze/step_classes.h"

#include <gtest/gtest.h>
#include <random>

#include "analyze/event_mask.h"
#include "analyze/journey_table_builder.h"
#include "analyze/query.h"
#include "env/random.h"
#include "model/json_reader.h"

namespace wend::analyze {
namespace {

model::Predicate predicate(const char* text) {
  const auto value = parse_query(text).value();
  model::PredicateReader reader{model::TimeZone()};
  return reader.read(value, "step").value();
}

// Each event satisfies the steps that its masks say, however many look at properties.
TEST(StepClasses, AgreeWithTheMasksOfTheirPredicates) {
  const auto seed = std::random_device{}();
  SCOPED_TRACE(seed);
  env::Random random(seed);
  const char* kPredicates[] = {
      R"({"event":"A"})",
      R"({"event":["A","B"]})",
      R"({"property":"p","op":"is","value":"1"})",
      R"({"property":"n","op":"greater","value":1})",
      R"({"not":{"event":"C"}})",
      R"({"all":[{"event":"B"},{"property":"p","op":"is_not","value":"0"}]})",
      R"({"any":[{"event":"B"},{"property":"p","op":"exists"}]})",
      R"({"not":{"property":"p","op":"exists"}})",
      R"({"all":[{"channel":"app"},{"trait":"city","op":"is","value":"1"}]})",
      "{}"};
  for (int round = 0; round < 60; ++round) {
    std::vector<MemoryEvent> events;
    for (int i = 0; i < 80; ++i) {
      const bool identify = random.below(10) == 0;
      const std::string number = std::to_string(random.below(3));
      events.push_back({"c" + std::to_string(random.below(5)),
                        static_cast<TimeUs>(random.below(50)),
                        identify ? "" : std::string(1, "ABC"[random.below(3)]),
                        random.below(2) == 0 ? "web" : "app",
                        identify               ? R"({"city":")" + number + "\"}"
                        : random.below(2) == 0 ? "{}"
                                               : R"({"p":")" + number + R"(","n":)" + number + "}",
                        identify ? model::EventType::kIdentify : model::EventType::kTrack});
    }
    const auto table = grow_journey_table(events, random.below(3), [](const JourneyTable&) {});
    Notes notes;
    MaskBuilder masks(table, table->first_us(), table->last_us() + 1, notes, {});
    std::vector<Selection> selections;
    std::vector<Mask> expected;
    // Beyond a dozen that look at properties, events are looked at beforehand.
    const std::size_t steps = 1 + random.below(25);
    for (std::size_t step = 0; step < steps; ++step) {
      const auto match = predicate(kPredicates[random.below(std::size(kPredicates))]);
      selections.push_back(masks.selection(match).value());
      expected.push_back(masks.events(match).value());
    }
    std::optional<Selection> where;
    Mask left(table->position_count(), 1);
    if (random.below(2) == 0) {
      const auto filter = predicate(kPredicates[random.below(std::size(kPredicates))]);
      where = masks.selection(filter).value();
      left = masks.events(filter).value();
    }
    const ScopeEvents scope(table, table->first_us(), table->last_us() + 1, where, {});
    const StepClasses classes(table, scope, selections);
    table->each_event([&](std::size_t event) {
      std::vector<std::uint32_t> satisfied;
      for (std::uint32_t step = 0; step < steps; ++step)
        if (left[event] != 0 && expected[step][event] != 0) satisfied.push_back(step);
      const auto said = classes.steps(classes.of(event));
      ASSERT_EQ(std::vector(said.begin(), said.end()), satisfied);
      ASSERT_EQ(scope[event], left[event]);
      if (!satisfied.empty()) {
        ASSERT_NE(classes.relevant()[table->signatures()[event]], 0);
      }
    });
  }
}

}  // namespace
}  // namespace wend::analyze
