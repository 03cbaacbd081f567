#include "collect/webhook_receiver.h"

#include <algorithm>
#include <set>

#include "collect/json_document.h"
#include "collect/limits.h"
#include "collect/row_maker.h"
#include "collect/webhook_body.h"

namespace wend::collect {
namespace {

using base::ErrorCode;
using base::fail;

// Of the connection, of the sender's address, or secret; also every name with one of the parts.
constexpr std::string_view kLeftOut[] = {
    "accept",         "accept-encoding", "connection", "content-length", "forwarded",
    "host",           "keep-alive",      "te",         "trailer",        "transfer-encoding",
    "true-client-ip", "upgrade",         "via",        "x-real-ip"};
constexpr std::string_view kSecretParts[] = {"authorization", "cookie",       "token",    "secret",
                                             "signature",     "hmac",         "password", "api-key",
                                             "forwarded-",    "connecting-ip"};

std::string in_lower_case(std::string_view text) {
  std::string out(text);
  std::ranges::transform(out, out.begin(), [](char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  });
  return out;
}

bool is_kept(std::string_view name) {
  if (std::ranges::find(kLeftOut, name) != std::end(kLeftOut)) return false;
  return std::ranges::none_of(kSecretParts,
                              [name](std::string_view part) { return name.contains(part); });
}

std::string_view header_of(const WebhookDelivery& delivery, std::string_view name) {
  const std::string wanted = in_lower_case(name);
  for (const auto& [key, value] : delivery.headers) {
    if (in_lower_case(key) == wanted) return value;
  }
  return {};
}

}  // namespace

std::string kept_headers(const std::vector<std::pair<std::string, std::string>>& headers) {
  std::string out = "{";
  std::set<std::string> seen;
  for (const auto& [key, value] : headers) {
    const std::string name = in_lower_case(key);
    if (!is_kept(name) || out.size() + name.size() + value.size() > kWebhookHeaderBytesMax ||
        !seen.insert(name).second)
      continue;
    if (out.size() > 1) out += ',';
    append_json_text(out, name);
    out += ':';
    append_json_text(out, value);
  }
  out += '}';
  return mend_json(out);
}

void WebhookReceiver::count_refused(const std::string& key, std::string_view body,
                                    const base::Error& error) {
  const auto sender = receiver_.senders().find(key);
  if (!sender) return receiver_.count_refused_key(key);
  receiver_.count_refused_body(sender->source_id, body, error);
}

bool WebhookReceiver::knows(std::string_view key) {
  const auto sender = receiver_.senders().find(key);
  return sender && check_is_webhook(sender->source_id);
}

base::Status WebhookReceiver::check_is_webhook(std::int64_t source) {
  {
    std::lock_guard lock(mutex_);
    if (webhooks_.contains(source)) return {};
  }
  WEND_ASSIGN(auto connection, store_.reader());
  WEND_ASSIGN(const auto found,
              connection.number("SELECT count(*) FROM sources WHERE id = ? AND kind = 'webhook'",
                                {source}));
  if (found == 0) {
    return fail(ErrorCode::kNotSignedIn, "This key is not one of a webhook.", "key",
                "Add a source of the kind webhook and use its key.");
  }
  std::lock_guard lock(mutex_);
  webhooks_.insert(source);
  return {};
}

base::Status WebhookReceiver::check(const WebhookDelivery& delivery, std::int64_t source) {
  WEND_ASSIGN(const auto settings, sources_.of(source));
  if (settings->unusable) {
    // Without its signature nobody can tell whose body it is.
    return fail(ErrorCode::kUnavailable, "The settings of this webhook cannot be read.", "key",
                settings->unusable->to_sentence());
  }
  return settings->signature.check(
      settings->secret, [&](std::string_view name) { return header_of(delivery, name); },
      delivery.body, clock_.now_us());
}

void WebhookReceiver::receive(WebhookDelivery delivery, std::function<void(base::Status)> done) {
  const auto sender = receiver_.senders().admit(delivery.key);
  if (!sender) {
    if (sender.error().code == ErrorCode::kNotSignedIn) receiver_.count_refused_key(delivery.key);
    return done(fail(sender.error()));
  }
  if (auto room = receiver_.check_room(*sender); !room) return done(std::move(room));
  base::Status checked = check_is_webhook(sender->source_id);
  if (checked) checked = check(delivery, sender->source_id);
  if (checked) checked = check_webhook_body(header_of(delivery, "content-type"), delivery.body);
  if (!checked) {
    receiver_.count_refused_body(sender->source_id, delivery.body, checked.error());
    return done(std::move(checked));
  }
  receiver_.keep(*sender,
                 {.source_id = sender->source_id,
                  .dialect = Dialect::kWebhook,
                  .call = "hook",
                  .received_at = clock_.now_us(),
                  .headers = kept_headers(delivery.headers)},
                 delivery.body, nullptr, std::move(done));
}

}  // namespace wend::collect
