#include "collect/message_for_test.h"

namespace wend::collect {
namespace {

using model::EventType;

ReadBody posthog(std::string_view body, const std::string& call = "batch",
                 const std::string& headers = "{}") {
  return read_body(Dialect::kPosthog, call, body, headers);
}

TEST(PosthogMessages, ReadsABatchOfTheNodeSdk) {
  const ReadBody read = posthog(R"({"api_key": "phc_1", "batch": [
    {"distinct_id": "u", "event": "paid", "properties": {"amount": 5, "$lib": "posthog-node",
      "$lib_version": "5.0.0", "$geoip_disable": true}, "type": "capture",
      "library": "posthog-node", "timestamp": "2026-05-19T11:59:50.000Z", "uuid": "0196-1"},
    {"distinct_id": "u", "event": "$identify", "properties": {"$set": {"plan": "pro"},
      "$set_once": {"plan": "old", "first": 1}, "$anon_distinct_id": "anon", "$lib": "posthog-node"},
      "type": "identify", "uuid": "0196-2"},
    {"distinct_id": "u", "event": "$create_alias",
      "properties": {"distinct_id": "u", "alias": "other"}, "uuid": "0196-3"},
    {"distinct_id": "$company_acme", "event": "$groupidentify", "properties": {"$group_type":
      "company", "$group_key": "acme", "$group_set": {"seats": 5}}, "uuid": "0196-4"}],
    "sent_at": "2026-05-19T12:00:00.000Z"})");
  ASSERT_EQ(read.taken.size(), 4U);
  EXPECT_EQ(read.taken[0].message_id, "0196-1");
  EXPECT_EQ(read.taken[0].name, "paid");
  EXPECT_EQ(read.taken[0].user_id, "u");
  EXPECT_EQ(read.taken[0].channel, "");
  EXPECT_EQ(read.taken[0].time_us, kArrival - 10 * env::kSecondUs);
  EXPECT_EQ(read.taken[0].properties, R"({"amount":5,"$lib":"posthog-node",)"
                                      R"("$lib_version":"5.0.0","$geoip_disable":true})");
  EXPECT_EQ(read.taken[1].type, EventType::kIdentify);
  EXPECT_EQ(read.taken[1].name, "Identify");
  EXPECT_EQ(read.taken[1].anonymous_id, "anon");
  EXPECT_EQ(read.taken[1].properties, R"({"plan":"pro","first":1,"$anon_distinct_id":"anon",)"
                                      R"("$lib":"posthog-node"})");
  EXPECT_EQ(read.taken[2].type, EventType::kAlias);
  EXPECT_EQ(read.taken[2].properties, R"({"previous_id":"other","alias":"other"})");
  EXPECT_EQ(read.taken[2].also,
            (std::vector<std::string>{"anonymous_id other", "user_id other alias"}));
  EXPECT_EQ(read.taken[3].type, EventType::kGroup);
  EXPECT_EQ(read.taken[3].properties, R"({"seats":5,"group_id":"acme","group_type":"company",)"
                                      R"("$group_type":"company","$group_key":"acme"})");
}

