#include "analyze/query.h"

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <gtest/gtest.h>

#include "analyze/journey_table_builder.h"

namespace wend::analyze {
namespace {

namespace json = boost::json;

constexpr TimeUs kHour = 3'600'000'000;
constexpr TimeUs kDay = 24 * kHour;
// 2026-03-01T00:00:00Z, a Sunday
constexpr TimeUs kMarch = 1'772'323'200'000'000;

std::shared_ptr<const JourneyTable> shop() {
  const auto identify = model::EventType::kIdentify;
  return make_journey_table({
      {"ann", kMarch, "identify", "web", R"({"name": "Ann Arbor", "city": "Hamburg"})", identify},
      {"ann", kMarch + kHour, "View", "web", R"({"platform": "ios", "page": {"path": "/a"}})"},
      {"ann", kMarch + 2 * kHour, "Cart", "web", R"({"platform": "ios", "value": 20})"},
      {"ann", kMarch + kDay, "Order", "app", R"({"platform": "ios", "value": "35.5"})"},
      {"bob", kMarch, "identify", "web",
       R"({"first_name": "Bob", "last_name": "Bay", "city": "Berlin"})", identify},
      {"bob", kMarch + kHour, "View", "web", R"({"platform": "android"})"},
      {"bob", kMarch + 3 * kDay, "View", "app", R"({"platform": "android"})"},
      {"cyd", kMarch + 2 * kDay, "View", "store", "{}"},
      {"cyd", kMarch + 2 * kDay, "Order", "store", R"({"value": 5})"},
  });
}

base::Result<json::object> ask(std::string_view text, const std::string& zone = "UTC") {
  const auto document = parse_query(text);
  EXPECT_TRUE(document) << text;
  return run_query({shop(), zone, {}}, document.value());
}

// n.customers and n.events of an overview with these fields beside its kind.
std::pair<int, int> looked_at(std::string fields) {
  const auto answer = ask(R"({"kind": "overview", )" + fields + "}");
  EXPECT_TRUE(answer) << fields << ": " << (answer ? "" : answer.error().to_sentence());
  const auto& n = answer->at("n").as_object();
  return {n.at("customers").to_number<int>(), n.at("events").to_number<int>()};
}

// How many customers of the shop satisfy the predicate at a moment.
int who_at(TimeUs now, const std::string& predicate, model::FindSegment segments = {}) {
  QueryContext context{.table = shop(), .now_us = now, .segments = std::move(segments)};
  const auto answer =
      run_query(context, parse_query(R"({"kind": "overview", "who": )" + predicate + "}").value());
  EXPECT_TRUE(answer) << predicate << ": " << (answer ? "" : answer.error().to_sentence());
  return answer ? answer->at("n").as_object().at("customers").to_number<int>() : -1;
}

TEST(QueryWho, CountsInTheTimeBeforeNow) {
  const TimeUs now = kMarch + 4 * kDay;
  // bob's last view is a day old to the microsecond, which is no longer within a day.
  EXPECT_EQ(who_at(now, R"({"did": {"event": "View"}, "within": "1d"})"), 0);
  EXPECT_EQ(who_at(now - 1, R"({"did": {"event": "View"}, "within": "1d"})"), 1);
  EXPECT_EQ(who_at(now, R"({"did": {"event": "View"}, "at_most": 0, "within": "2d"})"), 2);
  EXPECT_EQ(who_at(now, R"({"did": {"event": "View"}, "at_least": 2, "within": "5d"})"), 1);
  EXPECT_EQ(who_at(now, R"({"did": {}, "from": "2026-03-03", "to": "2026-03-04"})"), 1);
  EXPECT_EQ(
      who_at(now, R"({"did": {"all": [{"event": "View"}, {"trait": "city", "value": "Berlin"}]},
                            "within": "2d"})"),
      1);
}

TEST(QueryWho, AddsUpNumbers) {
  const auto at = [](const std::string& predicate) { return who_at(kMarch + 4 * kDay, predicate); };
  EXPECT_EQ(at(R"({"did": {}, "sum": "value", "value": 55.5})"), 1);  // 20 and "35.5"
  EXPECT_EQ(at(R"({"did": {"event": "Order"}, "sum": "value", "op": "less", "value": 6})"), 2);
  EXPECT_EQ(at(R"({"did": {}, "average": "value", "op": "greater", "value": 27})"), 1);
  EXPECT_EQ(at(R"({"did": {}, "max": "value", "op": "at_most", "value": 35.5})"), 2);
  EXPECT_EQ(at(R"({"did": {}, "min": "value", "op": "is", "value": 20})"), 1);
  EXPECT_EQ(at(R"({"did": {}, "sum": "value", "op": "is", "value": 5, "within": "3d"})"), 1);
}

TEST(QueryWho, LooksAtFirstTimesAndSequences) {
  const TimeUs now = kMarch + 4 * kDay;
  EXPECT_EQ(who_at(now, R"({"first": {"event": "View"}, "within": "3d"})"), 1);
  EXPECT_EQ(who_at(now, R"({"first": {"event": "View"}, "to": "2026-03-02"})"), 2);
  EXPECT_EQ(who_at(now, R"({"first": {"event": "View"}})"), 3);
  // cyd's two events have one time: they stand in either order.
  EXPECT_EQ(who_at(now, R"({"sequence": [{"event": "Order"}, {"event": "View"}]})"), 1);
  EXPECT_EQ(who_at(now, R"({"sequence": [{"event": "View"}, {"event": "View"}]})"), 1);
  const std::string three =
      R"({"sequence": [{"event": "View"}, {"event": "Cart"}, {"event": "Order"}], "within": )";
  EXPECT_EQ(who_at(now, three + "\"23h\"}"), 1);
  EXPECT_EQ(who_at(now, three + "\"22.9h\"}"), 0);
  EXPECT_EQ(who_at(now, three + "\"1d\", \"in_last\": \"3d\"}"), 0);
  EXPECT_EQ(who_at(now - 1, three + "\"1d\", \"in_last\": \"3d\"}"), 1);
}

TEST(QueryWho, KnowsSegmentsByTheirId) {
  const auto find = [](std::string_view id) -> base::Result<std::optional<model::SegmentMeaning>> {
    model::SegmentMeaning meaning;
    if (id == "buyers") {
      meaning.rule = *model::PredicateReader().read(json::parse(R"({"event": "Order"})"), "rule");
    } else if (id == "not_buyers") {
      meaning.rule =
          *model::PredicateReader().read(json::parse(R"({"not": {"segment": "buyers"}})"), "rule");
    } else if (id == "self") {
      meaning.rule = *model::PredicateReader().read(json::parse(R"({"segment": "self"})"), "rule");
    } else if (id == "list") {
      meaning.is_list = true;
      meaning.profiles = {model::identity_id_of("user_id", "bob"), 12345};
    } else {
      return std::nullopt;
    }
    return meaning;
  };
  EXPECT_EQ(who_at(kMarch, R"({"segment": "buyers"})", find), 2);
  EXPECT_EQ(who_at(kMarch, R"({"segment": "not_buyers"})", find), 1);
  EXPECT_EQ(
      who_at(kMarch, R"({"any": [{"segment": "list"}, {"trait": "city", "value": "Hamburg"}]})",
             find),
      2);
  for (const auto& [id, sentence] : {std::pair{"nobody", "no segment"}, {"self", "deeper than"}}) {
    const auto refused = run_query({.table = shop(), .segments = find},
                                   json::value{{"kind", "overview"}, {"who", {{"segment", id}}}});
    ASSERT_FALSE(refused);
    EXPECT_NE(refused.error().message.find(sentence), std::string::npos)
        << refused.error().to_sentence();
  }
  // A segment is about all that is known, whatever the range.
  const auto answer = run_query(
      {.table = shop(), .segments = find},
      json::parse(
          R"({"kind": "overview", "range": {"to": "2026-03-01T12:00:00Z"}, "who": {"segment": "buyers"}})"));
  EXPECT_EQ(answer->at("n").as_object().at("customers").to_number<int>(),
            1);  // ann; cyd came later
}

TEST(Query, SaysWhatDependsOnTheClock) {
  EXPECT_TRUE(depends_on_now(
      json::parse(R"({"kind": "overview", "who": {"did": {"event": "A"}, "within": "1d"}})")));
  EXPECT_TRUE(depends_on_now(json::parse(R"({"kind": "overview", "who": {"segment": "a"}})")));
  EXPECT_FALSE(
      depends_on_now(json::parse(R"({"kind": "paths", "start": {"event": "A"}, "within": "1d"})")));
}

TEST(Query, EveryKindAnswersWhenThereIsNothing) {
  const auto nothing = make_journey_table({});
  for (const std::string fields :
       {R"("kind": "events")", R"("kind": "overview")", R"("kind": "paths")",
        R"("kind": "process")", R"("kind": "journey")", R"("kind": "friction")",
        R"("kind": "funnel", "steps": [{"match": {"event": "A"}}, {"match": {"event": "B"}}])",
        R"("kind": "time-between", "from": {"event": "A"}, "to": {"event": "B"})"}) {
    const auto document = parse_query("{" + fields + "}");
    ASSERT_TRUE(document) << fields;
    const auto answer = run_query({nothing, "UTC", {}}, document.value());
    ASSERT_TRUE(answer) << fields << ": " << answer.error().to_sentence();
    EXPECT_EQ(answer->at("n").as_object().at("events").to_number<int>(), 0);
    EXPECT_TRUE(ask("{" + fields + R"(, "where": {"event": "never"}})")) << fields;
    EXPECT_TRUE(ask("{" + fields + R"(, "range": {"to": "1990-01-01"}})")) << fields;
  }
}

TEST(Query, WherePicksEvents) {
  using Pair = std::pair<int, int>;
  EXPECT_EQ(looked_at(R"("where": {})"), Pair(3, 9));
  EXPECT_EQ(looked_at(R"("where": {"event": "Order"})"), Pair(2, 2));
  EXPECT_EQ(looked_at(R"("where": {"event": ["Order", "Cart"]})"), Pair(2, 3));
  EXPECT_EQ(looked_at(R"("where": {"type": "identify"})"), Pair(2, 2));
  EXPECT_EQ(looked_at(R"("where": {"channel": ["app", "store"]})"), Pair(3, 4));
  EXPECT_EQ(looked_at(R"("where": {"source": "test"})"), Pair(3, 9));
  EXPECT_EQ(looked_at(R"("where": {"property": "platform", "value": "ios"})"), Pair(1, 3));
  EXPECT_EQ(looked_at(R"("where": {"property": "page.path", "op": "exists"})"), Pair(1, 1));
  EXPECT_EQ(looked_at(R"("where": {"property": "value", "op": "at_least", "value": 20})"),
            Pair(1, 2));
  EXPECT_EQ(looked_at(R"("where": {"trait": "city", "value": "Berlin"})"), Pair(1, 3));
  EXPECT_EQ(looked_at(R"("where": {"not": {"event": "View"}})"), Pair(3, 5));
  EXPECT_EQ(looked_at(R"("where": {"all": [{"event": "View"}, {"channel": "app"}]})"), Pair(1, 1));
  EXPECT_EQ(looked_at(R"("where": {"any": [{"event": "Cart"}, {"channel": "store"}]})"),
            Pair(2, 3));
  EXPECT_EQ(looked_at(R"("where": {"all": []})"), Pair(3, 9));
  EXPECT_EQ(looked_at(R"("where": {"any": []})"), Pair(0, 0));
  EXPECT_EQ(looked_at(R"("where": {"all": [{"event": "View"}, {"did": {"event": "Order"}}]})"),
            Pair(2, 2));
}

TEST(Query, WhoPicksCustomers) {
  using Pair = std::pair<int, int>;
  EXPECT_EQ(looked_at(R"("who": {})"), Pair(3, 9));
  EXPECT_EQ(looked_at(R"("who": {"event": "Order"})"), Pair(2, 6));
  EXPECT_EQ(looked_at(R"("who": {"not": {"event": "Order"}})"), Pair(1, 3));
  EXPECT_EQ(looked_at(R"("who": {"trait": "city", "op": "is_not", "value": "Hamburg"})"),
            Pair(2, 5));
  EXPECT_EQ(looked_at(R"("who": {"did": {"event": "View"}, "at_least": 2})"), Pair(1, 3));
  EXPECT_EQ(looked_at(R"("who": {"did": {"event": "View"}, "at_most": 1})"), Pair(2, 6));
  EXPECT_EQ(looked_at(R"("who": {"did": {"event": "Order"}, "at_least": 0, "at_most": 0})"),
            Pair(1, 3));
  // One and the same event in an `all`; two events through `did`.
  EXPECT_EQ(looked_at(R"("who": {"all": [{"event": "View"}, {"channel": "app"}]})"), Pair(1, 3));
  EXPECT_EQ(looked_at(R"("who": {"all": [{"event": "View"}, {"event": "Order"}]})"), Pair(0, 0));
  EXPECT_EQ(
      looked_at(R"("who": {"all": [{"did": {"event": "View"}}, {"did": {"event": "Order"}}]})"),
      Pair(2, 6));
  // `not` is about the customer, also beside an event.
  EXPECT_EQ(looked_at(R"("who": {"all": [{"event": "View"}, {"not": {"event": "Order"}}]})"),
            Pair(1, 3));
  EXPECT_EQ(
      looked_at(R"("who": {"any": [{"event": "Cart"}, {"trait": "city", "value": "Berlin"}]})"),
      Pair(2, 7));
}

TEST(Query, TheRangeIsHalfOpenAndBoundsDid) {
  using Pair = std::pair<int, int>;
  EXPECT_EQ(looked_at(R"("range": {"from": "2026-03-02", "to": "2026-03-03"})"), Pair(1, 1));
  EXPECT_EQ(looked_at(R"("range": {"to": "2026-03-02T00:00:00Z"})"), Pair(2, 5));
  EXPECT_EQ(looked_at(R"("range": {"from": "2026-03-03"})"), Pair(2, 3));
  EXPECT_EQ(looked_at(R"("range": {"from": "2027-01-01"})"), Pair(0, 0));
  EXPECT_EQ(looked_at(R"("range": {"to": "2026-03-02"}, "who": {"event": "Order"})"), Pair(0, 0));
}

TEST(Query, TheSpanIsStated) {
  const auto answer = ask(R"({"kind": "overview"})", "Europe/Berlin");
  EXPECT_EQ(answer->at("range").at("from").as_string(), "2026-03-01T01:00:00+01:00");
  EXPECT_EQ(answer->at("range").at("to").as_string(), "2026-03-04T01:00:00.000001+01:00");
  EXPECT_EQ(answer->at("data_version").to_number<int>(), 1);
  EXPECT_TRUE(answer->at("exact").as_bool());
}

TEST(Query, OverviewCounts) {
  const auto result =
      ask(R"({"kind": "overview", "range": {"from": "2026-03-01", "to": "2026-03-05"}})")
          ->at("result")
          .as_object();
  EXPECT_EQ(
      json::serialize(result),
      R"({"customers":3,"customers_ref":"all","events":9,"sources":1,"event_names":4,)"
      R"("first":"2026-03-01T00:00:00+00:00","last":"2026-03-04T00:00:00+00:00","bucket":"day","per_day":[)"
      R"({"day":"2026-03-01","events":5,"customers":2,"ref":"day:2026-03-01"},)"
      R"({"day":"2026-03-02","events":1,"customers":1,"ref":"day:2026-03-02"},)"
      R"({"day":"2026-03-03","events":2,"customers":1,"ref":"day:2026-03-03"},)"
      R"({"day":"2026-03-04","events":1,"customers":1,"ref":"day:2026-03-04"}],"channels":[)"
      R"({"channel":"web","events":5,"customers":2,"ref":"channel:web"},)"
      R"({"channel":"app","events":2,"customers":2,"ref":"channel:app"},)"
      R"({"channel":"store","events":2,"customers":1,"ref":"channel:store"}]})");
}

TEST(Query, PartialBarsAreMarked) {
  const auto result =
      ask(R"({"kind": "overview", "range": {"from": "2026-03-01T12:00:00Z", "to": "2026-03-03"}})")
          ->at("result");
  const auto& days = result.at("per_day").as_array();
  EXPECT_TRUE(days[0].as_object().contains("partial"));
  EXPECT_FALSE(days[1].as_object().contains("partial"));
}

TEST(Query, EventsAreACatalogue) {
  const auto result =
      ask(R"({"kind": "events", "properties": true, "where": {"type": "track"}})")->at("result");
  const auto& events = result.at("events").as_array();
  ASSERT_EQ(events.size(), 3u);
  EXPECT_EQ(events[0].at("event").as_string(), "View");
  EXPECT_EQ(events[0].at("count").to_number<int>(), 4);
  EXPECT_EQ(events[0].at("people").to_number<int>(), 3);
  EXPECT_EQ(
      json::serialize(events[0].at("channels")),
      R"([{"channel":"web","count":2},{"channel":"app","count":1},{"channel":"store","count":1}])");
  EXPECT_EQ(json::serialize(events[0].at("per_day")), "[2,0,1,1]");
  EXPECT_EQ(events[1].at("event").as_string(), "Order");
  EXPECT_EQ(events[1].at("first_seen").as_string(), "2026-03-02T00:00:00+00:00");
  const auto& value = events[1].at("properties").as_array()[0];
  EXPECT_EQ(value.at("property").as_string(), "value");
  EXPECT_EQ(value.at("fill").at("count").to_number<int>(), 2);
  EXPECT_EQ(value.at("type").as_string(), "mixed");
  EXPECT_EQ(value.at("distinct").to_number<int>(), 2);
  EXPECT_EQ(result.at("total").to_number<int>(), 3);
}

TEST(Query, EventsCanBeSearchedAndLimited) {
  const auto found = ask(R"({"kind": "events", "search": "ORD"})")->at("result");
  EXPECT_EQ(found.at("events").as_array().size(), 1u);
  const auto limited = ask(R"({"kind": "events", "limit": 2})")->at("result");
  EXPECT_EQ(limited.at("events").as_array().size(), 2u);
  EXPECT_EQ(limited.at("total").to_number<int>(), 4);
}

TEST(Query, PeopleCarryWhatTheyAreKnownBy) {
  const auto answer = ask(R"({"kind": "overview", "people": {"of": "channel:app"}})");
  ASSERT_TRUE(answer) << answer.error().to_sentence();
  EXPECT_EQ(answer->at("kind").as_string(), "people");
  EXPECT_EQ(answer->at("count").to_number<int>(), 2);
  EXPECT_TRUE(answer->at("next_cursor").is_null());
  std::map<std::string, json::object> by_label;
  for (const auto& person : answer->at("people").as_array()) {
    by_label[std::string(person.at("label").as_string())] = person.as_object();
  }
  EXPECT_EQ(by_label.at("user_id ann").at("name").as_string(), "Ann Arbor");
  EXPECT_EQ(by_label.at("user_id bob").at("name").as_string(), "Bob Bay");
  EXPECT_EQ(by_label.at("user_id ann").at("traits").at("city").as_string(), "Hamburg");
  EXPECT_EQ(by_label.at("user_id ann").at("events").to_number<int>(), 4);
  EXPECT_EQ(by_label.at("user_id ann").at("last_events").as_array().at(3).at("event").as_string(),
            "Order");
}

TEST(Query, PeopleComeInPages) {
  std::vector<std::string> ids;
  std::string cursor;
  for (int page = 0; page < 3; ++page) {
    const auto answer = ask(R"({"kind": "overview", "people": {"of": "all", "limit": 1)" +
                            (cursor.empty() ? "" : R"(, "cursor": ")" + cursor + "\"") + "}}");
    ASSERT_TRUE(answer);
    EXPECT_EQ(answer->at("count").to_number<int>(), 3);
    ASSERT_EQ(answer->at("people").as_array().size(), 1u);
    ids.emplace_back(answer->at("people").as_array()[0].at("id").as_string());
    EXPECT_EQ(answer->at("next_cursor").is_null(), page == 2);
    if (page < 2) cursor = answer->at("next_cursor").as_string();
  }
  EXPECT_TRUE(std::ranges::is_sorted(ids));
  EXPECT_NE(ids[0], ids[1]);
  EXPECT_NE(ids[1], ids[2]);
}

