#pragma once

#include <memory>
#include <string>
#include <string_view>

namespace wend::bench {

// ClickHouse in this process, by the C interface of libchdb.so, which is opened when first needed.
class ClickHouse {
 public:
  // Throws std::runtime_error when the library cannot be opened.
  explicit ClickHouse(const std::string& library_path);
  ~ClickHouse();
  ClickHouse(const ClickHouse&) = delete;
  ClickHouse& operator=(const ClickHouse&) = delete;

  // The answer in the format (of ClickHouse). Throws std::runtime_error with ClickHouse's sentence.
  std::string query(const std::string& sql, const std::string& format = "TabSeparated");

 private:
  struct Functions;
  std::unique_ptr<Functions> functions_;
  void** connection_ = nullptr;
};

}  // namespace wend::bench
