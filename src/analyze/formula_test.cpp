#include "analyze/formula.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace wend::analyze {
namespace {

base::Result<std::size_t> find_abc(std::string_view name) {
  if (name == "A" || name == "B" || name == "C") return static_cast<std::size_t>(name[0] - 'A');
  return base::fail(base::ErrorCode::kInvalidInput, "unknown name");
}

std::optional<double> value(const std::string& text,
                            const std::vector<std::optional<double>>& values = {6, 3, 0}) {
  const auto formula = Formula::read(text, "formula", find_abc);
  EXPECT_TRUE(formula) << text << ": " << (formula ? "" : formula.error().to_sentence());
  return formula ? formula->evaluate(values) : std::nullopt;
}

std::string error(const std::string& text) {
  const auto formula = Formula::read(text, "formula", find_abc);
  return formula ? "" : formula.error().place + ": " + formula.error().message;
}

TEST(Formula, Precedence) {
  EXPECT_EQ(value("A / B * 100"), 200);
  EXPECT_EQ(value("1 + 2 * 3 - 4 / 2"), 5);
  EXPECT_EQ(value("(1 + 2) * -A"), -18);
  EXPECT_EQ(value("10 - 2 - 3"), 5);
  EXPECT_EQ(value("8 / 4 / 2"), 1);
  EXPECT_EQ(value("--1.5*2"), 3);
}

TEST(Formula, WhatCannotBeComputedIsMissing) {
  EXPECT_EQ(value("A / C"), std::nullopt);
  EXPECT_EQ(value("A / (B - 3)"), std::nullopt);
  EXPECT_EQ(value("A + B", {1, std::nullopt}), std::nullopt);
  EXPECT_EQ(value("A * A", {1e200}), std::nullopt);
  EXPECT_EQ(value("A", {1, std::nullopt}), 1);
}

TEST(Formula, ErrorsSayWhere) {
  EXPECT_EQ(error("A +"),
            "formula: The formula ends at character 4, where a number or a name belongs.");
  EXPECT_EQ(error("A B"), "formula: Character 3 of the formula is \"B\".");
  EXPECT_EQ(error("A ÷ B"), "formula: Character 3 of the formula is \"÷\".");
  EXPECT_EQ(error("(A + B"), "formula: The parenthesis at character 1 is not closed.");
  EXPECT_EQ(error("1.2.3"), "formula: \"1.2.3\" at character 1 of the formula is no number.");
  EXPECT_EQ(error("D"), "formula: unknown name");
  EXPECT_EQ(error(""),
            "formula: The formula ends at character 1, where a number or a name belongs.");
  EXPECT_EQ(error(std::string(60, '(')), "formula: A formula nests 50 levels at most.");
  EXPECT_EQ(error(std::string(1'001, '1')), "formula: A formula has 1000 characters at most.");
}

// A tree of operations, written out with every parenthesis, and its value.
std::pair<std::string, std::optional<double>> random_tree(int levels) {
  if (levels == 0 || *rc::gen::inRange(0, 4) == 0) {
    const int number = *rc::gen::inRange(0, 4);
    return {std::to_string(number), number};
  }
  const auto [left, a] = random_tree(levels - 1);
  const auto [right, b] = random_tree(levels - 1);
  const char operation = *rc::gen::elementOf(std::string("+-*/"));
  std::optional<double> value;
  if (a && b) {
    if (operation == '+') value = *a + *b;
    if (operation == '-') value = *a - *b;
    if (operation == '*') value = *a * *b;
    if (operation == '/' && *b != 0) value = *a / *b;
  }
  return {"(" + left + " " + operation + " " + right + ")", value};
}

RC_GTEST_PROP(Formula, AgreesWithTheTreeItWasWrittenFrom, ()) {
  const auto [text, expected] = random_tree(5);
  RC_ASSERT(value(text) == expected);
}

}  // namespace
}  // namespace wend::analyze
