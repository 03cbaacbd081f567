#include "analyze/timeline.h"

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <gtest/gtest.h>
#include <random>

#include "analyze/event_summary.h"
#include "analyze/journey_table_builder.h"

namespace wend::analyze {
namespace {

using model::EventType;
constexpr TimeUs kMinute = env::kMinuteUs;

std::size_t profile_of(const JourneyTable& table, std::string_view customer) {
  return *table.profile_of_id(model::identity_id_of("user_id", customer));
}

// Events in memory: a table numbers them in their order.
struct Memory {
  std::vector<MemoryEvent> events;
  std::shared_ptr<const JourneyTable> table = make_journey_table(events);

  ReadProperties reader() const {
    return [this](std::span<const std::int64_t> sequences,
                  const std::function<void(std::int64_t, std::string_view)>& take) -> base::Status {
      for (const std::int64_t sequence : sequences)
        take(sequence, events[static_cast<std::size_t>(sequence)].properties);
      return {};
    };
  }
  Timeline timeline(std::string_view customer, const TimelineFilter& filter = {}) const {
    return *Timeline::read(table, profile_of(*table, customer), filter, reader());
  }
};

// A morning and an afternoon of one customer, and somebody else's page.
Memory two_visits() {
  return {
      {{"ann", 0 * kMinute, "Newsletter opened", "email", R"({"subject":"Spring baking"})"},
       {"ann", 100 * kMinute, "Page viewed", "web", R"({"path":"/home"})", EventType::kPage},
       {"ann", 101 * kMinute, "Page viewed", "web", R"({"path":"/k5","ref":42})", EventType::kPage},
       {"ann", 102 * kMinute, "Payment failed", "web", R"({"reason":"Card DECLINED"})"},
       {"ann", 103 * kMinute, "Order placed", "app", R"({"revenue":349,"currency":"EUR"})",
        EventType::kTrack, "app"},
       {"ann", 104 * kMinute, "NPS answered", "",
        R"({"score":9,"comment":"It came very quickly"})"},
       {"bob", 50 * kMinute, "Page viewed", "web", "{}", EventType::kPage}}};
}

std::vector<std::uint32_t> shown(const TimelineFilter& filter) {
  return two_visits().timeline("ann", filter).places();
}
using Places = std::vector<std::uint32_t>;

TEST(TimelineTest, ShowsWhatSatisfiesEveryFilter) {
  EXPECT_EQ(shown({}), (Places{0, 1, 2, 3, 4, 5}));
  EXPECT_EQ(shown({.channel = "web"}), (Places{1, 2, 3}));
  EXPECT_EQ(shown({.channel = "(none)"}), (Places{5}));
  EXPECT_EQ(shown({.event = "Page viewed"}), (Places{1, 2}));
  EXPECT_EQ(shown({.channel = "web", .kind = EventKind::kError}), (Places{3}));
  EXPECT_EQ(shown({.source = "app"}), (Places{4}));
  EXPECT_EQ(shown({.from = 101 * kMinute, .to = 103 * kMinute}), (Places{2, 3}));
  EXPECT_EQ(shown({.channel = "nowhere"}), (Places{}));
}

TEST(TimelineTest, SearchesNamesAndValuesButNoPropertyNames) {
  EXPECT_EQ(shown({.search = "declined"}), (Places{3}));
  EXPECT_EQ(shown({.search = "PAGE"}), (Places{1, 2}));
  EXPECT_EQ(shown({.search = "42"}), (Places{2}));
  EXPECT_EQ(shown({.search = "349"}), (Places{4}));
  EXPECT_EQ(shown({.search = "reason"}), (Places{}));
  EXPECT_EQ(shown({.channel = "email", .search = "baking"}), (Places{0}));
}

TEST(TimelineTest, CountsWhatEachChoiceWouldLeave) {
  const auto memory = two_visits();
  const auto timeline = memory.timeline("ann", {.channel = "web", .kind = EventKind::kPage});
  const auto counts = [&](Timeline::Field field) {
    std::map<std::string, std::size_t> by_name;
    for (const auto& count : timeline.counts(field)) by_name[count.value] = count.events;
    return by_name;
  };
  using Counts = std::map<std::string, std::size_t>;
  EXPECT_EQ(counts(Timeline::kChannel), (Counts{{"web", 2}})) << "pages, on whatever channel";
  EXPECT_EQ(counts(Timeline::kKind), (Counts{{"page", 2}, {"error", 1}})) << "on the web";
  EXPECT_EQ(counts(Timeline::kEvent), (Counts{{"Page viewed", 2}}));
}

TEST(TimelineTest, PartsTheWholeTimelineIntoSessions) {
  const auto memory = two_visits();
  const auto timeline = memory.timeline("ann", {.channel = "app"});
  const auto& sessions = timeline.sessions();
  ASSERT_EQ(sessions.size(), 2u);
  EXPECT_EQ(sessions[0].shown, 0u);
  EXPECT_EQ(sessions[1].first, 1u);
  EXPECT_EQ(sessions[1].last, 5u);
  EXPECT_EQ(sessions[1].shown, 1u);
  EXPECT_EQ(sessions[1].entry, 1u) << "the first page";
  EXPECT_EQ(sessions[1].channels, (std::vector<std::string_view>{"web", "app"}));
  EXPECT_EQ(timeline.session_of(0), 0u);
  EXPECT_EQ(timeline.session_of(5), 1u);
}

TEST(TimelineTest, GivesEveryKindItsFace) {
  const auto memory = two_visits();
  const auto timeline = memory.timeline("ann");
  std::vector<std::string_view> kinds;
  for (std::size_t place = 0; place < timeline.size(); ++place)
    kinds.push_back(to_string(timeline.meaning(place).kind));
  EXPECT_EQ(kinds, (std::vector<std::string_view>{"message", "page", "page", "error", "purchase",
                                                  "survey"}));
}

TEST(TimelineTest, AKindNeedsItsEvidence) {
  const Memory memory{{{"a", 1, "Order placed"},
                       {"a", 2, "Survey sent"},
                       {"a", 3, "Page ping", "web", R"({"path":"/"})"},
                       {"a", 4, "Home page"},
                       {"a", 5, "Chat started", "chat"},
                       {"a", 6, "traits", "web", "{}", EventType::kIdentify}}};
  const auto timeline = memory.timeline("a");
  std::vector<std::string_view> kinds;
  for (std::size_t place = 0; place < timeline.size(); ++place)
    kinds.push_back(to_string(timeline.meaning(place).kind));
  EXPECT_EQ(kinds[0], "other") << "nothing was paid";
  EXPECT_NE(kinds[1], "survey") << "nobody answered";
  EXPECT_EQ(kinds[2], "other");
  EXPECT_EQ(kinds[3], "page");
  EXPECT_EQ(kinds[5], "identify");
}

// The obvious way: every event against every filter, and every choice tried.
TEST(TimelineTest, AgreesWithTheObviousWayOnRandomTimelines) {
  const auto seed = std::random_device{}();
  RecordProperty("seed", std::to_string(seed));
  SCOPED_TRACE(seed);
  std::mt19937 random(seed);
  const auto any = [&](std::initializer_list<const char*> texts) {
    return std::string(texts.begin()[random() % texts.size()]);
  };
  for (int round = 0; round < 50; ++round) {
    std::vector<MemoryEvent> events;
    for (int i = 0; i < 60; ++i)
      events.push_back({.customer = any({"a", "b"}),
                        .time_us = static_cast<TimeUs>(random() % 500) * kMinute,
                        .name = any({"Cart", "Order placed", "Page viewed", "Chat started"}),
                        .channel = any({"web", "app", ""}),
                        .properties = any({"{}", R"({"revenue":5})", R"({"x":"needle"})"}),
                        .source = any({"s", "t"})});
    const Memory memory{events};
    const auto& table = memory.table;
    TimelineFilter filter;
    if (random() % 2) filter.channel = any({"web", "app", "(none)"});
    if (random() % 2) filter.event = any({"Cart", "Page viewed"});
    if (random() % 2) filter.source = any({"s", "t"});
    if (random() % 3 == 0) filter.from = static_cast<TimeUs>(random() % 500) * kMinute;
    const std::size_t profile = random() % table->profile_count();
    const auto passes = [&](const TimelineFilter& by, std::size_t place) {
      const std::size_t i = table->begin(profile) + place;
      const auto channel = table->channels().text(table->channel()[i]);
      return (!by.channel || *by.channel == (channel.empty() ? "(none)" : channel)) &&
             (!by.event || *by.event == table->names().text(table->name()[i])) &&
             (!by.source || *by.source == table->sources().text(table->source()[i])) &&
             (!by.from || table->time_us()[i] >= *by.from);
    };
    const auto timeline = *Timeline::read(table, profile, filter, memory.reader());
    Places expected;
    for (std::uint32_t place = 0; place < timeline.size(); ++place)
      if (passes(filter, place)) expected.push_back(place);
    EXPECT_EQ(timeline.places(), expected);
    for (const auto& count : timeline.counts(Timeline::kChannel)) {
      TimelineFilter instead = filter;
      instead.channel = count.value;
      std::size_t events_left = 0;
      for (std::size_t place = 0; place < timeline.size(); ++place)
        events_left += passes(instead, place);
      EXPECT_EQ(count.events, events_left) << count.value;
    }
    std::size_t in_sessions = 0;
    for (const auto& session : timeline.sessions()) in_sessions += session.shown;
    EXPECT_EQ(in_sessions, expected.size());
  }
}

TEST(TimelineTest, SaysWhichTraitsAnIdentifyChanged) {
  const auto identify = [](TimeUs time, std::string traits) {
    return MemoryEvent{.customer = "ann",
                       .time_us = time,
                       .name = "identify",
                       .properties = std::move(traits),
                       .type = EventType::kIdentify};
  };
  const Memory memory{{identify(1, R"({"plan":"free","city":"Bonn"})"),
                       {"ann", 2, "Cart"},
                       identify(3, R"({"plan":"free","city":"Köln"})"),
                       identify(4, R"({"plan":"pro"})"),
                       identify(5, R"({"plan":"pro"})")}};
  const auto changes = *trait_changes(*memory.table, 0, {4, 3, 2, 0}, memory.reader());
  const auto said = [&](std::size_t place) {
    std::string text;
    if (const auto found = changes.find(place); found != changes.end())
      for (const auto& change : found->second)
        text += change.trait + ":" + boost::json::serialize(change.before) + ">" +
                boost::json::serialize(change.after) + " ";
    return text;
  };
  EXPECT_EQ(said(0), "plan:null>\"free\" city:null>\"Bonn\" ");
  EXPECT_EQ(said(2), "city:\"Bonn\">\"Köln\" ");
  EXPECT_EQ(said(3), "plan:\"free\">\"pro\" ");
  EXPECT_EQ(said(4), "");
}

TEST(EventSummaryTest, SaysWhatEachKindIsAbout) {
  const auto said = [](EventKind kind, std::string_view name, std::string_view properties) {
    return boost::json::serialize(
        summary_of(kind, name, boost::json::parse(properties).as_object()));
  };
  EXPECT_EQ(said(EventKind::kPurchase, "Order placed",
                 R"({"price":"10","revenue":349,"currency":"EUR","tax":3})"),
            R"({"amount":3.49E2,"currency":"EUR"})");
  EXPECT_EQ(said(EventKind::kPage, "Page", R"({"url":"https://shop.example/k5?x=1#top"})"),
            R"({"path":"/k5"})");
  EXPECT_EQ(said(EventKind::kPage, "Page", R"({"url":"https://shop.example"})"), R"({"path":"/"})");
  EXPECT_EQ(
      said(EventKind::kSurvey, "NPS answered", R"({"score":9,"comment":"It came very quickly"})"),
      R"({"score":9E0,"score_max":1E1,"comment":"It came very quickly"})");
  EXPECT_EQ(said(EventKind::kSurvey, "Rated", R"({"rating":4,"scale":7})"),
            R"({"score":4E0,"score_max":7E0})");
  EXPECT_EQ(said(EventKind::kError, "Payment failed", R"({"code":7,"reason":"declined"})"),
            R"({"reason":"declined"})");
  EXPECT_EQ(said(EventKind::kCase, "Ticket", R"({"ticket_id":2207,"status":"open"})"),
            R"({"reference":"2207","status":"open"})");
  EXPECT_EQ(said(EventKind::kOther, "Cart", R"({"items":3})"), "{}");
}

}  // namespace
}  // namespace wend::analyze
