#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "analyze/journey_table.h"
#include "base/result.h"
#include "model/computed_trait.h"

namespace wend::analyze {

// What orders are in this data, and what they bring in (docs/traits.md).
struct Orders {
  std::vector<std::string> events;      // names of the events that are orders
  std::string money;                    // the property that says how much; empty: none
  std::string currency;                 // the property that says in what; empty: none
  std::vector<std::string> currencies;  // its values, in capitals, the most frequent first

  // "EUR" of "eur"; empty when it is no text.
  static std::string currency_text(const model::Value& value);
};
// Kept with the table.
base::Result<std::shared_ptr<const Orders>> orders_of(
    const std::shared_ptr<const JourneyTable>& table);

using FindOrders = std::function<base::Result<std::shared_ptr<const Orders>>()>;

// Traits that come with Wend, by key: orders, lifetime_value.EUR, first_touch.channel, … Nothing:
// there is no such. `orders` is asked only where the key is about orders.
base::Result<std::optional<model::ComputedTrait>> built_in_trait(std::string_view key,
                                                                 const FindOrders& orders);
// With the orders of the table.
base::Result<std::optional<model::ComputedTrait>> built_in_trait(
    const std::shared_ptr<const JourneyTable>& table, std::string_view key);
// Those that this data has something for.
std::vector<model::ComputedTrait> built_in_traits(const JourneyTable& table, const Orders& orders);
// Whether people may not choose this key.
bool is_built_in_key(std::string_view key);

}  // namespace wend::analyze
