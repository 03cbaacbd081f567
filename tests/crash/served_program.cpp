#include "served_program.h"

#include <cstdlib>
#include <fcntl.h>
#include <gtest/gtest.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <string_view>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>
#include <vector>

namespace wend {
namespace {

using Clock = std::chrono::steady_clock;

bool wait_readable(int descriptor, Clock::time_point until) {
  const auto left = std::chrono::ceil<std::chrono::milliseconds>(until - Clock::now()).count();
  pollfd one{descriptor, POLLIN, 0};
  return ::poll(&one, 1, static_cast<int>(std::max<decltype(left)>(left, 0))) > 0;
}

// This process's environment, with what the program is to have; never its own failpoint.
std::vector<std::string> environment_with(const std::vector<std::string>& variables) {
  std::vector<std::string> environment;
  for (char** entry = environ; *entry != nullptr; ++entry)
    if (!std::string_view(*entry).starts_with("WEND_FAILPOINT=")) environment.emplace_back(*entry);
  environment.insert(environment.end(), variables.begin(), variables.end());
  return environment;
}

std::vector<char*> pointers_to(std::vector<std::string>& texts) {
  std::vector<char*> pointers;
  for (std::string& text : texts) pointers.push_back(text.data());
  pointers.push_back(nullptr);
  return pointers;
}

}  // namespace

ServedProgram::ServedProgram(const std::filesystem::path& data,
                             const std::vector<std::string>& variables,
                             const std::filesystem::path& complaints) {
  int ends[2];
  EXPECT_EQ(::pipe2(ends, O_CLOEXEC), 0);
  output_ = ends[0];
  posix_spawn_file_actions_t actions;
  ::posix_spawn_file_actions_init(&actions);
  ::posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
  ::posix_spawn_file_actions_adddup2(&actions, ends[1], STDOUT_FILENO);
  ::posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, complaints.c_str(),
                                     O_WRONLY | O_CREAT | O_TRUNC, 0600);
  std::vector<std::string> words = {WEND_PROGRAM, "serve", "--data", data.string(), "--port", "0"};
  std::vector<std::string> environment = environment_with(variables);
  const int spawned = ::posix_spawn(&process_, WEND_PROGRAM, &actions, nullptr,
                                    pointers_to(words).data(), pointers_to(environment).data());
  ::posix_spawn_file_actions_destroy(&actions);
  ::close(ends[1]);
  EXPECT_EQ(spawned, 0) << WEND_PROGRAM;
  process_descriptor_ = static_cast<int>(::syscall(SYS_pidfd_open, process_, 0));
  EXPECT_GE(process_descriptor_, 0);
}

ServedProgram::~ServedProgram() {
  if (!ended_) {
    send_signal(SIGKILL);
    ::waitpid(process_, &status_, 0);
  }
  ::close(output_);
  ::close(process_descriptor_);
}

std::optional<std::uint16_t> ServedProgram::wait_ready(std::chrono::milliseconds at_most) {
  constexpr std::string_view kAddress = "http://127.0.0.1:";
  const auto until = Clock::now() + at_most;
  while (said_.find('\n') == std::string::npos) {
    char bytes[512];
    if (!wait_readable(output_, until)) return {};
    const ssize_t got = ::read(output_, bytes, sizeof bytes);
    if (got <= 0) return {};
    said_.append(bytes, static_cast<std::size_t>(got));
  }
  const std::size_t at = said_.find(kAddress);
  if (at == std::string::npos) return {};
  return static_cast<std::uint16_t>(
      std::strtoul(said_.c_str() + at + kAddress.size(), nullptr, 10));
}

bool ServedProgram::wait_end(std::chrono::milliseconds at_most) {
  if (ended_) return true;
  if (!wait_readable(process_descriptor_, Clock::now() + at_most)) return false;
  ended_ = ::waitpid(process_, &status_, 0) == process_;
  return ended_;
}

void ServedProgram::send_signal(int number) const {
  if (!ended_) ::kill(process_, number);
}

int ServedProgram::ended_by() const {
  return WIFSIGNALED(status_) ? WTERMSIG(status_) : 0;
}

int ServedProgram::exit_code() const {
  return WIFEXITED(status_) ? WEXITSTATUS(status_) : -1;
}

}  // namespace wend
