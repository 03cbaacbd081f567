#include <chrono>
#include <cstdlib>
#include <fmt/format.h>
#include <simdjson.h>
#include <sqlite3.h>

#include "bodies.h"

// The bare limits beside which the server stands, over the same bodies, on one thread:
//   wend_bench_limits FILE MESSAGES BODIES_A_COMMIT SECONDS
// SQLite inserts them with the settings of the log and commits each group to the disk; simdjson
// parses them.
namespace {

using Clock = std::chrono::steady_clock;

double seconds_since(Clock::time_point begin) {
  return std::chrono::duration<double>(Clock::now() - begin).count();
}

void run(sqlite3* database, const char* sql) {
  if (sqlite3_exec(database, sql, nullptr, nullptr, nullptr) == SQLITE_OK) return;
  fmt::print(stderr, "{}\n", sqlite3_errmsg(database));
  std::exit(3);
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 5) {
    fmt::print(stderr, "usage: {} FILE MESSAGES BODIES_A_COMMIT SECONDS\n", argv[0]);
    return 2;
  }
  const int group = std::atoi(argv[3]);
  const double limit = std::atof(argv[4]);
  wend::env::Random random(3);
  LoadRequest request("key", std::atoi(argv[2]), random);
  const std::string body(request.body());

  sqlite3* database = nullptr;
  if (sqlite3_open(argv[1], &database) != SQLITE_OK) return 3;
  run(database,
      "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; CREATE TABLE records (position "
      "INTEGER PRIMARY KEY AUTOINCREMENT, recorded_at INTEGER, kind TEXT, payload TEXT)");
  sqlite3_stmt* insert = nullptr;
  sqlite3_prepare_v2(database, "INSERT INTO records VALUES (NULL, 1, 'body', ?)", -1, &insert,
                     nullptr);
  double bodies = 0;
  double commits = 0;
  auto begin = Clock::now();
  while (seconds_since(begin) < limit) {
    run(database, "BEGIN IMMEDIATE");
    for (int i = 0; i < group; ++i) {
      sqlite3_bind_text64(insert, 1, body.data(), body.size(), SQLITE_STATIC, SQLITE_UTF8);
      sqlite3_step(insert);
      sqlite3_reset(insert);
    }
    run(database, "COMMIT");
    bodies += group;
    ++commits;
  }
  double took = seconds_since(begin);
  sqlite3_finalize(insert);
  sqlite3_close(database);
  fmt::print("  SQLite        {:.0f} MB/s, {:.0f} commits/s of {} bodies: {:.0f} events/s\n",
             bodies * static_cast<double>(body.size()) / took / 1e6, commits / took, group,
             bodies * request.messages() / took);

  simdjson::dom::parser parser;
  const simdjson::padded_string padded(body);
  bodies = 0;
  begin = Clock::now();
  for (took = 0; took < 1; took = seconds_since(begin)) {
    for (int i = 0; i < 100; ++i) {
      if (parser.parse(padded).error() != simdjson::SUCCESS) return 3;
    }
    bodies += 100;
  }
  fmt::print("  simdjson      {:.0f} MB/s: {:.0f} events/s\n",
             bodies * static_cast<double>(body.size()) / took / 1e6,
             bodies * request.messages() / took);
}
