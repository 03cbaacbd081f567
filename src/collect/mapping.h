#pragma once

#include <boost/json/object.hpp>
#include <map>
#include <optional>
#include <string>

#include "base/result.h"

namespace wend::collect {

// How the columns of a file become events; MAPPING of docs/http-api.md.
struct Mapping {
  // A column, or the same text for every row.
  struct Choice {
    std::string column;
    std::string constant;
    bool given() const { return !column.empty() || !constant.empty(); }
    bool operator==(const Choice&) const = default;
  };
  std::string customer;  // column
  Choice event;
  std::string time;                 // column
  std::string time_of_day;          // column; its text stands after a space behind that of `time`
  std::string time_format = "iso";  // see TimeFormat
  std::string time_zone = "UTC";    // of times without an offset
  Choice channel;                   // may be empty
  std::string customer_namespace = "user_id";
  std::string delimiter;  // "" when the format has none; " " for any run of spaces
  bool header = true;     // the first row names the columns
  bool trim = true;       // spaces around cells do not count
  // The property name of a column, nothing to leave the column out; columns not named keep their
  // own name.
  std::map<std::string, std::optional<std::string>> properties;

  bool operator==(const Mapping&) const = default;
};

boost::json::object to_json(const Mapping& mapping);
// Errors: kInvalidInput with the field as the place, also for fields that are not known.
base::Result<Mapping> mapping_from_json(const boost::json::value& document);
base::Result<Mapping> mapping_from_text(std::string_view text);

}  // namespace wend::collect
