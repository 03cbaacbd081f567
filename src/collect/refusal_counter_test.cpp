#include "collect/refusal_counter.h"

#include <filesystem>
#include <gtest/gtest.h>
#include <unistd.h>

#include "collect/sample_text.h"
#include "workspace/workspace.h"

namespace wend::collect {
namespace {

constexpr env::TimeUs kNow = 1'780'000'000 * env::kSecondUs;

TEST(SampleText, IsAlwaysTextAndNeverLong) {
  EXPECT_EQ(sample_text("plain", 10), "plain");
  EXPECT_EQ(sample_text("plain text", 5), "plain\u2026");
  EXPECT_EQ(sample_text("aé", 2), "a\u2026") << "no half of a character";
  EXPECT_EQ(sample_text("a\xff\xfe\xfd b", 100), "a\uFFFD b");
  EXPECT_EQ(sample_text(std::string_view("a\0b", 3), 100), "a\uFFFDb");
  EXPECT_EQ(sample_text("\xff", 100), "\uFFFD");
  EXPECT_EQ(sample_text("", 100), "");
  EXPECT_EQ(sample_text("a\xe2\x82", 100), "a\uFFFD");
  std::string mixed;
  for (int i = 0; i < 5000; ++i) mixed += "\xff.";
  EXPECT_LE(sample_text(mixed, 4096).size(), 4096u + 3);
}

class RefusalCounterTest : public testing::Test {
 protected:
  void SetUp() override {
    path_ = std::filesystem::temp_directory_path() /
            ("wend_refusals_" + std::to_string(::getpid()) + ".db");
    std::filesystem::remove(path_);
    space_ = std::move(*workspace::Workspace::open(path_.string(), clock_, {1, 8192}));
  }
  void TearDown() override {
    space_.reset();
    std::filesystem::remove(path_);
  }
  std::filesystem::path path_;
  env::FixedClock clock_{kNow};
  std::unique_ptr<workspace::Workspace> space_;
};

TEST_F(RefusalCounterTest, AThousandReasonsAreListedAndTheRestIsCountedTogether) {
  RefusalCounter counter(space_->refusals(), clock_);
  for (int i = 0; i < 5000; ++i) {
    const std::string reason = std::to_string(i);
    counter.count({.source_id = 1, .event = "Cart", .reason = reason, .sample = "{}"});
  }
  counter.count({.source_id = 1, .event = "Cart", .reason = "7"}, 10);
  ASSERT_TRUE(counter.flush());
  const auto refusals = *space_->refusals().page({}, {}, 5000);
  std::int64_t total = 0, together = 0, seven = 0;
  for (const auto& one : refusals) {
    total += one.count;
    if (one.reason.starts_with("Further")) together = one.count;
    if (one.reason == "7") seven = one.count;
  }
  EXPECT_EQ(refusals.size(), workspace::kRefusalsMax);
  EXPECT_EQ(seven, 11);
  EXPECT_EQ(together, 4000);
  EXPECT_EQ(total, 5009) << "of a thousand and one, one was forgotten";
  EXPECT_EQ(space_->refusals().of_last_week()->at(1).refused, 5010) << "none of it in the sum";
}

TEST_F(RefusalCounterTest, WhatCannotBeWrittenIsKeptForTheNextTime) {
  RefusalCounter counter(space_->refusals(), clock_);
  counter.count({.source_id = 1, .reason = "a", .sample = "first"});
  {
    auto other = *workspace::Sqlite::open(path_.string());
    ASSERT_TRUE(other.run("ALTER TABLE refusals RENAME TO away"));
    EXPECT_FALSE(counter.flush());
    clock_.advance(5);
    counter.count({.source_id = 1, .reason = "a"});
    ASSERT_TRUE(other.run("ALTER TABLE away RENAME TO refusals"));
  }
  ASSERT_TRUE(counter.flush());
  ASSERT_TRUE(counter.flush()) << "and once only";
  const auto refusals = *space_->refusals().page({}, {}, 10);
  ASSERT_EQ(refusals.size(), 1u);
  EXPECT_EQ(refusals[0].count, 2);
  EXPECT_EQ(refusals[0].first_seen, kNow);
  EXPECT_EQ(refusals[0].last_seen, kNow + 5);
  EXPECT_EQ(refusals[0].sample, "first");
}

}  // namespace
}  // namespace wend::collect
