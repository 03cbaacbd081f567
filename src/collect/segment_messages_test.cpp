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
  EXPECT_EQ(reasons, (std::vector<std::string>{
                         "The message names no customer.", "The userId must be a text.",
                         "The event name is empty.", "The event name is empty.",
                         "The event name must be a text.", "There is no call \"delete\".",
                         "The message has no type.", "The message is not a JSON object.",
                         "The message is not a JSON object.", "The message is not a JSON object.",
                         "The group has no groupId.", "The alias has no previousId.",
                         "The anonymousId must be a text."}));
}

TEST(SegmentMessages, AnEventWhoseTimeCannotBeTakenHasThatOfItsReceipt) {
  const auto read = [](std::string_view fields) {
    return segment("track", fmt::format(R"({{"event": "e", "userId": "u", {}}})", fields)).only();
  };
  const std::string receipt = " The event has the time of its receipt.";
  const KeptMessage unreadable = read(R"("timestamp": "yesterday", "properties": {"a": 1})");
  EXPECT_EQ(unreadable.time_us, kArrival);
  EXPECT_EQ(unreadable.properties, R"({"a":1,"time_said":"yesterday"})");
  EXPECT_EQ(unreadable.warning, "The time cannot be read." + receipt);
  const KeptMessage early = read(R"("timestamp": "1899-12-31T23:59:59Z")");
  EXPECT_EQ(early.time_us, kArrival);
  EXPECT_EQ(early.properties, R"({"time_said":"1899-12-31T23:59:59Z"})");
  EXPECT_EQ(early.warning, "The time is before 1900." + receipt);
  const KeptMessage late = read(R"("timestamp": 1900000000, "properties": {"time_said": 5})");
  EXPECT_EQ(late.time_us, kArrival);
  EXPECT_EQ(late.properties, R"({"time_said":5})") << "the sender's own property stands";
  EXPECT_EQ(late.warning, "The time is more than a year in the future." + receipt);
  EXPECT_EQ(read(R"("timestamp": 1900000000)").properties, R"({"time_said":"1900000000"})");
  const KeptMessage object = read(R"("timestamp": {"a": 1}, "sentAt": "2026-05-19T12:00:00Z")");
  EXPECT_EQ(object.time_us, kArrival);
  EXPECT_EQ(object.properties, "{}");
  const KeptMessage good = read(R"("timestamp": "2026-05-19T11:00:00Z")");
  EXPECT_EQ(good.warning, "");
  EXPECT_EQ(good.properties, "{}");
}

TEST(SegmentMessages, PropertiesThatAreNoObjectAreKeptAsOne) {
  const KeptMessage list =
      segment("track", R"({"event": "e", "userId": "u", "properties": ["a", 1]})").only();
  EXPECT_EQ(list.properties, R"({"properties":["a",1]})");
  EXPECT_EQ(list.warning,
            "The properties are no JSON object and were kept as one property, properties.");
  const KeptMessage text = segment("identify", R"({"userId": "u", "traits": "{\"a\":1}"})").only();
  EXPECT_EQ(text.properties, R"({"traits":"{\"a\":1}"})");
  EXPECT_EQ(text.warning, "The traits are no JSON object and were kept as one property, traits.");
  for (const char* empty : {"[]", R"("")", "{}", "null"}) {
    const KeptMessage none =
        segment("track", fmt::format(R"({{"event": "e", "userId": "u", "properties": {}}})", empty))
            .only();
    EXPECT_EQ(none.properties + none.warning, "{}") << empty;
  }
}

TEST(SegmentMessages, APageWithoutReferrerHasNone) {
  EXPECT_EQ(
      segment("page", R"({"userId": "u", "name": "Start", "properties": {"referrer": "$direct"},
      "context": {"page": {"path": "/a", "referrer": "$direct"}}})")
          .only()
          .properties,
      R"({"page_path":"/a"})");
  EXPECT_EQ(segment("track", R"({"event": "e", "userId": "u",
      "context": {"page": {"referrer": "https://news.example"}}})")
                .only()
                .properties,
            R"({"referrer":"https://news.example"})");
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

TEST(SegmentMessages, SaysWhoTheCustomerIsBesides) {
  const auto also = [](std::string_view body) {
    return read_body(Dialect::kSegment, "batch", body).only().also;
  };
  using Names = std::vector<std::string>;
  EXPECT_EQ(also(R"({"batch": [{"type": "alias", "userId": "new", "previousId": "old"}]})"),
            (Names{"anonymous_id old", "user_id old alias"}));
  EXPECT_EQ(also(R"({"batch": [{"type": "alias", "userId": "new", "previousId": "v1",
                                "anonymousId": "v1"}]})"),
            (Names{"anonymous_id v1"}));
  EXPECT_EQ(also(R"({"batch": [{"type": "track", "event": "E", "userId": "u", "context":
      {"externalIds": [{"id": 77, "type": "loyalty_card", "collection": "users", "encoding": "none"},
                       {"id": "a9", "type": "crm"}, {"id": "acme", "type": "crm", "collection": "accounts"},
                       {"type": "x"}, {"id": "y"}, "z"]}}]})"),
            (Names{"loyalty_card 77", "crm a9"}));
  EXPECT_EQ(
      also(R"({"batch": [{"type": "track", "event": "E", "userId": "u", "previousId": "x"}]})"),
      Names{});
}

}  // namespace
}  // namespace wend::collect
