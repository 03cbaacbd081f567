#include "collect/body_rows.h"

#include <fmt/format.h>

namespace wend::collect {
// A sender that numbers nothing is taken by its word: the same content at the same time is the
// same event, so that a body that is sent again adds nothing. Within a body a sender repeats
// nothing by mistake, so there each one counts.
model::MessageId BodyRows::id_of_content(const model::EventRow& row) {
  constexpr std::uint64_t kSeed = 1;  // apart from ids that senders give
  const std::string content =
      fmt::format("{}\n{}\n{}\n{}\n{}\n{}", static_cast<int>(row.type), row.time_us, row.name,
                  row.identity_namespace, row.identity_value, row.properties);
  const model::MessageId id = model::message_id_of(content, kSeed);
  const std::size_t before = without_id_[id]++;
  return before == 0 ? id : model::message_id_of(content, kSeed + before);
}

std::string_view BodyRows::keep(std::string_view text) {
  bytes_ += text.size();
  return texts_.keep(text);
}

void BodyRows::take(const Envelope& envelope, const Message& message) {
  events::LiveRow& live = rows_.emplace_back();
  bytes_ += sizeof live;
  live.source_id = envelope.source_id;
  live.received_at = envelope.received_at;
  live.sent_id = keep(message.message_id);
  live.warning = keep(message.warning);
  model::EventRow& row = live.row;
  row.type = message.type;
  row.time_us = message.time_us;
  row.name = keep(message.name);
  row.channel = keep(message.channel);
  row.properties = keep(message.properties);
  keep_identities(message, row);
  row.message_id =
      message.message_id.empty() ? id_of_content(row) : model::message_id_of(message.message_id);
}

// The row's own is the first of them.
void BodyRows::keep_identities(const Message& message, model::EventRow& row) {
  auto& kept = also_.emplace_back();
  const auto add = [&](std::string_view name, std::string_view value, bool alias) {
    if (value.empty()) return;
    if (row.identity_value.empty()) {
      row.identity_namespace = name;
      row.identity_value = keep(value);
      return;
    }
    kept.push_back({keep(name), keep(value), alias});
    bytes_ += sizeof kept.back();
  };
  add("user_id", message.user_id, false);
  add("anonymous_id", message.anonymous_id, false);
  for (const model::NamedIdentity& one : message.also)
    add(texts_.keep(one.identity_namespace), one.value, one.alias);
  row.also = kept;
  if (kept.empty()) also_.pop_back();
}

base::Result<std::vector<RefusedMessage>> read_rows(const Envelope& envelope, std::string_view body,
                                                    BodyRows& rows) {
  auto refused =
      read_messages(envelope, body, [&](const Message& message) { rows.take(envelope, message); });
  rows.end_body();
  return refused;
}

}  // namespace wend::collect
