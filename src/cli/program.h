#pragma once

namespace wend::cli {

// The whole program: reads the command line, runs the command, answers the exit code.
int run_program(int argc, char** argv);

}  // namespace wend::cli
