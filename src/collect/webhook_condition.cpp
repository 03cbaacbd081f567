#include "collect/webhook_condition.h"

#include <algorithm>
#include <fmt/format.h>

#include "collect/limits.h"
#include "model/json_reader.h"

namespace wend::collect {
namespace {

namespace dom = simdjson::dom;
namespace json = boost::json;
using base::ErrorCode;
using base::fail;
using model::Operator;

constexpr int kLevelsMax = 16;
constexpr std::size_t kEntriesMax = 1'000;
// A pattern reads its text byte by byte; so much of it is one step.
constexpr std::int64_t kBytesOfAStep = 16;

base::Result<model::Value> to_value(const json::value& value, const std::string& place) {
  if (value.is_string()) return model::Value(std::string(value.get_string()));
  if (value.is_bool()) return model::Value(value.get_bool());
  if (value.is_number()) return model::Value(value.to_number<double>());
  return model::wrong_kind(value, place, "a text, a number, true or false");
}

base::Result<std::vector<model::Value>> operands(Operator op, const json::value* value,
                                                 const std::string& place) {
  std::vector<model::Value> read;
  const std::string_view name = model::to_string(op);
  if (op == Operator::kExists || op == Operator::kNotExists) {
    if (value == nullptr) return read;
    return fail(ErrorCode::kInvalidInput, fmt::format("\"{}\" takes no value.", name), place,
                "Leave the value out.");
  }
  const bool list = op == Operator::kIn || op == Operator::kNotIn;
  if (value == nullptr) {
    return fail(ErrorCode::kInvalidInput,
                fmt::format("\"{}\" needs a {}.", name, list ? "list of values" : "value"), place);
  }
  if (!list && value->is_array()) {
    return fail(ErrorCode::kInvalidInput, fmt::format("\"{}\" takes one value, not a list.", name),
                place, "Use \"op\": \"in\" for a list.");
  }
  if (!list) {
    WEND_ASSIGN(auto one, to_value(*value, place));
    read.push_back(std::move(one));
    return read;
  }
  if (!value->is_array()) return model::wrong_kind(*value, place, "a list of values");
  const json::array& entries = value->get_array();
  if (entries.size() > kEntriesMax)
    return fail(ErrorCode::kTooLarge, "The list has more than 1,000 entries.", place);
  for (std::size_t i = 0; i < entries.size(); ++i) {
    WEND_ASSIGN(auto one, to_value(entries[i], model::entry_place(place, i)));
    read.push_back(std::move(one));
  }
  return read;
}

// The value at a path as comparisons take it: objects and lists as their JSON text.
model::Value compared(const Field& field, WebhookScope& scope) {
  if (!field) return std::monostate();
  switch (field->type()) {
    case dom::element_type::BOOL:
      return bool(*field);
    case dom::element_type::INT64:
    case dom::element_type::UINT64:
    case dom::element_type::DOUBLE:
      return double(*field);
    default:
      break;
  }
  std::string text;
  if (field->is_string())
    text = std::string_view(*field);
  else if (!append_json(text, *field, kDepthMax))
    return std::monostate();
  scope.steps_left -= static_cast<std::int64_t>(text.size()) / kBytesOfAStep;
  return text;
}

}  // namespace

base::Result<WebhookCondition> WebhookCondition::parse(const json::value& document,
                                                       const std::string& place) {
  return read(document, place, 1);
}

base::Result<WebhookCondition> WebhookCondition::read(const json::value& document,
                                                      const std::string& place, int level) {
  if (level > kLevelsMax)
    return fail(ErrorCode::kTooLarge, "The condition is deeper than 16 levels.", place);
  WEND_ASSIGN(auto reader, model::ObjectReader::open(document, place));
  WebhookCondition condition;
  const auto parts = [&](std::string_view field, const json::value& list) -> base::Status {
    const std::string own = reader.place_of(field);
    if (!list.is_array()) return model::wrong_kind(list, own, "a list of conditions");
    if (list.get_array().size() > kEntriesMax)
      return fail(ErrorCode::kTooLarge, "The list has more than 1,000 entries.", own);
    for (std::size_t i = 0; i < list.get_array().size(); ++i) {
      WEND_ASSIGN(auto part, read(list.get_array()[i], model::entry_place(own, i), level + 1));
      condition.parts_.push_back(std::move(part));
    }
    return {};
  };
  const json::value* const path = reader.find("path");
  const json::value* const all = reader.find("all");
  const json::value* const any = reader.find("any");
  const json::value* const negated = reader.find("not");
  const auto given =
      std::ranges::count_if(std::initializer_list<const json::value*>{path, all, any, negated},
                            [](const auto* one) { return one != nullptr; });
  if (given > 1) {
    return fail(ErrorCode::kInvalidInput,
                "Only one of path, all, any and not can stand in one condition.", place,
                "Join several with {\"all\": [{…}, {…}]}.");
  }
  if (path != nullptr) {
    condition.form_ = Form::kPath;
    WEND_ASSIGN(const auto text, reader.text("path"));
    WEND_ASSIGN(condition.path_, WebhookPath::parse(*text, reader.place_of("path")));
    WEND_ASSIGN(const auto op,
                reader.choice("op", {"is", "is_not", "in", "not_in", "contains", "starts_with",
                                     "ends_with", "matches", "greater", "at_least", "less",
                                     "at_most", "exists", "not_exists"}));
    const auto chosen = static_cast<Operator>(op.value_or(0));
    WEND_ASSIGN(auto values, operands(chosen, reader.find("value"), reader.place_of("value")));
    WEND_ASSIGN(condition.comparison_,
                model::at_place(model::Comparison::make(chosen, std::move(values)),
                                reader.place_of("value")));
  } else if (any != nullptr) {
    condition.form_ = Form::kAny;
    WEND_TRY(parts("any", *any));
  } else if (negated != nullptr) {
    condition.form_ = Form::kNot;
    WEND_ASSIGN(auto part, read(*negated, reader.place_of("not"), level + 1));
    condition.parts_.push_back(std::move(part));
  } else if (all != nullptr) {
    WEND_TRY(parts("all", *all));
  }
  WEND_TRY(reader.finish());
  return condition;
}

bool WebhookCondition::holds(WebhookScope& scope) const {
  const auto part_holds = [&scope](const WebhookCondition& part) { return part.holds(scope); };
  switch (form_) {
    case Form::kPath:
      return comparison_.holds(compared(path_.find(scope), scope));
    case Form::kAll:
      return std::ranges::all_of(parts_, part_holds);
    case Form::kAny:
      return std::ranges::any_of(parts_, part_holds);
    case Form::kNot:
      return !parts_[0].holds(scope);
  }
  return false;
}

}  // namespace wend::collect
