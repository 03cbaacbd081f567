#include <boost/json.hpp>
#include <functional>
#include <gtest/gtest.h>

#include "analyze/testing/schema_check.h"
#include "collect/webhook_mapping.h"
#include "collect/webhook_presets.h"

// Holds the published schema of mappings against what the reader takes. It stands here because the
// check of schemas is analyze's.
namespace wend::api {
namespace {

namespace json = boost::json;
using analyze::testing::SchemaCheck;
using collect::WebhookMapping;

constexpr const char* kExamples[] = {
    R"({"rules": []})",
    R"({"note": "n", "rules": [{"when": {}, "ignore": true, "note": "n"}]})",
    R"({"defaults": {"type": "page", "user_id": "{body.id}", "channel": "web", "properties": {"a": 1}}, "rules": [{"properties": {"a": null}}]})",
    R"({"rules": [{"ignore": false, "go_on": true, "each": "body.items", "where": {"path": "item.x", "op": "exists"}, "name": "E", "anonymous_id": "{item.id}", "message_id": "{item.m}", "type": "track"}]})",
    R"({"rules": [{"when": {"all": [{"path": "body.a", "value": 1}, {"not": {"path": "header.x", "op": "matches", "value": "^a"}}, {"any": [{"path": "body.b", "op": "in", "value": ["x", 1, true]}]}]}, "name": "E", "user_id": "u"}]})",
    R"({"rules": [{"name": {"value": "{body.a}", "as": ["trim", "lower"], "map": {"a": "A", "b": 1}}, "user_id": ["{body.u}", {"constant": 5}], "time": {"value": "{body.t}", "format": "seconds"}}]})",
    R"({"rules": [{"name": "E", "user_id": "u", "time": {"value": "{body.t}", "format": "%d.%m.%Y", "zone": "Europe/Berlin"}, "copy": "body.o", "pairs": {"each": "body.l", "name": "{item.k}", "value": "{item.v}"}}]})",
    R"({"rules": [{"name": "E", "user_id": "u", "time": {"value": "{body.t}", "zone": "UTC"}, "copy": [{"path": "body.o", "include": ["a"], "exclude": ["b"], "prefix": "p_"}, "body.p"], "pairs": [], "properties": {"amount": {"value": "{body.n}", "as": "minor_units", "currency": "{body.c}"}}}]})",
};

TEST(WebhookSchema, HoldsForWhatTheReaderTakes) {
  const SchemaCheck schema(collect::webhook_mapping_schema().as_object());
  for (const char* example : kExamples) {
    const json::value document = json::parse(example);
    const auto mapping = WebhookMapping::parse(document);
    EXPECT_TRUE(mapping) << example << ": " << mapping.error().to_sentence();
    EXPECT_TRUE(schema.holds(document)) << example;
  }
  for (const auto& preset : collect::webhook_presets())
    EXPECT_TRUE(schema.holds(preset.mapping)) << preset.id;
}

// Calls visit with an unknown member in each object that is not a map of names of the user's own.
void each_spoiled(json::value& here, const std::function<void()>& visit, bool own_names = false) {
  if (here.is_object()) {
    if (!own_names) {
      here.as_object()["zzz"] = 1;
      visit();
      here.as_object().erase("zzz");
    }
    for (auto& field : here.as_object()) {
      if (field.key() == "constant") continue;
      each_spoiled(field.value(), visit, field.key() == "properties" || field.key() == "map");
    }
  } else if (here.is_array()) {
    for (auto& entry : here.as_array()) each_spoiled(entry, visit);
  }
}

TEST(WebhookSchema, FailsWhereTheReaderFails) {
  const SchemaCheck schema(collect::webhook_mapping_schema().as_object());
  int spoiled = 0;
  for (const char* example : kExamples) {
    json::value document = json::parse(example);
    each_spoiled(document, [&] {
      ++spoiled;
      EXPECT_FALSE(WebhookMapping::parse(document)) << json::serialize(document);
      EXPECT_FALSE(schema.holds(document)) << json::serialize(document);
    });
  }
  EXPECT_GT(spoiled, 30);
}

}  // namespace
}  // namespace wend::api
