#include <fmt/format.h>

#include "cli/commands.h"

#ifndef WEND_VERSION
#define WEND_VERSION "development"
#endif

namespace wend::cli {

void add_version(CLI::App& app, Context&) {
  auto* command = app.add_subcommand("version", "Print the version.");
  command->callback([] { fmt::print("wend {}\n", WEND_VERSION); });
}

}  // namespace wend::cli
