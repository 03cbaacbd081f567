#include "log/group_committer.h"

#include <filesystem>
#include <future>
#include <gtest/gtest.h>
#include <map>
#include <unistd.h>

namespace wend::log {
namespace {

class GroupCommitterTest : public testing::Test {
 protected:
  void SetUp() override {
    path_ = std::filesystem::temp_directory_path() /
            ("wend_group_" + std::to_string(::getpid()) + "_" +
             testing::UnitTest::GetInstance()->current_test_info()->name() + ".db");
    TearDown();
    log_ = std::move(*EventLog::open(path_, clock_));
  }
  void TearDown() override {
    log_.reset();
    for (const char* suffix : {"", "-wal", "-shm"})
      std::filesystem::remove(path_.string() + suffix);
  }
  std::filesystem::path path_;
  env::FixedClock clock_{1'000};
  std::unique_ptr<EventLog> log_;
};

TEST_F(GroupCommitterTest, TellsEveryCallerWhereItsBodyStands) {
  constexpr int kThreads = 4, kEach = 200;
  std::mutex mutex;
  std::map<std::int64_t, std::string> told;
  {
    GroupCommitter committer(*log_, RecordKind::kBody, {});
    std::vector<std::jthread> threads;
    for (int t = 0; t < kThreads; ++t) {
      threads.emplace_back([&, t] {
        for (int i = 0; i < kEach; ++i) {
          const std::string body = std::to_string(t) + ":" + std::to_string(i);
          EXPECT_TRUE(committer.submit(body, [&, body](const base::Result<std::int64_t>& position) {
            ASSERT_TRUE(position);
            std::lock_guard lock(mutex);
            told[*position] = body;
          }));
        }
      });
    }
  }
  ASSERT_EQ(told.size(), static_cast<std::size_t>(kThreads * kEach));
  const auto records = log_->read(0, 10'000).value();
  for (const Record& record : records) {
    EXPECT_EQ(told[record.position], record.payload);
  }
  EXPECT_EQ(log_->last_position(), kThreads * kEach);
}

TEST_F(GroupCommitterTest, RefusesWhatMemoryHasNoRoomFor) {
  std::promise<void> first_is_in, go_on;
  std::future<void> may_go_on = go_on.get_future();
  GroupCommitter committer(*log_, RecordKind::kBody, {.waiting_bytes_max = 10});
  // The first caller's answer holds the committer up, so what follows has to wait.
  ASSERT_TRUE(committer.submit("12345678", [&](const base::Result<std::int64_t>&) {
    first_is_in.set_value();
    may_go_on.wait();
  }));
  first_is_in.get_future().wait();
  EXPECT_TRUE(committer.submit("alone, so it may wait", [](const auto&) {}));
  EXPECT_FALSE(committer.submit("no room", [](const auto&) { FAIL(); }));
  go_on.set_value();
}

TEST_F(GroupCommitterTest, WritesWhatWaitsBeforeItEnds) {
  int written = 0;
  {
    GroupCommitter committer(*log_, RecordKind::kBody, {});
    for (int i = 0; i < 100; ++i)
      committer.submit("body", [&](const auto& position) { written += position.has_value(); });
  }
  EXPECT_EQ(written, 100);
  EXPECT_EQ(log_->last_position(), 100);
}

}  // namespace
}  // namespace wend::log
