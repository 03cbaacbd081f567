#include "collect/webhook_events.h"

#include <algorithm>
#include <fmt/format.h>
#include <unordered_map>

#include "collect/dialect_reader.h"
#include "collect/limits.h"
#include "collect/message_time.h"
#include "collect/sample_text.h"
#include "collect/sender_channel.h"
#include "collect/webhook_body.h"

namespace wend::collect {
namespace {

namespace dom = simdjson::dom;
using base::ErrorCode;
using base::fail;
using model::EventType;

// Of what a sentence shows.
constexpr std::size_t kShownBytesMax = 100;

// What an event is called whose rule gives it no name; in the order of EventType.
constexpr std::string_view kNamesOfTypes[] = {"", "Page", "Screen", "Identify", "Group", "Alias"};

std::unexpected<base::Error> wrong(std::string sentence, std::string place) {
  return fail(ErrorCode::kInvalidInput, std::move(sentence), std::move(place));
}

class Mapper {
 public:
  Mapper(const WebhookMapping& mapping, std::string_view body, env::TimeUs received_at)
      : mapping_(mapping), body_(body), received_at_(received_at) {}

  base::Status run(std::string_view headers, WebhookOutcome& outcome) {
    const auto header_element = headers_.parse(headers);
    if (header_element) scope_.headers = *header_element;
    std::string storage;
    WEND_ASSIGN(const auto text,
                webhook_json(text_of(member(scope_.headers, "content-type")), body_, storage));
    const auto element = document_.parse(text);
    if (!element) return unreadable_body(element.error());
    scope_.body = *element;
    scope_.steps_left = kWebhookStepsMax;
    bool fits = false;
    for (const WebhookRule& rule : mapping_.rules) {
      const bool holds = !rule.when || rule.when->holds(scope_);
      WEND_TRY(check_steps(rule));
      if (!holds) continue;
      fits = true;
      if (rule.ignore) {
        outcome.ignored = true;
        break;
      }
      WEND_TRY(apply(rule, outcome));
      if (!rule.go_on) break;
    }
    if (!fits) return wrong("No rule of the mapping fits this body.", "");
    if (outcome.events.empty() && !outcome.ignored)
      return wrong("The list of the rule is empty, so there is no event.", empty_list_);
    return {};
  }

 private:
  base::Status check_steps(const WebhookRule& rule) const {
    if (!scope_.exhausted()) return {};
    return fail(ErrorCode::kTooLarge, "The body is too large for the paths of the mapping.",
                rule.place);
  }

  base::Status apply(const WebhookRule& rule, WebhookOutcome& outcome) {
    if (!rule.each) return add_event(rule, rule.place, outcome);
    const Field list = rule.each->find(scope_);
    if (!list)
      return wrong(fmt::format("There is no list at {}.", rule.each->text()), rule.place + ".each");
    dom::array array;
    if (list->get(array) != simdjson::SUCCESS) return add_item(rule, *list, outcome);
    bool any = false;
    for (const dom::element entry : array) {
      any = true;
      --scope_.steps_left;
      WEND_TRY(add_item(rule, entry, outcome));
    }
    if (!any) empty_list_ = rule.place + ".each";
    return {};
  }

  base::Status add_item(const WebhookRule& rule, const dom::element& item,
                        WebhookOutcome& outcome) {
    scope_.item = not_null(item);
    const bool wanted = !rule.where || rule.where->holds(scope_);
    WEND_TRY(check_steps(rule));
    if (!wanted) outcome.ignored = true;  // chosen by the rule, so nothing is missing
    const base::Status added = wanted ? add_event(rule, rule.place, outcome) : base::Status();
    scope_.item.reset();
    return added;
  }

  base::Status add_event(const WebhookRule& rule, const std::string& place,
                         WebhookOutcome& outcome) {
    if (outcome.events.size() == kWebhookEventsMax)
      return fail(ErrorCode::kTooLarge, "The body becomes more than 10,000 events.", place);
    draft_.clear();
    WEND_TRY(read(rule));
    WEND_TRY(check_steps(rule));
    const Message& message = draft_.message;
    if (std::string reason = problem_of(message, received_at_); !reason.empty())
      return wrong(std::move(reason), place);
    WebhookEvent event{.message_id = numbered(message.message_id),
                       .type = message.type,
                       .name = std::string(message.name),
                       .user_id = std::string(message.user_id),
                       .anonymous_id = std::string(message.anonymous_id),
                       .time_us = message.time_us,
                       .channel = std::string(message.channel),
                       .properties = {},
                       .also = {}};
    for (const model::NamedIdentity& one : message.also)
      event.also.push_back({std::string(one.identity_namespace), std::string(one.value)});
    if (const std::string_view reason = draft_.properties.write(event.properties); !reason.empty())
      return wrong(std::string(reason), place);
    bytes_ += event.properties.size() + event.name.size() + event.message_id.size();
    if (bytes_ > kWebhookEventBytesMax)
      return fail(ErrorCode::kTooLarge, "The events of the body take more than 64 MiB.", place);
    outcome.events.push_back(std::move(event));
    return {};
  }

  // An id that came before within this body gets a number, so that all of its events count.
  std::string numbered(std::string_view id) {
    std::string own(id);
    if (own.empty()) {
      if (hash_.empty()) {
        const model::MessageId hash = model::message_id_of(body_);
        hash_ = fmt::format("{:016x}{:016x}", hash.high, hash.low);
      }
      own = hash_;
    }
    const std::size_t count = ++ids_[own];
    return count == 1 ? own : fmt::format("{}#{}", own, count);
  }

