#include "unify/pseudonym_key.h"

#include <cstring>
#include <sodium.h>

#include "base/assert.h"

namespace wend::unify {
namespace {

constexpr std::size_t kPseudonymBytes = 16;
static_assert(crypto_auth_hmacsha256_KEYBYTES == 32 && crypto_auth_hmacsha256_BYTES == 32);

void start_sodium() {
  WEND_ASSERT(sodium_init() >= 0, "the operating system gives random bytes");
}

std::string hex(const unsigned char* bytes, std::size_t size) {
  std::string text(size * 2 + 1, '\0');
  sodium_bin2hex(text.data(), text.size(), bytes, size);
  text.pop_back();
  return text;
}

}  // namespace

PseudonymKey PseudonymKey::make() {
  start_sodium();
  PseudonymKey key;
  randombytes_buf(key.key_.data(), key.key_.size());
  return key;
}

base::Result<PseudonymKey> PseudonymKey::from_text(std::string_view text) {
  start_sodium();
  PseudonymKey key;
  std::size_t size = 0;
  if (text.size() != 2 * key.key_.size() ||
      sodium_hex2bin(key.key_.data(), key.key_.size(), text.data(), text.size(), nullptr, &size,
                     nullptr) != 0 ||
      size != key.key_.size())
    return base::fail(base::ErrorCode::kInternal, "The key of pseudonyms cannot be read.", "",
                      "Renew it; pseudonyms of before cannot be joined with new ones then.");
  return key;
}

std::string PseudonymKey::text() const {
  return hex(key_.data(), key_.size());
}

PseudonymKey::~PseudonymKey() {
  sodium_memzero(key_.data(), key_.size());
}

PseudonymKey::Hash PseudonymKey::hash(std::string_view kind, std::string_view first,
                                      std::string_view second) const {
  crypto_auth_hmacsha256_state state;
  crypto_auth_hmacsha256_init(&state, key_.data(), key_.size());
  // Each part with its length before it, so that no two lists of parts are the same bytes.
  for (const std::string_view part : {kind, first, second}) {
    unsigned char size[8];
    for (std::size_t i = 0; i < sizeof size; ++i)
      size[i] = static_cast<unsigned char>(part.size() >> (8 * i));
    crypto_auth_hmacsha256_update(&state, size, sizeof size);
    crypto_auth_hmacsha256_update(&state, reinterpret_cast<const unsigned char*>(part.data()),
                                  part.size());
  }
  Hash out;
  crypto_auth_hmacsha256_final(&state, out.data());
  sodium_memzero(&state, sizeof state);
  return out;
}

std::string PseudonymKey::customer(std::int64_t profile) const {
  return hex(hash("customer", std::to_string(profile)).data(), kPseudonymBytes);
}

std::string PseudonymKey::identity(std::string_view identity_namespace,
                                   std::string_view value) const {
  return hex(hash("identity", identity_namespace, value).data(), kPseudonymBytes);
}

env::TimeUs PseudonymKey::shift_us(std::int64_t profile) const {
  std::uint64_t number = 0;
  const Hash bytes = hash("shift", std::to_string(profile));
  std::memcpy(&number, bytes.data(), sizeof number);
  const auto days = static_cast<std::int64_t>(number % (2 * kShiftDaysMax)) - kShiftDaysMax;
  return (days < 0 ? days : days + 1) * env::kDayUs;
}

}  // namespace wend::unify
