#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>
#include <set>

#include "analyze/statistics.h"
#include "analyze/testing/small_logs.h"

namespace wend::analyze {
namespace {

using namespace testing;

constexpr TimeUs kHour = 3'600'000'000;
constexpr TimeUs kDay = 24 * kHour;

// Retention by its definition, over hours of the small logs: every pair of a start and an event is
// looked at for every cell.
struct ReferenceRetention {
  std::string start, back;  // letters of the names
  bool recurring = false;
  bool rolling = false;  // "24h"; else "day"
  bool open = false;     // "on_or_after"
  int periods = 3;
  std::optional<TimeUs> from_us, to_us;

  struct Unit {
    std::string customer;
    TimeUs cohort;  // day
    std::vector<bool> returned, begun, over;
  };

  std::vector<Unit> units(const std::vector<Row>& rows) const {
    TimeUs last = 0;
    for (const Row& row : rows) last = std::max(last, row.time_us);
    const TimeUs until = std::min(to_us.value_or(last + 1), last + 1);
    const auto in_range = [&](const Row& row) {
      return (!from_us || row.time_us >= *from_us) && row.time_us < to_us.value_or(last + 1);
    };
    const auto is = [](const Row& row, const std::string& letters) {
      return letters.find(row.name[0]) != std::string::npos;
    };
    std::vector<Unit> units;
    for (const auto& [customer, list] : by_customer(rows)) {
      std::set<TimeUs> cohorts;
      bool first = true;
      for (std::size_t s = 0; s < list.size(); ++s) {
        if (!is(list[s], start)) continue;
        const bool counts = in_range(list[s]) && (recurring || first);
        first = false;
        const TimeUs start_us = list[s].time_us;
        const TimeUs day = start_us / kDay;
        if (!counts || !cohorts.insert(day).second) continue;
        Unit unit{"user_id " + customer, day, {}, {}, {}};
        for (int k = 0; k <= periods; ++k) {
          const auto begin_of = [&](int period) {
            return rolling ? start_us + period * kDay : (day + period) * kDay;
          };
          bool returned = false;
          for (std::size_t r = 0; r < list.size(); ++r) {
            const TimeUs at = list[r].time_us;
            if (r == s || !is(list[r], back) || !in_range(list[r]) || at < start_us) continue;
            returned |= at >= begin_of(k) && (open || at < begin_of(k + 1));
          }
          unit.returned.push_back(returned);
          unit.begun.push_back(std::max(start_us, begin_of(k)) < until);
          unit.over.push_back(begin_of(k + 1) <= until);
        }
        units.push_back(std::move(unit));
      }
    }
    return units;
  }

