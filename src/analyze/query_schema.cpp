#include <boost/json/parse.hpp>

#include "analyze/query.h"

namespace wend::analyze {
namespace {

// One definition per shape that several kinds share, then one per kind. Kept beside
// docs/query-language.md; a test holds it against the reader.
constexpr std::string_view kSchema = R"json({
  "$schema": "https://json-schema.org/draft/2020-12/schema",
  "title": "Wend query",
  "description": "One question about customer journeys. See docs/query-language.md.",
  "oneOf": [
    {"$ref": "#/$defs/overview"}, {"$ref": "#/$defs/events"}, {"$ref": "#/$defs/paths"}, {"$ref": "#/$defs/process"},
    {"$ref": "#/$defs/funnel"}, {"$ref": "#/$defs/funnel_clickhouse"}, {"$ref": "#/$defs/funnel_posthog"},
    {"$ref": "#/$defs/funnel_mixpanel"}, {"$ref": "#/$defs/funnel_amplitude"}, {"$ref": "#/$defs/time-between"}, {"$ref": "#/$defs/journey"}, {"$ref": "#/$defs/friction"},
    {"$ref": "#/$defs/retention"}, {"$ref": "#/$defs/lifecycle"}, {"$ref": "#/$defs/stickiness"}, {"$ref": "#/$defs/trend"}, {"$ref": "#/$defs/sessions"}, {"$ref": "#/$defs/transitions"}, {"$ref": "#/$defs/next"}, {"$ref": "#/$defs/compare"}, {"$ref": "#/$defs/formula"}, {"$ref": "#/$defs/attribution"}, {"$ref": "#/$defs/pattern"}, {"$ref": "#/$defs/drivers"}, {"$ref": "#/$defs/conformance"}, {"$ref": "#/$defs/map"}, {"$ref": "#/$defs/drift"}
  ],
  "$defs": {
    "time": {"type": "string", "description": "RFC 3339, or a date or local time in the workspace's time zone"},
    "duration": {"description": "30s, 15m, 24h, 7d, 2w, or a number of seconds", "oneOf": [
      {"type": "string", "pattern": "^[0-9]+(\\.[0-9]+)?[smhdw]$"}, {"type": "number", "minimum": 0}]},
    "range": {"type": "object", "description": "half-open", "additionalProperties": false,
      "properties": {"from": {"$ref": "#/$defs/time"}, "to": {"$ref": "#/$defs/time"}}},
    "people": {"type": "object", "additionalProperties": false, "required": ["of"],
      "properties": {"of": {"type": "string"}, "limit": {"type": "integer", "minimum": 1, "maximum": 500}, "cursor": {"type": "string"}}},
    "names": {"oneOf": [{"type": "string"}, {"type": "array", "items": {"type": "string"}}]},
    "type_name": {"enum": ["track", "page", "screen", "identify", "group", "alias"]},
    "scalar": {"type": ["string", "number", "boolean"]},
    "predicate": {"oneOf": [
      {"type": "object", "additionalProperties": false, "properties": {}},
      {"type": "object", "additionalProperties": false, "required": ["event"], "properties": {"event": {"$ref": "#/$defs/names"}}},
      {"type": "object", "additionalProperties": false, "required": ["type"], "properties": {"type": {"oneOf": [
        {"$ref": "#/$defs/type_name"}, {"type": "array", "items": {"$ref": "#/$defs/type_name"}}]}}},
      {"type": "object", "additionalProperties": false, "required": ["channel"], "properties": {"channel": {"$ref": "#/$defs/names"}}},
      {"type": "object", "additionalProperties": false, "required": ["source"], "properties": {"source": {"$ref": "#/$defs/names"}}},
      {"type": "object", "additionalProperties": false, "required": ["touchpoint"], "properties": {"touchpoint": {"$ref": "#/$defs/names"}}},
      {"type": "object", "additionalProperties": false, "required": ["stage"], "properties": {"stage": {"$ref": "#/$defs/names"}}},
      {"$ref": "#/$defs/compare_one"}, {"$ref": "#/$defs/compare_list"}, {"$ref": "#/$defs/compare_existence"},
      {"type": "object", "additionalProperties": false, "required": ["all"], "properties": {"all": {"type": "array", "items": {"$ref": "#/$defs/predicate"}}}},
      {"type": "object", "additionalProperties": false, "required": ["any"], "properties": {"any": {"type": "array", "items": {"$ref": "#/$defs/predicate"}}}},
      {"type": "object", "additionalProperties": false, "required": ["not"], "properties": {"not": {"$ref": "#/$defs/predicate"}}},
      {"$ref": "#/$defs/did_count"}, {"$ref": "#/$defs/did_count_within"}, {"$ref": "#/$defs/did_number"}, {"$ref": "#/$defs/did_number_within"},
      {"type": "object", "additionalProperties": false, "required": ["first"], "properties": {"first": {"$ref": "#/$defs/predicate"},
        "from": {"$ref": "#/$defs/time"}, "to": {"$ref": "#/$defs/time"}}},
      {"type": "object", "additionalProperties": false, "required": ["first", "within"], "properties": {"first": {"$ref": "#/$defs/predicate"},
        "within": {"$ref": "#/$defs/duration"}}},
      {"type": "object", "additionalProperties": false, "required": ["sequence"], "properties": {"sequence": {"$ref": "#/$defs/steps"},
        "within": {"$ref": "#/$defs/duration"}, "from": {"$ref": "#/$defs/time"}, "to": {"$ref": "#/$defs/time"}}},
      {"type": "object", "additionalProperties": false, "required": ["sequence", "in_last"], "properties": {"sequence": {"$ref": "#/$defs/steps"},
        "within": {"$ref": "#/$defs/duration"}, "in_last": {"$ref": "#/$defs/duration"}}},
      {"type": "object", "additionalProperties": false, "required": ["segment"], "properties": {"segment": {"type": "string", "minLength": 1}}},
      {"type": "object", "additionalProperties": false, "required": ["account"], "properties": {"account": {"$ref": "#/$defs/predicate"}}},
      {"type": "object", "additionalProperties": false, "required": ["pattern"], "properties": {"pattern": {"$ref": "#/$defs/pattern_item"},
        "steps": {"$ref": "#/$defs/pattern_steps"}, "within": {"$ref": "#/$defs/duration"}}}]},
    "pattern_steps": {"type": "object", "additionalProperties": {"$ref": "#/$defs/predicate"}},
    "pattern_limits": {"type": "object", "additionalProperties": false, "properties": {"after": {"$ref": "#/$defs/duration"}, "within": {"$ref": "#/$defs/duration"}}},
    "pattern_items": {"type": "array", "minItems": 1, "items": {"$ref": "#/$defs/pattern_item"}},
    "pattern_item": {"description": "as a whole a pattern in text, inside an object a word: any, then, next, start, end or the name of a step", "oneOf": [
      {"type": "string", "minLength": 1},
      {"type": "object", "additionalProperties": false, "required": ["step"], "properties": {"step": {"$ref": "#/$defs/predicate"}}},
      {"type": "object", "additionalProperties": false, "required": ["not"], "properties": {"not": {"oneOf": [
        {"$ref": "#/$defs/predicate"}, {"$ref": "#/$defs/pattern_negated"}]}}},
      {"type": "object", "additionalProperties": false, "required": ["sequence"], "properties": {"sequence": {"$ref": "#/$defs/pattern_items"}, "within": {"$ref": "#/$defs/duration"}}},
      {"type": "object", "additionalProperties": false, "required": ["one_of"], "properties": {"one_of": {"$ref": "#/$defs/pattern_items"}}},
      {"type": "object", "additionalProperties": false, "required": ["repeat"], "properties": {"repeat": {"$ref": "#/$defs/pattern_item"},
        "at_least": {"type": "integer", "minimum": 0, "maximum": 1000000}, "at_most": {"type": "integer", "minimum": 1, "maximum": 1000000},
        "lazy": {"type": "boolean"}, "within": {"$ref": "#/$defs/duration"}}},
      {"type": "object", "additionalProperties": false, "required": ["then"], "properties": {"then": {"$ref": "#/$defs/pattern_limits"}}},
      {"type": "object", "additionalProperties": false, "required": ["next"], "properties": {"next": {"$ref": "#/$defs/pattern_limits"}}}]},
    "pattern_negated": {"oneOf": [{"type": "string", "minLength": 1},
      {"type": "object", "additionalProperties": false, "required": ["step"], "properties": {"step": {"$ref": "#/$defs/predicate"}}},
      {"type": "object", "additionalProperties": false, "required": ["one_of"], "properties": {"one_of": {"type": "array", "minItems": 1, "items": {"oneOf": [
        {"$ref": "#/$defs/predicate"}, {"$ref": "#/$defs/pattern_negated"}]}}}}]},
    "steps": {"type": "array", "minItems": 2, "maxItems": 10, "items": {"$ref": "#/$defs/predicate"}},
    "times": {"type": "integer", "minimum": 0, "maximum": 1000000000},
    "did_count": {"type": "object", "additionalProperties": false, "required": ["did"], "properties": {"did": {"$ref": "#/$defs/predicate"},
      "at_least": {"$ref": "#/$defs/times"}, "at_most": {"$ref": "#/$defs/times"}, "from": {"$ref": "#/$defs/time"}, "to": {"$ref": "#/$defs/time"}}},
    "did_count_within": {"type": "object", "additionalProperties": false, "required": ["did", "within"], "properties": {"did": {"$ref": "#/$defs/predicate"},
      "at_least": {"$ref": "#/$defs/times"}, "at_most": {"$ref": "#/$defs/times"}, "within": {"$ref": "#/$defs/duration"}}},
    "number_of": {"oneOf": [{"type": "object", "required": ["sum"]}, {"type": "object", "required": ["average"]},
      {"type": "object", "required": ["min"]}, {"type": "object", "required": ["max"]}]},
    "number_op": {"enum": ["is", "is_not", "greater", "at_least", "less", "at_most"]},
    "did_number": {"allOf": [{"$ref": "#/$defs/number_of"}, {"type": "object", "additionalProperties": false, "required": ["did", "value"], "properties": {
      "did": {"$ref": "#/$defs/predicate"}, "sum": {"type": "string", "minLength": 1}, "average": {"type": "string", "minLength": 1},
      "min": {"type": "string", "minLength": 1}, "max": {"type": "string", "minLength": 1}, "op": {"$ref": "#/$defs/number_op"},
      "value": {"type": "number"}, "from": {"$ref": "#/$defs/time"}, "to": {"$ref": "#/$defs/time"}}}]},
    "did_number_within": {"allOf": [{"$ref": "#/$defs/number_of"}, {"type": "object", "additionalProperties": false, "required": ["did", "value", "within"], "properties": {
      "did": {"$ref": "#/$defs/predicate"}, "sum": {"type": "string", "minLength": 1}, "average": {"type": "string", "minLength": 1},
      "min": {"type": "string", "minLength": 1}, "max": {"type": "string", "minLength": 1}, "op": {"$ref": "#/$defs/number_op"},
      "value": {"type": "number"}, "within": {"$ref": "#/$defs/duration"}}}]},
    "what": {"oneOf": [{"type": "object", "required": ["property"]}, {"type": "object", "required": ["trait"]}]},
    "compare_one": {"allOf": [{"$ref": "#/$defs/what"}, {"type": "object", "additionalProperties": false, "required": ["value"], "properties": {
      "property": {"type": "string", "minLength": 1}, "trait": {"type": "string", "minLength": 1},
      "op": {"enum": ["is", "is_not", "contains", "starts_with", "ends_with", "matches", "greater", "at_least", "less", "at_most"]},
      "value": {"$ref": "#/$defs/scalar"}}}]},
    "compare_list": {"allOf": [{"$ref": "#/$defs/what"}, {"type": "object", "additionalProperties": false, "required": ["op", "value"], "properties": {
      "property": {"type": "string", "minLength": 1}, "trait": {"type": "string", "minLength": 1},
      "op": {"enum": ["in", "not_in"]}, "value": {"type": "array", "items": {"$ref": "#/$defs/scalar"}}}}]},
    "compare_existence": {"allOf": [{"$ref": "#/$defs/what"}, {"type": "object", "additionalProperties": false, "required": ["op"], "properties": {
      "property": {"type": "string", "minLength": 1}, "trait": {"type": "string", "minLength": 1},
      "op": {"enum": ["exists", "not_exists"]}}}]},
    "by": {"oneOf": [{"enum": ["event", "touchpoint", "stage", "channel"]},
      {"type": "object", "additionalProperties": false, "required": ["property"], "properties": {"property": {"type": "string", "minLength": 1}}}]},
    "touch": {"oneOf": [{"enum": ["first", "last"]},
      {"type": "object", "additionalProperties": false, "required": ["step"], "properties": {"step": {"type": "integer", "minimum": 1}}}]},
    "breakdown": {"oneOf": [
      {"type": "object", "additionalProperties": false, "required": ["property"], "properties": {
        "property": {"type": "string", "minLength": 1}, "touch": {"$ref": "#/$defs/touch"}, "top": {"type": "integer", "minimum": 1, "maximum": 100}}},
      {"type": "object", "additionalProperties": false, "required": ["trait"], "properties": {
        "trait": {"type": "string", "minLength": 1}, "top": {"type": "integer", "minimum": 1, "maximum": 100}}},
      {"type": "object", "additionalProperties": false, "required": ["channel"], "properties": {
        "channel": {"const": true}, "touch": {"$ref": "#/$defs/touch"}, "top": {"type": "integer", "minimum": 1, "maximum": 100}}},
      {"type": "object", "additionalProperties": false, "required": ["segments"], "properties": {
        "segments": {"type": "array", "minItems": 1, "maxItems": 20, "items": {"type": "string", "minLength": 1}}}}]},
    "overview": {"type": "object", "additionalProperties": false, "required": ["kind"], "properties": {"kind": {"const": "overview"}}},
    "events": {"type": "object", "additionalProperties": false, "required": ["kind"], "properties": {"kind": {"const": "events"},
      "search": {"type": "string"}, "limit": {"type": "integer", "minimum": 1, "maximum": 10000}, "properties": {"type": "boolean"}}},
    "paths": {"type": "object", "additionalProperties": false, "required": ["kind"], "properties": {"kind": {"const": "paths"},
      "start": {"$ref": "#/$defs/predicate"}, "end": {"$ref": "#/$defs/predicate"}, "around": {"$ref": "#/$defs/predicate"},
      "steps": {"type": "integer", "minimum": 1, "maximum": 20}, "by": {"$ref": "#/$defs/by"}, "loops": {"enum": ["keep", "collapse"]},
      "hide": {"$ref": "#/$defs/predicate"}, "within": {"$ref": "#/$defs/duration"}, "count": {"enum": ["customers", "transitions"]},
      "top": {"type": "integer", "minimum": 1, "maximum": 50}}},
    "process": {"type": "object", "additionalProperties": false, "required": ["kind"], "properties": {"kind": {"const": "process"},
      "by": {"$ref": "#/$defs/by"}, "hide": {"$ref": "#/$defs/predicate"}, "detail": {"type": "number", "minimum": 0, "maximum": 1},
      "variants": {"type": "integer", "minimum": 0, "maximum": 1000},
      "per": {"oneOf": [{"const": "customer"}, {"type": "object", "additionalProperties": false, "required": ["session"],
        "properties": {"session": {"$ref": "#/$defs/duration"}}}]}}},
    "exclude": {"type": "array", "maxItems": 20, "items": {"type": "object", "additionalProperties": false, "required": ["match"],
      "properties": {"match": {"$ref": "#/$defs/predicate"}, "from": {"type": "integer", "minimum": 1}, "to": {"type": "integer", "minimum": 2}}}},
    "hold": {"type": "array", "maxItems": 5, "items": {"type": "string", "minLength": 1}},
    "funnel_by": {"oneOf": [{"enum": ["profile", "account"]},
      {"type": "object", "additionalProperties": false, "required": ["account"], "properties": {"account": {"type": "string", "minLength": 1}}},
      {"type": "object", "additionalProperties": false, "required": ["session"], "properties": {"session": {"$ref": "#/$defs/duration"}}}]},
    "funnel_ties": {"oneOf": [{"enum": ["order-free", "strict"]}, {"$ref": "#/$defs/duration"}]},
    "funnel_steps": {"type": "array", "minItems": 2, "items": {"type": "object", "additionalProperties": false, "required": ["match"],
      "properties": {"name": {"type": "string"}, "match": {"$ref": "#/$defs/predicate"}}}},
    "funnel_steps_optional": {"type": "array", "minItems": 2, "items": {"type": "object", "additionalProperties": false, "required": ["match"],
      "properties": {"name": {"type": "string"}, "match": {"$ref": "#/$defs/predicate"}, "optional": {"type": "boolean"}}}},
    "funnel": {"type": "object", "additionalProperties": false, "required": ["kind", "steps"], "properties": {"kind": {"const": "funnel"},
      "steps": {"$ref": "#/$defs/funnel_steps_optional"},
      "window": {"$ref": "#/$defs/duration"}, "order": {"enum": ["ordered", "strict", "any"]}, "attempt": {"enum": ["best", "first", "latest", "all"]},
      "ties": {"$ref": "#/$defs/funnel_ties"}, "reuse": {"type": "boolean"}, "exclude": {"$ref": "#/$defs/exclude"}, "hold": {"$ref": "#/$defs/hold"},
      "by": {"$ref": "#/$defs/funnel_by"}, "breakdown": {"$ref": "#/$defs/breakdown"}, "trend": {"enum": ["day", "week", "month"]}}},
    "funnel_clickhouse": {"type": "object", "additionalProperties": false, "required": ["kind", "preset", "steps", "window"], "properties": {"kind": {"const": "funnel"},
      "preset": {"const": "clickhouse"}, "steps": {"$ref": "#/$defs/funnel_steps"}, "window": {"$ref": "#/$defs/duration"},
      "strict_order": {"type": "boolean"}, "strict_deduplication": {"type": "boolean"}, "strict_increase": {"type": "boolean"},
      "strict_once": {"type": "boolean"}, "allow_reentry": {"type": "boolean"},
      "breakdown": {"$ref": "#/$defs/breakdown"}, "trend": {"enum": ["day", "week", "month"]}}},
    "funnel_posthog": {"type": "object", "additionalProperties": false, "required": ["kind", "preset", "steps", "window"], "properties": {"kind": {"const": "funnel"},
      "preset": {"const": "posthog"}, "steps": {"$ref": "#/$defs/funnel_steps_optional"}, "window": {"$ref": "#/$defs/duration"},
      "order": {"enum": ["ordered", "strict", "any"]}, "exclude": {"$ref": "#/$defs/exclude"},
      "breakdown": {"$ref": "#/$defs/breakdown"}, "trend": {"enum": ["day", "week", "month"]}}},
    "funnel_mixpanel": {"type": "object", "additionalProperties": false, "required": ["kind", "preset", "steps", "window"], "properties": {"kind": {"const": "funnel"},
      "preset": {"const": "mixpanel"}, "steps": {"$ref": "#/$defs/funnel_steps"}, "window": {"$ref": "#/$defs/duration"},
      "count": {"enum": ["uniques", "totals"]}, "reentry": {"enum": ["basic", "optimized"]}, "hold": {"$ref": "#/$defs/hold"},
      "breakdown": {"$ref": "#/$defs/breakdown"}, "trend": {"enum": ["day", "week", "month"]}}},
    "funnel_amplitude": {"type": "object", "additionalProperties": false, "required": ["kind", "preset", "steps", "window"], "properties": {"kind": {"const": "funnel"},
      "preset": {"const": "amplitude"}, "steps": {"$ref": "#/$defs/funnel_steps"}, "window": {"$ref": "#/$defs/duration"},
      "order": {"enum": ["ordered", "strict"]}, "count": {"enum": ["uniques", "totals"]}, "hold": {"$ref": "#/$defs/hold"},
      "breakdown": {"$ref": "#/$defs/breakdown"}, "trend": {"enum": ["day", "week", "month"]}}},
    "time-between": {"type": "object", "additionalProperties": false, "required": ["kind", "from", "to"], "properties": {"kind": {"const": "time-between"},
      "from": {"$ref": "#/$defs/predicate"}, "to": {"$ref": "#/$defs/predicate"}, "within": {"$ref": "#/$defs/duration"},
      "pick": {"enum": ["first", "each"]}, "breakdown": {"$ref": "#/$defs/breakdown"}}},
    "journey": {"type": "object", "additionalProperties": false, "required": ["kind"], "properties": {"kind": {"const": "journey"}}},
    "friction": {"type": "object", "additionalProperties": false, "required": ["kind"], "properties": {"kind": {"const": "friction"},
      "fdr": {"type": "number", "minimum": 0, "maximum": 1}, "limit": {"type": "integer", "minimum": 1, "maximum": 500}}},
    "retention": {"type": "object", "additionalProperties": false, "required": ["kind", "start"], "properties": {"kind": {"const": "retention"},
      "start": {"$ref": "#/$defs/predicate"}, "return": {"$ref": "#/$defs/predicate"}, "entry": {"enum": ["first_time", "recurring"]},
      "mode": {"enum": ["on", "on_or_after", "brackets"]}, "brackets": {"type": "array", "minItems": 2, "maxItems": 50,
        "items": {"type": "integer", "minimum": 0, "maximum": 10000}},
      "bucket": {"enum": ["24h", "hour", "day", "week", "month"]}, "periods": {"type": "integer", "minimum": 1, "maximum": 366},
      "breakdown": {"$ref": "#/$defs/breakdown"}}},
    "lifecycle": {"type": "object", "additionalProperties": false, "required": ["kind"], "properties": {"kind": {"const": "lifecycle"},
      "match": {"$ref": "#/$defs/predicate"}, "bucket": {"enum": ["day", "week", "month"]}}},
    "stickiness": {"type": "object", "additionalProperties": false, "required": ["kind"], "properties": {"kind": {"const": "stickiness"},
      "match": {"$ref": "#/$defs/predicate"}, "period": {"enum": ["month", "week"]}}},
    "measure_count": {"oneOf": [{"enum": ["events", "customers", "sessions", "per_customer"]},
      {"type": "object", "additionalProperties": false, "required": ["sum"], "properties": {"sum": {"type": "string", "minLength": 1}}},
      {"type": "object", "additionalProperties": false, "required": ["average"], "properties": {"average": {"type": "string", "minLength": 1}}},
      {"type": "object", "additionalProperties": false, "required": ["min"], "properties": {"min": {"type": "string", "minLength": 1}}},
      {"type": "object", "additionalProperties": false, "required": ["max"], "properties": {"max": {"type": "string", "minLength": 1}}},
      {"type": "object", "additionalProperties": false, "required": ["median"], "properties": {"median": {"type": "string", "minLength": 1}}}]},
    "formula_text": {"type": "string", "minLength": 1},
    "formulas": {"oneOf": [{"$ref": "#/$defs/formula_text"}, {"type": "array", "maxItems": 10, "items": {"type": "object", "additionalProperties": false,
      "required": ["formula"], "properties": {"name": {"type": "string"}, "formula": {"$ref": "#/$defs/formula_text"}}}}]},
    "trend": {"type": "object", "additionalProperties": false, "required": ["kind", "measures"], "properties": {"kind": {"const": "trend"},
      "measures": {"type": "array", "minItems": 1, "maxItems": 10, "items": {"type": "object", "additionalProperties": false,
        "properties": {"name": {"type": "string"}, "match": {"$ref": "#/$defs/predicate"}, "count": {"$ref": "#/$defs/measure_count"}}}},
      "bucket": {"enum": ["hour", "day", "week", "month"]}, "gap": {"$ref": "#/$defs/duration"}, "breakdown": {"$ref": "#/$defs/breakdown"},
      "formula": {"$ref": "#/$defs/formulas"}, "bands": {"type": "boolean"}, "previous": {"type": "boolean"}}},
    "sessions": {"type": "object", "additionalProperties": false, "required": ["kind"], "properties": {"kind": {"const": "sessions"},
      "gap": {"$ref": "#/$defs/duration"}, "by": {"$ref": "#/$defs/by"}, "top": {"type": "integer", "minimum": 1, "maximum": 50},
      "bucket": {"enum": ["hour", "day", "week", "month"]}}},
    "transitions": {"type": "object", "additionalProperties": false, "required": ["kind"], "properties": {"kind": {"const": "transitions"},
      "by": {"$ref": "#/$defs/by"}, "per": {"oneOf": [{"const": "customer"}, {"type": "object", "additionalProperties": false, "required": ["session"],
        "properties": {"session": {"$ref": "#/$defs/duration"}}}]}, "loops": {"enum": ["keep", "collapse"]}, "hide": {"$ref": "#/$defs/predicate"},
      "within": {"$ref": "#/$defs/duration"}, "top": {"type": "integer", "minimum": 1, "maximum": 50}}},
    "next": {"type": "object", "additionalProperties": false, "required": ["kind", "from"], "properties": {"kind": {"const": "next"},
      "from": {"$ref": "#/$defs/predicate"}, "by": {"$ref": "#/$defs/by"}, "hide": {"$ref": "#/$defs/predicate"}, "within": {"$ref": "#/$defs/duration"},
      "pick": {"enum": ["first", "each"]}, "loops": {"enum": ["keep", "collapse"]}, "top": {"type": "integer", "minimum": 1, "maximum": 50}}},
    "compare": {"type": "object", "additionalProperties": false, "required": ["kind", "groups", "question"], "properties": {"kind": {"const": "compare"},
      "groups": {"type": "array", "minItems": 2, "maxItems": 10, "items": {"type": "object", "additionalProperties": false, "required": ["who"],
        "properties": {"name": {"type": "string"}, "who": {"$ref": "#/$defs/predicate"}}}},
      "question": {"$ref": "#/$defs/question"}}},
    "formula": {"type": "object", "additionalProperties": false, "required": ["kind", "questions", "formula"], "properties": {"kind": {"const": "formula"},
      "questions": {"type": "object", "additionalProperties": {"$ref": "#/$defs/question"}}, "formula": {"$ref": "#/$defs/formulas"}}},
    "attribution_model": {"oneOf": [
      {"enum": ["first", "last", "last-non-direct", "linear", "position", "j", "inverse-j", "time-decay", "markov", "shapley"]},
      {"type": "object", "additionalProperties": false, "required": ["model"], "properties": {
        "model": {"enum": ["first", "last", "last-non-direct", "linear", "position", "j", "inverse-j"]}}},
      {"type": "object", "additionalProperties": false, "required": ["model"], "properties": {"model": {"const": "time-decay"}, "half_life": {"$ref": "#/$defs/duration"}}},
      {"type": "object", "additionalProperties": false, "required": ["model"], "properties": {"model": {"const": "markov"}, "order": {"type": "integer", "minimum": 1, "maximum": 3}}},
      {"type": "object", "additionalProperties": false, "required": ["model"], "properties": {"model": {"const": "shapley"}, "worth": {"enum": ["conversions", "rate"]}}}]},
    "attribution": {"type": "object", "additionalProperties": false, "required": ["kind", "conversion"], "properties": {"kind": {"const": "attribution"},
      "conversion": {"$ref": "#/$defs/predicate"}, "touches": {"$ref": "#/$defs/predicate"}, "value": {"type": "string", "minLength": 1},
      "by": {"oneOf": [{"$ref": "#/$defs/by"}, {"const": "source"}]}, "lookback": {"$ref": "#/$defs/duration"}, "count": {"enum": ["each", "first"]},
      "reuse": {"type": "boolean"}, "loops": {"enum": ["keep", "collapse"]}, "direct": {"type": "array", "maxItems": 20, "items": {"type": "string"}},
      "top": {"type": "integer", "minimum": 1, "maximum": 50}, "paths": {"type": "integer", "minimum": 0, "maximum": 100},
      "models": {"type": "array", "maxItems": 20, "items": {"$ref": "#/$defs/attribution_model"}}}},
    "pattern": {"type": "object", "additionalProperties": false, "required": ["kind", "pattern"], "properties": {"kind": {"const": "pattern"},
      "pattern": {"$ref": "#/$defs/pattern_item"}, "steps": {"$ref": "#/$defs/pattern_steps"}, "within": {"$ref": "#/$defs/duration"},
      "by": {"$ref": "#/$defs/by"}, "top": {"type": "integer", "minimum": 1, "maximum": 50}, "trend": {"enum": ["day", "week", "month"]}}},
    "drivers": {"type": "object", "additionalProperties": false, "required": ["kind", "outcome"], "properties": {"kind": {"const": "drivers"},
      "outcome": {"$ref": "#/$defs/predicate"}, "start": {"$ref": "#/$defs/predicate"}, "hide": {"$ref": "#/$defs/predicate"},
      "observe": {"$ref": "#/$defs/duration"}, "within": {"$ref": "#/$defs/duration"},
      "candidates": {"type": "array", "maxItems": 5, "items": {"enum": ["events", "counts", "channels", "properties", "traits"]}},
      "fdr": {"type": "number", "minimum": 0, "maximum": 1}, "limit": {"type": "integer", "minimum": 1, "maximum": 500},
      "least": {"type": "integer", "minimum": 1, "maximum": 1000000}}},
    "design_items": {"type": "array", "minItems": 1, "items": {"$ref": "#/$defs/design_item"}},
    "design_item": {"oneOf": [{"type": "string", "minLength": 1}, {"$ref": "#/$defs/design_items"},
      {"type": "object", "additionalProperties": false, "required": ["step"], "properties": {"step": {"type": "string", "minLength": 1}, "within": {"$ref": "#/$defs/duration"}}},
      {"type": "object", "additionalProperties": false, "required": ["sequence"], "properties": {"sequence": {"$ref": "#/$defs/design_items"}, "within": {"$ref": "#/$defs/duration"}}},
      {"type": "object", "additionalProperties": false, "required": ["choice"], "properties": {"choice": {"$ref": "#/$defs/design_items"}}},
      {"type": "object", "additionalProperties": false, "required": ["any_order"], "properties": {"any_order": {"$ref": "#/$defs/design_items"}}},
      {"type": "object", "additionalProperties": false, "required": ["optional"], "properties": {"optional": {"$ref": "#/$defs/design_item"}}},
      {"type": "object", "additionalProperties": false, "required": ["repeat"], "properties": {"repeat": {"$ref": "#/$defs/design_item"}}}]},
    "conformance": {"type": "object", "additionalProperties": false, "required": ["kind", "journey"], "properties": {"kind": {"const": "conformance"},
      "journey": {"$ref": "#/$defs/design_item"}, "by": {"$ref": "#/$defs/by"}, "hide": {"$ref": "#/$defs/predicate"},
      "variants": {"type": "integer", "minimum": 0, "maximum": 100}, "extra": {"enum": ["count", "ignore"]},
      "per": {"oneOf": [{"const": "customer"}, {"type": "object", "additionalProperties": false, "required": ["session"],
        "properties": {"session": {"$ref": "#/$defs/duration"}}}]}}},
    "map_id": {"type": "string", "pattern": "^[A-Za-z0-9_-]{1,100}$"},
    "map": {"type": "object", "additionalProperties": false, "required": ["kind"], "properties": {"kind": {"const": "map"},
      "stages": {"type": "array", "maxItems": 100, "items": {"type": "object", "additionalProperties": false, "required": ["id"],
        "properties": {"id": {"$ref": "#/$defs/map_id"}, "name": {"type": "string"}, "match": {"$ref": "#/$defs/predicate"}}}},
      "steps": {"type": "array", "maxItems": 500, "items": {"type": "object", "additionalProperties": false, "required": ["id", "stage"],
        "properties": {"id": {"$ref": "#/$defs/map_id"}, "stage": {"$ref": "#/$defs/map_id"}, "name": {"type": "string"}, "match": {"$ref": "#/$defs/predicate"}}}},
      "cards": {"type": "array", "maxItems": 1000, "items": {"type": "object", "additionalProperties": false, "required": ["id", "match"],
        "properties": {"id": {"$ref": "#/$defs/map_id"}, "name": {"type": "string"}, "match": {"$ref": "#/$defs/predicate"}}}},
      "outcome": {"$ref": "#/$defs/predicate"}, "contact": {"$ref": "#/$defs/predicate"},
      "feedback": {"type": "array", "maxItems": 20, "items": {"type": "object", "additionalProperties": false, "required": ["match", "property", "scale"],
        "properties": {"match": {"$ref": "#/$defs/predicate"}, "property": {"type": "string", "minLength": 1},
          "scale": {"type": "array", "minItems": 2, "maxItems": 2, "items": {"type": "number", "minimum": -1000000000, "maximum": 1000000000}},
          "within": {"$ref": "#/$defs/duration"}}}},
      "trend": {"enum": ["day", "week", "month"]}, "fdr": {"type": "number", "minimum": 0, "maximum": 1},
      "least": {"type": "integer", "minimum": 1, "maximum": 1000000}}},
    "drift": {"type": "object", "additionalProperties": false, "required": ["kind"], "properties": {"kind": {"const": "drift"},
      "stages": {"type": "array", "maxItems": 100, "items": {"type": "object", "additionalProperties": false, "required": ["id"],
        "properties": {"id": {"$ref": "#/$defs/map_id"}, "name": {"type": "string"}, "match": {"$ref": "#/$defs/predicate"}}}},
      "steps": {"type": "array", "maxItems": 500, "items": {"type": "object", "additionalProperties": false, "required": ["id", "stage"],
        "properties": {"id": {"$ref": "#/$defs/map_id"}, "stage": {"$ref": "#/$defs/map_id"}, "name": {"type": "string"}, "match": {"$ref": "#/$defs/predicate"}}}},
      "optional": {"type": "array", "maxItems": 500, "items": {"$ref": "#/$defs/map_id"}},
      "links": {"type": "array", "maxItems": 2000, "items": {"type": "object", "additionalProperties": false, "required": ["from", "to"],
        "properties": {"from": {"$ref": "#/$defs/map_id"}, "to": {"$ref": "#/$defs/map_id"}, "kind": {"enum": ["branch", "loop", "skip"]}}}},
      "contact": {"$ref": "#/$defs/predicate"}, "extra": {"enum": ["contacts", "none"]}, "gap": {"$ref": "#/$defs/duration"},
      "trend": {"enum": ["day", "week", "month"]}, "every": {"$ref": "#/$defs/duration"},
      "least": {"type": "integer", "minimum": 1, "maximum": 1000000}}}
  }
})json";

// The fields that stand in every kind are put in here rather than repeated above.
boost::json::object make_schema() {
  auto schema =
      boost::json::parse(boost::json::string_view(kSchema.data(), kSchema.size())).as_object();
  auto& definitions = schema.at("$defs").as_object();
  boost::json::array inside;  // the kinds that may stand inside another
  for (const auto& kind : schema.at("oneOf").as_array()) {
    const std::string_view ref(kind.at("$ref").as_string());
    if (!ref.ends_with("/compare") && !ref.ends_with("/formula")) inside.push_back(kind);
    auto& properties = definitions.at(ref.substr(ref.rfind('/') + 1)).at("properties").as_object();
    properties["range"] = {{"$ref", "#/$defs/range"}};
    properties["where"] = {{"$ref", "#/$defs/predicate"}};
    properties["who"] = {{"$ref", "#/$defs/predicate"}};
    properties["people"] = {{"$ref", "#/$defs/people"}};
  }
  definitions["question"] = {{"oneOf", std::move(inside)}};
  return schema;
}

}  // namespace

const boost::json::object& query_schema() {
  static const boost::json::object kParsed = make_schema();
  return kParsed;
}

}  // namespace wend::analyze
