#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <sys/types.h>
#include <vector>

namespace wend {

// `wend serve` over a folder, as a process of its own on a free port of the loopback.
class ServedProgram {
 public:
  // `variables` ("NAME=value") are its environment's beside this process's own. What the program
  // complains of is written to `complaints`.
  ServedProgram(const std::filesystem::path& data, const std::vector<std::string>& variables,
                const std::filesystem::path& complaints);
  ~ServedProgram();  // kills what still runs
  ServedProgram(const ServedProgram&) = delete;
  ServedProgram& operator=(const ServedProgram&) = delete;

  // The port, once the program says that it is ready; nothing when it ended before or took longer.
  std::optional<std::uint16_t> wait_ready(std::chrono::milliseconds at_most);
  // Whether it has ended by then.
  bool wait_end(std::chrono::milliseconds at_most);
  void send_signal(int number) const;
  pid_t process() const { return process_; }
  // Once it has ended: the signal that ended it, 0 when it left by itself.
  int ended_by() const;
  int exit_code() const;

 private:
  pid_t process_ = -1;
  int process_descriptor_ = -1;  // becomes readable when the process ends
  int output_ = -1;
  std::string said_;
  bool ended_ = false;
  int status_ = 0;
};

}  // namespace wend
