#pragma once

#include "api/endpoint.h"

namespace wend::api {

// A source's id as it stands in paths and parameters; nothing for any other text.
std::optional<std::int64_t> source_id_from(std::string_view text);

// The source that {id} of a path names, with its counts. Errors: kNotFound.
base::Result<events::Source> source_of_path(Call& call);

}  // namespace wend::api