TEST(PosthogMessages, ReadsTheBrowserSdk) {
  const ReadBody read = posthog(R"([
    {"uuid": "0196-1", "event": "$pageview", "properties": {"token": "phc_1", "distinct_id": "d-1",
      "$device_id": "d-1", "$is_identified": false, "$process_person_profile": false,
      "$lib": "web", "$os": "Linux", "$browser": "Chrome", "$device_type": "Desktop",
      "$current_url": "https://example.com/a?b", "$pathname": "/a", "$ip": "10.0.0.1",
      "$referrer": "$direct", "utm_source": "news", "title": "A"}, "offset": 2500},
    {"uuid": "0196-2", "event": "$autocapture", "properties": {"distinct_id": "u",
      "$device_id": "d-1", "$is_identified": true, "$lib": "web"}, "$set": {"x": 1}, "offset": 0}
    ])",
                                "");
  ASSERT_EQ(read.taken.size(), 2U);
  const KeptMessage& page = read.taken[0];
  EXPECT_EQ(page.type, EventType::kPage);
  EXPECT_EQ(page.name, "/a");
  EXPECT_EQ(page.user_id, "");
  EXPECT_EQ(page.anonymous_id, "d-1");
  EXPECT_EQ(page.channel, "web");
  EXPECT_EQ(page.time_us, kArrival - 2'500'000);
  EXPECT_EQ(page.properties,
            R"({"$device_id":"d-1","$is_identified":false,"$process_person_profile":false,)"
            R"("$lib":"web","$os":"Linux","$browser":"Chrome","$device_type":"Desktop",)"
            R"("$current_url":"https://example.com/a?b","$pathname":"/a","$referrer":"$direct",)"
            R"("utm_source":"news","title":"A","os":"Linux","device":"Desktop","browser":"Chrome",)"
            R"("page_path":"/a","page_url":"https://example.com/a?b",)"
            R"("campaign_source":"news"})");
  EXPECT_EQ(read.taken[1].name, "$autocapture");
  EXPECT_EQ(read.taken[1].user_id, "u");
  EXPECT_EQ(read.taken[1].anonymous_id, "");
  EXPECT_EQ(read.taken[1].time_us, kArrival);
  EXPECT_TRUE(read.taken[1].properties.contains(R"("$set":{"x":1})"));
}

TEST(PosthogMessages, ReadsASingleEventSentAtATimeThatTravelsBesideIt) {
  const KeptMessage read = posthog(R"({"event": "e", "distinct_id": 42, "api_key": "phc_1",
      "timestamp": "2026-05-19T10:00:00Z", "properties": {"$insert_id": "i-1"}})",
                                   "", R"({"sent_at": "1779184810000"})")
                               .only();  // 10:00:10
  EXPECT_EQ(read.user_id, "42");
  EXPECT_EQ(read.message_id, "i-1");
  EXPECT_EQ(read.time_us, kArrival - 10 * env::kSecondUs);
}

TEST(PosthogMessages, AnEventWhoseTimeCannotBeTakenHasThatOfItsReceipt) {
  const ReadBody read = posthog(R"({"batch": [
    {"event": "e", "distinct_id": "u", "timestamp": "soon"},
    {"event": "e", "distinct_id": "u", "timestamp": "2031-01-01T00:00:00Z"},
    {"event": "e", "distinct_id": "u", "offset": -63072000000}]})");
  ASSERT_EQ(read.taken.size(), 3U);
  for (const KeptMessage& message : read.taken) {
    EXPECT_EQ(message.time_us, kArrival);
    EXPECT_TRUE(message.warning.ends_with("The event has the time of its receipt."));
  }
  EXPECT_EQ(read.taken[0].properties, R"({"time_said":"soon"})");
}

TEST(PosthogMessages, RefusesWhatNamesNobodyOrNothing) {
  const ReadBody read = posthog(R"({"batch": [
    {"event": "e", "properties": {}}, {"distinct_id": "u"}, {"event": 5, "distinct_id": "u"},
    {"event": "e", "distinct_id": ["u"]}, "x", {"event": "$snapshot", "distinct_id": "u"},
    {"event": "e", "distinct_id": "u", "properties": 3}]})");
  EXPECT_TRUE(read.taken.empty());
  ASSERT_EQ(read.refused.size(), 7U);
  EXPECT_EQ(read.refused[0].reason, "The message names no customer.");
  EXPECT_EQ(read.refused[3].reason, "The distinct_id must be a text.");
  EXPECT_FALSE(try_read(Dialect::kPosthog, "batch", R"({"batch": 5})"));
  EXPECT_TRUE(posthog(R"({"batch": []})").taken.empty());
}

}  // namespace
}  // namespace wend::collect
