#include "cli/server_call.h"

#include <array>
#include <boost/asio/connect.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/string_body.hpp>
#include <boost/beast/http/write.hpp>
#include <boost/json/parse.hpp>
#include <fmt/format.h>

#include "cli/open_workspace.h"

namespace wend::cli {
namespace {

namespace asio = boost::asio;
namespace http = boost::beast::http;
namespace json = boost::json;
using base::ErrorCode;

constexpr env::TimeUs kTokenLifeUs = 10 * env::kMinuteUs;
constexpr std::uint64_t kBodyBytesMax = 256U << 20;

std::unexpected<base::Error> nobody(const std::string& why) {
  return base::fail(
      ErrorCode::kUnavailable,
      "Another process has this data folder open, and it answers no questions: " + why + ".", {},
      "Wait until it is done, or stop it.");
}

ErrorCode code_from(std::string_view text) {
  for (const ErrorCode code :
       {ErrorCode::kInvalidInput, ErrorCode::kNotFound, ErrorCode::kConflict,
        ErrorCode::kNotAllowed, ErrorCode::kNotSignedIn, ErrorCode::kTooLarge, ErrorCode::kTooMany,
        ErrorCode::kUnavailable, ErrorCode::kCancelled, ErrorCode::kIo})
    if (base::to_string(code) == text) return code;
  return ErrorCode::kInternal;
}

base::Error error_of(const json::value& problem) {
  const auto field = [&](std::string_view name) -> std::string {
    const auto* object = problem.if_object();
    const auto* value = object != nullptr ? object->if_contains(name) : nullptr;
    return value != nullptr && value->is_string() ? std::string(value->get_string()) : "";
  };
  return {code_from(field("code")), field("detail"), field("field"), field("hint")};
}

}  // namespace

base::Result<json::value> call_server(const std::string& data, std::string_view method,
                                      std::string_view target, const std::string& body) {
  const env::SystemClock clock;
  WEND_ASSIGN(const auto workspace, open_workspace(data, clock));
  WEND_ASSIGN(const auto listens, workspace->settings().get("listens"));
  if (!listens) return nobody("it is no server");
  const std::size_t colon = listens->rfind(':');
  WEND_ASSIGN(const auto token,
              workspace->keys().create_token("wend", {.read = true}, kTokenLifeUs));
  try {
    asio::io_context context;
    asio::ip::tcp::socket socket(context);
    socket.connect({asio::ip::make_address(listens->substr(0, colon)),
                    static_cast<std::uint16_t>(std::stoi(listens->substr(colon + 1)))});
    http::request<http::string_body> request(http::string_to_verb(std::string(method)),
                                             std::string(target), 11);
    request.set(http::field::host, "localhost");
    request.set(http::field::connection, "close");
    request.set(http::field::authorization, "Bearer " + token);
    if (!body.empty()) request.set(http::field::content_type, "application/json");
    request.body() = body;
    request.prepare_payload();
    http::write(socket, request);
    boost::beast::flat_buffer buffer;
    http::response_parser<http::string_body> parser;
    parser.body_limit(kBodyBytesMax);
    http::read(socket, buffer, parser);
    boost::system::error_code error;
    json::value answer = json::parse(parser.get().body(), error);
    if (error) return nobody("what it says is not JSON");
    if (parser.get().result_int() >= 300) return base::fail(error_of(answer));
    return answer;
  } catch (const std::exception& failed) {
    return nobody(failed.what());
  }
}

}  // namespace wend::cli
