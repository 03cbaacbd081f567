#include <algorithm>
#include <boost/json/serialize.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <random>

#include "analyze/journey_table_builder.h"
#include "analyze/query.h"
#include "env/random.h"

namespace wend::analyze {
namespace {

using model::Value;
using testing::ElementsAre;

std::vector<std::string> names_of(const JourneyTable& table, std::string_view customer) {
  const auto profile = table.profile_of_id(model::identity_id_of("user_id", customer));
  std::vector<std::string> names;
  if (!profile) return names;
  for (std::size_t i = table.begin(*profile); i < table.end(*profile); ++i) {
    names.emplace_back(table.names().text(table.name()[i]));
  }
  return names;
}

std::vector<std::uint32_t> codes_of(const JourneyTable& table) {
  std::vector<std::uint32_t> codes;
  table.each_event([&](std::size_t i) { codes.push_back(table.name()[i]); });
  return codes;
}

TEST(JourneyTable, SortsByCustomerThenTimeThenSequence) {
  const auto table = make_journey_table({{"b", 30, "Order"},
                                         {"a", 20, "Cart"},
                                         {"a", 10, "Visit"},
                                         {"a", 20, "Address"},
                                         {"b", 5, "Visit"}});
  EXPECT_EQ(table->profile_count(), 2U);
  EXPECT_EQ(table->event_count(), 5U);
  EXPECT_THAT(names_of(*table, "a"), ElementsAre("Visit", "Cart", "Address"));
  EXPECT_THAT(names_of(*table, "b"), ElementsAre("Visit", "Order"));
  EXPECT_EQ(table->first_us(), 5);
  EXPECT_EQ(table->last_us(), 30);
}

TEST(JourneyTable, CodesDoNotDependOnTheOrderOfRows) {
  std::vector<MemoryEvent> events = {{"a", 1, "Visit"}, {"a", 2, "Cart"}, {"b", 3, "Account"}};
  const auto forward = make_journey_table(events);
  std::ranges::reverse(events);
  const auto backward = make_journey_table(events);
  EXPECT_EQ(names_of(*forward, "a"), names_of(*backward, "a"));
  EXPECT_EQ(codes_of(*forward), codes_of(*backward));
  EXPECT_EQ(forward->names().text(0), "Account");
}

TEST(JourneyTable, AnEmptyTableHasNoSpan) {
  const auto table = make_journey_table({});
  EXPECT_EQ(table->profile_count(), 0U);
  EXPECT_GT(table->first_us(), table->last_us());
  EXPECT_TRUE((*table->property("x"))->codes.empty());
}

TEST(JourneyTable, PropertiesAreScalarsByEventAndTraitsByCustomer) {
  using enum model::EventType;
  const auto table = make_journey_table(
      {{"a", 1, "Visit", "web", R"({"platform":"ios","price":12.5,"address":{"city":"Bonn"}})"},
       {"a", 2, "identify", "web", R"({"city":"Bonn"})", kIdentify},
       {"a", 4, "identify", "web", R"({"city":"Köln"})", kIdentify},
       {"a", 3, "identify", "web", R"({"city":"Trier"})", kIdentify},
       {"b", 1, "Visit", "web", R"({"platform":null,"city":"not a trait"})"}});
  const auto at = [&](const char* path, std::string_view customer) {
    const auto column = table->property(path).value();
    const auto profile = *table->profile_of_id(model::identity_id_of("user_id", customer));
    return column->values[column->codes[table->begin(profile)]];
  };
  EXPECT_EQ(at("platform", "a"), Value("ios"));
  EXPECT_EQ(at("price", "a"), Value(12.5));
  EXPECT_EQ(at("address.city", "a"), Value("Bonn"));
  EXPECT_EQ(at("platform", "b"), Value());
  EXPECT_EQ(at("nothing", "a"), Value());

  const auto city = table->trait("city").value();
  const auto trait = [&](std::string_view customer) {
    return city
        ->values[city->codes[*table->profile_of_id(model::identity_id_of("user_id", customer))]];
  };
  EXPECT_EQ(trait("a"), Value("Köln"));  // the latest by time, not by arrival
  EXPECT_EQ(trait("b"), Value());

  const auto names = table->property_names().value();
  std::vector<std::string> found;
  for (const auto& name : names) found.push_back(name.name + (name.trait ? "*" : ""));
  EXPECT_THAT(found, ElementsAre("address", "city", "city*", "platform", "price"));
}

// A table that grew has places that belong to nobody, and columns that were extended: no answer may
// tell the difference.
TEST(JourneyTable, ATableThatGrewAnswersAsOneThatWasMadeAtOnce) {
  const auto seed = std::random_device{}();
  SCOPED_TRACE(seed);
  env::Random random(seed);
  for (int round = 0; round < 25; ++round) {
    std::vector<MemoryEvent> events;
    const auto count = 1 + random.below(300);
    for (std::size_t i = 0; i < count; ++i) {
      const bool identify = random.below(8) == 0;
      events.push_back({"c" + std::to_string(random.below(12)),
                        static_cast<TimeUs>(random.below(60)) * env::kMinuteUs,
                        identify ? "" : std::string("Step ") + "ABCDE"[random.below(5)],
                        random.below(2) == 0 ? "web" : "app",
                        random.below(3) == 0
                            ? "{}"
                            : R"({"p":")" + std::to_string(random.below(4)) + R"(","n":)" +
                                  std::to_string(random.below(9)) + "}",
                        identify ? model::EventType::kIdentify : model::EventType::kTrack});
    }
    const auto whole = make_journey_table(events);
    // Columns are asked for at any time, so some are there from the beginning and some come later.
    const auto grown =
        grow_journey_table(events, 1 + random.below(6), [&](const JourneyTable& now) {
          if (random.below(2) == 0) {
            EXPECT_TRUE(now.property("p").has_value());
          }
          if (random.below(2) == 0) {
            EXPECT_TRUE(now.trait("p").has_value());
          }
          if (random.below(2) == 0) {
            EXPECT_TRUE(now.property_names().has_value());
          }
          if (random.below(4) == 0) {
            const auto names = now.property_names().value();
            ASSERT_TRUE(now.fetch(names));
          }
        });
    ASSERT_EQ(grown->event_count(), whole->event_count());
    for (
        const char* text :
        {R"({"kind":"overview"})", R"({"kind":"events","properties":true})",
         R"({"kind":"paths","steps":4,"where":{"property":"p","op":"is_not","value":"1"}})",
         R"({"kind":"paths","steps":3,"by":{"property":"p"}})", R"({"kind":"process"})",
         R"({"kind":"funnel","steps":[{"match":{"event":"Step A"}},{"match":{"property":"n","op":"greater","value":3}}],"breakdown":{"trait":"p"}})",
         R"({"kind":"time-between","from":{"event":"Step A"},"to":{"channel":"app"},"who":{"trait":"n","op":"exists"}})",
         R"({"kind":"journey"})", R"({"kind":"friction"})",
         R"({"kind":"overview","who":{"did":{"event":"Step B"},"sum":"n","op":"at_least","value":5}})"}) {
      const auto document = parse_query(text).value();
      const auto expected = run_query({whole, "UTC", {}}, document);
      ASSERT_TRUE(expected) << text << expected.error().to_sentence();
      const auto answer = run_query({grown, "UTC", {}}, document);
      ASSERT_TRUE(answer) << text;
      ASSERT_EQ(boost::json::serialize(*answer), boost::json::serialize(*expected)) << text;
    }
  }
}

}  // namespace
}  // namespace wend::analyze