  std::string document(const std::string& more = "") const {
    const auto names = [](const std::string& letters) {
      json::array list;
      for (const char letter : letters) list.emplace_back(std::string(1, letter));
      return json::object{{"event", list}};
    };
    json::object out = {{"kind", "retention"},
                        {"start", names(start)},
                        {"return", names(back)},
                        {"entry", recurring ? "recurring" : "first_time"},
                        {"mode", open ? "on_or_after" : "on"},
                        {"bucket", rolling ? "24h" : "day"},
                        {"periods", periods}};
    json::object range;
    const auto day = [](TimeUs us) { return "1970-01-0" + std::to_string(1 + us / kDay); };
    if (from_us) range["from"] = day(*from_us);
    if (to_us) range["to"] = day(*to_us);
    out["range"] = range;
    std::string text = json::serialize(out);
    if (!more.empty()) text.insert(text.size() - 1, ", " + more);
    return text;
  }
};

ReferenceRetention random_question() {
  ReferenceRetention asked;
  asked.start = *rc::gen::element<std::string>("A", "AB", "ABCD");
  asked.back = *rc::gen::element<std::string>("A", "B", "BC", "ABCD");
  asked.recurring = *rc::gen::arbitrary<bool>();
  asked.rolling = *rc::gen::arbitrary<bool>();
  asked.open = *rc::gen::arbitrary<bool>();
  asked.periods = *rc::gen::inRange(1, 5);
  if (*rc::gen::arbitrary<bool>()) asked.from_us = *rc::gen::inRange(0, 3) * kDay;
  if (*rc::gen::arbitrary<bool>()) asked.to_us = *rc::gen::inRange(3, 9) * kDay;
  return asked;
}

// Seven days in steps of six hours, so that many times are equal or at midnight.
std::vector<Row> random_days() {
  auto rows = random_log(6, 8, 28);
  for (Row& row : rows) row.time_us = row.time_us / 1'000'000 * 6 * kHour;
  return rows;
}

RC_GTEST_PROP(Retention, AgreesWithEveryPairOfEvents, ()) {
  const auto rows = random_days();
  const auto table = make_journey_table(to_events(rows));
  for (int question = 0; question < 8; ++question) {
    const ReferenceRetention asked = random_question();
    const std::string document = asked.document();
    const auto result = must_answer(table, document).at("result").as_object();
    const auto units = asked.units(rows);
    RC_ASSERT(result.at("entered").to_number<std::size_t>() == units.size());
    for (std::size_t k = 0; k <= static_cast<std::size_t>(asked.periods); ++k) {
      std::uint64_t over = 0, returned = 0;
      std::set<std::string> back, lost;
      std::map<TimeUs, std::pair<std::uint64_t, std::uint64_t>> cohorts;
      for (const auto& unit : units) {
        auto& [begun, so_far] = cohorts[unit.cohort];
        begun += unit.begun[k];
        so_far += unit.returned[k];
        if (!unit.over[k]) continue;
        ++over;
        returned += unit.returned[k];
        (unit.returned[k] ? back : lost).insert(unit.customer);
      }
      const auto& cell = result.at("curve").at(k).as_object();
      RC_ASSERT(cell.at("share") == json::value(share_json(returned, over)));
      RC_ASSERT(cell.contains("incomplete") == (over < units.size()));
      const auto listed = [&](std::string_view field) {
        const auto people =
            people_of(table, document, std::string_view(cell.at(field).as_string()));
        return std::set(people.begin(), people.end());
      };
      RC_ASSERT(listed("ref") == back);
      RC_ASSERT(listed("lost_ref") == lost);
      for (const auto& cohort : result.at("cohorts").as_array()) {
        const auto size = cohort.at("size").to_number<std::uint64_t>();
        if (size == 0) continue;
        const TimeUs day = cohort.at("from").as_string().back() - '1';
        RC_ASSERT(cohort.at("cells").at(k).at("share") ==
                  json::value(share_json(cohorts[day].second, cohorts[day].first)));
      }
    }
  }
}

RC_GTEST_PROP(Retention, EveryRefListsAsManyAsItSays, ()) {
  const auto table = make_journey_table(to_events(random_days()));
  const std::string document =
      random_question().document(R"("breakdown": {"property": "p", "top": 1})");
  const auto result = must_answer(table, document).at("result");
  RC_ASSERT(check_refs(table, document, result) > 0);
  std::uint64_t in_groups = 0;
  for (const auto& group : result.at("breakdown").as_array())
    in_groups += group.at("size").to_number<std::uint64_t>();
  RC_ASSERT(in_groups == result.at("entered").to_number<std::uint64_t>());
}

RC_GTEST_PROP(Retention, DoesNotDependOnTheOrderOfRows, ()) {
  check_row_order(random_days(), random_question().document(R"("breakdown": {"channel": true})"));
}

const std::vector<MemoryEvent> kThree = {
    {"1", 10 * kHour, "Signup"},           {"1", kDay + 9 * kHour, "Visit"},
    {"1", 3 * kDay + 11 * kHour, "Visit"}, {"2", kDay + 20 * kHour, "Signup"},
    {"2", kDay + 20 * kHour, "Visit"},     {"2", 2 * kDay + 19 * kHour, "Visit"},
    {"3", 3 * kDay + 12 * kHour, "Signup"}};

json::array curve_of(const std::string& more) {
  const auto table = make_journey_table(kThree);
  return must_answer(table, R"({"kind": "retention", "start": {"event": "Signup"},
                                "return": {"event": "Visit"}, )" +
                                more + "}")
      .at("result")
      .at("curve")
      .as_array();
}

// "count/of" of each cell.
std::string counts(const json::array& curve) {
  std::string text;
  for (const auto& cell : curve)
    text += json::serialize(cell.at("share").at("count")) + "/" +
            json::serialize(cell.at("share").at("of")) + " ";
  return text;
}

TEST(Retention, ByHandFromTheOwnStart) {
  // Customer 1 visits 23 hours and 73 hours after the start, 2 at once and after 23 hours. The last
  // event is at day 3, 12:00: 1 has been seen for 74 hours, 2 for 40, 3 for none.
  EXPECT_EQ(counts(curve_of(R"("bucket": "24h", "periods": 3)")), "2/2 0/1 0/1 0/0 ");
  EXPECT_EQ(counts(curve_of(R"("bucket": "24h", "periods": 3, "mode": "on_or_after")")),
            "2/2 1/1 1/1 0/0 ");
}

TEST(Retention, ByHandInCalendarDays) {
  EXPECT_EQ(counts(curve_of(R"("bucket": "day", "periods": 3)")), "1/2 2/2 0/1 0/0 ");
  EXPECT_EQ(counts(curve_of(R"("bucket": "day", "mode": "brackets", "brackets": [0, 1, 3])")),
            "1/2 1/1 ");
}

TEST(Retention, NobodyIsCountedTwiceInAnHour) {
  std::vector<MemoryEvent> events = {{"1", 0, "Start"}};
  for (int i = 1; i < 9; ++i) events.push_back({"1", i * kHour / 4, "Back"});
  const auto result = must_answer(make_journey_table(events),
                                  R"({"kind": "retention", "start": {"event": "Start"},
                                      "return": {"event": "Back"}, "bucket": "hour", "periods": 2})")
                          .at("result");
  EXPECT_EQ(counts(result.at("curve").as_array()), "1/1 1/1 0/0 ");
  EXPECT_EQ(result.at("cohorts").at(0).at("from").as_string(), "1970-01-01T00:00");
}

