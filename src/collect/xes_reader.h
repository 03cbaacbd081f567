#pragma once

#include <memory>
#include <string>

#include "collect/byte_source.h"
#include "collect/record.h"

namespace wend::collect {

// Reads event logs in XES (IEEE 1849). Every event is a row: its own attributes by their keys, and
// those of its trace with "case:" in front. Attributes inside attributes are named with dots.
// Entities and external document types are refused, and nothing is ever fetched. Errors:
// kInvalidInput with line and column for XML that is not well formed.
std::unique_ptr<RecordReader> open_xes(std::unique_ptr<ByteSource> source, std::string name);

}  // namespace wend::collect
