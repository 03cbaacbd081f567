#include "analyze/catalogue_tally.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "analyze/catalogue_file.h"
#include "env/random.h"
#include "model/time_text.h"

namespace wend::analyze {
namespace {

using testing::ElementsAre;

TimeUs at(std::string_view text) {
  return *model::parse_time(text, model::TimeZone());
}
Day day(std::string_view text) {
  return LocalDays(model::TimeZone()).of(at(text));
}

struct Adder {
  explicit Adder(CatalogueTally tally = {}, const model::TimeZone& zone = {},
                 std::string_view now = "2026-06-01")
      : counter(std::move(tally), zone, at(now)) {}
  void add(std::string_view name, std::string_view time, std::string_view properties = "{}",
           std::int64_t source = 1, model::EventType type = model::EventType::kTrack) {
    counter.add(
        {name, type, source, at(time), model::message_id_of(std::to_string(++number)), properties});
  }
  std::uint64_t number = 0;
  CatalogueCounter counter;
};

TEST(CatalogueDays, AreDaysOfTheZoneAlsoWhenTheClockChanges) {
  const auto berlin = *model::TimeZone::find("Europe/Berlin");
  LocalDays days(berlin);
  EXPECT_EQ(day_text(days.of(at("2026-01-31T22:59:59Z"))), "2026-01-31");
  EXPECT_EQ(day_text(days.of(at("2026-01-31T23:00:00Z"))), "2026-02-01");
  // Summer time begins on 2026-03-29 at 01:00 UTC.
  EXPECT_EQ(day_text(days.of(at("2026-03-28T22:59:59Z"))), "2026-03-28");
  EXPECT_EQ(day_text(days.of(at("2026-03-28T23:00:00Z"))), "2026-03-29");
  EXPECT_EQ(day_text(days.of(at("2026-03-29T21:59:59Z"))), "2026-03-29");
  EXPECT_EQ(day_text(days.of(at("2026-03-29T22:00:00Z"))), "2026-03-30");
  EXPECT_EQ(day_text(LocalDays({}).of(-1)), "1969-12-31");
  EXPECT_EQ(weekday_of(day("2026-06-01")), 0);  // a Monday
  EXPECT_EQ(weekday_of(-4), 6);                 // 1969-12-28, a Sunday
}

RC_GTEST_PROP(CatalogueDays, AgreeWithTheCalendar, ()) {
  const auto zone = *model::TimeZone::find(
      *rc::gen::element<std::string>("Europe/Berlin", "America/St_Johns", "Asia/Kathmandu",
                                     "Pacific/Apia", "Australia/Lord_Howe"));
  LocalDays days(zone);
  for (int i = 0; i < 50; ++i) {
    const TimeUs time = *rc::gen::inRange<TimeUs>(at("1990-01-01"), at("2030-01-01"));
    RC_ASSERT(days.of(time) ==
              static_cast<Day>(model::local_day(time, zone).time_since_epoch().count()));
  }
}

TEST(CatalogueTally, CountsByNameTypeSourceAndDay) {
  Adder adder;
  adder.add("Visit", "2026-05-01T10:00:00Z");
  adder.add("Order", "2026-05-01T12:00:00Z");
  adder.add("Visit", "2026-05-03T10:00:00Z", "{}", 2);
  adder.add("Visit", "2026-05-03T09:00:00Z", "{}", 2, model::EventType::kPage);
  adder.add("Visit", "2026-05-02T10:00:00Z", "{}", 2);
  const CatalogueTally tally = adder.counter.tally();
  EXPECT_EQ(tally.count(), 5U);
  ASSERT_EQ(tally.events().size(), 2U);
  const EventTally& visit = *tally.find("Visit");
  EXPECT_EQ(visit.count(), 4U);
  EXPECT_EQ(visit.origins.size(), 3U);
  EXPECT_EQ(visit.main_type(), model::EventType::kTrack);
  EXPECT_EQ(visit.first_us(), at("2026-05-01T10:00:00Z"));
  EXPECT_EQ(visit.last_us(), at("2026-05-03T10:00:00Z"));
  EXPECT_EQ(visit.days().of(day("2026-05-01")), 1U);
  EXPECT_EQ(visit.days().of(day("2026-05-02")), 1U);
  EXPECT_EQ(visit.days().of(day("2026-05-03")), 2U);
  EXPECT_EQ(visit.count_between(day("2026-05-02"), day("2026-05-03")), 3U);
}

TEST(CatalogueTally, GoesOnFromACopyAndLeavesTheCopyAsItWas) {
  Adder first;
  first.add("Visit", "2026-05-01", R"({"a":1})");
  const CatalogueTally before = first.counter.tally();
  first.add("Visit", "2026-05-02", R"({"a":2})");
  Adder second(before);
  second.add("Order", "2026-05-02");
  EXPECT_EQ(before.find("Visit")->count(), 1U);
  EXPECT_EQ(before.find("Visit")->properties[0].count[1], 1U);
  EXPECT_EQ(before.find("Order"), nullptr);
  EXPECT_EQ(first.counter.tally().find("Visit")->count(), 2U);
  EXPECT_EQ(second.counter.tally().find("Visit"), before.find("Visit"));  // shared
}

TEST(CatalogueTally, SeesTheTypesOfProperties) {
  Adder adder;
  adder.add("A", "2026-05-01",
            R"({"t":"x","n":1.5,"b":true,"d":"2026-01-31","l":[1],"o":{"x":1},"z":null})");
  adder.add("A", "2026-05-02", R"({"t":"y","n":"7"})");
  const CatalogueTally tally = adder.counter.tally();
  std::map<std::string, std::vector<std::string>> types;
  for (const auto& property : tally.find("A")->properties)
    for (std::size_t type = 0; type < kPropertyTypes; ++type)
      if (property.count[type] > 0)
        types[property.name].emplace_back(to_string(static_cast<PropertyType>(type)));
  EXPECT_THAT(types["t"], ElementsAre("text"));
  EXPECT_THAT(types["n"], ElementsAre("text", "number"));
  EXPECT_THAT(types["b"], ElementsAre("boolean"));
  EXPECT_THAT(types["d"], ElementsAre("time"));
  EXPECT_THAT(types["l"], ElementsAre("list"));
  EXPECT_THAT(types["o"], ElementsAre("object"));
  EXPECT_THAT(types["z"], ElementsAre("null"));
  const auto& n = tally.find("A")->properties[1];
  EXPECT_THAT(n.frequent.top(5), ElementsAre("1.5", "7"));
  EXPECT_EQ(n.distinct.count(), 2U);
  EXPECT_EQ(n.first_day[static_cast<std::size_t>(PropertyType::kText)], day("2026-05-02"));
  EXPECT_EQ(n.values_between(day("2026-05-01"), day("2026-05-02")), 2U);
}

TEST(CatalogueTally, TellsTimesFromOtherTexts) {
  for (const char* text :
       {"2026-01-31", "2026-01-31T10:00", "2026-01-31 10:00:00", "2026-01-31T10:00:00Z",
        "2026-01-31T10:00:00.123456+01:00", "2026-01-31t10:00:00-0330", "2026-01-31T10:00:00+01"})
    EXPECT_TRUE(looks_like_time(text)) << text;
  for (const char* text : {"", "2026", "2026-13-01", "2026-01-32", "2026-01-31T", "2026-01-31T10",
                           "2026-01-31 for Ada", "2026-01-31T10:00:00.", "2026-01-31T10:00:61Z",
                           "2026-01-31T10:00:00+1", "2026/01/31", "20260131T1000"})
    EXPECT_FALSE(looks_like_time(text)) << text;
}

TEST(CatalogueTally, CutsExamplesAtWholeCharacters) {
  FrequentValues values;
  std::string text;
  for (int i = 0; i < 100; ++i) text += "ä";
  values.add(1, text, 1);
  EXPECT_EQ(values.top(5).at(0).size(), 160U);
}

TEST(CatalogueTally, FindsTheMostFrequentOfManyValues) {
  env::Random random(7);
  FrequentValues values;
  DistinctValues distinct;
  for (int i = 0; i < 20'000; ++i) {
    const std::string text = random.chance(0.3)   ? "often"
                             : random.chance(0.3) ? "sometimes"
                                                  : std::to_string(random.below(5'000));
    const std::uint64_t hash = model::message_id_of(text).low;
    values.add(hash, text, 1);
    distinct.add(hash);
  }
  EXPECT_EQ(values.top(2), (std::vector<std::string>{"often", "sometimes"}));
  EXPECT_EQ(values.values().size(), FrequentValues::kKept);
  EXPECT_NEAR(static_cast<double>(distinct.count()), 4'900, 0.25 * 4'900);
}

// 300,000 events of one day, the later half without the property: the sample is small, and its
// shares are those of all events although the later ones are sampled far more thinly.
TEST(CatalogueTally, SamplesFewOfManyAndWeighsThem) {
  Adder adder;
  constexpr int kEvents = 300'000;
  for (int i = 0; i < kEvents; ++i)
    adder.add("A", "2026-05-01", i < kEvents / 2 ? R"({"p":"x"})" : "{}");
  const CatalogueTally tally = adder.counter.tally();
  const EventTally& a = *tally.find("A");
  EXPECT_EQ(a.count(), 300'000U);
  EXPECT_GT(a.sampled, EventTally::kSampledPerDay);
  EXPECT_LT(a.sampled, EventTally::kSampledPerDay * 6);
  EXPECT_NEAR(a.sampled_weight, kEvents, 0.05 * kEvents);
  EXPECT_NEAR(a.properties[0].weight[0] / a.sampled_weight, 0.5, 0.04);
}

TEST(CatalogueTally, StaysBounded) {
  Adder adder;
  std::string properties = "{";
  for (int i = 0; i < 1'000; ++i) properties += fmt::format("{}\"p{}\":1", i ? "," : "", i);
  properties += "}";
  adder.add("A", "2026-05-01", properties);
  adder.add("A", "2026-05-01", "no JSON at all");
  adder.add("A", "2026-05-01", "[1,2]");
  for (std::size_t i = 0; i < CatalogueTally::kNamesMax + 10; ++i)
    adder.add(fmt::format("name {}", i), "2026-05-01", R"({"p":1})");
  const CatalogueTally tally = adder.counter.tally();
  EXPECT_EQ(tally.find("A")->properties.size(), EventTally::kPropertiesMax);
  EXPECT_EQ(tally.find("A")->sampled, 3U);
  EXPECT_EQ(tally.events().size(), CatalogueTally::kNamesMax);
  EXPECT_EQ(tally.unlisted(), 11U);
  EXPECT_EQ(tally.count(), CatalogueTally::kNamesMax + 13);
  std::size_t all = 0;
  for (const auto& [name, event] : tally.events()) all += event->properties.size();
  EXPECT_EQ(all, CatalogueTally::kPropertiesMax);
}

TEST(CatalogueTally, KeepsDailyFiguresOfPropertiesForTheLastDaysAndTotalsForEver) {
  Adder adder;
  for (int month = 1; month <= 5; ++month)
    for (int d = 1; d <= 28; ++d)
      adder.add("A", fmt::format("2026-{:02}-{:02}", month, d), R"({"p":1})");
  adder.add("A", "2027-03-01", R"({"p":1})");  // from the future: moves nothing
  const CatalogueTally tally = adder.counter.tally();
  const auto& p = tally.find("A")->properties[0];
  EXPECT_EQ(p.count[1], 141U);
  EXPECT_EQ(day_text(p.days.front().day), "2026-02-18");  // 100 days up to 2026-05-28
  EXPECT_EQ(day_text(p.days.back().day), "2026-05-28");
  EXPECT_EQ(day_text(p.first_value_day()), "2026-01-01");
  EXPECT_EQ(tally.find("A")->sampled_days.entries().front().day, p.days.front().day);
}

CatalogueTally random_tally(env::Random& random) {
  Adder adder;
  const std::uint64_t events = random.below(300);
  for (std::uint64_t i = 0; i < events; ++i) {
    adder.add(
        fmt::format("event {}", random.below(5)),
        fmt::format("2026-05-{:02}", 1 + random.below(28)),
        fmt::format(R"({{"p{}":{},"q":"{}"}})", random.below(3), random.below(9), random.next()),
        static_cast<std::int64_t>(random.below(3)));
  }
  adder.counter.set_position(static_cast<std::int64_t>(random.below(1000)),
                             model::message_id_of("x"));
  return adder.counter.tally();
}

TEST(CatalogueFile, GivesBackWhatItWasGiven) {
  for (std::uint64_t seed = 1; seed <= 30; ++seed) {
    SCOPED_TRACE(fmt::format("seed {}", seed));
    env::Random random(seed);
    const CatalogueTally tally = random_tally(random);
    const std::string bytes = CatalogueFile::to_bytes(tally);
    const auto again = CatalogueFile::from_bytes(bytes);
    ASSERT_TRUE(again) << again.error().to_sentence();
    EXPECT_EQ(CatalogueFile::to_bytes(*again), bytes);
    EXPECT_EQ(again->count(), tally.count());
    EXPECT_EQ(again->position(), tally.position());
    EXPECT_EQ(again->position_id(), tally.position_id());
    ASSERT_EQ(again->events().size(), tally.events().size());
    for (const auto& [name, event] : tally.events()) {
      const EventTally& other = *again->find(name);
      EXPECT_EQ(other.count(), event->count());
      EXPECT_EQ(other.sampled, event->sampled);
      EXPECT_EQ(other.place_of_property, event->place_of_property);
      for (std::size_t i = 0; i < other.properties.size(); ++i) {
        EXPECT_EQ(other.properties[i].frequent.top(5), event->properties[i].frequent.top(5));
        EXPECT_EQ(other.properties[i].distinct.count(), event->properties[i].distinct.count());
      }
    }
  }
}

TEST(CatalogueFile, RefusesWhatItDidNotWrite) {
  env::Random random(3);
  const std::string bytes = CatalogueFile::to_bytes(random_tally(random));
  EXPECT_FALSE(CatalogueFile::from_bytes(""));
  EXPECT_FALSE(CatalogueFile::from_bytes("something else"));
  for (int i = 0; i < 200; ++i) {
    std::string broken = bytes;
    if (random.chance(0.5))
      broken.resize(random.below(bytes.size()));
    else
      broken[random.below(bytes.size())] ^= static_cast<char>(1 + random.below(255));
    EXPECT_FALSE(CatalogueFile::from_bytes(broken));
  }
}

}  // namespace
}  // namespace wend::analyze
