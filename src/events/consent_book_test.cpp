#include "events/consent_book.h"

#include <filesystem>
#include <fmt/format.h>
#include <gtest/gtest.h>
#include <map>
#include <rapidcheck/gtest.h>
#include <unistd.h>

#include "events/event_store.h"
#include "model/person_texts.h"

namespace wend::events {
namespace {

using model::ConsentState;
using model::WithoutConsent;
constexpr TimeUs kSecond = 1'000'000;

// A store of its own, to which events are appended one by one.
class TestStore {
 public:
  TestStore() {
    static int number = 0;
    folder_ = std::filesystem::temp_directory_path() /
              fmt::format("wend-consent-{}-{}", ::getpid(), number++);
    std::filesystem::create_directories(folder_);
    open();
    (void)store_->create_source("App", "sdk");
  }
  ~TestStore() {
    store_.reset();
    std::filesystem::remove_all(folder_);
  }
  void open() {
    store_.reset();
    auto opened = EventStore::open((folder_ / "events.duckdb").string(), {});
    EXPECT_TRUE(opened) << opened.error().to_sentence();
    store_ = std::move(*opened);
    if (!rules_.purposes.purposes.empty()) store_->set_consent_rules(rules_);
  }
  // What is asked for at ingest.
  void ask(WithoutConsent otherwise, std::vector<std::string> events = {"*"}) {
    model::ConsentPurpose purpose;
    purpose.id = "analytics";
    purpose.name = "Analytics";
    purpose.required_at_ingest = {std::move(events), {}, otherwise};
    rules_.purposes.purposes = {purpose};
    rules_.pseudonym = [](const model::NamedIdentity& identity, std::int64_t day) {
      return fmt::format("p{}-{}", day, identity.value.size());
    };
    store_->set_consent_rules(rules_);
  }
  struct Event {
    std::string name = "Visit";
    std::string user, visitor;
    std::string properties = "{}";
    TimeUs time = 0;
    model::EventType type = model::EventType::kTrack;
  };
  LiveCounts append(const std::vector<Event>& events) {
    std::vector<LiveRow> rows;
    std::vector<std::vector<model::NamedIdentity>> also(events.size());
    for (std::size_t i = 0; i < events.size(); ++i) {
      const Event& event = events[i];
      LiveRow row{.row = {}, .source_id = 1, .received_at = event.time};
      row.row.message_id = model::message_id_of(fmt::format("m{}", sent_++));
      row.row.time_us = event.time;
      row.row.type = event.type;
      row.row.name = event.name;
      row.row.channel = "web";
      row.row.properties = event.properties;
      row.row.identity_namespace = event.user.empty() ? "anonymous_id" : "user_id";
      row.row.identity_value = event.user.empty() ? event.visitor : event.user;
      if (!event.user.empty() && !event.visitor.empty()) {
        also[i] = {{"anonymous_id", event.visitor}};
        row.row.also = also[i];
      }
      rows.push_back(row);
    }
    const auto counts = store_->append(rows, static_cast<std::int64_t>(sent_));
    EXPECT_TRUE(counts) << counts.error().to_sentence();
    return counts.value_or(LiveCounts{});
  }
  std::int64_t profile(std::string_view name, std::string_view value) const {
    auto connection = store_->reader();
    return *connection->number(
        "SELECT coalesce(max(profile_id), 0) FROM identities WHERE namespace = ? AND value = ?",
        {name, value});
  }
  std::vector<ConsentLine> lines(std::string_view name, std::string_view value) const {
    return store_->consent_of(profile(name, value)).value();
  }
  ConsentState state(std::string_view name, std::string_view value,
                     std::string_view category = "analytics") const {
    model::ConsentPurpose purpose;
    purpose.id = category;
    const auto all = lines(name, value);
    return model::answer_consent<ConsentLine>(purpose, "", std::span<const ConsentLine>(all)).state;
  }
  std::vector<std::string> texts(const char* sql) const {
    auto connection = store_->reader();
    auto rows = connection->query(sql);
    std::vector<std::string> all;
    while (rows && *rows->next())
      for (std::size_t i = 0; i < rows->size(); ++i) all.emplace_back(rows->text(0, i));
    return all;
  }
  EventStore& store() { return *store_; }

