#pragma once

#include <cstddef>

namespace wend::collect {

// The right to read one large JSON text. What a parser holds is about ten times the text, so that
// of all threads together only so much is read at a time (kLargeBytesAtOnce); whoever comes when
// there is no room waits, in the order of coming.
class LargeTurn {
 public:
  // Waits for `bytes` of room; for a text that is longer than all of it, until nothing else is
  // read. A thread that has a turn already waits for nothing: what it reads is part of the same
  // body.
  explicit LargeTurn(std::size_t bytes);
  ~LargeTurn();
  LargeTurn(const LargeTurn&) = delete;
  LargeTurn& operator=(const LargeTurn&) = delete;

 private:
  std::size_t bytes_ = 0;  // that this one holds
};

}  // namespace wend::collect
