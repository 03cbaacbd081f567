#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <duckdb.h>
#include <fmt/format.h>
#include <string>

// The yardstick: DuckDB reads the same CSV into a table of its own, with the same threads and
// memory, no mapping, no message ids, no check for duplicates. Prints the seconds.
int main(int argc, char** argv) {
  if (argc != 3) {
    fmt::print(stderr, "usage: {} FILE.csv DATABASE\n", argv[0]);
    return 2;
  }
  duckdb_database database = nullptr;
  duckdb_connection connection = nullptr;
  if (duckdb_open(argv[2], &database) != DuckDBSuccess ||
      duckdb_connect(database, &connection) != DuckDBSuccess)
    return 3;
  const auto run = [&](const std::string& sql) {
    duckdb_result result;
    const bool done = duckdb_query(connection, sql.c_str(), &result) == DuckDBSuccess;
    if (!done) fmt::print(stderr, "{}\n", duckdb_result_error(&result));
    duckdb_destroy_result(&result);
    if (!done) std::exit(3);
  };
  run("SET threads = 2; SET memory_limit = '1GiB'; SET preserve_insertion_order = false");
  const auto begin = std::chrono::steady_clock::now();
  run(fmt::format("CREATE TABLE events AS SELECT * FROM read_csv('{}')", argv[1]));
  run("CHECKPOINT");
  fmt::print("{:.2f}\n",
             std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count());
  duckdb_disconnect(&connection);
  duckdb_close(&database);
}
