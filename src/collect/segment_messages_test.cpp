#include <fmt/format.h>

#include "collect/message_for_test.h"

namespace wend::collect {
namespace {

using model::EventType;

ReadBody segment(const std::string& call, std::string_view body) {
  return read_body(Dialect::kSegment, call, body);
}

TEST(SegmentMessages, ReadsATrackOfTheBrowserSdk) {
  const KeptMessage read = segment("track", R"({
    "timestamp": "2026-05-19T11:59:58.000Z", "integrations": {}, "type": "track",
    "event": "Order Completed", "userId": "u-1", "anonymousId": "a-1",
    "properties": {"total": 12.5, "items": [{"sku": "x"}], "os": "told"},
    "context": {
      "page": {"path": "/shop", "referrer": "", "search": "?utm_source=news", "title": "Shop",
               "url": "https://example.com/shop?utm_source=news"},
      "userAgent": "Mozilla/5.0", "ip": "10.0.0.1", "locale": "de-DE",
      "userAgentData": {"brands": [{"brand": "Chromium", "version": "130"},
         {"brand": "Google Chrome", "version": "130"}, {"brand": "Not?A_Brand", "version": "99"}],
         "mobile": false, "platform": "Linux"},
      "library": {"name": "analytics.js", "version": "npm:next-1.70.0"},
      "campaign": {"source": "news", "medium": "email", "name": "spring"}},
    "messageId": "ajs-next-1", "writeKey": "k", "sentAt": "2026-05-19T11:59:59.000Z",
    "_metadata": {"bundled": ["Segment.io"]}})")
                               .only();
  EXPECT_EQ(read.message_id, "ajs-next-1");
  EXPECT_EQ(read.type, EventType::kTrack);
  EXPECT_EQ(read.name, "Order Completed");
  EXPECT_EQ(read.user_id, "u-1");
  EXPECT_EQ(read.anonymous_id, "a-1");
  EXPECT_EQ(read.channel, "web");
  EXPECT_EQ(read.time_us, kArrival - env::kSecondUs);  // sent a second after it happened
  EXPECT_EQ(read.properties,
            R"({"total":12.5,"items":[{"sku":"x"}],"os":"told","browser":"Google Chrome",)"
            R"("locale":"de-DE","page_path":"/shop",)"
            R"("page_url":"https://example.com/shop?utm_source=news","campaign_name":"spring",)"
            R"("campaign_source":"news","campaign_medium":"email"})");
}

TEST(SegmentMessages, ReadsABatchOfTheNodeSdk) {
  const ReadBody read = segment("batch", R"({"batch": [
    {"type": "identify", "userId": "u", "traits": {"plan": "pro", "age": 30, "left": null},
     "timestamp": "2026-05-19T11:59:00.000Z", "messageId": "node-next-1",
     "context": {"library": {"name": "@segment/analytics-node", "version": "2.0.0"}}},
    {"type": "group", "userId": "u", "groupId": "acme", "traits": {"seats": 5}, "messageId": "2"},
    {"type": "alias", "userId": "u", "previousId": "a", "messageId": "3"},
    {"type": "page", "userId": "u", "name": "Pricing", "category": "Docs",
     "properties": {"url": "https://example.com/p"}, "messageId": "4"},
    {"type": "page", "anonymousId": "a", "properties": {"url": "https://example.com/p?q#f"}},
    {"type": "page", "anonymousId": "a"},
    {"type": "screen", "userId": "u", "name": "Home", "messageId": "5"}],
    "sentAt": "2026-05-19T12:00:30.000Z", "writeKey": "k"})");
  ASSERT_EQ(read.taken.size(), 7U);
  EXPECT_TRUE(read.refused.empty());
  EXPECT_EQ(read.taken[0].type, EventType::kIdentify);
  EXPECT_EQ(read.taken[0].name, "Identify");
  EXPECT_EQ(read.taken[0].properties, R"({"plan":"pro","age":30,"left":null})");
  EXPECT_EQ(read.taken[0].channel, "");
  EXPECT_EQ(read.taken[0].time_us, kArrival - 90 * env::kSecondUs);  // the clock is 30 s ahead
  EXPECT_EQ(read.taken[1].properties, R"({"group_id":"acme","seats":5})");
  EXPECT_EQ(read.taken[1].time_us, kArrival);
  EXPECT_EQ(read.taken[2].type, EventType::kAlias);
  EXPECT_EQ(read.taken[2].properties, R"({"previous_id":"a"})");
  EXPECT_EQ(read.taken[3].name, "Pricing");
  EXPECT_EQ(read.taken[3].channel, "web");
  EXPECT_EQ(read.taken[3].properties, R"({"url":"https://example.com/p","category":"Docs"})");
  EXPECT_EQ(read.taken[4].name, "/p");
  EXPECT_EQ(read.taken[5].name, "Page");
  EXPECT_EQ(read.taken[6].type, EventType::kScreen);
  EXPECT_EQ(read.taken[6].channel, "app");
}

TEST(SegmentMessages, ReadsRudderStack) {
  const KeptMessage read = segment("identify", R"({"type": "identify", "channel": "web",
    "userId": "", "anonymousId": "4b78", "messageId": "m", "event": null, "properties": null,
    "context": {"traits": {"email": "a@example.com"}, "sessionId": 1691099679123,
      "app": {"name": "RudderLabs JavaScript SDK", "version": "3.0.0"},
      "library": {"name": "RudderLabs JavaScript SDK", "version": "3.0.0"},
      "os": {"name": "", "version": ""}, "campaign": {}},
    "originalTimestamp": "2026-05-19T11:00:00.000Z", "sentAt": "2026-05-19T11:00:01.000Z"})")
                               .only();
  EXPECT_EQ(read.user_id, "");
  EXPECT_EQ(read.anonymous_id, "4b78");
  EXPECT_EQ(read.channel, "web");
  EXPECT_EQ(read.time_us, kArrival - env::kSecondUs);
  EXPECT_EQ(read.properties, R"({"email":"a@example.com","session_id":1691099679123})");
}

