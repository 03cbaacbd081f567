#include "collect/webhook_mapping.h"

#include <algorithm>
#include <boost/json/parse.hpp>
#include <fmt/format.h>
#include <iterator>

#include "collect/limits.h"
#include "model/json_reader.h"

namespace wend::collect {
namespace {

namespace json = boost::json;
using base::ErrorCode;
using base::fail;
using model::EventType;
using model::ObjectReader;

base::Status read_value(ObjectReader& reader, std::string_view field,
                        std::optional<WebhookValue>& out) {
  const json::value* const value = reader.find(field);
  if (value == nullptr) return {};
  WEND_ASSIGN(out, WebhookValue::parse(*value, reader.place_of(field)));
  return {};
}

base::Result<std::optional<WebhookPath>> read_path(ObjectReader& reader, std::string_view field) {
  WEND_ASSIGN(const auto text, reader.text(field));
  if (!text) return std::nullopt;
  WEND_ASSIGN(auto path, WebhookPath::parse(*text, reader.place_of(field)));
  return std::optional(std::move(path));
}

base::Result<std::optional<WebhookCondition>> read_condition(ObjectReader& reader,
                                                             std::string_view field) {
  const json::value* const value = reader.find(field);
  if (value == nullptr) return std::nullopt;
  WEND_ASSIGN(auto condition, WebhookCondition::parse(*value, reader.place_of(field)));
  return std::optional(std::move(condition));
}

base::Result<std::vector<std::string>> read_names(ObjectReader& reader, std::string_view field) {
  std::vector<std::string> names;
  const json::value* const value = reader.find(field);
  if (value == nullptr) return names;
  const std::string place = reader.place_of(field);
  if (!value->is_array()) return model::wrong_kind(*value, place, "a list of names");
  const json::array& list = value->get_array();
  if (list.size() > kColumnsMax)
    return fail(ErrorCode::kTooLarge, "The list has more than 4,096 names.", place);
  for (std::size_t i = 0; i < list.size(); ++i) {
    if (!list[i].is_string())
      return model::wrong_kind(list[i], model::entry_place(place, i), "a text");
    names.emplace_back(list[i].get_string());
  }
  return names;
}

// One, or a list of them.
template <typename One>
base::Result<std::optional<std::vector<One>>> read_list(
    ObjectReader& reader, std::string_view field,
    base::Result<One> (*read)(const json::value&, const std::string&)) {
  const json::value* const value = reader.find(field);
  if (value == nullptr) return std::nullopt;
  const std::string place = reader.place_of(field);
  std::vector<One> list;
  if (!value->is_array()) {
    WEND_ASSIGN(auto one, read(*value, place));
    list.push_back(std::move(one));
    return std::optional(std::move(list));
  }
  const json::array& entries = value->get_array();
  if (entries.size() > kWebhookPartsMax)
    return fail(ErrorCode::kTooLarge, "The list has more than 100 entries.", place);
  for (std::size_t i = 0; i < entries.size(); ++i) {
    WEND_ASSIGN(auto one, read(entries[i], model::entry_place(place, i)));
    list.push_back(std::move(one));
  }
  return std::optional(std::move(list));
}

base::Result<WebhookCopy> read_copy(const json::value& document, const std::string& place) {
  WebhookCopy copy;
  if (document.is_string()) {
    WEND_ASSIGN(copy.path, WebhookPath::parse(std::string_view(document.get_string()), place));
    return copy;
  }
  WEND_ASSIGN(auto reader, ObjectReader::open(document, place));
  WEND_ASSIGN(auto path, read_path(reader, "path"));
  if (!path) return fail(ErrorCode::kInvalidInput, "The path is missing.", reader.place_of("path"));
  copy.path = std::move(*path);
  WEND_ASSIGN(copy.include, read_names(reader, "include"));
  WEND_ASSIGN(copy.exclude, read_names(reader, "exclude"));
  WEND_ASSIGN(const auto prefix, reader.text("prefix"));
  copy.prefix = prefix.value_or("");
  if (copy.prefix.size() > kColumnNameBytesMax)
    return fail(ErrorCode::kTooLarge, "The prefix is longer than 1,024 bytes.",
                reader.place_of("prefix"));
  WEND_TRY(reader.finish());
  return copy;
}

base::Result<WebhookPairs> read_pairs(const json::value& document, const std::string& place) {
  WEND_ASSIGN(auto reader, ObjectReader::open(document, place));
  WEND_ASSIGN(auto each, read_path(reader, "each"));
  std::optional<WebhookValue> name, value;
  WEND_TRY(read_value(reader, "name", name));
  WEND_TRY(read_value(reader, "value", value));
  WEND_TRY(reader.finish());
  for (const auto& [field, given] :
       {std::pair("each", each.has_value()), std::pair("name", name.has_value()),
        std::pair("value", value.has_value())}) {
    if (!given)
      return fail(ErrorCode::kInvalidInput, fmt::format("The {} is missing.", field),
                  reader.place_of(field),
                  "For example {\"each\": \"body.fields\", \"name\": \"{item.key}\", \"value\": "
                  "\"{item.value}\"}.");
  }
  return WebhookPairs{std::move(*each), std::move(*name), std::move(*value)};
}

base::Result<TimeFormat> time_format(const std::string& name, const LocalZone& zone,
                                     const std::string& place) {
  std::string format = name;
  if (name == "rfc3339") format = "iso";
  if (name == "seconds") format = "unix_s";
  if (name == "milliseconds") format = "unix_ms";
  if (name == "microseconds") format = "unix_us";
  if (format == name && !name.contains('%')) {
    return fail(ErrorCode::kInvalidInput, fmt::format("There is no time format \"{}\".", name),
                place,
                "Use rfc3339, seconds, milliseconds, microseconds or a pattern such as "
                "\"%d.%m.%Y %H:%M\".");
  }
  return model::at_place(TimeFormat::make(format, zone), place);
}

base::Result<WebhookTime> read_time(const json::value& document, const std::string& place) {
  const auto* const object = document.if_object();
  const bool detailed =
      object != nullptr && (object->contains("format") || object->contains("zone"));
  WebhookTime time;
  if (!detailed) {
    WEND_ASSIGN(time.value, WebhookValue::parse(document, place));
    return time;
  }
  WEND_ASSIGN(auto reader, ObjectReader::open(document, place));
  const json::value* const value = reader.find("value");
  if (value == nullptr)
    return fail(ErrorCode::kInvalidInput, "The value is missing.", reader.place_of("value"));
  WEND_ASSIGN(time.value, WebhookValue::parse(*value, reader.place_of("value")));
  WEND_ASSIGN(const auto format, reader.text("format"));
  WEND_ASSIGN(const auto zone, reader.text("zone"));
  WEND_TRY(reader.finish());
  LocalZone local;
  if (zone) {
    auto named = LocalZone::named(*zone);
    if (!named) named.error().place = reader.place_of("zone");
    WEND_ASSIGN(local, std::move(named));
  }
  WEND_ASSIGN(time.format,
              time_format(format.value_or("rfc3339"), local, reader.place_of("format")));
  return time;
}

base::Status read_identities(ObjectReader& reader,
                             std::vector<std::pair<std::string, WebhookValue>>& identities) {
  const json::value* const all = reader.find("identities");
  if (all == nullptr) return {};
  const std::string place = reader.place_of("identities");
  if (!all->is_object())
    return model::wrong_kind(*all, place, "an object of namespaces and values");
  if (all->get_object().size() > kIdentitiesMax) {
    return fail(ErrorCode::kTooLarge,
                fmt::format("There are more than {} identities.", kIdentitiesMax), place);
  }
  for (const auto& [name, value] : all->get_object()) {
    if (name.empty() || name.size() > kNamespaceBytesMax) {
      return fail(
          ErrorCode::kInvalidInput,
          fmt::format("The name of a namespace has 1 to {} characters.", kNamespaceBytesMax),
          model::field_place(place, name));
    }
    WEND_ASSIGN(auto read, WebhookValue::parse(value, model::field_place(place, name)));
    identities.emplace_back(std::string(name), std::move(read));
  }
  return {};
}

base::Result<WebhookFields> read_fields(ObjectReader& reader) {
  WebhookFields fields;
  WEND_ASSIGN(const auto type,
              reader.choice("type", {"track", "page", "screen", "identify", "group", "alias"}));
  if (type) fields.type = static_cast<EventType>(*type);
  WEND_TRY(read_value(reader, "name", fields.name));
  WEND_TRY(read_value(reader, "user_id", fields.user_id));
  WEND_TRY(read_value(reader, "anonymous_id", fields.anonymous_id));
  WEND_TRY(read_identities(reader, fields.identities));
  WEND_TRY(read_value(reader, "message_id", fields.message_id));
  WEND_TRY(read_value(reader, "channel", fields.channel));
  if (const json::value* const time = reader.find("time")) {
    WEND_ASSIGN(fields.time, read_time(*time, reader.place_of("time")));
  }
  WEND_ASSIGN(fields.copy, read_list<WebhookCopy>(reader, "copy", read_copy));
  WEND_ASSIGN(fields.pairs, read_list<WebhookPairs>(reader, "pairs", read_pairs));
  if (const json::value* const properties = reader.find("properties")) {
    const std::string place = reader.place_of("properties");
    if (!properties->is_object())
      return model::wrong_kind(*properties, place, "an object of names and values");
    if (properties->get_object().size() > kColumnsMax)
      return fail(ErrorCode::kTooLarge, "There are more than 4,096 properties.", place);
    for (const auto& [key, value] : properties->get_object()) {
      if (value.is_null()) {
        fields.without.emplace_back(key);
        continue;
      }
      WEND_ASSIGN(auto read, WebhookValue::parse(value, model::field_place(place, key)));
      fields.properties.emplace_back(std::string(key), std::move(read));
    }
  }
  return fields;
}

template <typename T>
void fill_in(std::optional<T>& own, const std::optional<T>& from) {
  if (!own) own = from;
}

// What a rule does not say itself. Properties of both stand, the rule's own last; null takes one
// away.
void fill_in(WebhookFields& own, const WebhookFields& defaults) {
  fill_in(own.type, defaults.type);
  fill_in(own.name, defaults.name);
  fill_in(own.user_id, defaults.user_id);
  fill_in(own.anonymous_id, defaults.anonymous_id);
  for (const auto& identity : defaults.identities) {
    const auto& [name, value] = identity;
    if (std::ranges::find(own.identities, name, &std::pair<std::string, WebhookValue>::first) ==
        own.identities.end())
      own.identities.push_back(identity);
  }
  fill_in(own.message_id, defaults.message_id);
  fill_in(own.channel, defaults.channel);
  fill_in(own.time, defaults.time);
  fill_in(own.copy, defaults.copy);
  fill_in(own.pairs, defaults.pairs);
  auto properties = defaults.properties;
  std::erase_if(properties, [&own](const auto& property) {
    return std::ranges::find(own.without, property.first) != own.without.end();
  });
  own.properties.insert(own.properties.begin(), std::make_move_iterator(properties.begin()),
                        std::make_move_iterator(properties.end()));
}

base::Result<WebhookRule> read_rule(const json::value& document, const std::string& place,
                                    const WebhookFields& defaults) {
  WEND_ASSIGN(auto reader, ObjectReader::open(document, place));
  WebhookRule rule;
  rule.place = place;
  WEND_TRY(reader.text("note"));
  WEND_ASSIGN(rule.when, read_condition(reader, "when"));
  WEND_ASSIGN(const auto ignore, reader.boolean("ignore"));
  rule.ignore = ignore.value_or(false);
  if (rule.ignore) {
    const auto done = reader.finish();
    if (done) return rule;
    return fail(ErrorCode::kInvalidInput, "A rule that ignores makes no event.", done.error().place,
                "Beside \"ignore\" only \"when\" and \"note\" may stand.");
  }
  WEND_ASSIGN(const auto go_on, reader.boolean("go_on"));
  rule.go_on = go_on.value_or(false);
  WEND_ASSIGN(rule.each, read_path(reader, "each"));
  WEND_ASSIGN(rule.where, read_condition(reader, "where"));
  WEND_ASSIGN(rule.fields, read_fields(reader));
  WEND_TRY(reader.finish());
  if (rule.where && !rule.each) {
    return fail(ErrorCode::kInvalidInput, "\"where\" chooses among the entries of \"each\".",
                reader.place_of("where"), "Use \"when\" for the whole body.");
  }
  fill_in(rule.fields, defaults);
  const EventType type = rule.fields.type.value_or(EventType::kTrack);
  if (type == EventType::kTrack && !rule.fields.name)
    return fail(ErrorCode::kInvalidInput, "The event has no name.", reader.place_of("name"),
                "For example \"name\": \"Order placed\".");
  if (!rule.fields.user_id && !rule.fields.anonymous_id && rule.fields.identities.empty()) {
    return fail(ErrorCode::kInvalidInput, "The event names no customer.",
                reader.place_of("user_id"),
                "Say where the customer stands, for example \"user_id\": \"{body.customer.id}\".");
  }
  return rule;
}

}  // namespace

base::Result<WebhookMapping> WebhookMapping::parse(const json::value& document) {
  WEND_ASSIGN(auto reader, ObjectReader::open(document, ""));
  WebhookFields defaults;
  if (const json::value* const value = reader.find("defaults")) {
    WEND_ASSIGN(auto inner, ObjectReader::open(*value, "defaults"));
    WEND_ASSIGN(defaults, read_fields(inner));
    WEND_TRY(inner.finish());
  }
  const json::value* const rules = reader.find("rules");
  WEND_TRY(reader.text("note"));
  WEND_TRY(reader.finish());
  if (rules == nullptr)
    return fail(ErrorCode::kInvalidInput, "The mapping has no rules.", "rules",
                "An empty list keeps every body for later.");
  if (!rules->is_array()) return model::wrong_kind(*rules, "rules", "a list of rules");
  const json::array& list = rules->get_array();
  if (list.size() > kWebhookRulesMax)
    return fail(ErrorCode::kTooLarge, "The mapping has more than 500 rules.", "rules");
  WebhookMapping mapping;
  for (std::size_t i = 0; i < list.size(); ++i) {
    WEND_ASSIGN(auto rule, read_rule(list[i], model::entry_place("rules", i), defaults));
    mapping.rules.push_back(std::move(rule));
  }
  return mapping;
}

base::Result<json::value> webhook_mapping_document(std::string_view text) {
  if (text.size() > kWebhookMappingBytesMax)
    return fail(ErrorCode::kTooLarge, "The mapping is longer than 1 MiB.");
  json::parse_options options;
  options.max_depth = kWebhookMappingDepthMax;
  json::error_code error;
  json::value document = json::parse(text, error, {}, options);
  if (error) {
    return fail(ErrorCode::kInvalidInput, "The mapping is not valid JSON.", "",
                fmt::format("The parser says: {}.", error.message()));
  }
  return document;
}

}  // namespace wend::collect
