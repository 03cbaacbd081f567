#include <chrono>
#include <filesystem>
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/resource.h>
#include <thread>
#include <unistd.h>

#include "collect/store_reader.h"
#include "events/data_folder.h"
#include "http/raw_client_for_test.h"
#include "served_program.h"
#include "workspace/workspace.h"

// A disk that is full, played by a limit on the size of files, which can be set and taken away
// while the server runs and needs no rights.
namespace wend {
namespace {

constexpr std::chrono::seconds kPatience{60};

void limit_files(const ServedProgram& program, rlim_t size) {
  const rlimit limit{size, RLIM_INFINITY};
  ASSERT_EQ(::prlimit(program.process(), RLIMIT_FSIZE, &limit, nullptr), 0);
}

class FullDiskTest : public testing::Test {
 protected:
  void SetUp() override {
    path_ =
        std::filesystem::temp_directory_path() / ("wend_full_disk_" + std::to_string(::getpid()));
    std::filesystem::remove_all(path_);
    std::filesystem::create_directories(path_);
    const auto folder = events::DataFolder::open(data(), {});
    ASSERT_TRUE(folder) << folder.error().to_sentence();
    const auto space =
        workspace::Workspace::open((*folder)->workspace_file().string(), clock_, {1, 8192});
    ASSERT_TRUE(space) << space.error().to_sentence();
    write_key_ = (*space)->keys().create_write_key("Shop").value();
  }
  void TearDown() override { std::filesystem::remove_all(path_); }

  std::filesystem::path data() const { return path_ / "data"; }

  http::RawClient::Answer send(std::uint16_t port, int number) const {
    http::RawClient client(port);
    const std::string body = R"({"event":"Paid","userId":"ann","messageId":"m)" +
                             std::to_string(number) + R"(","properties":{"note":")" +
                             std::string(2'000, 'x') + R"("}})";
    return client.call("POST", "/v1/track",
                       "Authorization: Bearer " + write_key_ + "\r\nConnection: close\r\n", body);
  }

  env::SystemClock clock_;
  std::filesystem::path path_;
  std::string write_key_;
};

TEST_F(FullDiskTest, NothingMoreIsTakenUntilThereIsRoomAgain) {
  int taken = 0;
  {
    ServedProgram program(data(), {}, path_ / "complaints");
    const auto port = program.wait_ready(kPatience);
    ASSERT_TRUE(port);
    ASSERT_EQ(send(*port, taken).status, 200);
    ++taken;

    limit_files(program, std::filesystem::file_size(data() / "log.db-wal") + 200'000);
    http::RawClient::Answer answer;
    for (int tries = 0; tries < 1'000; ++tries) {
      answer = send(*port, taken);
      if (answer.status != 200) break;
      ++taken;
    }
    EXPECT_EQ(answer.status, 503);
    EXPECT_EQ(answer.headers.count("retry-after"), 1U);
    EXPECT_EQ(send(*port, taken).status, 503);
    http::RawClient client(*port);
    EXPECT_EQ(client.call("GET", "/healthz").status, 200);

    limit_files(program, RLIM_INFINITY);
    EXPECT_EQ(send(*port, taken).status, 200);
    ++taken;
    program.send_signal(SIGTERM);
    ASSERT_TRUE(program.wait_end(kPatience));
    EXPECT_EQ(program.exit_code(), 0);
  }
  const auto folder = events::DataFolder::open(data(), {});
  ASSERT_TRUE(folder) << folder.error().to_sentence();
  ASSERT_TRUE(collect::StoreReader::catch_up((*folder)->log(), (*folder)->events()));
  EXPECT_EQ((*folder)->events().counts()->events, taken);
}

}  // namespace
}  // namespace wend
