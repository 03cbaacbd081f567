#pragma once

#include <boost/json/object.hpp>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"

namespace wend::collect {

// How the columns of a file become events or customers; MAPPING of docs/http-api.md.
struct Mapping {
  // What a row is: something that happened; a customer, or an account, with what is known of them,
  // which needs no event and no time.
  enum class Rows : std::uint8_t { kEvents, kCustomers, kAccounts };
  Rows rows = Rows::kEvents;
  // A column, or the same text for every row.
  struct Choice {
    std::string column;
    std::string constant;
    bool given() const { return !column.empty() || !constant.empty(); }
    bool operator==(const Choice&) const = default;
  };
  std::string customer;  // column; of rows that are customers, `identities` may say it alone
  std::string account;   // column with the key of the account, of rows that are accounts
  Choice event;
  std::string time;                 // column
  std::string time_of_day;          // column; its text stands after a space behind that of `time`
  std::string time_format = "iso";  // see TimeFormat
  std::string time_zone = "UTC";    // of times without an offset
  Choice channel;                   // may be empty
  std::string customer_namespace = "user_id";
  // Columns that say who the customer is besides, each with its namespace. A row without a customer
  // belongs to the first of them that it has.
  std::map<std::string, std::string> identities;
  std::string delimiter;  // "" when the format has none; " " for any run of spaces
  bool header = true;     // the first row names the columns
  bool trim = true;       // spaces around cells do not count
  // The property name of a column, nothing to leave the column out; columns not named keep their
  // own name.
  std::map<std::string, std::optional<std::string>> properties;

  bool are_events() const { return rows == Rows::kEvents; }
  bool are_customers() const { return rows == Rows::kCustomers; }
  bool are_accounts() const { return rows == Rows::kAccounts; }
  // Whether what every row needs is given.
  bool complete() const;

  bool operator==(const Mapping&) const = default;
};

std::string_view to_string(Mapping::Rows rows);
boost::json::object to_json(const Mapping& mapping);
// Errors: kInvalidInput with the field as the place, also for fields that are not known.
base::Result<Mapping> mapping_from_json(const boost::json::value& document);
base::Result<Mapping> mapping_from_text(std::string_view text);

}  // namespace wend::collect
