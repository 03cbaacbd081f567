#include <cstdint>
#include <cstdlib>

#include "collect/message.h"
#include "collect/text_encoding.h"

// Any bytes as the body of any protocol: the first byte chooses dialect and call. For the binary
// mode of CloudEvents the bytes are headers and, after a zero, the data.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace wend;
  struct Way {
    collect::Dialect dialect;
    const char* call;
  };
  static constexpr Way kWays[] = {
      {collect::Dialect::kSegment, "batch"},      {collect::Dialect::kSegment, "track"},
      {collect::Dialect::kSegment, "identify"},   {collect::Dialect::kSegment, "page"},
      {collect::Dialect::kPosthog, "batch"},      {collect::Dialect::kPosthog, ""},
      {collect::Dialect::kCloudEvents, "binary"}, {collect::Dialect::kCloudEvents, "structured"},
      {collect::Dialect::kCloudEvents, "batch"},  {collect::Dialect::kSnowplow, "tp2"},
  };
  if (size == 0) return 0;
  const Way& way = kWays[(data[0] - '0') % std::size(kWays)];
  std::string_view body(reinterpret_cast<const char*>(data) + 1, size - 1);
  collect::Envelope envelope{
      .dialect = way.dialect, .call = way.call, .received_at = 1'800'000'000'000'000};
  if (envelope.call == "binary") {
    const auto zero = body.find('\0');
    envelope.headers = body.substr(0, zero);
    body.remove_prefix(zero == std::string_view::npos ? body.size() : zero + 1);
  }
  const auto sound = [](std::string_view text) { return collect::is_valid_utf8(text); };
  const auto refused = collect::read_messages(envelope, body, [&](const collect::Message& message) {
    const bool whole =
        !message.name.empty() && (!message.user_id.empty() || !message.anonymous_id.empty()) &&
        message.properties.starts_with('{') && message.properties.ends_with('}') &&
        sound(message.name) && sound(message.user_id) && sound(message.anonymous_id) &&
        sound(message.channel) && sound(message.properties);
    if (!whole) std::abort();
  });
  if (!refused) {
    if (refused.error().message.empty() || refused.error().place.empty()) std::abort();
    return 0;
  }
  for (const collect::RefusedMessage& one : *refused) {
    if (one.reason.empty()) std::abort();
  }
  return 0;
}
