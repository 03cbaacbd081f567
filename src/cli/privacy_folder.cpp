#include "cli/privacy_folder.h"

#include <fmt/format.h>

namespace wend::cli {

base::Result<std::unique_ptr<PrivacyFolder>> open_privacy_folder(const std::string& path) {
  auto folder = std::make_unique<PrivacyFolder>();
  WEND_ASSIGN(folder->data, events::DataFolder::open(path, {.store = {}, .create = false}));
  WEND_ASSIGN(folder->workspace,
              workspace::Workspace::open(folder->data->workspace_file().string(), folder->clock));
  folder->webhooks = std::make_unique<collect::WebhookSources>(folder->workspace->webhooks());
  WEND_ASSIGN(folder->erasure,
              server::open_erasure(
                  *folder->data, *folder->workspace, folder->clock, folder->webhooks->mappings(),
                  [](std::string_view sentence) { fmt::print(stderr, "{}\n", sentence); }));
  return folder;
}

}  // namespace wend::cli
