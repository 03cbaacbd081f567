#include "cli/open_workspace.h"

#include <filesystem>

namespace wend::cli {

base::Result<std::unique_ptr<workspace::Workspace>> open_workspace(const std::string& data,
                                                                   const env::Clock& clock) {
  std::error_code error;
  std::filesystem::create_directories(data, error);
  if (error)
    return base::fail(base::ErrorCode::kIo, "The data folder cannot be made.", data,
                      "Check who owns it.");
  return workspace::Workspace::open((std::filesystem::path(data) / "workspace.db").string(), clock);
}

}  // namespace wend::cli
