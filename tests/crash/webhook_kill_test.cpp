#include <arpa/inet.h>
#include <filesystem>
#include <fmt/format.h>
#include <gtest/gtest.h>
#include <map>
#include <set>
#include <signal.h>
#include <sys/socket.h>
#include <unistd.h>

#include "collect/accepted_body.h"
#include "events/data_folder.h"
#include "served_program.h"
#include "workspace/workspace.h"

// Kills `wend serve` while it reads webhooks' bodies from the log, and while it replays those that
// became no event, at each commit of the store; and looks whether every body is an event or on the
// list of unmapped ones, once, exactly up to the store's position.
namespace wend {
namespace {

using std::chrono::milliseconds;

// Four transactions of the reader, which takes 32 MiB at a time.
constexpr std::int64_t kBodies = 9'000;
constexpr std::size_t kPaddingBytes = 12'500;
constexpr milliseconds kPatience{60'000};
constexpr workspace::PasswordCost kCheapPasswords{1, 8192};

// Every third body is one that the first mapping does not take.
bool is_mapped(std::int64_t position) {
  return position % 3 != 0;
}

class WebhookKillTest : public testing::Test {
 protected:
  void SetUp() override {
    path_ =
        std::filesystem::temp_directory_path() / ("wend_hook_kill_" + std::to_string(::getpid()));
    std::filesystem::remove_all(path_);
    std::filesystem::create_directories(path_);
    const auto folder = *events::DataFolder::open(data(), {});
    source_ = folder->events().create_source("Payments", "webhook")->id;
    std::vector<std::string> payloads;
    for (std::int64_t position = 1; position <= kBodies; ++position) {
      payloads.push_back(
          collect::to_payload({.source_id = source_,
                               .dialect = collect::Dialect::kWebhook,
                               .call = "hook",
                               .received_at = clock_.now_us()},
                              fmt::format(R"({{"type":"{}","id":{},"who":"c{}","padding":"{}"}})",
                                          is_mapped(position) ? "paid" : "odd", position,
                                          position % 97, std::string(kPaddingBytes, 'x'))));
    }
    const std::vector<std::string_view> views(payloads.begin(), payloads.end());
    ASSERT_EQ(folder->log().append_all(log::RecordKind::kBody, views), kBodies);
    set_mapping(*folder, R"({"when":{"path":"body.type","value":"paid"},"name":"Paid",)");
    token_ = *space(*folder)->keys().create_token("test", {true, true, true});
  }
  void TearDown() override {
    if (HasFailure())
      std::printf("the folder was kept: %s\n", path_.c_str());
    else
      std::filesystem::remove_all(path_);
  }

  std::filesystem::path data() const { return path_ / "data"; }
  std::unique_ptr<workspace::Workspace> space(events::DataFolder& folder) const {
    return *workspace::Workspace::open(folder.workspace_file().string(), clock_, kCheapPasswords);
  }
  void set_mapping(events::DataFolder& folder, const std::string& rule) const {
    const auto workspace = space(folder);
    auto webhook = *workspace->webhooks().find(source_);
    webhook.mapping =
        R"({"rules":[)" + rule +
        R"("user_id":"{body.who}","message_id":"{body.id}","properties":{"id":"{body.id}"}}]})";
    ASSERT_TRUE(workspace->webhooks().replace(webhook));
  }

  void post_replay(std::uint16_t port) const {
    const int descriptor = ::socket(AF_INET, SOCK_STREAM, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (::connect(descriptor, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0) {
      const std::string text = fmt::format(
          "POST /api/v1/sources/{}/replay HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer "
          "{}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n",
          source_, token_);
      ::send(descriptor, text.data(), text.size(), MSG_NOSIGNAL);
      char bytes[4096];
      while (::recv(descriptor, bytes, sizeof bytes, 0) > 0) {
      }
    }
    ::close(descriptor);
  }

  // One life of the server, that ends at the failpoint, or when it has nothing more to do.
  void live(const std::string& failpoint, bool replay) {
    SCOPED_TRACE(failpoint);
    const std::vector<std::string> variables =
        failpoint.empty() ? std::vector<std::string>{} : std::vector{"WEND_FAILPOINT=" + failpoint};
    ServedProgram program(data(), variables, path_ / "complaints");
    const auto port = program.wait_ready(kPatience);
    if (port && replay) post_replay(*port);
    if (!failpoint.empty()) {
      ASSERT_TRUE(program.wait_end(kPatience)) << "the failpoint was not reached";
      ASSERT_EQ(program.ended_by(), SIGKILL);
      ++kills_;
      return;
    }
    program.send_signal(SIGTERM);
    ASSERT_TRUE(program.wait_end(kPatience));
  }

  struct State {
    std::int64_t position = 0;
    std::size_t events = 0, unmapped = 0;
  };
  // Each body up to the position is an event or unmapped, once, and no other one is either.
  State look() const {
    State state;
    const auto folder = *events::DataFolder::open(data(), {});
    EXPECT_EQ(folder->events().check().value(), std::vector<std::string>{});
    state.position = *folder->events().log_position();
    auto connection = *folder->events().reader();
    std::map<std::int64_t, int> found;
    const auto read = [&](const char* sql) {
      auto rows = *connection.query(sql);
      std::size_t count = 0;
      while (*rows.next())
        for (const std::int64_t position : rows.values<std::int64_t>(0)) ++found[position], ++count;
      return count;
    };
    state.events =
        read("SELECT regexp_extract(properties, '\"id\":([0-9]+)', 1)::BIGINT FROM events");
    state.unmapped = read("SELECT position FROM unmapped");
    EXPECT_EQ(static_cast<std::int64_t>(found.size()), state.position);
    for (const auto& [position, times] : found) {
      EXPECT_EQ(times, 1) << position;
      EXPECT_LE(position, state.position);
    }
    return state;
  }

  env::SystemClock clock_;
  std::filesystem::path path_;
  std::int64_t source_ = 0;
  std::string token_;
  int kills_ = 0;
};

TEST_F(WebhookKillTest, EveryBodyIsAnEventOrUnmappedOnce) {
  // Nothing, one and two transactions were committed.
  std::set<std::int64_t> positions;
  for (const char* failpoint :
       {"live.before_commit:1", "live.committed:1", "live.before_commit:2"}) {
    ASSERT_NO_FATAL_FAILURE(live(failpoint, false));
    positions.insert(look().position);
  }
  EXPECT_EQ(positions.size(), 3U);
  // Nobody asks the reader whether it is done: lives go on until it is.
  State state;
  for (int lives = 0; lives < 20 && state.position < kBodies; ++lives) {
    ASSERT_NO_FATAL_FAILURE(live("", false));
    state = look();
  }
  EXPECT_EQ(state.position, kBodies);
  EXPECT_EQ(state.unmapped, static_cast<std::size_t>(kBodies / 3));

  {
    const auto folder = *events::DataFolder::open(data(), {});
    set_mapping(*folder, R"({"name":"{body.type}",)");
  }
  std::set<std::size_t> seen;
  for (const char* failpoint :
       {"live.before_commit:1", "live.committed:1", "live.before_commit:3", "live.committed:2"}) {
    ASSERT_NO_FATAL_FAILURE(live(failpoint, true));
    state = look();
    EXPECT_EQ(state.position, kBodies);
    seen.insert(state.unmapped);
  }
  // Nothing, one, two and two more steps of 500 were committed.
  EXPECT_EQ(seen, (std::set<std::size_t>{3000, 2500, 1500, 500}));
  ASSERT_NO_FATAL_FAILURE(live("", true));
  state = look();
  EXPECT_EQ(state.events, static_cast<std::size_t>(kBodies));
  EXPECT_EQ(state.unmapped, 0U);
  EXPECT_EQ(kills_, 7);
}

}  // namespace
}  // namespace wend