  base::Status read(const WebhookRule& rule) {
    const WebhookFields& fields = rule.fields;
    Message& message = draft_.message;
    message.type = fields.type.value_or(EventType::kTrack);
    WEND_TRY(read_text(fields.name, message.name));
    if (message.name.empty()) message.name = kNamesOfTypes[static_cast<std::size_t>(message.type)];
    if (message.name.empty()) {
      return wrong("The event has no name.",
                   fields.name ? fields.name->place() : rule.place + ".name");
    }
    WEND_TRY(read_id(fields.user_id, message.user_id));
    WEND_TRY(read_id(fields.anonymous_id, message.anonymous_id));
    for (const auto& [name, value] : fields.identities) {
      std::string_view text;
      WEND_TRY(read_id(value, text));
      draft_.add_identity(name, text);
    }
    message.also = draft_.also;
    if (message.user_id.empty() && message.anonymous_id.empty() && message.also.empty()) {
      const auto& said = fields.user_id        ? *fields.user_id
                         : fields.anonymous_id ? *fields.anonymous_id
                                               : fields.identities.front().second;
      return wrong("The message names no customer.", said.place());
    }
    WEND_TRY(read_text(fields.message_id, message.message_id));
    std::string_view channel;
    WEND_TRY(read_id(fields.channel, channel));
    message.channel = sender_channel(channel, {}, message.type);
    WEND_TRY(read_time(fields.time, message.time_us));
    return read_properties(rule);
  }

  base::Status read_text(const std::optional<WebhookValue>& value, std::string_view& out) {
    if (!value) return {};
    WEND_ASSIGN(const auto text, value->find_text(scope_, draft_));
    if (text) out = *text;
    return {};
  }

  base::Status read_id(const std::optional<WebhookValue>& value, std::string_view& out) {
    return value ? read_id(*value, out) : base::Status();
  }

  base::Status read_id(const WebhookValue& value, std::string_view& out) {
    WEND_ASSIGN(const auto text, value.find_text(scope_, draft_));
    if (text) out = *text;
    if (out.size() > kNameBytesMax)
      return wrong("The text is longer than 1,024 bytes.", value.place());
    if (out.contains('\0')) return wrong("The text holds a zero character.", value.place());
    if (out.find_first_not_of(" \t\r\n") == std::string_view::npos) out = {};
    return {};
  }

  base::Status read_time(const std::optional<WebhookTime>& time, env::TimeUs& out) {
    out = received_at_;
    if (!time) return {};
    WEND_ASSIGN(const auto text, time->value.find_text(scope_, draft_));
    if (!text) return {};
    std::optional<env::TimeUs> read;
    if (time->format) {
      TimeFormat format = *time->format;  // it may not be shared between threads
      read = format.parse(*text);
    } else {
      read = times_.read(*text);
    }
    if (!read) {
      return wrong(
          fmt::format("The time \"{}\" cannot be read.", sample_text(*text, kShownBytesMax)),
          time->value.place());
    }
    out = *read;
    return {};
  }

  base::Status read_properties(const WebhookRule& rule) {
    const WebhookFields& fields = rule.fields;
    if (fields.copy) {
      for (const WebhookCopy& copy : *fields.copy) copy_members(copy);
    }
    if (fields.pairs) {
      for (const WebhookPairs& pairs : *fields.pairs) WEND_TRY(add_pairs(pairs));
    }
    for (const auto& [name, value] : fields.properties) WEND_TRY(put(name, value));
    return {};
  }

  void copy_members(const WebhookCopy& copy) {
    const Field from = copy.path.find(scope_);
    dom::object object;
    if (!from || from->get(object) != simdjson::SUCCESS) return;
    const auto named = [](const std::vector<std::string>& names, std::string_view key) {
      return std::ranges::find(names, key) != names.end();
    };
    for (const auto [key, value] : object) {
      if (--scope_.steps_left < 0) return;
      if (!copy.include.empty() && !named(copy.include, key)) continue;
      if (named(copy.exclude, key)) continue;
      if (copy.prefix.empty())
        draft_.properties.put(key, value);
      else
        draft_.properties.put(draft_.keep(copy.prefix + std::string(key)), value);
    }
  }

  base::Status add_pairs(const WebhookPairs& pairs) {
    const Field list = pairs.each.find(scope_);
    dom::array array;
    if (!list || list->get(array) != simdjson::SUCCESS) return {};
    const Field outer = scope_.item;
    base::Status status;
    for (const dom::element entry : array) {
      if (--scope_.steps_left < 0) break;
      scope_.item = not_null(entry);
      const auto name = pairs.name.find_text(scope_, draft_);
      if (!name) {
        status = fail(name.error());
        break;
      }
      if (!*name) continue;
      status = put(**name, pairs.value);
      if (!status) break;
    }
    scope_.item = outer;
    return status;
  }

  base::Status put(std::string_view name, const WebhookValue& value) {
    WEND_ASSIGN(const auto found, value.find(scope_, draft_));
    if (!found) return {};
    if (const auto* text = std::get_if<std::string_view>(&*found))
      draft_.properties.put_text(name, *text);
    else
      draft_.properties.put(name, std::get<dom::element>(*found));
    return {};
  }

  const WebhookMapping& mapping_;
  const std::string_view body_;
  const env::TimeUs received_at_;
  JsonDocument document_, headers_;
  WebhookScope scope_;
  Draft draft_;
  MessageTime times_;
  std::string hash_, empty_list_;
  std::unordered_map<std::string, std::size_t> ids_;
  std::size_t bytes_ = 0;
};

}  // namespace

WebhookOutcome map_webhook(const WebhookMapping& mapping, std::string_view headers,
                           std::string_view body, env::TimeUs received_at) {
  WebhookOutcome outcome;
  const auto status = Mapper(mapping, body, received_at).run(headers, outcome);
  if (!status) {
    outcome = {};
    outcome.problem = status.error();
  }
  return outcome;
}

}  // namespace wend::collect
