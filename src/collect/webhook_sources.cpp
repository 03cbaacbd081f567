#include "collect/webhook_sources.h"

#include <boost/json/parse.hpp>

namespace wend::collect {
namespace {

std::shared_ptr<const WebhookSource> prepared(const workspace::Webhook& stored) {
  auto source = std::make_shared<WebhookSource>();
  source->secret = stored.secret.value_or("");
  const auto take = [&](auto result, auto& out) {
    if (result)
      out = std::move(*result);
    else
      source->unusable = result.error();
  };
  const auto mapping = webhook_mapping_document(stored.mapping);
  take(mapping ? WebhookMapping::parse(*mapping) : base::fail(mapping.error()), source->mapping);
  const auto signature = webhook_mapping_document(stored.signature);
  take(signature ? WebhookSignature::parse(*signature, "signature") : base::fail(signature.error()),
       source->signature);
  return source;
}

}  // namespace

base::Result<std::shared_ptr<const WebhookSource>> WebhookSources::of(std::int64_t source) {
  std::uint64_t changes = 0;
  {
    std::lock_guard lock(mutex_);
    if (const auto found = known_.find(source); found != known_.end()) return found->second;
    changes = changes_;
  }
  WEND_ASSIGN(const auto stored, webhooks_.find(source));
  auto ready = prepared(stored);
  std::lock_guard lock(mutex_);
  // What was read before a change is not to be remembered after it.
  if (changes == changes_) known_[source] = ready;
  return ready;
}

void WebhookSources::changed(std::int64_t source) {
  std::lock_guard lock(mutex_);
  ++changes_;
  known_.erase(source);
}

}  // namespace wend::collect
