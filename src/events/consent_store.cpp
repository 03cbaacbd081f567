// What EventStore knows of consent.
#include "events/event_store.h"

namespace wend::events {

void EventStore::set_consent_rules(ConsentRules rules) {
  std::lock_guard lock(consent_mutex_);
  rules.retention = consent_rules_->retention;
  consent_rules_ = std::make_shared<const ConsentRules>(std::move(rules));
}

std::shared_ptr<const ConsentRules> EventStore::consent_rules() const {
  std::lock_guard lock(consent_mutex_);
  return consent_rules_;
}

base::Result<ConsentBook*> EventStore::consent(duck::Connection& connection) {
  if (consent_ == nullptr) {
    auto book = std::make_unique<ConsentBook>(identity_rules_.rules);
    WEND_TRY(book->load(connection));
    consent_ = std::move(book);
  }
  return consent_.get();
}

base::Result<ConsentLine> EventStore::state_consent(ConsentLine line) {
  std::lock_guard lock(writer_);
  WEND_ASSIGN(auto connection, database_.connect());
  WEND_ASSIGN(auto transaction, duck::Transaction::begin(connection));
  WEND_ASSIGN(ConsentBook* const book, consent(connection));
  book->state(line);
  base::Status written = book->write(connection);
  if (written) written = transaction.commit();
  if (!written) {
    consent_.reset();  // it remembers what is not there
    return base::fail(std::move(written).error());
  }
  return line;
}

base::Result<std::vector<ConsentLine>> EventStore::consent_of(std::int64_t profile_id) const {
  std::vector<ConsentLine> lines;
  WEND_ASSIGN(auto connection, database_.connect());
  WEND_ASSIGN(
      auto rows,
      connection.query("SELECT c.number, c.identity_id, c.category, c.channel, c.state, c.time_us, "
                       "c.recorded_us, c.source_id, c.import_id, c.event, c.message_id, c.actor, "
                       "c.reason, c.wording, i.namespace, i.value FROM consent c JOIN identities i "
                       "ON i.identity_id = c.identity_id WHERE i.profile_id = ? ORDER BY c.number",
                       {profile_id}));
  for (;;) {
    WEND_ASSIGN(const bool more, rows.next());
    if (!more) return lines;
    for (std::size_t i = 0; i < rows.size(); ++i) {
      lines.push_back({.number = rows.values<std::int64_t>(0)[i],
                       .identity = rows.values<std::int64_t>(1)[i],
                       .category = std::string(rows.text(2, i)),
                       .channel = std::string(rows.text(3, i)),
                       .state = static_cast<model::ConsentState>(rows.values<std::int32_t>(4)[i]),
                       .time = rows.values<std::int64_t>(5)[i],
                       .recorded_at = rows.values<std::int64_t>(6)[i],
                       .source_id = rows.values<std::int64_t>(7)[i],
                       .import_id = rows.values<std::int64_t>(8)[i],
                       .event = std::string(rows.text(9, i)),
                       .message_id = std::string(rows.text(10, i)),
                       .actor = std::string(rows.text(11, i)),
                       .reason = std::string(rows.text(12, i)),
                       .wording = std::string(rows.text(13, i)),
                       .identity_namespace = std::string(rows.text(14, i)),
                       .identity_value = std::string(rows.text(15, i))});
    }
  }
}

}  // namespace wend::events
