#include "model/predicate.h"

#include <algorithm>
#include <array>
#include <fmt/format.h>

#include "model/beginning.h"
#include "model/computed_trait.h"
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

constexpr std::array<FormName, 17> kForms = {{{"event", PredicateForm::kEvent},
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
                                              {"did", PredicateForm::kDid},
                                              {"first", PredicateForm::kFirst},
                                              {"sequence", PredicateForm::kSequence},
                                              {"segment", PredicateForm::kSegment},
                                              {"account", PredicateForm::kAccount},
                                              {"pattern", PredicateForm::kPattern}}};

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

// Accounts have no events of their own.
base::Status check_about_account(const Predicate& part) {
  switch (part.form) {
    case PredicateForm::kAlways:
    case PredicateForm::kTrait:
    case PredicateForm::kAll:
    case PredicateForm::kAny:
    case PredicateForm::kNot:
      for (const Predicate& inner : part.parts) WEND_TRY(check_about_account(inner));
      return {};
    default:
      return base::fail(ErrorCode::kInvalidInput, "An account is told by its traits.", part.place,
                        "Inside \"account\" use \"trait\", \"all\", \"any\" and \"not\".");
  }
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
  WEND_ASSIGN(Predicate predicate, read(value, place, 1));
  asked_about_now_ = asked_about_now_ || depends_on_now(predicate);
  return predicate;
}

base::Result<TimeBounds> PredicateReader::read_bounds(ObjectReader& reader,
                                                      std::string_view window) {
  TimeBounds bounds;
  WEND_ASSIGN(bounds.within, reader.duration(window));
  WEND_ASSIGN(bounds.from_us, reader.time("from", zone_));
  WEND_ASSIGN(bounds.to_us, reader.time("to", zone_));
  if (bounds.within && (bounds.from_us || bounds.to_us)) {
    return base::fail(ErrorCode::kInvalidInput,
                      fmt::format("\"{}\" cannot stand beside \"from\" and \"to\".", window),
                      reader.place_of(window),
                      "Say when either before now or by dates, and use \"all\" for both.");
  }
  if (bounds.within && *bounds.within == 0) {
    return base::fail(ErrorCode::kInvalidInput, "A time before now cannot be zero long.",
                      reader.place_of(window));
  }
  if (bounds.from_us && bounds.to_us && *bounds.to_us < *bounds.from_us) {
    return base::fail(ErrorCode::kInvalidInput, "The time ends before it begins.",
                      reader.place_of("to"));
  }
  return bounds;
}

base::Status PredicateReader::read_did(ObjectReader& reader, Predicate& predicate) {
  WEND_ASSIGN(predicate.bounds, read_bounds(reader, "within"));
  WEND_TRY(read_aggregate(reader, predicate));
  if (predicate.aggregate != Aggregate::kCount) return {};
  WEND_ASSIGN(const auto at_least, reader.integer("at_least", 0, kTimesMax));
  WEND_ASSIGN(const auto at_most, reader.integer("at_most", 0, kTimesMax));
  // At most none is the one upper limit that can only mean those who never did.
  const std::int64_t least_unsaid = at_most && *at_most == 0 ? 0 : 1;
  predicate.at_least = static_cast<std::uint64_t>(at_least.value_or(least_unsaid));
  if (at_most) predicate.at_most = static_cast<std::uint64_t>(*at_most);
  if (predicate.at_most && *predicate.at_most < predicate.at_least) {
    return base::fail(ErrorCode::kInvalidInput, "\"at_most\" is less than \"at_least\".",
                      reader.place_of("at_most"));
  }
  return {};
}

base::Status PredicateReader::read_aggregate(ObjectReader& reader, Predicate& predicate) {
  static constexpr std::array<std::pair<std::string_view, Aggregate>, 4> kAggregates = {
      {{"sum", Aggregate::kSum},
       {"average", Aggregate::kAverage},
       {"min", Aggregate::kMin},
       {"max", Aggregate::kMax}}};
  std::string_view chosen;
  for (const auto& [name, aggregate] : kAggregates) {
    WEND_ASSIGN(auto path, reader.text(name));
    if (!path) continue;
    if (!chosen.empty()) {
      return base::fail(ErrorCode::kInvalidInput,
                        fmt::format("\"{}\" and \"{}\" cannot stand together.", chosen, name),
                        reader.place_of(name), "Write two \"did\" inside an \"all\".");
    }
    if (path->empty())
      return base::fail(ErrorCode::kInvalidInput, "The name is empty.", reader.place_of(name));
    chosen = name;
    predicate.aggregate = aggregate;
    predicate.path = *std::move(path);
  }
  if (chosen.empty()) return {};
  static constexpr std::array kOperators = {Operator::kIs,      Operator::kIsNot,
                                            Operator::kGreater, Operator::kAtLeast,
                                            Operator::kLess,    Operator::kAtMost};
  WEND_ASSIGN(const auto op,
              reader.choice("op", {"is", "is_not", "greater", "at_least", "less", "at_most"}));
  const json::value* value = reader.find("value");
  if (value == nullptr || !value->is_number()) {
    return base::fail(ErrorCode::kInvalidInput,
                      fmt::format("\"{}\" is compared with a number.", chosen),
                      reader.place_of("value"));
  }
  WEND_ASSIGN(predicate.comparison,
              Comparison::make(kOperators[op.value_or(0)], {Value(value->to_number<double>())}));
  return {};
}

