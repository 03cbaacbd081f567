#include "collect/message.h"

#include <array>
#include <fmt/format.h>

#include "base/assert.h"
#include "collect/dialect_reader.h"
#include "collect/limits.h"
#include "collect/message_time.h"
#include "collect/row_maker.h"
#include "collect/sample_text.h"

namespace wend::collect {
namespace {

using base::ErrorCode;
using base::fail;

constexpr std::array<std::string_view, 5> kDialects = {"segment", "posthog", "cloudevents",
                                                       "snowplow", "webhook"};
std::unique_ptr<DialectReader> make_reader(const Envelope& envelope, std::string_view body) {
  switch (envelope.dialect) {
    case Dialect::kSegment:
      return make_segment_reader(envelope);
    case Dialect::kPosthog:
      return make_posthog_reader(envelope);
    case Dialect::kCloudEvents:
      return make_cloud_event_reader(envelope, body);
    case Dialect::kSnowplow:
      return make_snowplow_reader(envelope);
    case Dialect::kWebhook:
      break;
  }
  WEND_ASSERT(false, "a dialect without a reader");
  return nullptr;
}

// An id of nothing but spaces is none.
std::string_view unless_blank(std::string_view id) {
  return id.find_first_not_of(" \t\r\n") == std::string_view::npos ? std::string_view() : id;
}

}  // namespace

std::unexpected<base::Error> unreadable_body(simdjson::error_code error) {
  switch (error) {
    case simdjson::EMPTY:
      return fail(ErrorCode::kInvalidInput, "The body is empty.", "body");
    case simdjson::DEPTH_ERROR:
      return fail(ErrorCode::kInvalidInput, "The JSON is nested too deep.", "body",
                  "Messages may be nested 32 levels deep.");
    case simdjson::MEMALLOC:
      return fail(ErrorCode::kUnavailable, "There is no memory to read the body.", "body",
                  "Try again later.");
    default:
      return fail(ErrorCode::kInvalidInput, "The body is not valid JSON.", "body",
                  fmt::format("The parser says: {}", simdjson::error_message(error)));
  }
}

std::string problem_of(const Message& message, env::TimeUs received_at) {
  if (message.user_id.empty() && message.anonymous_id.empty() && message.also.empty())
    return "The message names no customer.";
  if (message.anonymous_id.size() > kNameBytesMax || message.anonymous_id.contains('\0'))
    return "The anonymous id is longer than 1,024 bytes or holds a zero character.";
  if (message.name.size() > kNameBytesMax) return "The event name is longer than 1,024 bytes.";
  if (message.name.contains('\0')) return "The event name holds a zero character.";
  return std::string(unbelievable(message.time_us, received_at));
}

std::string_view to_string(Dialect dialect) {
  return kDialects[static_cast<std::size_t>(dialect)];
}

std::optional<Dialect> dialect_from(std::string_view text) {
  for (std::size_t i = 0; i < kDialects.size(); ++i) {
    if (kDialects[i] == text) return static_cast<Dialect>(i);
  }
  return std::nullopt;
}

namespace {

// An event is worth more than its time: when what is said of the time cannot be taken, the time of
// receipt stands for it, and what was said is kept beside it.
void settle_time(Draft& draft, env::TimeUs received_at) {
  constexpr std::size_t kSaidBytesMax = 256;
  const std::string_view problem = draft.time_is_readable
                                       ? unbelievable(draft.message.time_us, received_at)
                                       : "The time cannot be read.";
  if (problem.empty()) return;
  draft.message.time_us = received_at;
  draft.warn(fmt::format("{} The event has the time of its receipt.", problem));
  if (draft.time_said && draft.time_said->is_string()) {
    draft.properties.add_text("time_said",
                              draft.keep(sample_text(text_of(draft.time_said), kSaidBytesMax)));
  } else if (const auto said = draft.scalar(draft.time_said)) {
    draft.properties.add_text("time_said", *said);
  }
}

// Those who only ask whether a message can be taken need not have its properties written.
enum class Properties { kWritten, kChecked };

// Reads every message and hands those that can be taken to `take`.
template <typename Take>
base::Result<std::vector<RefusedMessage>> read_all(const Envelope& envelope, std::string_view body,
                                                   Properties with, const Take& take) {
  if (body.size() > kBodyBytesMax) {
    return fail(ErrorCode::kTooLarge, "The body is longer than 32 MiB.", "body",
                "Send fewer messages at a time.");
  }
  if (envelope.dialect == Dialect::kWebhook) {
    return fail(ErrorCode::kInternal, "A webhook's body is read by its mapping.", "body");
  }
  const bool binary = envelope.dialect == Dialect::kCloudEvents && envelope.call == "binary";
  const std::string_view text = binary ? std::string_view(envelope.headers) : body;
  thread_local JsonDocument kept;
  std::optional<JsonDocument> own;
  JsonDocument& document = text.size() <= kKeptParserBytes ? kept : own.emplace();
  const auto element = document.parse(text);
  if (!element) return unreadable_body(element.error());

  const auto reader = make_reader(envelope, body);
  WEND_ASSIGN(const auto messages, reader->open(*element));
  if (messages.size() > kBatchMessagesMax) {
    return fail(ErrorCode::kTooLarge, "The body holds more than 10,000 messages.", "body",
                "Send fewer messages at a time.");
  }
  std::vector<RefusedMessage> refused;
  Draft draft;
  std::string properties;
  for (std::size_t i = 0; i < messages.size(); ++i) {
    draft.clear();
    std::string reason = reader->read(messages[i], draft);
    Message& message = draft.message;
    message.message_id = unless_blank(message.message_id);
    message.user_id = unless_blank(message.user_id);
    message.anonymous_id = unless_blank(message.anonymous_id);
    message.also = draft.also;
    if (reason.empty()) settle_time(draft, envelope.received_at);
    if (reason.empty()) reason = problem_of(message, envelope.received_at);
    const bool write = with == Properties::kWritten || !draft.properties.surely_fits();
    if (reason.empty() && write) reason = draft.properties.write(properties);
    if (reason.empty()) {
      message.properties = properties;
      message.warning = draft.warning;
      take(message);
    } else {
      RefusedMessage& one = refused.emplace_back(i, std::move(reason));
      if (message.name.size() <= kNameBytesMax) one.event = message.name;
      if (refused.size() <= kRefusalSamplesMax) one.sample = simdjson::minify(messages[i]);
    }
  }
  return refused;
}

}  // namespace

base::Result<std::vector<RefusedMessage>> read_messages(
    const Envelope& envelope, std::string_view body,
    const std::function<void(const Message&)>& take) {
  return read_all(envelope, body, Properties::kWritten, take);
}

base::Result<CheckedMessages> check_messages(const Envelope& envelope, std::string_view body) {
  CheckedMessages checked;
  WEND_ASSIGN(checked.refused, read_all(envelope, body, Properties::kChecked,
                                        [&](const Message&) { ++checked.taken; }));
  return checked;
}

}  // namespace wend::collect
