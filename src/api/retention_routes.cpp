#include <boost/json/array.hpp>

#include "api/document_version.h"
#include "api/routes.h"
#include "api/shapes.h"
#include "api/text_json.h"
#include "api/times.h"
#include "model/retention.h"
#include "model/time_text.h"
#include "unify/retention.h"

namespace wend::api {
namespace {

namespace json = boost::json;
using unify::Retention;

constexpr std::string_view kConfirmation = "delete";

Answer answer_with(const Retention::Rules& stored) {
  Answer answer;
  answer.body = model::to_json(stored.rules);
  answer.headers.set("ETag", etag_of(stored.version));
  answer.object = std::string(model::kRetentionDocument);
  return answer;
}

base::Result<Answer> show_rules(Call& call) {
  WEND_ASSIGN(const auto stored, call.services.retention->rules());
  return answer_with(stored);
}

base::Result<Answer> change_rules(Call& call) {
  WEND_ASSIGN(const auto rules, model::retention_rules_from(call.body));
  WEND_ASSIGN(const auto current, call.services.retention->rules());
  const auto clash_with = [&](const Retention::Rules& theirs) {
    return clash("the retention rules", call.body, model::to_json(theirs.rules), theirs.version);
  };
  if (!has_seen(call, current.version)) return clash_with(current);
  const auto written = call.services.retention->replace(rules, current.version);
  if (!written && written.error().code == base::ErrorCode::kConflict) {
    WEND_ASSIGN(const auto theirs, call.services.retention->rules());
    return clash_with(theirs);
  }
  if (!written) return base::fail(written.error());
  return answer_with(*written);
}

base::Result<Answer> preview_rules(Call& call) {
  WEND_ASSIGN(auto rules, model::retention_rules_from(call.body));
  WEND_ASSIGN(const auto zone, zone_of(call.services));
  WEND_ASSIGN(const auto preview, call.services.retention->preview(std::move(rules)));
  json::array list;
  for (const auto& [rule, due] : preview.rules) {
    list.push_back(json::object{{"id", rule.id},
                                {"events", due.events},
                                {"oldest", time_json(due.oldest, zone)},
                                {"newest", time_json(due.newest, zone)}});
  }
  Answer answer;
  answer.body = json::object{{"events", preview.events},
                             {"deletes", preview.deletes},
                             {"needs_confirmation", preview.needs_confirmation},
                             {"rules", std::move(list)}};
  return answer;
}

base::Result<json::object> runs_json(Call& call) {
  WEND_ASSIGN(const auto zone, zone_of(call.services));
  WEND_ASSIGN(const auto runs, call.services.retention->runs());
  const auto standing = call.services.retention->standing();
  json::array items;
  for (const auto& run : runs) {
    items.push_back(json::object{{"time", model::format_time(run.at, zone)},
                                 {"rule", run.rule},
                                 {"action", run.pseudonymised ? "pseudonymise" : "delete"},
                                 {"before", model::format_time(run.before, zone)},
                                 {"events", run.events}});
  }
  return json::object{{"running", standing.running},
                      {"error", text_or_null(standing.error)},
                      {"items", std::move(items)},
                      {"next_cursor", nullptr}};
}

base::Result<Answer> list_runs(Call& call) {
  Answer answer;
  WEND_ASSIGN(answer.body, runs_json(call));
  return answer;
}

base::Result<Answer> ask_for_run(Call& call) {
  const auto* confirm = call.body.as_object().if_contains("confirm");
  const bool confirmed = confirm != nullptr && confirm->is_string();
  if (confirmed && std::string_view(confirm->get_string()) != kConfirmation)
    return base::fail(base::ErrorCode::kInvalidInput, "A large run is confirmed by a word.",
                      "confirm", "Send \"delete\".");
  if (!confirmed) {
    // Told to who asks, in place of the thread's report.
    WEND_ASSIGN(const auto stored, call.services.retention->rules());
    WEND_ASSIGN(const auto preview, call.services.retention->preview(stored.rules));
    if (preview.needs_confirmation)
      return base::fail(base::ErrorCode::kConflict,
                        "The retention rules would delete more than half of all events.", "confirm",
                        "Look at the preview, and send {\"confirm\": \"delete\"}.");
  }
  call.services.retention->wake(confirmed);
  Answer answer;
  answer.status = 202;
  WEND_ASSIGN(answer.body, runs_json(call));
  return answer;
}

}  // namespace

void add_retention_shapes(boost::json::object& shapes) {
  using namespace schema;
  const auto rules = [](bool draft) {
    return object({{"rules", list(object({{"id", text(64)},
                                          {"events", list(text(1024), 100)},
                                          Field{"kinds", list(text(20), 100), !draft},
                                          Field{"source", nullable(text(1024)), !draft},
                                          {"days", integer(1, model::kRetentionDaysMax)},
                                          {"action", one_of_texts({"delete", "pseudonymise"})}}),
                                  model::kRetentionRulesMax)}});
  };
  shapes["RetentionRules"] = rules(false);
  shapes["RetentionRulesDraft"] = rules(true);
  shapes["RetentionPreview"] = object({{"events", described(count(), "In the store.")},
                                       {"deletes", count()},
                                       {"needs_confirmation", boolean()},
                                       {"rules", list(object({{"id", text(64)},
                                                              {"events", count()},
                                                              {"oldest", nullable(time())},
                                                              {"newest", nullable(time())}}))}});
  shapes["RetentionRuns"] =
      object({{"running", boolean()},
              {"error", described(nullable(text()), "Why the last run did not happen.")},
              {"items", list(object({{"time", time()},
                                     {"rule", text(64)},
                                     {"action", one_of_texts({"delete", "pseudonymise"})},
                                     {"before", time()},
                                     {"events", count()}}))},
              {"next_cursor", nullable(text())}});
}

void add_retention_endpoints(std::vector<Endpoint>& endpoints) {
  using namespace schema;
  endpoints.push_back({.path = "/api/v1/retention/rules",
                       .summary = "How long events are kept.",
                       .response = reference("RetentionRules"),
                       .handle = show_rules});
  endpoints.push_back({.method = http::Method::kPut,
                       .path = "/api/v1/retention/rules",
                       .summary = "Change how long events are kept; the next run goes by it.",
                       .permission = Permission::kAdmin,
                       .request = reference("RetentionRulesDraft"),
                       .response = reference("RetentionRules"),
                       .audit = "retention.rules",
                       .needs_match = true,
                       .handle = change_rules});
  endpoints.push_back({.method = http::Method::kPost,
                       .path = "/api/v1/retention/preview",
                       .summary = "What a run by these rules would do now.",
                       .permission = Permission::kAdmin,
                       .request = reference("RetentionRulesDraft"),
                       .response = reference("RetentionPreview"),
                       .lane = http::Lane::kHeavy,
                       .handle = preview_rules});
  endpoints.push_back({.path = "/api/v1/retention/runs",
                       .summary = "What runs did, by rule, the newest first.",
                       .response = reference("RetentionRuns"),
                       .handle = list_runs});
  endpoints.push_back(
      {.method = http::Method::kPost,
       .path = "/api/v1/retention/runs",
       .summary = "Do what is due now, and not only when the day is over.",
       .permission = Permission::kAdmin,
       .request = object(
           {optional("confirm", described(nullable(text(64)),
                                          "The word delete, for more than half of all events."))}),
       .status = 202,
       .response = reference("RetentionRuns"),
       .audit = "retention.run",
       .lane = http::Lane::kHeavy,
       .handle = ask_for_run});
}

}  // namespace wend::api
