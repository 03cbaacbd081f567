#include "map/map_watch.h"

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <filesystem>
#include <gtest/gtest.h>

#include "fmt/format.h"
#include "map/map_look.h"
#include "map/map_outline.h"

namespace wend::map {
namespace {

namespace json = boost::json;

// 2026-11-02T12:00Z, a Monday.
constexpr env::TimeUs kNow = 1'793'620'800LL * env::kSecondUs;

// Of 100 people at Shipping each week, so many leave there: the last of the list is the last week.
json::object answer_of(const std::vector<int>& left, int people = 100) {
  const auto place = [&](const char* id) {
    json::array trend;
    std::uint64_t all = 0, here = 0;
    for (const int count : left) {
      trend.push_back(json::object{{"drift", json::object{{"count", count}, {"of", people}}}});
      all += static_cast<std::uint64_t>(count);
      here += static_cast<std::uint64_t>(people);
    }
    return json::object{{"id", id},
                        {"label", "Shipping"},
                        {"people", here},
                        {"bound", true},
                        {"reached", true},
                        {"drift", {{"count", all}, {"of", here}}},
                        {"trend", std::move(trend)}};
  };
  json::object result = place("map");
  result["fitness"] = 0.9;
  result["sentence"] = "At “Shipping”, 1 in 3 leaves.";
  result["steps"] = json::array{place("stp_shipping0000")};
  return result;
}

class MapWatchTest : public testing::Test {
 protected:
  MapWatchTest()
      : path_(std::filesystem::temp_directory_path() /
              fmt::format("wend-watch-{}-{}.db", ::getpid(), number_++)),
        space_(*workspace::Workspace::open(path_.string(), clock_, {1, 8192})),
        rooms_(space_->maps(), clock_),
        board_(space_->notices()),
        watch_({*space_, rooms_, board_, clock_, [] { return model::TimeZone(); },
                [](const std::stop_token&) { return MapSurroundings{}; },
                [this](const json::value& question,
                       const std::stop_token&) -> base::Result<json::object> {
                  ++asked_;
                  last_question_ = question.as_object();
                  if (fails_) return base::fail(base::ErrorCode::kIo, "The disk is gone.");
                  return json::object{{"kind", "drift"}, {"result", answer_}};
                },
                [this](std::string_view sentence) { reported_ = sentence; }}) {
    ada_ = space_->users().create("Ada", std::nullopt, workspace::Role::kEditor)->id;
  }
  ~MapWatchTest() override {
    space_.reset();
    std::filesystem::remove(path_);
  }

  std::string make(json::object about) {
    MapOutline outline;
    about["title"] = "Buying";
    outline.about = std::move(about);
    MapOutline::Stage stage;
    stage.fields["title"] = "Purchase";
    MapOutline::Step shipping, thanks;
    shipping.fields["title"] = "Shipping";
    shipping.fields["binding"] = json::object{{"event", "Shipping"}};
    thanks.fields["title"] = "Thanks";
    thanks.fields["optional"] = true;
    stage.steps = {shipping, thanks};
    outline.stages.push_back(stage);
    return rooms_.create(*document_of(outline), ada_)->id;
  }
  std::vector<std::string> told() {
    std::vector<std::string> texts;
    const auto notices = *space_->notices().list(ada_, false, std::nullopt, 100);
    for (const auto& notice : notices) texts.push_back(notice.kind + ": " + notice.text);
    std::ranges::sort(texts);
    return texts;
  }
  void step() { ASSERT_TRUE(watch_.step()); }

