#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "model/event.h"

namespace wend::events {

// Answers "certainly not there" for nearly all ids that are not in a set, from 12 bits an id: a
// Bloom filter in blocks of 32 bytes, so that a question costs one line of the cache (F. Putze,
// P. Sanders, J. Singler: "Cache-, Hash- and Space-Efficient Bloom Filters", 2007). One id in about
// 250 that is not there gets "perhaps". Ids are hashes already and are not hashed again.
class IdFilter {
 public:
  explicit IdFilter(std::uint64_t ids) : blocks_(ids * 12 / 256 + 1) {}

  void add(const model::MessageId& id);
  bool may_contain(const model::MessageId& id) const;
  void prefetch(const model::MessageId& id) const { __builtin_prefetch(&blocks_[block_of(id)]); }

  // As it lies in a file.
  std::span<char> bytes() {
    return {reinterpret_cast<char*>(blocks_.data()), blocks_.size() * sizeof(Block)};
  }

 private:
  struct alignas(32) Block {
    std::uint32_t words[8] = {};
  };
  std::size_t block_of(const model::MessageId& id) const;

  std::vector<Block> blocks_;
};

}  // namespace wend::events
