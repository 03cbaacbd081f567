// Segment's and RudderStack's HTTP interface: track, identify, page, screen, group, alias, batch.
// https://segment.com/docs/connections/sources/catalog/libraries/server/http-api
#include <algorithm>
#include <fmt/format.h>

#include "collect/dialect_reader.h"
#include "collect/limits.h"
#include "collect/message_time.h"
#include "collect/page_url.h"
#include "collect/sender_channel.h"
#include "model/beginning.h"

namespace wend::collect {
namespace {

namespace dom = simdjson::dom;
using model::EventType;

// The fields of one message and of its context that mean something here.
struct Segment {
  Field type, event, name, category, user_id, anonymous_id, previous_id, group_id, message_id;
  Field timestamp, original_timestamp, sent_at, channel, properties, traits, context;
};

struct Context {
  Field app, browser, campaign, consent, consent_management, device, external_ids, group_id,
      library, locale, os, page, referrer, session_id, traits, user_agent_data;
};

void each_member(const Field& of, auto&& take) {
  dom::object object;
  if (!of || of->get(object) != simdjson::SUCCESS) return;
  for (const auto [key, value] : object) take(key, value);
}

Segment read_segment(const dom::element& message) {
  Segment read;
  each_member(message, [&](std::string_view key, const dom::element& value) {
    const auto into = [&](Field& field) { field = not_null(value); };
    if (key == "type") return into(read.type);
    if (key == "event") return into(read.event);
    if (key == "name") return into(read.name);
    if (key == "category") return into(read.category);
    if (key == "userId") return into(read.user_id);
    if (key == "anonymousId") return into(read.anonymous_id);
    if (key == "previousId") return into(read.previous_id);
    if (key == "groupId") return into(read.group_id);
    if (key == "messageId") return into(read.message_id);
    if (key == "timestamp") return into(read.timestamp);
    if (key == "originalTimestamp") return into(read.original_timestamp);
    if (key == "sentAt") return into(read.sent_at);
    if (key == "channel") return into(read.channel);
    if (key == "properties") return into(read.properties);
    if (key == "traits") return into(read.traits);
    if (key == "context") return into(read.context);
  });
  return read;
}

Context read_context(const Field& context) {
  Context read;
  each_member(context, [&](std::string_view key, const dom::element& value) {
    const auto into = [&](Field& field) { field = not_null(value); };
    if (key == "app") return into(read.app);
    if (key == "browser") return into(read.browser);
    if (key == "campaign") return into(read.campaign);
    if (key == "consent") return into(read.consent);
    if (key == "consentManagement") return into(read.consent_management);
    if (key == "device") return into(read.device);
    if (key == "externalIds") return into(read.external_ids);
    if (key == "groupId") return into(read.group_id);
    if (key == "library") return into(read.library);
    if (key == "locale") return into(read.locale);
    if (key == "os") return into(read.os);
    if (key == "page") return into(read.page);
    if (key == "referrer") return into(read.referrer);
    if (key == "sessionId") return into(read.session_id);
    if (key == "traits") return into(read.traits);
    if (key == "userAgentData") return into(read.user_agent_data);
  });
  return read;
}

// The browser among the brands of client hints, which hold a made-up one ("Not_A Brand") and the
// engine beside it.
Field brand_of(const Field& user_agent_data) {
  const Field brands = member(user_agent_data, "brands");
  dom::array array;
  Field engine;
  if (!brands || brands->get(array) != simdjson::SUCCESS) return {};
  for (const dom::element entry : array) {
    const Field brand = member(entry, "brand");
    const std::string_view name = text_of(brand);
    if (name.empty() || (name.contains("Not") && name.contains("Brand"))) continue;
    if (name != "Chromium") return brand;
    engine = brand;
  }
  return engine;
}

void add_context(PropertyList& properties, const Context& context) {
  properties.add("os", member(context.os, "name"));
  properties.add("os", member(context.user_agent_data, "platform"));
  properties.add("os_version", member(context.os, "version"));
  properties.add("device", member(context.device, "model"));
  properties.add("device", member(context.device, "name"));
  properties.add("device", member(context.device, "type"));
  properties.add("device_id", member(context.device, "id"));
  // RudderStack's browser SDK names itself as the app.
  const std::string_view app = text_of(member(context.app, "name"));
  if (app.empty() || app != text_of(member(context.library, "name")))
    properties.add("app_version", member(context.app, "version"));
  properties.add("browser", member(context.browser, "name"));
  properties.add("browser", brand_of(context.user_agent_data));
  properties.add("locale", context.locale);
  properties.add("page_path", member(context.page, "path"));
  properties.add("page_url", member(context.page, "url"));
  properties.add("referrer", member(context.page, "referrer"));
  properties.add("referrer", member(context.referrer, "url"));
  properties.add("campaign_name", member(context.campaign, "name"));
  properties.add("campaign_source", member(context.campaign, "source"));
  properties.add("campaign_medium", member(context.campaign, "medium"));
  properties.add("campaign_term", member(context.campaign, "term"));
  properties.add("campaign_content", member(context.campaign, "content"));
  properties.add("group_id", context.group_id);
  properties.add("session_id", context.session_id);
  // What the customer agreed to, as consent platforms stamp it (model/consent_said.h).
  properties.add("consent", member(context.consent, "categoryPreferences"));
  properties.add("consent_management", context.consent_management);
}

class SegmentReader final : public DialectReader {
 public:
  explicit SegmentReader(const Envelope& envelope) : envelope_(envelope) {}

