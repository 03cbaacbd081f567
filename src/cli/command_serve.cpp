#include <CLI/CLI.hpp>
#include <csignal>
#include <cstdio>
#include <filesystem>
#include <fmt/format.h>
#include <spawn.h>
#include <spdlog/sinks/rotating_file_sink.h>
#include <spdlog/spdlog.h>
#include <unistd.h>

#include "cli/commands.h"
#include "http/assets.h"
#include "server/running_server.h"

#ifndef WEND_VERSION
#define WEND_VERSION "development"
#endif

namespace wend::cli {
namespace {

constexpr std::size_t kLogBytes = 10 * 1024 * 1024;
constexpr std::size_t kLogFiles = 5;

struct ServeFlags {
  std::optional<std::string> host, pages;
  std::optional<std::uint16_t> port;
  bool open_browser = false;
};

// Shows the address in the user's browser. A machine without one loses nothing: the line is on the
// terminal.
void open_browser(const std::string& address) {
  std::string program = "xdg-open", argument = address;
  char* arguments[] = {program.data(), argument.data(), nullptr};
  pid_t process = 0;
  ::posix_spawnp(&process, program.c_str(), nullptr, nullptr, arguments, environ);
}

// The terminal shows the one line that matters; requests are written to DATA/logs/wend.log.
void start_log(const std::filesystem::path& data) {
  std::error_code ignored;
  std::filesystem::create_directories(data / "logs", ignored);
  try {
    spdlog::set_default_logger(spdlog::rotating_logger_mt(
        "wend", (data / "logs" / "wend.log").string(), kLogBytes, kLogFiles));
    spdlog::set_pattern("%Y-%m-%dT%H:%M:%S.%e%z %l %v");
    spdlog::flush_every(std::chrono::seconds(1));
  } catch (const spdlog::spdlog_ex& failed) {
    fmt::print(stderr, "The log cannot be written: {}.\n", failed.what());
  }
}

base::Status serve(const std::filesystem::path& data, const ServeFlags& flags) {
  server::RunningServer::block_signals();
  // A file that may grow no more is an error of its write, not the end of the program.
  std::signal(SIGXFSZ, SIG_IGN);
  server::RunningServer::Options options;
  options.data_folder = data;
  options.version = WEND_VERSION;
  WEND_ASSIGN(options.config, server::read_config(data));
  if (flags.host) options.config.host = *flags.host;
  if (flags.port) options.config.port = *flags.port;
  std::error_code ignored;
  options.pages =
      flags.pages
          ? std::filesystem::path(*flags.pages)
          : http::Assets::find_folder(std::filesystem::read_symlink("/proc/self/exe", ignored));
  start_log(data);
  WEND_ASSIGN(auto running, server::RunningServer::start(options));
  WEND_ASSIGN(const std::string address, running->first_address());
  fmt::print("Wend is ready: {}\n", address);
  if (address == running->address())
    fmt::print(stderr, "To sign in without a password, run: wend user link --data {}\n",
               data.string());
  std::fflush(stdout);
  if (flags.open_browser) open_browser(address);
  spdlog::info("started version={} address={}", WEND_VERSION, running->address());
  server::RunningServer::wait_for_signal();
  spdlog::info("stopping");
  running.reset();
  spdlog::info("stopped");
  spdlog::shutdown();
  return {};
}

}  // namespace

void add_serve(CLI::App& app, Context& context) {
  auto flags = std::make_shared<ServeFlags>();
  CLI::App* command = app.add_subcommand("serve", "Start the server and its screens.");
  add_data_option(*command, context);
  command->add_option("--host", flags->host, "The IP address to listen on (127.0.0.1).");
  command->add_option("--port", flags->port, "The port to listen on (8080); 0 chooses a free one.");
  command->add_option("--pages", flags->pages, "The folder of the built web pages.");
  command->add_flag("--open-browser", flags->open_browser, "Show the address in the browser.");
  command->callback([flags, &context] {
    if (const auto served = serve(context.data, *flags); !served) context.fail(served.error());
  });
}

}  // namespace wend::cli
