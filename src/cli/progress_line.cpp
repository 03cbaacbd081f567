#include "cli/progress_line.h"

#include <chrono>
#include <condition_variable>
#include <fmt/format.h>
#include <mutex>
#include <unistd.h>

namespace wend::cli {
namespace {

constexpr std::chrono::milliseconds kInterval{200};

}  // namespace

std::string with_thousands(std::uint64_t number) {
  std::string text = std::to_string(number);
  for (std::size_t i = text.size(); i > 3; i -= 3) text.insert(i - 3, 1, ',');
  return text;
}

std::string progress_text(const std::string& file, std::uint64_t bytes, std::uint64_t bytes_done,
                          std::uint64_t rows, double seconds) {
  const double share =
      bytes == 0 ? 0 : static_cast<double>(bytes_done) / static_cast<double>(bytes);
  const double rate = seconds <= 0 ? 0 : static_cast<double>(rows) / seconds;
  std::string text =
      fmt::format("{}  {:.0f} %  {} rows  {} rows/s", file, 100 * share, with_thousands(rows),
                  with_thousands(static_cast<std::uint64_t>(rate)));
  constexpr double kShareMin = 0.01;  // before, an estimate would be a guess
  if (share >= 1) return text + "  storing";
  if (share > kShareMin) text += fmt::format("  {:.0f} s left", seconds / share - seconds);
  return text;
}

ProgressLine::ProgressLine(const std::string& file, const collect::ImportProgress& progress) {
  if (::isatty(STDERR_FILENO) == 0) return;
  thread_ = std::jthread([file, &progress](std::stop_token stop) {
    const auto start = std::chrono::steady_clock::now();
    std::mutex mutex;
    std::condition_variable_any wake;
    std::unique_lock lock(mutex);
    while (!wake.wait_for(lock, stop, kInterval, [&] { return stop.stop_requested(); })) {
      const double seconds =
          std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
      fmt::print(stderr, "\r\033[K{}",
                 progress_text(file, progress.bytes, progress.bytes_done,
                               progress.counts.rows + progress.rejected, seconds));
      std::fflush(stderr);
    }
    fmt::print(stderr, "\r\033[K");
  });
}

ProgressLine::~ProgressLine() = default;

}  // namespace wend::cli
