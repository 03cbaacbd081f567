#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>
#include <set>

#include "analyze/statistics.h"
#include "analyze/testing/small_logs.h"

namespace wend::analyze {
namespace {

using namespace testing;

std::string text_at(const json::value& value, std::string_view field) {
  return std::string(value.at(field).as_string());
}

struct ReferenceMoves {
  bool by_event = *rc::gen::arbitrary<bool>();
  bool collapse = *rc::gen::arbitrary<bool>();
  int session = *rc::gen::inRange(-1, 4);  // seconds; -1: none
  int within = *rc::gen::inRange(-1, 4);

  std::string document() const {
    std::string text = R"({"kind": "transitions", "by": ")" +
                       std::string(by_event ? "event" : "channel") + R"(", "loops": ")" +
                       (collapse ? "collapse" : "keep") + "\"";
    if (session >= 0) text += R"(, "per": {"session": )" + std::to_string(session) + "}";
    if (within >= 0) text += R"(, "within": )" + std::to_string(within);
    return text + "}";
  }
  std::string label(const Row& row) const { return by_event ? row.name : row.channel; }
};

RC_GTEST_PROP(Transitions, AgreesWithEveryPairOfNeighbours, ()) {
  const auto rows = random_log(6, 9, 9);
  const auto table = make_journey_table(to_events(rows));
  for (int question = 0; question < 5; ++question) {
    const ReferenceMoves asked;
    std::map<std::pair<std::string, std::string>, std::vector<std::int64_t>> moves;
    std::map<std::pair<std::string, std::string>, std::set<std::string>> people;
    std::map<std::string, std::uint64_t> out, ends;
    std::set<std::string> switched;
    std::uint64_t total = 0;
    const auto customers = by_customer(rows);
    for (const auto& [customer, list] : customers) {
      for (std::size_t i = 0; i < list.size(); ++i) {
        const std::string from = asked.label(list[i]);
        const bool last = i + 1 == list.size();
        const TimeUs apart = last ? 0 : list[i + 1].time_us - list[i].time_us;
        if (last || (asked.session >= 0 && apart > asked.session * 1'000'000LL)) {
          ++ends[from];
          continue;
        }
        const std::string to = asked.label(list[i + 1]);
        if (asked.within >= 0 && apart > asked.within * 1'000'000LL) continue;
        if (asked.collapse && from == to) continue;
        moves[{from, to}].push_back(apart);
        people[{from, to}].insert(customer);
        ++out[from];
        ++total;
        if (from != to) switched.insert(customer);
      }
    }
    const auto result = must_answer(table, asked.document()).at("result");
    std::map<std::string, std::string> label;
    for (const auto& state : result.at("states").as_array()) {
      label[text_at(state, "id")] = text_at(state, "label");
      RC_ASSERT(state.at("ends").to_number<std::uint64_t>() == ends[text_at(state, "label")]);
    }
    RC_ASSERT(result.at("count").to_number<std::uint64_t>() == total);
    RC_ASSERT(result.at("transitions").as_array().size() == moves.size());
    RC_ASSERT(result.at("switched") == json::value(share_json(switched.size(), customers.size())));
    for (const auto& move : result.at("transitions").as_array()) {
      const std::pair key(label[text_at(move, "from")], label[text_at(move, "to")]);
      RC_ASSERT(move.at("times") == json::value(times_json(moves[key])));
      RC_ASSERT(move.at("share") == json::value(share_json(moves[key].size(), out[key.first])));
      RC_ASSERT(move.at("people").to_number<std::size_t>() == people[key].size());
    }
    check_refs(table, asked.document(), result);
  }
}

TEST(Transitions, BeyondTheTopStandsTheRest) {
  const auto table =
      make_journey_table({{"1", 0, "A"}, {"1", 1, "A"}, {"1", 2, "B"}, {"1", 3, "C"}});
  const std::string document = R"({"kind": "transitions", "by": "event", "top": 1})";
  const auto result = must_answer(table, document).at("result");
  EXPECT_EQ(result.at("states").at(1).at("label").as_string(), "other");
  EXPECT_EQ(result.at("transitions").as_array().size(), 3u);  // A→A, A→other, other→other
  check_refs(table, document, result);
}

struct ReferenceNext {
  bool each = *rc::gen::arbitrary<bool>();
  bool collapse = *rc::gen::arbitrary<bool>();
  int within = *rc::gen::inRange(-1, 4);
  bool hide = *rc::gen::arbitrary<bool>();