TEST(Retention, TheFirstTimeIsJudgedByAllThatIsKnown) {
  const auto table =
      make_journey_table({{"1", 0, "Visit"}, {"1", 3 * kDay, "Visit"}, {"2", 3 * kDay, "Visit"}});
  const std::string rest = R"(, "start": {"event": "Visit"}, "range": {"from": "1970-01-03"}})";
  EXPECT_EQ(must_answer(table, R"({"kind": "retention")" + rest).at("result").at("entered"), 1);
  EXPECT_EQ(must_answer(table, R"({"kind": "retention", "entry": "recurring")" + rest)
                .at("result")
                .at("entered"),
            2);
}

TEST(Retention, AnEmptyTableHasNoCohorts) {
  const auto result =
      must_answer(make_journey_table({}), R"({"kind": "retention", "start": {}})").at("result");
  EXPECT_EQ(result.at("entered"), 0);
  EXPECT_TRUE(result.at("cohorts").as_array().empty());
}

TEST(Retention, WrongFieldsAreNamed) {
  const auto place = [](const std::string& fields) {
    const auto status = check_query(parse_query(R"({"kind": "retention")" + fields + "}").value());
    return status ? "" : status.error().place;
  };
  EXPECT_EQ(place(""), "start");
  EXPECT_EQ(place(R"(, "start": {}, "return": 5)"), "return");
  EXPECT_EQ(place(R"(, "start": {}, "brackets": [0, 1])"), "brackets");
  EXPECT_EQ(place(R"(, "start": {}, "mode": "brackets", "brackets": [1, 1])"), "brackets[1]");
  EXPECT_EQ(place(R"(, "start": {}, "mode": "brackets", "brackets": [1])"), "brackets");
  EXPECT_EQ(place(R"(, "start": {}, "mode": "brackets", "periods": 3)"), "periods");
  EXPECT_EQ(place(R"(, "start": {}, "periods": 0)"), "periods");
  EXPECT_EQ(place(R"(, "start": {}, "bucket": "year")"), "bucket");
}

}  // namespace
}  // namespace wend::analyze
