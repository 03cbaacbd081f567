#include "http/assets.h"

#include <array>
#include <fstream>
#include <functional>

#include "fmt/format.h"
#include "http/gzip.h"
#include "http/limits.h"
#include "http/problem.h"
#include "http/target.h"

namespace wend::http {
namespace {

constexpr int kBestCompression = 9;
constexpr std::string_view kTracker = "/w.js";
// A new version of the tracker reaches every page within the hour, and a page that is opened while
// the server is away for a moment still has the old one.
constexpr const char* kTrackerCache = "public, max-age=3600, stale-while-revalidate=86400";
constexpr int kFoldersUp =
    4;  // from build/release/tests to the root of the source tree, and one to spare

constexpr std::string_view kUnknownType = "application/octet-stream";

std::string_view type_of(const std::filesystem::path& path) {
  static constexpr std::array<std::pair<std::string_view, std::string_view>, 14> kTypes{{
      {".html", "text/html; charset=utf-8"},
      {".js", "text/javascript; charset=utf-8"},
      {".mjs", "text/javascript; charset=utf-8"},
      {".css", "text/css; charset=utf-8"},
      {".json", "application/json"},
      {".webmanifest", "application/manifest+json"},
      {".svg", "image/svg+xml"},
      {".png", "image/png"},
      {".ico", "image/x-icon"},
      {".woff2", "font/woff2"},
      {".woff", "font/woff"},
      {".txt", "text/plain; charset=utf-8"},
      {".map", "application/json"},
      {".wasm", "application/wasm"},
  }};
  const std::string extension = path.extension().string();
  for (const auto& [suffix, type] : kTypes)
    if (extension == suffix) return type;
  return kUnknownType;
}

bool gains_from_compression(std::string_view type) {
  return type.starts_with("text/") || type.find("json") != std::string_view::npos ||
         type.starts_with("image/svg") || type == "application/wasm";
}

// /w.js or /w.HASH.js.
bool names_the_tracker(std::string_view name) {
  return name.starts_with("/w.") && name.ends_with(".js") && name.find('/', 1) == name.npos;
}

// Whether somebody opens a page: browsers say that they take HTML, which SDKs, scripts, pictures
// and programs do not. The name of a file that is not there is no page either; a dot alone may
// stand in the id of a customer.
bool asks_for_a_screen(const Request& request, std::string_view name) {
  if (name == "/") return true;
  if (type_of(name) != kUnknownType) return false;
  return request.headers.get("Accept").find("text/html") != std::string_view::npos;
}

Response nothing_here() {
  return problem({base::ErrorCode::kNotFound, "There is nothing at this address.", "", ""});
}

}  // namespace

base::Result<Assets> Assets::load(const std::filesystem::path& folder) {
  Assets assets;
  std::error_code error;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(folder, error)) {
    if (!entry.is_regular_file(error)) continue;
    std::ifstream stream(entry.path(), std::ios::binary);
    File file;
    file.bytes.assign(std::istreambuf_iterator<char>(stream), {});
    if (!stream && !stream.eof())
      return base::fail(base::ErrorCode::kIo, "The file cannot be read.", entry.path().string());
    const std::string name =
        "/" + std::filesystem::relative(entry.path(), folder, error).generic_string();
    file.type = type_of(entry.path());
    file.tracker = names_the_tracker(name);
    file.hashed = name.starts_with("/assets/") || (file.tracker && name != kTracker);
    file.etag =
        fmt::format("\"{:x}-{:x}\"", std::hash<std::string>{}(file.bytes), file.bytes.size());
    if (gains_from_compression(file.type) && file.bytes.size() >= kGzipFromBytes)
      file.zipped = gzip(file.bytes, kBestCompression);
    assets.files_.emplace(name, std::move(file));
  }
  if (!assets.files_.contains("/index.html"))
    return base::fail(base::ErrorCode::kNotFound, "The web pages are not there.", folder.string(),
                      "Build them with ./run --build.");
  return assets;
}

std::filesystem::path Assets::find_folder(const std::filesystem::path& program) {
  std::error_code error;
  const auto folder = std::filesystem::weakly_canonical(program, error).parent_path();
  const auto holds_pages = [&](const std::filesystem::path& candidate) {
    return std::filesystem::is_regular_file(candidate / "index.html", error);
  };
  for (const auto& candidate : {folder / "web", folder.parent_path() / "share" / "wend" / "web"})
    if (holds_pages(candidate)) return candidate;
  auto up = folder;
  for (int i = 0; i < kFoldersUp; ++i, up = up.parent_path())
    if (holds_pages(up / "web" / "dist")) return up / "web" / "dist";
  return {};
}

Response Assets::serve(const Request& request) const {
  const std::string name = percent_decode(request.path).value_or("/");
  auto found = files_.find(name);
  if (found == files_.end()) {
    if (name.starts_with("/assets/") || name.starts_with("/api/") ||
        !asks_for_a_screen(request, name))
      return nothing_here();
    found = files_.find("/index.html");
  }
  const File& file = found->second;
  Response response;
  response.headers.set("Content-Type", file.type);
  response.headers.set("ETag", file.etag);
  response.headers.set("Cache-Control", file.hashed    ? "public, max-age=31536000, immutable"
                                        : file.tracker ? kTrackerCache
                                                       : "no-cache");
  if (file.tracker) {
    response.headers.set("Access-Control-Allow-Origin", "*");
    response.headers.set("Cross-Origin-Resource-Policy", "cross-origin");
  }
  if (!file.zipped.empty()) response.headers.set("Vary", "Accept-Encoding");
  if (request.headers.get("If-None-Match") == file.etag) {
    response.status = 304;
    return response;
  }
  if (!file.zipped.empty() && accepts_gzip(request.headers.get("Accept-Encoding"))) {
    response.headers.set("Content-Encoding", "gzip");
    response.body = file.zipped;
  } else {
    response.body = file.bytes;
  }
  return response;
}

Response Assets::missing(const Request& request) {
  if (request.path.starts_with("/api/") || !asks_for_a_screen(request, request.path))
    return nothing_here();
  Response response =
      Response::text(503, "text/html; charset=utf-8",
                     "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><title>Wend</title>"
                     "<body style=\"font:16px system-ui;max-width:36rem;margin:4rem auto\"><h1>The "
                     "screens were not built</h1>"
                     "<p>The server runs, but it found no web pages. Build them with <code>./run "
                     "--build</code> and start Wend "
                     "again. The API works: see <a href=\"/api\">its description</a>.</p>");
  response.headers.set("Cache-Control", "no-store");
  return response;
}

}  // namespace wend::http
