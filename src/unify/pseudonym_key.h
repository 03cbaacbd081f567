#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.h"
#include "env/clock.h"

namespace wend::unify {

// What turns people into pseudonyms: HMAC-SHA-256 (RFC 2104) under 256 random bits. Whoever has the
// key can try names against pseudonyms; without it nobody can, and pseudonyms of two keys cannot be
// joined. The bytes are wiped when it goes.
class PseudonymKey {
 public:
  static PseudonymKey make();
  // 64 hexadecimal digits. Errors: kInternal for a text that is no key.
  static base::Result<PseudonymKey> from_text(std::string_view text);
  std::string text() const;

  PseudonymKey(const PseudonymKey&) = default;
  PseudonymKey& operator=(const PseudonymKey&) = default;
  ~PseudonymKey();

  // 32 hexadecimal digits: the first half of the hash, which is as hard to guess and to meet twice
  // as 128 random bits.
  std::string customer(std::int64_t profile) const;
  std::string identity(std::string_view identity_namespace, std::string_view value) const;
  // By how much the times of a customer are moved: whole days, from a half year back to a half year
  // on, never none.
  env::TimeUs shift_us(std::int64_t profile) const;
  static constexpr std::int64_t kShiftDaysMax = 182;

 private:
  PseudonymKey() = default;
  using Hash = std::array<unsigned char, 32>;
  Hash hash(std::string_view kind, std::string_view first, std::string_view second = {}) const;

  std::array<unsigned char, 32> key_ = {};
};

}  // namespace wend::unify
