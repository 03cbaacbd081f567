#pragma once

#include <algorithm>
#include <cstddef>
#include <memory>
#include <new>
#include <span>
#include <sys/mman.h>
#include <type_traits>
#include <utility>

#include "base/assert.h"

namespace wend::base {

// An array that grows at its end and never moves: who holds a span of its beginning goes on reading
// it, in any thread, while one writer appends. Its capacity is address space, not memory: a page
// takes memory when it is first written. Throws std::bad_alloc when there is no address space left.
template <typename T>
class StableArray {
 public:
  StableArray() = default;
  explicit StableArray(std::size_t capacity) : capacity_(capacity) {
    if (capacity == 0) return;
    void* const begin = ::mmap(nullptr, capacity * sizeof(T), PROT_READ | PROT_WRITE,
                               MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (begin == MAP_FAILED) throw std::bad_alloc();
    // Fewer, larger pages where the system has them; a small array would only waste one.
    if (capacity * sizeof(T) >= kLarge) ::madvise(begin, capacity * sizeof(T), MADV_HUGEPAGE);
    begin_ = static_cast<T*>(begin);
  }
  StableArray(StableArray&& other) noexcept
      : begin_(std::exchange(other.begin_, nullptr)),
        size_(std::exchange(other.size_, 0)),
        capacity_(std::exchange(other.capacity_, 0)) {}
  StableArray& operator=(StableArray&& other) noexcept {
    std::swap(begin_, other.begin_);
    std::swap(size_, other.size_);
    std::swap(capacity_, other.capacity_);
    return *this;
  }
  ~StableArray() {
    if (begin_ == nullptr) return;
    if constexpr (!std::is_trivially_destructible_v<T>) std::destroy_n(begin_, size_);
    ::munmap(begin_, capacity_ * sizeof(T));
  }

  std::size_t size() const { return size_; }
  std::size_t capacity() const { return capacity_; }
  const T& operator[](std::size_t at) const { return begin_[at]; }
  T& operator[](std::size_t at) { return begin_[at]; }
  const T* data() const { return begin_; }
  std::span<const T> first(std::size_t count) const { return {begin_, count}; }
  std::span<T> all() { return {begin_, size_}; }

  template <typename... Arguments>
  void emplace_back(Arguments&&... arguments) {
    WEND_ASSERT(size_ < capacity_, "whoever appends has looked whether there is room");
    ::new (begin_ + size_) T(std::forward<Arguments>(arguments)...);
    ++size_;
  }
  void push_back(const T& value) { emplace_back(value); }
  // Appends `count` zeros.
  std::span<T> extend(std::size_t count)
    requires std::is_trivially_copyable_v<T>
  {
    WEND_ASSERT(count <= capacity_ - size_, "whoever appends has looked whether there is room");
    size_ += count;
    return {begin_ + (size_ - count), count};
  }

 private:
  static constexpr std::size_t kLarge = std::size_t{64} << 20;
  T* begin_ = nullptr;
  std::size_t size_ = 0;
  std::size_t capacity_ = 0;
};

}  // namespace wend::base
