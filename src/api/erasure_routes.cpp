#include <algorithm>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <fmt/format.h>

#include "api/certificate.h"
#include "api/customer_of_path.h"
#include "api/routes.h"
#include "api/text_json.h"
#include "api/times.h"
#include "events/identity_reads.h"
#include "model/event.h"
#include "unify/erasure.h"
#include "unify/person_export.h"

namespace wend::api {
namespace {

namespace json = boost::json;
using workspace::Erasure;

constexpr std::string_view kConfirmation = "erase";

json::object counts_of(const Erasure& erasure) {
  boost::system::error_code error;
  auto counts = json::parse(erasure.counts, error);
  return error || !counts.is_object() ? json::object() : counts.get_object();
}

// A person may have a hundred thousand identities; a list of erasures shows one of each.
enum class Hashes { kFirst, kAll };

json::object erasure_json(const Erasure& erasure, const model::TimeZone& zone, Hashes shown) {
  const auto& steps = unify::PersonErasure::steps();
  const auto at = std::ranges::find(steps, erasure.step) - steps.begin();
  const double of_step = erasure.length > 0 ? static_cast<double>(erasure.position) /
                                                  static_cast<double>(erasure.length)
                                            : 0;
  const bool done = erasure.state == workspace::ErasureState::kDone;
  const auto end = shown == Hashes::kFirst && !erasure.hashes.empty() ? erasure.hashes.begin() + 1
                                                                      : erasure.hashes.end();
  json::array hashes(erasure.hashes.begin(), end);
  return {{"id", erasure.id},
          {"state", workspace::to_string(erasure.state)},
          {"keep_out", erasure.keep_out},
          {"actor", erasure.actor},
          {"requested_at", time_json(erasure.requested_at, zone)},
          {"finished_at", time_json(erasure.finished_at, zone)},
          {"step", text_or_null(done ? "" : erasure.step)},
          {"progress",
           done ? 1.0 : (static_cast<double>(at) + of_step) / static_cast<double>(steps.size())},
          {"identities", std::move(hashes)},
          {"identity_count", erasure.hashes.size()},
          {"error", text_or_null(erasure.error)}};
}

base::Result<std::int64_t> customer_now(Call& call, std::string_view text) {
  const auto id = model::customer_id_from(text);
  if (id) {
    WEND_ASSIGN(const auto profile, events::profile_of_identity(call.services.data.events(), *id));
    if (profile) return *profile;
  }
  return base::fail(base::ErrorCode::kNotFound, "There is no such customer.", "customer");
}

std::string actor_of(const Call& call) {
  const auto& user = call.caller.user;
  return user ? user->email.value_or(user->name) : call.caller.id;
}

json::array ids_json(const std::vector<std::string>& ids) {
  return json::array(ids.begin(), ids.end());
}

base::Result<Answer> preview_erasure(Call& call) {
  WEND_ASSIGN(const auto profile, customer_now(call, call.id()));
  WEND_ASSIGN(const auto found, call.services.erasure->preview(profile));
  Answer answer;
  answer.body = json::object{{"customer", model::customer_id_text(profile)},
                             {"events", found.rows.events},
                             {"identities", found.rows.identities},
                             {"links", found.rows.links},
                             {"journal", found.rows.journal},
                             {"imports", found.rows.imports},
                             {"list_entries", found.workspace.list_entries},
                             {"account_decisions", found.workspace.account_decisions},
                             {"refusals", found.workspace.refusals},
                             {"named_by_questions", ids_json(found.workspace.questions)},
                             {"named_by_segments", ids_json(found.workspace.segments)},
                             {"named_by_settings", ids_json(found.workspace.settings)},
                             {"short_values", found.short_values}};
  return answer;
}

base::Result<Answer> request_erasure(Call& call) {
  const auto& body = call.body.as_object();
  if (std::string_view(body.at("confirm").as_string()) != kConfirmation)
    return base::fail(base::ErrorCode::kInvalidInput, "An erasure is confirmed by a word.",
                      "confirm", "Send \"erase\".");
  WEND_ASSIGN(const auto profile,
              customer_now(call, std::string_view(body.at("customer").as_string())));
  const auto* keep_out = body.if_contains("keep_out");
  WEND_ASSIGN(const auto erasure,
              call.services.erasure->request(profile, actor_of(call),
                                             keep_out != nullptr && keep_out->as_bool()));
  WEND_ASSIGN(const auto zone, zone_of(call.services));
  Answer answer;
  answer.status = 202;
  answer.body = erasure_json(erasure, zone, Hashes::kFirst);
  answer.object = erasure.id;
  return answer;
}

base::Result<Answer> list_erasures(Call& call) {
  WEND_ASSIGN(const auto zone, zone_of(call.services));
  WEND_ASSIGN(const auto erasures, call.services.workspace.erasures().all());
  json::array items;
  for (const Erasure& erasure : erasures)
    items.push_back(erasure_json(erasure, zone, Hashes::kFirst));
  Answer answer;
  answer.body = json::object{{"items", std::move(items)}, {"next_cursor", nullptr}};
  return answer;
}

base::Result<Erasure> erasure_of_path(Call& call) {
  WEND_ASSIGN(auto erasure, call.services.workspace.erasures().find(call.id()));
  if (!erasure) return base::fail(base::ErrorCode::kNotFound, "There is no such erasure.");
  return *std::move(erasure);
}

base::Result<Answer> show_erasure(Call& call) {
  WEND_ASSIGN(const auto zone, zone_of(call.services));
  WEND_ASSIGN(const auto erasure, erasure_of_path(call));
  auto body = erasure_json(erasure, zone, Hashes::kAll);
  body["removed"] = counts_of(erasure);
  Answer answer;
  answer.body = std::move(body);
  return answer;
}

base::Result<Answer> show_certificate(Call& call) {
  WEND_ASSIGN(const auto zone, zone_of(call.services));
  WEND_ASSIGN(const auto erasure, erasure_of_path(call));
  if (erasure.state != workspace::ErasureState::kDone)
    return base::fail(base::ErrorCode::kConflict, "The erasure is not done yet.", "",
                      "Ask again when it is.");
  auto document = erasure_json(erasure, zone, Hashes::kAll);
  document["removed"] = counts_of(erasure);
  http::Response response;
  if (call.parameter("format").value_or("html") == "json") {
    response.headers.set("Content-Type", "application/json");
    response.headers.set("Content-Disposition", "attachment; filename=\"" + erasure.id + ".json\"");
    response.body = json::serialize(document);
  } else {
    response.headers.set("Content-Type", "text/html; charset=utf-8");
    response.body = certificate_page(document);
  }
  Answer answer;
  answer.response = std::move(response);
  return answer;
}

base::Result<Answer> export_person(Call& call) {
  WEND_ASSIGN(const auto profile, customer_now(call, call.id()));
  WEND_ASSIGN(auto zone, zone_of(call.services));
  const bool page = call.parameter("format").value_or("json") == "html";
  auto& services = call.services;
  WEND_ASSIGN(
      auto made,
      unify::PersonExport::begin(
          {services.data.events(), services.segments->journal(), services.workspace,
           *services.accounts, std::move(zone), services.clock.now_us()},
          profile, page ? unify::PersonExport::Form::kPage : unify::PersonExport::Form::kJson));
  http::Response response;
  response.headers.set("Content-Type", page ? "text/html; charset=utf-8" : "application/json");
  response.headers.set("Content-Disposition",
                       fmt::format("attachment; filename=\"{}.{}\"",
                                   model::customer_id_text(profile), page ? "html" : "json"));
  response.source = [made = std::shared_ptr<unify::PersonExport>(std::move(made))] {
    return made->next();
  };
  Answer answer;
  answer.object = model::customer_id_text(profile);
  answer.response = std::move(response);
  return answer;
}

}  // namespace

void add_erasure_endpoints(std::vector<Endpoint>& endpoints) {
  using namespace schema;
  endpoints.push_back({.path = "/api/v1/customers/{id}/erasure",
                       .summary = "What an erasure of this customer would take out.",
                       .permission = Permission::kAdmin,
                       .response = reference("ErasurePreview"),
                       .lane = http::Lane::kHeavy,
                       .handle = preview_erasure});
  endpoints.push_back(
      {.path = "/api/v1/customers/{id}/export",
       .summary = "Everything that is kept about a customer, as JSON or as a page for people.",
       .permission = Permission::kAdmin,
       .parameters = {{"format", one_of_texts({"json", "html"}), "json when not given."}},
       .response = reference("PersonExport"),
       .audit = "privacy.export",
       .lane = http::Lane::kHeavy,
       .handle = export_person});
  endpoints.push_back({.method = http::Method::kPost,
                       .path = "/api/v1/privacy/erasures",
                       .summary = "Erase a customer everywhere; cannot be undone.",
                       .permission = Permission::kAdmin,
                       .request = object({{"customer", text(64)},
                                          {"confirm", described(text(64), "The word erase.")},
                                          optional("keep_out", boolean())}),
                       .status = 202,
                       .response = reference("Erasure"),
                       .audit = "privacy.erase",
                       .creates = true,
                       .lane = http::Lane::kHeavy,
                       .handle = request_erasure});
  endpoints.push_back({.path = "/api/v1/privacy/erasures",
                       .summary = "Erasures, the newest first.",
                       .response = page_of(reference("Erasure")),
                       .handle = list_erasures});
  endpoints.push_back({.path = "/api/v1/privacy/erasures/{id}",
                       .summary = "How far an erasure is, and what it took out where.",
                       .response = reference("Erasure"),
                       .handle = show_erasure});
  endpoints.push_back(
      {.path = "/api/v1/privacy/erasures/{id}/certificate",
       .summary = "The certificate of an erasure, to be read and printed, or as JSON.",
       .parameters = {{"format", one_of_texts({"html", "json"}), "html when not given."}},
       .response = text(),
       .response_type = "text/html",
       .handle = show_certificate});
}

}  // namespace wend::api
