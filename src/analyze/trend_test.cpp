#include <cmath>
#include <fmt/format.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>
#include <set>

#include "analyze/testing/small_logs.h"

namespace wend::analyze {
namespace {

using namespace testing;

constexpr TimeUs kHour = 3'600'000'000;
constexpr TimeUs kDay = 24 * kHour;

// Ten days in steps of six hours.
std::vector<Row> random_days() {
  auto rows = random_log(5, 9, 40);
  for (Row& row : rows) {
    row.time_us = row.time_us / 1'000'000 * 6 * kHour;
    if (!row.p.empty()) row.p = row.p == "x" ? "2" : "3.5";
  }
  return rows;
}

constexpr const char* kMeasures =
    R"("measures": [{"match": {"event": ["A", "B"]}}, {"match": {"event": "A"}, "count": "customers"},
       {"match": {"event": "B"}, "count": "sessions"}, {"count": "per_customer"},
       {"match": {"event": "A"}, "count": {"sum": "p"}}, {"count": {"median": "p"}}])";

std::string hour_of(int hours) {
  return fmt::format("1970-01-{:02}T{:02}:00", 1 + hours / 24, hours % 24);
}

std::string document_of(int from_hours, int to_hours, const std::string& more = "") {
  return fmt::format(R"({{"kind": "trend", "bucket": "day", "gap": "6h", "previous": true,
                         "range": {{"from": "{}", "to": "{}"}}, {}{}}})",
                     hour_of(from_hours), hour_of(to_hours), kMeasures, more);
}

struct Expected {
  double events = 0;
  std::set<std::string> people;
  double sessions = 0, sum = 0;
  std::vector<double> numbers;
};

// The value of each measure of kMeasures over [from, to), by looking at one row after another.
std::vector<std::optional<double>> measure(const std::vector<Row>& rows, TimeUs from, TimeUs to,
                                           TimeUs range_from) {
  Expected ab, a, b, any, median;
  for (const auto& [customer, list] : by_customer(rows)) {
    bool counted = false;
    for (std::size_t i = 0; i < list.size(); ++i) {
      const Row& row = list[i];
      const bool new_session = i == 0 || row.time_us - list[i - 1].time_us > 6 * kHour ||
                               (list[i - 1].time_us < range_from && row.time_us >= range_from);
      if (new_session) counted = false;
      const bool in = row.time_us >= from && row.time_us < to;
      if (row.name == "B") {
        b.sessions += in && !counted;
        counted = true;
      }
      if (!in) continue;
      any.events += 1;
      any.people.insert(customer);
      ab.events += row.name == "A" || row.name == "B";
      if (row.name == "A") a.people.insert(customer);
      if (row.p.empty()) continue;
      if (row.name == "A") a.sum += std::stod(row.p);
      median.numbers.push_back(std::stod(row.p));
    }
  }
  std::ranges::sort(median.numbers);
  const std::size_t n = median.numbers.size();
  const auto people = static_cast<double>(any.people.size());
  return {ab.events,
          static_cast<double>(a.people.size()),
          b.sessions,
          any.events > 0 ? std::optional(any.events / people) : std::nullopt,
          a.sum,
          n > 0 ? std::optional((median.numbers[(n - 1) / 2] + median.numbers[n / 2]) / 2)
                : std::nullopt};
}

std::optional<double> number(const json::value& value) {
  return value.is_null() ? std::nullopt : std::optional(value.to_number<double>());
}

RC_GTEST_PROP(Trend, AgreesWithCountingRowByRow, ()) {
  const auto rows = random_days();
  const auto table = make_journey_table(to_events(rows));
  const int from_hours = 6 * *rc::gen::inRange(0, 32);
  const int to_hours = 6 * *rc::gen::inRange(from_hours / 6, 52);
  const TimeUs from = from_hours * kHour;
  const auto result = must_answer(table, document_of(from_hours, to_hours)).at("result");
  TimeUs first = kDay * 100, end = 0;
  for (const Row& row : rows) {
    first = std::min(first, row.time_us);
    end = std::max(end, row.time_us + 1);
  }
  end = std::max(from, std::min(end, to_hours * kHour));
  const TimeUs first_day = from / kDay;
  const TimeUs days = end > from ? (end + kDay - 1) / kDay - first_day : 0;
  RC_ASSERT(static_cast<TimeUs>(result.at("buckets").as_array().size()) == days);
  for (std::size_t m = 0; m < 6; ++m) {
    const auto& series = result.at("series").at(m);
    RC_ASSERT(number(series.at("value")) == measure(rows, from, end, from)[m]);
    for (TimeUs day = 0; day < days; ++day) {
      const auto& point = series.at("points").at(static_cast<std::size_t>(day));
      const TimeUs start = std::max(from, (first_day + day) * kDay);
      const TimeUs over = std::min(end, (first_day + day + 1) * kDay);
      RC_ASSERT(number(point.at("value")) == measure(rows, start, over, from)[m]);
      // Null where the known events do not reach back to the first of the buckets before.
      if (first / kDay > first_day - days) {
        RC_ASSERT(point.at("previous").is_null());
      } else {
        RC_ASSERT(number(point.at("previous")) ==
                  measure(rows, start - days * kDay, over - days * kDay, from)[m]);
      }
    }
  }
}

