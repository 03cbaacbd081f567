#include "analyze/catalogue_findings.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "env/random.h"
#include "model/time_text.h"

namespace wend::analyze {
namespace {

TimeUs at(std::string_view text) {
  return *model::parse_time(text, model::TimeZone());
}

// A store of sixty days, 2026-03-01 to 2026-04-29, in which "Visit" comes forty times a day from
// source 1 with the property "page"; the rest a test adds.
class FindingsTest : public testing::Test {
 protected:
  void SetUp() override {
    view_.sources[1] = {1, "shop", true};
    view_.sources[2] = {2, "old.csv", false};
    view_.now_us = at("2026-08-01");
    for (int d = 0; d < 60; ++d) add("Visit", d, 40, R"({"page":"/","n":1})");
  }
  void add(std::string_view name, int d, int count, std::string_view properties = "{}",
           std::int64_t source = 1) {
    for (int i = 0; i < count; ++i)
      events_.push_back({name, model::EventType::kTrack, source,
                         at("2026-03-01T12:00:00Z") + d * env::kDayUs,
                         model::message_id_of(std::to_string(events_.size())), properties});
  }
  std::vector<EventFinding> find(Day days = 14) {
    CatalogueCounter counter({}, view_.zone, view_.now_us);
    for (const auto& event : events_) counter.add(event);
    view_.tally = counter.tally();
    return find_changes(view_, names_, days);
  }
  CatalogueView view_;
  EventNames names_;
  std::vector<CatalogueEvent> events_;
};

TEST_F(FindingsTest, NothingIsSaidWhenNothingChanged) {
  EXPECT_TRUE(find().empty());
  view_.tally = {};
  EXPECT_TRUE(find_changes(CatalogueView{}, names_, 14).empty());
}

TEST_F(FindingsTest, ANewEvent) {
  add("Checkout", 55, 3);
  add("Checkout", 58, 4);
  const auto found = find();
  ASSERT_EQ(found.size(), 1U);
  EXPECT_EQ(found[0].kind, EventFindingKind::kNewEvent);
  EXPECT_EQ(found[0].event, "Checkout");
  EXPECT_EQ(found[0].count, 7U);
  EXPECT_EQ(found[0].sentence,
            "\"Checkout\" came for the first time on 2026-04-25: 7 events since.");
  EXPECT_TRUE(find(4).empty());  // before those days
}

TEST_F(FindingsTest, TheFirstDaysOfAllDataAreNoNews) {
  events_.clear();
  for (int d = 0; d < 10; ++d) add("Visit", d, 40);
  add("Order", 5, 2);
  EXPECT_TRUE(find().empty());
}

TEST_F(FindingsTest, ASilentEvent) {
  for (int d = 0; d < 55; ++d) add("Order", d, 2);
  auto found = find();
  ASSERT_EQ(found.size(), 1U);
  EXPECT_EQ(found[0].kind, EventFindingKind::kSilentEvent);
  EXPECT_EQ(day_text(found[0].day), "2026-04-25");
  EXPECT_EQ(found[0].count, 56U);
  EXPECT_EQ(found[0].sentence,
            "\"Order\" has not come since 2026-04-24; before, it came on 28 of 28 days, about 2 a "
            "day.");
  names_ = EventNames({{"Order", true, false, "Order placed"}});
  EXPECT_TRUE(find()[0].sentence.starts_with("\"Order placed\" has"));
  EXPECT_EQ(find()[0].event, "Order");
}

TEST_F(FindingsTest, AnEventThatOftenStaysAwayIsNotSilent) {
  for (int d = 0; d < 54; d += 3) add("Rare", d, 2);  // too seldom
  for (int d = 0; d < 57; ++d) add("Short", d, 2);    // two whole days without it
  EXPECT_TRUE(find().empty());
}

TEST_F(FindingsTest, AFileIsNotExpectedToGoOn) {
  for (int d = 0; d < 50; ++d) add("Filed", d, 30, "{}", 2);
  EXPECT_TRUE(find().empty());
  view_.sources[2].live = true;
  const auto found = find();
  ASSERT_EQ(found.size(), 1U);
  EXPECT_EQ(found[0].kind, EventFindingKind::kSilentEvent);
}

TEST_F(FindingsTest, ANewAndALostProperty) {
  for (int d = 0; d < 60; ++d)
    add("Order", d, 10, d < 52 ? R"({"price":5})" : R"({"price":5,"coupon":"x"})");
  for (int d = 0; d < 60; ++d) add("Cart", d, 10, d < 52 ? R"({"size":5,"c":1})" : R"({"c":1})");
  const auto found = find();
  ASSERT_EQ(found.size(), 2U);
  EXPECT_EQ(found[0].kind, EventFindingKind::kLostProperty);
  EXPECT_EQ(found[0].event, "Cart");
  EXPECT_EQ(found[0].property, "size");
  EXPECT_EQ(found[0].count, 80U);
  EXPECT_EQ(found[0].sentence,
            "\"size\" is gone from \"Cart\" since 2026-04-22: before, 100 % of the sampled events "
            "had it (280 of 280), since then none of 80.");
  EXPECT_EQ(found[1].kind, EventFindingKind::kNewProperty);
  EXPECT_EQ(found[1].property, "coupon");
  EXPECT_EQ(found[1].sentence,
            "\"coupon\" is new in \"Order\" since 2026-04-22: 80 of 80 sampled events have it.");
}

TEST_F(FindingsTest, ARarePropertyIsNeitherNewNorLost) {
  for (int d = 0; d < 60; ++d) {
    add("Order", d, 10, R"({"price":5})");
    if (d % 2 == 0 && d < 50) add("Order", d, 4, R"({"seldom":1})");  // on a third: never filled
  }
  add("Order", 53, 1, R"({"once":1})");  // one of 71 since: 7.3 of the 520 before would have it
  for (const EventFinding& finding : find()) ADD_FAILURE() << finding.sentence;
}

TEST_F(FindingsTest, ANewType) {
  for (int d = 0; d < 60; ++d) {
    add("Order", d, 9, R"({"price":5})");
    add("Order", d, 1, d < 55 ? R"({"price":6})" : R"({"price":"6"})");
  }
  const auto found = find();
  ASSERT_EQ(found.size(), 1U);
  EXPECT_EQ(found[0].kind, EventFindingKind::kNewType);
  EXPECT_EQ(found[0].type, "text");
  EXPECT_EQ(found[0].count, 5U);
  EXPECT_EQ(found[0].sentence,
            "\"price\" of \"Order\" is a text in 10 % of the sampled values since 2026-04-25 (5 of "
            "50); before, it was a number.");
}

TEST_F(FindingsTest, AVolumeThatIsNotUsual) {
  add("Visit", 57, 160);
  auto found = find();
  ASSERT_EQ(found.size(), 1U);
  EXPECT_EQ(found[0].kind, EventFindingKind::kVolume);
  EXPECT_EQ(found[0].count, 200U);
  EXPECT_NEAR(found[0].expected, 40, 1e-6);
  // y = 2·√40.375 = 12.708; 12.708 ± 6.25 turned back: 10.05 and 89.49.
  EXPECT_EQ(found[0].sentence,
            "\"Visit\" came 200 times on 2026-04-27; 11 to 89 would be usual for this weekday.");
  // The last day may not be over.
  events_.clear();
  for (int d = 0; d < 59; ++d) add("Visit", d, 40);
  add("Visit", 59, 1);
  EXPECT_TRUE(find().empty());
}

TEST_F(FindingsTest, OneEventFromTheFutureChangesNothing) {
  view_.now_us = at("2026-04-29T23:00:00Z");
  add("Visit", 300, 1, R"({"page":"/","n":1,"f":1})");
  EXPECT_TRUE(find().empty());
  EXPECT_EQ(day_text(last_day_of(view_)), "2026-04-29");
}

// Quiet random stores, changes of every kind looked for on 14 days: next to none may be found.
TEST(Findings, AreRareOnQuietStores) {
  int stores = 0, alarms = 0, events = 0;
  for (std::uint64_t seed = 1; seed <= 60; ++seed) {
    env::Random random(seed);
    CatalogueView view;
    view.sources[1] = {1, "shop", true};
    view.now_us = at("2026-08-01");
    CatalogueCounter counter({}, view.zone, view.now_us);
    std::uint64_t number = seed << 32;
    for (int event = 0; event < 10; ++event) {
      const double level = std::pow(10, -0.5 + 2.5 * random.uniform());
      const double filled = random.uniform(), rare = 0.05 * random.uniform();
      const std::string name = fmt::format("event {}", event);
      ++events;
      for (int d = 0; d < 70; ++d) {
        const auto count = random.poisson(level * (0.5 + 0.5 * (d % 7 < 5)));
        for (std::uint64_t i = 0; i < count; ++i) {
          std::string properties = "{\"always\":1";
          if (random.chance(filled)) properties += ",\"p\":\"x\"";
          if (random.chance(rare)) properties += ",\"r\":true";
          properties += random.chance(rare) ? ",\"m\":\"text\"}" : ",\"m\":5}";
          counter.add({name, model::EventType::kTrack, 1,
                       at("2026-03-01T12:00:00Z") + d * env::kDayUs,
                       model::message_id_of(std::to_string(++number)), properties});
        }
      }
    }
    view.tally = counter.tally();
    ++stores;
    for (const EventFinding& finding : find_changes(view, {}, 14)) {
      std::printf("seed %d: %s\n", static_cast<int>(seed), finding.sentence.c_str());
      ++alarms;
    }
  }
  std::printf("%d false alarms in %d stores of %d events, 14 days each\n", alarms, stores, events);
  EXPECT_LE(alarms, 2);
}

}  // namespace
}  // namespace wend::analyze