  base::Result<std::vector<dom::element>> open(const dom::element& body) override {
    dom::array array;
    if (envelope_.call == "batch" && body.get(array) == simdjson::SUCCESS) return entries_of(array);
    if (!body.is_object()) {
      return base::fail(base::ErrorCode::kInvalidInput, "The body is not a JSON object.", "body");
    }
    if (envelope_.call != "batch") return std::vector{body};
    const Field batch = member(body, "batch");
    if (!batch || batch->get(array) != simdjson::SUCCESS) {
      return base::fail(base::ErrorCode::kInvalidInput, "The batch is not a list of messages.",
                        "batch", "Send {\"batch\": [{\"type\": \"track\", …}, …]}.");
    }
    if (const Field sent = member(body, "sentAt")) sent_at_ = time_.read(*sent);
    batch_context_ = member(body, "context");
    return entries_of(array);
  }

  std::string read(const dom::element& element, Draft& draft) override {
    if (!element.is_object()) return "The message is not a JSON object.";
    const Segment segment = read_segment(element);
    Message& message = draft.message;
    const std::string_view call =
        envelope_.call == "batch" ? text_of(segment.type) : std::string_view(envelope_.call);
    const auto type = model::event_type_from(call);
    if (call.empty()) return "The message has no type.";
    if (!type) return fmt::format("There is no call \"{}\".", model::beginning(call, 100));
    message.type = *type;
    if (const auto id = draft.scalar(segment.message_id)) message.message_id = *id;
    std::string problem = read_identities(segment, draft);
    if (!problem.empty()) return problem;
    read_time(segment, draft);

    const Context context = read_context(segment.context ? segment.context : batch_context_);
    read_external_ids(context, draft);
    read_properties(segment, context, draft);
    problem = read_name(segment, context, draft);
    message.channel =
        channel_of(text_of(segment.channel), text_of(member(context.library, "name")), *type);
    return problem;
  }

 private:
  // The messages of a body mostly come from one library.
  std::string_view channel_of(std::string_view said, std::string_view library, EventType type) {
    if (!channel_ || channel_said_ != said || channel_library_ != library ||
        channel_type_ != type) {
      channel_ = sender_channel(said, library, type);
      channel_said_ = said;
      channel_library_ = library;
      channel_type_ = type;
    }
    return *channel_;
  }

  static std::string read_identities(const Segment& segment, Draft& draft) {
    Message& message = draft.message;
    std::string problem = draft.read_id(segment.user_id, "userId", message.user_id);
    if (problem.empty())
      problem = draft.read_id(segment.anonymous_id, "anonymousId", message.anonymous_id);
    std::string_view other;
    if (problem.empty()) problem = draft.read_id(segment.group_id, "groupId", other);
    if (problem.empty() && other.empty() && message.type == EventType::kGroup)
      return "The group has no groupId.";
    if (!other.empty()) draft.properties.put_text("group_id", other);
    other = {};
    if (problem.empty()) problem = draft.read_id(segment.previous_id, "previousId", other);
    if (problem.empty() && other.empty() && message.type == EventType::kAlias)
      return "The alias has no previousId.";
    if (other.empty()) return problem;
    draft.properties.put_text("previous_id", other);
    if (message.type != EventType::kAlias) return problem;
    // It may be an id of either kind. Of a visitor's id an alias says no more than any event that
    // has both.
    draft.add_identity("anonymous_id", other);
    if (other != message.anonymous_id) draft.add_identity("user_id", other, true);
    return problem;
  }

