// CloudEvents 1.0 over HTTP: binary, structured and batched mode, in JSON.
// https://github.com/cloudevents/spec/blob/main/cloudevents/formats/json-format.md
#include <algorithm>
#include <array>
#include <fmt/format.h>

#include "collect/base64.h"
#include "collect/dialect_reader.h"
#include "collect/message_time.h"
#include "collect/sender_channel.h"
#include "collect/text_encoding.h"

namespace wend::collect {
namespace {

namespace dom = simdjson::dom;

// Where the data may name the customer; the first that is there counts, before the subject, which
// often names a thing ("orders/17").
constexpr std::array<std::string_view, 4> kUserIds = {"user_id", "userId", "customer_id",
                                                      "customerId"};
constexpr std::array<std::string_view, 2> kAnonymousIds = {"anonymous_id", "anonymousId"};

// The attributes that have a place of their own; others are extensions.
constexpr std::array<std::string_view, 12> kKnown = {
    "specversion", "id",      "source",     "type",        "time",         "subject",
    "data",        "channel", "dataschema", "data_base64", "content-type", "datacontenttype"};

bool is_json(std::string_view content_type) {
  content_type = content_type.substr(0, content_type.find(';'));
  while (content_type.ends_with(' ')) content_type.remove_suffix(1);
  return content_type.empty() || content_type.ends_with("/json") || content_type.ends_with("+json");
}

class CloudEventReader final : public DialectReader {
 public:
  CloudEventReader(const Envelope& envelope, std::string_view body)
      : envelope_(envelope), body_(body), binary_(envelope.call == "binary") {}

  base::Result<std::vector<dom::element>> open(const dom::element& body) override {
    dom::array array;
    if (envelope_.call == "batch") {
      if (body.get(array) == simdjson::SUCCESS) return entries_of(array);
      return base::fail(base::ErrorCode::kInvalidInput, "The batch is not a list of events.",
                        "body", "Send a JSON array of CloudEvents.");
    }
    if (body.is_object()) return std::vector{body};
    return base::fail(base::ErrorCode::kInvalidInput, "The body is not a JSON object.", "body");
  }

  std::string read(const dom::element& element, Draft& draft) override {
    if (!element.is_object()) return "The event is not a JSON object.";
    const Field event(element);
    Message& message = draft.message;
    const std::string_view version = text_of(attribute(event, "specversion"));
    const std::string_view id = text_of(attribute(event, "id"));
    const std::string_view source = text_of(attribute(event, "source"));
    message.name = text_of(attribute(event, "type"));
    if (version.empty() && !binary_) return "The event has no specversion.";
    if (!version.empty() && !version.starts_with("1."))
      return "The specversion is not 1.0, the one that is read.";
    if (id.empty()) return "The event has no id.";
    if (source.empty()) return "The event has no source.";
    if (message.name.empty()) return "The event has no type.";
    // The source is a URI, which holds no space: no two pairs are written alike.
    message.message_id = draft.keep(fmt::format("{} {}", source, id));

    message.time_us = envelope_.received_at;
    if (const Field said = attribute(event, "time"); said && !text_of(said).empty()) {
      const auto time = time_.read(*said);
      draft.time_said = said;
      draft.time_is_readable = time.has_value();
      if (time) message.time_us = *time;
    }
    std::string problem = read_data(event, draft);
    if (!problem.empty()) return problem;
    const Field subject = attribute(event, "subject");
    if (message.user_id.empty() && message.anonymous_id.empty()) {
      problem = draft.read_id(subject, "subject", message.user_id);
      if (!problem.empty()) return problem;
      if (message.user_id.empty()) {
        return "The event names no customer: put one into subject, or user_id into data.";
      }
    }
    draft.properties.add("subject", subject);
    draft.properties.add_text("source", source);
    add_extensions(event, draft);
    message.channel = sender_channel(text_of(attribute(event, "channel")), {}, message.type);
    return {};
  }

 private:
  static std::string_view without_prefix(std::string_view key) {
    return key.starts_with("ce-") ? key.substr(3) : key;
  }

  static Field attribute(const Field& event, std::string_view name) {
    const Field plain = member(event, name);
    return plain ? plain : member(event, fmt::format("ce-{}", name));
  }

  // The members of the data become properties; data of another kind is one property.
  std::string read_data(const Field& event, Draft& draft) const {
    Field data = member(event, "data");
    std::string_view text;
    if (binary_) {
      data.reset();
      text = body_;
    } else if (const Field encoded = member(event, "data_base64")) {
      auto decoded = base64_decoded(text_of(encoded));
      if (!decoded) return "The data is not Base64.";
      text = draft.keep(std::move(*decoded));
    }
    if (!text.empty()) {
      std::string_view kind = text_of(attribute(event, "datacontenttype"));
      if (kind.empty()) kind = text_of(member(event, "content-type"));
      if (is_json(kind)) {
        data = draft.parse(text);
        if (!data && text != "null") return "The data is not valid JSON.";
      } else if (!is_valid_utf8(text)) {
        return "The data is neither JSON nor text.";
      } else {
        draft.properties.put_text("data", text);
      }
    }
    if (!data) return {};
    if (!data->is_object()) {
      draft.properties.put("data", *data);
      return {};
    }
    draft.properties.put_members(data);
    std::string problem = read_first_id(kUserIds, data, draft, draft.message.user_id);
    if (problem.empty())
      problem = read_first_id(kAnonymousIds, data, draft, draft.message.anonymous_id);
    return problem;
  }

  static std::string read_first_id(const auto& names, const Field& data, Draft& draft,
                                   std::string_view& out) {
    for (const std::string_view name : names) {
      std::string problem = draft.read_id(member(data, name), name, out);
      if (!problem.empty() || !out.empty()) return problem;
    }
    return {};
  }

  static void add_extensions(const Field& event, Draft& draft) {
    for (const auto [key, value] : dom::object(*event)) {
      const std::string_view name = without_prefix(key);
      if (std::ranges::find(kKnown, name) == kKnown.end())
        draft.properties.add(name, not_null(value));
    }
  }

  const Envelope& envelope_;
  const std::string_view body_;
  const bool binary_;
  MessageTime time_;
};

}  // namespace

std::unique_ptr<DialectReader> make_cloud_event_reader(const Envelope& envelope,
                                                       std::string_view body) {
  return std::make_unique<CloudEventReader>(envelope, body);
}

}  // namespace wend::collect
