#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>
#include <set>

#include "analyze/statistics.h"
#include "analyze/testing/small_logs.h"

namespace wend::analyze {
namespace {

using namespace testing;

constexpr TimeUs kDay = 86'400'000'000;

std::vector<Row> random_days() {
  auto rows = random_log(6, 8, 20);
  for (Row& row : rows) row.time_us = row.time_us / 1'000'000 * kDay / 2;
  return rows;
}

std::string document_of(int from_day, int to_day, const std::string& kind,
                        const std::string& more) {
  return R"({"kind": ")" + kind +
         R"(", "match": {"event": ["A", "B"]}, "range": {"from": "1970-01-)" +
         (from_day < 9 ? "0" : "") + std::to_string(from_day + 1) + R"(", "to": "1970-01-)" +
         (to_day < 9 ? "0" : "") + std::to_string(to_day + 1) + "\"}" + more + "}";
}

// The days on which each customer did A or B.
std::map<std::string, std::set<TimeUs>> active_days(const std::vector<Row>& rows) {
  std::map<std::string, std::set<TimeUs>> days;
  for (const Row& row : rows) {
    if (row.name == "A" || row.name == "B")
      days["user_id " + row.customer].insert(row.time_us / kDay);
  }
  return days;
}

TimeUs last_day(const std::vector<Row>& rows) {
  TimeUs last = -1;
  for (const Row& row : rows) last = std::max(last, row.time_us / kDay);
  return last;
}

RC_GTEST_PROP(Lifecycle, AgreesWithTheDefinitionOfEachState, ()) {
  const auto rows = random_days();
  const auto table = make_journey_table(to_events(rows));
  const int from = *rc::gen::inRange(0, 6);
  const int to = *rc::gen::inRange(from, 12);
  const std::string document = document_of(from, to, "lifecycle", "");
  const auto periods = must_answer(table, document).at("result").at("periods").as_array();
  const TimeUs end = std::min<TimeUs>(to, last_day(rows) + 1);
  RC_ASSERT(static_cast<TimeUs>(periods.size()) == std::max<TimeUs>(0, end - from));
  for (std::size_t i = 0; i < periods.size(); ++i) {
    const TimeUs day = from + static_cast<TimeUs>(i);
    std::map<std::string, std::set<std::string>> expected;
    std::uint64_t before = 0;
    for (const auto& [customer, days] : active_days(rows)) {
      const bool now = days.contains(day), yesterday = days.contains(day - 1);
      before += yesterday;
      if (now) expected["active"].insert(customer);
      if (now && *days.begin() == day) expected["new"].insert(customer);
      if (now && yesterday) expected["returning"].insert(customer);
      if (now && !yesterday && *days.begin() < day) expected["resurrecting"].insert(customer);
      if (!now && yesterday) expected["dormant"].insert(customer);
    }
    for (const char* state : {"active", "new", "returning", "resurrecting", "dormant"}) {
      const auto people = people_of(table, document, "period:" + std::to_string(i) + ":" + state);
      RC_ASSERT(std::set(people.begin(), people.end()) == expected[state]);
    }
    RC_ASSERT(periods[i].at("dormant") ==
              json::value(share_json(expected["dormant"].size(), before)));
    RC_ASSERT(periods[i].at("new") ==
              json::value(share_json(expected["new"].size(), expected["active"].size())));
  }
  check_refs(table, document, periods);
}

TEST(Lifecycle, ByHandInWeeks) {
  // 1970-01-01 is a Thursday. Week 0 begins on Monday 29 December.
  const auto table = make_journey_table({{"1", 0, "Visit"},
                                         {"1", 5 * kDay, "Visit"},
                                         {"2", 0, "Visit"},
                                         {"2", 12 * kDay, "Visit"},
                                         {"3", 12 * kDay, "Visit"}});
  const std::string document = R"({"kind": "lifecycle", "bucket": "week"})";
  const auto periods = must_answer(table, document).at("result").at("periods").as_array();
  ASSERT_EQ(periods.size(), 3u);
  const auto counts = [&](std::size_t i) {
    std::string text;
    for (const char* state : {"new", "returning", "resurrecting", "dormant"})
      text += json::serialize(periods[i].at(state).at("count")) + " ";
    return text;
  };
  EXPECT_EQ(counts(0), "2 0 0 0 ");
  EXPECT_EQ(counts(1), "0 1 0 1 ");
  EXPECT_EQ(counts(2), "1 0 1 1 ");
  EXPECT_EQ(periods[0].at("from").as_string(), "1969-12-29");
  EXPECT_TRUE(periods[0].as_object().contains("incomplete"));
  EXPECT_FALSE(periods[1].as_object().contains("incomplete"));
  EXPECT_TRUE(periods[2].as_object().contains("incomplete"));
  EXPECT_TRUE(periods[0].at("quick_ratio").is_null());
  EXPECT_EQ(periods[2].at("quick_ratio").to_number<double>(), 2);
}

TEST(Lifecycle, WhoIsNewIsJudgedWithWhereAndWho) {
  const auto table = make_journey_table(
      {{"1", 0, "Visit", "app"}, {"1", 3 * kDay, "Visit", "web"}, {"2", 3 * kDay, "Visit", "app"}});
  const auto fresh = [&](const std::string& more) {
    const std::string document =
        R"({"kind": "lifecycle", "range": {"from": "1970-01-03"})" + more + "}";
    return must_answer(table, document).at("result").at("periods").at(1).at("new").at("count");
  };
  EXPECT_EQ(fresh(""), 1);
  EXPECT_EQ(fresh(R"(, "where": {"channel": "web"})"), 1);
  EXPECT_EQ(fresh(R"(, "who": {"event": "Nothing"})"), 0);
}

RC_GTEST_PROP(Stickiness, AgreesWithSetsOfDays, ()) {
  const auto rows = random_days();
  const auto table = make_journey_table(to_events(rows));
  const int from = *rc::gen::inRange(0, 6);
  const int to = *rc::gen::inRange(from, 12);
  const std::string document = document_of(from, to, "stickiness", R"(, "period": "week")");
  const auto result = must_answer(table, document).at("result");
  const TimeUs end = std::min<TimeUs>(to, last_day(rows) + 1);
  const auto customers = active_days(rows);
  const auto& days = result.at("days").as_array();
  RC_ASSERT(static_cast<TimeUs>(days.size()) == std::max<TimeUs>(0, end - from));
  for (std::size_t i = 0; i < days.size(); ++i) {
    const TimeUs day = from + static_cast<TimeUs>(i);
    for (const auto& [name, length] : {std::pair("dau", 1), {"wau", 7}, {"mau", 30}}) {
      const auto active = std::ranges::count_if(customers, [&, length = length](const auto& one) {
        return std::ranges::any_of(one.second,
                                   [&](TimeUs at) { return at <= day && at > day - length; });
      });
      RC_ASSERT(days[i].at(name).to_number<std::int64_t>() == active);
    }
  }
  for (const auto& period : result.at("periods").as_array()) {
    std::map<std::int64_t, std::int64_t> histogram;
    std::int64_t sum = 0, active = 0;
    // Weeks from Monday: day 4 is the first Monday.
    const std::string label(period.at("from").as_string());
    const TimeUs monday = label == "1969-12-29" ? -3 : label == "1970-01-05" ? 4 : 11;
    for (const auto& [customer, list] : customers) {
      const auto count = std::ranges::count_if(list, [&](TimeUs at) {
        return at >= monday && at < monday + 7 && at >= from && at < end;
      });
      if (count == 0) continue;
      ++histogram[count];
      ++active;
      sum += count;
    }
    RC_ASSERT(period.at("active").to_number<std::int64_t>() == active);
    for (const auto& bar : period.at("histogram").as_array())
      RC_ASSERT(bar.at("people").to_number<std::int64_t>() ==
                histogram[bar.at("days").to_number<std::int64_t>()]);
    if (active > 0)
      RC_ASSERT(period.at("active_days").at("mean").to_number<double>() ==
                static_cast<double>(sum) / static_cast<double>(active));
  }
  check_refs(table, document, result);
}

TEST(Stickiness, ByHandInAMonth) {
  std::vector<MemoryEvent> events;
  for (int day = 0; day < 31; ++day) events.push_back({"1", day * kDay, "Visit"});
  events.push_back({"2", 3 * kDay, "Visit"});
  events.push_back({"2", 3 * kDay, "Visit"});
  events.push_back({"9", 32 * kDay, "Other"});
  const auto result = must_answer(make_journey_table(events),
                                  R"({"kind": "stickiness", "match": {"event": "Visit"}})")
                          .at("result");
  const auto& january = result.at("periods").at(0);
  EXPECT_EQ(january.at("days"), 31);
  EXPECT_FALSE(january.as_object().contains("incomplete"));
  EXPECT_EQ(january.at("active_days").at("mean").to_number<double>(), 16);
  EXPECT_EQ(january.at("stickiness").at("ratio").to_number<double>(), 16.0 / 31);
  EXPECT_EQ(january.at("histogram").at(30).at("people"), 1);
  EXPECT_EQ(result.at("days").at(9).at("wau"), 2);
  EXPECT_EQ(result.at("days").at(10).at("wau"), 1);
  EXPECT_TRUE(result.at("days").at(5).as_object().contains("wau_incomplete"));
  EXPECT_FALSE(result.at("days").at(6).as_object().contains("wau_incomplete"));
}

RC_GTEST_PROP(Lifecycle, DoesNotDependOnTheOrderOfRows, ()) {
  const auto rows = random_days();
  check_row_order(rows, document_of(1, 9, "lifecycle", ""));
  check_row_order(rows, document_of(1, 9, "stickiness", ""));
}

}  // namespace
}  // namespace wend::analyze
