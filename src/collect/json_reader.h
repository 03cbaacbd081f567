#pragma once

#include <memory>
#include <string>

#include "collect/byte_source.h"
#include "collect/record.h"

namespace wend::collect {

// Reads JSON lines (one object a line), an array of objects, or objects one after the other.
// `source` gives UTF-8. A line that is no JSON object is a rejected row. Errors: kInvalidInput when
// the text ends inside an object.
std::unique_ptr<RecordReader> open_json(std::unique_ptr<ByteSource> source, std::string name);

}  // namespace wend::collect