TEST(SegmentMessages, ChannelComesFromTheLibrary) {
  const auto channel = [](std::string_view library) {
    return segment("track", fmt::format(R"({{"event": "e", "userId": "u",
                   "context": {{"library": {{"name": "{}"}}}}}})",
                                        library))
        .only()
        .channel;
  };
  EXPECT_EQ(channel("analytics-ios"), "app");
  EXPECT_EQ(channel("@segment/analytics-react-native"), "app");
  EXPECT_EQ(channel("analytics-android"), "app");
  EXPECT_EQ(channel("analytics-python"), "");
  EXPECT_EQ(
      segment("track", R"({"event": "e", "userId": "u", "channel": "mobile"})").only().channel,
      "app");
  EXPECT_EQ(
      segment("track", R"({"event": "e", "userId": "u", "channel": "server"})").only().channel, "");
  EXPECT_EQ(segment("track", R"({"event": "e", "userId": "u", "channel": "store"})").only().channel,
            "store");
}

TEST(SegmentMessages, OneBadMessageLeavesTheOthers) {
  const ReadBody read = segment("batch", R"({"batch": [
    {"type": "track", "event": "ok", "userId": 17},
    {"type": "track", "event": "no customer"},
    {"type": "track", "event": "object", "userId": {"id": 1}},
    {"type": "track", "userId": "u"},
    {"type": "track", "userId": "u", "event": ""},
    {"type": "track", "userId": "u", "event": ["x"]},
    {"type": "delete", "userId": "u"},
    {"userId": "u", "event": "no type"},
    7, null, [],
    {"type": "group", "userId": "u"},
    {"type": "alias", "userId": "u"},
    {"type": "track", "event": "e", "userId": "u", "timestamp": "yesterday"},
    {"type": "track", "event": "e", "userId": "u", "timestamp": "1899-12-31T23:59:59Z"},
    {"type": "track", "event": "e", "userId": "u", "timestamp": "2030-01-01T00:00:00Z"},
    {"type": "track", "event": "e", "userId": " ", "anonymousId": true},
    {"type": "track", "event": "ok", "userId": "u", "messageId": "  "}]})");
  ASSERT_EQ(read.taken.size(), 2U);
  EXPECT_EQ(read.taken[0].user_id, "17");
  EXPECT_EQ(read.taken[1].message_id, "");
  std::vector<std::string> reasons;
  for (std::size_t i = 0; i < read.refused.size(); ++i) {
    EXPECT_EQ(read.refused[i].index, i + 1);
    reasons.push_back(read.refused[i].reason);
  }
  EXPECT_EQ(reasons,
            (std::vector<std::string>{
                "The message names no customer.", "The userId must be a text.",
                "The event name is empty.", "The event name is empty.",
                "The event name must be a text.", "There is no call \"delete\".",
                "The message has no type.", "The message is not a JSON object.",
                "The message is not a JSON object.", "The message is not a JSON object.",
                "The group has no groupId.", "The alias has no previousId.",
                "The timestamp cannot be read.", "The time is before 1900.",
                "The time is more than a year in the future.", "The anonymousId must be a text."}));
}

TEST(SegmentMessages, ClocksThatAreWrongAreCorrectedWhenThatHelps) {
  const auto age_s = [](std::string_view times) {
    return (kArrival -
            segment("track", fmt::format(R"({{"event": "e", "userId": "u", {}}})", times))
                .only()
                .time_us) /
           env::kSecondUs;
  };
  // A device that believes in 1970.
  EXPECT_EQ(age_s(R"("timestamp": "1970-01-01T00:00:00Z", "sentAt": "1970-01-01T00:00:05Z")"), 5);
  // No time of sending, or one that cannot be read, or one that leads nowhere.
  EXPECT_EQ(age_s(R"("timestamp": "2026-05-19T11:00:00Z")"), 3600);
  EXPECT_EQ(age_s(R"("timestamp": "2026-05-19T11:00:00Z", "sentAt": "soon")"), 3600);
  EXPECT_EQ(age_s(R"("timestamp": "2026-05-19T11:00:00Z", "sentAt": "1970-01-01T00:00:00Z")"),
            3600);
  EXPECT_EQ(age_s(R"("timestamp": "2026-05-19T13:00:00+02:00")"), 3600);
  EXPECT_EQ(age_s(R"("timestamp": 1779188400)"), 3600);
  EXPECT_EQ(age_s(R"("timestamp": 1779188400000)"), 3600);
  EXPECT_EQ(age_s(R"("timestamp": "1779188400000")"), 3600);
  EXPECT_EQ(age_s(R"("timestamp": null)"), 0);
  // The time that somebody gave stands beside the moment of the call, whatever the clocks say.
  EXPECT_EQ(age_s(R"("timestamp": "2026-05-19T11:00:00Z", "sentAt": "2026-05-19T11:30:00Z",
                     "originalTimestamp": "2026-05-19T11:30:00Z")"),
            3600);
  EXPECT_EQ(age_s(R"("originalTimestamp": "1970-01-01T00:00:00Z",
                     "sentAt": "1970-01-01T00:00:05Z")"),
            5);
}

}  // namespace
}  // namespace wend::collect
