#include "analyze/signature_match.h"

#include <bit>

#if defined(__x86_64__)
#include <immintrin.h>
#endif

namespace wend::analyze {

template <typename Code>
std::size_t SignatureMatch::find_plain(const SignatureMatch& match, std::size_t begin,
                                       std::size_t end, std::uint32_t* out) {
  const Code* codes = nullptr;
  if constexpr (sizeof(Code) == 2)
    codes = match.two_;
  else
    codes = match.four_;
  std::size_t found = 0;
  // Written whatever it is, and kept when it is wanted: no branch to be guessed.
  for (std::size_t i = begin; i < end; ++i) {
    out[found] = static_cast<std::uint32_t>(i);
    found += match.wanted_[codes[i]];
  }
  return found;
}

#if defined(__x86_64__)

__attribute__((target("avx2,bmi"))) std::size_t SignatureMatch::find_avx2(
    const SignatureMatch& match, std::size_t begin, std::size_t end, std::uint32_t* out) {
  constexpr std::size_t kAtOnce = 32;
  __m256i wanted[kComparedMax];
  const std::size_t count = match.compared_.size();
  for (std::size_t i = 0; i < count; ++i)
    wanted[i] = _mm256_set1_epi16(static_cast<short>(match.compared_[i]));
  std::size_t found = 0;
  for (std::size_t at = begin; at < end; at += kAtOnce) {
    const auto* const codes = reinterpret_cast<const __m256i*>(match.two_ + at);
    const __m256i low = _mm256_loadu_si256(codes), high = _mm256_loadu_si256(codes + 1);
    __m256i in_low = _mm256_setzero_si256(), in_high = in_low;
    for (std::size_t i = 0; i < count; ++i) {
      in_low = _mm256_or_si256(in_low, _mm256_cmpeq_epi16(low, wanted[i]));
      in_high = _mm256_or_si256(in_high, _mm256_cmpeq_epi16(high, wanted[i]));
    }
    // Packing works on halves of 128 bits, so the quarters come out in the order 0, 2, 1, 3.
    const __m256i bytes =
        _mm256_permute4x64_epi64(_mm256_packs_epi16(in_low, in_high), _MM_SHUFFLE(3, 1, 2, 0));
    auto bits = static_cast<std::uint32_t>(_mm256_movemask_epi8(bytes));
    if (end - at < kAtOnce) bits &= (std::uint32_t{1} << (end - at)) - 1;
    for (; bits != 0; bits &= bits - 1)
      out[found++] =
          static_cast<std::uint32_t>(at) + static_cast<std::uint32_t>(std::countr_zero(bits));
  }
  return found;
}

bool SignatureMatch::has_fast_target() {
  return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("bmi");
}

#else

std::size_t SignatureMatch::find_avx2(const SignatureMatch& match, std::size_t begin,
                                      std::size_t end, std::uint32_t* out) {
  return find_plain<std::uint16_t>(match, begin, end, out);
}

bool SignatureMatch::has_fast_target() {
  return false;
}

#endif

SignatureMatch::SignatureMatch(const SignatureCodes& codes, const Mask& wanted, Target target)
    : wanted_(wanted) {
  if (codes.is_wide()) {
    four_ = codes.with_codes(0, [](const auto first) {
      if constexpr (sizeof(first[0]) == 4) return first.data();
      return static_cast<const std::uint32_t*>(nullptr);
    });
    find_ = find_plain<std::uint32_t>;
    return;
  }
  two_ = codes.with_codes(0, [](const auto first) {
    if constexpr (sizeof(first[0]) == 2) return first.data();
    return static_cast<const std::uint16_t*>(nullptr);
  });
  for (std::size_t code = 0; code < wanted.size(); ++code)
    if (wanted[code] != 0) compared_.push_back(static_cast<std::uint16_t>(code));
  const bool fast =
      target == Target::kBest && compared_.size() <= kComparedMax && has_fast_target();
  find_ = fast ? find_avx2 : find_plain<std::uint16_t>;
}

}  // namespace wend::analyze
