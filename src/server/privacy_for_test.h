#pragma once

#include <chrono>
#include <duckdb.h>
#include <fmt/format.h>
#include <fstream>
#include <functional>
#include <map>
#include <sqlite3.h>
#include <thread>

#include "server/server_for_test.h"

namespace wend::server {

namespace fs = std::filesystem;

// What Ann is and says; none of it may be anywhere when she was erased.
inline constexpr std::string_view kOfAnn[] = {
    "ann-48102",           "visitor-5f3a-77e1", "ann.lee@example.com", "Ann.Lee@Example.COM",
    "ANN.LEE@EXAMPLE.COM", "4930123456789",     "123 456 789",         "Annabella Leeward",
    "zebrafinches",        "Rosengasse 17"};

// Everything that is written in a folder, as people could read it: the bytes of all files, and what
// is in their databases when those are opened.
class Folder {
 public:
  explicit Folder(const fs::path& path) {
    for (const auto& entry : fs::recursive_directory_iterator(path)) {
      if (!entry.is_regular_file()) continue;
      const std::string name = fs::relative(entry.path(), path).string();
      std::ifstream file(entry.path(), std::ios::binary);
      texts_[name] = std::string(std::istreambuf_iterator<char>(file), {});
      if (name.ends_with(".duckdb")) read_duckdb(entry.path(), name);
      if (name.ends_with(".db")) read_sqlite(entry.path(), name);
    }
  }
  // Where a value stands, in any capitals.
  std::vector<std::string> places_of(std::string_view value) const {
    std::vector<std::string> places;
    const std::string wanted = small(value);
    for (const auto& [name, text] : texts_)
      if (small(text).contains(wanted)) places.push_back(name);
    return places;
  }
  const std::string& text(const std::string& name) const { return texts_.at(name); }

 private:
  static std::string small(std::string_view text) {
    std::string out(text);
    for (char& c : out) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    return out;
  }
  void read_duckdb(const fs::path& path, const std::string& name) {
    // Of a copy: the file may be in use.
    const fs::path copy =
        fs::temp_directory_path() / fmt::format("wend-look-{}.duckdb", ::getpid());
    fs::copy_file(path, copy, fs::copy_options::overwrite_existing);
    if (fs::exists(path.string() + ".wal"))
      fs::copy_file(path.string() + ".wal", copy.string() + ".wal",
                    fs::copy_options::overwrite_existing);
    duckdb_database database;
    duckdb_connection connection;
    ASSERT_EQ(duckdb_open(copy.c_str(), &database), DuckDBSuccess) << path;
    ASSERT_EQ(duckdb_connect(database, &connection), DuckDBSuccess);
    const auto column = [&](const std::string& sql) {
      std::vector<std::string> values;
      duckdb_result result;
      EXPECT_EQ(duckdb_query(connection, sql.c_str(), &result), DuckDBSuccess) << sql;
      for (idx_t row = 0; row < duckdb_row_count(&result); ++row) {
        char* value = duckdb_value_varchar(&result, 0, row);
        values.emplace_back(value == nullptr ? "" : value);
        duckdb_free(value);
      }
      duckdb_destroy_result(&result);
      return values;
    };
    for (const std::string& table : column("SELECT table_name FROM duckdb_tables() ORDER BY 1")) {
      auto& text = texts_[name + ":" + table];
      for (const std::string& row : column("SELECT CAST(t AS VARCHAR) FROM " + table + " t"))
        text += row + "\n";
    }
    duckdb_disconnect(&connection);
    duckdb_close(&database);
    fs::remove(copy);
    fs::remove(copy.string() + ".wal");
  }
  void read_sqlite(const fs::path& path, const std::string& name) {
    sqlite3* database = nullptr;
    ASSERT_EQ(sqlite3_open_v2(path.c_str(), &database, SQLITE_OPEN_READWRITE, nullptr), SQLITE_OK);
    const auto each = [&](const std::string& sql, const std::function<void(sqlite3_stmt*)>& row) {
      sqlite3_stmt* statement = nullptr;
      ASSERT_EQ(sqlite3_prepare_v2(database, sql.c_str(), -1, &statement, nullptr), SQLITE_OK)
          << sql;
      while (sqlite3_step(statement) == SQLITE_ROW) row(statement);
      sqlite3_finalize(statement);
    };
    std::vector<std::string> tables;
    each("SELECT name FROM sqlite_schema WHERE type = 'table'", [&](sqlite3_stmt* row) {
      tables.emplace_back(reinterpret_cast<const char*>(sqlite3_column_text(row, 0)));
    });
    for (const std::string& table : tables) {
      auto& text = texts_[name + ":" + table];
      each("SELECT * FROM " + table, [&](sqlite3_stmt* row) {
        for (int i = 0; i < sqlite3_column_count(row); ++i) {
          const auto* value = sqlite3_column_blob(row, i);
          text.append(static_cast<const char*>(value == nullptr ? "" : value),
                      static_cast<std::size_t>(sqlite3_column_bytes(row, i)));
          text += '\n';
        }
      });
    }
    sqlite3_close(database);
  }

