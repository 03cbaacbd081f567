#include "unify/segment_journal.h"

#include <algorithm>
#include <filesystem>
#include <fmt/format.h>
#include <gtest/gtest.h>
#include <random>
#include <set>

#include "env/random.h"

namespace wend::unify {
namespace {

using Entry = SegmentJournal::Entry;

struct SegmentJournalTest : testing::Test {
  void SetUp() override {
    std::filesystem::remove_all(folder_);
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

  ASSERT_TRUE(journal->forget(std::vector<std::int64_t>{1}));
  EXPECT_EQ(stays(*journal, 1), "");
  EXPECT_TRUE(journal->entries_of(1, 100)->empty());
  EXPECT_EQ(stays(*journal, 2), "a@12 ");
  EXPECT_EQ(journal->moves_since("a", 0)->entered, 1);
  EXPECT_EQ(journal->moves_since("a", 0)->left, 0);
}

TEST_F(SegmentJournalTest, FirstMembersAreThereSinceThenAndStandInTheirHistory) {
  auto journal = *SegmentJournal::open(path_);
  const std::vector<std::int64_t> first{-5, 3, 9};
  ASSERT_TRUE(journal->begin_segment({"a", "{}"}, first, 100));
  EXPECT_EQ(*journal->member_ids("a"), first);
  EXPECT_EQ(*journal->rule_of("a"), "{}");
  EXPECT_EQ(stays(*journal, 3), "a@100 ");
  ASSERT_TRUE(journal->write({{{"a", 3, false, 150, Cause::kEvent, 5}}}));
  const auto entries = *journal->entries_of(3, 10);
  ASSERT_EQ(entries.size(), 2u);
  EXPECT_FALSE(entries[0].entered);
  EXPECT_TRUE(entries[1].entered);
  EXPECT_EQ(entries[1].at, 100);
  EXPECT_EQ(entries[1].cause, Cause::kRule);
  EXPECT_EQ(journal->moves_since("a", 0)->entered, 0) << "a rule brought them";
  EXPECT_EQ(journal->moves_by("a", 0)->at(0).entered, 3);
  EXPECT_FALSE(journal->begin_segment({"a", "{}"}, first, 100)) << "it is known";
}

TEST_F(SegmentJournalTest, WhoWasInAtFirstEnteredBeforeTheyLeftWhateverTheClockSays) {
  auto journal = *SegmentJournal::open(path_);
  const std::vector<std::int64_t> first{3};
  ASSERT_TRUE(journal->write({{{"b", 3, true, 20, Cause::kEvent, 1}}}));
  ASSERT_TRUE(journal->begin_segment({"a", "{}"}, first, 100));
  // The clock went back in between.
  ASSERT_TRUE(journal->write({{{"a", 3, false, 50, Cause::kEvent, 5},
                               {"a", 3, true, 60, Cause::kEvent, 6},
                               {"b", 3, false, 200, Cause::kEvent, 7}}}));
  std::string text;
  const auto entries = *journal->entries_of(3, 10);
  for (const auto& entry : entries)
    text += fmt::format("{}{}@{} ", entry.entered ? "+" : "-", entry.segment, entry.at);
  EXPECT_EQ(text, "-b@200 +a@60 -a@50 +a@100 +b@20 ");
}

TEST_F(SegmentJournalTest, AFileOfAnotherFormatIsRefused) {
  ASSERT_TRUE(SegmentJournal::open(path_));
  ASSERT_TRUE(workspace::Sqlite::open(path_)->run("PRAGMA user_version=99"));
  const auto opened = SegmentJournal::open(path_);
  ASSERT_FALSE(opened);
  EXPECT_EQ(opened.error().code, base::ErrorCode::kConflict);
}

TEST_F(SegmentJournalTest, ADamagedBlockIsSaid) {
  {
    auto journal = *SegmentJournal::open(path_);
    ASSERT_TRUE(journal->begin_segment({"a", "{}"}, std::vector<std::int64_t>{1, 2, 3}, 100));
  }
  ASSERT_TRUE(workspace::Sqlite::open(path_)->run("UPDATE blocks SET stays = x'ffffff'"));
  auto journal = *SegmentJournal::open(path_);
  EXPECT_FALSE(journal->member_ids("a"));
  EXPECT_FALSE(journal->segments_of(2));
}

TEST(StayBlockTest, WhatWasPackedComesBackAndDamageIsNoticed) {
  env::Random random(3);
  for (int round = 0; round < 200; ++round) {
    std::set<std::int64_t> profiles;
    for (std::uint64_t i = random.below(50); i > 0; --i)
      profiles.insert(random.chance(0.2) ? -static_cast<std::int64_t>(random.below(1'000'000))
                                         : static_cast<std::int64_t>(random.next() >> 1));
    std::vector<Stay> stays;
    Stay stay;
    for (const std::int64_t profile : profiles) {
      stay.profile_id = profile;
      if (random.chance(0.5)) {
        stay.since = static_cast<TimeUs>(random.next());
        stay.cause = static_cast<Cause>(random.below(6));
        stay.sequence = static_cast<std::int64_t>(random.below(1'000'000));
      }
      stays.push_back(stay);
    }
    std::string bytes = pack_stays(stays);
    EXPECT_EQ(unpack_stays(bytes), stays);
    EXPECT_EQ(unpack_stays(bytes + "x"), std::nullopt);
    for (std::size_t length = 0; length < bytes.size(); ++length)
      (void)unpack_stays(std::string_view(bytes).substr(0, length));
  }
}

// All that was ever written, as it was written.
struct Book {
  struct Line {
    std::string segment;
    std::int64_t profile = 0;
    bool entered = false;
    TimeUs at = 0;
    Cause cause = Cause::kEvent;
    std::int64_t sequence = 0;
    bool first = false;
  };
  std::vector<Line> lines;
  std::set<std::string> segments;

