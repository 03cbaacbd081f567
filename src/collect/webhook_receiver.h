#pragma once

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

// Checks what webhooks deliver and gives it to the log; what it means is told by the reader.
class WebhookReceiver {
 public:
  WebhookReceiver(Receiver& receiver, events::EventStore& store, WebhookSources& sources,
                  const env::Clock& clock)
      : receiver_(receiver), store_(store), sources_(sources), clock_(clock) {}

  // Calls `done` once, on this thread or another; without an error the body is on the disk. Errors:
  // kNotSignedIn for a key that no webhook has and for a signature that does not fit; kInvalidInput
  // and kTooLarge for a body that is neither JSON nor a form; kUnavailable and kTooMany as of
  // Receiver.
  void receive(WebhookDelivery delivery, std::function<void(base::Status)> done);

  // Counts a body that was refused before it came here, because it could not be unpacked.
  void count_refused(const std::string& key, std::string_view body, const base::Error& error);

  // Whether the key is one of a webhook.
  bool knows(std::string_view key);

 private:
  base::Status check_is_webhook(std::int64_t source);
  base::Status check(const WebhookDelivery& delivery, std::int64_t source);

  Receiver& receiver_;
  events::EventStore& store_;
  WebhookSources& sources_;
  const env::Clock& clock_;
  std::mutex mutex_;
  std::unordered_set<std::int64_t> webhooks_;  // sources known to be webhooks
};

// The headers that are kept with a body, as a JSON object with names in lower case: those that may
// tell something of it, and none that hold secrets or addresses. At most kWebhookHeaderBytesMax.
std::string kept_headers(const std::vector<std::pair<std::string, std::string>>& headers);

}  // namespace wend::collect
