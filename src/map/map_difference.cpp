#include "map/map_document.h"

namespace wend::map {
namespace {

namespace json = boost::json;

Operation operation_on(OperationKind kind, const Part& part, std::string_view id) {
  Operation operation;
  operation.kind = kind;
  operation.part = &part;
  operation.id = id;
  return operation;
}

void change_fields(const Part& part, std::string_view id, const json::object& from,
                   const json::object& to, std::vector<Operation>& operations) {
  for (const Field& field : part.fields) {
    const json::value* before = from.if_contains(field.name);
    const json::value* after = to.if_contains(field.name);
    if (before == after || (before != nullptr && after != nullptr && *before == *after)) continue;
    const bool is_text = field.type == FieldType::kText;
    Operation operation =
        operation_on(is_text ? OperationKind::kEdit : OperationKind::kSet, part, id);
    operation.field = &field;
    if (is_text)
      operation.edit = TextEdit::between(text_of(from, field.name), text_of(to, field.name));
    else if (after != nullptr)
      operation.value = *after;
    operations.push_back(std::move(operation));
  }
}

}  // namespace

std::vector<Operation> difference(const MapDocument& from, const MapDocument& to) {
  std::vector<Operation> operations;
  change_fields(*find_part(kAbout), kAbout, from.about(), to.about(), operations);
  for (const Part& part : parts()) {
    if (part.name == kAbout) continue;
    for (const auto& member : to.json().at(part.name).get_object()) {
      const json::object& after = member.value().get_object();
      const json::object* before = from.find(part, member.key());
      const bool removed = after.contains("removed");
      if (before == nullptr) {
        Operation add = operation_on(OperationKind::kAdd, part, member.key());
        json::object value = after;
        value.erase("removed");
        add.value = std::move(value);
        operations.push_back(std::move(add));
      } else {
        change_fields(part, member.key(), *before, after, operations);
      }
      if (removed != (before != nullptr && before->contains("removed")))
        operations.push_back(operation_on(
            removed ? OperationKind::kRemove : OperationKind::kRestore, part, member.key()));
    }
    for (const auto& member : from.json().at(part.name).get_object())
      if (to.find(part, member.key()) == nullptr &&
          !member.value().get_object().contains("removed"))
        operations.push_back(operation_on(OperationKind::kRemove, part, member.key()));
  }
  return operations;
}

}  // namespace wend::map
