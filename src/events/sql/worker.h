#pragma once

// The process in which a statement of people runs: a DuckDB of its own in memory, without files,
// network or any table of the store, that gets its rows over a socket and can be ended at any time.
namespace wend::events::sql {

inline constexpr const char* kWorkerArgument = "sql-worker";
inline constexpr int kWorkerSocket = 3;  // the descriptor of its end

// Answers one statement over kWorkerSocket and returns the exit code.
int run_worker();

// For main(): whether this process was started as a worker.
bool is_worker(int argc, const char* const* argv);

}  // namespace wend::events::sql
