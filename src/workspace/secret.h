#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.h"

namespace wend::workspace {

// Secrets that the server hands out carry 256 random bits, so a plain hash of them is as good as
// the secret is unguessable; passwords are guessable and get Argon2id.

// A new secret: a prefix that says what it is ("wend_session_") and 43 letters.
std::string new_secret(std::string_view prefix);
// What is stored of it: BLAKE2b-256 as hexadecimal digits.
std::string hash_of_secret(std::string_view secret);
// A name for something new: prefix and 16 random hexadecimal digits.
std::string new_id(std::string_view prefix);
// The token that a page must send back with every change, derived from its session so that it needs
// no storage.
std::string csrf_token_of(std::string_view session_secret);
// Takes the same time wherever the texts differ.
bool equal_in_constant_time(std::string_view a, std::string_view b);

// What Argon2id costs. The default is libsodium's for interactive use: 64 MiB and two passes, well
// above OWASP's minimum of 19 MiB. Tests use less.
struct PasswordCost {
  std::uint64_t operations = 2;
  std::size_t memory_bytes = 64 * 1024 * 1024;
};

inline constexpr std::size_t kPasswordBytesMin = 10;
inline constexpr std::size_t kPasswordBytesMax = 1024;

// An Argon2id hash with its salt and cost, as text. Errors: kInvalidInput for a password that is
// too short or too long; kUnavailable when there is no memory for it.
base::Result<std::string> hash_password(std::string_view password, const PasswordCost& cost);
bool password_matches(std::string_view password, const std::string& hash);

}  // namespace wend::workspace