TEST(Query, NamesThatNothingHasAreNoted) {
  const auto notes = [](std::string_view where) {
    const auto answer = ask(R"({"kind": "overview", "where": )" + std::string(where) + "}");
    return answer->contains("notes") ? std::string(answer->at("notes").at(0).as_string())
                                     : std::string();
  };
  EXPECT_EQ(notes(R"({"event": "Odrer"})"), R"(No event is called "Odrer"; did you mean "Order"?)");
  EXPECT_EQ(notes(R"({"event": "Refund"})"), R"(No event is called "Refund".)");
  EXPECT_EQ(notes(R"({"channel": "wep"})"), R"(No channel is called "wep"; did you mean "web"?)");
  EXPECT_EQ(notes(R"({"property": "platfrom", "value": "ios"})"),
            R"(No event has a property "platfrom"; did you mean "platform"?)");
  EXPECT_EQ(notes(R"({"trait": "town", "value": "x"})"), R"(No customer has a trait "town".)");
  EXPECT_EQ(notes(R"({"touchpoint": "Ordr"})"),
            R"(No touchpoint is called "Ordr"; did you mean "Order"?)");
  EXPECT_EQ(notes(R"({"event": "Order"})"), "");
}

struct Wrong {
  const char* text;
  const char* place;
  const char* part;
};