RC_GTEST_PROP(Trend, EveryRefListsAsManyAsItSays, ()) {
  const auto table = make_journey_table(to_events(random_days()));
  for (const char* more : {"", R"(, "breakdown": {"channel": true, "top": 1})",
                           R"(, "breakdown": {"property": "p"})"}) {
    const std::string document = document_of(54, 216, more);
    check_refs(table, document, must_answer(table, document).at("result"));
  }
}

RC_GTEST_PROP(Trend, GroupsAddUp, ()) {
  const auto table = make_journey_table(to_events(random_days()));
  const auto all = must_answer(table, document_of(30, 216)).at("result");
  const auto parted =
      must_answer(table, document_of(30, 216, R"(, "breakdown": {"property": "p", "top": 1})"))
          .at("result");
  double events = 0;
  for (const auto& series : parted.at("series").as_array())
    if (series.at("measure") == "A") events += series.at("value").to_number<double>();
  RC_ASSERT(events == all.at("series").at(0).at("value").to_number<double>());
}

RC_GTEST_PROP(Trend, DoesNotDependOnTheOrderOfRows, ()) {
  check_row_order(random_days(),
                  document_of(30, 216, R"(, "bands": true, "formula": "A / B", "breakdown":
                                       {"channel": true})"));
}

TEST(Trend, FormulasByHand) {
  const auto table = make_journey_table({{"1", 0, "Visit"},
                                         {"1", 1, "Order"},
                                         {"2", 2, "Visit"},
                                         {"2", kDay + kHour, "Order"},
                                         {"3", 2 * kDay, "Visit"}});
  const auto result = must_answer(table, R"({"kind": "trend", "bucket": "day", "measures": [
        {"match": {"event": "Order"}}, {"match": {"event": "Visit"}, "count": "customers"}],
        "formula": [{"name": "Rate", "formula": "A / B * 100"}, {"formula": "A - B"}]})")
                          .at("result");
  const auto& rate = result.at("formulas").at(0);
  EXPECT_EQ(rate.at("name").as_string(), "Rate");
  EXPECT_DOUBLE_EQ(rate.at("value").to_number<double>(), 200.0 / 3);
  EXPECT_EQ(rate.at("points").at(0).at("value").to_number<double>(), 50);
  EXPECT_TRUE(rate.at("points").at(1).at("value").is_null());
  EXPECT_EQ(rate.at("points").at(2).at("value").to_number<double>(), 0);
  EXPECT_EQ(result.at("formulas").at(1).at("name").as_string(), "A - B");
}

TEST(Trend, AnAnomalyIsMarkedWithItsSize) {
  std::vector<MemoryEvent> events;
  for (int day = 0; day < 40; ++day) {
    // 20 a day, 5 at weekends (1970-01-03 was a Saturday); on day 33, a Tuesday, 60.
    const int weekday = (day + 3) % 7;
    const int count = day == 33 ? 60 : weekday >= 5 ? 5 : 20;
    for (int i = 0; i < count; ++i)
      events.push_back({std::to_string(i), day * kDay + i * 1'000'000, "Visit"});
  }
  events.push_back({"1", 40 * kDay, "Other"});
  const auto table = make_journey_table(events);
  const std::string document = R"({"kind": "trend", "bucket": "day", "bands": true,
      "range": {"from": "1970-01-26", "to": "1970-02-11"}, "measures": [{"match": {"event": "Visit"}}]})";
  const auto result = must_answer(table, document).at("result");
  EXPECT_EQ(result.at("bands").at("season"), 7);
  const auto& points = result.at("series").at(0).at("points").as_array();
  for (std::size_t i = 0; i + 1 < points.size(); ++i) {
    const bool peak = i == 33 - 25;
    EXPECT_EQ(points[i].as_object().contains("anomaly"), peak) << i;
    EXPECT_TRUE(points[i].as_object().contains("band95")) << i;
  }
  const auto& anomaly = points[33 - 25].at("anomaly");
  EXPECT_EQ(anomaly.at("direction").as_string(), "up");
  EXPECT_EQ(anomaly.at("difference").to_number<double>(), 40);
  EXPECT_DOUBLE_EQ(anomaly.at("deviations").to_number<double>(), 40 / std::sqrt(20));
  // The day that has only begun is not judged.
  EXPECT_FALSE(points.back().as_object().contains("band95"));
}

TEST(Trend, WrongFieldsAreNamed) {
  const auto place = [](const std::string& fields) {
    const auto status = check_query(parse_query(R"({"kind": "trend")" + fields + "}").value());
    return status ? "" : status.error().place;
  };
  EXPECT_EQ(place(""), "measures");
  EXPECT_EQ(place(R"(, "measures": [])"), "measures");
  EXPECT_EQ(place(R"(, "measures": [{"count": "people"}])"), "measures[0].count");
  EXPECT_EQ(place(R"(, "measures": [{"count": {"sum": ""}}])"), "measures[0].count.sum");
  EXPECT_EQ(place(R"(, "measures": [{"count": {"sum": "a", "max": "a"}}])"), "measures[0].count");
  EXPECT_EQ(place(R"(, "measures": [{"count": {}}])"), "measures[0].count");
  EXPECT_EQ(place(R"(, "measures": [{}], "formula": "A / B")"), "formula");
  EXPECT_EQ(place(R"(, "measures": [{}], "formula": [{"formula": "A +"}])"), "formula[0].formula");
  EXPECT_EQ(place(R"(, "measures": [{}], "bucket": "year")"), "bucket");
}

}  // namespace
}  // namespace wend::analyze