base::Status PredicateReader::read_sequence(ObjectReader& reader, Predicate& predicate) {
  const std::size_t steps = predicate.parts.size();
  if (steps < 2 || steps > kSequenceStepsMax) {
    return base::fail(ErrorCode::kInvalidInput,
                      fmt::format("A sequence has 2 to {} steps.", kSequenceStepsMax),
                      reader.place_of("sequence"));
  }
  WEND_ASSIGN(predicate.span, reader.duration("within"));
  WEND_ASSIGN(predicate.bounds, read_bounds(reader, "in_last"));
  return {};
}

base::Status PredicateReader::read_pattern_form(ObjectReader& reader, const json::value& pattern,
                                                Predicate& predicate, std::size_t level) {
  WEND_ASSIGN(const auto within, reader.duration("within"));
  WEND_ASSIGN(auto read_one, read_pattern(
                                 pattern, reader.place_of("pattern"), reader.find("steps"),
                                 reader.place_of("steps"), within,
                                 [&](const json::value& test, const std::string& place) {
                                   return read(test, place, level + 1);
                                 },
                                 predicate.parts));
  predicate.pattern = std::make_shared<const Pattern>(std::move(read_one));
  return {};
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
      WEND_TRY(read_did(reader, predicate));
      break;
    }
    case PredicateForm::kFirst: {
      WEND_ASSIGN(Predicate part, read(*own, own_place, level + 1));
      predicate.parts.push_back(std::move(part));
      WEND_ASSIGN(predicate.bounds, read_bounds(reader, "within"));
      break;
    }
    case PredicateForm::kSequence: {
      WEND_ASSIGN(predicate.parts, read_parts(*own, own_place, level));
      WEND_TRY(read_sequence(reader, predicate));
      break;
    }
    case PredicateForm::kPattern: {
      WEND_TRY(read_pattern_form(reader, *own, predicate, level));
      break;
    }
    case PredicateForm::kAccount: {
      WEND_ASSIGN(Predicate part, read(*own, own_place, level + 1));
      WEND_TRY(check_about_account(part));
      predicate.parts.push_back(std::move(part));
      break;
    }
    case PredicateForm::kSegment: {
      if (!own->is_string()) return wrong_kind(*own, own_place, "the id of a segment");
      predicate.names.emplace_back(own->get_string());
      if (predicate.names[0].empty())
        return base::fail(ErrorCode::kInvalidInput, "The id is empty.", own_place);
      break;
    }
  }
  WEND_TRY(reader.finish());
  return predicate;
}

bool is_about_one_event(const Predicate& predicate) {
  switch (predicate.form) {
    case PredicateForm::kTrait:
    case PredicateForm::kDid:
    case PredicateForm::kFirst:
    case PredicateForm::kSequence:
    case PredicateForm::kSegment:
    case PredicateForm::kAccount:
    case PredicateForm::kPattern:
    case PredicateForm::kNot:
      return false;
    default:
      return std::ranges::all_of(predicate.parts, is_about_one_event);
  }
}

bool depends_on_now(const Predicate& predicate) {
  // What a segment says, who belongs to an account, or a computed trait, is not known here.
  return predicate.bounds.within || predicate.form == PredicateForm::kSegment ||
         predicate.form == PredicateForm::kAccount ||
         (predicate.form == PredicateForm::kTrait && computed_key(predicate.path)) ||
         std::ranges::any_of(predicate.parts, depends_on_now);
}

std::vector<std::string> segments_in(const Predicate& predicate) {
  std::vector<std::string> found;
  if (predicate.form == PredicateForm::kSegment) found = predicate.names;
  for (const Predicate& part : predicate.parts) {
    for (std::string& id : segments_in(part)) {
      if (std::ranges::find(found, id) == found.end()) found.push_back(std::move(id));
    }
  }
  return found;
}

bool names_accounts(const Predicate& predicate) {
  return predicate.form == PredicateForm::kAccount ||
         std::ranges::any_of(predicate.parts, names_accounts);
}

}  // namespace wend::model
