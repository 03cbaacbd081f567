#include "collect/sender_channel.h"

#include <algorithm>
#include <array>

#include "collect/limits.h"

namespace wend::collect {
namespace {

// Parts of the names of SDKs, in small letters; the first that fits counts.
struct Library {
  std::string_view part;
  std::string_view channel;
};
constexpr std::array kLibraries = std::to_array<Library>({
    {"android", "app"},
    {"flutter", "app"},
    {"react-native", "app"},
    {"react_native", "app"},
    {"ios", "app"},
    {"swift", "app"},
    {"analytics.js", "web"},
    {"analytics-next", "web"},
    {"posthog-js", "web"},
    {"rudderlabs javascript sdk", "web"},
});

bool contains_folded(std::string_view text, std::string_view part) {
  const auto folded = [](char a, char b) {
    return (a >= 'A' && a <= 'Z' ? static_cast<char>(a | 0x20) : a) == b;
  };
  return !std::ranges::search(text, part, folded).empty();
}

}  // namespace

std::string_view sender_channel(std::string_view said, std::string_view library,
                                model::EventType type) {
  if (said == "browser") return "web";
  if (said == "mobile") return "app";
  if (said == "server") return {};
  if (!said.empty() && said.size() <= kNameBytesMax && !said.contains('\0')) return said;
  if (library == "web") return "web";  // what posthog-js calls itself
  for (const Library& known : kLibraries) {
    if (contains_folded(library, known.part)) return known.channel;
  }
  if (type == model::EventType::kPage) return "web";
  if (type == model::EventType::kScreen) return "app";
  return {};
}

}  // namespace wend::collect
