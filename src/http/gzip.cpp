#include "http/gzip.h"

#include <array>
#include <fmt/format.h>
#include <memory>
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

namespace {

base::Result<std::string> unpack(std::string_view bytes, std::size_t bytes_max, int window,
                                 std::string_view form) {
  z_stream stream{};
  WEND_ASSERT(inflateInit2(&stream, window) == Z_OK, "zlib starts");
  const std::unique_ptr<z_stream, int (*)(z_stream*)> end(&stream, inflateEnd);
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data()));
  stream.avail_in = static_cast<uInt>(bytes.size());
  std::string out;
  constexpr std::size_t kStepBytes = 64 * 1024;
  constexpr std::size_t kMembersMax = 1000;
  std::size_t members = 1;
  for (int state = Z_OK; state != Z_STREAM_END;) {
    if (out.size() > bytes_max) {
      return base::fail(base::ErrorCode::kTooLarge,
                        fmt::format("The body grows beyond {} bytes.", bytes_max), "",
                        "Send less at a time.");
    }
    const std::size_t before = out.size();
    out.resize(before + kStepBytes);
    stream.next_out = reinterpret_cast<Bytef*>(out.data() + before);
    stream.avail_out = kStepBytes;
    state = inflate(&stream, Z_NO_FLUSH);
    out.resize(before + kStepBytes - stream.avail_out);
    const bool stuck = state == Z_OK && stream.avail_in == 0 && stream.avail_out > 0;
    // RFC 1952: a file may be several members, one after another. What else follows is padding.
    const std::string_view rest(reinterpret_cast<const char*>(stream.next_in), stream.avail_in);
    if (state == Z_STREAM_END && window == kGzipWindow && rest.starts_with("\x1f\x8b")) {
      if (++members > kMembersMax)
        return base::fail(base::ErrorCode::kInvalidInput,
                          "The body has more than 1,000 gzip members.");
      state = inflateReset(&stream);
    }
    if ((state != Z_OK && state != Z_STREAM_END) || stuck) {
      return base::fail(base::ErrorCode::kInvalidInput,
                        fmt::format("The body is not a whole {} stream.", form));
    }
  }
  if (out.size() > bytes_max) {
    return base::fail(base::ErrorCode::kTooLarge,
                      fmt::format("The body grows beyond {} bytes.", bytes_max), "",
                      "Send less at a time.");
  }
  return out;
}

}  // namespace

base::Result<std::string> gunzip(std::string_view bytes, std::size_t bytes_max) {
  return unpack(bytes, bytes_max, kGzipWindow, "gzip");
}

base::Result<std::string> inflate_body(std::string_view bytes, std::size_t bytes_max) {
  // RFC 1950: the first two bytes name the method and are a multiple of 31.
  const bool wrapped =
      bytes.size() >= 2 && (bytes[0] & 0x0f) == Z_DEFLATED &&
      (static_cast<unsigned char>(bytes[0]) * 256 + static_cast<unsigned char>(bytes[1])) % 31 == 0;
  return unpack(bytes, bytes_max, wrapped ? MAX_WBITS : -MAX_WBITS, "deflate");
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
