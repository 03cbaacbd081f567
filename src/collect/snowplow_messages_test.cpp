#include "collect/message_for_test.h"

namespace wend::collect {
namespace {

using model::EventType;

ReadBody snowplow(std::string_view body) {
  return read_body(Dialect::kSnowplow, "tp2", body);
}

TEST(SnowplowMessages, ReadsAPayloadOfTheBrowserTracker) {
  // ue_px: {"schema":"iglu:…/unstruct_event/…","data":{"schema":
  //         "iglu:com.acme/save_game/jsonschema/1-0-0","data":{"level":3}}} in Base64 for URLs.
  const ReadBody read = snowplow(
      R"({"schema": "iglu:com.snowplowanalytics.snowplow/payload_data/jsonschema/1-0-4", "data": [
    {"e": "pv", "url": "https://example.com/a?utm_campaign=spring%20sale&x=1", "page": "Start",
     "refr": "https://news.example", "tv": "js-3.24.0", "tna": "sp", "aid": "shop", "p": "web",
     "lang": "de", "duid": "d-1", "sid": "s-1", "eid": "e-1", "ip": "10.0.0.1",
     "dtm": "1779191990000", "stm": "1779191995000"},
    {"e": "se", "se_ca": "cart", "se_ac": "add", "se_va": "2.5", "uid": "u", "duid": "d-1",
     "p": "web", "eid": "e-2", "tv": "js"},
    {"e": "ue", "p": "mob", "uid": "u", "eid": "e-3", "tv": "ios", "ue_px":
     "eyJzY2hlbWEiOiJpZ2x1OmNvbS5zbm93cGxvd2FuYWx5dGljcy5zbm93cGxvdy91bnN0cnVjdF9ldmVudC9qc29uc2NoZW1hLzEtMC0wIiwiZGF0YSI6eyJzY2hlbWEiOiJpZ2x1OmNvbS5hY21lL3NhdmVfZ2FtZS9qc29uc2NoZW1hLzEtMC0wIiwiZGF0YSI6eyJsZXZlbCI6M319fQ"},
    {"e": "pp", "p": "web", "duid": "d-1", "eid": "e-4", "pp_may": "800"},
    {"e": "tr", "p": "web", "uid": "u", "tr_id": "o-1", "tr_tt": "20", "eid": "e-5"},
    {"e": "ti", "p": "web", "uid": "u", "ti_id": "o-1", "ti_sk": "007", "ti_pr": "20", "eid": "6"}
    ]})");
  ASSERT_EQ(read.taken.size(), 6U) << read.refused[0].reason;
  EXPECT_EQ(read.taken[0].type, EventType::kPage);
  EXPECT_EQ(read.taken[0].name, "Start");
  EXPECT_EQ(read.taken[0].anonymous_id, "d-1");
  EXPECT_EQ(read.taken[0].channel, "web");
  EXPECT_EQ(read.taken[0].time_us, kArrival - 5 * env::kSecondUs);
  EXPECT_EQ(
      read.taken[0].properties,
      R"({"page_url":"https://example.com/a?utm_campaign=spring%20sale&x=1",)"
      R"("page_title":"Start","referrer":"https://news.example","locale":"de",)"
      R"("session_id":"s-1","app_id":"shop","page_path":"/a","campaign_name":"spring sale"})");
  EXPECT_EQ(read.taken[1].name, "add");
  EXPECT_EQ(read.taken[1].user_id, "u");
  EXPECT_EQ(read.taken[1].properties, R"({"category":"cart","action":"add","value":2.5})");
  EXPECT_EQ(read.taken[2].name, "save_game");
  EXPECT_EQ(read.taken[2].channel, "app");
  EXPECT_EQ(read.taken[2].properties,
            R"({"level":3,"schema":"iglu:com.acme/save_game/jsonschema/1-0-0"})");
  EXPECT_EQ(read.taken[3].name, "Page ping");
  EXPECT_EQ(read.taken[3].properties, R"({"scroll_y_max":800})");
  EXPECT_EQ(read.taken[4].properties, R"({"order_id":"o-1","total":20})");
  EXPECT_EQ(read.taken[5].properties, R"({"order_id":"o-1","sku":"007","price":20})");
}

TEST(SnowplowMessages, ReadsTheContextsOfAnApp) {
  const KeptMessage read = snowplow(R"([{"e": "ue", "p": "mob", "eid": "1", "ttm": "1779188400000",
    "stm": "1", "ue_pr": "{\"data\": {\"schema\": \"iglu:com.snowplowanalytics.mobile/screen_view/jsonschema/1-0-0\", \"data\": {\"name\": \"Home\"}}}",
    "co": "{\"data\": [{\"schema\": \"iglu:com.snowplowanalytics.snowplow/mobile_context/jsonschema/1-0-3\", \"data\": {\"osType\": \"ios\", \"osVersion\": \"18\"}}, {\"schema\": \"iglu:com.snowplowanalytics.snowplow/client_session/jsonschema/1-0-2\", \"data\": {\"userId\": \"dev-1\", \"sessionId\": \"s\"}}]}"}])")
                               .only();
  EXPECT_EQ(read.type, EventType::kScreen);
  EXPECT_EQ(read.name, "Home");
  EXPECT_EQ(read.anonymous_id, "dev-1");
  EXPECT_EQ(read.time_us, kArrival - env::kHourUs);
  EXPECT_TRUE(read.properties.contains(R"("os":"ios","os_version":"18","session_id":"s")"));
}

TEST(SnowplowMessages, TheWriteKeyIsNoAppOfTheEvent) {
  const ReadBody read = read_body(Dialect::kSnowplow, "tp2", R"({"data": [
        {"e": "pv", "uid": "u", "page": "A", "aid": "wk_1", "dtm": "never"},
        {"e": "pv", "uid": "u", "page": "B", "aid": "shop"}]})",
                                  R"({"write_key": "wk_1"})");
  ASSERT_EQ(read.taken.size(), 2U);
  EXPECT_EQ(read.taken[0].properties, R"({"page_title":"A","time_said":"never"})");
  EXPECT_EQ(read.taken[0].time_us, kArrival);
  EXPECT_EQ(read.taken[1].properties, R"({"page_title":"B","app_id":"shop"})");
}

TEST(SnowplowMessages, RefusesWhatItCannotName) {
  const ReadBody read = snowplow(R"({"data": [{"e": "xx", "uid": "u"}, {"uid": "u"},
    {"e": "ue", "uid": "u", "ue_px": "!!"}, {"e": "se", "uid": "u"}, {"e": "pv"}, 5]})");
  EXPECT_TRUE(read.taken.empty());
  ASSERT_EQ(read.refused.size(), 6U);
  EXPECT_EQ(read.refused[4].reason, "The message names no customer.");
  EXPECT_FALSE(try_read(Dialect::kSnowplow, "tp2", R"({"data": 5})"));
}

}  // namespace
}  // namespace wend::collect
