#pragma once

#include <CLI/CLI.hpp>
#include <string>

#include "base/error.h"

namespace wend::cli {

// What the process ends with; interface.md lists them.
inline constexpr int kDone = 0;
inline constexpr int kWrongData = 1;     // the data or the question is wrong
inline constexpr int kWrongCommand = 2;  // the command is wrong
inline constexpr int kMachineFailed = 3;

// What every command reads and answers.
struct Context {
  std::string data;             // the data folder
  std::string format = "json";  // json, csv or table, of what goes to stdout
  int exit_code = kDone;

  // Prints the error as one sentence on stderr and sets the exit code that belongs to it.
  void fail(const base::Error& error);
};

// Each adds one subcommand to the program; its callback does the work and sets context.exit_code.
void add_import(CLI::App& app, Context& context);
void add_sql(CLI::App& app, Context& context);
void add_query(CLI::App& app, Context& context);
void add_doctor(CLI::App& app, Context& context);
void add_demo(CLI::App& app, Context& context);
void add_serve(CLI::App& app, Context& context);
void add_user(CLI::App& app, Context& context);
void add_key(CLI::App& app, Context& context);
void add_map(CLI::App& app, Context& context);
void add_privacy(CLI::App& app, Context& context);
void add_version(CLI::App& app, Context& context);

// --data, for commands that work on the data folder.
void add_data_option(CLI::App& command, Context& context);

}  // namespace wend::cli
