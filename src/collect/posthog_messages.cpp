// PostHog's capture interface: /batch/, /capture/, /e/, /i/v0/e/.
// https://posthog.com/docs/api/capture
#include <cmath>

#include "collect/dialect_reader.h"
#include "collect/message_time.h"
#include "collect/page_url.h"
#include "collect/sender_channel.h"

namespace wend::collect {
namespace {

namespace dom = simdjson::dom;
using model::EventType;

struct Renamed {
  std::string_view theirs, ours;
};
// What an event tells of its surroundings, under the names that all protocols share here. PostHog's
// own names stay beside them. The first that is there counts.
constexpr Renamed kTelling[] = {
    {"$os", "os"},
    {"$os_name", "os"},
    {"$os_version", "os_version"},
    {"$device_model", "device"},
    {"$device_name", "device"},
    {"$device_type", "device"},
    {"$app_version", "app_version"},
    {"$browser", "browser"},
    {"$locale", "locale"},
    {"$browser_language", "locale"},
    {"$pathname", "page_path"},
    {"$current_url", "page_url"},
    {"$referrer", "referrer"},
    {"utm_campaign", "campaign_name"},
    {"utm_source", "campaign_source"},
    {"utm_medium", "campaign_medium"},
    {"utm_term", "campaign_term"},
    {"utm_content", "campaign_content"},
    {"$session_id", "session_id"},
};
// The project's key and address, not the event's; the customer stands in the message itself.
constexpr std::string_view kDropped[] = {"token", "distinct_id", "$ip"};

EventType type_of(std::string_view event) {
  if (event == "$identify" || event == "$set") return EventType::kIdentify;
  if (event == "$create_alias" || event == "$merge_dangerously") return EventType::kAlias;
  if (event == "$groupidentify") return EventType::kGroup;
  if (event == "$pageview") return EventType::kPage;
  if (event == "$screen") return EventType::kScreen;
  return EventType::kTrack;
}

bool is(const Field& field, bool wanted) {
  bool value = false;
  return field && field->get(value) == simdjson::SUCCESS && value == wanted;
}

class PosthogReader final : public DialectReader {
 public:
  explicit PosthogReader(const Envelope& envelope) : envelope_(envelope) {
    if (const auto headers = headers_.parse(envelope.headers)) {
      if (const Field sent = member(*headers, "sent_at")) sent_at_ = time_.read(*sent);
    }
  }

  base::Result<std::vector<dom::element>> open(const dom::element& body) override {
    dom::array array;
    if (body.get(array) == simdjson::SUCCESS) return entries_of(array);
    if (!body.is_object()) {
      return base::fail(base::ErrorCode::kInvalidInput,
                        "The body is neither a JSON object nor a list of events.", "body");
    }
    if (const Field sent = member(body, "sent_at")) sent_at_ = time_.read(*sent);
    const Field batch = member(body, "batch");
    if (!batch) {
      if (envelope_.call != "batch" || member(body, "event")) return std::vector{body};
    } else if (batch->get(array) == simdjson::SUCCESS) {
      return entries_of(array);
    }
    return base::fail(base::ErrorCode::kInvalidInput, "The batch is not a list of events.", "batch",
                      "Send {\"batch\": [{\"event\": …, \"distinct_id\": …}, …]}.");
  }

  std::string read(const dom::element& element, Draft& draft) override {
    if (!element.is_object()) return "The event is not a JSON object.";
    const Field whole(element);
    const Field properties = member(whole, "properties");
    const Field event = member(whole, "event");
    const std::string_view name = text_of(event);
    if (event && !event->is_string()) return "The event name must be a text.";
    if (name.empty()) return "The event name is empty.";
    if (name == "$snapshot" || name == "$snapshot_items")
      return "Recordings of the screen are not taken.";

    Message& message = draft.message;
    message.type = type_of(name);
    message.message_id = text_of(member(whole, "uuid"));
    if (message.message_id.empty()) message.message_id = text_of(member(properties, "$insert_id"));
    read_time(whole, properties, draft);
    if (properties && !properties->is_object()) return "The properties are not a JSON object.";
    std::string problem = read_identities(whole, properties, draft);
    if (!problem.empty()) return problem;
    read_properties(whole, properties, draft);
    message.name = name_of(name, properties, message.type);
    message.channel = sender_channel({}, text_of(member(properties, "$lib")), message.type);
    return {};
  }

