#include <chrono>
#include <filesystem>
#include <fstream>
#include <gtest/gtest.h>
#include <random>
#include <signal.h>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>

#include "events/data_folder.h"

// Kills `wend import` at named places and at random times, opens the folder again, repeats the
// import, and expects exactly the rows that an import without interruption gives.
namespace wend {
namespace {

constexpr int kRows = 40'000;
constexpr int kRandomKills = 14;
constexpr int kKillsMin = 30;

struct State {
  std::int64_t events = 0;
  std::int64_t identities = 0;
  std::int64_t checksum =
      0;  // of everything that is stored about each event, but for when it was received
  bool operator==(const State&) const = default;
};

class ImportKillTest : public testing::Test {
 protected:
  void SetUp() override {
    path_ = std::filesystem::temp_directory_path() / ("wend_kill_" + std::to_string(::getpid()));
    std::filesystem::remove_all(path_);
    std::filesystem::create_directories(path_);
    std::ofstream before(path_ / "before.csv"), file(path_ / "orders.csv");
    before << "customer,event,time,n\n";
    for (int i = 0; i < 500; ++i) before << 'c' << i % 50 << ",Before,2026-01-01," << i << '\n';
    file << "customer,event,time,n\n";
    for (int i = 0; i < kRows; ++i) {
      file << 'c' << i % 900 << ",Step " << i % 7 << ",2026-01-02T00:00:" << i % 60 / 10 << i % 10
           << "Z," << i % 1000 << '\n';
      if (i % 1000 == 0) file << "nobody,Step,not a time,1\n";
    }
  }
  void TearDown() override { std::filesystem::remove_all(path_); }

  pid_t start_import(const std::filesystem::path& data, const char* file,
                     const char* failpoint) const {
    const pid_t child = ::fork();
    if (child != 0) return child;
    if (failpoint != nullptr) ::setenv("WEND_FAILPOINT", failpoint, 1);
    std::freopen("/dev/null", "w", stdout);
    std::freopen("/dev/null", "w", stderr);
    std::freopen("/dev/null", "r", stdin);
    const std::string path = path_ / file;
    ::execl(WEND_PROGRAM, "wend", "import", path.c_str(), "--data", data.c_str(), nullptr);
    ::_exit(127);
  }
  // Whether the process was killed; it must not have failed by itself.
  static bool wait_killed(pid_t child) {
    int status = 0;
    ::waitpid(child, &status, 0);
    if (WIFSIGNALED(status)) {
      EXPECT_EQ(WTERMSIG(status), SIGKILL);
      return true;
    }
    EXPECT_EQ(WEXITSTATUS(status), 0);
    return false;
  }
  State state_of(const std::filesystem::path& data) const {
    auto folder = events::DataFolder::open(data, {});
    EXPECT_TRUE(folder) << folder.error().to_sentence();
    if (!folder) return {};
    auto& store = (*folder)->events();
    EXPECT_EQ(store.check().value(), std::vector<std::string>{});
    for (const auto& record : store.imports().value()) {
      if (record.state != events::ImportState::kDone) continue;
      EXPECT_TRUE(
          (*folder)->log().has(log::RecordKind::kImport, std::to_string(record.id)).value());
      EXPECT_EQ(record.rejected > 0, std::filesystem::exists((*folder)->rejects_file(record.id)));
    }
    auto connection = store.reader().value();
    State state;
    state.events = connection.number("SELECT count(*) FROM events").value();
    state.identities = connection.number("SELECT count(*) FROM identities").value();
    state.checksum = connection
                         .number(
                             "SELECT (bit_xor(hash(sequence, message_id, time, type, name, "
                             "channel, source_id, import_id, identity_id, "
                             "properties)) >> 1)::BIGINT FROM events")
                         .value();
    return state;
  }
  // A folder that holds the first file already.
  std::filesystem::path fresh(const std::string& name) const {
    const auto data = path_ / name;
    std::filesystem::remove_all(data);
    std::filesystem::copy(path_ / "base", data, std::filesystem::copy_options::recursive);
    return data;
  }
  std::filesystem::path path_;
};

TEST_F(ImportKillTest, AKilledImportLeavesNothingAndRepeatingItGivesExactlyTheRows) {
  ASSERT_FALSE(wait_killed(start_import(path_ / "base", "before.csv", nullptr)));
  const State before = state_of(path_ / "base");
  const auto whole = fresh("whole");
  const auto begin = std::chrono::steady_clock::now();
  ASSERT_FALSE(wait_killed(start_import(whole, "orders.csv", nullptr)));
  const auto duration = std::chrono::steady_clock::now() - begin;
  const State after = state_of(whole);
  ASSERT_EQ(before.events, 500);
  ASSERT_EQ(after.events, 500 + kRows);

  int kills = 0;
  const auto recover = [&](const std::filesystem::path& data, const std::string& what) {
    const State found = state_of(data);
    EXPECT_TRUE(found == before || found == after)
        << what << ": " << found.events << " events after the kill";
    ASSERT_FALSE(wait_killed(start_import(data, "orders.csv", nullptr))) << what;
    EXPECT_EQ(state_of(data), after) << what;
  };
  for (const char* failpoint :
       {"import:begun", "import:chunk", "import:chunk:2", "import:chunk:5", "import:chunk:9",
        "import:chunk:14", "import:chunk:18", "import:rows_written", "import:before_commit",
        "import:committed", "import:logged"}) {
    for (int repeat = 0; repeat < 2; ++repeat) {
      const auto data = fresh("data");
      ASSERT_TRUE(wait_killed(start_import(data, "orders.csv", failpoint)))
          << failpoint << " was not reached";
      ++kills;
      if (repeat == 1) {  // killed twice in a row
        kills += wait_killed(start_import(data, "orders.csv", failpoint)) ? 1 : 0;
      }
      recover(data, failpoint);
    }
  }
  const unsigned seed = std::random_device{}();
  std::mt19937 random(seed);
  std::printf("random kills with seed %u\n", seed);
  for (int i = 0; i < kRandomKills; ++i) {
    const auto data = fresh("data");
    const auto delay = duration * std::uniform_real_distribution<double>(0.02, 1.0)(random);
    const pid_t child = start_import(data, "orders.csv", nullptr);
    std::this_thread::sleep_for(delay);  // the moment of the kill is what is tested
    ::kill(child, SIGKILL);
    kills += wait_killed(child) ? 1 : 0;
    recover(data, "random kill with seed " + std::to_string(seed));
  }
  std::printf("%d kills\n", kills);
  EXPECT_GE(kills, kKillsMin);
}

}  // namespace
}  // namespace wend
