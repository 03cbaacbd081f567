#include "rules.h"

#include <boost/json/parse.hpp>
#include <fmt/format.h>
#include <stdexcept>

#include "../profiles_load/customers.h"

namespace wend::bench {

std::string rule(std::size_t number) {
  const auto name = [&](std::size_t k) { return event_name(number * 7 + k); };
  switch (number % 10) {
    case 0:
      return fmt::format(R"({{"did": {{"event": "{}"}}, "at_least": {}}})", name(0),
                         2 + number / 10 % 4);
    case 1:
    case 2:
      return fmt::format(R"({{"did": {{"event": "{}"}}, "within": "{}d"}})", name(0),
                         3 + number % 28);
    case 3:
      return fmt::format(R"({{"did": {{"event": "{}"}}, "at_least": 3, "within": "{}d"}})", name(0),
                         20 + number / 10);
    case 4:
      return fmt::format(
          R"({{"all": [{{"event": "{}"}}, {{"did": {{"event": "{}"}}, "at_most": 0, "within": "{}d"}}]}})",
          name(0), name(1), 10 + number / 10);
    case 5:
      return fmt::format(R"({{"first": {{"event": "{}"}}, "within": "{}d"}})", name(0),
                         5 + number / 10);
    case 6:
      return fmt::format(
          R"({{"did": {{"event": "{}"}}, "sum": "price", "op": "at_least", "value": {}}})", name(0),
          20 + number);
    case 7:
      return fmt::format(
          R"({{"sequence": [{{"event": "{}"}}, {{"event": "{}"}}], "within": "{}d", "in_last": "30d"}})",
          name(0), name(3), 3 + number / 10);
    case 8:
      return fmt::format(
          R"({{"all": [{{"trait": "plan", "value": "{}"}}, {{"event": "{}"}}, {{"trait": "age", "op": "greater", "value": {}}}]}})",
          number % 20 == 8 ? "gold" : "basic", name(0), number / 4);
    default:
      return fmt::format(
          R"({{"did": {{"all": [{{"event": "{}"}}, {{"property": "price", "op": "greater", "value": {}}}]}}, "within": "30d"}})",
          name(0), number % 50);
  }
}

model::Predicate read_rule(std::size_t number) {
  auto read = model::PredicateReader().read(boost::json::parse(rule(number)), "rule");
  if (!read) throw std::runtime_error(read.error().to_sentence());
  return *std::move(read);
}

}  // namespace wend::bench
