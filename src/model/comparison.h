#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "model/value.h"

namespace re2 {
class RE2;
}

namespace wend::model {

// What a property or trait is held against. Names in documents: "is", "is_not", "in", ….
enum class Operator {
  kIs,
  kIsNot,
  kIn,
  kNotIn,
  kContains,
  kStartsWith,
  kEndsWith,
  kMatches,
  kGreater,
  kAtLeast,
  kLess,
  kAtMost,
  kExists,
  kNotExists,
};

std::string_view to_string(Operator op);

// One comparison, ready to be asked of many values.
//
// Two values are compared as numbers when both are numbers or texts that read as one ("12.5", "-3";
// not "012", "1e5" or " 1"); else as text, byte by byte, where true and false are the texts "true"
// and "false". Order comparisons (greater, …) of a number with a text that is none are false. A
// missing value satisfies only is_not, not_in and not_exists.
class Comparison {
 public:
  // `values` holds the list of in and not_in, nothing for exists and not_exists, else one value;
  // none of them missing. Fails when the regular expression of `matches` cannot be read.
  static base::Result<Comparison> make(Operator op, std::vector<Value> values);

  Operator op() const { return op_; }
  const std::vector<Value>& values() const { return values_; }
  bool holds(const Value& value) const;

 private:
  Operator op_ = Operator::kExists;
  std::vector<Value> values_;
  std::shared_ptr<const re2::RE2> pattern_;
};

// The number that a value is, or that its text reads as.
std::optional<double> number_of(const Value& value);

// The text of a value as a person would write it: 12.5, true, Hamburg; empty when missing.
std::string to_text(const Value& value);

}  // namespace wend::model
