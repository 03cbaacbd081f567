#include "analyze/journey_index_file.h"

#include <filesystem>
#include <fmt/format.h>
#include <fstream>
#include <gtest/gtest.h>
#include <random>
#include <unistd.h>

#include "analyze/journey_table_builder.h"
#include "analyze/packed_numbers.h"
#include "env/random.h"

namespace wend::analyze {
namespace {

class JourneyIndexFileTest : public testing::Test {
 protected:
  void SetUp() override {
    path_ = std::filesystem::temp_directory_path() /
            fmt::format("wend_index_{}_{}", ::getpid(),
                        testing::UnitTest::GetInstance()->current_test_info()->name());
  }
  void TearDown() override { std::filesystem::remove(path_); }
  std::filesystem::path path_;
};

// Everything that a table says of its events, in its order.
std::vector<std::string> told(const JourneyTable& table) {
  std::vector<std::string> lines;
  for (std::size_t profile = 0; profile < table.profile_count(); ++profile) {
    for (std::size_t i = table.begin(profile); i < table.end(profile); ++i)
      lines.push_back(fmt::format("{} {} {} {} {} {} {}", table.profile_id(profile),
                                  table.time_us()[i], table.sequence()[i],
                                  table.names().text(table.name()[i]),
                                  table.channels().text(table.channel()[i]),
                                  table.sources().text(table.source()[i]), table.type()[i]));
  }
  return lines;
}

std::vector<MemoryEvent> random_events(env::Random& random) {
  const std::size_t count = random.below(3000);
  const std::size_t names = 1 + random.below(random.below(2) == 0 ? 20 : 1200);
  const TimeUs units[] = {1, 1000, env::kSecondUs};
  const TimeUs unit = units[random.below(3)];
  const bool in_order = random.below(2) == 0;
  std::vector<MemoryEvent> events;
  for (std::size_t i = 0; i < count; ++i) {
    const auto time = static_cast<TimeUs>(in_order ? i * 3 : random.below(1'000'000)) * unit;
    events.push_back({"c" + std::to_string(random.below(1 + count / 4)),
                      time - static_cast<TimeUs>(random.below(2)) * env::kDayUs,
                      "Event " + std::to_string(random.below(names)),
                      random.below(3) == 0 ? "" : "web", "{}",
                      static_cast<model::EventType>(random.below(6)),
                      "source " + std::to_string(random.below(2))});
  }
  return events;
}

TEST_F(JourneyIndexFileTest, WhatIsReadIsWhatWasWritten) {
  const auto seed = std::random_device{}();
  SCOPED_TRACE(seed);
  env::Random random(seed);
  for (int round = 0; round < 40; ++round) {
    // A table that grew has places that belong to nobody; the file has none.
    const auto table =
        grow_journey_table(random_events(random), random.below(4), [](const JourneyTable&) {}, 77);
    JourneyIndexFile::IdentitySums sums(table->profile_count());
    for (auto& sum : sums) sum = static_cast<std::uint32_t>(random.below(1'000'000'000));
    ASSERT_TRUE(JourneyIndexFile::write(path_, *table, sums, {}));
    const auto read = JourneyIndexFile::read(path_, nullptr, 0);
    ASSERT_TRUE(read) << read.error().to_sentence();
    EXPECT_EQ(told(*read->table), told(*table));
    EXPECT_EQ(read->identity_sums, sums);
    EXPECT_EQ(read->table->data_version(), 77);
    EXPECT_EQ(read->table->last_sequence(), table->last_sequence());
    EXPECT_EQ(read->table->event_count(), table->event_count());
    EXPECT_EQ(read->table->position_count(), table->event_count());
    if (table->event_count() > 0) {
      EXPECT_EQ(read->table->first_us(), table->first_us());
      EXPECT_EQ(read->table->last_us(), table->last_us());
    }
  }
}

TEST_F(JourneyIndexFileTest, DamageIsSeenWhereverItIs) {
  env::Random random(11);
  std::vector<MemoryEvent> events;
  while (events.size() < 500) events = random_events(random);
  const auto table = make_journey_table(events);
  ASSERT_TRUE(JourneyIndexFile::write(path_, *table,
                                      JourneyIndexFile::IdentitySums(table->profile_count()), {}));
  std::ifstream in(path_, std::ios::binary);
  const std::string whole(std::istreambuf_iterator<char>(in), {});
  const auto expected = told(*table);
  std::size_t seen = 0;
  for (int round = 0; round < 300; ++round) {
    std::string bytes = whole;
    if (round % 10 == 0)
      bytes.resize(random.below(bytes.size()));
    else
      bytes[random.below(bytes.size())] ^= static_cast<char>(1 + random.below(255));
    std::ofstream(path_, std::ios::binary) << bytes;
    const auto read = JourneyIndexFile::read(path_, nullptr, 0);
    if (!read)
      ++seen;
    else  // the end of the file is empty
      ASSERT_EQ(told(*read->table), expected);
  }
  EXPECT_GT(seen, 250U);
}

TEST_F(JourneyIndexFileTest, NoFileAndAnotherFormatAreToldApart) {
  EXPECT_EQ(JourneyIndexFile::read(path_, nullptr, 0).error().code, base::ErrorCode::kNotFound);
  std::ofstream(path_, std::ios::binary) << "wend journeys 9\n" << std::string(200, 'x');
  EXPECT_EQ(JourneyIndexFile::read(path_, nullptr, 0).error().code, base::ErrorCode::kConflict);
}

TEST_F(JourneyIndexFileTest, AskedToStopItLeavesTheFileOfBefore) {
  const auto table = make_journey_table({{"a", 1, "Visit"}});
  ASSERT_TRUE(JourneyIndexFile::write(path_, *table, {0}, {}));
  std::stop_source stop;
  stop.request_stop();
  EXPECT_EQ(JourneyIndexFile::write(path_, *table, {0}, stop.get_token()).error().code,
            base::ErrorCode::kCancelled);
  EXPECT_TRUE(JourneyIndexFile::read(path_, nullptr, 0));
}

TEST(PackedNumbers, ComeBackAsTheyWere) {
  const auto seed = std::random_device{}();
  SCOPED_TRACE(seed);
  env::Random random(seed);
  for (int round = 0; round < 200; ++round) {
    std::vector<std::uint64_t> numbers(random.below(200));
    for (auto& number : numbers) {
      number = static_cast<std::uint64_t>(random.below(1'000'000'007)) *
               static_cast<std::uint64_t>(random.below(1'000'000'007)) * 19;
      number >>= random.below(64);
    }
    std::string packed;
    pack_numbers(numbers, packed);
    EXPECT_EQ(packed.size(), packed_size(numbers));
    packed.append(8, 'x');
    PackedReader reader(packed.data(), numbers.size());
    for (const std::uint64_t number : numbers) ASSERT_EQ(reader.next(), number);
    EXPECT_EQ(reader.end(), packed.data() + packed.size() - 8);
  }
}

TEST(PackedNumbers, SmallOnesTakeFewBytes) {
  std::string packed;
  pack_numbers(std::vector<std::uint64_t>(1000, 0), packed);
  EXPECT_EQ(packed.size(), 4U + 250);
  packed.clear();
  std::vector<std::uint64_t> numbers(1000, 200);
  numbers[500] = UINT64_MAX;
  pack_numbers(numbers, packed);
  EXPECT_EQ(packed.size(), 4U + 250 + 999 + 8);
  for (const std::int64_t number : {0L, 1L, -1L, 1L << 40, -(1L << 40)})
    EXPECT_EQ(unzigzag(zigzag(number)), number);
}

}  // namespace
}  // namespace wend::analyze
