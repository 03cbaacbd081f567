#pragma once

#include <boost/json/value.hpp>
#include <string>
#include <variant>
#include <vector>

#include "env/clock.h"

namespace wend::unify {

// One value of a row as it is written.
struct ExportJson {
  boost::json::value value;  // an object or a list
};
struct ExportTime {
  env::TimeUs time_us = 0;
  bool only_day = false;
};
using ExportCell = std::variant<std::monostate, bool, double, std::string, ExportTime, ExportJson>;
using ExportRow = std::vector<ExportCell>;

// What all values of a column are, for formats whose columns have a type.
enum class ExportType : std::uint8_t { kText, kBool, kWhole, kNumber, kTime, kDay };
struct ExportField {
  std::string name;
  ExportType type = ExportType::kText;
};

// A cell as text, times in UTC; empty for none.
std::string cell_text(const ExportCell& cell);
// As a member of a JSON object.
boost::json::value cell_json(const ExportCell& cell);
// A JSON text with its numbers as people write them: 20.5 and not 2.05E1.
std::string plain_json(const boost::json::value& value);

}  // namespace wend::unify
