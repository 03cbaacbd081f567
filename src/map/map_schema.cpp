#include "map/map_schema.h"

#include "fmt/format.h"
#include "map/map_document.h"
#include "map/map_fields.h"

namespace wend::map {
namespace {

namespace json = boost::json;

json::array words(std::span<const std::string_view> choices) {
  json::array list;
  for (const std::string_view choice : choices) list.emplace_back(choice);
  return list;
}

json::object line(std::size_t bytes_max) {
  // Bytes are at least characters.
  return {
      {"type", "string"}, {"maxLength", bytes_max}, {"pattern", "^[^\\u0000-\\u001f\\u007f]*$"}};
}

json::object schema_of(const Field& field) {
  switch (field.type) {
    case FieldType::kText:
      return {{"type", "string"}, {"maxLength", kTextCharactersMax}};
    case FieldType::kLine:
      return line(kLineBytesMax);
    case FieldType::kLink: {
      json::object link = line(kLineBytesMax);
      link["pattern"] = "^(https?://|mailto:)[^\\u0000-\\u001f\\u007f]+$";
      return link;
    }
    case FieldType::kChoice:
      return {{"enum", words(field.choices)}, {"default", field.choices.front()}};
    case FieldType::kOrder:
      return {{"type", "string"},
              {"pattern", fmt::format("^[0-9A-Za-z]{{1,{}}}$", kOrderBytesMax)}};
    case FieldType::kId:
      return {{"type", "string"},
              {"description", fmt::format("The id of a {}.", find_part(field.of)->one)}};
    case FieldType::kReference: {
      json::object reference = line(kReferenceBytesMax);
      reference["minLength"] = 1;
      return reference;
    }
    case FieldType::kNumber:
      return {{"type", "number"}, {"minimum", field.least}, {"maximum", field.most}};
    case FieldType::kYes:
      return {{"type", "boolean"}, {"default", false}};
    case FieldType::kDate:
      return {{"type", "string"}, {"format", "date"}};
    case FieldType::kLines:
      return {{"type", "array"},
              {"items", line(kLineBytesMax)},
              {"maxItems", kLinesMax},
              {"uniqueItems", true}};
    case FieldType::kPredicate:
      return {{"type", "object"}, {"description", "A predicate of the query language."}};
    case FieldType::kData:
      return {{"type", "object"}};
  }
  return {};
}

json::object schema_of(const Part& part) {
  json::object properties;
  json::array required;
  for (const Field& field : part.fields) {
    properties[field.name] = schema_of(field);
    if (field.required) required.emplace_back(field.name);
  }
  const bool is_collection = part.name != kAbout;
  if (is_collection) properties["removed"] = json::object{{"const", true}};
  json::object thing{
      {"type", "object"}, {"properties", std::move(properties)}, {"additionalProperties", false}};
  if (!required.empty()) thing["required"] = std::move(required);
  if (!is_collection) return thing;
  return {{"type", "object"},
          {"propertyNames", {{"pattern", fmt::format("^{}[0-9A-Za-z]{{12,32}}$", part.id_prefix)}}},
          {"additionalProperties", std::move(thing)}};
}

}  // namespace

json::object document_schema() {
  json::object properties{{"format", {{"const", kDocumentFormat}}}};
  for (const Part& part : parts()) properties[part.name] = schema_of(part);
  return {{"$schema", "https://json-schema.org/draft/2020-12/schema"},
          {"title", "Journey map"},
          {"type", "object"},
          {"properties", std::move(properties)},
          {"required", {"format"}},
          {"additionalProperties", false}};
}

}  // namespace wend::map
