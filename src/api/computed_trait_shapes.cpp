#include "api/computed_traits.h"
#include "api/schema.h"

namespace wend::api {
namespace {

using namespace schema;  // this file is nothing but schemas

Schema measure() {
  return one_of_texts({"count", "distinct", "sum", "average", "min", "max", "first_value",
                       "last_value", "most_frequent", "values", "first_time", "last_time",
                       "days_since_first", "days_since_last", "share"});
}

Schema computed_trait() {
  return object({{"id", text(100)},
                 {"key", text(64)},
                 {"trait", described(text(100), "What it is named by in questions.")},
                 {"name", text()},
                 {"description", text()},
                 {"definition", open_object({{"measure", measure()}})},
                 {"version", count()},
                 {"created_at", time()},
                 {"updated_at", time()},
                 {"created_by", nullable(text(100))},
                 {"state", one_of_texts({"building", "live", "failed"})},
                 {"error", nullable(text())},
                 {"used_by", list(object({{"kind", one_of_texts({"segment", "computed_trait"})},
                                          {"id", text(100)},
                                          {"name", text()}}))}});
}

Schema definition() {
  return described(object({{"measure", measure()},
                           optional("of", open_object()),
                           optional("property", text(1024)),
                           optional("within", any_of({text(50), number()})),
                           optional("from", text(100)),
                           optional("to", text(100))}),
                   "What is made of the events that satisfy `of`, and when they count.");
}

Schema computed_trait_draft() {
  return object({optional("key", text(64)),
                 {"name", text(200)},
                 optional("description", text(2000)),
                 {"definition", definition()}});
}

Schema built_in_trait() {
  return object({{"key", text(100)},
                 {"trait", text(120)},
                 {"name", text()},
                 {"type", one_of_texts({"number", "text"})}});
}

Schema computed_trait_preview() {
  const Schema value = nullable(any_of({text(), number(), boolean(), list(anything())}));
  return object(
      {{"customers", described(count(), "That were looked at.")},
       {"of", count()},
       {"exact", boolean()},
       {"with_value", count()},
       {"distinct", count()},
       {"numbers", nullable(object({{"min", number()},
                                    {"q1", number()},
                                    {"median", number()},
                                    {"q3", number()},
                                    {"max", number()},
                                    {"bins", list(object({{"from", number()},
                                                          {"to", nullable(number())},
                                                          {"customers", count()}}))}}))},
       {"most_frequent", list(object({{"value", value}, {"customers", count()}}))},
       {"example",
        nullable(object(
            {{"id", text(100)}, {"name", nullable(text())}, {"label", text()}, {"value", value}}))},
       {"notes", list(text())},
       {"took_ms", number()}});
}

Schema touch() {
  const Schema part = nullable(text());
  return nullable(object({{"channel", text()},
                          {"source", part},
                          {"medium", part},
                          {"campaign", part},
                          {"referrer", part},
                          {"landing_page", part},
                          {"time", time()}}));
}

Schema customer_computed() {
  return object(
      {{"items", list(object({{"id", text(100)},
                              {"key", text(64)},
                              {"trait", text(100)},
                              {"name", text()},
                              {"measure", measure()},
                              {"state", one_of_texts({"building", "live", "failed"})},
                              {"value", nullable(any_of(
                                            {text(), number(), boolean(), list(anything())}))}}))},
       {"orders", count()},
       {"money", list(object({{"currency", nullable(text())},
                              {"orders", count()},
                              {"sum", number()},
                              {"average", number()}}))},
       {"touches", object({{"first", touch()}, {"last", touch()}, {"last_non_direct", touch()}})},
       {"channels",
        list(object({{"channel", text()}, {"events", count()}, {"events_90_days", count()}}))},
       {"events", count()},
       {"events_90_days", count()},
       {"how", object({{"order_events", list(text())}, {"money", nullable(text())}})}});
}

}  // namespace

void add_computed_trait_shapes(boost::json::object& shapes) {
  shapes["ComputedTrait"] = computed_trait();
  shapes["ComputedTraitDraft"] = computed_trait_draft();
  shapes["BuiltInTrait"] = built_in_trait();
  shapes["ComputedTraitPreview"] = computed_trait_preview();
  shapes["CustomerComputed"] = customer_computed();
}

}  // namespace wend::api
