#include "collect/block_cutter.h"

namespace wend::collect {

base::Status BlockCutter::fill(std::string& bytes, std::size_t size) {
  const std::size_t had = bytes.size();
  if (ended_ || had >= size) return {};
  bytes.resize(size);
  WEND_ASSIGN(const std::size_t got, source_->read(bytes.data() + had, size - had));
  bytes.resize(had + got);
  ended_ = got < size - had;
  return {};
}

}  // namespace wend::collect
