#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <functional>
#include <gtest/gtest-spi.h>
#include <gtest/gtest.h>
#include <iterator>
#include <map>
#include <optional>
#include <random>
#include <signal.h>
#include <sstream>
#include <unistd.h>

#include "batch_sender.h"
#include "collect/store_reader.h"
#include "power_cut.h"
#include "sent_ledger.h"
#include "served_program.h"
#include "stored_messages.h"
#include "workspace/workspace.h"

// Kills `wend serve` at named places and at random times while several connections post events,
// starts it again, and compares what it answered with what the event store has in the end.
// WEND_KILLS says how often, WEND_SEED repeats the choices of a run; when exactly each byte goes
// is the machine's.
namespace wend {
namespace {

using std::chrono::milliseconds;

// And how often the power is lost beside.
constexpr int kPowerCuts = 25;
constexpr int kKills = 200;
// Then a new folder: small ones start fast, and each is compared with its own ledger.
constexpr int kKillsPerFolder = 25;
constexpr milliseconds kReadyAtMost{60'000};
constexpr milliseconds kEndAtMost{60'000};
// About as long as a start takes, with what it finds to bring from the log to the store.
constexpr int kDuringStartMaxMs = 250;
// As long as dozens of commits.
constexpr int kAfterReadyMaxMs = 150;
constexpr workspace::PasswordCost kCheapPasswords{1, 8192};

unsigned number_from(const char* name, unsigned otherwise) {
  const char* text = std::getenv(name);
  return text == nullptr ? otherwise : static_cast<unsigned>(std::strtoul(text, nullptr, 10));
}

// How one life of the server ends.
struct End {
  std::string failpoint;                 // with its count; empty: by the clock
  std::optional<milliseconds> of_start;  // since it was started; else since it was ready
  milliseconds delay{0};
  std::string kind;

  static End choose(std::mt19937& random, int number) {
    // Groups go to the log far more often than to the store.
    static constexpr std::pair<const char*, int> kFailpoints[] = {
        {"log.before_commit", 25}, {"log.committed", 25},      {"live.before_commit", 6},
        {"live.committed", 6},     {"message_ids.written", 3}, {"message_ids.merged", 1}};
    const auto from = [&](int least, int most) {
      return std::uniform_int_distribution(least, most)(random);
    };
    End end;
    if (number % 2 == 0) {
      const auto& [name, most] = kFailpoints[number / 2 % std::size(kFailpoints)];
      end.failpoint = std::string(name) + ":" + std::to_string(from(1, most));
      end.kind = name;
    } else if (from(1, 3) == 1) {
      end.of_start = milliseconds(from(0, kDuringStartMaxMs));
      end.kind = "random, from the start on";
    } else {
      end.delay = milliseconds(from(0, kAfterReadyMaxMs));
      end.kind = "random, once ready";
    }
    return end;
  }
};

class CollectKillTest : public testing::Test {
 protected:
  void SetUp() override {
    path_ = std::filesystem::temp_directory_path() /
            ("wend_collect_kill_" + std::to_string(::getpid()));
    std::filesystem::remove_all(path_);
    std::filesystem::create_directories(path_);
  }
  void TearDown() override {
    if (HasFailure())
      std::printf("the folder was kept: %s\n", path_.c_str());
    else
      std::filesystem::remove_all(path_);
  }

  std::filesystem::path data() const { return path_ / "data"; }
  std::filesystem::path complaints() const { return path_ / "complaints"; }
  std::string complained() const {
    std::ostringstream text;
    text << std::ifstream(complaints()).rdbuf();
    return text.str();
  }
  std::unique_ptr<events::DataFolder> open() const {
    auto folder = events::DataFolder::open(data(), {});
    EXPECT_TRUE(folder) << folder.error().to_sentence();
    return folder ? *std::move(folder) : nullptr;
  }
  void make_folder() {
    std::filesystem::remove_all(data());
    const auto folder = open();
    ASSERT_NE(folder, nullptr);
    const auto space =
        workspace::Workspace::open(folder->workspace_file().string(), clock_, kCheapPasswords);
    ASSERT_TRUE(space) << space.error().to_sentence();
    write_key_ = (*space)->keys().create_write_key("Shop").value();
    // So few that ids go to the disk all the time.
    std::ofstream(data() / "wend.toml") << "deduplication_ids_in_memory = 300\n";
  }

  void live_until(const End& end, SentLedger& ledger, unsigned seed) {
    std::vector<std::string> variables = variables_;
    if (!end.failpoint.empty()) variables.push_back("WEND_FAILPOINT=" + end.failpoint);
    ServedProgram program(data(), variables, complaints());
    if (end.of_start && !program.wait_end(*end.of_start)) program.send_signal(SIGKILL);
    const auto port = program.wait_ready(kReadyAtMost);
    std::vector<std::string> wrong;
    if (port) {
      BatchSenders senders(ledger, *port, write_key_, BatchSenders::Mode::kUntilGone, seed);
      // By the clock the moment of the kill is what is tested.
      const bool ended =
          program.wait_end(end.failpoint.empty() && !end.of_start ? end.delay : kEndAtMost);
      EXPECT_TRUE(ended || end.failpoint.empty()) << end.failpoint << " was not reached";
      program.send_signal(SIGKILL);
      wrong = senders.join();
    }
    ASSERT_TRUE(program.wait_end(kEndAtMost)) << end.kind << complained();
    EXPECT_EQ(program.ended_by(), SIGKILL)
        << end.kind << ", exit code " << program.exit_code() << ". " << complained();
    EXPECT_EQ(wrong, std::vector<std::string>{}) << end.kind;
    ++kills_[end.kind];
    if (!port) ++killed_before_ready_;
  }

  // What the kill left, before anybody else has it: the store is as far as it says.
  void compare_after_kill(const std::string& what) {
    const auto folder = open();
    ASSERT_NE(folder, nullptr) << what;
    EXPECT_EQ(compare_store_with_log(*folder), std::vector<std::string>{}) << what;
    ++looked_at_;
    const auto behind =
        folder->log().last_position().value_or(0) - folder->events().log_position().value_or(0);
    if (behind > 0) ++found_behind_;
  }

  // Everybody sends once more what was not answered, and the server stops as it should.
  void live_to_the_end(SentLedger& ledger, unsigned seed) {
    ServedProgram program(data(), {}, complaints());
    const auto port = program.wait_ready(kReadyAtMost);
    ASSERT_TRUE(port) << complained();
    BatchSenders senders(ledger, *port, write_key_, BatchSenders::Mode::kWhatIsLeft, seed);
    EXPECT_EQ(senders.join(), std::vector<std::string>{}) << complained();
    program.send_signal(SIGTERM);
    ASSERT_TRUE(program.wait_end(kEndAtMost));
    EXPECT_EQ(program.exit_code(), 0) << complained();
  }

  void compare_at_the_end(const SentLedger& ledger) {
    const auto folder = open();
    ASSERT_NE(folder, nullptr);
    const auto position = collect::StoreReader::catch_up(folder->log(), folder->events());
    ASSERT_TRUE(position) << position.error().to_sentence();
    const Comparison comparison = compare_store_with_ledger(*folder, ledger);
    EXPECT_EQ(comparison.findings, std::vector<std::string>{});
    EXPECT_EQ(compare_store_with_log(*folder), std::vector<std::string>{});
    answered_ += comparison.answered;
    kept_ += comparison.unanswered_kept;
    lost_ += comparison.unanswered_lost;
    const auto totals = ledger.totals();
    bodies_ += totals.bodies;
    bodies_repeated_ += totals.bodies_repeated;
    messages_repeated_ += totals.messages_repeated;
  }

  // Folders and servers one after another, killed `kills` times, and what they answered compared
  // with what they have in the end. `after_kill` is told of each kill.
  void kill_again_and_again(int kills, const std::function<void(std::mt19937&)>& after_kill);
  void print_totals() const;
  bool failed() const {
    return HasFailure() || (expected_failures_ != nullptr && expected_failures_->size() > 0);
  }

  env::SystemClock clock_;
  std::filesystem::path path_;
  std::vector<std::string> variables_;
  const testing::TestPartResultArray* expected_failures_ = nullptr;
  std::string write_key_;
  std::map<std::string, int> kills_;
  int killed_before_ready_ = 0, looked_at_ = 0, found_behind_ = 0;
  std::int64_t answered_ = 0, kept_ = 0, lost_ = 0;
  std::int64_t bodies_ = 0, bodies_repeated_ = 0, messages_repeated_ = 0;
};

void CollectKillTest::kill_again_and_again(int kills,
                                           const std::function<void(std::mt19937&)>& after_kill) {
  const unsigned seed = number_from("WEND_SEED", std::random_device{}());
  std::mt19937 random(seed);
  std::printf("%d kills with WEND_SEED=%u\n", kills, seed);
  int done = 0;
  while (done < kills && !failed()) {
    ASSERT_NO_FATAL_FAILURE(make_folder());
    SentLedger ledger;
    for (int here = 0; here < kKillsPerFolder && done < kills && !failed(); ++here) {
      const End end = End::choose(random, done++);
      const auto what = "kill " + std::to_string(done) + " of seed " + std::to_string(seed) + ", " +
                        end.kind + " " + end.failpoint;
      SCOPED_TRACE(what);
      live_until(end, ledger, random());
      after_kill(random);
      if (std::bernoulli_distribution(0.3)(random)) compare_after_kill(what);
    }
    SCOPED_TRACE("seed " + std::to_string(seed) + " after " + std::to_string(done) + " kills");
    live_to_the_end(ledger, random());
    compare_at_the_end(ledger);
  }
}

void CollectKillTest::print_totals() const {
  for (const auto& [kind, count] : kills_) std::printf("  %d %s\n", count, kind.c_str());
  std::printf(
      "  %d before the server was ready; %d of %d folders looked at were behind their log\n",
      killed_before_ready_, found_behind_, looked_at_);
  std::printf("%lld bodies sent, %lld of them once more; %lld messages sent a second time\n",
              static_cast<long long>(bodies_), static_cast<long long>(bodies_repeated_),
              static_cast<long long>(messages_repeated_));
  std::printf("%lld messages answered; of those never answered %lld are stored, %lld not\n",
              static_cast<long long>(answered_), static_cast<long long>(kept_),
              static_cast<long long>(lost_));
}

TEST_F(CollectKillTest, WhatWasAnsweredIsInTheStoreOnceWheneverTheServerIsKilled) {
  kill_again_and_again(static_cast<int>(number_from("WEND_KILLS", kKills)), [](std::mt19937&) {});
  print_totals();
  EXPECT_GT(answered_, 0);
}

class CollectPowerTest : public CollectKillTest {
 protected:
  void SetUp() override {
    CollectKillTest::SetUp();
    variables_ = {std::string("LD_PRELOAD=") + WEND_POWER_CUT_LIBRARY,
                  std::string(power::kFolder) + "=" + data().string(),
                  std::string(power::kJournal) + "=" + journal().string()};
  }
  std::filesystem::path journal() const { return path_ / "journal"; }
  void lose_power(int times) {
    std::int64_t undone = 0;
    kill_again_and_again(times,
                         [&](std::mt19937& random) { undone += cut_power(journal(), random); });
    std::printf("%lld writes that were not on the disk yet were taken back\n",
                static_cast<long long>(undone));
    print_totals();
  }
};

TEST_F(CollectPowerTest, WhatWasAnsweredIsInTheStoreOnceWheneverThePowerIsLost) {
  lose_power(static_cast<int>(number_from("WEND_POWER_CUTS", kPowerCuts)));
  EXPECT_GT(answered_, 0);
}

// The harness sees what it is for: a log that is not forced to the disk loses what was answered.
TEST_F(CollectPowerTest, ALogThatIsNotForcedToTheDiskIsFoundOut) {
  variables_.push_back(std::string(power::kSkip) + "=log.db");
  testing::TestPartResultArray failures;
  expected_failures_ = &failures;
  {
    const testing::ScopedFakeTestPartResultReporter expected(
        testing::ScopedFakeTestPartResultReporter::INTERCEPT_ONLY_CURRENT_THREAD, &failures);
    lose_power(kPowerCuts);
  }
  EXPECT_GT(failures.size(), 0);
  if (failures.size() > 0) std::printf("found out: %s\n", failures.GetTestPartResult(0).message());
}

}  // namespace
}  // namespace wend
