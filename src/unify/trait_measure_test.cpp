#include "unify/trait_measure.h"

#include <boost/json/parse.hpp>
#include <fmt/format.h>
#include <gtest/gtest.h>
#include <vector>

#include "unify/segment_engine.h"

namespace wend::unify {
namespace {

using model::Measure;
using model::Value;

constexpr TimeUs kMarch = 1'772'323'200'000'000;  // 2026-03-01T00:00:00Z

struct Seen {
  TimeUs time_us;
  Value value;
};

Value measured(Measure measure, const std::vector<Seen>& events, TimeUs now = kMarch) {
  return with_state_of(measure, [&](auto state) {
    std::int64_t sequence = 0;
    for (const Seen& event : events) state.add(measure, {event.time_us, ++sequence, &event.value});
    return state.value(measure, now);
  });
}

TEST(TraitMeasure, NumbersOfAnOrderHistory) {
  const std::vector<Seen> orders = {
      {1, 20.0}, {2, std::string("12.5")}, {3, Value()}, {4, std::string("free")}, {5, -2.5}};
  EXPECT_EQ(measured(Measure::kCount, orders), Value(5.0));
  EXPECT_EQ(measured(Measure::kSum, orders), Value(30.0));
  EXPECT_EQ(measured(Measure::kAverage, orders), Value(10.0));
  EXPECT_EQ(measured(Measure::kMin, orders), Value(-2.5));
  EXPECT_EQ(measured(Measure::kMax, orders), Value(20.0));
  // Of none, only what can be counted is known.
  EXPECT_EQ(measured(Measure::kCount, {}), Value(0.0));
  EXPECT_EQ(measured(Measure::kSum, {}), Value(0.0));
  EXPECT_EQ(measured(Measure::kAverage, {}), Value());
  EXPECT_EQ(measured(Measure::kShare, {{1, 1.0}, {2, 0.0}, {3, 1.0}, {4, 1.0}}), Value(0.75));
}

TEST(TraitMeasure, TheEndsGoByTimeAndNotByArrival) {
  const std::vector<Seen> late = {{30, std::string("c")},
                                  {10, std::string("a")},
                                  {20, std::string("b")},
                                  {30, std::string("d")},
                                  {40, Value()}};
  EXPECT_EQ(measured(Measure::kFirstValue, late), Value("a"));
  EXPECT_EQ(measured(Measure::kLastValue, late), Value("d"));  // of equal times the later sequence
}

TEST(TraitMeasure, DaysAndTimesAreWholeOnes) {
  const std::vector<Seen> one = {{kMarch + 500'000, Value()}};
  EXPECT_EQ(measured(Measure::kFirstTime, one), Value("2026-03-01T00:00:00Z"));
  const TimeUs twelve = kMarch + 500'000 + 12 * env::kDayUs;
  EXPECT_EQ(measured(Measure::kDaysSinceLast, one, twelve - 1), Value(11.0));
  EXPECT_EQ(measured(Measure::kDaysSinceLast, one, twelve), Value(12.0));
  EXPECT_EQ(measured(Measure::kDaysSinceLast, one, kMarch), Value(0.0));  // it lies ahead
  // Before the epoch: seconds are cut downwards.
  EXPECT_EQ(measured(Measure::kLastTime, {{-1, Value()}}), Value("1969-12-31T23:59:59Z"));
}

TEST(TraitMeasure, ValuesWithOneTextAreOne) {
  const std::vector<Seen> values = {{1, std::string("b")},
                                    {2, 5.0},
                                    {3, std::string("5")},
                                    {4, std::string("b")},
                                    {5, std::string("a")}};
  EXPECT_EQ(measured(Measure::kDistinct, values), Value(3.0));
  EXPECT_EQ(measured(Measure::kMostFrequent, values), Value(5.0));  // as often as b, before it
  EXPECT_EQ(measured(Measure::kValues, values), Value(R"([5E0,"a","b"])"));
}

TEST(TraitMeasure, BoundsDoNotDependOnTheOrder) {
  std::vector<Seen> many;
  for (int i = 0; i < 1500; ++i) many.push_back({i, fmt::format("v{:04}", i)});
  const std::vector<Seen> backwards(many.rbegin(), many.rend());
  for (const auto& events : {many, backwards}) {
    EXPECT_EQ(measured(Measure::kDistinct, events), Value(1000.0));
    EXPECT_EQ(measured(Measure::kMostFrequent, events), Value());
    const auto list = boost::json::parse(std::get<std::string>(measured(Measure::kValues, events)));
    ASSERT_EQ(list.as_array().size(), 50u);
    EXPECT_EQ(list.at(49).as_string(), "v0049");
  }
}

TEST(ComputedTrait, IsNeverMadeOfItself) {
  const auto trait = [](std::string key, const std::string& of) {
    auto read = model::read_computed_trait(
        boost::json::parse(R"({"measure": "count", "of": )" + of + "}"), {});
    EXPECT_TRUE(read) << read.error().to_sentence();
    read->key = std::move(key);
    return *std::move(read);
  };
  model::SegmentMeaning buyers;
  buyers.rule = *model::PredicateReader().read(
      boost::json::parse(R"({"trait": "computed:orders", "op": "at_least", "value": 1})"), "rule");
  const auto plan =
      SegmentPlan::make({{"buyers", buyers}}, {},
                        {trait("orders", R"({"all": [{"event": "Order"}, {"segment": "buyers"}]})"),
                         trait("visits", R"({"event": "Visit"})"),
                         trait("a", R"({"trait": "computed:b", "op": "exists"})"),
                         trait("b", R"({"trait": "computed:a", "op": "exists"})"),
                         trait("c", R"({"trait": "computed:nowhere", "op": "exists"})")});
  ASSERT_TRUE(plan.segments()[0].error);
  EXPECT_NE(plan.segments()[0].error->message.find("made of itself"), std::string::npos);
  ASSERT_TRUE(plan.computed()[0].error);
  EXPECT_FALSE(plan.computed()[1].error);
  ASSERT_TRUE(plan.computed()[2].error);
  EXPECT_EQ(plan.computed()[2].error->message, "The computed trait \"a\" would be made of itself.");
  EXPECT_EQ(plan.computed()[4].error->message, "There is no computed trait \"nowhere\".");
}

TEST(ComputedTrait, SaysWhatIsWrongWithADefinition) {
  const auto error = [](const char* text) {
    const auto read = model::read_computed_trait(boost::json::parse(text), {});
    return read ? std::string() : read.error().to_sentence();
  };
  EXPECT_EQ(error(R"({"measure": "count", "of": {"event": "A"}, "within": "90d"})"), "");
  EXPECT_NE(error(R"({"of": {}})").find("measure"), std::string::npos);
  EXPECT_NE(error(R"({"measure": "sum"})").find("needs a property"), std::string::npos);
  EXPECT_NE(error(R"({"measure": "count", "property": "x"})").find("takes no property"),
            std::string::npos);
  EXPECT_NE(error(R"({"measure": "count", "within": "9d", "from": "2026-01-01"})").find("within"),
            std::string::npos);
  EXPECT_NE(error(R"({"measure": "counts"})").find("count"), std::string::npos);
  EXPECT_TRUE(model::check_trait_key("orders_90_days"));
  for (const char* bad : {"", "9_days", "Orders", "a b", "a.b"})
    EXPECT_FALSE(model::check_trait_key(bad)) << bad;
}

}  // namespace
}  // namespace wend::unify
