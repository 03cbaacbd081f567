#include "analyze/signature_match.h"

#include <algorithm>
#include <bit>
#include <numeric>

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
  __m256i wanted[kStillComparedMax];
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

// Codes as bytes are looked up by their halves: the lower one chooses a byte of a table, the higher
// one a bit of it. Whoever is beyond a byte becomes 255, which nobody wants.
__attribute__((target("avx2,bmi"))) std::size_t SignatureMatch::find_bytes_avx2(
    const SignatureMatch& match, std::size_t begin, std::size_t end, std::uint32_t* out) {
  constexpr std::size_t kAtOnce = 32;
  const auto* const halves = reinterpret_cast<const __m128i*>(match.wanted_bits_.data());
  const __m256i below_128 = _mm256_broadcastsi128_si256(_mm_loadu_si128(halves));
  const __m256i from_128 = _mm256_broadcastsi128_si256(_mm_loadu_si128(halves + 1));
  const __m256i bit_of =
      _mm256_setr_epi8(1, 2, 4, 8, 16, 32, 64, -128, 1, 2, 4, 8, 16, 32, 64, -128, 1, 2, 4, 8, 16,
                       32, 64, -128, 1, 2, 4, 8, 16, 32, 64, -128);
  const __m256i low_half = _mm256_set1_epi8(15);
  const __m256i most = _mm256_set1_epi16(255);
  std::size_t found = 0;
  for (std::size_t at = begin; at < end; at += kAtOnce) {
    const auto* const codes = reinterpret_cast<const __m256i*>(match.two_ + at);
    const __m256i first = _mm256_min_epu16(_mm256_loadu_si256(codes), most);
    const __m256i second = _mm256_min_epu16(_mm256_loadu_si256(codes + 1), most);
    const __m256i bytes =
        _mm256_permute4x64_epi64(_mm256_packus_epi16(first, second), _MM_SHUFFLE(3, 1, 2, 0));
    const __m256i low = _mm256_and_si256(bytes, low_half);
    const __m256i high = _mm256_and_si256(_mm256_srli_epi16(bytes, 4), low_half);
    // The highest bit of each byte says which table.
    const __m256i bits_of_low = _mm256_blendv_epi8(_mm256_shuffle_epi8(below_128, low),
                                                   _mm256_shuffle_epi8(from_128, low), bytes);
    const __m256i bit = _mm256_shuffle_epi8(bit_of, high);
    const __m256i none =
        _mm256_cmpeq_epi8(_mm256_and_si256(bits_of_low, bit), _mm256_setzero_si256());
    auto bits = ~static_cast<std::uint32_t>(_mm256_movemask_epi8(none));
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

std::size_t SignatureMatch::find_bytes_avx2(const SignatureMatch& match, std::size_t begin,
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
  find_ = find_plain<std::uint16_t>;
  if (target == Target::kPlain || !has_fast_target()) return;
  if (compared_.size() <= kComparedMax) {
    find_ = find_avx2;
  } else if (compared_.back() < kBytesMax) {
    find_ = find_bytes_avx2;
    for (const std::uint16_t code : compared_)
      wanted_bits_[(code >> 7 << 4) | (code & 15)] |=
          static_cast<std::uint8_t>(1U << ((code >> 4) & 7));
  } else if (compared_.size() <= kStillComparedMax) {
    find_ = find_avx2;
  }
}

void SignatureSearch::look(std::size_t begin, std::size_t end) {
  end = std::max(end, std::min(begin + part_, position_count_));
  if (found_.size() < end - begin + 1) found_.resize(end - begin + 1);
  looked_begin_ = begin;
  looked_end_ = end;
  cursor_ = 0;
  if (all_) {
    std::iota(found_.begin(), found_.begin() + static_cast<std::ptrdiff_t>(end - begin),
              static_cast<std::uint32_t>(begin));
    count_ = end - begin;
  } else {
    count_ = match_.find(begin, end, found_.data());
  }
  found_[count_] = kBehindAll;
}

}  // namespace wend::analyze
