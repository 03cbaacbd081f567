#pragma once

#include <string>
#include <thread>

#include "collect/import_job.h"

namespace wend::cli {

// One line on stderr that follows an import: share, rows, rate and time left. Shows nothing where
// there is no terminal.
class ProgressLine {
 public:
  ProgressLine(const std::string& file, const collect::ImportProgress& progress);
  ~ProgressLine();
  ProgressLine(const ProgressLine&) = delete;
  ProgressLine& operator=(const ProgressLine&) = delete;

 private:
  std::jthread thread_;
};

// "orders.csv  43 %  1,234,567 rows  412,000 rows/s  12 s left"
std::string progress_text(const std::string& file, std::uint64_t bytes, std::uint64_t bytes_done,
                          std::uint64_t rows, double seconds);

// 1234567 as "1,234,567".
std::string with_thousands(std::uint64_t number);

}  // namespace wend::cli
