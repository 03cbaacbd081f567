#pragma once

#include <array>
#include <memory>
#include <string>
#include <vector>

#include "analyze/built_in_traits.h"
#include "analyze/event_kinds.h"
#include "analyze/journey_table.h"
#include "base/result.h"
#include "model/origin.h"

namespace wend::analyze {

// What one customer brought in, where they came from, and on which channels they are: the traits
// that come with Wend, read from this customer's events alone.
struct CustomerWorth {
  std::size_t orders = 0;
  struct Money {
    std::string currency;  // empty: the amounts name none
    std::size_t orders = 0;
    double sum = 0, average = 0;
  };
  std::vector<Money> money;  // the most orders first
  // The first visit, the last, and the last that was not direct: the parts of TouchField.
  std::array<std::array<model::Value, 7>, 3> touches;
  struct Channel {
    std::string channel;
    std::size_t events = 0, lately = 0;  // ever, and in the last 90 days
  };
  std::vector<Channel> channels;       // the most events first
  std::size_t events = 0, lately = 0;  // track, page and screen events
};
// `orders`: of all customers, whoever else the table has.
base::Result<CustomerWorth> worth_of(const JourneyTable& table, std::size_t profile, TimeUs now,
                                     const ReadProperties& read, const Orders& orders);

}  // namespace wend::analyze
