#pragma once

#include <boost/json/object.hpp>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "analyze/journey_table.h"
#include "base/result.h"

namespace wend::analyze {

// What customers are called: the `name` trait, else first and last name, else the e-mail address.
class CustomerNames {
 public:
  static base::Result<CustomerNames> load(const JourneyTable& table);
  // Empty when none of those is known.
  std::string of(std::size_t profile) const;

 private:
  std::string text(std::size_t column, std::size_t profile) const;
  std::vector<std::shared_ptr<const ValueColumn>> columns_;
};

// The traits of a customer, at most `limit` of them, the most common ones first.
base::Result<boost::json::object> traits_of(const JourneyTable& table, std::size_t profile,
                                            std::size_t limit);

// A gap between two events of a customer longer than this begins a new session.
inline constexpr TimeUs kSessionGapUs = 30 * env::kMinuteUs;

// The session, counted from 1, of each event of a customer, in the order of the table.
std::vector<std::size_t> sessions_of(const JourneyTable& table, std::size_t profile);

// What a customer brought in: the sum of the first property among revenue, order_value, total,
// amount and price that any event of the workspace has as a number. Nothing when there is no such
// property.
base::Result<std::optional<double>> value_of(const JourneyTable& table, std::size_t profile);
// That property of every event; null when there is none.
base::Result<std::shared_ptr<const ValueColumn>> value_column(const JourneyTable& table);

}  // namespace wend::analyze
