#include "collect/message_for_test.h"

namespace wend::collect {
namespace {

ReadBody cloud(const std::string& call, std::string_view body, const std::string& headers = "{}") {
  return read_body(Dialect::kCloudEvents, call, body, headers);
}

constexpr char kHeaders[] = R"({"id": "1", "type": "com.example.order.created", "subject": "c-9",
    "specversion": "1.0", "source": "/shop", "time": "2026-05-19T11:00:00Z"})";

TEST(CloudEventMessages, ReadsTheStructuredMode) {
  const KeptMessage read = cloud("structured", R"({"specversion": "1.0", "id": "A-1",
    "type": "com.example.order.created", "source": "/shop", "time": "2026-05-19T13:00:00+02:00",
    "subject": "orders/17", "comexampleregion": "north", "datacontenttype": "application/json",
    "data": {"user_id": 7, "total": 5.0}})")
                               .only();
  EXPECT_EQ(read.message_id, "/shop A-1");
  EXPECT_EQ(read.name, "com.example.order.created");
  EXPECT_EQ(read.user_id, "7");
  EXPECT_EQ(read.time_us, kArrival - env::kHourUs);
  EXPECT_EQ(read.properties, R"({"user_id":7,"total":5.0,"subject":"orders/17","source":"/shop",)"
                             R"("comexampleregion":"north"})");
}

TEST(CloudEventMessages, ReadsTheBinaryMode) {
  const KeptMessage read = cloud("binary", R"({"total": 5})", kHeaders).only();
  EXPECT_EQ(read.user_id, "c-9");
  EXPECT_EQ(read.message_id, "/shop 1");
  EXPECT_EQ(read.properties, R"({"total":5,"subject":"c-9","source":"/shop"})");
  EXPECT_EQ(cloud("binary", "", kHeaders).only().properties,
            R"({"subject":"c-9","source":"/shop"})");
  EXPECT_EQ(cloud("binary", "{", kHeaders).only_reason(), "The data is not valid JSON.");
  EXPECT_EQ(cloud("binary", "{null", kHeaders).only_reason(), "The data is not valid JSON.");
  EXPECT_EQ(cloud("binary", "null", kHeaders).only().user_id, "c-9");
  const std::string as_text = R"({"id": "1", "type": "t", "source": "s", "subject": "c",
                                  "content-type": "text/plain; charset=utf-8"})";
  EXPECT_EQ(cloud("binary", "hello", as_text).only().properties,
            R"({"data":"hello","subject":"c","source":"s"})");
  EXPECT_EQ(cloud("binary", "\xFF\xFE", as_text).only_reason(),
            "The data is neither JSON nor text.");
}

TEST(CloudEventMessages, ReadsABatchAndRefusesWhatIsNotWhole) {
  const ReadBody read = cloud("batch", R"([
    {"specversion": "1.0", "id": "1", "type": "t", "source": "s", "data_base64":
      "eyJjdXN0b21lcl9pZCI6ImMtMSJ9"},
    {"specversion": "1.0", "id": "2", "type": "t", "source": "s", "subject": "u", "data": [1]},
    {"specversion": "1.0", "id": "3", "type": "t", "source": "s"},
    {"specversion": "0.3", "id": "4", "type": "t", "source": "s", "subject": "u"},
    {"id": "5", "type": "t", "source": "s", "subject": "u"},
    {"specversion": "1.0", "type": "t", "source": "s", "subject": "u"},
    {"specversion": "1.0", "id": "7", "type": "t", "subject": "u"},
    {"specversion": "1.0", "id": "8", "source": "s", "subject": "u"},
    {"specversion": "1.0", "id": "9", "type": "t", "source": "s", "subject": "u", "time": "no"},
    {"specversion": "1.0", "id": "10", "type": "t", "source": "s", "data_base64": "*"}])");
  ASSERT_EQ(read.taken.size(), 3U);
  EXPECT_EQ(read.taken[0].user_id, "c-1");
  EXPECT_EQ(read.taken[0].time_us, kArrival);
  EXPECT_EQ(read.taken[1].properties, R"({"data":[1],"subject":"u","source":"s"})");
  EXPECT_EQ(read.taken[2].time_us, kArrival);
  EXPECT_EQ(read.taken[2].properties, R"({"subject":"u","source":"s","time_said":"no"})");
  EXPECT_EQ(read.taken[2].warning,
            "The time cannot be read. The event has the time of its receipt.");
  ASSERT_EQ(read.refused.size(), 7U);
  EXPECT_EQ(read.refused[0].reason,
            "The event names no customer: put one into subject, or user_id into data.");
  EXPECT_EQ(read.refused[2].reason, "The event has no specversion.");
  EXPECT_EQ(read.refused[6].reason, "The data is not Base64.");
  EXPECT_TRUE(cloud("batch", "[]").taken.empty());
  EXPECT_FALSE(try_read(Dialect::kCloudEvents, "batch", "{}"));
  EXPECT_FALSE(try_read(Dialect::kCloudEvents, "structured", "[]"));
}

}  // namespace
}  // namespace wend::collect
