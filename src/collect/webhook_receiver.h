#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_set>
#include <utility>
#include <vector>

#include "collect/receiver.h"
#include "collect/webhook_sources.h"

namespace wend::collect {

// A body as a webhook's sender posted it.
struct WebhookDelivery {
  std::string key;
  std::vector<std::pair<std::string, std::string>> headers;
  std::string body;
};

// A delivery that was turned away.
struct RefusedWebhook {
  std::optional<std::int64_t> source;  // nothing: the key is not known
  std::string reason;
  std::string_view body;  // good during the call
};

// Checks what webhooks deliver and gives it to the log; what it means is told by the reader.
class WebhookReceiver {
 public:
  // `refused` is told of each delivery that was turned away, on the caller's thread.
  WebhookReceiver(Receiver& receiver, events::EventStore& store, WebhookSources& sources,
                  const env::Clock& clock, std::function<void(const RefusedWebhook&)> refused = {});

  // Calls `done` once, on this thread or another; without an error the body is on the disk. Errors:
  // kNotSignedIn for a key that no webhook has and for a signature that does not fit; kInvalidInput
  // and kTooLarge for a body that is neither JSON nor a form; kUnavailable as of Receiver.
  void receive(WebhookDelivery delivery, std::function<void(base::Status)> done);

  // Whether the key is one of a webhook.
  bool knows(std::string_view key) { return source_of(key).has_value(); }
  // Deliveries turned away since the start.
  std::uint64_t refused_count() const { return refused_count_; }

 private:
  base::Result<std::int64_t> source_of(std::string_view key);
  base::Status check(const WebhookDelivery& delivery, std::int64_t source);

  Receiver& receiver_;
  events::EventStore& store_;
  WebhookSources& sources_;
  const env::Clock& clock_;
  const std::function<void(const RefusedWebhook&)> refused_;
  std::atomic<std::uint64_t> refused_count_ = 0;
  std::mutex mutex_;
  std::unordered_set<std::int64_t> webhooks_;  // sources known to be webhooks
};

// The headers that are kept with a body, as a JSON object with names in lower case: those that may
// tell something of it, and none that hold secrets or addresses. At most kWebhookHeaderBytesMax.
std::string kept_headers(const std::vector<std::pair<std::string, std::string>>& headers);

}  // namespace wend::collect
