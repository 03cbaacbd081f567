#include "events/id_filter.h"

namespace wend::events {
namespace {

// Odd numbers without a pattern, one for each word of a block: each picks a bit of its word by
// other bits of the id.
constexpr std::uint32_t kFactors[8] = {0x9e3779b1, 0x85ebca6b, 0xc2b2ae35, 0x27d4eb2f,
                                       0x165667b1, 0xd6e8feb9, 0xa5cb9243, 0x5851f42d};

std::uint32_t bit_of(const model::MessageId& id, int word) {
  return std::uint32_t{1} << ((static_cast<std::uint32_t>(id.low) * kFactors[word]) >> 27);
}

}  // namespace

std::size_t IdFilter::block_of(const model::MessageId& id) const {
  return static_cast<std::size_t>((static_cast<__uint128_t>(id.high) * blocks_.size()) >> 64);
}

void IdFilter::add(const model::MessageId& id) {
  Block& block = blocks_[block_of(id)];
  for (int i = 0; i < 8; ++i) block.words[i] |= bit_of(id, i);
}

bool IdFilter::may_contain(const model::MessageId& id) const {
  const Block& block = blocks_[block_of(id)];
  bool all = true;
  for (int i = 0; i < 8; ++i) all &= (block.words[i] & bit_of(id, i)) != 0;
  return all;
}

}  // namespace wend::events