  // https://segment.com/docs/unify/identity-resolution/externalids
  static void read_external_ids(const Context& context, Draft& draft) {
    dom::array list;
    if (!context.external_ids || context.external_ids->get(list) != simdjson::SUCCESS) return;
    for (const dom::element entry : list) {
      const std::string_view name = text_of(member(entry, "type"));
      const std::string_view collection = text_of(member(entry, "collection"));
      const auto id = draft.scalar(member(entry, "id"));
      if (name.empty() || name.size() > kNamespaceBytesMax || !id) continue;
      if (collection.empty() || collection == "users") draft.add_identity(name, *id);
    }
  }

  void read_time(const Segment& segment, Draft& draft) {
    // RudderStack's SDK gives every call the moment it was made as originalTimestamp; a timestamp
    // beside it is what somebody meant, and stands as it is.
    const bool meant = segment.timestamp && segment.original_timestamp;
    const Field& said = segment.timestamp ? segment.timestamp : segment.original_timestamp;
    env::TimeUs& out = draft.message.time_us;
    out = envelope_.received_at;
    if (!said || (said->is_string() && text_of(said).empty())) return;
    draft.time_said = said;
    const auto time = time_.read(*said);
    draft.time_is_readable = time.has_value();
    if (!time) return;
    std::optional<env::TimeUs> sent_at;
    if (segment.sent_at) sent_at = time_.read(*segment.sent_at);
    out =
        meant ? *time : corrected_time(*time, sent_at ? sent_at : sent_at_, envelope_.received_at);
  }

  // What is no object has no names to stand under, so it stands under its own as a whole. PHP
  // writes an object without members as an empty list.
  static void take_members(const Field& field, std::string_view name, Draft& draft) {
    dom::array array;
    if (!field || field->is_object() || (field->is_string() && text_of(field).empty()) ||
        (field->get(array) == simdjson::SUCCESS && array.size() == 0))
      return draft.properties.put_members(field);
    draft.properties.put(name, *field);
    draft.warn(fmt::format("The {0} are no JSON object and were kept as one property, {0}.", name));
  }

  static void read_properties(const Segment& segment, const Context& context, Draft& draft) {
    PropertyList& properties = draft.properties;
    const bool traits =
        draft.message.type == EventType::kIdentify || draft.message.type == EventType::kGroup;
    const bool from_traits = traits && segment.traits;
    take_members(from_traits ? segment.traits : segment.properties,
                 from_traits ? "traits" : "properties", draft);
    // RudderStack's browser SDK says the traits of a customer in the context.
    if (draft.message.type == EventType::kIdentify) {
      each_member(context.traits, [&](std::string_view key, const dom::element& value) {
        properties.add(key, not_null(value));
      });
    }
    properties.add("category", segment.category);
    add_context(properties, context);
    properties.remove_text("referrer", kNoReferrer);
  }

  static std::string read_name(const Segment& segment, const Context& context, Draft& draft) {
    std::string_view& name = draft.message.name;
    switch (draft.message.type) {
      case EventType::kTrack: {
        const auto event = draft.scalar(segment.event);
        if (segment.event && !event) return "The event name must be a text.";
        if (!event || event->empty()) return "The event name is empty.";
        name = *event;
        break;
      }
      case EventType::kPage: {
        const Field properties = segment.properties;
        for (const std::string_view candidate :
             {text_of(segment.name), text_of(member(properties, "name")),
              text_of(member(properties, "path")), text_of(member(context.page, "path")),
              path_of_url(text_of(member(properties, "url"))), std::string_view("Page")}) {
          if (name.empty()) name = candidate;
        }
        break;
      }
      case EventType::kScreen:
        name = text_of(segment.name);
        if (name.empty()) name = text_of(member(segment.properties, "name"));
        if (name.empty()) name = "Screen";
        break;
      case EventType::kIdentify:
        name = "Identify";
        break;
      case EventType::kGroup:
        name = "Group";
        break;
      case EventType::kAlias:
        name = "Alias";
        break;
    }
    return {};
  }

  const Envelope& envelope_;
  MessageTime time_;
  std::optional<env::TimeUs> sent_at_;
  Field batch_context_;
  // What channel_of() answered last, and to what.
  std::optional<std::string_view> channel_;
  std::string_view channel_said_, channel_library_;
  EventType channel_type_ = EventType::kTrack;
};

}  // namespace

std::unique_ptr<DialectReader> make_segment_reader(const Envelope& envelope) {
  return std::make_unique<SegmentReader>(envelope);
}

}  // namespace wend::collect