  std::map<std::int64_t, Stay> members(const std::string& segment) const {
    std::map<std::int64_t, Stay> members;
    for (const Line& line : lines) {
      if (line.segment != segment) continue;
      if (line.entered)
        members[line.profile] = {line.profile, line.at, line.cause, line.sequence};
      else
        members.erase(line.profile);
    }
    return members;
  }
};

constexpr std::uint64_t kProfiles = 25;

std::string disagreement(SegmentJournal& journal, const Book& book) {
  const auto ids = *journal.segment_ids();
  if (!std::ranges::equal(ids, book.segments)) return "other segments";
  std::set<std::int64_t> known;
  std::map<std::int64_t, std::map<std::string, Stay>> of_profile;
  for (const std::string& id : ids) {
    const auto expected = book.members(id);
    std::vector<Stay> paged;
    std::optional<std::int64_t> after;
    for (;;) {
      const auto page = *journal.members_page(id, after, 7);
      paged.insert(paged.end(), page.begin(), page.end());
      if (page.size() < 7) break;
      after = page.back().profile_id;
    }
    std::vector<Stay> all;
    std::vector<std::int64_t> numbers;
    for (const auto& [profile, stay] : expected) {
      all.push_back(stay);
      numbers.push_back(profile);
      known.insert(profile);
      of_profile[profile][id] = stay;
    }
    if (paged != all) return id + ": other members";
    if (*journal.member_ids(id) != numbers) return id + ": other numbers";

    std::vector<Book::Line> moves;
    SegmentJournal::Moves counted;
    for (const auto& line : book.lines) {
      if (line.segment != id) continue;
      if (!line.first) moves.push_back(line);
      if (line.cause != Cause::kRule && line.at >= 2 * SegmentJournal::kBucketUs)
        ++(line.entered ? counted.entered : counted.left);
    }
    std::ranges::reverse(moves);
    std::ranges::stable_sort(moves, std::ranges::greater{}, &Book::Line::at);
    std::optional<SegmentJournal::MovePlace> place;
    std::size_t at = 0;
    for (;;) {
      const auto page = *journal.moves_page(id, std::nullopt, place, 5);
      for (const auto& one : page) {
        if (at == moves.size()) return id + ": more moves";
        const auto& line = moves[at++];
        if (one.entry.profile_id != line.profile || one.entry.entered != line.entered ||
            one.entry.at != line.at || one.entry.sequence != line.sequence)
          return fmt::format("{}: another move at {}", id, at);
        place = one.place;
      }
      if (page.size() < 5) break;
    }
    if (at != moves.size()) return id + ": fewer moves";
    std::size_t lefts = 0;
    for (const auto& line : moves) lefts += line.entered ? 0 : 1;
    if (journal.moves_page(id, false, std::nullopt, 100'000)->size() != lefts)
      return id + ": other exits";
    const auto since = *journal.moves_since(id, 2 * SegmentJournal::kBucketUs + 17);
    if (since.entered != counted.entered || since.left != counted.left)
      return fmt::format("{}: {} entered and {} left instead of {} and {}", id, since.entered,
                         since.left, counted.entered, counted.left);
    std::int64_t net = 0;
    const auto buckets = *journal.moves_by(id, 0);
    for (const auto& bucket : buckets) net += bucket.entered - bucket.left;
    std::int64_t lines = 0;
    for (const auto& line : book.lines)
      if (line.segment == id) lines += line.entered ? 1 : -1;
    if (net != lines) return id + ": other sums";
  }
  for (const auto& line : book.lines) known.insert(line.profile);
  if (!std::ranges::equal(*journal.profiles(), known)) return "other profiles";
  for (std::int64_t profile = 1; profile <= static_cast<std::int64_t>(kProfiles); ++profile) {
    std::map<std::string, Stay> found;
    const auto ins = *journal.segments_of(profile);
    for (const auto& in : ins) found.emplace(in.segment, in.stay);
    if (found != of_profile[profile]) return fmt::format("{} is elsewhere", profile);
    std::map<std::string, std::vector<std::pair<bool, std::int64_t>>> history, expected;
    const auto entries = *journal.entries_of(profile, 100'000);
    for (const auto& entry : entries) history[entry.segment].emplace_back(entry.entered, entry.at);
    for (std::size_t i = book.lines.size(); i-- > 0;)
      if (book.lines[i].profile == profile)
        expected[book.lines[i].segment].emplace_back(book.lines[i].entered, book.lines[i].at);
    if (history != expected) return fmt::format("{} has another history", profile);
  }
  return "";
}

TEST_F(SegmentJournalTest, AgreesWithALookAtEverythingThatWasWritten) {
  const std::uint64_t seed = std::getenv("WEND_SEED") != nullptr
                                 ? std::strtoull(std::getenv("WEND_SEED"), nullptr, 10)
                                 : std::random_device{}();
  SCOPED_TRACE(fmt::format("WEND_SEED={}", seed));
  env::Random random(seed);
  const SegmentJournal::Sizes sizes{.generation = 40, .block = 5, .folded_least = 8};
  auto journal = *SegmentJournal::open(path_, sizes);
  Book book;
  TimeUs now = 100;
  std::int64_t sequence = 0;
  int made = 0;
  const auto some_segment = [&] {
    auto at = book.segments.begin();
    std::advance(at, static_cast<std::ptrdiff_t>(random.below(book.segments.size())));
    return *at;
  };
  for (int round = 0; round < 60; ++round) {
    now += static_cast<TimeUs>(random.below(4)) * 5 * env::kMinuteUs;
    if (random.chance(0.05)) now = std::max<TimeUs>(100, now - env::kHourUs);  // the clock is set
    const auto what = random.below(20);
    if (book.segments.empty() || what == 0) {
      const std::string id = fmt::format("s{}", ++made);
      book.segments.insert(id);
      std::vector<std::int64_t> first;
      for (std::uint64_t profile = 1; profile <= kProfiles; ++profile) {
        if (!random.chance(0.5)) continue;
        first.push_back(static_cast<std::int64_t>(profile));
        book.lines.push_back({id, first.back(), true, now, Cause::kRule, 0, true});
      }
      ASSERT_TRUE(journal->begin_segment({id, "{}"}, first, now));
    } else if (what == 1) {
      const std::string gone = some_segment();
      book.segments.erase(gone);
      std::erase_if(book.lines, [&](const auto& line) { return line.segment == gone; });
      ASSERT_TRUE(journal->write({}, {}, {&gone, 1}));
    } else if (what == 2) {
      std::vector<std::int64_t> gone;
      for (int i = 0; i < 3; ++i)
        gone.push_back(1 + static_cast<std::int64_t>(random.below(kProfiles)));
      std::erase_if(book.lines, [&](const auto& line) {
        return std::ranges::find(gone, line.profile) != gone.end();
      });
      std::ranges::sort(gone);
      gone.erase(std::unique(gone.begin(), gone.end()), gone.end());
      ASSERT_TRUE(journal->forget(gone));
    } else if (what == 3) {
      journal.reset();
      journal = *SegmentJournal::open(path_, sizes);
    } else {
      std::vector<Entry> entries;
      std::map<std::string, std::map<std::int64_t, Stay>> members;
      for (const auto& id : book.segments) members[id] = book.members(id);
      for (std::uint64_t i = random.below(30); i > 0; --i) {
        const std::string id = some_segment();
        const auto profile = 1 + static_cast<std::int64_t>(random.below(kProfiles));
        const bool entered = !members[id].contains(profile);
        if (entered)
          members[id][profile] = {};
        else
          members[id].erase(profile);
        // Some happened before they were noticed.
        const TimeUs at = now - static_cast<TimeUs>(random.below(100));
        const Cause cause = random.chance(0.2) ? Cause::kRule : Cause::kEvent;
        entries.push_back({id, profile, entered, at, cause, ++sequence});
        book.lines.push_back({id, profile, entered, at, cause, sequence});
      }
      ASSERT_TRUE(journal->write(entries));
    }
    ASSERT_EQ(disagreement(*journal, book), "") << "round " << round;
  }
}

}  // namespace
}  // namespace wend::unify
