#include "model/comparison.h"

#include <gtest/gtest.h>

namespace wend::model {
namespace {

bool holds(Operator op, std::vector<Value> values, const Value& value) {
  return Comparison::make(op, std::move(values)).value().holds(value);
}
Value text(const char* value) {
  return std::string(value);
}

TEST(Comparison, TextsThatReadAsNumbersCompareAsNumbers) {
  EXPECT_TRUE(holds(Operator::kIs, {text("12.50")}, 12.5));
  EXPECT_TRUE(holds(Operator::kIs, {12.5}, text("12.50")));
  EXPECT_TRUE(holds(Operator::kGreater, {text("9")}, text("10")));
  EXPECT_TRUE(holds(Operator::kLess, {text("b")}, text("a")));
}

// A postal code, a padded number and an article number are not numbers.
TEST(Comparison, OtherTextsCompareByteByByte) {
  EXPECT_FALSE(holds(Operator::kIs, {text("1067")}, text("01067")));
  EXPECT_FALSE(holds(Operator::kIs, {1000.0}, text("1e3")));
  EXPECT_FALSE(holds(Operator::kIs, {text("ios")}, text("iOS")));
  EXPECT_FALSE(holds(Operator::kGreater, {5.0}, text("many")));
  EXPECT_FALSE(holds(Operator::kLess, {5.0}, text("many")));
}

TEST(Comparison, TruthValuesAreTheirTexts) {
  EXPECT_TRUE(holds(Operator::kIs, {true}, text("true")));
  EXPECT_TRUE(holds(Operator::kIs, {text("false")}, false));
}

TEST(Comparison, AMissingValueSatisfiesOnlyTheNegatives) {
  for (auto op : {Operator::kIsNot, Operator::kNotIn})
    EXPECT_TRUE(holds(op, {text("a")}, {})) << to_string(op);
  EXPECT_TRUE(holds(Operator::kNotExists, {}, {}));
  for (auto op : {Operator::kIs, Operator::kIn, Operator::kContains, Operator::kStartsWith,
                  Operator::kEndsWith, Operator::kMatches, Operator::kGreater, Operator::kAtLeast,
                  Operator::kLess, Operator::kAtMost}) {
    EXPECT_FALSE(holds(op, {text("")}, {})) << to_string(op);
  }
  EXPECT_FALSE(holds(Operator::kExists, {}, {}));
}

TEST(Comparison, PartsOfTexts) {
  EXPECT_TRUE(holds(Operator::kContains, {text("ambu")}, text("Hamburg")));
  EXPECT_TRUE(holds(Operator::kStartsWith, {text("Ham")}, text("Hamburg")));
  EXPECT_FALSE(holds(Operator::kStartsWith, {text("ham")}, text("Hamburg")));
  EXPECT_TRUE(holds(Operator::kEndsWith, {text("burg")}, text("Hamburg")));
  EXPECT_TRUE(holds(Operator::kMatches, {text("^H.*g$")}, text("Hamburg")));
  EXPECT_TRUE(holds(Operator::kContains, {text("2.")}, 12.5));
}

TEST(Comparison, LimitsIncludeTheirEnds) {
  EXPECT_TRUE(holds(Operator::kAtLeast, {5.0}, 5.0));
  EXPECT_TRUE(holds(Operator::kAtMost, {5.0}, 5.0));
  EXPECT_FALSE(holds(Operator::kGreater, {5.0}, 5.0));
  EXPECT_FALSE(holds(Operator::kLess, {5.0}, 5.0));
}

TEST(Comparison, ABrokenExpressionIsAnError) {
  EXPECT_FALSE(Comparison::make(Operator::kMatches, {text("(")}));
}

}  // namespace
}  // namespace wend::model
