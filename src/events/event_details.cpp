#include "events/event_details.h"

namespace wend::events {
namespace {

// Sequence numbers as one text that a statement can bind.
std::string listed(std::span<const std::int64_t> sequences) {
  std::string text;
  for (const std::int64_t sequence : sequences) {
    if (!text.empty()) text += ',';
    text += std::to_string(sequence);
  }
  return text;
}

}  // namespace

base::Status each_event_of(const EventStore& store, std::span<const std::int64_t> sequences,
                           const std::function<void(EventDetails&&)>& take) {
  if (sequences.empty()) return {};
  WEND_ASSIGN(auto connection, store.reader());
  const std::string wanted = listed(sequences);
  WEND_ASSIGN(auto rows,
              connection.query(
                  "SELECT e.sequence, e.received_at, e.import_id, coalesce(i.namespace, ''), "
                  "coalesce(i.value, ''), e.properties FROM events e "
                  "JOIN (SELECT unnest(string_split(?, ','))::BIGINT AS sequence) w "
                  "ON e.sequence = w.sequence "
                  "LEFT JOIN identities i ON i.identity_id = e.identity_id ORDER BY e.sequence",
                  {std::string_view(wanted)}));
  for (;;) {
    WEND_ASSIGN(const bool more, rows.next());
    if (!more) return {};
    for (std::size_t i = 0; i < rows.size(); ++i) {
      const auto number = [&](std::size_t column) { return rows.values<std::int64_t>(column)[i]; };
      take({.sequence = number(0),
            .received_at = number(1),
            .import_id = number(2),
            .identity_namespace = std::string(rows.text(3, i)),
            .identity_value = std::string(rows.text(4, i)),
            .properties = std::string(rows.text(5, i))});
    }
  }
}

}  // namespace wend::events
