#include "map/operation.h"

#include <algorithm>
#include <array>

#include "fmt/format.h"
#include "model/json_reader.h"

namespace wend::map {
namespace {

namespace json = boost::json;
using base::ErrorCode;
using model::ObjectReader;

constexpr std::array<std::string_view, 5> kKindWords = {"add", "set", "edit", "remove", "restore"};

base::Result<std::string> needed_text(ObjectReader& reader, std::string_view field) {
  WEND_ASSIGN(auto text, reader.text(field));
  if (!text)
    return base::fail(ErrorCode::kInvalidInput, fmt::format("The field \"{}\" is missing.", field),
                      reader.place_of(field));
  return *std::move(text);
}

base::Status read_field(ObjectReader& reader, Operation& operation) {
  WEND_ASSIGN(const std::string name, needed_text(reader, "field"));
  operation.field = find_field(*operation.part, name);
  if (operation.field == nullptr)
    return base::fail(ErrorCode::kInvalidInput,
                      fmt::format("A {} has no such field.", operation.part->one),
                      reader.place_of("field"));
  const bool is_text = operation.field->type == FieldType::kText;
  if (is_text != (operation.kind == OperationKind::kEdit))
    return base::fail(ErrorCode::kInvalidInput,
                      is_text ? "A text is changed by \"edit\"." : "Only a text is edited.",
                      reader.place_of("field"),
                      is_text ? "Send what was inserted and taken away." : "Use \"set\".");
  return {};
}

base::Status read_rest(ObjectReader& reader, const json::object& object, Operation& operation) {
  switch (operation.kind) {
    case OperationKind::kAdd: {
      const json::value* value = reader.find("value");
      if (value == nullptr)
        return base::fail(ErrorCode::kInvalidInput, "The field \"value\" is missing.",
                          reader.place_of("value"));
      WEND_ASSIGN(operation.value, read_thing(*operation.part, *value, reader.place_of("value")));
      return {};
    }
    case OperationKind::kSet: {
      WEND_TRY(read_field(reader, operation));
      reader.find("value");  // null means something here
      if (const json::value* value = object.if_contains("value")) operation.value = *value;
      return check_value(*operation.field, operation.value, reader.place_of("value"));
    }
    case OperationKind::kEdit: {
      WEND_TRY(read_field(reader, operation));
      const json::value* edit = reader.find("edit");
      WEND_ASSIGN(operation.edit,
                  TextEdit::read(edit == nullptr ? json::value() : *edit, reader.place_of("edit")));
      return {};
    }
    default:
      return {};
  }
}

base::Result<Operation> read_operation(const json::value& value, const std::string& place) {
  WEND_ASSIGN(auto reader, ObjectReader::open(value, place));
  Operation operation;
  operation.place = place;
  WEND_ASSIGN(const auto kind, reader.choice("op", {kKindWords[0], kKindWords[1], kKindWords[2],
                                                    kKindWords[3], kKindWords[4]}));
  if (!kind)
    return base::fail(ErrorCode::kInvalidInput, "The field \"op\" is missing.",
                      reader.place_of("op"));
  operation.kind = static_cast<OperationKind>(*kind);
  WEND_ASSIGN(const std::string part, needed_text(reader, "in"));
  operation.part = find_part(part);
  if (operation.part == nullptr)
    return base::fail(ErrorCode::kInvalidInput, "A map has no such part.", reader.place_of("in"));
  WEND_ASSIGN(operation.id, needed_text(reader, "id"));
  if (!is_id_of(*operation.part, operation.id))
    return base::fail(ErrorCode::kInvalidInput,
                      fmt::format("This is no id of a {}.", operation.part->one),
                      reader.place_of("id"));
  const bool changes_fields =
      operation.kind == OperationKind::kSet || operation.kind == OperationKind::kEdit;
  if (operation.part->name == kAbout && !changes_fields)
    return base::fail(ErrorCode::kInvalidInput, "The map itself is only set and edited.",
                      reader.place_of("in"));
  WEND_TRY(read_rest(reader, value.get_object(), operation));
  WEND_TRY(reader.finish());
  return operation;
}

}  // namespace

base::Result<json::object> read_thing(const Part& part, const json::value& value,
                                      const std::string& place) {
  WEND_ASSIGN(auto reader, ObjectReader::open(value, place));
  json::object thing;
  for (const Field& field : part.fields) {
    const json::value* found = reader.find(field.name);
    WEND_TRY(
        check_value(field, found == nullptr ? json::value() : *found, reader.place_of(field.name)));
    if (found != nullptr && !is_default(field, *found)) thing[field.name] = *found;
  }
  WEND_TRY(reader.finish());
  return thing;
}

base::Result<std::vector<Operation>> read_operations(const json::value& value,
                                                     const std::string& place) {
  if (!value.is_array())
    return base::fail(ErrorCode::kInvalidInput, "A change is a list of operations.", place);
  const json::array& list = value.get_array();
  if (list.empty())
    return base::fail(ErrorCode::kInvalidInput, "The change has no operation.", place);
  if (list.size() > kOperationsMax)
    return base::fail(ErrorCode::kTooLarge,
                      fmt::format("The change has more than {} operations.", kOperationsMax), place,
                      "Send several changes.");
  std::vector<Operation> operations;
  operations.reserve(list.size());
  for (std::size_t i = 0; i < list.size(); ++i) {
    WEND_ASSIGN(auto operation, read_operation(list[i], model::entry_place(place, i)));
    operations.push_back(std::move(operation));
  }
  return operations;
}

json::object operation_json(const Operation& operation) {
  json::object out{{"op", kKindWords[static_cast<std::size_t>(operation.kind)]},
                   {"in", operation.part->name},
                   {"id", operation.id}};
  if (operation.field != nullptr) out["field"] = operation.field->name;
  if (operation.kind == OperationKind::kAdd || operation.kind == OperationKind::kSet)
    out["value"] = operation.value;
  if (operation.kind == OperationKind::kEdit) out["edit"] = operation.edit.to_json();
  return out;
}

}  // namespace wend::map
