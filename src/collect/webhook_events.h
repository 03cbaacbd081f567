#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "collect/message.h"
#include "collect/webhook_mapping.h"

namespace wend::collect {

// A Message with texts of its own.
struct WebhookEvent {
  struct Identity {
    std::string name, value;
  };
  std::string message_id;
  model::EventType type = model::EventType::kTrack;
  std::string name, user_id, anonymous_id;
  env::TimeUs time_us = 0;
  std::string channel, properties;
  std::vector<Identity> also;

  // Its identities are put into `identities`, which lives as long as the message.
  Message message(std::vector<model::NamedIdentity>& identities) const {
    identities.clear();
    for (const Identity& one : also) identities.push_back({one.name, one.value});
    return {message_id, type,    name,       user_id, anonymous_id,
            time_us,    channel, properties, {},      identities};
  }
};

// What a mapping makes of a body: all of its events or none.
struct WebhookOutcome {
  std::vector<WebhookEvent> events;
  bool ignored = false;  // a rule says that such a body is not wanted
  // Why there are no events; the place is within the mapping, or "body".
  std::optional<base::Error> problem;
};

// `headers` is a JSON object with names in lower case. Takes any bytes as body and never fails
// otherwise than by the outcome's problem.
WebhookOutcome map_webhook(const WebhookMapping& mapping, std::string_view headers,
                           std::string_view body, env::TimeUs received_at);

}  // namespace wend::collect
