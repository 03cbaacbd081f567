#include "model/predicate.h"

#include <boost/json/parse.hpp>
#include <gtest/gtest.h>

#include "model/suggestion.h"

namespace wend::model {
namespace {

base::Result<Predicate> read(const std::string& text) {
  boost::json::parse_options options;
  options.max_depth = 200;
  return PredicateReader().read(boost::json::parse(text, {}, options), "where");
}

struct Wrong {
  const char* text;
  const char* place;
  const char* part;  // of the sentence or the hint
};

class PredicateErrors : public ::testing::TestWithParam<Wrong> {};

TEST_P(PredicateErrors, NameTheFieldAndTheWayOut) {
  const auto predicate = read(GetParam().text);
  ASSERT_FALSE(predicate) << GetParam().text;
  EXPECT_EQ(predicate.error().place, GetParam().place);
  EXPECT_NE((predicate.error().message + " " + predicate.error().hint).find(GetParam().part),
            std::string::npos)
      << predicate.error().to_sentence();
}

INSTANTIATE_TEST_SUITE_P(
    All, PredicateErrors,
    ::testing::Values(
        Wrong{R"([])", "where", "an object, not a list"},
        Wrong{R"({"evnt": "A"})", "where.evnt", "Did you mean \"event\"?"},
        Wrong{R"({"event": 5})", "where.event", "not a number"},
        Wrong{R"({"event": null})", "where.event", "null"},
        Wrong{R"({"event": ["A", 5]})", "where.event[1]", "a text, not a number"},
        Wrong{R"({"event": "A", "channel": "web"})", "where.channel", "cannot stand in one"},
        Wrong{R"({"event": "A", "op": "is"})", "where.op", "There is no field"},
        Wrong{R"({"type": "pgae"})", "where.type", "Did you mean \"page\"?"},
        Wrong{R"({"property": "x", "op": "iz", "value": 1})", "where.op", "Did you mean \"is\"?"},
        Wrong{R"({"property": "x", "op": "is"})", "where.value", "needs a value"},
        Wrong{R"({"property": "x", "op": "in", "value": "a"})", "where.value", "list of values"},
        Wrong{R"({"property": "x", "value": ["a"]})", "where.value", "\"in\" for a list"},
        Wrong{R"({"property": "x", "op": "exists", "value": 1})", "where.value", "takes no value"},
        Wrong{R"({"property": "x", "op": "matches", "value": "("})", "where.value",
              "regular expression"},
        Wrong{R"({"property": "", "op": "exists"})", "where.property", "empty"},
        Wrong{R"({"all": [{}, {"any": [{"not": {"evnt": "A"}}]}]})", "where.all[1].any[0].not.evnt",
              "event"},
        Wrong{R"({"did": {"event": "A"}, "at_least": 1, "at_most": 0})", "where.at_most",
              "less than"},
        Wrong{R"({"did": {"event": "A"}, "within": "7d", "from": "2026-01-01"})", "where.within",
              "beside"},
        Wrong{R"({"did": {"event": "A"}, "within": "soon"})", "where.within", "not a duration"},
        Wrong{R"({"did": {"event": "A"}, "within": 0})", "where.within", "zero"},
        Wrong{R"({"did": {"event": "A"}, "from": "2026-02-01", "to": "2026-01-01"})", "where.to",
              "ends before"},
        Wrong{R"({"did": {"event": "A"}, "sum": "price"})", "where.value", "a number"},
        Wrong{R"({"did": {"event": "A"}, "sum": "price", "value": "much"})", "where.value",
              "a number"},
        Wrong{R"({"did": {}, "sum": "a", "max": "b", "value": 1})", "where.max", "together"},
        Wrong{R"({"did": {}, "sum": "a", "value": 1, "at_least": 2})", "where.at_least",
              "There is no field"},
        Wrong{R"({"did": {}, "sum": "a", "op": "contains", "value": 1})", "where.op", "Use one of"},
        Wrong{R"({"first": {"event": "A"}, "at_least": 1})", "where.at_least", "There is no field"},
        Wrong{R"({"sequence": [{"event": "A"}]})", "where.sequence", "2 to 10"},
        Wrong{R"({"sequence": [{}, {"evnt": "B"}]})", "where.sequence[1].evnt", "event"},
        Wrong{R"({"sequence": [{}, {}], "in_last": "1d", "to": "2026-01-01"})", "where.in_last",
              "beside"},
        Wrong{R"({"segment": ["a"]})", "where.segment", "the id"},
        Wrong{R"({"did": {"event": "A"}, "at_least": 1.5})", "where.at_least", "whole number"}));

TEST(Predicate, ReadsEveryForm) {
  EXPECT_EQ(read("{}")->form, PredicateForm::kAlways);
  EXPECT_EQ(read(R"({"event": ["A", "B"]})")->names.size(), 2u);
  EXPECT_EQ(read(R"({"type": "page"})")->types.at(0), EventType::kPage);
  EXPECT_EQ(read(R"({"trait": "city", "op": "not_in", "value": ["a", 1, true]})")
                ->comparison.values()
                .size(),
            3u);
  const auto did = read(R"({"did": {"channel": "web"}, "at_least": 0, "at_most": 3})");
  EXPECT_EQ(did->at_least, 0u);
  EXPECT_EQ(did->at_most, 3u);
  EXPECT_EQ(did->parts.at(0).place, "where.did");
}

TEST(Predicate, AtMostNoneMeansThatTheyDidNot) {
  const auto never = read(R"({"did": {"event": "A"}, "at_most": 0, "within": "30d"})");
  EXPECT_EQ(never->at_least, 0u);
  EXPECT_EQ(never->at_most, 0u);
  EXPECT_EQ(never->bounds.within, 30LL * 86'400 * 1'000'000);
  EXPECT_EQ(read(R"({"did": {"event": "A"}, "at_most": 3})")->at_least, 1u);
}

TEST(Predicate, ReadsWhatIsSaidOfACustomersPast) {
  const auto sum = read(
      R"({"did": {"event": "Order"}, "sum": "price", "op": "at_least", "value": 100, "to": "2026-01-01"})");
  EXPECT_EQ(sum->aggregate, Aggregate::kSum);
  EXPECT_EQ(sum->path, "price");
  EXPECT_TRUE(sum->comparison.holds(Value(100.0)));
  EXPECT_EQ(sum->bounds.to_us, 1'767'225'600'000'000);
  const auto sequence =
      read(R"({"sequence": [{"event": "A"}, {"event": "B"}], "within": "7d", "in_last": "30d"})");
  EXPECT_EQ(sequence->parts.size(), 2u);
  EXPECT_EQ(sequence->span, 7LL * 86'400 * 1'000'000);
  EXPECT_EQ(sequence->bounds.within, 30LL * 86'400 * 1'000'000);
  EXPECT_EQ(read(R"({"first": {"event": "A"}, "within": "7d"})")->form, PredicateForm::kFirst);
  const auto both =
      read(R"({"any": [{"segment": "s1"}, {"not": {"segment": "s2"}}, {"segment": "s1"}]})");
  EXPECT_EQ(segments_in(*both), (std::vector<std::string>{"s1", "s2"}));
  EXPECT_TRUE(depends_on_now(*sequence));
  EXPECT_FALSE(depends_on_now(*sum));
}

TEST(Predicate, LimitsHold) {
  std::string deep = "{}";
  for (int i = 0; i < 31; ++i) deep = R"({"not": )" + deep + "}";
  EXPECT_TRUE(read(deep));
  EXPECT_EQ(read(R"({"not": )" + deep + "}").error().code, base::ErrorCode::kTooLarge);

  std::string wide = R"({"all": [{})";
  for (int i = 0; i < 998; ++i) wide += ", {}";
  EXPECT_TRUE(read(wide + "]}"));
  EXPECT_EQ(read(wide + ", {}]}").error().code, base::ErrorCode::kTooLarge);

  std::string list = R"({"event": ["a")";
  for (int i = 0; i < 10'000; ++i) list += R"(, "a")";
  EXPECT_EQ(read(list + "]}").error().code, base::ErrorCode::kTooLarge);
}

TEST(Suggestion, IsTheNearestOrNothing) {
  const std::string_view names[] = {"Order placed", "Order paid", "Cart"};
  EXPECT_EQ(nearest("Odrer placed", names), "Order placed");
  EXPECT_EQ(nearest("order placed", names), "Order placed");
  EXPECT_EQ(nearest("Crat", names), "Cart");
  EXPECT_EQ(nearest("Newsletter", names), "");
  EXPECT_EQ(did_you_mean("zzz", names), "");
}

TEST(Predicate, AnAccountIsToldByItsTraits) {
  const auto read = [](const char* text) {
    return PredicateReader().read(boost::json::parse(text), "who");
  };
  const auto whole =
      read(R"({"account": {"all": [{"trait": "plan", "value": "pro"}, {"not": {}}]}})");
  ASSERT_TRUE(whole) << whole.error().to_sentence();
  EXPECT_TRUE(names_accounts(*whole));
  EXPECT_FALSE(is_about_one_event(*whole));
  EXPECT_TRUE(depends_on_now(*whole));
  const auto wrong = read(R"({"account": {"any": [{"event": "A"}]}})");
  ASSERT_FALSE(wrong);
  EXPECT_EQ(wrong.error().place, "who.account.any[0]");
}

}  // namespace
}  // namespace wend::model