  std::map<std::string, std::string> texts_;
};

class PrivacyTest : public ServerFixture {
 protected:
  void SetUp() override {
    ServerFixture::SetUp();
    admin_ = all();
    app_ = source("App", "sdk");
    app_key_ = key(app_);
    hook_ = source("Payments", "webhook");
    hook_key_ = key(hook_);
  }
  std::string source(std::string_view name, std::string_view kind) {
    return call("POST", "/api/v1/sources", admin_, json::object{{"name", name}, {"kind", kind}})
        .text("id");
  }
  std::string key(const std::string& source) {
    return call("POST", "/api/v1/sources/" + source + "/keys", admin_).text("key");
  }
  int send(std::string_view messages) {
    return raw("POST", "/v1/batch?writeKey=" + app_key_, "",
               fmt::format(R"({{"batch": [{}]}})", messages))
        .status();
  }
  static bool eventually(const std::function<bool()>& answer) {
    const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(60);
    while (!answer()) {
      if (std::chrono::steady_clock::now() > end) return false;
      std::this_thread::sleep_for(std::chrono::milliseconds(20));
    }
    return true;
  }
  std::int64_t events() {
    return call("GET", "/api/v1/status", admin_).body.at("events").as_int64();
  }
  std::int64_t unmapped() {
    return call("GET", "/api/v1/sources/" + hook_ + "/unmapped", admin_)
        .body.at("total")
        .as_int64();
  }
  std::string customer(std::string_view search) {
    const auto items = call("GET", fmt::format("/api/v1/customers?search={}", search), admin_)
                           .body.at("items")
                           .as_array();
    EXPECT_EQ(items.size(), 1U) << search;
    return items.empty() ? "" : std::string(items[0].at("id").as_string());
  }
  // The others' lives, and Ann's when she is there, by every way in.
  void fill(bool with_ann) {
    std::int64_t expected = 3;
    ASSERT_EQ(send(R"({"type": "track", "event": "Order", "userId": "bob-7", "messageId": "b1",
                       "timestamp": "2026-01-02T10:00:00Z", "properties": {"note": "likes swans"}},
                      {"type": "identify", "userId": "cem-9", "messageId": "c1",
                       "timestamp": "2026-01-02T10:00:00Z",
                       "traits": {"email": "cem@example.com", "name": "Cem Kaya"}},
                      {"type": "track", "event": "Visit", "anonymousId": "visitor-of-cem",
                       "userId": "cem-9", "messageId": "c2",
                       "timestamp": "2026-01-02T10:00:00Z"})"),
              200);
    if (with_ann) {
      expected += 5;
      ASSERT_EQ(send(R"({"type": "page", "name": "Home", "anonymousId": "visitor-5f3a-77e1",
                   "messageId": "a1", "timestamp": "2026-01-02T10:00:00Z"},
                  {"type": "track", "event": "Order", "userId": "bob-7", "messageId": "b2",
                   "timestamp": "2026-01-02T11:00:00Z", "properties": {"note": "pays"}},
                  {"type": "identify", "userId": "ann-48102", "anonymousId": "visitor-5f3a-77e1",
                   "messageId": "a2", "timestamp": "2026-01-02T10:01:00Z",
                   "traits": {"email": "Ann.Lee@Example.COM", "name": "Annabella Leeward",
                              "phone": "+49 30 123 456 789", "street": "Rosengasse 17"}},
                  {"type": "track", "event": "Feedback", "userId": "ann-48102", "messageId": "a3",
                   "timestamp": "2026-01-02T10:02:00Z",
                   "properties": {"text": "I like zebrafinches"}},
                  {"type": "track", "event": "Case", "userId": "cem-9", "messageId": "c3",
                   "timestamp": "2026-01-02T12:00:00Z",
                   "properties": {"about": "ANN.LEE@EXAMPLE.COM", "kept": "swans"}})"),
                200);
      // Refused: it has no event.
      ASSERT_EQ(send(R"({"type": "track", "userId": "ann-48102", "messageId": "a4",
                         "properties": {"text": "zebrafinches"}})"),
                400);
    } else {
      ++expected;
      ++expected;
      ASSERT_EQ(send(R"({"type": "track", "event": "Order", "userId": "bob-7", "messageId": "b2",
                         "timestamp": "2026-01-02T11:00:00Z", "properties": {"note": "pays"}},
                        {"type": "track", "event": "Case", "userId": "cem-9", "messageId": "c3",
                         "timestamp": "2026-01-02T12:00:00Z",
                         "properties": {"about": "", "kept": "swans"}})"),
                200);
    }
    ASSERT_TRUE(eventually([&] { return events() == expected; })) << events();
    const std::string rows = with_ann ? "ann-48102,Order,2026-01-03T10:00:00Z,Rosengasse 17\n"
                                        "ann-48102,Order,yesterday,Rosengasse 17\n"
                                      : "";
    // The rows with words for times are rejected.
    const auto started =
        call("POST", "/api/v1/imports", admin_,
             json::object{{"upload", upload(admin_, "orders.csv",
                                            "customer,event,time,street\n" + rows +
                                                "bob-7,Order,2026-01-03T10:00:00Z,Swan Road\n"
                                                "bob-7,Order,tomorrow,Swan Road\n")},
                          {"mapping", json::object{{"customer", "customer"},
                                                   {"event", "event"},
                                                   {"time", json::object{{"column", "time"},
                                                                         {"format", "iso"}}}}}});
    ASSERT_EQ(started.status(), 202) << started.http.body;
    const auto imported = wait_for_import(admin_, started.text("id"));
    EXPECT_EQ(imported.at("added").to_number<int>(), with_ann ? 2 : 1);
    if (!with_ann) return;
    ASSERT_EQ(raw("POST", "/hooks/" + hook_key_, "Content-Type: application/json\r\n",
                  R"({"payer": {"mail": "ann.lee@example.com", "name": "Annabella Leeward"}})")
                  .status(),
              200);
    ASSERT_EQ(raw("POST", "/hooks/" + hook_key_, "Content-Type: application/json\r\n",
                  R"({"payer": {"mail": "bob@example.com"}})")
                  .status(),
              200);
    ASSERT_TRUE(eventually([&] { return unmapped() == 2; })) << unmapped();
    (void)upload(admin_, "waiting.csv",
                 "customer,event,time\nann-48102,Order,2026-02-01T10:00:00Z\n");
    (void)upload(admin_, "others.csv", "customer,event,time\nbob-7,Order,2026-02-01T10:00:00Z\n");
    const auto list =
        call("POST", "/api/v1/segments", admin_, json::object{{"name", "Guests"}, {"kind", "list"}})
            .text("id");
    EXPECT_EQ(raw("PUT", "/api/v1/segments/" + list + "/identities", admin_.headers,
                  "user_id\nann-48102\nbob-7\n")
                  .status(),
              200);
    wait_for_segment(admin_, list, 2);
    list_ = list;
    EXPECT_EQ(
        call("POST", "/api/v1/identity/decisions", admin_,
             json::object{{"a", json::object{{"namespace", "user_id"}, {"value", "ann-48102"}}},
                          {"b", json::object{{"namespace", "user_id"}, {"value", "bob-7"}}},
                          {"decision", "apart"}})
            .status(),
        200);
  }
  // A copy of what is there, as an operator makes it, with the server stopped.
  void back_up() {
    space_.reset();
    server_.reset();
    const fs::path copy = folder_ / "backups" / "monday";
    fs::create_directories(copy);
    for (const auto& entry : fs::directory_iterator(folder_))
      if (entry.is_regular_file() && entry.path().filename() != "LOCK")
        fs::copy_file(entry.path(), copy / entry.path().filename());
    start();
  }
  // A copy of now that lies where no erasure reaches it. The server goes on.
  fs::path copy_apart() {
    back_up();
    const fs::path apart = folder_.string() + "-apart";
    fs::remove_all(apart);
    fs::rename(folder_ / "backups" / "monday", apart);
    return apart;
  }
  // Puts files of it in the place of those that are there, and starts.
  void put_back(const fs::path& apart, const std::vector<std::string_view>& names) {
    space_.reset();
    server_.reset();
    for (const std::string_view name : names) {
      for (const char* ending : {".wal", "-wal", "-shm"})
        fs::remove(folder_ / (std::string(name) + ending));
      fs::copy_file(apart / name, folder_ / name, fs::copy_options::overwrite_existing);
    }
    fs::remove_all(apart);
    start();
  }
  json::object erase(const std::string& id, bool keep_out = false) {
    const auto reply =
        call("POST", "/api/v1/privacy/erasures", admin_,
             json::object{{"customer", id}, {"confirm", "erase"}, {"keep_out", keep_out}});
    EXPECT_EQ(reply.status(), 202) << reply.http.body;
    return wait_for_erasure(admin_, reply.text("id"));
  }
  void expect_nothing_of_ann() {
    const Folder folder(folder_);
    for (const std::string_view value : kOfAnn)
      for (const std::string& place : folder.places_of(value))
        ADD_FAILURE() << value << " stands in " << place;
  }

  Identity admin_;
  std::string app_, app_key_, hook_, hook_key_, list_;
};

}  // namespace wend::server