class QueryErrors : public ::testing::TestWithParam<Wrong> {};

TEST_P(QueryErrors, NameTheFieldAndTheWayOut) {
  const auto answer = ask(GetParam().text);
  ASSERT_FALSE(answer) << GetParam().text;
  EXPECT_EQ(answer.error().place, GetParam().place);
  EXPECT_NE(answer.error().to_sentence().find(GetParam().part), std::string::npos)
      << answer.error().to_sentence();
  EXPECT_FALSE(check_query(parse_query(GetParam().text).value()) &&
               answer.error().place != "people.of");
}

INSTANTIATE_TEST_SUITE_P(
    All, QueryErrors,
    ::testing::Values(
        Wrong{"[]", "", "an object, not a list"}, Wrong{"{}", "kind", "overview"},
        Wrong{R"({"kind": "overveiw"})", "kind", "Did you mean \"overview\"?"},
        Wrong{R"({"kind": 5})", "kind", "a text, not a number"},
        Wrong{R"({"kind": "overview", "were": {}})", "were", "Did you mean \"where\"?"},
        Wrong{R"({"kind": "overview", "range": {"form": "2026-01-01"}})", "range.form", "\"from\""},
        Wrong{R"({"kind": "overview", "range": {"from": "yesterday"}})", "range.from",
              "is not a time"},
        Wrong{R"({"kind": "overview", "range": {"from": "2026-02-01", "to": "2026-01-01"}})",
              "range.to", "before it begins"},
        Wrong{R"({"kind": "overview", "where": {"evnt": "A"}})", "where.evnt", "event"},
        Wrong{R"({"kind": "overview", "people": {"limit": 5}})", "people.of", "ref"},
        Wrong{R"({"kind": "overview", "people": {"of": "all", "limit": 0}})", "people.limit",
              "from 1 to 500"},
        Wrong{R"({"kind": "overview", "people": {"of": "all", "cursor": "x"}})", "people.cursor",
              "cursor"},
        Wrong{R"({"kind": "overview", "people": {"of": "channel:none"}})", "people.of",
              "channel:none"},
        Wrong{R"({"kind": "events", "limit": 2.5})", "limit", "whole number"},
        Wrong{R"({"kind": "events", "properties": "yes"})", "properties", "true or false"}));

