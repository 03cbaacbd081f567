#include <boost/json.hpp>
#include <functional>
#include <gtest/gtest.h>

#include "analyze/query.h"
#include "analyze/question.h"
#include "analyze/testing/schema_check.h"

namespace wend::analyze {
namespace {

namespace json = boost::json;
using testing::SchemaCheck;

constexpr const char*
    kExamples[] =
        {
            R"({"kind": "overview", "range": {"from": "2026-01-01", "to": "2026-03-01T00:00:00Z"}})",
            R"({"kind": "overview", "where": {}, "who": {"trait": "city", "op": "is", "value": "Hamburg"}, "people": {"of": "all", "limit": 5}})",
            R"({"kind": "overview", "where": {"all": [{"event": "A"}, {"event": ["A", "B"]}, {"type": "page"}, {"type": ["track", "page"]}, {"channel": "web"}]}})",
            R"({"kind": "overview", "where": {"any": [{"source": "orders.csv"}, {"touchpoint": "Checkout"}, {"stage": ["Purchase"]}, {"not": {"event": "A"}}]}})",
            R"({"kind": "overview", "where": {"property": "a.b", "value": 5}})",
            R"({"kind": "overview", "where": {"property": "a", "op": "in", "value": ["x", 1, true]}})",
            R"({"kind": "overview", "where": {"property": "a", "op": "not_exists"}})",
            R"({"kind": "overview", "who": {"did": {"event": "A"}, "at_least": 1, "at_most": 3}})",
            R"({"kind": "overview", "who": {"did": {"event": "A"}, "at_most": 0, "within": "30d"}})",
            R"({"kind": "overview", "who": {"did": {"event": "A"}, "from": "2026-01-01", "to": "2026-02-01"}})",
            R"({"kind": "overview", "who": {"did": {"event": "A"}, "sum": "price", "op": "at_least", "value": 100, "from": "2026-01-01"}})",
            R"({"kind": "overview", "who": {"did": {"event": "A"}, "average": "price", "value": 100, "within": "30d"}})",
            R"({"kind": "overview", "who": {"all": [{"first": {"event": "A"}, "within": "7d"}, {"first": {"event": "A"}, "to": "2026-01-01"}]}})",
            R"({"kind": "overview", "who": {"sequence": [{"event": "A"}, {"event": "B"}], "within": "7d", "in_last": "30d"}})",
            R"({"kind": "overview", "who": {"sequence": [{"event": "A"}, {"event": "B"}], "from": "2026-01-01"}})",
            R"({"kind": "overview", "who": {"not": {"segment": "seg_1"}}})",
            R"({"kind": "overview", "who": {"account": {"trait": "plan", "value": "pro"}}})",
            R"({"kind": "events", "search": "order", "limit": 10, "properties": true})",
            R"({"kind": "paths", "start": {"event": "A"}, "end": {"event": "B"}, "steps": 3, "by": "touchpoint", "loops": "collapse", "hide": {"type": "page"}, "within": "7d", "count": "transitions", "top": 4})",
            R"({"kind": "paths", "around": {"event": "A"}, "by": {"property": "path"}, "within": 3600})",
            R"({"kind": "process", "by": "stage", "detail": 0.5, "variants": 10, "per": {"session": "30m"}})",
            R"({"kind": "process", "by": "channel", "per": "customer", "hide": {"event": "A"}})",
            R"({"kind": "funnel", "steps": [{"name": "One", "match": {"event": "A"}}, {"match": {"event": "B"}}], "window": "7d", "order": "ordered", "attempt": "best", "ties": "order-free", "reuse": false, "breakdown": {"property": "p", "touch": {"step": 2}, "top": 3}, "trend": "week"})",
            R"({"kind": "funnel", "steps": [{"match": {}}, {"match": {}}], "breakdown": {"channel": true, "touch": "last"}})",
            R"({"kind": "funnel", "steps": [{"match": {}}, {"match": {}}], "breakdown": {"segments": ["seg_1", "seg_2"]}, "by": "profile"})",
            R"({"kind": "funnel", "steps": [{"match": {}}, {"match": {}}], "breakdown": {"trait": "plan"}, "by": "account"})",
            R"({"kind": "funnel", "steps": [{"match": {}}, {"match": {}}], "by": {"account": "household"}})",
            R"({"kind": "funnel", "steps": [{"match": {}}, {"match": {}, "optional": true}, {"match": {}}], "order": "strict", "attempt": "all", "ties": "strict", "reuse": true, "exclude": [{"match": {"event": "X"}, "from": 1, "to": 2}], "hold": ["cart"], "by": {"session": "30m"}})",
            R"({"kind": "funnel", "preset": "clickhouse", "steps": [{"match": {}}, {"match": {}}], "window": "7d", "strict_order": true, "strict_deduplication": true, "strict_increase": true, "strict_once": true, "allow_reentry": true, "trend": "day"})",
            R"({"kind": "funnel", "preset": "posthog", "steps": [{"match": {}}, {"match": {}, "optional": true}, {"match": {}}], "window": "14d", "order": "strict", "exclude": [{"match": {"event": "X"}}]})",
            R"({"kind": "funnel", "preset": "mixpanel", "steps": [{"match": {}}, {"match": {}}], "window": "7d", "count": "uniques", "reentry": "optimized", "hold": ["cart"]})",
            R"({"kind": "funnel", "preset": "amplitude", "steps": [{"match": {}}, {"match": {}}], "window": "1d", "order": "strict", "count": "totals", "hold": ["cart"]})",
            R"({"kind": "time-between", "from": {"event": "A"}, "to": {"event": "B"}, "within": "1.5h", "pick": "each", "breakdown": {"trait": "city"}})",
            R"({"kind": "retention", "start": {"event": "A"}, "return": {"event": "B"}, "entry": "recurring", "mode": "brackets", "brackets": [0, 1, 7], "bucket": "week", "breakdown": {"trait": "city", "top": 3}})",
            R"({"kind": "retention", "start": {"event": "A"}, "mode": "on_or_after", "periods": 10})",
            R"({"kind": "lifecycle", "match": {"event": "A"}, "bucket": "week"})",
            R"({"kind": "stickiness", "match": {"event": "A"}, "period": "week"})",
            R"({"kind": "archetypes", "by": "touchpoint", "groups": 4, "least": 5})",
            R"({"kind": "trend", "measures": [{"name": "Orders", "match": {"event": "A"}, "count": "sessions"}, {"count": {"sum": "price"}}, {"count": {"median": "price"}}], "bucket": "week", "gap": "1h", "breakdown": {"channel": true}, "formula": "A / B", "bands": true, "previous": true})",
            R"({"kind": "trend", "measures": [{}], "formula": [{"name": "Twice", "formula": "A * 2"}]})",
            R"({"kind": "sessions", "gap": "30m", "by": "touchpoint", "top": 5, "bucket": "day"})",
            R"({"kind": "transitions", "by": {"property": "p"}, "per": {"session": "30m"}, "loops": "collapse", "hide": {"event": "A"}, "within": "1d", "top": 5})",
            R"({"kind": "next", "from": {"event": "A"}, "by": "channel", "hide": {"type": "page"}, "within": "1d", "pick": "each", "loops": "collapse", "top": 5})",
            R"({"kind": "compare", "range": {"from": "2026-01-01"}, "groups": [{"name": "One", "who": {"event": "A"}}, {"who": {}}], "question": {"kind": "funnel", "steps": [{"match": {"event": "A"}}, {"match": {"event": "B"}}]}})",
            R"({"kind": "formula", "questions": {"A": {"kind": "overview", "where": {"event": "A"}}, "b": {"kind": "next", "from": {}}}, "formula": [{"name": "Share", "formula": "A.events / b.from_count"}]})",
            R"({"kind": "attribution", "conversion": {"event": "A"}, "touches": {"type": "page"}, "value": "price", "by": "source", "lookback": "30d", "count": "first", "reuse": true, "loops": "collapse", "direct": ["none"], "top": 5, "paths": 3, "models": ["linear", {"model": "first"}, {"model": "time-decay", "half_life": "1d"}, {"model": "markov", "order": 2}, {"model": "shapley", "worth": "rate"}]})",
            R"({"kind": "attribution", "conversion": {"event": "A"}, "by": {"property": "campaign"}})",
            R"({"kind": "pattern", "pattern": "\"A\" then b", "steps": {"b": {"event": "B"}}, "within": "1d", "by": "stage", "top": 3, "trend": "day"})",
            R"({"kind": "pattern", "pattern": {"sequence": [{"step": {"event": "A"}}, {"then": {"after": 5, "within": "1h"}}, {"one_of": [{"not": {"event": "C"}}, "any"]}, {"next": {"within": "1m"}},
      {"repeat": {"not": {"one_of": [{"event": "C"}, {"step": {"event": "D"}}]}}, "at_least": 2, "at_most": 3, "lazy": true}], "within": "2d"}})",
            R"({"kind": "overview", "who": {"pattern": "b+", "steps": {"b": {"event": "B"}}, "within": "1h"}})",
            R"({"kind": "drivers", "outcome": {"event": "A"}, "start": {"event": "B"}, "hide": {"type": "page"}, "observe": "1d", "within": "30d", "candidates": ["events", "counts", "channels", "properties", "traits"], "fdr": 0.1, "limit": 5, "least": 10})",
            R"({"kind": "conformance", "journey": ["A", {"step": "B", "within": "1d"}, {"sequence": ["C", ["D"]], "within": "2d"}, {"choice": ["E", {"optional": "F"}]}, {"any_order": ["G", {"repeat": "H"}]}],
      "by": "stage", "hide": {"event": "A"}, "per": {"session": "30m"}, "variants": 3, "extra": "ignore"})",
            R"({"kind": "map", "stages": [{"id": "one", "name": "One", "match": {"event": "A"}}, {"id": "two"}], "steps": [{"id": "s_1", "stage": "one", "name": "First", "match": {"event": "A"}}, {"id": "s-2", "stage": "two"}],
      "outcome": {"event": "B"}, "contact": {"channel": "phone"}, "feedback": [{"match": {"event": "C"}, "property": "score", "scale": [0, 10], "within": "7d"}], "trend": "week", "fdr": 0.1, "least": 5})",
            R"({"kind": "map"})",
            R"({"kind": "drift", "stages": [{"id": "one"}], "steps": [{"id": "s_1", "stage": "one", "match": {"event": "A"}}, {"id": "s_2", "stage": "one", "match": {"event": "B"}}], "optional": ["s_2"],
      "links": [{"from": "s_2", "to": "s_1", "kind": "loop"}, {"from": "s_1", "to": "s_2"}], "contact": {"event": "C"}, "extra": "none", "gap": "3d", "trend": "week", "least": 5})",
            R"({"kind": "drift", "every": "7d"})",
};