 private:
  static std::string read_identities(const Field& whole, const Field& properties, Draft& draft) {
    Message& message = draft.message;
    Field distinct = member(whole, "distinct_id");
    if (!distinct) distinct = member(properties, "distinct_id");
    if (!distinct) distinct = member(whole, "$distinct_id");
    std::string_view id;
    std::string problem = draft.read_id(distinct, "distinct_id", id);
    if (!problem.empty()) return problem;
    if (message.type == EventType::kIdentify || message.type == EventType::kAlias) {
      message.user_id = id;
      if (message.type == EventType::kAlias) {
        std::string_view before;
        problem = draft.read_id(member(properties, "alias"), "alias", before);
        if (!problem.empty()) return problem;
        // It may be an id of either kind.
        draft.add_identity("anonymous_id", before);
        draft.add_identity("user_id", before, true);
      }
      return draft.read_id(member(properties, "$anon_distinct_id"), "$anon_distinct_id",
                           message.anonymous_id);
    }
    // The same field carries both kinds of identifier; the SDKs say which it is.
    const Field identified = member(properties, "$is_identified");
    const std::string_view device = text_of(member(properties, "$device_id"));
    const bool anonymous =
        is(identified, false) || (!identified && !id.empty() && id == device) ||
        (!identified && is(member(properties, "$process_person_profile"), false));
    (anonymous ? message.anonymous_id : message.user_id) = id;
    return {};
  }

  void read_time(const Field& whole, const Field& properties, Draft& draft) {
    env::TimeUs& out = draft.message.time_us;
    out = envelope_.received_at;
    // How long before sending it happened: needs no clock that is right.
    const Field offset = member(whole, "offset");
    double offset_ms = 0;
    if (offset && offset->get(offset_ms) == simdjson::SUCCESS && std::abs(offset_ms) < kOffsetMax) {
      out -= static_cast<env::TimeUs>(offset_ms * 1000);
      draft.time_said = offset;
      return;
    }
    Field said = member(whole, "timestamp");
    if (!said) said = member(properties, "timestamp");
    if (!said || (said->is_string() && text_of(said).empty())) return;
    draft.time_said = said;
    const auto original = time_.read(*said);
    draft.time_is_readable = original.has_value();
    if (!original) return;
    auto sent_at = sent_at_;
    if (const Field own = member(whole, "sent_at")) sent_at = time_.read(*own);
    if (is(member(properties, "$ignore_sent_at"), true)) sent_at.reset();
    out = corrected_time(*original, sent_at, envelope_.received_at);
  }

  static void read_properties(const Field& whole, const Field& theirs, Draft& draft) {
    PropertyList& properties = draft.properties;
    // Traits come first: what an identify says of the page may not stand in their place.
    const EventType type = draft.message.type;
    if (type == EventType::kIdentify) {
      for (const std::string_view name : {"$set_once", "$set"}) {
        properties.put_members(member(theirs, name));
        properties.put_members(member(whole, name));
      }
    } else if (type == EventType::kGroup) {
      properties.put_members(member(theirs, "$group_set"));
      properties.add("group_id", member(theirs, "$group_key"));
      properties.add("group_type", member(theirs, "$group_type"));
    } else if (type == EventType::kAlias) {
      properties.add("previous_id", member(theirs, "alias"));
    }
    dom::object object;
    if (theirs && theirs->get(object) == simdjson::SUCCESS) {
      for (const auto [key, value] : object) {
        if (type == EventType::kIdentify || type == EventType::kGroup) {
          if (key == "$set" || key == "$set_once" || key == "$group_set") continue;
          properties.add(key, not_null(value));
        } else {
          properties.put(key, value);
        }
      }
    }
    if (type != EventType::kIdentify) {
      properties.add("$set", member(whole, "$set"));
      properties.add("$set_once", member(whole, "$set_once"));
    }
    for (const std::string_view key : kDropped) properties.remove(key);
    for (const auto& [name, ours] : kTelling) properties.copy(name, ours);
    properties.remove_text("referrer", kNoReferrer);
  }

  static std::string_view name_of(std::string_view event, const Field& properties, EventType type) {
    std::string_view name = event;
    switch (type) {
      case EventType::kPage:
        name = text_of(member(properties, "$pathname"));
        if (name.empty()) name = path_of_url(text_of(member(properties, "$current_url")));
        return name.empty() ? "Page" : name;
      case EventType::kScreen:
        name = text_of(member(properties, "$screen_name"));
        return name.empty() ? "Screen" : name;
      case EventType::kIdentify:
        return "Identify";
      case EventType::kGroup:
        return "Group";
      case EventType::kAlias:
        return "Alias";
      case EventType::kTrack:
        break;
    }
    return name;
  }

  // A hundred years: further back is refused anyhow, and it fits microseconds.
  static constexpr double kOffsetMax = 100 * 366 * 86'400'000.0;

  const Envelope& envelope_;
  MessageTime time_;
  JsonDocument headers_;
  std::optional<env::TimeUs> sent_at_;
};

}  // namespace

std::unique_ptr<DialectReader> make_posthog_reader(const Envelope& envelope) {
  return std::make_unique<PosthogReader>(envelope);
}

}  // namespace wend::collect
