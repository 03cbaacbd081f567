#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace wend::analyze {

// A sum such as "A / B * 100": numbers, names, + − * /, parentheses and signs, with the usual
// precedence. A name may have a path: "A.steps[1].count".
class Formula {
 public:
  static constexpr std::size_t kLengthMax = 1'000;
  static constexpr std::size_t kLevelsMax = 50;

  // What a name stands for: its place among the values that evaluate() is given.
  using FindName = std::function<base::Result<std::size_t>(std::string_view name)>;

  // Errors: kInvalidInput with the place and, in the sentence, the column that cannot be read.
  static base::Result<Formula> read(std::string_view text, const std::string& place,
                                    const FindName& find);

  // Nothing where a value that is needed is missing, where something is divided by zero, and where
  // the outcome is no finite number.
  std::optional<double> evaluate(std::span<const std::optional<double>> values) const;

  const std::string& text() const { return text_; }

 private:
  friend class FormulaReader;
  enum class Operation : std::uint8_t {
    kNumber,
    kName,
    kAdd,
    kSubtract,
    kMultiply,
    kDivide,
    kNegate
  };
  // In the order of evaluation: operands before their operation.
  struct Step {
    Operation operation;
    double number = 0;
    std::size_t name = 0;
  };
  std::string text_;
  std::vector<Step> steps_;
};

}  // namespace wend::analyze
