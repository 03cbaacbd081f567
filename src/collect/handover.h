#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <memory>
#include <mutex>
#include <optional>
#include <vector>

#include "collect/body_rows.h"

namespace wend::collect {

// The rows that were made of bodies when they were accepted, on their way to the reader of the log,
// so that it need not read those bodies again. Only a short cut: what does not fit here the reader
// finds in the log. Safe to use from several threads.
class Handover {
 public:
  explicit Handover(std::size_t bytes_max) : bytes_max_(bytes_max) {}

  // Whether rows may be made for it.
  bool has_room() const;
  // Positions only grow. Drops the rows when there is no room.
  void put(std::int64_t position, std::shared_ptr<const BodyRows> rows);

  struct Run {
    std::vector<std::shared_ptr<const BodyRows>> bodies;
    std::int64_t last = 0;  // their last position
  };
  // The rows of the records that follow `position` without a gap, about as many as have `bytes`.
  // Forgets what came before.
  std::optional<Run> take_after(std::int64_t position, std::size_t bytes);
  // The position of the next rows; nothing when there are none.
  std::optional<std::int64_t> next() const;

 private:
  struct Entry {
    std::int64_t position;
    std::shared_ptr<const BodyRows> rows;
  };
  void drop_first();

  const std::size_t bytes_max_;
  mutable std::mutex mutex_;
  std::deque<Entry> entries_;
  std::size_t bytes_ = 0;
};

}  // namespace wend::collect
