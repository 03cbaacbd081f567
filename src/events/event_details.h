#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <string>

#include "base/result.h"
#include "events/event_store.h"

namespace wend::events {

// What the store alone knows of an event: all that the journey table does not keep.
struct EventDetails {
  std::int64_t sequence = 0;
  TimeUs received_at = 0;
  std::int64_t import_id = 0;  // 0: it came live
  std::string identity_namespace, identity_value;
  std::string properties;  // a JSON object
};

// The events with these sequence numbers, in the order of the number; numbers that no event has are
// passed over. Costs a look at the blocks that hold them, however many events there are.
base::Status each_event_of(const EventStore& store, std::span<const std::int64_t> sequences,
                           const std::function<void(EventDetails&&)>& take);

}  // namespace wend::events
