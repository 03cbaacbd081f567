#include "model/retention.h"

#include <algorithm>
#include <boost/json/array.hpp>
#include <fmt/format.h>
#include <set>

#include "model/json_reader.h"
#include "model/name_pattern.h"

namespace wend::model {
namespace {

namespace json = boost::json;
using base::ErrorCode;
using base::fail;

constexpr std::size_t kIdBytesMax = 64;
constexpr std::size_t kTextBytesMax = 1024;
constexpr std::size_t kEntriesMax = 100;

base::Result<std::vector<std::string>> read_texts(ObjectReader& reader, std::string_view field) {
  WEND_ASSIGN(const json::array* list, reader.list(field, kEntriesMax));
  std::vector<std::string> texts;
  for (std::size_t i = 0; i < list->size(); ++i) {
    const std::string place = entry_place(reader.place_of(field), i);
    if (!(*list)[i].is_string()) return wrong_kind((*list)[i], place, "a text");
    const std::string_view text = (*list)[i].get_string();
    if (text.empty() || text.size() > kTextBytesMax)
      return fail(ErrorCode::kInvalidInput,
                  fmt::format("This must be a text of 1 to {} bytes.", kTextBytesMax), place);
    texts.emplace_back(text);
  }
  return texts;
}

base::Result<RetentionRule> read_rule(const json::value& value, std::string place) {
  WEND_ASSIGN(auto reader, ObjectReader::open(value, std::move(place)));
  RetentionRule rule;
  WEND_ASSIGN(auto id, reader.text("id"));
  const bool is_id =
      id && !id->empty() && id->size() <= kIdBytesMax && std::ranges::all_of(*id, [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' || c == '-';
      });
  if (!is_id)
    return fail(ErrorCode::kInvalidInput,
                "A rule needs an id of small letters, digits, _ and -, of 64 at most.",
                reader.place_of("id"));
  rule.id = *std::move(id);
  WEND_ASSIGN(rule.events, read_texts(reader, "events"));
  if (rule.events.empty())
    return fail(ErrorCode::kInvalidInput, "No event is named.", reader.place_of("events"),
                "[\"*\"] names all.");
  WEND_ASSIGN(const auto kinds, read_texts(reader, "kinds"));
  for (std::size_t i = 0; i < kinds.size(); ++i) {
    const auto kind = event_type_from(kinds[i]);
    if (!kind)
      return fail(ErrorCode::kInvalidInput, fmt::format("There is no kind \"{}\".", kinds[i]),
                  entry_place(reader.place_of("kinds"), i),
                  "Use track, page, screen, identify, group or alias.");
    rule.kinds.push_back(*kind);
  }
  WEND_ASSIGN(rule.source, reader.text("source"));
  WEND_ASSIGN(const auto days, reader.integer("days", 1, kRetentionDaysMax));
  if (!days)
    return fail(ErrorCode::kInvalidInput, "A rule needs the days that events are kept.",
                reader.place_of("days"));
  rule.days = *days;
  WEND_ASSIGN(const auto action, reader.choice("action", {"delete", "pseudonymise"}));
  if (!action)
    return fail(ErrorCode::kInvalidInput, "A rule needs what is done with the events.",
                reader.place_of("action"), "Use delete or pseudonymise.");
  rule.pseudonymise = *action == 1;
  WEND_TRY(reader.finish());
  return rule;
}

}  // namespace

bool RetentionRule::is_about(EventType kind, std::string_view event, std::int64_t from) const {
  if (source && source_id.value_or(0) != from) return false;
  if (!kinds.empty() && std::ranges::find(kinds, kind) == kinds.end()) return false;
  return std::ranges::any_of(events,
                             [&](const auto& pattern) { return fits_pattern(pattern, event); });
}

base::Result<RetentionRules> retention_rules_from(const json::value& document) {
  WEND_ASSIGN(auto reader, ObjectReader::open(document, ""));
  WEND_ASSIGN(const json::array* list, reader.list("rules", kRetentionRulesMax));
  RetentionRules all;
  std::set<std::string> ids;
  for (std::size_t i = 0; i < list->size(); ++i) {
    const std::string at = entry_place("rules", i);
    WEND_ASSIGN(auto rule, read_rule((*list)[i], at));
    if (!ids.insert(rule.id).second)
      return fail(ErrorCode::kInvalidInput, fmt::format("\"{}\" stands here twice.", rule.id),
                  field_place(at, "id"));
    all.rules.push_back(std::move(rule));
  }
  WEND_TRY(reader.finish());
  return all;
}

json::object to_json(const RetentionRules& rules) {
  json::array list;
  for (const RetentionRule& rule : rules.rules) {
    json::array kinds;
    for (const EventType kind : rule.kinds) kinds.emplace_back(to_string(kind));
    list.push_back(
        json::object{{"id", rule.id},
                     {"events", json::array(rule.events.begin(), rule.events.end())},
                     {"kinds", std::move(kinds)},
                     {"source", rule.source ? json::value(*rule.source) : json::value(nullptr)},
                     {"days", rule.days},
                     {"action", rule.pseudonymise ? "pseudonymise" : "delete"}});
  }
  return {{"rules", std::move(list)}};
}

}  // namespace wend::model
