#include "api/event_properties.h"

#include "events/event_details.h"

namespace wend::api {

analyze::ReadProperties properties_from(Services& services) {
  return [&store = services.data.events()](
             std::span<const std::int64_t> sequences,
             const std::function<void(std::int64_t, std::string_view)>& take) {
    return events::each_event_of(store, sequences, [&](events::EventDetails&& event) {
      take(event.sequence, event.properties);
    });
  };
}

}  // namespace wend::api
