#include <arpa/inet.h>
#include <filesystem>
#include <fmt/format.h>
#include <fstream>
#include <gtest/gtest.h>
#include <set>
#include <signal.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include "collect/accepted_body.h"
#include "collect/store_reader.h"
#include "events/data_folder.h"
#include "served_program.h"
#include "workspace/workspace.h"

// Kills `wend serve` at every place of an erasure, starts it again, and looks whether the erasure
// is finished without being asked for again: the person is in no byte, the others are all there.
namespace wend {
namespace {

using std::chrono::milliseconds;

constexpr milliseconds kPatience{60'000};
constexpr int kEvents = 400;

class ErasureKillTest : public testing::Test {
 protected:
  void SetUp() override {
    path_ = std::filesystem::temp_directory_path() /
            ("wend_erasure_kill_" + std::to_string(::getpid()));
    std::filesystem::remove_all(path_);
  }
  void TearDown() override {
    if (HasFailure())
      std::printf("the folder was kept: %s\n", path_.c_str());
    else
      std::filesystem::remove_all(path_);
  }
  std::filesystem::path data() const { return path_ / "data"; }

  void fill() {
    std::filesystem::remove_all(path_);
    std::filesystem::create_directories(path_);
    const auto folder = *events::DataFolder::open(data(), {});
    const auto source = folder->events().create_source("App", "sdk")->id;
    std::vector<std::string> payloads;
    for (int i = 0; i < kEvents; ++i) {
      payloads.push_back(collect::to_payload(
          {.source_id = source, .call = "batch", .received_at = clock_.now_us()},
          fmt::format(
              R"({{"batch":[{{"type":"track","event":"A","userId":"ann-4711","messageId":"a{0}",)"
              R"("timestamp":"2026-01-01T00:00:00Z","properties":{{"note":"zebrafinches"}}}},)"
              R"({{"type":"track","event":"B","userId":"bob","messageId":"b{0}"}}]}})",
              i)));
    }
    const std::vector<std::string_view> views(payloads.begin(), payloads.end());
    ASSERT_TRUE(folder->log().append_all(log::RecordKind::kBody, views));
    ASSERT_TRUE(collect::StoreReader::catch_up(folder->log(), folder->events()));
    const auto workspace =
        *workspace::Workspace::open(folder->workspace_file().string(), clock_, {1, 8192});
    token_ = *workspace->keys().create_token("test", {true, true, true});
  }

  void ask(std::uint16_t port) const {
    const int descriptor = ::socket(AF_INET, SOCK_STREAM, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (::connect(descriptor, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0) {
      const std::string body =
          fmt::format(R"({{"customer":"{}","confirm":"erase"}})",
                      model::customer_id_text(model::identity_id_of("user_id", "ann-4711")));
      const std::string text = fmt::format(
          "POST /api/v1/privacy/erasures HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer "
          "{}\r\nContent-Type: application/json\r\nContent-Length: {}\r\nConnection: "
          "close\r\n\r\n{}",
          token_, body.size(), body);
      ::send(descriptor, text.data(), text.size(), MSG_NOSIGNAL);
      char bytes[4096];
      while (::recv(descriptor, bytes, sizeof bytes, 0) > 0) {
      }
    }
    ::close(descriptor);
  }

  bool is_done() const {
    const auto workspace =
        *workspace::Workspace::open((data() / "workspace.db").string(), clock_, {1, 8192});
    const auto all = *workspace->erasures().all();
    return all.size() == 1 && all[0].state == workspace::ErasureState::kDone;
  }
  std::string bytes() const {
    std::string all;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(data())) {
      if (!entry.is_regular_file()) continue;
      std::ifstream file(entry.path(), std::ios::binary);
      all.append(std::istreambuf_iterator<char>(file), {});
    }
    return all;
  }

  env::SystemClock clock_;
  std::filesystem::path path_;
  std::string token_;
};

TEST_F(ErasureKillTest, GoesOnWhereverItWasKilled) {
  int kills = 0;
  for (const char* failpoint :
       {"erasure.requested", "erasure.listed", "erasure.listed:2", "log.before_replace",
        "log.replaced", "erasure.step:1", "erasure.workspace", "erasure.copies",
        "erasure.events_deleted", "erasure.before_commit", "erasure.committed", "erasure.step:6",
        "erasure.copied", "erasure.before_swap", "erasure.swapped", "erasure.step:7",
        "erasure.step:8"}) {
    SCOPED_TRACE(failpoint);
    ASSERT_NO_FATAL_FAILURE(fill());
    {
      ServedProgram program(data(), {std::string("WEND_FAILPOINT=") + failpoint},
                            path_ / "complaints");
      const auto port = program.wait_ready(kPatience);
      ASSERT_TRUE(port);
      ask(*port);
      ASSERT_TRUE(program.wait_end(kPatience)) << "the failpoint was not reached";
      ASSERT_EQ(program.ended_by(), SIGKILL);
      ++kills;
    }
    {
      ServedProgram program(data(), {}, path_ / "complaints");
      ASSERT_TRUE(program.wait_ready(kPatience));
      const auto end = std::chrono::steady_clock::now() + kPatience;
      while (!is_done() && std::chrono::steady_clock::now() < end) ::usleep(20'000);
      EXPECT_TRUE(is_done());
      program.send_signal(SIGTERM);
      ASSERT_TRUE(program.wait_end(kPatience));
    }
    const auto all = bytes();
    for (const char* value : {"ann-4711", "zebrafinch"})
      EXPECT_EQ(all.find(value), std::string::npos) << value;
    const auto folder = *events::DataFolder::open(data(), {});
    EXPECT_EQ(folder->events().counts()->events, kEvents);
    EXPECT_EQ(folder->events().counts()->customers, 1);
    EXPECT_EQ(folder->events().check().value(), std::vector<std::string>{});
  }
  EXPECT_EQ(kills, 17);
}

// The event store cannot be written anew: the erasure says why it waits, and goes on by itself.
TEST_F(ErasureKillTest, AFullDiskMakesItWaitUntilThereIsRoom) {
  ASSERT_NO_FATAL_FAILURE(fill());
  ServedProgram program(data(), {}, path_ / "complaints");
  const auto port = program.wait_ready(kPatience);
  ASSERT_TRUE(port);
  const auto limit = [&](rlim_t size) {
    const rlimit files{size, RLIM_INFINITY};
    ASSERT_EQ(::prlimit(program.process(), RLIMIT_FSIZE, &files, nullptr), 0);
  };
  const auto size = std::filesystem::file_size(data() / "events.duckdb");
  ASSERT_NO_FATAL_FAILURE(limit(size / 2));
  ask(*port);
  const auto state = [&]() -> std::optional<workspace::Erasure> {
    const auto workspace =
        *workspace::Workspace::open((data() / "workspace.db").string(), clock_, {1, 8192});
    auto all = *workspace->erasures().all();
    return all.empty() ? std::nullopt : std::optional(std::move(all[0]));
  };
  const auto until = [&](const auto& is) {
    const auto end = std::chrono::steady_clock::now() + kPatience;
    while (std::chrono::steady_clock::now() < end) {
      if (const auto now = state(); now && is(*now)) return true;
      ::usleep(50'000);
    }
    return false;
  };
  EXPECT_TRUE(until([](const auto& erasure) { return !erasure.error.empty(); }));
  EXPECT_FALSE(is_done());
  ASSERT_NO_FATAL_FAILURE(limit(RLIM_INFINITY));
  EXPECT_TRUE(until([](const auto& erasure) {
    return erasure.state == workspace::ErasureState::kDone;
  })) << (state() ? state()->error : "not there");
  program.send_signal(SIGTERM);
  ASSERT_TRUE(program.wait_end(kPatience));
  EXPECT_EQ(bytes().find("ann-4711"), std::string::npos);
  EXPECT_EQ((*events::DataFolder::open(data(), {}))->events().counts()->events, kEvents);
}

}  // namespace
}  // namespace wend
