#include "unify/segment_journal.h"

#include <filesystem>
#include <gtest/gtest.h>

namespace wend::unify {
namespace {

struct SegmentJournalTest : testing::Test {
  void SetUp() override {
    std::filesystem::create_directories(folder_);
    path_ = (folder_ / "segments.db").string();
  }
  void TearDown() override { std::filesystem::remove_all(folder_); }

  const std::filesystem::path folder_ =
      std::filesystem::temp_directory_path() /
      ("wend-journal-" +
       std::string(testing::UnitTest::GetInstance()->current_test_info()->name()));
  std::string path_;
};

std::string stays(SegmentJournal& journal, std::int64_t profile) {
  std::string text;
  const auto found = journal.segments_of(profile);
  for (const auto& [segment, stay] : *found)
    text += segment + "@" + std::to_string(stay.since) + " ";
  return text;
}

TEST_F(SegmentJournalTest, WhatComesLastInOneWriteIsWhatHolds) {
  auto journal = *SegmentJournal::open(path_);
  ASSERT_TRUE(journal->write({{{"a", 1, true, 10, Cause::kEvent, 5},
                               {"b", 1, true, 11, Cause::kEvent, 6},
                               {"a", 2, true, 12, Cause::kEvent, 7},
                               {"a", 1, false, 13, Cause::kTime, 0},
                               {"b", 1, false, 14, Cause::kTime, 0},
                               {"b", 1, true, 15, Cause::kEvent, 8}}}));
  EXPECT_EQ(stays(*journal, 1), "b@15 ");
  EXPECT_EQ(stays(*journal, 2), "a@12 ");
  EXPECT_EQ(*journal->member_ids("a"), std::vector<std::int64_t>{2});
  EXPECT_EQ(journal->entries_of(1, 100)->size(), 5u);  // all of it is history
  EXPECT_EQ(journal->moves_since("a", 0)->entered, 2);
  EXPECT_EQ(journal->moves_since("a", 0)->left, 1);

  ASSERT_TRUE(journal->forget_profile(1));
  EXPECT_EQ(stays(*journal, 1), "");
  EXPECT_TRUE(journal->entries_of(1, 100)->empty());
  EXPECT_EQ(stays(*journal, 2), "a@12 ");
}

TEST_F(SegmentJournalTest, AFileOfTheFirstFormatGoesOn) {
  {
    ASSERT_TRUE(SegmentJournal::open(path_));
  }
  {
    auto before = *workspace::Sqlite::open(path_);
    ASSERT_TRUE(
        before.run("CREATE INDEX members_by_profile ON members (profile); PRAGMA user_version=1; "
                   "INSERT INTO segments VALUES (7, 'a', '{}'); "
                   "INSERT INTO members VALUES (7, 1, 10, 0, 5)"));
  }
  auto journal = *SegmentJournal::open(path_);
  EXPECT_EQ(stays(*journal, 1), "a@10 ");
  ASSERT_TRUE(journal->write({{{"a", 1, false, 13, Cause::kTime, 0}}}));
  EXPECT_EQ(stays(*journal, 1), "");
  journal.reset();
  EXPECT_TRUE(SegmentJournal::open(path_));
}

}  // namespace
}  // namespace wend::unify
