#include "analyze/discovery.h"

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <map>
#include <rapidcheck/gtest.h>

#include "analyze/discovery_episodes.h"
#include "analyze/discovery_lexicon.h"
#include "analyze/discovery_names.h"
#include "analyze/discovery_stages.h"
#include "analyze/journey_table_builder.h"
#include "env/random.h"

namespace wend::analyze {
namespace {

TEST(Names, AreWrittenAsPeopleWould) {
  EXPECT_EQ(humanised("checkout_started"), "Checkout started");
  EXPECT_EQ(humanised("CheckoutStarted"), "Checkout started");
  EXPECT_EQ(humanised("A_SUBMITTED"), "A submitted");
  EXPECT_EQ(humanised("Take in charge ticket"), "Take in charge ticket");
  EXPECT_EQ(humanised("order placed"), "Order placed");
  EXPECT_EQ(humanised("_"), "_");
  EXPECT_EQ(path_pattern("https://shop.example/product/4711?x=1"), "/product/…");
  EXPECT_EQ(path_pattern("/a/1/2/b9f3c2d1e0/reviews"), "/a/…/reviews");
  EXPECT_EQ(path_pattern("/"), "/");
}

TEST(Names, GroupSpellingsAndPaths) {
  std::vector<MemoryEvent> events;
  TimeUs now = 0;
  for (const char* name :
       {"Order Placed", "order_placed", "OrderPlaced", "/product/1", "/product/2"}) {
    events.push_back({.customer = "a", .time_us = now += 1'000'000, .name = name});
  }
  events.push_back(
      {.customer = "a", .time_us = now, .name = "Identify", .type = model::EventType::kIdentify});
  // What a tracker measures beside the pages is no touchpoint.
  events.push_back({.customer = "a", .time_us = now, .name = "Page left"});
  const auto table = make_journey_table(events);
  const auto groups = *group_names(*table, *count_signatures(*table));
  ASSERT_EQ(groups.size(), 2U);
  EXPECT_EQ(groups[0].name, "/product/…");
  EXPECT_EQ(groups[0].events, 2U);
  EXPECT_EQ(groups[1].codes.size(), 3U);
}

TEST(Discovery, ARefusalThatEndsTheJourneyIsAnOutcomeAndNoError) {
  std::vector<MemoryEvent> events;
  for (int i = 0; i < 60; ++i) {
    const std::string customer = std::to_string(i);
    const auto go = [&](const char* name, int day) {
      events.push_back({.customer = customer, .time_us = day * env::kDayUs, .name = name});
    };
    go("Application sent", 1);
    go("Card declined", 2);  // on the way: all of them go on
    go("Documents checked", 5);
    go(i % 2 == 0 ? "Application declined" : "Contract signed", 9);
  }
  const auto model = *discover(make_journey_table(events));
  std::map<std::string, std::string> roles;
  for (const auto& touchpoint : model->touchpoints) roles[touchpoint.name] = touchpoint.role;
  EXPECT_EQ(roles["Card declined"], "error");
  EXPECT_EQ(roles["Application declined"], "step");
  EXPECT_EQ(roles["Contract signed"], "goal");
}

TEST(Lexicon, TellsRolesFromWords) {
  EXPECT_TRUE(names_an_error("Payment failed"));
  EXPECT_TRUE(names_an_error("card_declined"));
  EXPECT_FALSE(names_an_error("Payment"));
  EXPECT_TRUE(names_an_error("Rage click"));
  EXPECT_TRUE(names_an_error("Dead click"));
  EXPECT_TRUE(names_an_error("Form abandoned"));
  EXPECT_FALSE(names_an_error("Click"));
  EXPECT_TRUE(names_a_measurement("Page left"));
  EXPECT_TRUE(names_a_measurement("Web vitals"));
  EXPECT_FALSE(names_a_measurement("Click"));
  EXPECT_FALSE(names_a_measurement("Form submitted"));
  EXPECT_TRUE(names_a_contact("Call started"));
  EXPECT_FALSE(names_a_contact("Callout shown"));
  EXPECT_TRUE(names_a_message("email_sent"));
  EXPECT_FALSE(names_a_message("email_verified"));
  EXPECT_TRUE(names_a_reaction("Invite accepted"));
  EXPECT_FALSE(names_a_reaction("Newsletter opened"));
  EXPECT_EQ(names_a_goal("Order placed"), 2);
  EXPECT_EQ(names_a_goal("Return completed"), 0);
  EXPECT_EQ(names_a_goal("Claim settled"), 1);
  EXPECT_GT(names_revenue("revenue"), names_revenue("price"));
  EXPECT_EQ(names_revenue("discount_amount"), 0);
  EXPECT_TRUE(names_a_version("app_version"));
  EXPECT_EQ(commercial_stage("Review written"), 4U);
  EXPECT_EQ(commercial_stage("Order review"), 2U);
  EXPECT_EQ(commercial_stage("Order shipped"), 3U);
}

// The cheapest of all cuts, tried one by one.
double cheapest(const std::vector<double>& values, const std::vector<double>& weights,
                std::size_t from, std::size_t classes) {
  const auto cost = [&](std::size_t a, std::size_t b) {
    double w = 0, s = 0, q = 0;
    for (std::size_t i = a; i < b; ++i) {
      w += weights[i], s += weights[i] * values[i], q += weights[i] * values[i] * values[i];
    }
    return q - s * s / w;
  };
  if (classes == 1) return cost(from, values.size());
  double best = 1e300;
  for (std::size_t cut = from + 1; cut + classes - 1 <= values.size(); ++cut) {
    best = std::min(best, cost(from, cut) + cheapest(values, weights, cut, classes - 1));
  }
  return best;
}

RC_GTEST_PROP(Stages, NaturalClassesAreTheCheapestCut, ()) {
  const auto raw = *rc::gen::container<std::vector<int>>(9, rc::gen::inRange(0, 100));
  std::vector<double> values(raw.begin(), raw.end());
  std::ranges::sort(values);
  std::vector<double> weights;
  for (const int r : raw) weights.push_back(1 + r % 7);
  const auto classes = natural_classes(values, weights, 3);
  double cost = 0;
  for (std::size_t c = 0; c < 3; ++c) {
    double w = 0, s = 0, q = 0;
    for (std::size_t i = 0; i < values.size(); ++i) {
      if (classes[i] != c) continue;
      w += weights[i], s += weights[i] * values[i], q += weights[i] * values[i] * values[i];
    }
    RC_ASSERT(w > 0);
    cost += q - s * s / w;
  }
  RC_ASSERT(std::abs(cost - cheapest(values, weights, 0, 3)) < 1e-6);
}

// People walk the steps in order, drop out, and go back now and then.
std::shared_ptr<const JourneyTable> walked(const std::vector<std::string>& steps,
                                           std::uint64_t seed) {
  env::Random random(seed);
  std::vector<MemoryEvent> events;
  for (int person = 0; person < 400; ++person) {
    TimeUs now = static_cast<TimeUs>(random.below(60 * env::kDayUs));
    for (std::size_t at = 0; at < steps.size();) {
      now += static_cast<TimeUs>(random.exponential(40)) * 1'000'000;
      events.push_back({.customer = fmt::format("p{}", person), .time_us = now, .name = steps[at]});
      if (random.chance(0.08)) break;
      if (at > 0 && random.chance(0.15)) {
        --at;
      } else {
        ++at;
      }
    }
  }
  return make_journey_table(std::move(events));
}

TEST(Discovery, FindsTheOrderOfAProcess) {
  const std::vector<std::string> steps = {"Zeta", "Alpha", "Mike", "Delta", "Yankee", "Bravo"};
  for (std::uint64_t seed = 1; seed <= 5; ++seed) {
    const auto model = *discover(walked(steps, seed));
    ASSERT_EQ(model->touchpoints.size(), steps.size());
    for (std::size_t i = 0; i < steps.size(); ++i) EXPECT_EQ(model->touchpoints[i].name, steps[i]);
    EXPECT_GE(model->stages.size(), 2U);
    EXPECT_LE(model->stages.size(), 5U);
    EXPECT_EQ(model->stages.front(), "Zeta") << "a process names its stages after its steps";
  }
}

TEST(Discovery, NamesTheStagesOfAShop) {
  const auto model = *discover(walked({"landing_page", "product_viewed", "add_to_cart", "checkout",
                                       "order_placed", "order_delivered", "review_written"},
                                      3));
  EXPECT_EQ(model->stages, (std::vector<std::string>{"Awareness", "Consideration", "Purchase",
                                                     "Retention", "Advocacy"}));
  ASSERT_TRUE(model->goal);
  EXPECT_EQ(model->touchpoints[*model->goal].name, "Order placed");
  EXPECT_EQ(model->touchpoints[*model->goal].role, "goal");
}

TEST(Discovery, AnEmptyTableHasNoJourney) {
  const auto model = *discover(make_journey_table({}));
  EXPECT_TRUE(model->touchpoints.empty());
  EXPECT_FALSE(model->goal);
}

TEST(Discovery, TheSameTableGivesTheSameModelObject) {
  const auto table = walked({"a", "b", "c"}, 1);
  EXPECT_EQ(discover(table)->get(), discover(table)->get());
}

// Episode by episode on each scale apart, every pair of touchpoints looked for.
TEST(Episodes, AreCountedAsLookingThroughEachScaleDoes) {
  constexpr std::size_t kNames = 5;  // few, so that many customers are at all of them
  for (std::uint64_t seed = 1; seed <= 8; ++seed) {
    SCOPED_TRACE(seed);
    env::Random random(seed);
    std::vector<MemoryEvent> events;
    for (int c = 0; c < 200; ++c) {
      TimeUs now = 0;
      const auto count = 1 + random.below(30);
      for (std::uint64_t i = 0; i < count; ++i) {
        const TimeUs gaps[] = {0,
                               0,
                               env::kMinuteUs,
                               30 * env::kMinuteUs,
                               31 * env::kMinuteUs,
                               13 * env::kHourUs,
                               8 * env::kDayUs};
        now += gaps[random.below(7)];
        events.push_back({.customer = std::to_string(c),
                          .time_us = now,
                          .name = std::string(1, static_cast<char>('a' + random.below(kNames)))});
      }
    }
    const auto table = make_journey_table(std::move(events));
    std::vector<std::uint16_t> touchpoint_of_signature;
    for (const std::uint32_t name : table->shown().name)
      touchpoint_of_signature.push_back(name == 2 ? EpisodeKernel::kNowhere
                                                  : static_cast<std::uint16_t>(name));
    EpisodesMet met(kNames);
    EpisodeKernel kernel(*table, touchpoint_of_signature, met);
    for (std::size_t profile = 0; profile < table->profile_count(); ++profile) kernel.take(profile);
    for (std::size_t scale = 0; scale < kEpisodeScales.size(); ++scale) {
      std::vector<std::int64_t> twice(kNames * kNames, 0);
      std::vector<std::uint64_t> people(kNames, 0);
      for (std::size_t profile = 0; profile < table->profile_count(); ++profile) {
        std::map<std::size_t, TimeUs> first;
        TimeUs last = 0;
        const auto close = [&] {
          for (const auto& [a, at] : first)
            for (const auto& [b, then] : first)
              if (a != b) twice[a * kNames + b] += at < then ? 2 : at == then ? 1 : 0;
          if (scale + 1 == kEpisodeScales.size())
            for (const auto& [a, at] : first) ++people[a];
          first.clear();
        };
        for (std::size_t i = table->begin(profile); i < table->end(profile); ++i) {
          if (table->name()[i] == 2) continue;
          const TimeUs time = table->time_us()[i];
          if (!first.empty() && time - last > kEpisodeScales[scale]) close();
          first.try_emplace(table->name()[i], time);
          last = time;
        }
        close();
      }
      EXPECT_EQ(met.twice_first(scale), twice) << "scale " << scale;
      if (scale + 1 == kEpisodeScales.size()) {
        EXPECT_EQ(met.people, people);
      }
    }
  }
}

}  // namespace
}  // namespace wend::analyze
