#include <algorithm>
#include <functional>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>
#include <set>

#include "analyze/pattern_kernel.h"
#include "analyze/statistics.h"
#include "analyze/testing/small_logs.h"

namespace wend::analyze {
namespace {

using namespace testing;

constexpr TimeUs kSecond = 1'000'000;

// Matches by trying every choice in its order, on the parsed pattern and the rows of one customer.
class Backtracking {
 public:
  Backtracking(const model::Pattern& pattern, std::vector<Row> rows)
      : pattern_(pattern), rows_(std::move(rows)) {}

  // The rows that each match took, by their numbers.
  std::vector<std::vector<std::size_t>> matches() {
    std::vector<std::vector<std::size_t>> found;
    for (std::size_t from = 0; from < rows_.size();) {
      taken_.clear();
      std::size_t end = 0;
      const bool matched = match(pattern_.root, from, 0, [&](std::size_t at) {
        end = at;
        return true;
      });
      if (!matched) {
        ++from;
        continue;
      }
      found.push_back(taken_);
      from = end;
    }
    return found;
  }

 private:
  using Node = model::PatternNode;
  using Then = std::function<bool(std::size_t)>;

  bool satisfies(std::size_t test, std::size_t at) const {
    const std::string& name = pattern_.tests[test];
    if (name == "any") return true;
    if (name[0] == '!') return name.find(rows_[at].name) == std::string::npos;
    return name == "\"" + rows_[at].name + "\"";
  }
  bool timely(const Node& node, TimeUs took) const {
    return took >= node.after.value_or(0) && (!node.within || took <= *node.within);
  }

  // `times`: how often a repetition has been gone through.
  bool match(const Node& node, std::size_t at, std::uint32_t times, const Then& then) {
    switch (node.kind) {
      case Node::Kind::kTest: {
        if (at == rows_.size() || !satisfies(node.test, at)) return false;
        taken_.push_back(at);
        if (then(at + 1)) return true;
        taken_.pop_back();
        return false;
      }
      case Node::Kind::kStart:
        return at == 0 && then(at);
      case Node::Kind::kEnd:
        return at == rows_.size() && then(at);
      case Node::Kind::kThen:
        for (std::size_t next = at; next <= rows_.size(); ++next) {
          if ((node.after || node.within) &&
              (next == rows_.size() || !timely(node, rows_[next].time_us - rows_[at - 1].time_us)))
            continue;
          if (then(next)) return true;
        }
        return false;
      case Node::Kind::kNext:
        if ((node.after || node.within) &&
            (at == rows_.size() || !timely(node, rows_[at].time_us - rows_[at - 1].time_us)))
          return false;
        return then(at);
      case Node::Kind::kOneOf:
        return std::ranges::any_of(node.parts,
                                   [&](const Node& part) { return match(part, at, 0, then); });
      case Node::Kind::kSequence:
        return in_time(node, at, then,
                       [&](const Then& inside) { return from_part(node, 0, at, inside); });
      case Node::Kind::kRepeat:
        return in_time(node, at, then,
                       [&](const Then& inside) { return again(node, at, times, inside); });
    }
    return false;
  }

  bool in_time(const Node& node, std::size_t at, const Then& then,
               const std::function<bool(const Then&)>& body) {
    if (!node.within) return body(then);
    return body([&](std::size_t end) {
      if (end > at && rows_[end - 1].time_us - rows_[at].time_us > *node.within) return false;
      return then(end);
    });
  }
  bool from_part(const Node& node, std::size_t part, std::size_t at, const Then& then) {
    if (part == node.parts.size()) return then(at);
    return match(node.parts[part], at, 0,
                 [&](std::size_t next) { return from_part(node, part + 1, next, then); });
  }
  bool again(const Node& node, std::size_t at, std::uint32_t times, const Then& then) {
    const bool may = !node.at_most || times < *node.at_most;
    const bool enough = times >= node.at_least;
    const auto more = [&] {
      return may && match(node.parts[0], at, 0,
                          [&](std::size_t next) { return again(node, next, times + 1, then); });
    };
    if (node.lazy && enough && then(at)) return true;
    if (more()) return true;
    return !node.lazy && enough && then(at);
  }

