#include <fmt/format.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>
#include <simdjson.h>

#include "collect/json_document.h"
#include "collect/limits.h"
#include "collect/message_for_test.h"
#include "collect/text_encoding.h"

namespace wend::collect {
namespace {

ReadBody track(std::string_view fields) {
  return read_body(Dialect::kSegment, "track",
                   fmt::format(R"({{"event": "e", "userId": "u", {}}})", fields));
}

base::ErrorCode refused_body(const std::string& call, std::string_view body) {
  const auto read = try_read(Dialect::kSegment, call, body);
  EXPECT_FALSE(read);
  EXPECT_FALSE(!read && read.error().place.empty());
  return read ? base::ErrorCode::kInternal : read.error().code;
}

std::string nested(int levels) {
  return std::string(static_cast<std::size_t>(levels), '[') +
         std::string(static_cast<std::size_t>(levels), ']');
}

TEST(Messages, DialectsHaveNames) {
  for (const Dialect dialect :
       {Dialect::kSegment, Dialect::kPosthog, Dialect::kCloudEvents, Dialect::kSnowplow})
    EXPECT_EQ(dialect_from(to_string(dialect)), dialect);
  EXPECT_EQ(dialect_from("morse"), std::nullopt);
}

TEST(Messages, BodiesWithoutMessagesAreErrors) {
  for (const char* body :
       {"", " ", "{", "[1,2", "tru", "\xFF", "{\"a\": 01}", "{\"a\": \"\n\"}", "5"})
    EXPECT_EQ(refused_body("track", body), base::ErrorCode::kInvalidInput) << body;
  EXPECT_EQ(refused_body("batch", "{}"), base::ErrorCode::kInvalidInput);
  EXPECT_EQ(refused_body("batch", R"({"batch": {}})"), base::ErrorCode::kInvalidInput);
  EXPECT_EQ(refused_body("track", nested(100'000)), base::ErrorCode::kInvalidInput);
  EXPECT_EQ(refused_body("track", std::string(kBodyBytesMax + 1, ' ')), base::ErrorCode::kTooLarge);
  std::string many = R"({"batch": [0)";
  for (std::size_t i = 0; i < kBatchMessagesMax; ++i) many += ",0";
  EXPECT_EQ(refused_body("batch", many + "]}"), base::ErrorCode::kTooLarge);
}

TEST(Messages, AnEmptyBatchHoldsNoMessages) {
  const ReadBody read = read_body(Dialect::kSegment, "batch", R"({"batch": []})");
  EXPECT_TRUE(read.taken.empty());
  EXPECT_TRUE(read.refused.empty());
}

TEST(Messages, OfFieldsWithOneNameTheLastCounts) {
  const KeptMessage read =
      track(R"("userId": "v", "properties": {"a": 1, "b": 2, "a": 3}, "event": "f")").only();
  EXPECT_EQ(read.user_id, "v");
  EXPECT_EQ(read.name, "f");
  EXPECT_EQ(read.properties, R"({"a":3,"b":2})");
  std::string many = R"("properties": {"a0": 0)";
  for (int i = 0; i < 100; ++i) many += fmt::format(R"(,"a{}": {})", i % 50, i);
  const std::string properties = track(many + "}").only().properties;
  EXPECT_TRUE(properties.starts_with(R"({"a0":50,"a1":51,)")) << properties;
  EXPECT_TRUE(properties.ends_with(R"("a49":99})")) << properties;
}

TEST(Messages, BrokenTextsAreMendedAndCostNobodyTheBatch) {
  EXPECT_EQ(track(R"("properties": {"a": "x\ud800y", "b": "\udc00", "c": "\ud83d\ude00"})")
                .only()
                .properties,
            "{\"a\":\"x\uFFFDy\",\"b\":\"\uFFFD\",\"c\":\"\U0001F600\"}");
  EXPECT_EQ(track(R"("properties": {"a": "\udc00"})").only().properties, "{\"a\":\"\uFFFD\"}");
  EXPECT_EQ(track("\"properties\": {\"a\": \"x\xFFy\xED\xA0\x80\"}").only().properties,
            "{\"a\":\"x\uFFFDy\uFFFD\uFFFD\uFFFD\"}");
}

TEST(Messages, NumbersBeyondTheMachineAreKeptAsText) {
  EXPECT_EQ(track(R"("properties": {"a": 100000000000000000000, "b": 1e999, "c": 1e20, "d": -5.0,
                     "e": 18446744073709551615})")
                .only()
                .properties,
            R"({"a":"100000000000000000000","b":"1e999","c":1e+20,"d":-5.0,)"
            R"("e":18446744073709551615})");
  const std::string digits(1'000'000, '7');
  EXPECT_EQ(track(fmt::format(R"("properties": {{"a": {}}})", digits)).only().properties,
            fmt::format(R"({{"a":"{}"}})", digits));
  EXPECT_EQ(track(fmt::format(R"("userId": {})", digits)).only_reason(),
            "The userId is longer than 1,024 bytes.");
}

TEST(Messages, EveryCharacterOfATextComesBack) {
  for (int code = 0; code < 256; ++code) {
    for (std::size_t at = 0; at < 19; ++at) {
      std::string text(19, 'x');
      std::string sent = text.substr(0, at) + fmt::format("\\u{:04x}", code) + text.substr(at + 1);
      const KeptMessage read = track(fmt::format(R"("properties": {{"a": "{}"}})", sent)).only();
      simdjson::dom::parser parser;
      const std::string_view back = parser.parse(read.properties).at_key("a").get_string().value();
      simdjson::dom::parser reference;
      const std::string quoted = "\"" + sent + "\"";
      ASSERT_EQ(back, std::string_view(reference.parse(quoted).get_string().value())) << code;
    }
  }
}

TEST(Messages, LimitsHoldForEachMessageByItself) {
  EXPECT_EQ(track(fmt::format(R"("properties": {{"a": {}}})", nested(31))).only().properties,
            fmt::format(R"({{"a":{}}})", nested(31)));
  EXPECT_EQ(track(fmt::format(R"("properties": {{"a": {}}})", nested(32))).only_reason(),
            "The properties are nested more than 32 levels deep.");
  EXPECT_EQ(track(fmt::format(R"("properties": {{"a": "{}"}})", std::string(kMessageBytesMax, 'x')))
                .only_reason(),
            "The properties are longer than 1 MiB.");
  EXPECT_EQ(track(fmt::format(R"("event": "{}")", std::string(1025, 'x'))).only_reason(),
            "The event name is longer than 1,024 bytes.");
  EXPECT_EQ(track(R"("userId": "a\u0000b")").only_reason(), "The userId holds a zero character.");
  EXPECT_EQ(track(R"("event": "a\u0000b")").only_reason(),
            "The event name holds a zero character.");
  EXPECT_EQ(track(R"("properties": {"a": "\u0000"})").only().properties, R"({"a":"\u0000"})");
}

// What is acknowledged is only checked; what comes to the store is read. Both must agree, or an
// acknowledged event is lost: near every limit, on both sides.
TEST(Messages, CheckingTakesWhatReadingTakes) {
  std::vector<std::string> properties = {
      nested(31), nested(32), "1e15", R"("\b\b")", "18446744073709551616", R"({"":[{}]})"};
  for (const std::size_t characters : {170'000U, 174'000U, 1'040'000U, 1'050'000U}) {
    properties.push_back(fmt::format(R"("{}")", std::string(characters, 'x')));
    std::string controls;
    for (std::size_t i = 0; i < characters / 6; ++i) controls += "\\u0001";
    properties.push_back(fmt::format(R"("{}")", controls));
  }
  for (const std::string& value : properties) {
    const std::string body =
        fmt::format(R"({{"event": "E", "userId": "u", "properties": {{"a": {}}}}})", value);
    const auto read = try_read(Dialect::kSegment, "track", body);
    const auto checked = check_messages(
        {.dialect = Dialect::kSegment, .call = "track", .received_at = kArrival, .headers = "{}"},
        body);
    ASSERT_TRUE(read && checked);
    EXPECT_EQ(checked->taken, read->taken.size()) << value.substr(0, 40);
    EXPECT_EQ(checked->refused.size(), read->refused.size()) << value.substr(0, 40);
  }
}

// Bodies out of the pieces that the protocols are made of, whole or cut off: nothing crashes, and
// every message is either taken, with all that the store relies on, or refused.
RC_GTEST_PROP(MessagesProperty, EveryMessageIsTakenOrRefused, ()) {
  const auto piece = rc::gen::element<std::string>(
      R"("event")", R"("userId")", R"("type")", R"("track")", R"("properties")", R"("batch")",
      R"("distinct_id")", R"("$pageview")", R"("context")", R"("timestamp")", R"("specversion")",
      R"("1.0")", R"("id")", R"("source")", R"("data")", R"("e")", R"("pv")", R"("uid")", "null",
      "1e999", "-3", R"("\ud800")", "\"\xFF\"", R"("2026-05-19")", "[]", "{}",
      R"({"os":{"name":1}})", R"("\u0000")");
  std::string body;
  const auto messages = *rc::gen::inRange<std::size_t>(0, 5);
  const bool posthog = *rc::gen::arbitrary<bool>();
  for (std::size_t i = 0; i < messages; ++i) {
    body += i == 0 ? "{" : ",{";
    const auto members = *rc::gen::inRange(0, 6);
    for (int k = 0; k < members; ++k) {
      const std::string key = *piece;
      body += fmt::format("{}{}:{}", k == 0 ? "" : ",", key.starts_with('"') ? key : R"("name")",
                          *piece);
    }
    body += "}";
  }
  body = posthog ? fmt::format(R"({{"batch":[{}]}})", body) : fmt::format("[{}]", body);
  const bool whole = *rc::gen::weightedElement<bool>({{9, true}, {1, false}});
  if (!whole) body.resize(*rc::gen::inRange<std::size_t>(0, body.size()));
  for (const auto& [dialect, call] :
       std::vector<std::pair<Dialect, std::string>>{{Dialect::kSegment, "batch"},
                                                    {Dialect::kSegment, "track"},
                                                    {Dialect::kPosthog, "batch"},
                                                    {Dialect::kCloudEvents, "batch"},
                                                    {Dialect::kCloudEvents, "structured"},
                                                    {Dialect::kSnowplow, "tp2"}}) {
    const auto read = try_read(dialect, call, body);
    const auto checked = check_messages(
        {.dialect = dialect, .call = call, .received_at = kArrival, .headers = "{}"}, body);
    RC_ASSERT(checked.has_value() == read.has_value());
    if (!read) continue;
    RC_ASSERT(checked->taken == read->taken.size());
    RC_ASSERT(checked->refused.size() == read->refused.size());
    const bool list = call == "batch" || dialect == Dialect::kSnowplow;
    if (list && whole) RC_ASSERT(read->taken.size() + read->refused.size() == messages);
    for (const KeptMessage& message : read->taken) {
      RC_ASSERT(!message.name.empty());
      RC_ASSERT(!message.user_id.empty() || !message.anonymous_id.empty());
      RC_ASSERT(is_valid_utf8(message.properties) && is_valid_utf8(message.name));
      simdjson::dom::parser parser;
      RC_ASSERT(parser.parse(message.properties).is_object());
    }
    for (const RefusedMessage& refused : read->refused) RC_ASSERT(refused.reason.ends_with("."));
  }
}

}  // namespace
}  // namespace wend::collect
