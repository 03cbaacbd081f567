#include "collect/live_view.h"

#include <gtest/gtest.h>

namespace wend::collect {
namespace {

constexpr env::TimeUs kNow = 1'780'000'000 * env::kSecondUs;
using namespace std::chrono_literals;

// What one person saw.
struct Seen {
  std::vector<std::shared_ptr<const LiveMessage>> messages;
  std::vector<LiveRefusal> refusals;
  std::vector<LiveRate> rates;
  bool gone = false;
};

LiveWatcher watcher(const std::shared_ptr<Seen>& seen) {
  return {.tell =
              [seen](const LiveNote& note) {
                if (seen->gone) return false;
                if (const auto* message = std::get_if<0>(&note)) seen->messages.push_back(*message);
                if (const auto* refusal = std::get_if<1>(&note)) seen->refusals.push_back(*refusal);
                if (const auto* rate = std::get_if<2>(&note)) seen->rates.push_back(*rate);
                return true;
              },
          .gone = [seen] { return seen->gone; }};
}

class LiveViewTest : public testing::Test {
 protected:
  // `count` events of a source, named by number.
  void send(std::int64_t source, int count, std::vector<RowMark> marks = {}) {
    std::vector<std::string> names;
    for (int i = 0; i < count; ++i) names.push_back(std::to_string(next_++));
    std::vector<events::LiveRow> rows(static_cast<std::size_t>(count));
    for (std::size_t i = 0; i < rows.size(); ++i) {
      rows[i].source_id = source;
      rows[i].received_at = kNow;
      rows[i].row.name = names[i];
      rows[i].row.properties = "{}";
    }
    view_.came(rows, marks);
  }
  std::shared_ptr<Seen> look(std::int64_t source) {
    auto seen = std::make_shared<Seen>();
    EXPECT_TRUE(view_.watch(source, watcher(seen)));
    return seen;
  }

  env::FixedClock clock_{kNow};
  LiveView view_{clock_};
  int next_ = 0;
};

TEST_F(LiveViewTest, WhoeverComesSeesTheLatestFiftyOldestFirst) {
  send(1, 30);
  send(2, 7);
  send(1, 40);
  const auto seen = look(1);
  ASSERT_EQ(seen->messages.size(), 50u);
  EXPECT_EQ(seen->messages.front()->name, "20") << "30 + 40 - 50 = 20 of the first are gone";
  EXPECT_EQ(seen->messages.back()->name, "76");
  EXPECT_EQ(look(2)->messages.size(), 7u);
  EXPECT_TRUE(look(3)->messages.empty());
}

TEST_F(LiveViewTest, ShowsWhatBecameOfMessages) {
  const auto seen = look(1);
  send(1, 4,
       {{1, MessageFate::kWarned, {"Hm."}},
        {2, MessageFate::kBlocked, {"No."}},
        {3, MessageFate::kDuplicate, {}}});
  ASSERT_EQ(seen->messages.size(), 4u);
  EXPECT_EQ(seen->messages[0]->fate, MessageFate::kTaken);
  EXPECT_EQ(seen->messages[1]->fate, MessageFate::kWarned);
  EXPECT_EQ(seen->messages[1]->reasons, std::vector<std::string>{"Hm."});
  EXPECT_EQ(seen->messages[2]->fate, MessageFate::kBlocked);
  EXPECT_EQ(seen->messages[3]->fate, MessageFate::kDuplicate);
  view_.refused(1, "The event name is empty.", "{}");
  view_.refused(2, "Of another source.", "{}");
  ASSERT_EQ(seen->refusals.size(), 1u);
  EXPECT_EQ(seen->refusals[0].reason, "The event name is empty.");
  view_.tick(2s);
  view_.tick(1s);
  view_.tick(1s);
  ASSERT_EQ(seen->rates.size(), 2u) << "a zero once, and then silence";
  EXPECT_EQ(seen->rates[0].taken, 3);
  EXPECT_EQ(seen->rates[0].refused, 2);
  EXPECT_DOUBLE_EQ(seen->rates[0].per_second, 2.5);
  EXPECT_EQ(seen->rates[1].taken, 0);
}

TEST_F(LiveViewTest, FiftyASecondAreShownAndAllAreCounted) {
  const auto seen = look(1);
  send(1, 40);
  send(1, 1000);
  view_.refused(1, "r", "");
  EXPECT_EQ(seen->messages.size(), 50u);
  EXPECT_TRUE(seen->refusals.empty());
  view_.tick(1s);
  EXPECT_EQ(seen->rates.at(0).taken, 1040);
  EXPECT_EQ(seen->rates.at(0).refused, 1);
  send(1, 1);
  EXPECT_EQ(seen->messages.size(), 51u) << "a new second";
}

TEST_F(LiveViewTest, TheNumberOfWatchersIsBoundedAndThoseWhoLeftDoNotCount) {
  std::vector<std::shared_ptr<Seen>> all;
  for (std::size_t i = 0; i < LiveView::kWatchersMax; ++i) all.push_back(look(1 + i % 3));
  EXPECT_EQ(view_.watch(1, watcher(std::make_shared<Seen>())).error().code,
            base::ErrorCode::kUnavailable);
  all[5]->gone = true;
  EXPECT_TRUE(view_.watch(1, watcher(std::make_shared<Seen>())));
  EXPECT_FALSE(view_.watch(1, watcher(std::make_shared<Seen>())));
  all[6]->gone = true;
  send(1, 1);
  view_.tick(1s);
  EXPECT_TRUE(view_.watch(2, watcher(std::make_shared<Seen>())));
}

TEST_F(LiveViewTest, LargePropertiesAndManySourcesTakeBoundedMemory) {
  const std::string large = R"({"a":")" + std::string(20'000, 'x') + "\"}";
  events::LiveRow row{.source_id = 1, .received_at = kNow};
  row.row.name = "Big";
  row.row.properties = large;
  view_.came({&row, 1}, {});
  const auto seen = look(1);
  EXPECT_EQ(seen->messages.at(0)->properties, "{}");
  EXPECT_EQ(seen->messages.at(0)->reasons.at(0),
            "The properties are too large to be shown here (20008 bytes).");
  for (std::int64_t source = 2; source <= 400; ++source) {
    clock_.advance(1);
    send(source, 1);
  }
  EXPECT_TRUE(look(100)->messages.empty()) << "quiet longest";
  EXPECT_EQ(look(400)->messages.size(), 1u);
  send(1, 1);
  EXPECT_EQ(seen->messages.size(), 2u) << "a source that is looked at is kept";
}

}  // namespace
}  // namespace wend::collect
