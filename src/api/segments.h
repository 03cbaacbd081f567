#pragma once

#include <boost/json/object.hpp>

#include "api/endpoint.h"
#include "model/segment_meaning.h"
#include "unify/segment_plan.h"
#include "workspace/segments.h"

namespace wend::api {

// What {"segment": id} means in questions. The services outlive it.
model::FindSegment find_segment(Services& services);

// How segments see events: the names of the tracking plan, and with `places` the touchpoints and
// stages of the discovered journey.
base::Result<unify::EventNaming> event_naming(Services& services, bool places);

// The segment of the path's id. Errors: kNotFound.
base::Result<workspace::Segment> segment_of_path(Call& call);

}  // namespace wend::api
