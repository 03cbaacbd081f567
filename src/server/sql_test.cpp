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

// Carts are shown under the name of orders, and both are one event then.
TEST_F(SqlApi, ShowsTheNamesOfEventsThatTheScreensShow) {
  const auto plan = json::parse(
      R"({"unplanned":"allow","events":[{"name":"Cart","show_as":"Order"},{"name":"Order","show_as":"Bought"}]})");
  ASSERT_EQ(call("PUT", "/api/v1/tracking-plan", all(), plan, "If-Match: \"0\"\r\n").status(), 200);
  const auto reply =
      run(token("read"), "SELECT event, sent_event, count(*) FROM events GROUP BY ALL ORDER BY 2");
  ASSERT_EQ(reply.status(), 200) << reply.http.body;
  EXPECT_EQ(json::serialize(reply.body.at("rows")),
            R"([["Order","Cart",1],["Bought","Order",2],["Visit","Visit",4]])");
  const auto shown = call("POST", "/api/v1/query", token("read"), json::object{{"kind", "events"}});
  std::string names;
  for (const auto& event : shown.body.at("result").at("events").as_array())
    names += std::string(event.at("event").as_string()) + " " + json::serialize(event.at("count")) +
             "; ";
  EXPECT_EQ(names, "Visit 4; Bought 2; Order 1; ");
  EXPECT_EQ(
      json::serialize(
          run(token("read"), "SELECT count(*) FROM events WHERE event = 'Bought'").body.at("rows")),
      "[[2]]");
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

// Ann and Bob belong to Acme by what they sent, Cem was put in and Bob taken out by hand; Ann is
// erased.
TEST_F(SqlApi, AccountsAndTheirMembersAreThoseOfTheirScreen) {
  import(all(), "companies.csv",
         "account,name,plan,seats\nacme,Acme Corp,pro,5\nglobex,Globex,free,1\n");
  import(all(), "visits.csv",
         "user_id,event,time,group_id\nann,Visit,2026-01-01T10:00:00Z,acme\n"
         "ann,Visit,2026-01-02T10:00:00Z,acme\nbob2,Visit,2026-01-03T10:00:00Z,acme\n"
         "cem2,Visit,2026-01-04T10:00:00Z,\n");
  const auto rows = [&](std::string_view sql) {
    const auto reply = run(token("read"), sql);
    EXPECT_EQ(reply.status(), 200) << reply.http.body;
    return reply.status() == 200 ? json::serialize(reply.body.at("rows")) : "";
  };
  const auto customer = [&](std::string_view name) {
    const auto found = run(
        token("read"), "SELECT customer FROM identities WHERE value = '" + std::string(name) + "'");
    return std::string(found.body.at("rows").at(0).at(0).as_string());
  };
  const std::string accounts =
      "SELECT type, key, name, members, traits->>'$.plan' FROM accounts ORDER BY key";
  const std::string members =
      "SELECT a.key, i.value, m.events, epoch(m.last_seen - m.first_seen) FROM accounts a "
      "JOIN account_members m USING (account) JOIN identities i USING (customer) ORDER BY 1, 2";
  EXPECT_EQ(rows(accounts),
            R"([["company","acme","Acme Corp",2,"pro"],["company","globex","Globex",0,"free"]])");
  EXPECT_EQ(rows(members), R"([["acme","ann",2,86400],["acme","bob2",1,0]])");

  const std::string acme = json::parse(rows("SELECT account FROM accounts WHERE key = 'acme'"))
                               .at(0)
                               .at(0)
                               .as_string()
                               .c_str();
  for (const auto& [who, decision] : {std::pair{"bob2", "out"}, {"cem2", "in"}})
    EXPECT_EQ(call("POST", "/api/v1/accounts/" + acme + "/members", all(),
                   json::object{{"customer", customer(who)}, {"decision", decision}})
                  .status(),
              200);
  EXPECT_EQ(rows(members), R"([["acme","ann",2,86400],["acme","cem2",0,null]])");
  EXPECT_EQ(rows("SELECT count(*), count(DISTINCT account) FROM account_members"), "[[2,1]]");

  const auto erasure = call("POST", "/api/v1/privacy/erasures", all(),
                            json::object{{"customer", customer("ann")}, {"confirm", "erase"}});
  ASSERT_LT(erasure.status(), 300) << erasure.http.body;
  wait_for_erasure(all(), erasure.text("id"));
  EXPECT_EQ(rows(members), R"([["acme","cem2",0,null]])");
  EXPECT_EQ(rows(accounts),
            R"([["company","acme","Acme Corp",1,"pro"],["company","globex","Globex",0,"free"]])");
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
