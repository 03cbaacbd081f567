#include <boost/json/parse.hpp>
#include <fmt/format.h>

#include "api/routes.h"
#include "api/text_json.h"
#include "api/times.h"
#include "unify/column_proposal.h"
#include "unify/pseudonymous_exports.h"

namespace wend::api {
namespace {

namespace json = boost::json;
using unify::ExportRequest;
using workspace::Export;
using workspace::ExportState;

json::value parsed(const std::string& text) {
  boost::system::error_code error;
  auto value = json::parse(text, error);
  return error ? json::value(nullptr) : value;
}

// When the file goes by itself.
std::optional<env::TimeUs> expires_at(const Export& one) {
  if (one.state != ExportState::kReady || !one.finished_at) return std::nullopt;
  return *one.finished_at + unify::PseudonymousExports::kKeptUs;
}

json::object export_json(Call& call, const Export& one, const model::TimeZone& zone) {
  const bool written = one.state != ExportState::kWaiting && one.state != ExportState::kRunning &&
                       one.state != ExportState::kFailed;
  json::value request = parsed(one.request);
  if (const auto read = unify::export_request_from(request, zone))
    request = unify::to_json(*read, zone);
  return {{"id", one.id},
          {"state", to_string(one.state)},
          {"progress", written ? 1.0 : call.services.exports->progress(one.id)},
          {"request", std::move(request)},
          {"actor", one.actor},
          {"requested_at", time_json(one.requested_at, zone)},
          {"finished_at", time_json(one.finished_at, zone)},
          {"downloaded_at", time_json(one.downloaded_at, zone)},
          {"expires_at", time_json(expires_at(one), zone)},
          {"bytes", one.bytes},
          {"outcome", written ? parsed(one.outcome) : json::value(nullptr)},
          {"error", text_or_null(one.error)}};
}

json::value key_json(const std::optional<workspace::Exports::Key>& key,
                     const model::TimeZone& zone) {
  if (!key) return nullptr;
  return json::object{{"made_at", time_json(key->made_at, zone)}};
}

std::string actor_of(const Call& call) {
  const auto& user = call.caller.user;
  return user ? user->email.value_or(user->name) : call.caller.id;
}

base::Result<Answer> show_columns(Call& call) {
  WEND_ASSIGN(const auto zone, zone_of(call.services));
  const auto what = call.parameter("what").value_or("events") == "customers"
                        ? ExportRequest::What::kCustomers
                        : ExportRequest::What::kEvents;
  WEND_ASSIGN(const auto columns, unify::propose_columns(call.services.data.events(), what, zone));
  json::array items;
  for (const auto& column : columns) {
    json::array examples;
    for (const std::string& one : column.examples) examples.emplace_back(one);
    items.push_back(json::object{{"name", column.name},
                                 {"choice", to_string(column.choice)},
                                 {"quasi_identifier", column.quasi_identifier},
                                 {"why", column.why},
                                 {"examples", std::move(examples)},
                                 {"values", column.values},
                                 {"different", column.different}});
  }
  Answer answer;
  answer.body = json::object{{"items", std::move(items)}, {"next_cursor", nullptr}};
  return answer;
}

base::Result<Answer> preview_export(Call& call) {
  WEND_ASSIGN(const auto zone, zone_of(call.services));
  WEND_ASSIGN(const auto request, unify::export_request_from(call.body, zone));
  WEND_ASSIGN(const auto preview, call.services.exports->preview(request, call.request.stop));
  json::array columns, rows;
  for (const auto& field : preview.fields) columns.emplace_back(field.name);
  for (const auto& row : preview.rows) {
    json::array cells;
    for (const auto& cell : row) cells.push_back(unify::cell_json(cell));
    rows.push_back(std::move(cells));
  }
  Answer answer;
  answer.body = json::object{{"columns", std::move(columns)},
                             {"rows", std::move(rows)},
                             {"outcome", unify::to_json(preview.outcome)},
                             {"customers_looked_at", preview.outcome.looked_at},
                             {"all", preview.all}};
  return answer;
}

base::Result<Answer> create_export(Call& call) {
  WEND_ASSIGN(const auto zone, zone_of(call.services));
  WEND_ASSIGN(const auto request, unify::export_request_from(call.body, zone));
  WEND_ASSIGN(const auto one, call.services.exports->create(request, actor_of(call)));
  Answer answer;
  answer.status = 202;
  answer.body = export_json(call, one, zone);
  answer.object = one.id;
  return answer;
}

base::Result<Answer> list_exports(Call& call) {
  WEND_ASSIGN(const auto zone, zone_of(call.services));
  WEND_ASSIGN(const auto exports, call.services.exports->all());
  WEND_ASSIGN(const auto key, call.services.exports->key());
  json::array items;
  for (const Export& one : exports) items.push_back(export_json(call, one, zone));
  Answer answer;
  answer.body = json::object{
      {"items", std::move(items)}, {"next_cursor", nullptr}, {"key", key_json(key, zone)}};
  return answer;
}

base::Result<Answer> show_export(Call& call) {
  WEND_ASSIGN(const auto zone, zone_of(call.services));
  WEND_ASSIGN(const auto one, call.services.exports->find(call.id()));
  Answer answer;
  answer.body = export_json(call, one, zone);
  return answer;
}

base::Result<Answer> download_export(Call& call) {
  WEND_ASSIGN(auto download, call.services.exports->download(call.id()));
  http::Response response;
  response.headers.set("Content-Type", "application/octet-stream");
  response.headers.set("Content-Disposition",
                       fmt::format("attachment; filename=\"{}\"", download.file_name));
  response.headers.set("Cache-Control", "no-store");
  response.source = std::move(download.next);
  Answer answer;
  answer.object = call.id();
  answer.response = std::move(response);
  return answer;
}

base::Result<Answer> delete_export(Call& call) {
  WEND_TRY(call.services.exports->remove(call.id()));
  Answer answer;
  answer.status = 204;
  answer.object = call.id();
  return answer;
}

base::Result<Answer> renew_key(Call& call) {
  WEND_ASSIGN(const auto zone, zone_of(call.services));
  WEND_ASSIGN(const auto key, call.services.exports->renew_key());
  Answer answer;
  answer.body = json::object{{"key", key_json(key, zone)}};
  return answer;
}

}  // namespace

void add_export_endpoints(std::vector<Endpoint>& endpoints) {
  using namespace schema;
  endpoints.push_back(
      {.path = "/api/v1/privacy/exports/columns",
       .summary = "What columns a pseudonymised export may have, with examples of what they hold "
                  "and a proposal for each.",
       .permission = Permission::kAdmin,
       .parameters = {{"what", one_of_texts({"events", "customers"}), "events when not given."}},
       .response = page_of(reference("ExportColumnProposal")),
       .lane = http::Lane::kHeavy,
       .handle = show_columns});
  endpoints.push_back({.method = http::Method::kPost,
                       .path = "/api/v1/privacy/exports/preview",
                       .summary = "The first rows as a pseudonymised export would write them, and "
                                  "what it would leave out.",
                       .permission = Permission::kAdmin,
                       .request = reference("PseudonymisedExportRequest"),
                       .response = reference("PseudonymisedExportPreview"),
                       .lane = http::Lane::kHeavy,
                       .handle = preview_export});
  endpoints.push_back({.method = http::Method::kPost,
                       .path = "/api/v1/privacy/exports",
                       .summary = "Write events or customers into a file that names nobody.",
                       .permission = Permission::kAdmin,
                       .request = reference("PseudonymisedExportRequest"),
                       .status = 202,
                       .response = reference("PseudonymisedExport"),
                       .audit = "privacy.pseudonymised_export",
                       .creates = true,
                       .handle = create_export});
  endpoints.push_back(
      {.path = "/api/v1/privacy/exports",
       .summary = "Pseudonymised exports, the newest first, and the key that is kept.",
       .permission = Permission::kAdmin,
       .response = page_of(reference("PseudonymisedExport"),
                           {{"key", nullable(reference("PseudonymKey"))}}),
       .handle = list_exports});
  endpoints.push_back({.path = "/api/v1/privacy/exports/{id}",
                       .summary = "How far a pseudonymised export is, and what it left out.",
                       .permission = Permission::kAdmin,
                       .response = reference("PseudonymisedExport"),
                       .handle = show_export});
  endpoints.push_back({.path = "/api/v1/privacy/exports/{id}/file",
                       .summary = "The file of a pseudonymised export, once: it is deleted when "
                                  "its last byte is sent.",
                       .permission = Permission::kAdmin,
                       .response = text(),
                       .response_type = "application/octet-stream",
                       .audit = "privacy.pseudonymised_download",
                       .lane = http::Lane::kHeavy,
                       .handle = download_export});
  endpoints.push_back(
      {.method = http::Method::kDelete,
       .path = "/api/v1/privacy/exports/{id}",
       .summary = "Stop a pseudonymised export, or take its file and its line away.",
       .permission = Permission::kAdmin,
       .status = 204,
       .audit = "privacy.pseudonymised_delete",
       .handle = delete_export});
  endpoints.push_back({.method = http::Method::kPost,
                       .path = "/api/v1/privacy/exports/key",
                       .summary = "Renew the workspace's key of pseudonyms: those of before cannot "
                                  "be joined with those that come.",
                       .permission = Permission::kAdmin,
                       .response = object({{"key", nullable(reference("PseudonymKey"))}}),
                       .audit = "privacy.pseudonym_key",
                       .handle = renew_key});
}

}  // namespace wend::api
