#include <boost/json/parse.hpp>
#include <string_view>

#include "collect/webhook_mapping.h"

namespace wend::collect {
namespace {

// Kept beside docs/webhooks.md; a test holds it against the reader.
constexpr std::string_view kSchema = R"json({
  "$schema": "https://json-schema.org/draft/2020-12/schema",
  "title": "Wend webhook mapping",
  "description": "How the bodies of a webhook become events. See docs/webhooks.md.",
  "type": "object", "additionalProperties": false, "required": ["rules"],
  "properties": {
    "note": {"type": "string"},
    "defaults": {"$ref": "#/$defs/defaults"},
    "rules": {"type": "array", "maxItems": 500, "items": {"$ref": "#/$defs/rule"}}
  },
  "$defs": {
    "path": {"type": "string", "description": "body.data.id, body.items[0], body.fields[id=\"7\"].value, header.x-event, item.sku"},
    "scalar": {"type": ["string", "number", "boolean"]},
    "value": {"description": "a constant, a text with paths in braces, the first of a list that is there, or one of these converted", "oneOf": [
      {"type": ["string", "number", "boolean"]},
      {"type": "array", "minItems": 1, "maxItems": 50, "items": {"$ref": "#/$defs/value"}},
      {"type": "object", "additionalProperties": false, "required": ["constant"], "properties": {"constant": {}}},
      {"type": "object", "additionalProperties": false, "required": ["value"], "properties": {
        "value": {"$ref": "#/$defs/value"}, "currency": {"$ref": "#/$defs/value"},
        "as": {"oneOf": [{"$ref": "#/$defs/conversion"}, {"type": "array", "maxItems": 8, "items": {"$ref": "#/$defs/conversion"}}]},
        "map": {"type": "object", "additionalProperties": {"$ref": "#/$defs/scalar"}}}}]},
    "conversion": {"enum": ["text", "number", "boolean", "lower", "upper", "trim", "cents", "minor_units"]},
    "condition": {"oneOf": [
      {"type": "object", "additionalProperties": false, "properties": {}},
      {"type": "object", "additionalProperties": false, "required": ["path", "value"], "properties": {"path": {"$ref": "#/$defs/path"},
        "op": {"enum": ["is", "is_not", "contains", "starts_with", "ends_with", "matches", "greater", "at_least", "less", "at_most"]},
        "value": {"$ref": "#/$defs/scalar"}}},
      {"type": "object", "additionalProperties": false, "required": ["path", "op", "value"], "properties": {"path": {"$ref": "#/$defs/path"},
        "op": {"enum": ["in", "not_in"]}, "value": {"type": "array", "items": {"$ref": "#/$defs/scalar"}}}},
      {"type": "object", "additionalProperties": false, "required": ["path", "op"], "properties": {"path": {"$ref": "#/$defs/path"},
        "op": {"enum": ["exists", "not_exists"]}}},
      {"type": "object", "additionalProperties": false, "required": ["all"], "properties": {"all": {"type": "array", "items": {"$ref": "#/$defs/condition"}}}},
      {"type": "object", "additionalProperties": false, "required": ["any"], "properties": {"any": {"type": "array", "items": {"$ref": "#/$defs/condition"}}}},
      {"type": "object", "additionalProperties": false, "required": ["not"], "properties": {"not": {"$ref": "#/$defs/condition"}}}]},
    "time": {"oneOf": [{"$ref": "#/$defs/value"},
      {"$ref": "#/$defs/time_with_format"}, {"$ref": "#/$defs/time_with_zone"}]},
    "time_with_format": {"type": "object", "additionalProperties": false, "required": ["value", "format"], "properties": {"value": {"$ref": "#/$defs/value"},
      "format": {"type": "string", "description": "rfc3339, seconds, milliseconds, microseconds or a pattern such as %d.%m.%Y %H:%M"},
      "zone": {"type": "string", "description": "an IANA name, for times without an offset; UTC when not given"}}},
    "time_with_zone": {"type": "object", "additionalProperties": false, "required": ["value", "zone"], "properties": {"value": {"$ref": "#/$defs/value"},
      "zone": {"type": "string"}}},
    "copy": {"oneOf": [{"$ref": "#/$defs/path"},
      {"type": "object", "additionalProperties": false, "required": ["path"], "properties": {"path": {"$ref": "#/$defs/path"},
        "include": {"type": "array", "items": {"type": "string"}}, "exclude": {"type": "array", "items": {"type": "string"}},
        "prefix": {"type": "string"}}}]},
    "pairs": {"type": "object", "additionalProperties": false, "required": ["each", "name", "value"], "properties": {
      "each": {"$ref": "#/$defs/path"}, "name": {"$ref": "#/$defs/value"}, "value": {"$ref": "#/$defs/value"}}},
    "type_name": {"enum": ["track", "page", "screen", "identify", "group", "alias"]},
    "properties": {"description": "null takes away what the defaults have", "type": "object", "additionalProperties": {"oneOf": [{"$ref": "#/$defs/value"}, {"type": "null"}]}},
    "copies": {"oneOf": [{"$ref": "#/$defs/copy"}, {"type": "array", "maxItems": 100, "items": {"$ref": "#/$defs/copy"}}]},
    "pairings": {"oneOf": [{"$ref": "#/$defs/pairs"}, {"type": "array", "maxItems": 100, "items": {"$ref": "#/$defs/pairs"}}]},
    "identities": {"description": "namespace (email, phone, …) to value", "type": "object", "additionalProperties": {"$ref": "#/$defs/value"}},
    "defaults": {"type": "object", "additionalProperties": false, "properties": {
      "type": {"$ref": "#/$defs/type_name"}, "name": {"$ref": "#/$defs/value"}, "user_id": {"$ref": "#/$defs/value"},
      "anonymous_id": {"$ref": "#/$defs/value"}, "identities": {"$ref": "#/$defs/identities"}, "message_id": {"$ref": "#/$defs/value"}, "channel": {"$ref": "#/$defs/value"},
      "time": {"$ref": "#/$defs/time"}, "copy": {"$ref": "#/$defs/copies"}, "pairs": {"$ref": "#/$defs/pairings"},
      "properties": {"$ref": "#/$defs/properties"}}},
    "rule": {"oneOf": [
      {"type": "object", "additionalProperties": false, "required": ["ignore"], "properties": {"note": {"type": "string"},
        "when": {"$ref": "#/$defs/condition"}, "ignore": {"const": true}}},
      {"type": "object", "additionalProperties": false, "properties": {"note": {"type": "string"},
        "when": {"$ref": "#/$defs/condition"}, "ignore": {"const": false}, "go_on": {"type": "boolean"},
        "each": {"$ref": "#/$defs/path"}, "where": {"$ref": "#/$defs/condition"},
        "type": {"$ref": "#/$defs/type_name"}, "name": {"$ref": "#/$defs/value"}, "user_id": {"$ref": "#/$defs/value"},
        "anonymous_id": {"$ref": "#/$defs/value"}, "identities": {"$ref": "#/$defs/identities"}, "message_id": {"$ref": "#/$defs/value"}, "channel": {"$ref": "#/$defs/value"},
        "time": {"$ref": "#/$defs/time"}, "copy": {"$ref": "#/$defs/copies"}, "pairs": {"$ref": "#/$defs/pairings"},
        "properties": {"$ref": "#/$defs/properties"}}}]}
  }
})json";

}  // namespace

const boost::json::value& webhook_mapping_schema() {
  static const boost::json::value schema =
      boost::json::parse(boost::json::string_view(kSchema.data(), kSchema.size()));
  return schema;
}

}  // namespace wend::collect
