#pragma once

#include <memory>
#include <string>
#include <string_view>

namespace wend::collect {

// The hash by which a file is known again: XXH3, 128 bit, of its bytes as they lie on the disk.
class FileHash {
 public:
  FileHash();
  ~FileHash();
  FileHash(const FileHash&) = delete;
  FileHash& operator=(const FileHash&) = delete;

  void add(std::string_view bytes);
  std::string hex() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace wend::collect