  const model::Pattern& pattern_;
  std::vector<Row> rows_;
  std::vector<std::size_t> taken_;
};

base::Result<model::Pattern> parsed(const std::string& text, std::vector<model::Predicate>& tests) {
  model::PredicateReader predicates;
  return model::read_pattern(
      json::value(json::string(text)), "pattern", nullptr, "steps", std::nullopt,
      [&](const json::value& test, const std::string& place) {
        return predicates.read(test, place);
      },
      tests);
}

std::string random_limits() {
  std::string text;
  if (*rc::gen::inRange(0, 3) == 0)
    text += " after " + std::to_string(*rc::gen::inRange(0, 2)) + "s";
  if (*rc::gen::inRange(0, 2) == 0)
    text += " within " + std::to_string(*rc::gen::inRange(1, 4)) + "s";
  return text;
}

std::string random_element(int level) {
  const int kind = *rc::gen::inRange(0, level > 0 ? 9 : 4);
  std::string text;
  if (kind < 3) {
    text = "\"" + std::string(1, *rc::gen::elementOf(std::string("ABC"))) + "\"";
  } else if (kind == 3) {
    text = *rc::gen::element<std::string>("any", "!\"A\"", "!(\"A\" | \"B\")");
  } else if (kind < 6) {
    text = "(" + random_element(level - 1) + " | " + random_element(level - 1) + ")";
  } else {
    const auto link = *rc::gen::element<std::string>(" ", " then ", " then" + random_limits() + " ",
                                                     " next" + random_limits() + " ");
    text = "(" + random_element(level - 1) + link + random_element(level - 1) + ")";
    if (*rc::gen::inRange(0, 4) == 0)
      text += " within " + std::to_string(*rc::gen::inRange(0, 4)) + "s";
    return text;
  }
  text += *rc::gen::element<std::string>("", "", "", "*", "+", "?", "{2}", "{1,2}", "*?", "+?",
                                         "??", "{2,}");
  return text;
}

RC_GTEST_PROP(Pattern, AgreesWithTryingEveryChoice, ()) {
  const auto rows = random_log(3, 9, 8, "ABCC");
  int answered = 0;
  for (int question = 0; question < 30; ++question) {
    std::string text = random_element(2);
    const int parts = *rc::gen::inRange(0, 3);
    for (int i = 0; i < parts; ++i) {
      text += *rc::gen::element<std::string>(" ", " then ", " then" + random_limits() + " ");
      text += random_element(2);
    }
    if (*rc::gen::inRange(0, 5) == 0) text = "start " + text;
    if (*rc::gen::inRange(0, 5) == 0) text += " end";
    std::vector<model::Predicate> tests;
    const auto pattern = parsed(text, tests);
    if (!pattern) continue;  // such as one that can be satisfied by nothing
    ++answered;
    RC_LOG() << text << "\n";

    std::vector<model::Predicate> same_tests;
    const auto again = parsed(pattern->to_text(), same_tests);
    RC_ASSERT(again.has_value());
    RC_ASSERT(again->to_text() == pattern->to_text());

    const auto table = make_journey_table(to_events(rows));
    const std::string document =
        json::serialize(json::object{{"kind", "pattern"}, {"pattern", text}});
    const auto result = must_answer(table, document).at("result").as_object();
    std::uint64_t matches = 0;
    std::set<std::string> people;
    std::vector<std::int64_t> spans;
    std::map<std::string, std::uint64_t> before, after;
    for (const auto& [customer, list] : by_customer(rows)) {
      for (const auto& match : Backtracking(*pattern, list).matches()) {
        ++matches;
        people.insert("user_id " + customer);
        spans.push_back(list[match.back()].time_us - list[match.front()].time_us);
        ++before[match.front() == 0 ? "Entry" : list[match.front() - 1].name];
        ++after[match.back() + 1 == list.size() ? "Exit" : list[match.back() + 1].name];
      }
    }
    RC_ASSERT(result.at("matches").to_number<std::uint64_t>() == matches);
    RC_ASSERT(result.at("times") == json::value(times_json(spans)));
    const auto listed = people_of(table, document, "matched");
    RC_ASSERT(std::set(listed.begin(), listed.end()) == people);
    for (const auto& [field, expected] : {std::pair("before", &before), {"after", &after}}) {
      RC_ASSERT(result.at(field).as_array().size() == expected->size());
      for (const auto& row : result.at(field).as_array())
        RC_ASSERT((*expected)[std::string(row.at("label").as_string())] ==
                  row.at("count").to_number<std::uint64_t>());
    }
  }
  RC_ASSERT(answered > 0);
}

RC_GTEST_PROP(Pattern, ListsAsManyAsItSays, ()) {
  const auto rows = random_log(6, 9, 8);
  const auto table = make_journey_table(to_events(rows));
  const std::string document =
      R"x({"kind": "pattern", "pattern": "\"A\" then (\"B\" | c)", "steps": {"c": {"event": "C"}}, "top": 1, "trend": "day"})x";
  RC_ASSERT(check_refs(table, document, must_answer(table, document).at("result")) >= 9);
  check_row_order(rows, document);
}

std::shared_ptr<const JourneyTable> shop() {
  return make_journey_table({
      {"ann", 0, "View"},
      {"ann", 10 * kSecond, "View"},
      {"ann", 20 * kSecond, "Cart", "web", R"({"price": 120, "kind": "book"})"},
      {"ann", 3600 * kSecond, "Failed"},
      {"ann", 3610 * kSecond, "Help"},
      {"ann", 3620 * kSecond, "Failed"},
      {"ann", 3630 * kSecond, "Order"},
      {"bob", 0, "View"},
      {"bob", 5 * kSecond, "Cart", "web", R"({"price": 20})"},
      {"bob", 8000 * kSecond, "Order"},
  });
}

