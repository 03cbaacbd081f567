#include <boost/json/serialize.hpp>
#include <charconv>
#include <fstream>

#include "api/cursor.h"
#include "api/import_services.h"
#include "api/routes.h"
#include "api/times.h"
#include "fmt/format.h"
#include "http/live_stream.h"
#include "http/problem.h"

namespace wend::api {
namespace {

namespace json = boost::json;
using collect::ImportView;

constexpr std::size_t kPieceBytes = 64 * 1024;
constexpr std::size_t kReplacedMax = 500;

json::object import_json(const ImportView& view, const model::TimeZone& zone) {
  json::array reasons;
  for (const auto& reason : view.reject_reasons)
    reasons.push_back(json::object{{"reason", reason.reason}, {"count", reason.count}});
  json::object body{{"id", view.id},
                    {"file", view.file},
                    {"source", view.source},
                    {"state", view.state},
                    {"rows_are", collect::to_string(view.rows_are)},
                    {"bytes", view.bytes},
                    {"bytes_done", view.bytes_done},
                    {"rows", view.rows},
                    {"added", view.added},
                    {"duplicates", view.duplicates},
                    {"rejected", view.rejected},
                    {"rate_rows_s", nullptr},
                    {"seconds_left", nullptr},
                    {"started_at", time_json(view.started_at, zone)},
                    {"finished_at", time_json(view.finished_at, zone)},
                    {"error", nullptr},
                    {"reject_reasons", std::move(reasons)}};
  if (view.rate_rows_s) body["rate_rows_s"] = *view.rate_rows_s;
  if (view.seconds_left) body["seconds_left"] = *view.seconds_left;
  if (view.error) {
    auto problem = http::problem_json(*view.error);
    problem["title"] = "The import failed";
    body["error"] = std::move(problem);
  }
  return body;
}

base::Result<std::vector<std::int64_t>> replaced_of(const json::object& body) {
  std::vector<std::int64_t> numbers;
  const auto* given = body.if_contains("replace");
  if (given == nullptr) return numbers;
  for (const auto& id : given->as_array()) {
    const std::string_view text = id.as_string();
    std::int64_t number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc{} || end != text.data() + text.size())
      return base::fail(base::ErrorCode::kInvalidInput,
                        fmt::format("There is no import \"{}\".", text),
                        fmt::format("replace[{}]", numbers.size()));
    numbers.push_back(number);
  }
  return numbers;
}

// 409 with the earlier imports, so that the screen can ask whether to replace them.
Answer imported_before(const std::vector<ImportView>& earlier, const model::TimeZone& zone) {
  json::array imports;
  std::uint64_t events = 0;
  for (const ImportView& view : earlier) {
    imports.push_back(import_json(view, zone));
    events += view.added;
  }
  auto body = http::problem_json({base::ErrorCode::kConflict,
                                  "This file was imported before, with another mapping.", "",
                                  std::string(collect::kReplaceHint)});
  body["title"] = "This file was imported before";
  body["earlier"] = json::object{{"imports", std::move(imports)}, {"events", events}};
  Answer answer;
  answer.status = 409;
  answer.response = http::Response::text(409, "application/problem+json", json::serialize(body));
  return answer;
}

base::Result<Answer> start_import(Call& call) {
  const json::object& body = call.body.as_object();
  collect::ImportQueue::Order order{.upload = std::string(body.at("upload").as_string())};
  if (const auto* given = body.if_contains("mapping")) {
    auto read = collect::mapping_from_json(*given);
    if (!read) {
      read.error().place = "mapping." + read.error().place;
      return base::fail(read.error());
    }
    order.mapping = std::move(*read);
  }
  if (const auto* name = body.if_contains("source")) order.source = name->as_string();
  WEND_ASSIGN(order.replace, replaced_of(body));
  WEND_ASSIGN(const auto zone, zone_of(call.services));
  auto& queue = call.services.imports->queue;
  WEND_ASSIGN(const auto earlier, queue.in_the_way(order));
  if (!earlier.empty()) return imported_before(earlier, zone);
  WEND_ASSIGN(const ImportView view, queue.start(std::move(order)));
  Answer answer;
  answer.status = 202;
  answer.body = import_json(view, zone);
  answer.headers.set("Location", "/api/v1/imports/" + view.id);
  answer.object = view.id;
  return answer;
}

base::Result<Answer> list_imports(Call& call) {
  WEND_ASSIGN(const auto views, call.services.imports->queue.all());
  WEND_ASSIGN(const auto zone, zone_of(call.services));
  std::size_t first = 0;
  if (const auto cursor = call.parameter("cursor")) {
    WEND_ASSIGN(const auto parts, read_cursor(*cursor, 1));
    while (first < views.size() && views[first].id != parts[0]) ++first;
    ++first;
  }
  const std::size_t end = std::min(views.size(), first + call.limit());
  json::array items;
  for (std::size_t i = first; i < end; ++i) items.push_back(import_json(views[i], zone));
  json::object body{{"items", std::move(items)}, {"next_cursor", nullptr}};
  if (end < views.size()) body["next_cursor"] = make_cursor({views[end - 1].id});
  Answer answer;
  answer.body = std::move(body);
  return answer;
}

base::Result<Answer> show_import(Call& call) {
  WEND_ASSIGN(const ImportView view, call.services.imports->queue.find(call.id()));
  WEND_ASSIGN(const auto zone, zone_of(call.services));
  Answer answer;
  answer.body = import_json(view, zone);
  return answer;
}

base::Result<Answer> watch_import(Call& call) {
  WEND_ASSIGN(const auto zone, zone_of(call.services));
  auto live = std::make_shared<http::LiveStream>();
  const auto tell = [live, zone](const ImportView& view) {
    const std::string data = json::serialize(import_json(view, zone));
    bool open = live->push("progress", data);
    if (view.over()) {
      open = live->push("done", data);
      live->close();
    }
    return open;
  };
  WEND_TRY(call.services.imports->queue.watch(call.id(), tell));
  Answer answer;
  answer.response = http::Response::text(200, "text/event-stream", "");
  answer.response->headers.set("Cache-Control", "no-store");
  answer.response->live = live;
  return answer;
}

base::Result<Answer> show_rejects(Call& call) {
  WEND_ASSIGN(const auto path, call.services.imports->queue.rejects_of(call.id()));
  Answer answer;
  answer.response =
      http::Response::text(200, "text/csv; charset=utf-8", "line,column,reason,row\n");
  answer.response->headers.set("Cache-Control", "no-store");
  answer.response->headers.set("Content-Disposition",
                               fmt::format("attachment; filename=\"rejects-{}.csv\"", call.id()));
  if (path.empty()) return answer;
  auto stream = std::make_shared<std::ifstream>(path, std::ios::binary);
  if (!*stream)
    return base::fail(base::ErrorCode::kIo, "The rejects file cannot be read.", path.string());
  answer.response->source = [stream]() -> base::Result<std::optional<std::string>> {
    std::string piece(kPieceBytes, '\0');
    stream->read(piece.data(), static_cast<std::streamsize>(piece.size()));
    if (stream->bad()) return base::fail(base::ErrorCode::kIo, "The rejects file cannot be read.");
    piece.resize(static_cast<std::size_t>(stream->gcount()));
    if (piece.empty()) return std::nullopt;
    return piece;
  };
  return answer;
}

base::Result<Answer> remove_import(Call& call) {
  WEND_TRY(call.services.imports->queue.remove(call.id()));
  Answer answer;
  answer.status = 204;
  answer.object = call.id();
  return answer;
}

}  // namespace

