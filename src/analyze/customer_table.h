#pragma once

#include <memory>
#include <optional>

#include "analyze/latest_journey.h"

namespace wend::analyze {

// One customer's events as they are now, as a table of this customer alone: without reading those
// of others, however many there are. Event names are shown as the store of tables shows them; which
// touchpoint and stage an event belongs to is as in `journey`, and none without one. Nothing: the
// profile has no events. The store must outlive the table.
base::Result<std::shared_ptr<const JourneyTable>> customer_table(
    events::EventStore& store, std::int64_t profile_id, std::shared_ptr<const EventNames> names,
    const LatestJourney::Journey* journey);

}  // namespace wend::analyze
