#pragma once

#include <memory>
#include <string>

#include "collect/webhook_sources.h"
#include "env/clock.h"
#include "events/data_folder.h"
#include "server/running_server.h"
#include "unify/erasure.h"
#include "workspace/workspace.h"

namespace wend::cli {

// A data folder with what erases and exports people from it. No server has it open.
struct PrivacyFolder {
  env::SystemClock clock;
  std::unique_ptr<events::DataFolder> data;
  std::unique_ptr<workspace::Workspace> workspace;
  std::unique_ptr<collect::WebhookSources> webhooks;
  std::unique_ptr<unify::PersonErasure> erasure;
};

// Errors: those of DataFolder::open() and Workspace::open().
base::Result<std::unique_ptr<PrivacyFolder>> open_privacy_folder(const std::string& path);

}  // namespace wend::cli
