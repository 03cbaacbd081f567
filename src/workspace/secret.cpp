#include "workspace/secret.h"

#include <array>
#include <mutex>
#include <sodium.h>

#include "base/assert.h"
#include "fmt/format.h"

namespace wend::workspace {
namespace {

constexpr std::size_t kSecretBytes = 32;
constexpr std::size_t kIdBytes = 8;

void start_sodium() {
  static std::once_flag once;
  std::call_once(
      once, [] { WEND_ASSERT(sodium_init() >= 0, "the operating system gives random bytes"); });
}

std::string hex(const unsigned char* bytes, std::size_t size) {
  std::string text(size * 2 + 1, '\0');
  sodium_bin2hex(text.data(), text.size(), bytes, size);
  text.pop_back();
  return text;
}

std::string keyed_hash(std::string_view text, std::string_view key) {
  std::array<unsigned char, crypto_generichash_BYTES> hash;
  crypto_generichash(hash.data(), hash.size(), reinterpret_cast<const unsigned char*>(text.data()),
                     text.size(), reinterpret_cast<const unsigned char*>(key.data()), key.size());
  return hex(hash.data(), hash.size());
}

}  // namespace

std::string new_secret(std::string_view prefix) {
  start_sodium();
  std::array<unsigned char, kSecretBytes> bytes;
  randombytes_buf(bytes.data(), bytes.size());
  constexpr int kVariant = sodium_base64_VARIANT_URLSAFE_NO_PADDING;
  std::string text(sodium_base64_ENCODED_LEN(kSecretBytes, kVariant), '\0');
  sodium_bin2base64(text.data(), text.size(), bytes.data(), bytes.size(), kVariant);
  text.resize(text.find('\0'));
  return std::string(prefix) + text;
}

std::string hash_of_secret(std::string_view secret) {
  start_sodium();
  return keyed_hash(secret, "");
}

std::string new_id(std::string_view prefix) {
  start_sodium();
  std::array<unsigned char, kIdBytes> bytes;
  randombytes_buf(bytes.data(), bytes.size());
  return std::string(prefix) + hex(bytes.data(), bytes.size());
}

std::string csrf_token_of(std::string_view session_secret) {
  start_sodium();
  return keyed_hash(session_secret, "wend csrf token");
}

bool equal_in_constant_time(std::string_view a, std::string_view b) {
  return a.size() == b.size() && sodium_memcmp(a.data(), b.data(), a.size()) == 0;
}

base::Result<std::string> hash_password(std::string_view password, const PasswordCost& cost) {
  start_sodium();
  if (password.size() < kPasswordBytesMin)
    return base::fail(base::ErrorCode::kInvalidInput,
                      fmt::format("The password is too short: it needs at least {} characters.",
                                  kPasswordBytesMin),
                      "password",
                      "A few words in a row are easy to keep in mind and hard to guess.");
  if (password.size() > kPasswordBytesMax)
    return base::fail(base::ErrorCode::kInvalidInput,
                      fmt::format("The password may have at most {} bytes.", kPasswordBytesMax),
                      "password");
  std::string text(crypto_pwhash_STRBYTES, '\0');
  if (crypto_pwhash_str_alg(text.data(), password.data(), password.size(), cost.operations,
                            cost.memory_bytes, crypto_pwhash_ALG_ARGON2ID13) != 0)
    return base::fail(base::ErrorCode::kUnavailable,
                      "There is not enough memory to protect the password.", "",
                      "Try again in a moment.");
  text.resize(text.find('\0'));
  return text;
}

bool password_matches(std::string_view password, const std::string& hash) {
  start_sodium();
  if (password.size() > kPasswordBytesMax) return false;
  return crypto_pwhash_str_verify(hash.c_str(), password.data(), password.size()) == 0;
}

}  // namespace wend::workspace
