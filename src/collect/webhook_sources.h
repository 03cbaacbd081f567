#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <unordered_map>

#include "base/result.h"
#include "collect/webhook_mapping.h"
#include "collect/webhook_signature.h"
#include "workspace/webhooks.h"

namespace wend::collect {

// The settings of one webhook, ready for use.
struct WebhookSource {
  WebhookMapping mapping;
  WebhookSignature signature;
  std::string secret;
  std::optional<base::Error> unusable;  // why what is stored cannot be used
};

// Gives the reader the settings of a source. Errors: kIo; the reader then tries again later.
using WebhookMappings =
    std::function<base::Result<std::shared_ptr<const WebhookSource>>(std::int64_t source)>;

// The settings of all webhooks, read when they are first asked for. Safe to use from several
// threads.
class WebhookSources {
 public:
  explicit WebhookSources(workspace::Webhooks& webhooks) : webhooks_(webhooks) {}

  base::Result<std::shared_ptr<const WebhookSource>> of(std::int64_t source);
  // Whoever changed the stored settings says so.
  void changed(std::int64_t source);
  WebhookMappings mappings() {
    return [this](std::int64_t source) { return of(source); };
  }

 private:
  workspace::Webhooks& webhooks_;
  std::mutex mutex_;
  std::unordered_map<std::int64_t, std::shared_ptr<const WebhookSource>> known_;
  std::uint64_t changes_ = 0;
};

}  // namespace wend::collect