json::value parsed(const char* text) {
  return parse_query(text).value();
}

TEST(QuerySchema, HoldsForWhatTheReaderTakes) {
  const SchemaCheck schema(query_schema());
  for (const char* example : kExamples) {
    const auto status = check_query(parsed(example));
    EXPECT_TRUE(status) << example << ": " << (status ? "" : status.error().to_sentence());
    EXPECT_TRUE(schema.holds(parsed(example))) << example;
  }
}

// Calls visit with every way of spoiling one place of a document.
void each_spoiled(json::value& root, json::value& here, const std::function<void()>& visit) {
  if (here.is_object()) {
    here.as_object()["zzz"] = 1;
    visit();
    here.as_object().erase("zzz");
    for (auto& field : here.as_object()) each_spoiled(root, field.value(), visit);
  } else if (here.is_array()) {
    here.as_array().emplace_back(json::object{{"zzz", 1}});
    visit();
    here.as_array().pop_back();
    for (auto& entry : here.as_array()) each_spoiled(root, entry, visit);
  }
  if (&here == &root) return;
  const json::value before = here;
  for (const json::value& wrong : {json::value(json::object{{"zzz", 1}}),
                                   json::value(json::array{json::value(json::array())})}) {
    here = wrong;
    visit();
  }
  here = before;
}

TEST(QuerySchema, FailsWhereTheReaderFails) {
  const SchemaCheck schema(query_schema());
  int spoiled = 0;
  for (const char* example : kExamples) {
    json::value document = parsed(example);
    each_spoiled(document, document, [&] {
      ++spoiled;
      EXPECT_FALSE(check_query(document)) << json::serialize(document);
      EXPECT_FALSE(schema.holds(document)) << json::serialize(document);
    });
  }
  EXPECT_GT(spoiled, 300);
}

TEST(QuerySchema, HasEveryKind) {
  for (const QueryKind& kind : query_kinds()) {
    EXPECT_TRUE(query_schema().at("$defs").as_object().contains(kind.name)) << kind.name;
  }
}

}  // namespace
}  // namespace wend::analyze
