#include "events/recent_messages.h"

#include <filesystem>
#include <fstream>
#include <gtest/gtest.h>
#include <map>
#include <random>
#include <set>

#include "env/clock.h"
#include "events/event_store.h"

namespace wend::events {
namespace {

namespace fs = std::filesystem;
using model::MessageId;

MessageId id_number(std::uint64_t number) {
  return model::message_id_of({reinterpret_cast<const char*>(&number), sizeof number});
}

class FolderTest : public testing::Test {
 protected:
  void SetUp() override {
    folder_ =
        fs::temp_directory_path() / ("wend_ids_" + std::to_string(::getpid()) + "_" +
                                     testing::UnitTest::GetInstance()->current_test_info()->name());
    fs::remove_all(folder_);
    fs::create_directories(folder_);
  }
  void TearDown() override { fs::remove_all(folder_); }
  fs::path folder_;
};

TEST(IdFilterTest, MissesNothingAndLetsOneInAHundredThroughAtMost) {
  constexpr std::uint64_t kIds = 100'000;
  IdFilter filter(kIds);
  for (std::uint64_t i = 0; i < kIds; ++i) filter.add(id_number(i));
  std::uint64_t missed = 0, wrong = 0;
  for (std::uint64_t i = 0; i < kIds; ++i) {
    missed += !filter.may_contain(id_number(i));
    wrong += filter.may_contain(id_number(kIds + i));
  }
  EXPECT_EQ(missed, 0);
  EXPECT_LT(wrong, kIds / 100);
}

class IdRunTest : public FolderTest {
 protected:
  std::string path() const { return folder_ / "1-2.ids"; }
  void write(std::uint64_t count) {
    std::set<MessageId> ids;
    for (std::uint64_t i = 0; i < count; ++i) ids.insert(id_number(i));
    auto writer = IdRunWriter::create(path(), count).value();
    for (const MessageId& id : ids) ASSERT_TRUE(writer.add(id));
    ASSERT_TRUE(writer.finish());
  }
};

TEST_F(IdRunTest, FindsWhatWasWrittenAndNothingElse) {
  for (const std::uint64_t count : {0, 1, 255, 256, 257, 5000, 70'000}) {
    write(count);
    const auto run = IdRun::open(path());
    ASSERT_TRUE(run) << run.error().to_sentence();
    EXPECT_EQ(run->size(), count);
    for (std::uint64_t i = 0; i < count; ++i) ASSERT_TRUE(run->contains(id_number(i)).value()) << i;
    for (std::uint64_t i = 0; i < 20'000; ++i)
      ASSERT_FALSE(run->contains(id_number(count + i)).value());
    EXPECT_FALSE(run->contains({}).value());
    EXPECT_FALSE(run->contains({~std::uint64_t{0}, ~std::uint64_t{0}}).value());
  }
}

// Whatever byte is wrong and wherever the file ends: an error, or every answer is right.
TEST_F(IdRunTest, ADamagedFileNeverAnswersWrongly) {
  constexpr std::uint64_t kIds = 600;
  write(kIds);
  std::string whole;
  {
    std::ifstream in(path(), std::ios::binary);
    whole.assign(std::istreambuf_iterator<char>(in), {});
  }
  const auto expect_right = [&](const std::string& bytes, std::size_t at) {
    std::ofstream(path(), std::ios::binary | std::ios::trunc) << bytes;
    const auto run = IdRun::open(path());
    if (!run) return;
    for (std::uint64_t i = 0; i < kIds; ++i) {
      const auto found = run->contains(id_number(i));
      if (!found) return;
      ASSERT_TRUE(*found) << "byte " << at;
    }
  };
  for (std::size_t at = 0; at < whole.size(); at += 7) {
    std::string bytes = whole;
    bytes[at] = static_cast<char>(bytes[at] ^ 0x41);
    expect_right(bytes, at);
    if (at % 49 == 0) expect_right(whole.substr(0, at), at);
  }
}

// Events with random ids, sent again at random, against a set; with small tables, so that runs are
// written and merged all the time; with stores opened anew, files taken away and damaged, and
// imports in between.
class RecentMessagesTest : public FolderTest {
 protected:
  static constexpr TimeUs kStart = 1'700'000'000'000'000;
  void open(TimeUs window_us, std::size_t table_ids = 40) {
    store_.reset();
    auto opened = EventStore::open(
        folder_ / "events.duckdb",
        {.clock = &clock_, .deduplication_us = window_us, .message_ids_in_memory = table_ids});
    ASSERT_TRUE(opened) << opened.error().to_sentence();
    store_ = std::move(*opened);
  }
  // Which of them were new.
  std::set<std::uint64_t> append(const std::vector<std::uint64_t>& numbers) {
    std::vector<LiveRow> rows;
    for (const std::uint64_t number : numbers) {
      rows.push_back({.row = {.message_id = id_number(number),
                              .time_us = clock_.now_us(),
                              .name = "Seen",
                              .channel = "web",
                              .identity_namespace = "user_id",
                              .identity_value = "ann",
                              .properties = "{}"},
                      .source_id = 1,
                      .received_at = clock_.now_us()});
    }
    auto counts = store_->append(rows, ++position_);
    if (!counts) {
      // Once more, as the reader of the log does.
      failures_.push_back(counts.error().to_sentence());
      counts = store_->append(rows, position_);
    }
    EXPECT_TRUE(counts) << counts.error().to_sentence();
    std::set<std::uint64_t> fresh(numbers.begin(), numbers.end());
    std::map<std::uint64_t, int> times;
    for (const std::size_t row : counts->duplicate_rows) ++times[numbers[row]];
    for (const auto& [number, duplicates] : times) {
      if (duplicates == std::count(numbers.begin(), numbers.end(), number)) fresh.erase(number);
    }
    return fresh;
  }
  std::vector<fs::path> files() const {
    std::vector<fs::path> found;
    for (const auto& entry : fs::directory_iterator(folder_ / "events.duckdb.ids"))
      found.push_back(entry.path());
    return found;
  }
  void import_one(std::uint64_t number) {
    const std::string customer = "customer " + std::to_string(number);
    ASSERT_TRUE(store_->import({.source = "orders.csv"}, {{.message_id = id_number(number),
                                                           .time_us = clock_.now_us(),
                                                           .name = "Bought",
                                                           .channel = "shop",
                                                           .identity_namespace = "user_id",
                                                           .identity_value = customer,
                                                           .properties = "{}"}}));
  }

  env::FixedClock clock_{kStart};
  std::unique_ptr<EventStore> store_;
  std::int64_t position_ = 0;
  std::vector<std::string> failures_;
};

TEST_F(RecentMessagesTest, AgreesWithASetWhateverHappensToTheFiles) {
  const unsigned seed = std::random_device{}();
  SCOPED_TRACE("seed " + std::to_string(seed));
  std::mt19937 random(seed);
  const auto up_to = [&](std::uint64_t most) {
    return std::uniform_int_distribution<std::uint64_t>(0, most)(random);
  };
  open(0);
  std::set<std::uint64_t> known;
  std::uint64_t next = 0;
  std::size_t most_files = 0;
  for (int step = 0; step < 250; ++step) {
    std::vector<std::uint64_t> numbers;
    std::set<std::uint64_t> expected;
    for (std::uint64_t i = 0, count = 1 + up_to(30); i < count; ++i) {
      const std::uint64_t number = next == 0 || up_to(3) > 0 ? next++ : up_to(next - 1);
      numbers.push_back(number);
      if (known.insert(number).second) expected.insert(number);
    }
    ASSERT_EQ(append(numbers), expected) << "step " << step;
    clock_.advance(up_to(env::kHourUs));
    most_files = std::max(most_files, files().size());
    switch (up_to(19)) {
      case 0:
        open(0);
        break;
      case 1:
        import_one(step);
        break;
      case 2: {  // a file is taken away while nobody looks
        store_.reset();
        const auto found = files();
        if (!found.empty()) fs::remove(found[up_to(found.size() - 1)]);
        open(0);
        break;
      }
      case 3:
      case 4:
      case 5: {  // or damaged under the open store
        const auto found = files();
        if (found.empty()) break;
        std::fstream file(found[up_to(found.size() - 1)],
                          std::ios::in | std::ios::out | std::ios::binary);
        file.seekp(static_cast<std::streamoff>(up_to(300)));
        file.put('?');
        break;
      }
      case 6:  // or what nobody knows lies there
        std::ofstream(folder_ / "events.duckdb.ids" / "1-99999.ids") << "x";
        break;
      default:
        break;
    }
  }
  open(0);
  EXPECT_EQ(append(std::vector<std::uint64_t>(known.begin(), known.end())),
            std::set<std::uint64_t>{});
  EXPECT_EQ(store_->counts()->events - static_cast<std::int64_t>(store_->imports()->size()),
            static_cast<std::int64_t>(known.size()));
  EXPECT_GT(most_files, 1);
  for (const std::string& failure : failures_) EXPECT_NE(failure.find("damaged"), failure.npos);
}

// Known for the window at least, for two of them at most, wherever an id lies by then.
TEST_F(RecentMessagesTest, ForgetsBetweenOneWindowAndTwo) {
  for (const bool reopened : {false, true}) {
    SCOPED_TRACE(reopened);
    TearDown();
    SetUp();
    clock_.set(kStart);
    open(env::kDayUs);
    std::map<std::uint64_t, TimeUs> accepted;
    std::mt19937 random(7);
    std::uint64_t next = 0;
    int forgotten = 0;
    for (int step = 0; step < 220; ++step) {
      clock_.advance(40 * env::kMinuteUs);
      const TimeUs now = clock_.now_us();
      std::vector<std::uint64_t> numbers = {next++, next++, next++};
      const std::uint64_t old = std::uniform_int_distribution<std::uint64_t>(0, next - 4)(random) %
                                std::max<std::uint64_t>(1, next - 3);
      numbers.push_back(old);
      const bool fresh = append(numbers).contains(old);
      const auto before = accepted.find(old);
      if (before != accepted.end()) {
        const TimeUs age = now - before->second;
        if (age <= env::kDayUs) {
          EXPECT_FALSE(fresh) << age;
        }
        if (age > 2 * env::kDayUs + env::kHourUs) {
          EXPECT_TRUE(fresh) << age;
        }
        forgotten += fresh;
      }
      for (const std::uint64_t number : numbers) {
        if (number != old || fresh) accepted[number] = now;
      }
      if (reopened && step % 50 == 49) open(env::kDayUs);
    }
    EXPECT_GT(forgotten, 10);
    EXPECT_LT(files().size(), 20);
  }
}

TEST_F(RecentMessagesTest, AWiderWindowKnowsWhatWasLetGoOf) {
  open(env::kDayUs);
  std::vector<std::uint64_t> numbers;
  for (std::uint64_t i = 0; i < 200; ++i) append({i});
  clock_.advance(3 * env::kDayUs);
  append({1000});
  append({1001});
  open(0);
  EXPECT_EQ(append({5, 1000}), std::set<std::uint64_t>{});
}

TEST_F(RecentMessagesTest, MemoryStaysTheSameWhileIdsGrow) {
  const std::string path = folder_ / "alone.duckdb";
  auto database = duck::Database::open(path, {}).value();
  auto connection = database.connect().value();
  ASSERT_TRUE(
      connection.run("CREATE TABLE store (next_sequence BIGINT);"
                     "INSERT INTO store VALUES (1);"
                     "CREATE TABLE events (sequence BIGINT, message_id UHUGEINT, "
                     "received_at TIMESTAMP, import_id BIGINT)"));
  auto recent =
      RecentMessages::load(connection, {.folder = folder_ / "ids", .table_ids = 1000}, kStart)
          .value();
  std::size_t most_runs = 0;
  constexpr std::uint64_t kIds = 300'000;
  for (std::uint64_t i = 0; i < kIds; ++i) {
    if (i % 100 == 0) {
      ASSERT_TRUE(recent->begin(connection, static_cast<std::int64_t>(i) + 1, kStart));
      EXPECT_LE(recent->size().in_memory, 4100);
      most_runs = std::max(most_runs, recent->size().runs);
    }
    ASSERT_TRUE(recent->insert(id_number(i), kStart).value());
  }
  EXPECT_EQ(recent->size().in_memory + recent->size().in_runs, kIds);
  for (std::uint64_t i = 0; i < kIds; i += 17)
    ASSERT_FALSE(recent->insert(id_number(i), kStart).value());
  std::printf("%zu runs at most\n", most_runs);
}

}  // namespace
}  // namespace wend::events