 private:
  std::filesystem::path folder_;
  std::unique_ptr<EventStore> store_;
  ConsentRules rules_;
  int sent_ = 0;
};

constexpr const char* kYes = R"({"consent": {"analytics": true}})";
constexpr const char* kNo = R"({"consent": {"analytics": false}})";

TEST(ConsentBookTest, WhatEventsSayIsJournalledOnceAndSurvivesAReopening) {
  TestStore test;
  for (int i = 0; i < 5; ++i)
    test.append({{.visitor = "v", .properties = kYes, .time = i * kSecond}});
  ASSERT_EQ(test.lines("anonymous_id", "v").size(), 1U) << "a repetition is no statement";
  test.append({{.visitor = "v", .properties = kNo, .time = 9 * kSecond}});
  test.open();
  test.append({{.visitor = "v", .properties = kNo, .time = 10 * kSecond}});
  const auto lines = test.lines("anonymous_id", "v");
  ASSERT_EQ(lines.size(), 2U);
  EXPECT_EQ(lines[0].number, 1);
  EXPECT_EQ(lines[1].number, 2);
  EXPECT_EQ(lines[1].event, "Visit");
  EXPECT_EQ(lines[1].message_id.size(), 32U);
  EXPECT_EQ(lines[1].source_id, 1);
  EXPECT_EQ(test.state("anonymous_id", "v"), ConsentState::kWithdrawn);
}

TEST(ConsentBookTest, WhatADeviceKeepsSayingDoesNotUndoWhatWasDecidedElsewhere) {
  TestStore test;
  test.append({{.user = "ann", .visitor = "laptop", .properties = kYes, .time = 1 * kSecond}});
  test.append({{.user = "ann", .visitor = "phone", .properties = kNo, .time = 3 * kSecond}});
  test.append({{.user = "ann", .visitor = "laptop", .properties = kYes, .time = 5 * kSecond}});
  EXPECT_EQ(test.profile("anonymous_id", "laptop"), test.profile("anonymous_id", "phone"));
  EXPECT_EQ(test.state("user_id", "ann"), ConsentState::kWithdrawn);
  // A decision is one whether or not it says something new.
  test.append({{.name = "Consent given",
                .user = "ann",
                .visitor = "laptop",
                .properties = R"({"purpose": "analytics"})",
                .time = 6 * kSecond}});
  EXPECT_EQ(test.state("user_id", "ann"), ConsentState::kGiven);
}

TEST(ConsentBookTest, ConsentFollowsMergesAndUnmerges) {
  TestStore test;
  test.append({{.visitor = "v", .properties = kNo, .time = 5 * kSecond}});
  test.append({{.user = "ann", .properties = kYes, .time = 1 * kSecond}});
  EXPECT_EQ(test.state("user_id", "ann"), ConsentState::kGiven);
  test.append({{.user = "ann", .visitor = "v", .time = 6 * kSecond}});
  EXPECT_EQ(test.state("user_id", "ann"), ConsentState::kWithdrawn);
  const EventStore::IdentityDecision apart[] = {{model::identity_id_of("user_id", "ann"),
                                                 model::identity_id_of("anonymous_id", "v"),
                                                 model::Decision::kApart}};
  ASSERT_EQ(test.store().decide(apart, "ada").value(), 1U);
  EXPECT_EQ(test.state("user_id", "ann"), ConsentState::kGiven);
  EXPECT_EQ(test.state("anonymous_id", "v"), ConsentState::kWithdrawn);
}

TEST(ConsentBookTest, AnEventWithoutConsentIsDroppedAndWhatItSaysIsKnown) {
  TestStore test;
  test.ask(WithoutConsent::kDrop, {"Visit", "Order*"});
  const auto counts =
      test.append({{.visitor = "v", .time = 1},
                   {.name = "Consent given",
                    .visitor = "v",
                    .properties = R"({"purpose": "analytics"})",
                    .time = 2},
                   {.visitor = "v", .time = 3},
                   {.name = "Order paid", .visitor = "v", .properties = kNo, .time = 4},
                   {.name = "Ordered", .visitor = "v", .time = 5},
                   {.name = "Help", .visitor = "v", .time = 6}});
  ASSERT_EQ(counts.refused_rows.size(), 3U);
  EXPECT_EQ(counts.refused_rows[0].row, 0U);
  EXPECT_EQ(counts.refused_rows[0].reason, "There is no consent for \"Analytics\".");
  EXPECT_TRUE(counts.refused_rows[0].keeps_no_sample);
  EXPECT_EQ(counts.refused_rows[1].row, 3U);
  EXPECT_EQ(counts.refused_rows[1].reason, "Consent was withdrawn for \"Analytics\".");
  EXPECT_EQ(counts.added, 3U);
  EXPECT_EQ(test.texts("SELECT name FROM events ORDER BY time"),
            (std::vector<std::string>{"Consent given", "Visit", "Help"}));
  // Who is known only by having refused is refused after a restart as well.
  test.append({{.visitor = "w", .properties = kNo, .time = 7}});
  EXPECT_EQ(test.profile("anonymous_id", "w"), 0);
  test.open();
  EXPECT_EQ(test.append({{.visitor = "w", .time = 8}}).refused_rows.at(0).reason,
            "Consent was withdrawn for \"Analytics\".");
  EXPECT_EQ(test.store().check().value(), std::vector<std::string>{});
}

TEST(ConsentBookTest, AWithdrawalHoldsForAllIdentitiesOfThePersonAtOnce) {
  TestStore test;
  test.ask(WithoutConsent::kDrop, {"Visit"});
  // In one batch, before the identity book has joined anything.
  const auto counts = test.append({{.name = "Consent given",
                                    .visitor = "v",
                                    .properties = R"({"purpose": "analytics"})",
                                    .time = 1},
                                   {.name = "Sign in", .user = "ann", .visitor = "v", .time = 2},
                                   {.name = "Consent withdrawn",
                                    .user = "ann",
                                    .properties = R"({"purpose": "analytics"})",
                                    .time = 3},
                                   {.visitor = "v", .time = 4}});
  ASSERT_EQ(counts.refused_rows.size(), 1U);
  EXPECT_EQ(counts.refused_rows[0].row, 3U);
  // And by what is stored.
  test.open();
  EXPECT_EQ(test.append({{.visitor = "v", .time = 5}}).refused_rows.size(), 1U);
  EXPECT_EQ(test.append({{.visitor = "another", .properties = kYes, .time = 6}}).added, 1U);
}

TEST(ConsentBookTest, AnEventIsKeptWithoutWhoItWas) {
  TestStore test;
  test.ask(WithoutConsent::kKeepWithoutIdentity);
  const auto counts = test.append(
      {{.user = "ann-48102",
        .visitor = "visitor-77e1",
        .properties =
            R"({"email": "ann@example.com", "device_id": "d1", "session_id": 9, "about": "call ann-48102", "note": "visitor-77e1", "total": 7})",
        .time = 2 * env::kDayUs},
       {.name = "Identify",
        .user = "ann-48102",
        .properties = R"({"name": "Ann"})",
        .time = 3,
        .type = model::EventType::kIdentify}});
  EXPECT_EQ(counts.added, 1U);
  ASSERT_EQ(counts.stripped_rows.size(), 1U);
  EXPECT_EQ(counts.stripped_rows[0].reason,
            "Kept without its identity: There is no consent for \"Analytics\".");
  ASSERT_EQ(counts.refused_rows.size(), 1U) << "what only says who somebody is";
  EXPECT_EQ(test.texts("SELECT properties FROM events"),
            std::vector<std::string>{R"({"about":"call ","note":"","total":7})"});
  EXPECT_EQ(test.texts("SELECT namespace || ' ' || value FROM identities"),
            std::vector<std::string>{"pseudonym p2-9"});
}

TEST(ConsentBookTest, AnImportIsJudgedAndTakenOutWithWhatItSaid) {
  TestStore test;
  test.ask(WithoutConsent::kDrop, {"Visit"});
  const auto row = [](int i, std::string_view name, std::string_view who,
                      std::string_view properties) {
    model::EventRow made;
    made.message_id = model::message_id_of(fmt::format("i{}", i));
    made.time_us = i;
    made.name = name;
    made.identity_namespace = "user_id";
    made.identity_value = who;
    made.properties = properties;
    return made;
  };
  const auto record = test.store().import(
      {.source = "File"}, {row(1, "Consent given", "ann", R"({"purpose": "analytics"})"),
                           row(2, "Visit", "ann", "{}"), row(3, "Visit", "bob", "{}"),
                           row(4, "Visit", "bob", "{\"n\": 2}"), row(5, "Help", "bob", "{}")});
  ASSERT_TRUE(record) << record.error().to_sentence();
  EXPECT_EQ(record->added, 3U);
  EXPECT_EQ(record->rejected, 2U);
  ASSERT_EQ(record->reject_reasons.size(), 1U);
  EXPECT_EQ(record->reject_reasons[0].reason, "There is no consent for \"Analytics\".");
  EXPECT_EQ(record->reject_reasons[0].count, 2U);
  EXPECT_EQ(record->rows, 5U);
  EXPECT_EQ(test.append({{.user = "ann", .time = 6}}).added, 1U);
  ASSERT_TRUE(test.store().remove_import(record->id));
  EXPECT_EQ(test.append({{.user = "ann", .time = 7}}).added, 0U)
      << "her consent went with the file";
}

TEST(ConsentBookTest, ErasingAPersonErasesWhatTheySaid) {
  TestStore test;
  test.append({{.user = "ann-4711", .properties = kNo, .time = 1}});
  const std::int64_t ann[] = {model::identity_id_of("user_id", "ann-4711")};
  const model::PersonTexts texts(test.store().identity_rules().rules, {{"user_id", "ann-4711"}});
  ASSERT_TRUE(test.store().erase_person(ann, texts, "e1"));
  EXPECT_EQ(test.texts("SELECT category FROM consent"), std::vector<std::string>{});
  test.append({{.user = "ann-4711", .properties = kNo, .time = 2}});
  EXPECT_EQ(test.texts("SELECT category FROM consent").size(), 1U) << "the book forgot it too";
}

// Random statements over random merges, against the plainest reading of the rule.
RC_GTEST_PROP(ConsentBookProperty, AnswersLikeTheRule, ()) {
  static TestStore test;  // every run has people of its own
  static int run = 0;
  ++run;
  struct Decided {
    std::string who;
    ConsentState state;
    TimeUs time;
  };
  std::vector<Decided> decided;
  std::map<std::string, ConsentState> stands;  // at each device
  std::set<std::string> seen;
  const int steps = *rc::gen::inRange(1, 25);
  for (int step = 0; step < steps; ++step) {
    const TimeUs time = (step / 2 + 1) * kSecond;  // some at the same time
    const std::string visitor = fmt::format("v{}-{}", *rc::gen::inRange(0, 4), run);
    const bool named = *rc::gen::arbitrary<bool>();
    const std::string user = named ? fmt::format("u{}-{}", *rc::gen::inRange(0, 2), run) : "";
    const int what = *rc::gen::inRange(0, 5);
    TestStore::Event event{.user = user, .visitor = visitor, .time = time};
    const auto state = what % 2 == 0 ? ConsentState::kGiven : ConsentState::kWithdrawn;
    if (what < 2) {  // stamped
      event.properties = what == 0 ? kYes : kNo;
      if (!stands.contains(visitor) || stands[visitor] != state)
        decided.push_back({visitor, state, time});
      stands[visitor] = state;
    } else if (what < 4) {
      event.name = what == 2 ? "Consent given" : "Consent withdrawn";
      event.properties = R"({"purpose": "analytics"})";
      decided.push_back({named ? user : visitor, state, time});
      if (!named) stands[visitor] = state;
    }
    seen.insert(visitor);
    if (named) seen.insert(user);
    test.append({event});
    if (*rc::gen::inRange(0, 100) == 0) test.open();
  }
  const auto name_of = [](const std::string& who) {
    return who.starts_with("u") ? "user_id" : "anonymous_id";
  };
  for (const std::string& who : seen) {
    const auto profile = test.profile(name_of(who), who);
    ConsentState expected = ConsentState::kUnknown;
    TimeUs latest = 0;
    for (const Decided& one : decided) {
      if (test.profile(name_of(one.who), one.who) != profile) continue;
      if (one.time > latest) expected = one.state;
      if (one.time == latest && one.state == ConsentState::kWithdrawn) expected = one.state;
      latest = std::max(latest, one.time);
    }
    RC_ASSERT(test.state(name_of(who), who) == expected);
  }
}

}  // namespace
}  // namespace wend::events
