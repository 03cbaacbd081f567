#include <boost/json/array.hpp>

#include "api/document_version.h"
#include "api/routes.h"
#include "api/text_json.h"
#include "api/times.h"
#include "events/identity_reads.h"
#include "model/consent.h"
#include "model/event.h"
#include "model/time_text.h"
#include "unify/consent.h"

namespace wend::api {
namespace {

namespace json = boost::json;
using unify::Consent;

constexpr std::size_t kHistoryMax = 500;

Answer answer_with(const Consent::Purposes& stored) {
  Answer answer;
  answer.body = model::to_json(stored.purposes);
  answer.headers.set("ETag", etag_of(stored.version));
  answer.object = std::string(model::kConsentDocument);
  return answer;
}

base::Result<Answer> show_purposes(Call& call) {
  WEND_ASSIGN(const auto stored, call.services.consent->purposes());
  return answer_with(stored);
}

base::Result<Answer> change_purposes(Call& call) {
  WEND_ASSIGN(const auto purposes, model::consent_purposes_from(call.body));
  WEND_ASSIGN(const auto current, call.services.consent->purposes());
  const auto clash_with = [&](const Consent::Purposes& theirs) {
    return clash("the purposes", call.body, model::to_json(theirs.purposes), theirs.version);
  };
  if (!has_seen(call, current.version)) return clash_with(current);
  const auto written = call.services.consent->replace(purposes, current.version);
  if (!written && written.error().code == base::ErrorCode::kConflict) {
    WEND_ASSIGN(const auto theirs, call.services.consent->purposes());
    return clash_with(theirs);
  }
  if (!written) return base::fail(written.error());
  return answer_with(*written);
}

base::Result<std::int64_t> customer_now(Call& call) {
  const auto id = model::customer_id_from(call.id());
  if (id) {
    WEND_ASSIGN(const auto profile, events::profile_of_identity(call.services.data.events(), *id));
    if (profile) return *profile;
  }
  return base::fail(base::ErrorCode::kNotFound, "There is no such customer.");
}

json::object answer_json(const std::string& channel, const Consent::Answer& one,
                         const model::TimeZone& zone) {
  json::object body{{"channel", text_or_null(channel)},
                    {"allowed", one.answer.allowed},
                    {"why", model::to_string(one.answer.why)},
                    {"state", model::to_string(one.answer.state)},
                    {"since", nullptr},
                    {"statement", nullptr}};
  if (one.line) {
    body["since"] = model::format_time(one.line->time, zone);
    body["statement"] = one.line->number;
  }
  return body;
}

json::value source_json(const Call& call, std::int64_t source) {
  if (source == 0) return nullptr;
  const auto found = call.services.data.events().source(source);
  return found && *found ? json::value((*found)->name) : json::value(nullptr);
}

base::Result<json::object> consent_json(Call& call, std::int64_t profile) {
  WEND_ASSIGN(const auto zone, zone_of(call.services));
  const auto asked_purpose = call.parameter("purpose");
  const auto asked_channel = call.parameter("channel");
  WEND_ASSIGN(const auto found, call.services.consent->of_customer(profile));
  json::array purposes, history;
  for (const auto& of : found.purposes) {
    if (asked_purpose && of.purpose.id != *asked_purpose) continue;
    json::array answers;
    for (const auto& [channel, one] : of.channels)
      if (!asked_channel) answers.push_back(answer_json(channel, one, zone));
    if (asked_channel) {
      WEND_ASSIGN(const auto one,
                  call.services.consent->may(profile, of.purpose.id, *asked_channel));
      answers.push_back(answer_json(*asked_channel, one, zone));
    }
    purposes.push_back(json::object{{"id", of.purpose.id},
                                    {"name", of.purpose.name},
                                    {"lawful_basis", model::to_string(of.purpose.basis)},
                                    {"answers", std::move(answers)}});
  }
  if (asked_purpose && purposes.empty())
    return base::fail(base::ErrorCode::kNotFound, "There is no such purpose.", "purpose",
                      "GET /api/v1/consent/purposes lists them.");
  for (const auto& line : found.history) {
    if (history.size() == kHistoryMax) break;
    json::value purpose;
    for (const auto& of : found.purposes)
      if (of.purpose.is_called(line.category)) purpose = of.purpose.id;
    history.push_back(json::object{{"number", line.number},
                                   {"purpose", std::move(purpose)},
                                   {"category", line.category},
                                   {"channel", text_or_null(line.channel)},
                                   {"state", model::to_string(line.state)},
                                   {"time", model::format_time(line.time, zone)},
                                   {"recorded_at", model::format_time(line.recorded_at, zone)},
                                   {"identity", json::object{{"namespace", line.identity_namespace},
                                                             {"value", line.identity_value}}},
                                   {"source", source_json(call, line.source_id)},
                                   {"event", text_or_null(line.event)},
                                   {"message", text_or_null(line.message_id)},
                                   {"actor", text_or_null(line.actor)},
                                   {"reason", text_or_null(line.reason)},
                                   {"wording", text_or_null(line.wording)}});
  }
  return json::object{{"customer", model::customer_id_text(profile)},
                      {"purposes", std::move(purposes)},
                      {"history", std::move(history)},
                      {"history_total", found.history.size()}};
}

base::Result<Answer> show_consent(Call& call) {
  WEND_ASSIGN(const auto profile, customer_now(call));
  Answer answer;
  WEND_ASSIGN(answer.body, consent_json(call, profile));
  return answer;
}

std::string text_in(const json::object& body, std::string_view field) {
  const auto* value = body.if_contains(field);
  return value != nullptr && value->is_string() ? std::string(value->get_string()) : std::string();
}

base::Result<Answer> record_consent(Call& call) {
  WEND_ASSIGN(const auto profile, customer_now(call));
  WEND_ASSIGN(const auto zone, zone_of(call.services));
  const auto& body = call.body.as_object();
  const env::TimeUs now = call.services.clock.now_us();
  const auto& user = call.caller.user;
  Consent::Statement statement{.purpose = text_in(body, "purpose"),
                               .channel = text_in(body, "channel"),
                               .state = *model::consent_state_from(text_in(body, "state")),
                               .time = now,
                               .actor = user ? user->email.value_or(user->name) : call.caller.id,
                               .reason = text_in(body, "reason"),
                               .wording = text_in(body, "wording")};
  if (const std::string time = text_in(body, "time"); !time.empty()) {
    WEND_ASSIGN(statement.time, model::parse_time(time, zone));
    if (statement.time > now)
      return base::fail(base::ErrorCode::kInvalidInput, "Nobody can have said this already.",
                        "time", "Leave it out for now.");
  }
  WEND_TRY(call.services.consent->record(profile, statement, now));
  Answer answer;
  answer.status = 201;
  WEND_ASSIGN(answer.body, consent_json(call, profile));
  answer.object = model::customer_id_text(profile);
  return answer;
}

}  // namespace

void add_consent_endpoints(std::vector<Endpoint>& endpoints) {
  using namespace schema;
  endpoints.push_back({.path = "/api/v1/consent/purposes",
                       .summary = "What the workspace asks consent for.",
                       .response = reference("ConsentPurposes"),
                       .handle = show_purposes});
  endpoints.push_back(
      {.method = http::Method::kPut,
       .path = "/api/v1/consent/purposes",
       .summary = "Change the purposes; events that come from now on are judged by them.",
       .permission = Permission::kAdmin,
       .request = reference("ConsentPurposesDraft"),
       .response = reference("ConsentPurposes"),
       .audit = "consent.purposes",
       .needs_match = true,
       .handle = change_purposes});
  endpoints.push_back(
      {.path = "/api/v1/customers/{id}/consent",
       .summary = "What may be done for which purpose with a customer, and who said so.",
       .parameters = {{"purpose", text(64), "A purpose's id; all when not given."},
                      {"channel", text(256), "Answers for this channel alone."}},
       .response = reference("CustomerConsent"),
       .handle = show_consent});
  endpoints.push_back(
      {.method = http::Method::kPost,
       .path = "/api/v1/customers/{id}/consent",
       .summary = "Record what a customer said; what was said before stays in the history.",
       .permission = Permission::kWrite,
       .request = object({{"purpose", text(64)},
                          optional("channel", nullable(text(256))),
                          {"state", one_of_texts({"given", "withdrawn", "unknown"})},
                          {"reason", described(text(1000), "How it is known.")},
                          optional("wording", nullable(text(256))),
                          optional("time", nullable(text(64)))}),
       .status = 201,
       .response = reference("CustomerConsent"),
       .audit = "consent.record",
       .creates = true,
       .handle = record_consent});
}

}  // namespace wend::api
