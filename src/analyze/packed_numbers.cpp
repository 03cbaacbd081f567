#include "analyze/packed_numbers.h"

#include <array>
#include <bit>

namespace wend::analyze {
namespace {

constexpr std::size_t kLengthMax = 8;

std::size_t bytes_of(std::uint64_t number) {
  return (static_cast<std::size_t>(std::bit_width(number)) + 7) / 8;
}

struct Choice {
  std::array<std::uint8_t, 4> lengths{};
  std::size_t bytes = 0;
};

// The four lengths, ascending, under which numbers of these lengths take the fewest bytes: all are
// tried.
Choice best_lengths(const std::array<std::size_t, kLengthMax + 1>& counts) {
  std::size_t longest = 0;
  for (std::size_t length = 0; length <= kLengthMax; ++length)
    if (counts[length] > 0) longest = length;
  Choice best{.bytes = SIZE_MAX};
  const auto last = static_cast<std::uint8_t>(longest);
  for (std::uint8_t a = 0; a <= last; ++a) {
    for (std::uint8_t b = a; b <= last; ++b) {
      for (std::uint8_t c = b; c <= last; ++c) {
        const std::array<std::uint8_t, 4> lengths{a, b, c, last};
        std::size_t bytes = 0;
        for (std::size_t length = 0, at = 0; length <= longest; ++length) {
          while (lengths[at] < length) ++at;
          bytes += counts[length] * lengths[at];
        }
        if (bytes < best.bytes) best = {lengths, bytes};
      }
    }
  }
  return best;
}

Choice best_lengths(std::span<const std::uint64_t> numbers) {
  std::array<std::size_t, kLengthMax + 1> counts{};
  for (const std::uint64_t number : numbers) ++counts[bytes_of(number)];
  return best_lengths(counts);
}

}  // namespace

std::size_t packed_size(std::span<const std::uint64_t> numbers) {
  return 4 + (numbers.size() + 3) / 4 + best_lengths(numbers).bytes;
}

void pack_numbers(std::span<const std::uint64_t> numbers, std::string& out) {
  const Choice choice = best_lengths(numbers);
  std::array<std::uint8_t, kLengthMax + 1> choice_of{};
  for (std::size_t length = 0, at = 0; length <= choice.lengths[3]; ++length) {
    while (choice.lengths[at] < length) ++at;
    choice_of[length] = static_cast<std::uint8_t>(at);
  }
  for (const std::uint8_t length : choice.lengths) out.push_back(static_cast<char>(length));
  const std::size_t choices = out.size();
  out.append((numbers.size() + 3) / 4, '\0');
  std::size_t at = out.size();
  out.resize(at + choice.bytes + sizeof(std::uint64_t));
  for (std::size_t i = 0; i < numbers.size(); ++i) {
    const std::uint8_t which = choice_of[bytes_of(numbers[i])];
    out[choices + i / 4] = static_cast<char>(out[choices + i / 4] | which << (2 * (i % 4)));
    std::memcpy(out.data() + at, &numbers[i], sizeof numbers[i]);
    at += choice.lengths[which];
  }
  out.resize(at);
}

}  // namespace wend::analyze