int matches_of(const std::string& pattern, const std::string& more = "") {
  const json::object asked = {{"kind", "pattern"}, {"pattern", pattern}};
  std::string text = json::serialize(asked);
  text.insert(text.size() - 1, more);
  return must_answer(shop(), text).at("result").at("matches").to_number<int>();
}

TEST(Pattern, MeansWhatTheDocumentationSays) {
  EXPECT_EQ(matches_of(R"("View" "Cart")"), 2);
  EXPECT_EQ(matches_of(R"("View"{2} "Cart")"), 1);
  EXPECT_EQ(matches_of(R"("Cart" "Order")"), 1);
  EXPECT_EQ(matches_of(R"("Cart" then "Order")"), 2);
  EXPECT_EQ(matches_of(R"("Cart" then within 2h "Order")"), 1);
  EXPECT_EQ(matches_of(R"("Cart" then after 2h "Order")"), 1);
  EXPECT_EQ(matches_of(R"("Cart" (!"Help")* "Order")"), 1);
  EXPECT_EQ(matches_of(R"("Cart"[price > 100, kind = "book"] then ("Failed" then){2,} "Order")"),
            1);
  EXPECT_EQ(matches_of(R"("Cart" then ("Failed" then){3,} "Order")"), 0);
  EXPECT_EQ(matches_of(R"(("View" then "Order") within 1h)"), 0);
  EXPECT_EQ(matches_of(R"("View" then "Order")", R"(, "within": "2h")"), 1);
  EXPECT_EQ(matches_of(R"(start "View" "Cart")"), 1);
  EXPECT_EQ(matches_of(R"("Cart" then "Order" end)"), 2);
  EXPECT_EQ(matches_of(R"("Failed" any "Failed")"), 1);
  EXPECT_EQ(
      matches_of(R"(v then o)", R"(, "steps": {"v": {"event": "View"}, "o": {"event": "Order"}})"),
      2);
}

TEST(Pattern, IsAPredicate) {
  const auto count = [](const char* document) {
    const auto answer = must_answer(shop(), document);
    return answer.at("n").at("customers").to_number<int>() * 100 +
           answer.at("n").at("events").to_number<int>();
  };
  EXPECT_EQ(count(R"({"kind": "overview", "who": {"pattern": "\"Failed\" then \"Failed\""}})"),
            107);
  // As an event it is the one that completes a match.
  EXPECT_EQ(count(R"({"kind": "overview", "where": {"pattern": "\"Cart\" then \"Order\""}})"), 202);
  const auto funnel =
      must_answer(shop(), R"({"kind": "funnel", "steps": [{"match": {"event": "View"}},
      {"match": {"pattern": "\"Failed\" then \"Failed\""}}, {"match": {"event": "Order"}}]})");
  EXPECT_EQ(funnel.at("result").at("steps").at(2).at("count").to_number<int>(), 1);
}

// A pattern that makes engines which try every choice take exponential time.
TEST(Pattern, TakesTimeInProportionToStatesAndEvents) {
  std::vector<MemoryEvent> events;
  for (int i = 0; i < 20'000; ++i) events.push_back({"bot", i * kSecond, "A"});
  const auto table = make_journey_table(events);
  for (const char* pattern :
       {R"((\"A\"+ then)+ \"B\")", R"((\"A\" then \"A\" then \"B\") within 7d)",
        R"((\"A\" | any){5} then within 1h (\"A\" then)+ \"B\")"}) {
    const auto answer =
        must_answer(table, std::string(R"({"kind": "pattern", "pattern": ")") + pattern + "\"}");
    EXPECT_EQ(answer.at("result").at("matches").to_number<int>(), 0);
  }
}

TEST(Pattern, SaysWhereItCannotBeRead) {
  const auto error = [](const std::string& text) {
    const auto status = check_query(json::value{{"kind", "pattern"}, {"pattern", text}});
    return status ? std::string() : status.error().place + ": " + status.error().message;
  };
  EXPECT_EQ(error(R"("A" then)"), "pattern: A link stands at the beginning or the end.");
  EXPECT_EQ(error(R"("A" within 1h "B")"),
            "pattern: At character 5 another element is expected, but there is \"within\".");
  EXPECT_EQ(error(R"(("A" "B")"), "pattern: At character 9 \")\" is expected, but the text ends.");
  EXPECT_EQ(error(R"("A" cart)"), "pattern: There is no step \"cart\".");
  EXPECT_EQ(error(R"("A"*)"), "pattern: The pattern can be satisfied by no event at all.");
  EXPECT_EQ(error(R"("A" ("B"?)* "C")"),
            "pattern: What is repeated without end must take an event each time.");
  EXPECT_EQ(
      error(R"("A" then within 2x "B")"),
      "pattern: At character 17 a duration such as 30s, 15m, 24h or 7d is expected, but there "
      "is \"2\".");
  EXPECT_EQ(error(R"((("A" "B") within 1h "C") within 1d)"),
            "pattern: A length of time stands inside another.");
  EXPECT_EQ(error(R"("A"{1000} "A"{1000})"),
            "pattern: The pattern has more than 1000 elements, repetitions written out.");
}

}  // namespace
}  // namespace wend::analyze
