#pragma once

#include "base/result.h"
#include "workspace/sqlite.h"

namespace wend::workspace {

// Brings a new or older file to the current format. kConflict when a newer version of Wend wrote it
// or when it is not a workspace at all.
base::Status migrate(Sqlite& database);

// The format that this version of Wend writes.
int current_format();

}  // namespace wend::workspace
