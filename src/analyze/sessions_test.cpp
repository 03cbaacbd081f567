#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>
#include <set>

#include "analyze/statistics.h"
#include "analyze/testing/small_logs.h"

namespace wend::analyze {
namespace {

using namespace testing;

constexpr TimeUs kMinute = 60'000'000;

struct Visit {
  std::string customer;
  std::vector<Row> rows;
};

// Two events belong to one session when no gap between them is longer than `gap`.
std::vector<Visit> visits_of(const std::vector<Row>& rows, TimeUs gap) {
  std::vector<Visit> visits;
  for (const auto& [customer, list] : by_customer(rows)) {
    for (std::size_t i = 0; i < list.size(); ++i) {
      if (i == 0 || list[i].time_us - list[i - 1].time_us > gap)
        visits.push_back({"user_id " + customer, {}});
      visits.back().rows.push_back(list[i]);
    }
  }
  return visits;
}

RC_GTEST_PROP(Sessions, AgreesWithCuttingAtGaps, ()) {
  auto rows = random_log(6, 9, 12);
  const int gap = *rc::gen::inRange(0, 4);
  const std::string document =
      R"({"kind": "sessions", "top": 2, "gap": )" + std::to_string(gap) + "}";
  const auto table = make_journey_table(to_events(rows));
  const auto result = must_answer(table, document).at("result");
  const auto visits = visits_of(rows, gap * 1'000'000LL);

  std::uint64_t bounced = 0;
  std::vector<std::int64_t> durations;
  std::set<std::string> people, bounced_people;
  std::map<std::string, std::uint64_t> entries;
  std::map<std::string, std::vector<std::int64_t>> channels;
  for (const Visit& visit : visits) {
    people.insert(visit.customer);
    bounced += visit.rows.size() == 1;
    if (visit.rows.size() == 1) bounced_people.insert(visit.customer);
    durations.push_back(visit.rows.back().time_us - visit.rows.front().time_us);
    ++entries[visit.rows.front().name];
    channels[visit.rows.front().channel].push_back(durations.back());
  }
  RC_ASSERT(result.at("sessions").to_number<std::size_t>() == visits.size());
  RC_ASSERT(result.at("people").to_number<std::size_t>() == people.size());
  RC_ASSERT(result.at("bounced") == json::value(share_json(bounced, visits.size())));
  RC_ASSERT(result.at("duration") == json::value(times_json(durations)));
  RC_ASSERT(result.at("bounced_people").to_number<std::size_t>() == bounced_people.size());
  for (const auto& channel : result.at("channels").as_array())
    RC_ASSERT(channel.at("duration") ==
              json::value(times_json(channels[std::string(channel.at("channel").as_string())])));
  std::uint64_t in_entries = 0;
  for (const auto& entry : result.at("entries").as_array()) {
    const auto count = entry.at("share").at("count").to_number<std::uint64_t>();
    in_entries += count;
    if (!entry.as_object().contains("other"))
      RC_ASSERT(count == entries[std::string(entry.at("label").as_string())]);
  }
  RC_ASSERT(in_entries == visits.size());
  std::uint64_t in_trend = 0;
  for (const auto& period : result.at("trend").as_array())
    in_trend += period.at("sessions").to_number<std::uint64_t>();
  RC_ASSERT(in_trend == visits.size());
  check_refs(table, document, result);
}

RC_GTEST_PROP(Sessions, DoesNotDependOnTheOrderOfRows, ()) {
  check_row_order(random_log(5, 8, 12), R"({"kind": "sessions", "gap": 1, "by": "channel"})");
}

TEST(Sessions, ByHand) {
  const auto table = make_journey_table({{"1", 0, "Home"},
                                         {"1", 30 * kMinute, "Cart"},
                                         {"1", 61 * kMinute, "Home", "app"},
                                         {"2", 5 * kMinute, "Cart"},
                                         {"2", 6 * kMinute, "Pay"},
                                         {"2", 7 * kMinute, "Pay"}});
  const auto result = must_answer(table, R"({"kind": "sessions"})").at("result");
  // The gap of 30 minutes does not end a session, one of 31 does.
  EXPECT_EQ(result.at("sessions"), 3);
  EXPECT_EQ(result.at("per_customer").at("mean").to_number<double>(), 1.5);
  EXPECT_EQ(result.at("events_per_session").at("mean").to_number<double>(), 2);
  EXPECT_EQ(result.at("events_per_session").at("q1").to_number<double>(), 1.5);
  EXPECT_EQ(result.at("events_per_session").at("median").to_number<double>(), 2);
  EXPECT_EQ(result.at("duration").at("median_s").to_number<double>(), 120);
  EXPECT_EQ(result.at("bounced").at("count"), 1);
  EXPECT_EQ(result.at("entries").at(0).at("label").as_string(), "Home");
  EXPECT_EQ(result.at("entries").at(0).at("bounced").at("count"), 1);
  EXPECT_EQ(result.at("exits").at(1).at("label").as_string(), "Home");
  EXPECT_EQ(result.at("channels").at(1).at("channel").as_string(), "app");
  EXPECT_EQ(result.at("bucket").as_string(), "hour");
  EXPECT_EQ(result.at("trend").at(0).at("sessions"), 2);
  EXPECT_FALSE(result.at("trend").at(0).as_object().contains("incomplete"));
  EXPECT_TRUE(result.at("trend").at(1).as_object().contains("incomplete"));
}

TEST(Sessions, OfNothing) {
  const auto result = must_answer(make_journey_table({}), R"({"kind": "sessions"})").at("result");
  EXPECT_EQ(result.at("sessions"), 0);
  EXPECT_TRUE(result.at("events_per_session").at("median").is_null());
}

}  // namespace
}  // namespace wend::analyze
