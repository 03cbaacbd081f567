#include "model/account.h"

#include <charconv>
#include <fmt/format.h>

#include "model/event.h"

namespace wend::model {

std::int64_t account_number_of(std::string_view type, std::string_view key) {
  return identity_id_of(fmt::format("account {}", type), key);
}

std::string account_id_text(std::int64_t account) {
  return fmt::format("a_{:016x}", static_cast<std::uint64_t>(account));
}

std::optional<std::int64_t> account_id_from(std::string_view text) {
  constexpr std::size_t kDigits = 16;
  if (!text.starts_with("a_") || text.size() != 2 + kDigits) return std::nullopt;
  std::uint64_t number = 0;
  const char* end = text.data() + text.size();
  const auto [read, error] = std::from_chars(text.data() + 2, end, number, 16);
  if (error != std::errc() || read != end) return std::nullopt;
  return static_cast<std::int64_t>(number);
}

}  // namespace wend::model
