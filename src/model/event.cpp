#include "model/event.h"

#include <charconv>
#include <fmt/format.h>
#include <xxhash.h>

namespace wend::model {
namespace {

constexpr std::array<std::string_view, 6> kTypeNames = {"track",    "page",  "screen",
                                                        "identify", "group", "alias"};

}  // namespace

std::string_view to_string(EventType type) {
  return kTypeNames[static_cast<std::size_t>(type)];
}

std::optional<EventType> event_type_from(std::string_view text) {
  for (std::size_t i = 0; i < kTypeNames.size(); ++i) {
    if (kTypeNames[i] == text) return static_cast<EventType>(i);
  }
  return std::nullopt;
}

MessageId message_id_of(std::string_view bytes, std::uint64_t seed) {
  const XXH128_hash_t hash = XXH3_128bits_withSeed(bytes.data(), bytes.size(), seed);
  return {hash.high64, hash.low64};
}

std::int64_t identity_id_of(std::string_view identity_namespace, std::string_view value) {
  const std::uint64_t seed = XXH3_64bits(identity_namespace.data(), identity_namespace.size());
  const std::uint64_t hash = XXH3_64bits_withSeed(value.data(), value.size(), seed);
  return static_cast<std::int64_t>(hash >> 1);
}

std::string customer_id_text(std::int64_t profile_id) {
  return fmt::format("c_{:016x}", static_cast<std::uint64_t>(profile_id));
}

std::optional<std::int64_t> customer_id_from(std::string_view text) {
  if (text.size() != 18 || !text.starts_with("c_")) return std::nullopt;
  std::uint64_t number = 0;
  const auto [end, error] = std::from_chars(text.data() + 2, text.data() + text.size(), number, 16);
  if (error != std::errc{} || end != text.data() + text.size() || number >> 63 != 0) {
    return std::nullopt;
  }
  return static_cast<std::int64_t>(number);
}

}  // namespace wend::model
