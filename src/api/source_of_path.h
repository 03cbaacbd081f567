#pragma once

#include "api/endpoint.h"

namespace wend::api {

// The source that {id} of a path names, with its counts. Errors: kNotFound.
base::Result<events::Source> source_of_path(Call& call);

}  // namespace wend::api
