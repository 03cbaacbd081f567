#pragma once

#include <memory>
#include <string>

#include "base/result.h"
#include "env/clock.h"
#include "workspace/workspace.h"

namespace wend::cli {

// The workspace of a data folder, made when it is missing. Works while a server has the folder
// open.
base::Result<std::unique_ptr<workspace::Workspace>> open_workspace(const std::string& data,
                                                                   const env::Clock& clock);

}  // namespace wend::cli
