#include "http/gzip.h"

#include <array>
#include <zlib.h>

#include "base/assert.h"
#include "http/limits.h"
#include "http/message.h"

namespace wend::http {
namespace {

constexpr int kGzipWindow = 15 + 16;  // zlib's way of asking for the gzip header

bool is_compressible(std::string_view type) {
  return type.starts_with("text/") || type.find("json") != std::string_view::npos ||
         type.find("javascript") != std::string_view::npos || type.starts_with("image/svg");
}

std::string_view trim(std::string_view text) {
  while (!text.empty() && text.front() == ' ') text.remove_prefix(1);
  while (!text.empty() && text.back() == ' ') text.remove_suffix(1);
  return text;
}

}  // namespace

std::string gzip(std::string_view bytes, int level) {
  z_stream stream{};
  WEND_ASSERT(deflateInit2(&stream, level, Z_DEFLATED, kGzipWindow, 8, Z_DEFAULT_STRATEGY) == Z_OK,
              "zlib starts");
  std::string out(deflateBound(&stream, bytes.size()), '\0');
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data()));
  stream.avail_in = static_cast<uInt>(bytes.size());
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  stream.avail_out = static_cast<uInt>(out.size());
  const int result = deflate(&stream, Z_FINISH);
  out.resize(stream.total_out);
  deflateEnd(&stream);
  WEND_ASSERT(result == Z_STREAM_END, "the bound that zlib gave is enough");
  return out;
}

bool accepts_gzip(std::string_view accept_encoding) {
  while (!accept_encoding.empty()) {
    const std::size_t end = accept_encoding.find(',');
    const std::string_view part = trim(accept_encoding.substr(0, end));
    accept_encoding =
        end == std::string_view::npos ? std::string_view{} : accept_encoding.substr(end + 1);
    const std::size_t semicolon = part.find(';');
    const std::string_view coding = trim(part.substr(0, semicolon));
    if (!equal_ignoring_case(coding, "gzip") && coding != "*") continue;
    const std::string_view weight =
        semicolon == std::string_view::npos ? std::string_view{} : trim(part.substr(semicolon + 1));
    return weight.find_first_of("123456789") != std::string_view::npos || weight.empty();
  }
  return false;
}

void compress(const Request& request, Response& response) {
  if (response.source || response.live || response.body.size() < kGzipFromBytes) return;
  if (response.headers.has("Content-Encoding")) return;
  if (!is_compressible(response.headers.get("Content-Type"))) return;
  response.headers.add("Vary", "Accept-Encoding");
  if (!accepts_gzip(request.headers.get("Accept-Encoding"))) return;
  response.body = gzip(response.body);
  response.headers.set("Content-Encoding", "gzip");
}

}  // namespace wend::http
