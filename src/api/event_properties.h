#pragma once

#include "analyze/event_kinds.h"
#include "api/services.h"

namespace wend::api {

// Reads the properties of events by their sequence numbers from the store. The services must
// outlive it.
analyze::ReadProperties properties_from(Services& services);

}  // namespace wend::api