TEST(Query, TextThatIsNoJsonNamesLineAndColumn) {
  const auto document = parse_query("{\"kind\":\n  overview}");
  ASSERT_FALSE(document);
  EXPECT_EQ(document.error().place, "2:3");
  EXPECT_FALSE(parse_query(""));
  EXPECT_FALSE(parse_query("{} {}"));
  EXPECT_FALSE(parse_query(std::string(1000, '[')));
  EXPECT_EQ(parse_query(std::string((1 << 20) + 1, ' ')).error().code, base::ErrorCode::kTooLarge);
}

TEST(Query, AnEmptyTableHasAnAnswer) {
  const auto table = JourneyTableBuilder().finish(nullptr, 7).value();
  for (const char* text :
       {R"({"kind": "overview"})", R"({"kind": "events", "properties": true})"}) {
    const auto answer = run_query({table, "UTC", {}}, parse_query(text).value());
    ASSERT_TRUE(answer) << answer.error().to_sentence();
    EXPECT_EQ(answer->at("n").at("events").to_number<int>(), 0);
  }
}

TEST(Query, AStoppedQueryIsCancelled) {
  std::stop_source stop;
  stop.request_stop();
  const auto answer =
      run_query({shop(), "UTC", stop.get_token()}, parse_query(R"({"kind": "overview"})").value());
  ASSERT_FALSE(answer);
  EXPECT_EQ(answer.error().code, base::ErrorCode::kCancelled);
}

TEST(Query, AnUnknownZoneIsAnError) {
  EXPECT_FALSE(ask(R"({"kind": "overview"})", "Europe/Atlantis"));
}

}  // namespace
}  // namespace wend::analyze
