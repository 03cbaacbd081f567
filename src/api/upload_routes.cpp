#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

#include "api/import_services.h"
#include "api/routes.h"
#include "api/text_json.h"
#include "api/times.h"
#include "collect/inspect.h"
#include "http/problem.h"

namespace wend::api {
namespace {

namespace json = boost::json;

constexpr std::uint64_t kUploadBytesMax =
    1ULL << 40;  // the disk is the real limit, checked while writing

json::array columns_json(const collect::Inspection& inspection) {
  json::array columns;
  for (const auto& column : inspection.columns) {
    json::array samples(column.samples.begin(), column.samples.end());
    const double fill = inspection.rows == 0 ? 0.0
                                             : static_cast<double>(column.filled) /
                                                   static_cast<double>(inspection.rows);
    columns.push_back(json::object{{"name", column.name},
                                   {"fill", fill},
                                   {"samples", std::move(samples)},
                                   {"looks_like", column.looks_like}});
  }
  return columns;
}

json::value properties_json(const std::string& text) {
  boost::system::error_code error;
  auto value = json::parse(text, error);
  return error || !value.is_object() ? json::object{} : value;
}

base::Result<json::value> upload_json(Services& services, const collect::Upload& upload,
                                      const collect::Mapping* mapping) {
  const auto& uploads = services.imports->uploads;
  WEND_ASSIGN(const auto inspection, collect::inspect_file(uploads.file_of(upload).string(),
                                                           upload.name, mapping, uploads.path()));
  WEND_ASSIGN(const auto zone, zone_of(services));
  json::array preview, problems;
  for (const auto& event : inspection.preview) {
    json::array identities;
    for (const auto& [name, value] : event.identities)
      identities.push_back(json::object{{"namespace", name}, {"value", value}});
    preview.push_back(json::object{{"customer", event.customer},
                                   {"identities", std::move(identities)},
                                   {"event", event.event},
                                   {"time", time_json(event.time_us, zone)},
                                   {"channel", text_or_null(event.channel)},
                                   {"properties", properties_json(event.properties)}});
  }
  for (const auto& problem : inspection.problems) {
    problems.push_back(json::object{{"line", problem.line},
                                    {"column", text_or_null(problem.column)},
                                    {"reason", problem.reason}});
  }
  json::array remarks(inspection.remarks.begin(), inspection.remarks.end());
  return json::object{{"upload", upload.id},
                      {"size", upload.size},
                      {"format", collect::to_string(inspection.shape.format)},
                      {"guess", collect::to_json(inspection.mapping)},
                      {"complete", inspection.complete},
                      {"remarks", std::move(remarks)},
                      {"columns", columns_json(inspection)},
                      {"preview", std::move(preview)},
                      {"problems", std::move(problems)},
                      {"rows_estimate", inspection.rows_estimate}};
}

// Writes the body to a file; when it is whole, says what is in it.
class UploadSink : public http::BodySink {
 public:
  UploadSink(Services& services, std::unique_ptr<collect::UploadWriter> writer)
      : services_(services), writer_(std::move(writer)) {}

  base::Status write(std::string_view bytes) override { return writer_->write(bytes); }

  http::Response finish() override {
    auto upload = writer_->finish();
    if (!upload) return http::problem(upload.error());
    auto body = upload_json(services_, *upload, nullptr);
    if (!body) {
      // A file that Wend cannot read is of no use later either.
      services_.imports->uploads.remove(*upload);
      return http::problem(body.error());
    }
    http::Response response = http::Response::text(201, "application/json", json::serialize(*body));
    response.headers.set("Cache-Control", "no-store");
    return response;
  }

 private:
  Services& services_;
  std::unique_ptr<collect::UploadWriter> writer_;
};

base::Result<std::unique_ptr<http::BodySink>> open_upload(Call& call) {
  WEND_ASSIGN(auto writer, collect::UploadWriter::create(call.services.imports->uploads.path(),
                                                         call.parameter("name").value_or("")));
  return std::make_unique<UploadSink>(call.services, std::move(writer));
}

base::Result<Answer> preview(Call& call) {
  WEND_ASSIGN(const auto upload, call.services.imports->uploads.find(call.id()));
  WEND_ASSIGN(const auto mapping, collect::mapping_from_json(call.body));
  Answer answer;
  WEND_ASSIGN(answer.body, upload_json(call.services, upload, &mapping));
  return answer;
}

}  // namespace

void add_upload_endpoints(std::vector<Endpoint>& endpoints) {
  using namespace schema;
  endpoints.push_back({.method = http::Method::kPut,
                       .path = "/api/v1/uploads",
                       .summary = "Store a file to import and see what is in it.",
                       .permission = Permission::kWrite,
                       .parameters = {{"name", text(255), "What the file is called.", true}},
                       .status = 201,
                       .response = reference("Upload"),
                       .audit = "upload.create",
                       .lane = http::Lane::kStream,
                       .body_limit = kUploadBytesMax,
                       .open = open_upload});
  endpoints.push_back({.method = http::Method::kPost,
                       .path = "/api/v1/uploads/{id}/preview",
                       .summary = "See what another mapping makes of a file.",
                       .permission = Permission::kWrite,
                       .request = reference("Mapping"),
                       .response = reference("Upload"),
                       .lane = http::Lane::kHeavy,
                       .handle = preview});
}

}  // namespace wend::api
