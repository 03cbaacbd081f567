#include "collect/body_erasure.h"

#include <vector>

#include "collect/accepted_body.h"
#include "collect/body_rows.h"
#include "collect/json_document.h"
#include "collect/webhook_events.h"
#include "model/identity_finder.h"

namespace wend::collect {
namespace {

// Where the messages of a body stand in its bytes.
struct Parts {
  std::size_t begin = 0, end = 0;  // of what is between the brackets
  std::vector<std::string_view> items;
};

std::size_t skip_blanks(std::string_view json, std::size_t at) {
  while (at < json.size() && std::string_view(" \t\r\n").contains(json[at])) ++at;
  return at;
}

// Behind the text that begins at `at`.
std::size_t skip_text(std::string_view json, std::size_t at) {
  for (++at; at < json.size() && json[at] != '"'; ++at)
    if (json[at] == '\\') ++at;
  return std::min(at + 1, json.size());
}

// Behind the value that begins at `at`: at the comma or bracket that ends it.
std::size_t skip_value(std::string_view json, std::size_t at) {
  int depth = 0;
  while (at < json.size()) {
    const char c = json[at];
    if (c == '"') {
      at = skip_text(json, at);
      continue;
    }
    if (depth == 0 && (c == ',' || c == ']' || c == '}')) return at;
    if (c == '[' || c == '{') ++depth;
    if (c == ']' || c == '}') --depth;
    ++at;
  }
  return at;
}

std::optional<Parts> items_of(std::string_view json, std::size_t bracket) {
  Parts parts{.begin = bracket + 1};
  std::size_t at = skip_blanks(json, bracket + 1);
  while (at < json.size() && json[at] != ']') {
    const std::size_t end = skip_value(json, at);
    parts.items.push_back(json.substr(at, end - at));
    if (end >= json.size()) return std::nullopt;
    at = json[end] == ',' ? skip_blanks(json, end + 1) : end;
    if (json[end] == '}') return std::nullopt;
  }
  if (at >= json.size()) return std::nullopt;
  parts.end = at;
  return parts;
}

// A body is a list of messages, or an object with one: "batch" or, of Snowplow, "data". The last of
// that name counts, as it does for readers.
std::optional<Parts> parts_of(std::string_view json) {
  std::size_t at = skip_blanks(json, 0);
  if (at >= json.size()) return std::nullopt;
  if (json[at] == '[') return items_of(json, at);
  if (json[at] != '{') return std::nullopt;
  std::optional<Parts> found;
  for (at = skip_blanks(json, at + 1); at < json.size() && json[at] == '"';) {
    const std::size_t key = at;
    at = skip_text(json, at);
    const std::string_view name = json.substr(key + 1, at - key - 2);
    at = skip_blanks(json, at);
    if (at >= json.size() || json[at] != ':') return std::nullopt;
    at = skip_blanks(json, at + 1);
    if (at < json.size() && json[at] == '[' && (name == "batch" || name == "data"))
      found = items_of(json, at);
    at = skip_value(json, at);
    if (at >= json.size()) return std::nullopt;
    if (json[at] == ',') at = skip_blanks(json, at + 1);
  }
  return found;
}

}  // namespace

struct BodyErasure::Work {
  Work(const model::IdentityRules& rules, WebhookMappings of_webhooks)
      : finder(rules), mappings(std::move(of_webhooks)) {}

  // What of the person a body has.
  struct Seen {
    std::size_t messages = 0, own = 0;
    bool doubtful = false;  // not all of it became messages
  };
  base::Result<Seen> look(const Envelope& envelope, std::string_view body,
                          const unify::PersonInBodies& person) {
    Seen seen;
    BodyRows rows(body.size());
    if (envelope.dialect == Dialect::kWebhook) {
      WEND_ASSIGN(const auto source, mappings(envelope.source_id));
      if (source == nullptr || source->unusable) {
        seen.doubtful = true;
        return seen;
      }
      const auto outcome =
          map_webhook(source->mapping, envelope.headers, body, envelope.received_at);
      std::vector<model::NamedIdentity> identities;
      for (const WebhookEvent& event : outcome.events)
        rows.take(envelope, event.message(identities));
      // A body holds more than its mapping asks for.
      seen.doubtful = true;
    } else {
      const auto refused = read_rows(envelope, body, rows);
      seen.doubtful = !refused || !refused->empty();
    }
    std::vector<model::NamedIdentity> named;
    for (const events::LiveRow& live : rows.rows()) {
      named.clear();
      finder.find(live.row, named);
      ++seen.messages;
      if (!named.empty() && person.is(named.front(), live.row.time_us)) ++seen.own;
      finder.forget();
    }
    return seen;
  }

  // Whether one message, or a body that is not taken apart, is to go.
  static bool goes(const Seen& seen, std::string_view body, const unify::PersonInBodies& person) {
    if (seen.own > 0) return true;
    return seen.doubtful && person.texts != nullptr && person.texts->is_named_in(body);
  }

  model::IdentityFinder finder;
  const WebhookMappings mappings;
};

BodyErasure::BodyErasure(const model::IdentityRules& rules, WebhookMappings mappings)
    : work_(std::make_unique<Work>(rules, std::move(mappings))) {}

BodyErasure::~BodyErasure() = default;

base::Result<unify::ErasedBody> BodyErasure::erase(std::string_view payload,
                                                   const unify::PersonInBodies& person) {
  unify::ErasedBody erased;
  const auto whole = [](std::uint64_t messages) {
    return unify::ErasedBody{
        .changed = true, .payload = {}, .messages = std::max<std::uint64_t>(messages, 1)};
  };
  const auto accepted = from_payload(payload);
  if (!accepted) {
    if (person.texts != nullptr && person.texts->is_named_in(payload)) return whole(1);
    return erased;
  }
  const Envelope& envelope = accepted->envelope;
  const std::string_view body = accepted->body;
  const std::string_view head = payload.substr(0, payload.size() - body.size());
  WEND_ASSIGN(const auto seen, work_->look(envelope, body, person));
  std::string left(body);
  if (Work::goes(seen, body, person)) {
    const auto parts = envelope.dialect == Dialect::kWebhook ? std::nullopt : parts_of(body);
    if (!parts || parts->items.size() < 2) return whole(seen.own);
    std::string kept;
    std::size_t stayed = 0;
    for (const std::string_view item : parts->items) {
      std::string alone(body.substr(0, parts->begin));
      alone += item;
      alone += body.substr(parts->end);
      WEND_ASSIGN(const auto one, work_->look(envelope, alone, person));
      if (Work::goes(one, item, person)) {
        ++erased.messages;
        continue;
      }
      if (stayed++ > 0) kept += ',';
      kept += item;
    }
    if (stayed == 0) return whole(erased.messages);
    // Not what was found in a message, so it stands beside them.
    if (erased.messages == 0) return whole(seen.own);
    erased.changed = true;
    left = std::string(body.substr(0, parts->begin)) + kept;
    left += body.substr(parts->end);
  }
  std::string envelope_line(head);
  if (person.texts != nullptr) {
    if (auto without = person.texts->taken_out_of_json(left)) {
      left = *std::move(without);
      erased.changed = true;
      erased.redacted = 1;
    }
    // Headers are JSON within JSON; what names the person there was said of this body.
    if (person.texts->is_named_in(envelope.headers)) return whole(seen.messages);
  }
  if (erased.changed) erased.payload = envelope_line + left;
  return erased;
}

}  // namespace wend::collect
