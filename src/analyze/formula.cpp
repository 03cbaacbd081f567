#include "analyze/formula.h"

#include <charconv>
#include <cmath>
#include <fmt/format.h>

namespace wend::analyze {
namespace {

bool is_letter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}
bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

}  // namespace

// Recursive descent: sum = product {(+|-) product}; product = factor {(*|/) factor};
// factor = -factor | number | name | ( sum ).
class FormulaReader {
 public:
  FormulaReader(std::string_view text, const std::string& place, const Formula::FindName& find)
      : text_(text), place_(place), find_(find) {}

  base::Result<Formula> read() {
    if (text_.size() > Formula::kLengthMax) {
      return base::fail(base::ErrorCode::kTooLarge,
                        fmt::format("A formula has {} characters at most.", Formula::kLengthMax),
                        place_);
    }
    WEND_TRY(sum(0));
    if (at_ < text_.size()) return unexpected();
    formula_.text_ = text_;
    return std::move(formula_);
  }

 private:
  using Operation = Formula::Operation;

  char next() {
    while (at_ < text_.size() && text_[at_] == ' ') ++at_;
    return at_ < text_.size() ? text_[at_] : '\0';
  }
  bool take(char wanted) {
    if (next() != wanted) return false;
    ++at_;
    return true;
  }
  std::unexpected<base::Error> wrong(std::string sentence, std::string hint = {}) const {
    return base::fail(base::ErrorCode::kInvalidInput, std::move(sentence), place_, std::move(hint));
  }
  std::unexpected<base::Error> unexpected() {
    if (next() == '\0')
      return wrong(fmt::format(
          "The formula ends at character {}, where a number or a name belongs.", at_ + 1));
    // A character of several bytes is not cut.
    std::size_t end = at_ + 1;
    while (end < text_.size() && (static_cast<unsigned char>(text_[end]) & 0xC0) == 0x80) ++end;
    return wrong(fmt::format("Character {} of the formula is \"{}\".", at_ + 1,
                             text_.substr(at_, end - at_)),
                 "A formula is made of names, numbers, + - * / and parentheses.");
  }

  base::Status sum(std::size_t level) {
    if (level > Formula::kLevelsMax) {
      return base::fail(base::ErrorCode::kTooLarge,
                        fmt::format("A formula nests {} levels at most.", Formula::kLevelsMax),
                        place_);
    }
    WEND_TRY(product(level));
    for (;;) {
      const Operation operation = next() == '-' ? Operation::kSubtract : Operation::kAdd;
      if (!take('+') && !take('-')) return {};
      WEND_TRY(product(level));
      formula_.steps_.push_back({.operation = operation});
    }
  }

  base::Status product(std::size_t level) {
    WEND_TRY(factor(level));
    for (;;) {
      const Operation operation = next() == '/' ? Operation::kDivide : Operation::kMultiply;
      if (!take('*') && !take('/')) return {};
      WEND_TRY(factor(level));
      formula_.steps_.push_back({.operation = operation});
    }
  }

  base::Status factor(std::size_t level) {
    bool negative = false;
    while (take('-')) negative = !negative;
    if (take('(')) {
      const std::size_t opened = at_;
      WEND_TRY(sum(level + 1));
      if (!take(')')) {
        if (next() != '\0') return unexpected();
        return wrong(fmt::format("The parenthesis at character {} is not closed.", opened));
      }
    } else if (is_digit(next()) || next() == '.') {
      WEND_TRY(number());
    } else if (is_letter(next())) {
      WEND_TRY(name());
    } else {
      return unexpected();
    }
    if (negative) formula_.steps_.push_back({.operation = Operation::kNegate});
    return {};
  }

  base::Status number() {
    const std::size_t from = at_;
    while (at_ < text_.size() && (is_digit(text_[at_]) || text_[at_] == '.')) ++at_;
    double value = 0;
    const auto [stopped, error] =
        std::from_chars(text_.data() + from, text_.data() + at_, value, std::chars_format::fixed);
    if (error != std::errc{} || stopped != text_.data() + at_) {
      return wrong(fmt::format("\"{}\" at character {} of the formula is no number.",
                               text_.substr(from, at_ - from), from + 1));
    }
    formula_.steps_.push_back({.operation = Operation::kNumber, .number = value});
    return {};
  }

  base::Status name() {
    const std::size_t from = at_;
    const auto belongs = [](char c) {
      return is_letter(c) || is_digit(c) || c == '.' || c == '[' || c == ']';
    };
    while (at_ < text_.size() && belongs(text_[at_])) ++at_;
    auto found = find_(text_.substr(from, at_ - from));
    if (!found) {
      if (found.error().place.empty()) found.error().place = place_;
      return std::unexpected(std::move(found.error()));
    }
    formula_.steps_.push_back({.operation = Operation::kName, .name = *found});
    return {};
  }

  std::string_view text_;
  const std::string& place_;
  const Formula::FindName& find_;
  std::size_t at_ = 0;
  Formula formula_;
};

base::Result<Formula> Formula::read(std::string_view text, const std::string& place,
                                    const FindName& find) {
  return FormulaReader(text, place, find).read();
}

std::optional<double> Formula::evaluate(std::span<const std::optional<double>> values) const {
  std::vector<double> stack;
  for (const Step& step : steps_) {
    if (step.operation == Operation::kNumber) {
      stack.push_back(step.number);
      continue;
    }
    if (step.operation == Operation::kName) {
      if (!values[step.name]) return std::nullopt;
      stack.push_back(*values[step.name]);
      continue;
    }
    if (step.operation == Operation::kNegate) {
      stack.back() = -stack.back();
      continue;
    }
    const double right = stack.back();
    stack.pop_back();
    double& left = stack.back();
    switch (step.operation) {
      case Operation::kAdd:
        left += right;
        break;
      case Operation::kSubtract:
        left -= right;
        break;
      case Operation::kMultiply:
        left *= right;
        break;
      default:
        if (right == 0) return std::nullopt;
        left /= right;
    }
  }
  if (!std::isfinite(stack.back())) return std::nullopt;
  return stack.back();
}

}  // namespace wend::analyze
