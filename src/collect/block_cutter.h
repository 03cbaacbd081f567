#pragma once

#include <memory>
#include <string>

#include "base/result.h"
#include "collect/byte_source.h"
#include "collect/limits.h"

namespace wend::collect {

// Reads a text in blocks that end between two rows; what is behind the last whole row goes into the
// next block.
class BlockCutter {
 public:
  explicit BlockCutter(std::unique_ptr<ByteSource> source) : source_(std::move(source)) {}

  // Fills `block`, which has `bytes` and `rows`. `take(block, position)` notes the whole rows from
  // `position` on and answers where the first one begins that is not whole yet, as a Result; it is
  // asked again with more bytes until there is a row. Nothing at the end. Errors: those of the
  // source and of `take`.
  template <typename Block, typename Take>
  base::Result<std::unique_ptr<Block>> cut(std::unique_ptr<Block> block, Take take) {
    std::string& bytes = block->bytes;
    bytes.swap(rest_);
    rest_.clear();
    std::size_t size = kBlockBytes;
    std::size_t position = 0;
    while (block->rows.empty()) {
      WEND_TRY(fill(bytes, size));
      if (position == bytes.size() && ended_) return nullptr;
      WEND_ASSIGN(position, take(*block, position));
      size *= 2;
    }
    rest_.assign(bytes, position, std::string::npos);
    bytes.resize(position);
    return block;
  }

  // Whether the block that is being cut holds the last bytes.
  bool ended() const { return ended_; }
  std::uint64_t consumed() const { return source_->consumed(); }

 private:
  // Reads on until `bytes` holds `size` bytes or the text ends.
  base::Status fill(std::string& bytes, std::size_t size);

  std::unique_ptr<ByteSource> source_;
  std::string rest_;
  bool ended_ = false;
};

}  // namespace wend::collect