void add_import_endpoints(std::vector<Endpoint>& endpoints) {
  using namespace schema;
  endpoints.push_back({.method = http::Method::kPost,
                       .path = "/api/v1/imports",
                       .summary = "Import a stored file, also in place of its earlier imports.",
                       .permission = Permission::kWrite,
                       .request = object({{"upload", text(100)},
                                          optional("mapping", reference("Mapping")),
                                          optional("source", text(200)),
                                          optional("replace", list(text(20), kReplacedMax))}),
                       .status = 202,
                       .response = reference("Import"),
                       .audit = "import.start",
                       .creates = true,
                       .handle = start_import});
  endpoints.push_back({.path = "/api/v1/imports",
                       .summary = "The imports, newest first.",
                       .parameters = paged(),
                       .response = page_of(reference("Import")),
                       .handle = list_imports});
  endpoints.push_back({.path = "/api/v1/imports/{id}",
                       .summary = "How an import stands.",
                       .response = reference("Import"),
                       .handle = show_import});
  endpoints.push_back({.path = "/api/v1/imports/{id}/live",
                       .summary = "How an import goes, as server-sent events: progress, then done.",
                       .response_type = "text/event-stream",
                       .handle = watch_import});
  endpoints.push_back({.path = "/api/v1/imports/{id}/rejects",
                       .summary = "The rows that were left out, with the reason each.",
                       .response_type = "text/csv",
                       .lane = http::Lane::kStream,
                       .handle = show_rejects});
  endpoints.push_back(
      {.method = http::Method::kDelete,
       .path = "/api/v1/imports/{id}",
       .summary = "Cancel a running import, or take the events of a finished one out again.",
       .permission = Permission::kWrite,
       .status = 204,
       .audit = "import.remove",
       .lane = http::Lane::kHeavy,
       .handle = remove_import});
}

}  // namespace wend::api
