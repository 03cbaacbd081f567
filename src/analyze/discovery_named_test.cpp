#include "analyze/discovery_named.h"

#include <filesystem>
#include <fmt/format.h>
#include <gtest/gtest.h>
#include <map>
#include <rapidcheck/gtest.h>
#include <set>
#include <unistd.h>

#include "analyze/discovery.h"
#include "analyze/journey_table_builder.h"
#include "analyze/journey_table_store.h"
#include "analyze/named_touchpoints.h"
#include "analyze/testing/small_logs.h"
#include "env/random.h"

namespace wend::analyze {
namespace {

using testing::check_refs;
using testing::must_answer;
using testing::people_of;
namespace json = boost::json;
using TablePtr = std::shared_ptr<const JourneyTable>;

TablePtr named(const TablePtr& table, std::vector<NamedTouchpoint> touchpoints) {
  return JourneyTable::with_touchpoints(
      table, std::make_shared<const NamedTouchpoints>(std::move(touchpoints)));
}

NamedTouchpoint touchpoint(std::string name, std::vector<std::string> events,
                           std::optional<std::string> stage = std::nullopt,
                           std::optional<std::string> role = std::nullopt) {
  return {std::move(name), std::move(events), std::move(stage), std::move(role)};
}

// Sixty customers of a shop, one visit each day.
TablePtr shop() {
  std::vector<MemoryEvent> events;
  for (int i = 0; i < 60; ++i) {
    const std::string customer = fmt::format("c{}", i);
    int minute = 0;
    const auto go = [&](const char* name, const char* channel = "web") {
      events.push_back({.customer = customer,
                        .time_us = i * env::kDayUs + ++minute * env::kMinuteUs,
                        .name = name,
                        .channel = channel});
    };
    go("Ad clicked");
    go("Product viewed");
    go("Page left");  // a measurement: in no discovered touchpoint
    if (i % 3 == 0) continue;
    go("Cart viewed");
    go("checkout_started", "app");
    go("CheckoutStarted");
    if (i % 4 == 1) go("Payment failed");
    go("Order placed");
    if (i % 5 == 0) go("Support call", "phone");
  }
  return make_journey_table(events, 5);
}

const Touchpoint* find(const JourneyModel& model, std::string_view name) {
  const auto found = std::ranges::find(model.touchpoints, name, &Touchpoint::name);
  return found == model.touchpoints.end() ? nullptr : &*found;
}

TEST(NamedTouchpoints, TakeTheirEventsAndLeaveTheRest) {
  const TablePtr table = shop();
  const auto before = *discover(table);
  const auto after = *discover(named(table, {touchpoint("Basket", {"Cart viewed"}),
                                             touchpoint("App checkout", {"checkout_started"})}));
  EXPECT_EQ(find(*after, "Cart viewed"), nullptr);
  const Touchpoint& basket = *find(*after, "Basket");
  EXPECT_TRUE(basket.named);
  EXPECT_EQ(basket.events, std::vector<std::string>{"Cart viewed"});
  EXPECT_EQ(basket.position, find(*before, "Cart viewed")->position);
  EXPECT_EQ(after->stages[basket.stage], before->stages[find(*before, "Cart viewed")->stage]);
  // Of two spellings that were one touchpoint, one is left.
  const Touchpoint& rest = *find(*after, "Checkout started");
  EXPECT_FALSE(rest.named);
  EXPECT_EQ(rest.events, std::vector<std::string>{"CheckoutStarted"});
  EXPECT_EQ(rest.channel, "web");
  EXPECT_EQ(find(*after, "App checkout")->channel, "app");
  EXPECT_EQ(after->stages, before->stages);
  EXPECT_EQ(after->touchpoints[*after->goal].name, "Order placed");
  EXPECT_TRUE(after->notes.empty());
}

TEST(NamedTouchpoints, StandAtTheMeanOfTheirEventsInTheStageOfMost) {
  const TablePtr table = shop();
  const auto before = *discover(table);
  const auto after = *discover(
      named(table, {touchpoint("Look", {"Product viewed", "Ad clicked"}),
                    touchpoint("Buy", {"Cart viewed", "checkout_started", "CheckoutStarted"})}));
  const auto at = [&](std::string_view name) { return find(*before, name)->position; };
  EXPECT_NEAR(find(*after, "Look")->position, (at("Product viewed") + at("Ad clicked")) / 2, 1e-12);
  // Forty carts, and twice as many starts of a checkout.
  EXPECT_NEAR(find(*after, "Buy")->position, (at("Cart viewed") + 2 * at("Checkout started")) / 3,
              1e-12);
  EXPECT_EQ(after->stages[find(*after, "Buy")->stage],
            before->stages[find(*before, "Checkout started")->stage]);
}

TEST(NamedTouchpoints, TheGoalFollowsItsEvents) {
  const TablePtr table = shop();
  auto model = *discover(named(table, {touchpoint("Bought", {"Order placed", "Cart viewed"})}));
  ASSERT_TRUE(model->goal);
  EXPECT_EQ(model->touchpoints[*model->goal].name, "Bought");
  EXPECT_EQ(model->touchpoints[*model->goal].role, "goal");
  // People may say otherwise: another goal, or that it is none.
  model = *discover(named(table, {touchpoint("Basket", {"Cart viewed"}, std::nullopt, "goal")}));
  EXPECT_EQ(model->touchpoints[*model->goal].name, "Basket");
  model = *discover(named(table, {touchpoint("Bought", {"Order placed"}, std::nullopt, "step")}));
  EXPECT_FALSE(model->goal && model->touchpoints[*model->goal].name == "Bought");
  EXPECT_EQ(find(*model, "Bought")->role, "step");
}

TEST(NamedTouchpoints, StageAndRoleAreWhatPeopleSay) {
  const TablePtr table = shop();
  const auto before = *discover(table);
  const std::string last = before->stages.back();
  const auto after =
      *discover(named(table, {touchpoint("Basket", {"Cart viewed"}, last, "contact"),
                              touchpoint("Advert", {"Ad clicked"}, "No such stage")}));
  EXPECT_EQ(after->stages[find(*after, "Basket")->stage], last);
  EXPECT_EQ(find(*after, "Basket")->role, "contact");
  EXPECT_EQ(after->stages[find(*after, "Advert")->stage],
            before->stages[find(*before, "Ad clicked")->stage]);
  ASSERT_EQ(after->notes.size(), 1U);
  EXPECT_EQ(after->notes[0].sentence,
            "There is no stage \"No such stage\" for the touchpoint \"Advert\"; it is in the stage "
            "of most of its events.");
}

TEST(NamedTouchpoints, WhatNobodySendsIsNoted) {
  const TablePtr table = named(
      shop(), {touchpoint("Basket", {"Cart viewed", "Cart opened"}), touchpoint("Ghost", {"Boo"})});
  const auto model = *discover(table);
  EXPECT_EQ(find(*model, "Ghost"), nullptr);
  ASSERT_EQ(model->notes.size(), 2U);
  EXPECT_EQ(model->notes[0].sentence,
            "Nobody sends \"Cart opened\", of the touchpoint \"Basket\".");
  EXPECT_EQ(model->notes[1].sentence,
            "The touchpoint \"Ghost\" has no events: nobody sends \"Boo\".");
  const auto answer =
      must_answer(table, R"({"kind": "overview", "where": {"touchpoint": "Ghost"}})");
  EXPECT_EQ(answer.at("n").at("events"), 0);
  EXPECT_EQ(answer.at("notes").at(0).as_string(), model->notes[1].sentence);
  EXPECT_EQ(must_answer(table, R"({"kind": "journey"})").at("notes").as_array().size(), 2U);
}

TEST(NamedTouchpoints, WhatDiscoveryLeavesOutStandsBesideItsCompany) {
  const TablePtr table = shop();
  const auto before = *discover(table);
  ASSERT_EQ(find(*before, "Page left"), nullptr);
  const auto after = *discover(named(table, {touchpoint("Left", {"Page left"})}));
  // It always follows the view of a product.
  EXPECT_EQ(find(*after, "Left")->position, find(*before, "Product viewed")->position);
  EXPECT_EQ(find(*after, "Left")->stage, find(*after, "Product viewed")->stage);
  EXPECT_EQ(find(*after, "Left")->role, "step");
}

TEST(NamedTouchpoints, ANameIsOneTouchpoint) {
  const TablePtr table = shop();
  const auto model = *discover(named(table, {touchpoint("checkout started", {"Cart viewed"})}));
  EXPECT_EQ(find(*model, "Checkout started"), nullptr);
  EXPECT_EQ(find(*model, "Checkout started (other)")->events.size(), 2U);
  EXPECT_EQ(find(*model, "checkout started")->events, std::vector<std::string>{"Cart viewed"});
}

TEST(NamedTouchpoints, FollowTheNamesOfTheTrackingPlan) {
  const auto names = std::make_shared<const EventNames>(
      std::vector<PlannedEvent>{{"Cart viewed", true, false, "Basket seen"}});
  const TablePtr shown = shop()->with_names(names);
  const auto model = *discover(named(shown, {touchpoint("Basket", {"Cart viewed"})}));
  EXPECT_EQ(find(*model, "Basket")->events, std::vector<std::string>{"Basket seen"});
  EXPECT_TRUE(model->notes.empty());
}

TEST(NamedTouchpoints, TheVersionTellsThemApart) {
  const TablePtr table = shop();
  std::set<std::int64_t> versions{table->data_version()};
  const std::vector<std::vector<NamedTouchpoint>> all = {
      {touchpoint("A", {"Cart viewed"})},
      {touchpoint("A", {"Cart viewed"}, "Purchase")},
      {touchpoint("A", {"Cart viewed"}, std::nullopt, "goal")},
      {touchpoint("A", {"Cart viewed", "Ad clicked"})},
      {touchpoint("A", {"Cart viewed"}), touchpoint("B", {"Ad clicked"})}};
  for (const auto& one : all) versions.insert(named(table, one)->data_version());
  EXPECT_EQ(versions.size(), all.size() + 1);
  EXPECT_EQ(named(table, all[0])->data_version(), named(table, all[0])->data_version());
  // It is exact as a JSON number, and the store's version still stands in it.
  EXPECT_LT(*versions.rbegin(), std::int64_t{1} << 53);
  EXPECT_EQ(*versions.rbegin() & 0xffffffff, 5);
}

TEST(NamedTouchpoints, TheTableOfTheStoreFollows) {
  const auto path =
      std::filesystem::temp_directory_path() / fmt::format("wend_named_{}.duckdb", ::getpid());
  std::filesystem::remove(path);
  auto store = *events::EventStore::open(path, {});
  std::vector<model::EventRow> rows;
  int number = 0;
  const std::string texts[] = {"1", "2", "3"};
  for (const char* name : {"Visit", "Cart", "Order"}) {
    rows.push_back({.message_id = model::message_id_of(texts[number]),
                    .time_us = ++number * env::kDayUs,
                    .type = model::EventType::kTrack,
                    .name = name,
                    .channel = "web",
                    .identity_namespace = "user_id",
                    .identity_value = "ann",
                    .properties = "{}"});
  }
  ASSERT_TRUE(store->import({.source = "test"}, rows));
  JourneyTableStore tables(*store);
  const TablePtr before = *tables.current();
  const NamedTouchpoints basket({touchpoint("Basket", {"Cart"})});
  tables.set_touchpoints(basket);
  const TablePtr after = *tables.current();
  EXPECT_NE(after->data_version(), before->data_version());
  EXPECT_EQ((*discover(after))->touchpoints[1].name, "Basket");
  tables.set_touchpoints(basket);
  EXPECT_EQ(*tables.current(), after);  // nothing changed, nothing is made anew
  tables.set_event_names(EventNames({{"Order", true, false, "Bought"}}));
  EXPECT_EQ((*discover(*tables.current()))->touchpoints[1].name, "Basket");
  tables.set_event_names({});
  EXPECT_EQ((*tables.current())->data_version(), after->data_version());
  tables.set_touchpoints({});
  EXPECT_EQ(*tables.current(), before);
  store.reset();
  std::filesystem::remove(path);
}

// Which touchpoint each event name is in, reckoned the obvious way.
std::map<std::string, std::string> expected_names(const JourneyModel& discovered,
                                                  const std::vector<NamedTouchpoint>& given) {
  std::map<std::string, std::string> of;
  for (const Touchpoint& one : discovered.touchpoints)
    for (const std::string& event : one.events) of[event] = one.name;
  for (const NamedTouchpoint& one : given)
    for (const std::string& event : one.events)
      if (of.contains(event)) of[event] = one.name;
  return of;
}

RC_GTEST_PROP(NamedTouchpoints, GroupEventsAsGiven, ()) {
  const auto rows = testing::random_log(6, 12, 8, "ABCDEF");
  RC_PRE(!rows.empty());
  const TablePtr table = make_journey_table(testing::to_events(rows));
  std::vector<NamedTouchpoint> given(2);
  given[0].name = "One";
  given[1].name = "Two";
  for (const char name : std::string("ABCDEF")) {
    const int to = *rc::gen::inRange(0, 3);
    if (to < 2) given[static_cast<std::size_t>(to)].events.emplace_back(1, name);
  }
  const TablePtr with = named(table, given);
  const auto expected = expected_names(**discover(table), given);
  const auto model = *discover(with);
  std::map<std::string, std::string> found;
  std::set<std::size_t> stages;
  for (std::size_t t = 0; t < model->touchpoints.size(); ++t) {
    for (const std::string& event : model->touchpoints[t].events) {
      found[event] = model->touchpoints[t].name;
      RC_ASSERT(model->touchpoint_of_name[*with->names().find(event)] == t);
    }
    RC_ASSERT(t == 0 || model->touchpoints[t - 1].stage <= model->touchpoints[t].stage);
    stages.insert(model->touchpoints[t].stage);
  }
  RC_ASSERT(found == expected);
  RC_ASSERT(stages.size() == model->stages.size());  // each has a touchpoint
  // The same people as by the names of the events.
  json::array events;
  for (const auto& [event, in] : expected)
    if (in == "One") events.emplace_back(event);
  if (!events.empty()) {
    const auto funnel = [](json::object match) {
      return json::serialize(
          json::object{{"kind", "funnel"},
                       {"steps", json::array{json::object{{"match", std::move(match)}},
                                             json::object{{"match", json::object()}}}}});
    };
    const std::string by_place = funnel({{"touchpoint", "One"}});
    const std::string by_name = funnel({{"event", events}});
    RC_ASSERT(people_of(with, by_place, "step:1") == people_of(with, by_name, "step:1"));
  }
  RC_ASSERT(check_refs(with, R"({"kind": "journey"})",
                       must_answer(with, R"({"kind": "journey"})").at("result").at("stages")) > 0);
  // The order of rows changes nothing.
  const TablePtr other = named(make_journey_table(testing::to_events(
                                   testing::shuffled(rows, *rc::gen::arbitrary<std::uint64_t>()))),
                               given);
  const std::string_view asked = R"({"kind": "process", "by": "touchpoint"})";
  RC_ASSERT(json::serialize(must_answer(with, asked)) ==
            json::serialize(must_answer(other, asked)));
}

}  // namespace
}  // namespace wend::analyze