  static inline int number_ = 0;
  std::filesystem::path path_;
  env::FixedClock clock_{kNow};
  std::unique_ptr<workspace::Workspace> space_;
  MapRooms rooms_;
  NoticeBoard board_;
  int asked_ = 0;
  bool fails_ = false;
  json::object last_question_;
  json::object answer_ = answer_of({10, 10, 10, 10, 10, 10, 10, 10});
  std::string reported_;
  MapWatch watch_;
  std::string ada_;
};

TEST_F(MapWatchTest, LooksAtPublishedMapsOnceADay) {
  const std::string map = make({{"status", "published"}});
  make({{"status", "draft"}});
  step();
  EXPECT_EQ(asked_, 1);
  EXPECT_EQ(last_question_.at("kind"), "drift");
  EXPECT_EQ(last_question_.at("every"), "7d");
  EXPECT_EQ(last_question_.at("optional").as_array().size(), 1U);
  clock_.advance(kLookEveryUs - 1);
  step();
  EXPECT_EQ(asked_, 1);
  clock_.advance(1);
  step();
  EXPECT_EQ(asked_, 2);
  const auto looks = *space_->map_records().looks(map, 10);
  ASSERT_EQ(looks.size(), 2U);
  EXPECT_GT(looks[0].at, looks[1].at);
  const auto body = json::parse(looks[0].body);
  EXPECT_EQ(body.at("steps"), 2);
  EXPECT_EQ(body.at("reached"), 1);
  EXPECT_TRUE(told().empty());
}

TEST_F(MapWatchTest, TellsWhenDriftGrewAndNeverTwiceOfTheSame) {
  make({{"status", "published"}});
  step();
  clock_.advance(env::kDayUs);
  answer_ = answer_of({10, 10, 10, 10, 10, 10, 10, 25});
  step();
  ASSERT_EQ(told().size(), 1U);
  EXPECT_EQ(told()[0],
            "drift: At “Shipping” of “Buying”, 1 in 4 left the mapped path in the last 7 days; in "
            "the four weeks before, 10 % did.");
  // A day later it is as high.
  clock_.advance(env::kDayUs);
  answer_ = answer_of({10, 10, 10, 10, 10, 10, 10, 27});
  step();
  EXPECT_EQ(told().size(), 1U);
  // It grew again by more than five points.
  clock_.advance(env::kDayUs);
  answer_ = answer_of({10, 10, 10, 10, 10, 10, 10, 34});
  step();
  EXPECT_EQ(told().size(), 2U);
  // The same data for a month is no news; new data, as high as then, is.
  clock_.advance(30 * env::kDayUs);
  step();
  EXPECT_EQ(told().size(), 2U);
  clock_.advance(30 * env::kDayUs);
  answer_ = answer_of({10, 10, 10, 10, 10, 10, 10, 33});
  step();
  EXPECT_EQ(told().size(), 3U);
}

TEST_F(MapWatchTest, TellsNothingOfSmallOrUnsureGrowth) {
  make({{"status", "published"}});
  // Four points more; fewer than 30 people; 10 % after 30 of 400, which is not sure.
  for (const auto& answer :
       {answer_of({10, 10, 10, 10, 10, 10, 10, 14}, 10'000),
        answer_of({1, 1, 1, 1, 1, 1, 1, 20}, 25), answer_of({10, 10, 10, 10, 10, 10, 10, 16})}) {
    answer_ = answer;
    clock_.advance(env::kDayUs);
    step();
    EXPECT_TRUE(told().empty());
  }
}

TEST_F(MapWatchTest, ALookThatFailsIsKeptAndTheOthersGoOn) {
  make({{"status", "published"}});
  const std::string second = make({{"status", "published"}});
  fails_ = true;
  step();
  EXPECT_EQ(asked_, 2);
  EXPECT_NE(reported_.find("The disk is gone."), std::string::npos);
  EXPECT_NE(space_->map_records().looks(second, 1)->front().body.find("disk"), std::string::npos);
  // What was told before a failed look is not told again after it.
  fails_ = false;
  answer_ = answer_of({10, 10, 10, 10, 10, 10, 10, 25});
  clock_.advance(env::kDayUs);
  step();
  const auto before = told().size();
  EXPECT_EQ(before, 2U);
  fails_ = true;
  clock_.advance(env::kDayUs);
  step();
  fails_ = false;
  clock_.advance(env::kDayUs);
  step();
  EXPECT_EQ(told().size(), before);
}

TEST_F(MapWatchTest, TellsOfReviewsInTimeAndOnce) {
  make({{"status", "in_review"}, {"review_on", "2026-11-12"}});
  step();
  EXPECT_TRUE(told().empty());
  clock_.advance(3 * env::kDayUs);
  step();
  step();
  EXPECT_EQ(told(),
            std::vector<std::string>{"review_due: The review of “Buying” is due on 12 November."});
  clock_.advance(8 * env::kDayUs);
  step();
  step();
  ASSERT_EQ(told().size(), 2U);
  EXPECT_EQ(told()[1], "review_overdue: The review of “Buying” was due on 12 November.");
}

TEST_F(MapWatchTest, ReviewsComeEveryThreeMonthsUnlessTheMapSaysOtherwise) {
  make({{"status", "published"}});
  make({{"status", "draft"}});  // never, without a day
  make({{"status", "archived"}, {"review_on", "2026-01-01"}});
  step();
  EXPECT_TRUE(told().empty());
  clock_.advance(86 * env::kDayUs);  // 27 January, a day that is a week before 2 February and more
  step();
  ASSERT_EQ(told().size(), 1U);
  EXPECT_EQ(told()[0], "review_due: The review of “Buying” is due on 2 February.");
}

TEST_F(MapWatchTest, TheOwnerIsToldBeforeWhoMadeIt) {
  const std::string bo = space_->users().create("Bo", std::nullopt, workspace::Role::kEditor)->id;
  make({{"status", "published"}, {"review_on", "2026-11-02"}, {"owner", bo}});
  make({{"status", "published"}, {"review_on", "2026-11-02"}, {"owner", "usr_gone"}});
  std::vector<std::string> live;
  ASSERT_TRUE(board_.watch({bo,
                            [&](const workspace::Notice* notice, std::int64_t unread) {
                              live.push_back(
                                  fmt::format("{} {}", notice ? notice->text : "read", unread));
                            },
                            [] { return false; }}));
  step();
  EXPECT_EQ(live, std::vector<std::string>{"The review of “Buying” is due today. 1"});
  EXPECT_EQ(told().size(), 1U);
  ASSERT_TRUE(space_->notices().read_all(bo));
  ASSERT_TRUE(board_.changed(bo));
  EXPECT_EQ(live.back(), "read 0");
}

TEST_F(MapWatchTest, NoticesArePagedUnreadFirst) {
  const std::string map = make({});
  std::vector<std::string> ids;
  for (int i = 0; i < 5; ++i) {
    clock_.advance(1);
    workspace::Notice notice;
    notice.user = ada_;
    notice.kind = "drift";
    notice.map = map;
    notice.key = std::to_string(i);
    notice.place = "{}";
    ids.push_back((*space_->notices().add(notice))->id);
    EXPECT_FALSE(*space_->notices().add(notice)) << "the same occasion";
  }
  ASSERT_TRUE(space_->notices().set_read(ada_, ids[4], true));
  std::vector<std::string> seen;
  std::optional<workspace::Notices::After> after;
  for (;;) {
    const auto page = *space_->notices().list(ada_, false, after, 2);
    if (page.empty()) break;
    for (const auto& notice : page) seen.push_back(notice.id);
    after = {page.back().read_at.has_value(), page.back().at, page.back().id};
  }
  EXPECT_EQ(seen, (std::vector<std::string>{ids[3], ids[2], ids[1], ids[0], ids[4]}));
  EXPECT_EQ(*space_->notices().unread(ada_), 4);
  EXPECT_FALSE(space_->notices().set_read("usr_other", ids[0], true));
  clock_.advance(workspace::kReadNoticeKeptUs + 1);
  EXPECT_EQ(*space_->notices().sweep(), 1);
  ASSERT_TRUE(space_->maps().set_removed(map, true));
  EXPECT_EQ(*space_->notices().unread(ada_), 0);
}

}  // namespace
}  // namespace wend::map
