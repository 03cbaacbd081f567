#include "model/json_reader.h"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>

#include "model/beginning.h"
#include "model/suggestion.h"
#include "model/time_text.h"

namespace wend::model {

namespace json = boost::json;
using base::ErrorCode;

std::string field_place(std::string_view of, std::string_view field) {
  return of.empty() ? std::string(field) : fmt::format("{}.{}", of, field);
}

std::string entry_place(std::string_view of, std::size_t index) {
  return fmt::format("{}[{}]", of, index);
}

std::string_view kind_in_words(const json::value& value) {
  switch (value.kind()) {
    case json::kind::null:
      return "null";
    case json::kind::bool_:
      return value.get_bool() ? "true" : "false";
    case json::kind::int64:
    case json::kind::uint64:
    case json::kind::double_:
      return "a number";
    case json::kind::string:
      return "a text";
    case json::kind::array:
      return "a list";
    case json::kind::object:
      return "an object";
  }
  return "something else";
}

std::unexpected<base::Error> wrong_kind(const json::value& value, std::string place,
                                        std::string_view expected) {
  return base::fail(ErrorCode::kInvalidInput,
                    fmt::format("This must be {}, not {}.", expected, kind_in_words(value)),
                    std::move(place));
}

base::Result<ObjectReader> ObjectReader::open(const json::value& value, std::string place) {
  if (!value.is_object()) return wrong_kind(value, std::move(place), "an object");
  return ObjectReader(value.get_object(), std::move(place));
}

const json::value* ObjectReader::find(std::string_view field) {
  known_.emplace_back(field);
  const json::value* value = object_->if_contains(json::string_view(field.data(), field.size()));
  return value == nullptr || value->is_null() ? nullptr : value;
}

base::Result<std::optional<std::string>> ObjectReader::text(std::string_view field) {
  const json::value* value = find(field);
  if (value == nullptr) return std::nullopt;
  if (!value->is_string()) return wrong_kind(*value, place_of(field), "a text");
  return std::string(value->get_string());
}

base::Result<std::optional<bool>> ObjectReader::boolean(std::string_view field) {
  const json::value* value = find(field);
  if (value == nullptr) return std::nullopt;
  if (!value->is_bool()) return wrong_kind(*value, place_of(field), "true or false");
  return value->get_bool();
}

base::Result<std::optional<double>> ObjectReader::number(std::string_view field, double least,
                                                         double most) {
  const json::value* value = find(field);
  if (value == nullptr) return std::nullopt;
  if (!value->is_number()) return wrong_kind(*value, place_of(field), "a number");
  const double number = value->to_number<double>();
  if (!(number >= least && number <= most)) {
    return base::fail(ErrorCode::kInvalidInput,
                      fmt::format("This must be from {} to {}.", least, most), place_of(field));
  }
  return number;
}

base::Result<std::optional<std::int64_t>> ObjectReader::integer(std::string_view field,
                                                                std::int64_t least,
                                                                std::int64_t most) {
  const json::value* value = find(field);
  if (value == nullptr) return std::nullopt;
  json::error_code error;
  const auto number = value->is_number() ? value->to_number<std::int64_t>(error) : 0;
  if (!value->is_number() || error) return wrong_kind(*value, place_of(field), "a whole number");
  if (number < least || number > most) {
    return base::fail(ErrorCode::kInvalidInput,
                      fmt::format("This must be from {} to {}.", least, most), place_of(field));
  }
  return number;
}

base::Result<std::optional<DurationUs>> ObjectReader::duration(std::string_view field) {
  const json::value* value = find(field);
  if (value == nullptr) return std::nullopt;
  if (value->is_number()) {
    WEND_ASSIGN(const DurationUs length,
                at_place(duration_of_seconds(value->to_number<double>()), place_of(field)));
    return length;
  }
  if (!value->is_string())
    return wrong_kind(*value, place_of(field), "a duration such as \"7d\", or a number of seconds");
  WEND_ASSIGN(const DurationUs length,
              at_place(parse_duration(std::string_view(value->get_string())), place_of(field)));
  return length;
}

base::Result<std::optional<TimeUs>> ObjectReader::time(std::string_view field,
                                                       const TimeZone& zone) {
  WEND_ASSIGN(const auto written, text(field));
  if (!written) return std::nullopt;
  WEND_ASSIGN(const TimeUs time, at_place(parse_time(*written, zone), place_of(field)));
  return time;
}

base::Result<std::optional<std::size_t>> ObjectReader::choice(
    std::string_view field, std::initializer_list<std::string_view> choices) {
  WEND_ASSIGN(const auto written, text(field));
  if (!written) return std::nullopt;
  const auto found = std::ranges::find(choices, std::string_view(*written));
  if (found != choices.end()) return static_cast<std::size_t>(found - choices.begin());
  std::string hint = did_you_mean(*written, std::vector<std::string_view>(choices));
  if (hint.empty()) hint = fmt::format("Use one of: {}.", fmt::join(choices, ", "));
  return base::fail(ErrorCode::kInvalidInput, fmt::format("\"{}\" is not known here.", *written),
                    place_of(field), std::move(hint));
}

base::Result<const json::array*> ObjectReader::list(std::string_view field,
                                                    std::size_t entries_max) {
  static const json::array kNone;
  const json::value* value = find(field);
  if (value == nullptr) return &kNone;
  if (!value->is_array()) return wrong_kind(*value, place_of(field), "a list");
  if (value->get_array().size() > entries_max) {
    return fail(ErrorCode::kInvalidInput,
                fmt::format("The list has more than {} entries.", entries_max), place_of(field));
  }
  return &value->get_array();
}

base::Status ObjectReader::finish() const {
  for (const auto& field : *object_) {
    const std::string_view name(field.key());
    if (std::ranges::find(known_, name) != known_.end()) continue;
    const std::vector<std::string_view> names(known_.begin(), known_.end());
    return base::fail(ErrorCode::kInvalidInput,
                      fmt::format("There is no field \"{}\" here.", beginning(name, 100)),
                      place_of(beginning(name, 100)), did_you_mean(name, names));
  }
  return {};
}

}  // namespace wend::model
