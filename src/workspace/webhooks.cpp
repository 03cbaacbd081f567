#include "workspace/webhooks.h"

namespace wend::workspace {

base::Result<Webhook> Webhooks::read(std::int64_t source) {
  WEND_ASSIGN(auto select,
              database_.prepare("SELECT preset, mapping, signature, secret, version FROM webhooks "
                                "WHERE source = ?"));
  WEND_ASSIGN(const bool found, select.bind(source).step());
  if (!found) return Webhook{.source = source};
  return Webhook{source,         select.optional_text(0), select.text(1),
                 select.text(2), select.optional_text(3), select.integer(4)};
}

base::Result<Webhook> Webhooks::find(std::int64_t source) {
  std::lock_guard lock(database_.mutex());
  return read(source);
}

base::Result<Webhook> Webhooks::replace(const Webhook& webhook) {
  std::lock_guard lock(database_.mutex());
  WEND_ASSIGN(auto transaction, Transaction::begin(database_));
  WEND_ASSIGN(const Webhook stored, read(webhook.source));
  if (stored.version != webhook.version)
    return base::fail(base::ErrorCode::kConflict, "Somebody changed this webhook meanwhile.");
  WEND_ASSIGN(auto insert,
              database_.prepare("INSERT OR REPLACE INTO webhooks (source, preset, mapping, "
                                "signature, secret, version, updated_at) "
                                "VALUES (?, ?, ?, ?, ?, ?, ?)"));
  WEND_TRY(insert
               .bind(webhook.source, webhook.preset, webhook.mapping, webhook.signature,
                     webhook.secret, webhook.version + 1, clock_.now_us())
               .run());
  WEND_TRY(transaction.commit());
  Webhook changed = webhook;
  ++changed.version;
  return changed;
}

}  // namespace wend::workspace
