#include "model/predicate.h"

#include <array>
#include <fmt/format.h>

#include "model/beginning.h"
#include "model/json_reader.h"
#include "model/suggestion.h"

namespace wend::model {
namespace {

namespace json = boost::json;
using base::ErrorCode;

struct FormName {
  std::string_view field;
  PredicateForm form;
};

constexpr std::array<FormName, 12> kForms = {{{"event", PredicateForm::kEvent},
                                              {"type", PredicateForm::kType},
                                              {"channel", PredicateForm::kChannel},
                                              {"source", PredicateForm::kSource},
                                              {"touchpoint", PredicateForm::kTouchpoint},
                                              {"stage", PredicateForm::kStage},
                                              {"property", PredicateForm::kProperty},
                                              {"trait", PredicateForm::kTrait},
                                              {"all", PredicateForm::kAll},
                                              {"any", PredicateForm::kAny},
                                              {"not", PredicateForm::kNot},
                                              {"did", PredicateForm::kDid}}};

// Counts are compared with numbers of events, which stay far below.
constexpr std::int64_t kTimesMax = 1'000'000'000;

base::Result<Value> to_value(const json::value& value, const std::string& place) {
  if (value.is_string()) return Value(std::string(value.get_string()));
  if (value.is_bool()) return Value(value.get_bool());
  if (value.is_number()) return Value(value.to_number<double>());
  if (value.is_null()) {
    return base::fail(ErrorCode::kInvalidInput, "A value cannot be null.", place,
                      "Ask for missing values with \"op\": \"not_exists\".");
  }
  return wrong_kind(value, place, "a text, a number, true or false");
}

// The form of an object is the one form field it has.
base::Result<const FormName*> form_of(const json::object& object, const std::string& place) {
  const FormName* found = nullptr;
  for (const FormName& form : kForms) {
    if (!object.contains(json::string_view(form.field.data(), form.field.size()))) continue;
    if (found != nullptr) {
      return base::fail(
          ErrorCode::kInvalidInput,
          fmt::format("\"{}\" and \"{}\" cannot stand in one predicate.", found->field, form.field),
          field_place(place, form.field),
          fmt::format("Write {{\"all\": [{{\"{}\": …}}, {{\"{}\": …}}]}}.", found->field,
                      form.field));
    }
    found = &form;
  }
  if (found != nullptr) return found;
  const std::string_view first(object.begin()->key());
  std::vector<std::string_view> names;
  for (const FormName& form : kForms) names.push_back(form.field);
  std::string hint = did_you_mean(first, names);
  if (hint.empty()) hint = fmt::format("A predicate has one of: {}.", fmt::join(names, ", "));
  return base::fail(ErrorCode::kInvalidInput,
                    fmt::format("There is no field \"{}\" here.", beginning(first, 100)),
                    field_place(place, beginning(first, 100)), std::move(hint));
}

}  // namespace

base::Status PredicateReader::count_entries(std::size_t entries, const std::string& place) {
  entries_ += entries;
  if (entries_ <= kPredicateEntriesMax) return {};
  return base::fail(
      ErrorCode::kTooLarge,
      fmt::format("The lists of the document have more than {} entries.", kPredicateEntriesMax),
      place);
}

base::Result<std::vector<std::string>> PredicateReader::read_names(const json::value& value,
                                                                   const std::string& place) {
  std::vector<std::string> names;
  if (value.is_string()) {
    names.emplace_back(value.get_string());
    return names;
  }
  if (!value.is_array()) return wrong_kind(value, place, "a text or a list of texts");
  const json::array& list = value.get_array();
  WEND_TRY(count_entries(list.size(), place));
  for (std::size_t i = 0; i < list.size(); ++i) {
    if (!list[i].is_string()) return wrong_kind(list[i], entry_place(place, i), "a text");
    names.emplace_back(list[i].get_string());
  }
  return names;
}

base::Result<std::vector<Predicate>> PredicateReader::read_parts(const json::value& value,
                                                                 const std::string& place,
                                                                 std::size_t level) {
  if (!value.is_array()) return wrong_kind(value, place, "a list of predicates");
  std::vector<Predicate> parts;
  const json::array& list = value.get_array();
  for (std::size_t i = 0; i < list.size(); ++i) {
    WEND_ASSIGN(Predicate part, read(list[i], entry_place(place, i), level + 1));
    parts.push_back(std::move(part));
  }
  return parts;
}

base::Result<std::vector<Value>> PredicateReader::read_operands(Operator op,
                                                                const json::value* value,
                                                                const std::string& place) {
  std::vector<Value> operands;
  if (op == Operator::kExists || op == Operator::kNotExists) {
    if (value == nullptr) return operands;
    return base::fail(ErrorCode::kInvalidInput,
                      fmt::format("\"{}\" takes no value.", to_string(op)), place,
                      "Leave the value out.");
  }
  const bool list = op == Operator::kIn || op == Operator::kNotIn;
  if (value == nullptr) {
    return base::fail(
        ErrorCode::kInvalidInput,
        fmt::format("\"{}\" needs a {}.", to_string(op), list ? "list of values" : "value"), place);
  }
  if (!list) {
    if (value->is_array()) {
      return base::fail(ErrorCode::kInvalidInput,
                        fmt::format("\"{}\" takes one value, not a list.", to_string(op)), place,
                        "Use \"op\": \"in\" for a list.");
    }
    WEND_ASSIGN(Value operand, to_value(*value, place));
    operands.push_back(std::move(operand));
    return operands;
  }
  if (!value->is_array()) return wrong_kind(*value, place, "a list of values");
  const json::array& entries = value->get_array();
  WEND_TRY(count_entries(entries.size(), place));
  for (std::size_t i = 0; i < entries.size(); ++i) {
    WEND_ASSIGN(Value operand, to_value(entries[i], entry_place(place, i)));
    operands.push_back(std::move(operand));
  }
  return operands;
}

base::Result<Predicate> PredicateReader::read(const json::value& value, const std::string& place) {
  return read(value, place, 1);
}

base::Result<Predicate> PredicateReader::read(const json::value& value, const std::string& place,
                                              std::size_t level) {
  if (level > kPredicateLevelsMax) {
    return base::fail(ErrorCode::kTooLarge,
                      fmt::format("The predicate is deeper than {} levels.", kPredicateLevelsMax),
                      place);
  }
  if (++nodes_ > kPredicateNodesMax) {
    return base::fail(ErrorCode::kTooLarge,
                      fmt::format("The document has more than {} predicates.", kPredicateNodesMax),
                      place);
  }
  WEND_ASSIGN(ObjectReader reader, ObjectReader::open(value, place));
  Predicate predicate;
  predicate.place = place;
  if (value.get_object().empty()) return predicate;

  WEND_ASSIGN(const FormName* form, form_of(value.get_object(), place));
  predicate.form = form->form;
  const std::string own_place = reader.place_of(form->field);
  const json::value* own = reader.find(form->field);
  if (own == nullptr) return wrong_kind(nullptr, own_place, "filled");
  switch (predicate.form) {
    case PredicateForm::kAlways:
      break;
    case PredicateForm::kEvent:
    case PredicateForm::kChannel:
    case PredicateForm::kSource:
    case PredicateForm::kTouchpoint:
    case PredicateForm::kStage: {
      WEND_ASSIGN(predicate.names, read_names(*own, own_place));
      break;
    }
    case PredicateForm::kType: {
      WEND_ASSIGN(const auto names, read_names(*own, own_place));
      for (std::size_t i = 0; i < names.size(); ++i) {
        const auto type = event_type_from(names[i]);
        if (!type) {
          static constexpr std::array<std::string_view, 6> kTypes = {"track",    "page",  "screen",
                                                                     "identify", "group", "alias"};
          std::string hint = did_you_mean(names[i], kTypes);
          if (hint.empty()) hint = fmt::format("Use one of: {}.", fmt::join(kTypes, ", "));
          return base::fail(
              ErrorCode::kInvalidInput, fmt::format("There is no event type \"{}\".", names[i]),
              own->is_array() ? entry_place(own_place, i) : own_place, std::move(hint));
        }
        predicate.types.push_back(*type);
      }
      break;
    }
    case PredicateForm::kProperty:
    case PredicateForm::kTrait: {
      if (!own->is_string()) return wrong_kind(*own, own_place, "a text");
      predicate.path = std::string(own->get_string());
      if (predicate.path.empty())
        return base::fail(ErrorCode::kInvalidInput, "The name is empty.", own_place);
      WEND_ASSIGN(const auto op,
                  reader.choice("op", {"is", "is_not", "in", "not_in", "contains", "starts_with",
                                       "ends_with", "matches", "greater", "at_least", "less",
                                       "at_most", "exists", "not_exists"}));
      const auto chosen = static_cast<Operator>(op.value_or(0));
      WEND_ASSIGN(auto operands,
                  read_operands(chosen, reader.find("value"), reader.place_of("value")));
      WEND_ASSIGN(predicate.comparison, at_place(Comparison::make(chosen, std::move(operands)),
                                                 reader.place_of("value")));
      break;
    }
    case PredicateForm::kAll:
    case PredicateForm::kAny: {
      WEND_ASSIGN(predicate.parts, read_parts(*own, own_place, level));
      break;
    }
    case PredicateForm::kNot: {
      WEND_ASSIGN(Predicate part, read(*own, own_place, level + 1));
      predicate.parts.push_back(std::move(part));
      break;
    }
    case PredicateForm::kDid: {
      WEND_ASSIGN(Predicate part, read(*own, own_place, level + 1));
      predicate.parts.push_back(std::move(part));
      WEND_ASSIGN(const auto at_least, reader.integer("at_least", 0, kTimesMax));
      WEND_ASSIGN(const auto at_most, reader.integer("at_most", 0, kTimesMax));
      predicate.at_least = static_cast<std::uint64_t>(at_least.value_or(1));
      if (at_most) predicate.at_most = static_cast<std::uint64_t>(*at_most);
      if (predicate.at_most && *predicate.at_most < predicate.at_least) {
        return base::fail(
            ErrorCode::kInvalidInput, "\"at_most\" is less than \"at_least\".",
            reader.place_of("at_most"),
            at_least ? ""
                     : "Without \"at_least\" it is 1; write \"at_least\": 0 to include nobody's.");
      }
      break;
    }
  }
  WEND_TRY(reader.finish());
  return predicate;
}

}  // namespace wend::model
