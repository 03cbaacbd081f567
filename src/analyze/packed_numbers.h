#pragma once

#include <cstdint>
#include <cstring>
#include <span>
#include <string>
#include <vector>

namespace wend::analyze {

// Numbers in as few whole bytes as each needs: two bits say which of four lengths a number has, and
// the four lengths (0 to 8 bytes) are those that make the whole shortest. After Lemire, Kurz and
// Rupp, "Stream VByte" (2017), with lengths chosen for each group of numbers.
//
// Written: four lengths, the two bits of all numbers, their bytes.
void pack_numbers(std::span<const std::uint64_t> numbers, std::string& out);

// How many bytes pack_numbers would write.
std::size_t packed_size(std::span<const std::uint64_t> numbers);

// Reads numbers one after the other. Up to eight bytes behind the last are looked at.
class PackedReader {
 public:
  // `count` numbers from the beginning of `bytes`, which were written by pack_numbers.
  PackedReader(const char* bytes, std::size_t count)
      : lengths_(bytes),
        choices_(reinterpret_cast<const std::uint8_t*>(bytes) + 4),
        at_(bytes + 4 + (count + 3) / 4) {
    for (std::size_t i = 0; i < 4; ++i) {
      length_[i] = static_cast<std::uint8_t>(lengths_[i]);
      mask_[i] = length_[i] >= 8 ? ~std::uint64_t{0} : (std::uint64_t{1} << (8 * length_[i])) - 1;
    }
  }
  std::uint64_t next() {
    const unsigned choice = choices_[next_ / 4] >> (2 * (next_ % 4)) & 3;
    ++next_;
    std::uint64_t number = 0;
    std::memcpy(&number, at_, sizeof number);
    at_ += length_[choice];
    return number & mask_[choice];
  }
  // Where what follows begins, after all numbers were read.
  const char* end() const { return at_; }

 private:
  const char* lengths_;
  const std::uint8_t* choices_;
  const char* at_;
  std::size_t next_ = 0;
  std::uint8_t length_[4] = {};
  std::uint64_t mask_[4] = {};
};

// Differences that may be negative, small ones as small numbers.
inline std::uint64_t zigzag(std::int64_t number) {
  return static_cast<std::uint64_t>(number) << 1 ^ static_cast<std::uint64_t>(number >> 63);
}
inline std::int64_t unzigzag(std::uint64_t number) {
  return static_cast<std::int64_t>(number >> 1) ^ -static_cast<std::int64_t>(number & 1);
}

}  // namespace wend::analyze
