#pragma once

#include <memory>
#include <string>

#include "collect/record.h"

namespace wend::collect {

// Reads Parquet through a database of its own that may read this one file and nothing else. With
// `unlink`, the file is taken away when the reader goes. Errors: kInvalidInput when it is not
// Parquet.
base::Result<std::unique_ptr<RecordReader>> open_parquet(const std::string& path,
                                                         const std::string& name, bool unlink);

}  // namespace wend::collect
