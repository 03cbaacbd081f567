#include "api/shapes.h"

#include "api/schema.h"
#include "model/tracking_plan.h"

namespace wend::api {
namespace {

using namespace schema;  // this file is nothing but schemas

Schema identifier() {
  return text(100);
}
Schema channel() {
  return text(1024);
}
Schema properties() {
  return map_of(anything());
}

Schema problem() {
  return open_object({{"type", text()},
                      {"title", text()},
                      {"status", integer(100, 599)},
                      {"code", text()},
                      {"detail", text()},
                      optional("field", text()),
                      optional("hint", text()),
                      optional("earlier", reference("EarlierImports"))});
}

Schema session() {
  return object(
      {{"user", object({{"id", identifier()},
                        {"name", text()},
                        {"email", nullable(text())},
                        {"role", one_of_texts({"viewer", "editor", "admin"})},
                        {"has_password", boolean()}})},
       {"csrf_token", text()},
       {"workspace", object({{"name", text()}, {"time_zone", text()}, {"sample", boolean()}})}});
}

Schema status() {
  return object({{"customers", count()},
                 {"events", count()},
                 {"data_version", count()},
                 {"last_event", nullable(time())},
                 {"version", text()},
                 {"behind_s", nullable(number())},
                 {"sample", boolean()}});
}

std::vector<Field> customer_fields() {
  return {{"id", identifier()},    {"name", nullable(text())}, {"label", text()},
          {"first_seen", time()},  {"last_seen", time()},      {"events", count()},
          {"traits", properties()}};
}

Schema customer() {
  auto fields = customer_fields();
  fields.push_back({"channels", list(channel())});
  return object(std::move(fields));
}

Schema customer_profile() {
  auto fields = customer_fields();
  fields.push_back({"identities", list(object({{"namespace", text()}, {"value", text()}}))});
  fields.push_back({"value", nullable(number())});
  fields.push_back({"sessions", count()});
  fields.push_back({"channels", list(object({{"channel", channel()}, {"events", count()}}))});
  fields.push_back({"stages", list(object({{"stage", text()}, {"first", time()}}))});
  return object(std::move(fields));
}

Schema role() {
  return nullable(one_of_texts({"contact", "error", "message", "goal", "step"}));
}

Schema customer_event() {
  return object({{"event", text()},
                 {"type", one_of_texts({"track", "page", "screen", "identify", "group", "alias"})},
                 {"time", time()},
                 {"channel", nullable(channel())},
                 {"source", nullable(text())},
                 {"touchpoint", nullable(text())},
                 {"stage", nullable(text())},
                 {"role", role()},
                 {"session", count()},
                 {"properties", properties()}});
}

Schema customer_shape() {
  return object(
      {{"channels", list(channel())},
       {"points",
        list(object(
            {{"time", time()}, {"channel", count()}, {"event", count()}, {"role", role()}}))},
       {"events", list(text())},
       {"stages", list(object({{"stage", text()}, {"from", time()}}))},
       optional("thinned", boolean())});
}

Schema source() {
  return object({{"id", identifier()},
                 {"name", text()},
                 {"kind", text()},
                 {"events", count()},
                 {"first_event", nullable(time())},
                 {"last_event", nullable(time())},
                 {"created_at", time()},
                 {"refused", count()},
                 {"warned", count()}});
}

Schema refusal() {
  return object({{"source", nullable(object({{"id", identifier()}, {"name", text()}}))},
                 {"kind", one_of_texts({"message", "body", "plan", "warning", "key"})},
                 {"event", nullable(text())},
                 {"reason", text()},
                 {"count", count()},
                 {"first_seen", time()},
                 {"last_seen", time()},
                 {"sample", nullable(text(20'000))}});
}

// Of a draft an event needs its name alone.
Schema tracking_plan(bool draft) {
  const bool all = !draft;
  const Schema type = one_of_texts({"any", "text", "number", "boolean", "time", "list", "object"});
  const Schema property =
      object({{"name", text(model::kPlanTextBytesMax)},
              {"type", type, all},
              {"required", boolean(), all},
              {"values", list(text(model::kPlanTextBytesMax), model::kPlannedValuesMax), all}});
  const Schema event = object({{"name", text(model::kPlanTextBytesMax)},
                               {"description", text(model::kPlanDescriptionBytesMax), all},
                               {"planned", boolean(), all},
                               {"blocked", boolean(), all},
                               {"show_as", nullable(text(model::kPlanTextBytesMax)), all},
                               {"on_violation", one_of_texts({"warn", "block"}), all},
                               {"properties", list(property, model::kPlannedPropertiesMax), all}});
  return object({{"unplanned", one_of_texts({"allow", "warn", "block"})},
                 {"events", list(event, model::kPlannedEventsMax)}});
}

Schema write_key() {
  return object({{"id", identifier()},
                 {"key", nullable(text())},
                 {"created_at", time()},
                 {"revoked_at", nullable(time())}});
}

Schema column_or_constant() {
  return any_of({text(), object({{"constant", text()}})});
}

Schema mapping() {
  return object({{"customer", text()},
                 {"event", column_or_constant()},
                 {"time", object({{"column", text()},
                                  optional("of_day", text()),
                                  optional("format", text()),
                                  optional("zone", text())})},
                 optional("channel", nullable(column_or_constant())),
                 optional("customer_namespace", text()),
                 optional("delimiter", text(8)),
                 optional("header", boolean()),
                 optional("properties", map_of(nullable(text()))),
                 optional("trim", boolean())});
}

Schema upload() {
  return object(
      {{"upload", identifier()},
       {"size", count()},
       {"format", text()},
       {"guess", reference("Mapping")},
       {"complete", boolean()},
       {"remarks", list(text())},
       {"columns", list(object({{"name", text()},
                                {"fill", number()},
                                {"samples", list(text(100'000))},
                                {"looks_like", one_of_texts({"time", "customer", "event", "channel",
                                                             "number", "text"})}}))},
       {"preview", list(open_object())},
       {"problems",
        list(object({{"line", count()}, {"column", nullable(text())}, {"reason", text()}}))},
       {"rows_estimate", count()}});
}

Schema import() {
  return object({{"id", identifier()},
                 {"file", text()},
                 {"source", text()},
                 {"state", one_of_texts({"running", "done", "failed", "cancelled"})},
                 {"bytes", count()},
                 {"bytes_done", count()},
                 {"rows", count()},
                 {"added", count()},
                 {"duplicates", count()},
                 {"rejected", count()},
                 {"rate_rows_s", nullable(number())},
                 {"seconds_left", nullable(number())},
                 {"started_at", time()},
                 {"finished_at", nullable(time())},
                 {"error", nullable(reference("Problem"))},
                 {"reject_reasons", list(object({{"reason", text()}, {"count", count()}}))}});
}

// What a problem of code conflict carries when a file was imported before with another mapping.
Schema earlier_imports() {
  return object({{"imports", list(reference("Import"))}, {"events", count()}});
}

Schema question() {
  return object({{"id", identifier()},
                 {"name", text()},
                 {"query", open_object()},
                 {"view", open_object()},
                 {"version", count()},
                 {"created_at", time()},
                 {"updated_at", time()},
                 {"created_by", nullable(identifier())}});
}

Schema question_draft() {
  return object({{"name", text(200)}, {"query", open_object()}, optional("view", open_object())});
}

Schema search_item() {
  return object({{"kind", one_of_texts({"customer", "event", "touchpoint", "question", "screen"})},
                 {"id", text()},
                 {"label", text()},
                 {"detail", nullable(text())},
                 {"href", text()}});
}

Schema property_info() {
  return object({{"property", text()},
                 {"kind", one_of_texts({"property", "trait"})},
                 {"type", one_of_texts({"text", "number", "boolean", "mixed"})},
                 {"distinct", count()},
                 {"count", count()}});
}

}  // namespace

const boost::json::object& shapes() {
  static const boost::json::object kShapes = {{"Problem", problem()},
                                              {"Session", session()},
                                              {"Status", status()},
                                              {"Customer", customer()},
                                              {"CustomerProfile", customer_profile()},
                                              {"CustomerEvent", customer_event()},
                                              {"CustomerShape", customer_shape()},
                                              {"Source", source()},
                                              {"WriteKey", write_key()},
                                              {"Refusal", refusal()},
                                              {"TrackingPlan", tracking_plan(false)},
                                              {"TrackingPlanDraft", tracking_plan(true)},
                                              {"Mapping", mapping()},
                                              {"Upload", upload()},
                                              {"Import", import()},
                                              {"EarlierImports", earlier_imports()},
                                              {"Question", question()},
                                              {"QuestionDraft", question_draft()},
                                              {"SearchItem", search_item()},
                                              {"PropertyInfo", property_info()}};
  return kShapes;
}

}  // namespace wend::api
