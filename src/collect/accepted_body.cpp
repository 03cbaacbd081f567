#include "collect/accepted_body.h"

#include <boost/json/object.hpp>
#include <boost/json/parse.hpp>
#include <fmt/format.h>

#include "collect/row_maker.h"

namespace wend::collect {

namespace json = boost::json;

std::string to_payload(const Envelope& envelope, std::string_view body) {
  constexpr std::size_t kLineBytes = 256;
  std::string payload;
  payload.reserve(kLineBytes + envelope.headers.size() + body.size());
  fmt::format_to(std::back_inserter(payload), R"({{"source":{},"received_at":{},"dialect":"{}")",
                 envelope.source_id, envelope.received_at, to_string(envelope.dialect));
  payload += R"(,"call":)";
  append_json_text(payload, envelope.call);
  payload += R"(,"headers":)";
  append_json_text(payload, envelope.headers);
  payload += "}\n";
  payload += body;
  return payload;
}

base::Result<AcceptedBody> from_payload(std::string_view payload) {
  const auto broken = [] {
    return base::fail(base::ErrorCode::kInternal, "A body in the log has no envelope.");
  };
  const auto end = payload.find('\n');
  if (end == std::string_view::npos) return broken();
  boost::system::error_code error;
  json::parse_options options;
  options.allow_invalid_utf8 = true;  // headers are kept as they came
  const json::value line = json::parse(payload.substr(0, end), error, {}, options);
  const auto* object = line.if_object();
  if (error || object == nullptr) return broken();
  const auto number = [&](const char* field) -> std::optional<std::int64_t> {
    const auto* value = object->if_contains(field);
    return value != nullptr && value->is_int64() ? std::optional(value->get_int64()) : std::nullopt;
  };
  const auto text = [&](const char* field) -> std::optional<std::string> {
    const auto* value = object->if_contains(field);
    if (value == nullptr || !value->is_string()) return std::nullopt;
    return std::string(value->get_string());
  };
  const auto source = number("source"), received_at = number("received_at");
  const auto dialect = text("dialect"), call = text("call"), headers = text("headers");
  if (!source || !received_at || !dialect || !call || !headers) return broken();
  const auto known = dialect_from(*dialect);
  if (!known) return broken();
  return AcceptedBody{{.source_id = *source,
                       .dialect = *known,
                       .call = *call,
                       .received_at = *received_at,
                       .headers = *headers},
                      payload.substr(end + 1)};
}

}  // namespace wend::collect
