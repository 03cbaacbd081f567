#include "analyze/journey_table.h"

#include <algorithm>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

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
  for (std::size_t event = 0; event < table->event_count(); ++event) {
    const std::size_t profile = table->profile_of_event(event);
    EXPECT_LE(table->begin(profile), event);
    EXPECT_LT(event, table->end(profile));
  }
}

TEST(JourneyTable, CodesDoNotDependOnTheOrderOfRows) {
  std::vector<MemoryEvent> events = {{"a", 1, "Visit"}, {"a", 2, "Cart"}, {"b", 3, "Account"}};
  const auto forward = make_journey_table(events);
  std::ranges::reverse(events);
  const auto backward = make_journey_table(events);
  EXPECT_TRUE(std::ranges::equal(forward->name(), backward->name()));
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

}  // namespace
}  // namespace wend::analyze
