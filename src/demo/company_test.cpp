#include "demo/company.h"

#include <boost/json/parse.hpp>
#include <gtest/gtest.h>
#include <map>
#include <set>

namespace wend::demo {
namespace {

struct Summary {
  std::size_t events = 0;
  std::set<std::string> customers;
  std::map<std::string, std::size_t> names, channels;
  std::uint64_t hash = 0;
};

Summary summary(std::uint64_t seed, const CompanyOptions& options) {
  Summary result;
  generate(seed, options, [&](const CompanyEvent& event) {
    ++result.events;
    result.customers.emplace(event.row.identity_value);
    ++result.names[std::string(event.row.name)];
    ++result.channels[std::string(event.row.channel)];
    result.hash = result.hash * 31 + event.row.message_id.low +
                  std::hash<std::string_view>{}(event.row.properties) +
                  static_cast<std::uint64_t>(event.row.time_us);
  });
  return result;
}

TEST(Company, IsTheSameForTheSameSeed) {
  const CompanyOptions small{.customers = 500};
  EXPECT_EQ(summary(1, small).hash, summary(1, small).hash);
  EXPECT_NE(summary(1, small).hash, summary(2, small).hash);
}

TEST(Company, HasTheSizeAndBreadthItPromises) {
  const Summary company = summary(1, {});
  EXPECT_GE(company.events, 300'000U);
  EXPECT_LE(company.events, 650'000U);
  EXPECT_GE(company.customers.size(), 15'000U);
  for (const char* channel : {"web", "app", "email", "store", "phone", "chat"}) {
    EXPECT_GT(company.channels.at(channel), 500U) << channel;
  }
  const auto rate = static_cast<double>(company.names.at("Payment failed")) /
                    static_cast<double>(company.names.at("Payment"));
  EXPECT_GT(rate, 0.03);
  EXPECT_LT(rate, 0.05);
}

TEST(Company, WritesJsonWithinTheSpanAndEachEventOnce) {
  const CompanyOptions small{.customers = 800};
  std::set<std::pair<std::uint64_t, std::uint64_t>> ids;
  TimeUs last = 0;
  std::string customer;
  generate(7, small, [&](const CompanyEvent& event) {
    boost::system::error_code error;
    const auto value = boost::json::parse(event.row.properties, error);
    ASSERT_FALSE(error) << event.row.properties;
    ASSERT_TRUE(value.is_object());
    ASSERT_LT(event.row.time_us, small.end_us);
    ASSERT_GE(event.row.time_us, small.end_us - small.weeks * 7 * env::kDayUs);
    ASSERT_TRUE(ids.emplace(event.row.message_id.high, event.row.message_id.low).second);
    if (customer == event.row.identity_value) {
      ASSERT_GE(event.row.time_us, last);
    }
    customer = event.row.identity_value;
    last = event.row.time_us;
  });
}

TEST(Company, AnIncidentChangesOnlyTheLivesItTouches) {
  const auto lives = [](bool incidents) {
    std::map<std::string, std::vector<std::pair<TimeUs, std::string>>> result;
    generate(3, {.customers = 600, .incidents = incidents}, [&](const CompanyEvent& event) {
      result[std::string(event.row.identity_value)].emplace_back(event.row.time_us, event.row.name);
    });
    return result;
  };
  const auto loud = lives(true), quiet = lives(false);
  std::size_t changed = 0;
  for (const auto& [customer, events] : quiet) changed += loud.at(customer) != events ? 1 : 0;
  EXPECT_GT(changed, 5U);
  EXPECT_LT(changed, 120U) << "of 600";
}

TEST(Incidents, AreWithinTheDataAndNoneWhenQuiet) {
  const CompanyOptions options;
  const auto incidents = planted_incidents(options);
  ASSERT_EQ(incidents.size(), 5U);
  for (const auto& incident : incidents) {
    EXPECT_LT(incident.from_us, options.end_us);
    EXPECT_GT(incident.from_us, options.end_us - options.weeks * 7 * env::kDayUs);
    if (incident.to_us) {
      EXPECT_LT(*incident.to_us, options.end_us);
    }
  }
  EXPECT_FALSE(incidents.back().to_us) << "the last one is still going on";
  EXPECT_TRUE(planted_incidents({.incidents = false}).empty());
  EXPECT_EQ(planted_incidents({.weeks = 8}).size(), 1U)
      << "earlier ones have no past to compare with";
}

}  // namespace
}  // namespace wend::demo
