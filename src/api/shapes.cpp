#include "api/shapes.h"

#include "api/computed_traits.h"
#include "api/improve.h"
#include "api/map_drift.h"
#include "api/map_sharing.h"
#include "api/maps.h"
#include "api/personas.h"
#include "api/schema.h"
#include "api/touchpoints.h"
#include "api/workshops.h"
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
  fields.push_back({"computed", described(map_of(anything()), "Computed traits, by key.")});
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

Schema event_type() {
  return one_of_texts({"track", "page", "screen", "identify", "group", "alias"});
}

Schema event_kind() {
  return one_of_texts(
      {"purchase", "page", "survey", "error", "message", "case", "identify", "other"});
}

// What an event says of itself; by its kind.
Schema event_summary() {
  return object(
      {optional("amount", number()), optional("currency", text()), optional("path", text(100'000)),
       optional("title", text(100'000)), optional("score", number()),
       optional("score_max", number()), optional("comment", text(100'000)),
       optional("reason", text(100'000)), optional("subject", text(100'000)),
       optional("reference", text(100'000)), optional("status", text(100'000)),
       optional("changes",
                list(object(
                    {{"trait", text(100'000)}, {"before", anything()}, {"after", anything()}})))});
}

Schema customer_event() {
  return object({{"id", identifier()},
                 {"event", text()},
                 {"type", event_type()},
                 {"kind", event_kind()},
                 {"time", time()},
                 {"received_at", time()},
                 {"channel", nullable(channel())},
                 {"source", nullable(text())},
                 {"touchpoint", nullable(text())},
                 {"stage", nullable(text())},
                 {"role", role()},
                 {"session", count()},
                 {"identity", nullable(object({{"namespace", text()}, {"value", text()}}))},
                 {"import", nullable(identifier())},
                 {"summary", event_summary()},
                 {"properties", properties()}});
}

Schema customer_timeline() {
  const Schema numbers = list(number());
  const Schema counted = list(object({{"value", text()}, {"events", count()}}));
  return object(
      {{"customer",
        described(identifier(), "Another id than asked for when customers were joined.")},
       {"data_version", count()},
       {"total", described(count(), "Events of the customer.")},
       {"matching", described(count(), "Events that satisfy the filters.")},
       {"cut", described(boolean(), "Only the latest 100,000 of them are listed.")},
       {"names", list(object({{"event", text()},
                              {"type", event_type()},
                              {"kind", event_kind()},
                              {"touchpoint", nullable(text())},
                              {"stage", nullable(text())},
                              {"role", role()}}))},
       {"channels", list(nullable(channel()))},
       {"sources", list(nullable(text()))},
       {"events",
        described(object({{"id", numbers},
                          {"time_ms", numbers},
                          {"name", numbers},
                          {"channel", numbers},
                          {"source", numbers}}),
                  "A column each, by time: ids; milliseconds since 1970 of the first, then since "
                  "the one before; places in names, channels and sources.")},
       {"sessions", list(object({{"number", count()},
                                 {"from", time()},
                                 {"to", time()},
                                 {"events", count()},
                                 {"shown", described(count(), "How many of them are listed.")},
                                 {"channels", list(channel())},
                                 {"stages", list(text())},
                                 {"entry", described(count(),
                                                     "The id of its first page, else of "
                                                     "its first event.")}}))},
       {"counts", described(object({{"channels", counted},
                                    {"events", counted},
                                    {"kinds", counted},
                                    {"touchpoints", counted},
                                    {"stages", counted},
                                    {"roles", counted},
                                    {"sources", counted}}),
                            "How many events each choice of a filter would leave, the other "
                            "filters as they are.")}});
}

Schema customer_shape() {
  return object({{"channels", list(channel())},
                 {"points", list(object({{"id", identifier()},
                                         {"time", time()},
                                         {"channel", count()},
                                         {"event", count()},
                                         {"role", role()}}))},
                 {"events", list(text())},
                 {"stages", list(object({{"stage", text()}, {"from", time()}}))},
                 {"current_stage", nullable(text())},
                 {"moments", list(object({{"role", one_of_texts({"error", "contact"})},
                                          {"events", count()},
                                          {"last", time()}}))},
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
  return object({optional("rows", one_of_texts({"events", "customers", "accounts"})),
                 optional("customer", text()), optional("account", text()),
                 optional("event", nullable(column_or_constant())),
                 optional("time", object({{"column", text()},
                                          optional("of_day", text()),
                                          optional("format", text()),
                                          optional("zone", text())})),
                 optional("channel", nullable(column_or_constant())),
                 optional("customer_namespace", text()), optional("identities", map_of(text())),
                 optional("delimiter", text(8)), optional("header", boolean()),
                 optional("properties", map_of(nullable(text()))), optional("trim", boolean())});
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
                 {"rows_are", one_of_texts({"events", "customers", "accounts"})},
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

Schema webhook_mapping() {
  return described(open_object({{"rules", list(open_object())}}),
                   "How bodies become events; /api/v1/webhooks/schema has its JSON Schema.");
}

std::vector<Field> signature_fields() {
  return {{"scheme", one_of_texts({"none", "hmac"})},
          optional("algorithm", nullable(one_of_texts({"sha1", "sha256", "sha512"}))),
          optional("header", nullable(text(200))),
          optional("encoding", nullable(one_of_texts({"hex", "base64"}))),
          optional("prefix", nullable(text(200))),
          optional("signed", nullable(text(200))),
          optional("signature_field", nullable(text(200))),
          optional("timestamp_field", nullable(text(200))),
          optional("timestamp_header", nullable(text(200))),
          optional("tolerance_s", nullable(integer(1, 86'400)))};
}

Schema webhook() {
  auto signature = signature_fields();
  signature.push_back({"secret_set", boolean()});
  return object({{"preset", nullable(text(100))},
                 {"mapping", reference("WebhookMapping")},
                 {"signature", object(std::move(signature))}});
}

Schema webhook_change() {
  auto signature = signature_fields();
  signature.push_back(optional("secret_set", boolean()));
  signature.push_back(optional("secret", nullable(text(1000))));
  return object({optional("preset", nullable(text(100))),
                 {"mapping", reference("WebhookMapping")},
                 {"signature", object(std::move(signature))}});
}

Schema webhook_preset() {
  return object({{"id", identifier()},
                 {"name", text()},
                 {"setup", text()},
                 {"mapping", reference("WebhookMapping")},
                 {"signature", object(signature_fields())},
                 {"example", object({{"headers", map_of(text())}, {"body", text(100'000)}})}});
}

Schema webhook_trial() {
  return object(
      {{"events",
        list(object(
            {{"name", text()},
             {"type", one_of_texts({"track", "page", "screen", "identify", "group", "alias"})},
             {"time", time()},
             {"customer", object({{"namespace", text()}, {"value", text()}})},
             {"identities", list(object({{"namespace", text()}, {"value", text()}}))},
             {"channel", nullable(channel())},
             {"message_id", text()},
             {"properties", properties()}}))},
       {"unmapped", nullable(text())},
       {"problems", list(object({{"place", text()}, {"sentence", text()}}))}});
}

Schema unmapped_body() {
  return object({{"position", count()},
                 {"received_at", time()},
                 {"reason", text()},
                 {"headers", map_of(text())},
                 {"body", text(100'000)}});
}

Schema search_item() {
  return object({{"kind", one_of_texts({"customer", "account", "segment", "event", "touchpoint",
                                        "question", "screen"})},
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
                 {"count", count()},
                 optional("label", described(text(), "What a computed trait is called."))});
}

}  // namespace

const boost::json::object& shapes() {
  static const boost::json::object kShapes = [] {
    boost::json::object all = {{"Problem", problem()},
                               {"Session", session()},
                               {"Status", status()},
                               {"Customer", customer()},
                               {"CustomerProfile", customer_profile()},
                               {"CustomerEvent", customer_event()},
                               {"CustomerShape", customer_shape()},
                               {"CustomerTimeline", customer_timeline()},
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
                               {"PropertyInfo", property_info()},
                               {"WebhookMapping", webhook_mapping()},
                               {"Webhook", webhook()},
                               {"WebhookChange", webhook_change()},
                               {"WebhookPreset", webhook_preset()},
                               {"WebhookTrial", webhook_trial()},
                               {"UnmappedBody", unmapped_body()}};
    add_identity_shapes(all);
    add_segment_shapes(all);
    add_account_shapes(all);
    add_computed_trait_shapes(all);
    add_touchpoint_shapes(all);
    add_map_shapes(all);
    add_map_watch_shapes(all);
    add_map_sharing_shapes(all);
    add_persona_shapes(all);
    add_workshop_shapes(all);
    add_improve_shapes(all);
    add_privacy_shapes(all);
    add_consent_shapes(all);
    add_retention_shapes(all);
    add_export_shapes(all);
    return all;
  }();
  return kShapes;
}

}  // namespace wend::api
