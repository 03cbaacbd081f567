#include "cli/program.h"
#include "events/sql/worker.h"

int main(int argc, char** argv) {
  // Statements of people run in a process of their own (events/sql/worker.h).
  if (wend::events::sql::is_worker(argc, argv)) return wend::events::sql::run_worker();
  return wend::cli::run_program(argc, argv);
}
