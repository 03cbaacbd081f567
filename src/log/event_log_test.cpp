#include "log/event_log.h"

#include <filesystem>
#include <gtest/gtest.h>
#include <sqlite3.h>
#include <unistd.h>

namespace wend::log {
namespace {

class EventLogTest : public testing::Test {
 protected:
  void SetUp() override {
    path_ = std::filesystem::temp_directory_path() /
            ("wend_log_" + std::to_string(::getpid()) + "_" +
             testing::UnitTest::GetInstance()->current_test_info()->name() + ".db");
    TearDown();
  }
  void TearDown() override {
    for (const char* suffix : {"", "-wal", "-shm"})
      std::filesystem::remove(path_.string() + suffix);
  }
  std::unique_ptr<EventLog> open() {
    auto log = EventLog::open(path_, clock_);
    EXPECT_TRUE(log) << log.error().to_sentence();
    return log ? std::move(*log) : nullptr;
  }
  std::filesystem::path path_;
  env::FixedClock clock_{1'000};
};

TEST_F(EventLogTest, GivesPositionsInOrderAndKeepsThem) {
  {
    auto log = open();
    EXPECT_EQ(log->last_position(), 0);
    EXPECT_EQ(log->append(RecordKind::kImport, "1"), 1);
    clock_.set(2'000);
    EXPECT_EQ(log->append(RecordKind::kImportRemoved, "1"), 2);
  }
  auto log = open();
  EXPECT_EQ(log->last_position(), 2);
  const auto records = log->read(0, 10).value();
  ASSERT_EQ(records.size(), 2U);
  EXPECT_EQ(records[0].recorded_at, 1'000);
  EXPECT_EQ(records[1].kind, RecordKind::kImportRemoved);
  EXPECT_EQ(records[1].payload, "1");
  EXPECT_EQ(log->read(1, 10)->size(), 1U);
  EXPECT_EQ(log->read(0, 1)->size(), 1U);
  EXPECT_EQ(log->has(RecordKind::kImport, "1"), true);
  EXPECT_EQ(log->has(RecordKind::kImport, "2"), false);
}

TEST_F(EventLogTest, RefusesAFileOfANewerFormat) {
  open();
  sqlite3* database = nullptr;
  ASSERT_EQ(sqlite3_open(path_.c_str(), &database), SQLITE_OK);
  sqlite3_exec(database, "PRAGMA user_version = 9", nullptr, nullptr, nullptr);
  sqlite3_close(database);
  const auto log = EventLog::open(path_, clock_);
  ASSERT_FALSE(log);
  EXPECT_EQ(log.error().code, base::ErrorCode::kConflict);
}

TEST_F(EventLogTest, RefusesAFileThatIsNoLog) {
  std::FILE* file = std::fopen(path_.c_str(), "w");
  std::fputs("this is not a database, just a text that is long enough to be read as one", file);
  std::fclose(file);
  EXPECT_FALSE(EventLog::open(path_, clock_));
}

}  // namespace
}  // namespace wend::log
