#include "cli/program.h"

int main(int argc, char** argv) {
  return wend::cli::run_program(argc, argv);
}
