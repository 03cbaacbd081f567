#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string_view>
#include <utility>
#include <vector>

#include "analyze/friction_codes.h"

namespace wend::analyze {

// What can go wrong at a touchpoint. docs/friction.md defines each.
enum class FrictionKind : std::uint8_t {
  kError,
  kDropOff,
  kLoop,
  kBackward,
  kRework,
  kDeadEnd,
  kWait,
  kContact,
  kMissing
};
inline constexpr std::size_t kFrictionKinds = 9;
std::string_view to_string(FrictionKind kind);

// One customer being at one touchpoint: a run of its events without another in between.
struct Visit {
  std::uint32_t event;    // the first one's position in the table
  std::uint32_t profile;  // index in the table
  float progress_s;       // seconds until the customer moved forward; negative: did not
  std::uint16_t bucket;
  std::uint16_t known;   // bit per kind: the visit is long enough ago to tell
  std::uint16_t bad;     // bit per kind
  std::uint8_t ordinal;  // which visit here of the customer: 1, 2, … at most 255
  bool counted : 1;     // the customer's first visit here in this bucket: only these count in rates
  bool goal_known : 1;  // long enough ago to tell whether the goal was reached
  bool goal : 1;        // it was, within VisitTable::goal_within_us
};

inline bool is_known(const Visit& visit, FrictionKind kind) {
  return (visit.known >> static_cast<unsigned>(kind) & 1U) != 0;
}
inline bool is_bad(const Visit& visit, FrictionKind kind) {
  return (visit.bad >> static_cast<unsigned>(kind) & 1U) != 0;
}

// The visits to one touchpoint, by (profile, time), each with its value of every dimension. Kept in
// blocks, so that what several threads found is joined without moving it. The values of a dimension
// stand side by side: whoever counts goes from dimension to dimension.
class VisitList {
 public:
  class Block {
   public:
    static constexpr std::size_t kSize = 512;
    explicit Block(std::size_t words)
        : visits_(new Visit[kSize]), codes_(new std::uint64_t[words * kSize]) {}
    std::size_t size() const { return size_; }
    const Visit& operator[](std::size_t at) const { return visits_[at]; }
    std::uint8_t code(std::size_t dimension, std::size_t at) const {
      return codes_of(dimension)[at];
    }
    const std::uint8_t* codes_of(std::size_t dimension) const {
      return reinterpret_cast<const std::uint8_t*>(codes_.get()) + dimension * kSize;
    }

   private:
    friend class VisitList;
    std::size_t size_ = 0;
    std::unique_ptr<Visit[]> visits_;
    std::unique_ptr<std::uint64_t[]> codes_;  // a byte for each [dimension][visit]
  };

  // A visit where it stands.
  class At {
   public:
    At(const Block& block, std::size_t at) : block_(&block), at_(at) {}
    const Visit& operator*() const { return (*block_)[at_]; }
    const Visit* operator->() const { return &(*block_)[at_]; }
    std::uint8_t code(std::size_t dimension) const { return block_->code(dimension, at_); }

   private:
    const Block* block_;
    std::size_t at_;
  };

  explicit VisitList(std::size_t dimensions)
      : words_(EightCodes::words_for(dimensions)), rows_(words_) {}
  VisitList(VisitList&&) = default;
  VisitList& operator=(VisitList&&) = default;
  // An empty one for each of so many touchpoints.
  static std::vector<VisitList> several(std::size_t count, std::size_t dimensions) {
    std::vector<VisitList> lists;
    for (std::size_t i = 0; i < count; ++i) lists.emplace_back(dimensions);
    return lists;
  }

  std::size_t size() const { return size_; }
  bool empty() const { return size_ == 0; }
  std::size_t block_count() const { return blocks_.size(); }
  const Block& block(std::size_t at) const { return blocks_[at]; }

  template <typename Look>
  void each(Look&& look) const {
    each_in(0, blocks_.size(), look);
  }
  // Those of the blocks [first, last).
  template <typename Look>
  void each_in(std::size_t first, std::size_t last, Look&& look) const {
    for (std::size_t b = first; b < last; ++b)
      for (std::size_t i = 0; i < blocks_[b].size(); ++i) look(At(blocks_[b], i));
  }

  // `codes`: of eight dimensions each. What was added can be looked at after finish().
  void add(const Visit& visit, const std::uint64_t* codes) {
    if (blocks_.empty() || blocks_.back().size_ == Block::kSize) blocks_.emplace_back(words_);
    Block& block = blocks_.back();
    const std::size_t at = block.size_++;
    ++size_;
    block.visits_[at] = visit;
    for (std::size_t word = 0; word < words_; ++word) rows_[word][at % 8] = codes[word];
    if (at % 8 == 7) write_codes(block, at / 8);
  }
  void finish() {
    if (blocks_.empty() || blocks_.back().size_ % 8 == 0) return;
    write_codes(blocks_.back(), blocks_.back().size_ / 8);
  }
  // The other one is finished, and so is this one from then on.
  void append(VisitList&& other) {
    for (Block& block : other.blocks_) blocks_.push_back(std::move(block));
    size_ += std::exchange(other.size_, 0);
    other.blocks_.clear();
  }

 private:
  // Turns the rows of eight visits into a word for each dimension.
  void write_codes(Block& block, std::size_t eighth) {
    for (std::size_t word = 0; word < words_; ++word) {
      auto rows = rows_[word];
      turn(rows);
      for (std::size_t d = 0; d < 8; ++d)
        block.codes_[(word * 8 + d) * (Block::kSize / 8) + eighth] = rows[d];
    }
  }

  std::size_t words_;
  std::vector<std::array<std::uint64_t, 8>> rows_;  // [word][visit], of the last visits
  std::vector<Block> blocks_;
  std::size_t size_ = 0;
};

}  // namespace wend::analyze
