#include "model/comparison.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <compare>
#include <fmt/format.h>
#include <optional>
#include <re2/re2.h>

namespace wend::model {
namespace {

// RE2 never takes more than time linear in the text; this bounds its memory per expression.
constexpr std::int64_t kPatternMemoryBytes = 8 << 20;

constexpr std::array<std::string_view, 14> kNames = {
    "is",      "is_not",  "in",       "not_in", "contains", "starts_with", "ends_with",
    "matches", "greater", "at_least", "less",   "at_most",  "exists",      "not_exists"};

// -?digits(.digits)? without a leading zero: what a person would call a number, and no article or
// postal code.
bool reads_as_number(std::string_view text) {
  const auto digits = [&] {
    std::size_t count = 0;
    while (count < text.size() && text[count] >= '0' && text[count] <= '9') ++count;
    text.remove_prefix(count);
    return count;
  };
  if (text.starts_with('-')) text.remove_prefix(1);
  const bool zero = text.starts_with('0');
  const std::size_t whole = digits();
  if (whole == 0 || (zero && whole > 1)) return false;
  if (text.empty()) return true;
  if (!text.starts_with('.')) return false;
  text.remove_prefix(1);
  return digits() > 0 && text.empty();
}

bool equal(const Value& a, const Value& b) {
  const auto x = number_of(a);
  const auto y = number_of(b);
  if (x && y) return *x == *y;
  return to_text(a) == to_text(b);
}

// nullopt: the two cannot be put in order.
std::optional<std::partial_ordering> order(const Value& a, const Value& b) {
  const auto x = number_of(a);
  const auto y = number_of(b);
  if (x && y) return *x <=> *y;
  if (x || y) return std::nullopt;
  return to_text(a) <=> to_text(b);
}

}  // namespace

std::string_view to_string(Operator op) {
  return kNames[static_cast<std::size_t>(op)];
}

std::optional<double> number_of(const Value& value) {
  if (const auto* number = std::get_if<double>(&value)) return *number;
  const auto* text = std::get_if<std::string>(&value);
  if (text == nullptr || !reads_as_number(*text)) return std::nullopt;
  double number = 0;
  const auto [end, error] = std::from_chars(text->data(), text->data() + text->size(), number);
  if (error != std::errc{}) return std::nullopt;
  return number;
}

std::string to_text(const Value& value) {
  if (const auto* text = std::get_if<std::string>(&value)) return *text;
  if (const auto* number = std::get_if<double>(&value)) return fmt::format("{}", *number);
  if (const auto* flag = std::get_if<bool>(&value)) return *flag ? "true" : "false";
  return {};
}

base::Result<Comparison> Comparison::make(Operator op, std::vector<Value> values) {
  Comparison comparison;
  comparison.op_ = op;
  comparison.values_ = std::move(values);
  if (op == Operator::kMatches) {
    re2::RE2::Options options;
    options.set_log_errors(false);
    options.set_max_mem(kPatternMemoryBytes);
    auto pattern = std::make_shared<re2::RE2>(to_text(comparison.values_.at(0)), options);
    if (!pattern->ok()) {
      return base::fail(base::ErrorCode::kInvalidInput,
                        fmt::format("The regular expression cannot be read: {}.", pattern->error()),
                        {}, "Its syntax is that of RE2.");
    }
    comparison.pattern_ = std::move(pattern);
  }
  return comparison;
}

bool Comparison::holds(const Value& value) const {
  if (is_missing(value)) {
    return op_ == Operator::kIsNot || op_ == Operator::kNotIn || op_ == Operator::kNotExists;
  }
  const auto among = [&] {
    return std::ranges::any_of(values_,
                               [&](const Value& candidate) { return equal(value, candidate); });
  };
  switch (op_) {
    case Operator::kIs:
    case Operator::kIn:
      return among();
    case Operator::kIsNot:
    case Operator::kNotIn:
      return !among();
    case Operator::kContains:
      return to_text(value).find(to_text(values_[0])) != std::string::npos;
    case Operator::kStartsWith:
      return to_text(value).starts_with(to_text(values_[0]));
    case Operator::kEndsWith:
      return to_text(value).ends_with(to_text(values_[0]));
    case Operator::kMatches:
      return re2::RE2::PartialMatch(to_text(value), *pattern_);
    case Operator::kGreater:
      return order(value, values_[0]) == std::partial_ordering::greater;
    case Operator::kLess:
      return order(value, values_[0]) == std::partial_ordering::less;
    case Operator::kAtLeast: {
      const auto found = order(value, values_[0]);
      return found && *found >= 0;
    }
    case Operator::kAtMost: {
      const auto found = order(value, values_[0]);
      return found && *found <= 0;
    }
    case Operator::kExists:
      return true;
    case Operator::kNotExists:
      return false;
  }
  return false;
}

}  // namespace wend::model
