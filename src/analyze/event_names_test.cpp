#include <boost/json/serialize.hpp>
#include <filesystem>
#include <fmt/format.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include "analyze/event_plan.h"
#include "analyze/journey_table_builder.h"
#include "analyze/journey_table_store.h"
#include "analyze/query.h"
#include "analyze/value_counts.h"
#include "env/random.h"

// Events that are shown under other names are, in every answer, the events of a log in which these
// names were sent.
namespace wend::analyze {
namespace {

namespace json = boost::json;

constexpr TimeUs kStart = 1'772'323'200'000'000;  // 2026-03-01T00:00:00Z
const std::vector<std::string> kSent = {"Visit", "visit", "Cart",       "Order", "order_done",
                                        "Error", "Call",  "call ended", "zz",    "Identify"};

std::vector<MemoryEvent> random_log(env::Random& random) {
  std::vector<MemoryEvent> events;
  const std::uint64_t customers = 1 + random.below(40);
  for (std::uint64_t customer = 0; customer < customers; ++customer) {
    TimeUs time = kStart + static_cast<TimeUs>(random.below(20)) * env::kDayUs;
    for (std::uint64_t left = random.below(15); left > 0; --left) {
      const std::string& name = kSent[random.below(kSent.size())];
      time += static_cast<TimeUs>(random.below(3)) * env::kHourUs * 7;
      events.push_back(
          {fmt::format("c{}", customer), time, name, random.chance(0.5) ? "web" : "app",
           fmt::format(R"({{"price":{},"platform":"{}","name":"N{}"}})", random.below(5),
                       random.below(3), customer),
           name == "Identify" ? model::EventType::kIdentify : model::EventType::kTrack});
    }
  }
  return events;
}

std::vector<PlannedEvent> random_plan(env::Random& random) {
  std::vector<PlannedEvent> plan;
  const std::vector<std::string> shown = {"Visit", "Order", "Order placed", "A first", "zzz", ""};
  for (const std::string& name : kSent) {
    if (name == "Identify" || random.chance(0.5)) continue;
    plan.push_back({name, random.chance(0.5), false, shown[random.below(shown.size())]});
  }
  plan.push_back({"never sent", true, false, "Never"});
  plan.push_back({"Identify", true, false, std::nullopt});
  return plan;
}

std::vector<json::object> questions(env::Random& random, const JourneyTable& table) {
  const auto name = [&] {
    return std::string(
        table.names().text(static_cast<std::uint32_t>(random.below(table.names().size()))));
  };
  const auto event = [&] { return json::object{{"event", name()}}; };
  const auto step = [&] { return json::object{{"match", event()}}; };
  return {
      {{"kind", "overview"}},
      {{"kind", "overview"}, {"where", event()}},
      {{"kind", "overview"}, {"who", json::object{{"did", event()}, {"at_least", 2}}}},
      {{"kind", "events"}, {"properties", true}},
      {{"kind", "events"}, {"search", "o"}},
      {{"kind", "paths"}, {"steps", 4}},
      {{"kind", "paths"}, {"start", event()}, {"loops", "collapse"}, {"top", 3}},
      {{"kind", "process"}, {"variants", 50}},
      {{"kind", "process"}, {"hide", event()}, {"per", json::object{{"session", "30m"}}}},
      {{"kind", "funnel"}, {"steps", json::array{step(), step(), step()}}, {"trend", "week"}},
      {{"kind", "funnel"},
       {"steps", json::array{step(), step()}},
       {"window", "7d"},
       {"breakdown", json::object{{"property", "platform"}}}},
      {{"kind", "time-between"}, {"from", event()}, {"to", event()}},
      {{"kind", "journey"}},
      {{"kind", "friction"}},
  };
}

void collect_refs(const json::value& value, std::vector<std::string>& refs) {
  if (value.is_array())
    for (const auto& item : value.as_array()) collect_refs(item, refs);
  if (!value.is_object()) return;
  for (const auto& [key, item] : value.as_object()) {
    if (key == "ref" && item.is_string()) refs.emplace_back(item.as_string());
    collect_refs(item, refs);
  }
}

std::string text_of(const base::Result<json::object>& answer) {
  return answer ? json::serialize(*answer) : answer.error().to_sentence();
}

std::string values_of(const std::shared_ptr<const JourneyTable>& table, std::string_view property) {
  const auto counts = value_counts(table, property, "", 100);
  if (!counts) return counts.error().to_sentence();
  std::string text;
  for (const auto& count : *counts) {
    const auto* value = std::get_if<std::string>(&count.value);
    text += fmt::format("{}={};", value != nullptr ? *value : "?", count.count);
  }
  return text;
}

void expect_same(const std::shared_ptr<const JourneyTable>& shown,
                 const std::shared_ptr<const JourneyTable>& rewritten,
                 const std::vector<json::object>& documents, int& people) {
  ASSERT_EQ(shown->data_version(), rewritten->data_version());
  for (json::object document : documents) {
    SCOPED_TRACE(json::serialize(document));
    const auto one = run_query({shown, "Europe/Berlin", {}}, document);
    ASSERT_EQ(text_of(one), text_of(run_query({rewritten, "Europe/Berlin", {}}, document)));
    if (!one) continue;
    std::vector<std::string> refs;
    collect_refs(*one, refs);
    if (refs.size() > 12) refs.resize(12);
    for (const std::string& ref : refs) {
      document["people"] = {{"of", ref}, {"limit", 5}};
      ASSERT_EQ(text_of(run_query({shown, "Europe/Berlin", {}}, document)),
                text_of(run_query({rewritten, "Europe/Berlin", {}}, document)));
      ++people;
    }
  }
  for (const char* property : {"event", "touchpoint", "stage", "platform", "trait:name"})
    ASSERT_EQ(values_of(shown, property), values_of(rewritten, property)) << property;
}

TEST(EventNames, ShowWhatThePlanSays) {
  const EventNames names({{"a", true, false, "A"},
                          {"b", true, false, "A"},
                          {"A", true, false, "Z"},
                          {"c", true, false, std::nullopt},
                          {"d", true, false, ""},
                          {"e", true, false, "e"}});
  EXPECT_EQ(names.shown("a"), "A");
  EXPECT_EQ(names.shown("b"), "A");
  EXPECT_EQ(names.shown("A"), "Z");
  for (const char* same : {"c", "d", "e", "f"}) EXPECT_EQ(names.shown(same), same);
  EXPECT_TRUE(EventNames({{"c", true, false, std::nullopt}}).empty());
  EXPECT_EQ(EventNames({{"c", true, false, std::nullopt}}).fingerprint(), 0U);
  EXPECT_NE(EventNames({{"ab", true, false, "c"}}).fingerprint(),
            EventNames({{"a", true, false, "bc"}}).fingerprint());
}

TEST(EventNames, AnswersAreThoseOfALogWithTheNamesRewritten) {
  int people = 0;
  for (std::uint64_t seed = 1; seed <= 40; ++seed) {
    SCOPED_TRACE(fmt::format("seed {}", seed));
    env::Random random(seed);
    auto log = random_log(random);
    const auto names = std::make_shared<const EventNames>(random_plan(random));
    const auto sent = make_journey_table(log, 7);
    const auto shown = sent->with_names(names);
    for (MemoryEvent& event : log) event.name = names->shown(event.name);
    const auto rewritten = make_journey_table(log, shown->data_version());
    if (rewritten->event_count() == 0) continue;
    expect_same(shown, rewritten, questions(random, *rewritten), people);
    if (HasFatalFailure()) return;
  }
  EXPECT_GT(people, 1'000);
}

TEST(EventNames, AQuestionFromBeforeTheRenamingStillMeansTheEvent) {
  const auto sent = make_journey_table({{"ann", kStart, "order_done"}, {"bob", kStart, "Order"}});
  const auto shown = sent->with_names(std::make_shared<EventNames>(
      std::vector<PlannedEvent>{{"order_done", true, false, "Order"}}));
  const auto count = [&](std::string_view name) {
    const auto answer = run_query({shown, "UTC", {}},
                                  json::object{{"kind", "overview"}, {"where", {{"event", name}}}});
    EXPECT_FALSE(answer->contains("notes"));
    return answer->at("n").at("events").to_number<int>();
  };
  EXPECT_EQ(count("Order"), 2);
  EXPECT_EQ(count("order_done"), 2);
}

// The same over a store that grows while the plan changes: names as sent stay in the store, the
// table follows, and without a plan everything is as it was.
TEST(EventNames, TheTableOfTheStoreFollowsThePlan) {
  const auto path =
      std::filesystem::temp_directory_path() / fmt::format("wend_names_{}.duckdb", ::getpid());
  std::filesystem::remove(path);
  auto store = *events::EventStore::open(path, {});
  JourneyTableStore tables(*store);
  env::Random random(11);
  std::vector<std::string> ids;
  const auto grow = [&] {
    const auto log = random_log(random);
    ids.clear();
    std::vector<model::EventRow> rows;
    for (std::size_t i = 0; i < log.size(); ++i) ids.push_back(fmt::format("{}", random.next()));
    for (std::size_t i = 0; i < log.size(); ++i)
      rows.push_back({.message_id = model::message_id_of(ids[i]),
                      .time_us = log[i].time_us,
                      .type = log[i].type,
                      .name = log[i].name,
                      .channel = log[i].channel,
                      .identity_namespace = "user_id",
                      .identity_value = log[i].customer,
                      .properties = log[i].properties});
    ASSERT_TRUE(store->import({.source = "test"}, rows));
  };
  const json::object funnel{
      {"kind", "funnel"},
      {"steps", json::array{{{"match", {{"event", "Visit"}}}}, {{"match", {{"event", "Order"}}}}}}};
  grow();
  const auto before = *tables.current();
  const std::string asked = text_of(run_query({before, "UTC", {}}, funnel));
  const std::vector<PlannedEvent> plan = {{"visit", true, false, "Visit"},
                                          {"order_done", true, false, "Order"}};
  tables.set_event_names(EventNames(plan));
  const auto renamed = *tables.current();
  EXPECT_NE(renamed->data_version(), before->data_version());
  EXPECT_NE(text_of(run_query({renamed, "UTC", {}}, funnel)), asked);
  EXPECT_FALSE(renamed->names().find("order_done"));
  EXPECT_EQ(renamed->shown_name("order_done"), "Order");
  tables.set_event_names(EventNames(plan));
  EXPECT_EQ(*tables.current(), renamed);  // nothing changed, nothing is made anew
  tables.set_event_names({});
  EXPECT_EQ(*tables.current(), before);
  EXPECT_EQ(text_of(run_query({*tables.current(), "UTC", {}}, funnel)), asked);

  tables.set_event_names(EventNames(plan));
  ASSERT_NO_FATAL_FAILURE(grow());
  const auto grown = *tables.current();
  EXPECT_FALSE(grown->names().find("visit"));
  EXPECT_EQ(grown->data_version() - store->data_version(),
            renamed->data_version() - before->data_version());
  JourneyTableStore fresh(*store);
  fresh.set_event_names(EventNames(plan));
  EXPECT_EQ(text_of(run_query({grown, "UTC", {}}, funnel)),
            text_of(run_query({*fresh.current(), "UTC", {}}, funnel)));
  auto reader = *store->reader();
  EXPECT_GT(*reader.number("SELECT count(*) FROM events WHERE name = 'order_done'"), 0);
  store.reset();
  std::filesystem::remove(path);
}

}  // namespace
}  // namespace wend::analyze
