#include <gtest/gtest.h>

#include "events/sql/testing/worker_here.h"
#include "server/server_for_test.h"

namespace wend::server {
namespace {

class SqlApi : public ServerFixture {
 protected:
  void SetUp() override {
    ServerFixture::SetUp();
    import(all(), "orders.csv", kOrders);
  }
  Reply run(const Identity& as, std::string_view sql) {
    return call("POST", "/api/v1/sql", as, json::object{{"sql", sql}});
  }
};

TEST_F(SqlApi, AnswersColumnsAndRows) {
  const auto reply =
      run(token("read"), "SELECT event, count(*) AS n FROM events GROUP BY 1 ORDER BY 2 DESC, 1");
  ASSERT_EQ(reply.status(), 200) << reply.http.body;
  EXPECT_EQ(json::serialize(reply.body.at("columns")),
            R"([{"name":"event","type":"VARCHAR"},{"name":"n","type":"BIGINT"}])");
  EXPECT_EQ(json::serialize(reply.body.at("rows")), R"([["Visit",4],["Order",2],["Cart",1]])");
  EXPECT_EQ(reply.body.at("row_count"), 3);
  EXPECT_TRUE(reply.body.at("cut_by").is_null());
}

TEST_F(SqlApi, SaysWhereTheStatementIsWrong) {
  const auto reply = run(token("read"), "SELECT *\nFROM evnts");
  EXPECT_EQ(reply.status(), 422);
  EXPECT_EQ(reply.text("field"), "line 2, column 6");
  EXPECT_EQ(run(token("read"), "DROP VIEW events").status(), 422);
}

TEST_F(SqlApi, NeedsTheRightToReadAndIsWrittenToTheAuditLog) {
  EXPECT_EQ(run({}, "SELECT 1").status(), 401);
  EXPECT_EQ(run(token("write"), "SELECT 1").status(), 403);
  EXPECT_EQ(call("GET", "/api/v1/sql/schema", token("write")).status(), 403);
  EXPECT_EQ(run(person(workspace::Role::kViewer), "SELECT 'seen'").status(), 200);
  EXPECT_EQ(run(token("read"), "SELECT * FROM read_text('/etc/passwd')").status(), 422);
  const auto log = *space_->audit().newest(2);
  EXPECT_EQ(log[0].action, "sql.fail");
  EXPECT_EQ(log[0].object, "SELECT * FROM read_text('/etc/passwd')");
  EXPECT_EQ(log[1].action, "sql.run");
  EXPECT_EQ(log[1].object, "SELECT 'seen'");
}

TEST_F(SqlApi, AnErasedPersonIsInNoAnswer) {
  const auto ada =
      call("GET", "/api/v1/customers?search=ada", all()).body.at("items").at(0).at("id");
  const auto erasure = call("POST", "/api/v1/privacy/erasures", all(),
                            json::object{{"customer", ada}, {"confirm", "erase"}});
  ASSERT_LT(erasure.status(), 300) << erasure.http.body;
  wait_for_erasure(all(), erasure.text("id"));
  const auto reply = run(token("read"), "SELECT list(value ORDER BY value) FROM identities");
  EXPECT_EQ(json::serialize(reply.body.at("rows")), R"([[["bob","cem"]]])");
  EXPECT_EQ(json::serialize(run(token("read"), "SELECT count(*) FROM events").body.at("rows")),
            "[[4]]");
}

TEST_F(SqlApi, StopsWhenTheClientLeaves) {
  const Identity as = token("read");
  const std::string body = json::serialize(
      json::object{{"sql", "SELECT count(*) FROM range(100000000000000)"}, {"time_s", 60}});
  for (int i = 0; i < 6; ++i) {
    http::RawClient client(server_->port());
    client.send(
        "POST /api/v1/sql HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n" +
        as.headers + "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body);
    std::this_thread::sleep_for(std::chrono::milliseconds(100));
  }
  // Those were more than there are threads for; had they gone on, nobody else would be answered.
  EXPECT_EQ(run(as, "SELECT 1").status(), 200);
}

}  // namespace
}  // namespace wend::server