  std::string document() const {
    std::string text = R"({"kind": "next", "from": {"event": ["A", "B"]}, "top": 2, "pick": ")" +
                       std::string(each ? "each" : "first") + R"(", "loops": ")" +
                       (collapse ? "collapse" : "keep") + "\"";
    if (hide) text += R"(, "hide": {"event": "C"})";
    if (within >= 0) text += R"(, "within": )" + std::to_string(within);
    return text + "}";
  }
};

RC_GTEST_PROP(Next, AgreesWithLookingAhead, ()) {
  const auto rows = random_log(6, 9, 9);
  const auto table = make_journey_table(to_events(rows));
  for (int question = 0; question < 5; ++question) {
    const ReferenceNext asked;
    std::uint64_t count = 0, nothing = 0;
    std::set<std::string> people;
    std::map<std::string, std::vector<std::int64_t>> next;
    for (const auto& [customer, list] : by_customer(rows)) {
      for (std::size_t i = 0; i < list.size(); ++i) {
        if (list[i].name != "A" && list[i].name != "B") continue;
        ++count;
        people.insert(customer);
        std::size_t k = i + 1;
        while (k < list.size() && ((asked.hide && list[k].name == "C") ||
                                   (asked.collapse && list[k].name == list[i].name)))
          ++k;
        const bool found =
            k < list.size() &&
            (asked.within < 0 || list[k].time_us - list[i].time_us <= asked.within * 1'000'000LL);
        if (found) {
          next[list[k].name].push_back(list[k].time_us - list[i].time_us);
        } else {
          ++nothing;
        }
        if (!asked.each) break;
      }
    }
    const auto result = must_answer(table, asked.document()).at("result");
    RC_ASSERT(result.at("from_count").to_number<std::uint64_t>() == count);
    RC_ASSERT(result.at("from_people").to_number<std::size_t>() == people.size());
    RC_ASSERT(result.at("nothing") == json::value(share_json(nothing, count)));
    std::uint64_t listed = 0;
    for (const auto& one : result.at("next").as_array()) {
      listed += one.at("share").at("count").to_number<std::uint64_t>();
      if (one.as_object().contains("other")) continue;
      auto& times = next[text_at(one, "label")];
      RC_ASSERT(one.at("share") == json::value(share_json(times.size(), count)));
      RC_ASSERT(one.at("times") == json::value(times_json(times)));
    }
    RC_ASSERT(listed + nothing == count);
    check_refs(table, asked.document(), result);
  }
}

RC_GTEST_PROP(Transitions, DoNotDependOnTheOrderOfRows, ()) {
  const auto rows = random_log(5, 8, 6);
  check_row_order(rows, ReferenceMoves().document());
  check_row_order(rows, ReferenceNext().document());
}

TEST(Transitions, WrongFieldsAreNamed) {
  const auto place = [](const std::string& fields) {
    const auto status = check_query(parse_query("{\"kind\": " + fields + "}").value());
    return status ? "" : status.error().place;
  };
  EXPECT_EQ(place(R"("transitions", "per": {})"), "per.session");
  EXPECT_EQ(place(R"("transitions", "top": 51)"), "top");
  EXPECT_EQ(place(R"("transitions", "by": "country")"), "by");
  EXPECT_EQ(place(R"("next")"), "from");
  EXPECT_EQ(place(R"("next", "from": {}, "loops": "drop")"), "loops");
}

}  // namespace
}  // namespace wend::analyze
