#pragma once

#include <memory>

#include "analyze/journey_table.h"
#include "api/endpoint.h"
#include "model/time_zone.h"

namespace wend::api {

// The customer that {id} of a path names, in a table with everything the store has of them: that of
// all customers or, where that would take long to bring up to date, one of this customer alone.
struct CustomerOfPath {
  std::shared_ptr<const analyze::JourneyTable> table;
  std::size_t profile = 0;
  std::int64_t id = 0;
  model::TimeZone zone;
};
// An id that a customer had before it was joined to another one finds the joined customer. Errors:
// kNotFound.
base::Result<CustomerOfPath> customer_of_path(Call& call);

// Whether the store has so many events that a question about one customer, or one whose answer may
// be a moment old, does not wait for those of all to be read.
base::Result<bool> has_many_events(Services& services);

}  // namespace wend::api
