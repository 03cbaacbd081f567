#include "cli/program.h"

#include <cstdio>
#include <fmt/format.h>

#include "cli/commands.h"
#include "events/data_folder.h"

namespace wend::cli {

void Context::fail(const base::Error& error) {
  fmt::print(stderr, "wend: {}\n", error.to_sentence());
  switch (error.code) {
    case base::ErrorCode::kIo:
    case base::ErrorCode::kInternal:
    case base::ErrorCode::kUnavailable:
      exit_code = kMachineFailed;
      break;
    default:
      exit_code = kWrongData;
  }
}

void add_data_option(CLI::App& command, Context& context) {
  command.add_option("--data", context.data, "The data folder.")
      ->envname("WEND_DATA")
      ->capture_default_str();
}

int run_program(int argc, char** argv) {
  CLI::App app("Wend: the journeys customers really take, from their events.", "wend");
  app.require_subcommand(1);
  app.set_help_all_flag("--help-all", "Print the help of every command and exit");
  Context context;
  context.data = events::default_data_folder();
  add_import(app, context);
  add_query(app, context);
  add_sql(app, context);
  add_doctor(app, context);
  add_demo(app, context);
  add_serve(app, context);
  add_user(app, context);
  add_key(app, context);
  add_map(app, context);
  add_privacy(app, context);
  add_version(app, context);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    if (error.get_exit_code() == static_cast<int>(CLI::ExitCodes::Success))
      return app.exit(error);  // --help
    fmt::print(stderr,
               "wend: {}\nRun wend --help, or wend COMMAND --help, to see what is possible.\n",
               error.what());
    return kWrongCommand;
  } catch (const std::exception& error) {  // out of memory
    fmt::print(stderr, "wend: The machine failed: {}.\n", error.what());
    return kMachineFailed;
  }
  std::fflush(stdout);
  return context.exit_code;
}

}  // namespace wend::cli
