// Opportunities, strategy and the maturity self-assessment, as the screens call them.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include "server/server_for_test.h"

namespace wend::server {
namespace {

constexpr std::string_view kPath = "/api/v1/opportunities";
constexpr std::string_view kMatch = "If-Match: \"1\"\r\n";

class OpportunitiesApi : public ServerFixture {
 protected:
  void SetUp() override {
    ServerFixture::SetUp();
    ada_ = person(workspace::Role::kEditor);
  }
  // A map with one step at "Pay" and a measured pain point there; answers its id.
  std::string map_with_pain() {
    const json::object stage{{"order", "a0"}, {"title", "Buying"}};
    const json::object step{{"order", "a0"},
                            {"stage", "stg_aaaaaaaaaaaa"},
                            {"title", "Pays"},
                            {"binding", json::object{{"event", "Pay"}}}};
    const json::object pain{{"order", "a0"},
                            {"step", "stp_aaaaaaaaaaaa"},
                            {"text", "Card refused\nwithout a reason"},
                            {"evidence", "measured"},
                            {"category", "technology"}};
    const json::object document{
        {"format", 1},
        {"about", json::object{{"title", "Buying"}, {"goals", json::array{"goa_x"}}}},
        {"stages", json::object{{"stg_aaaaaaaaaaaa", stage}}},
        {"steps", json::object{{"stp_aaaaaaaaaaaa", step}}},
        {"pains", json::object{{"pai_aaaaaaaaaaaa", pain}}}};
    const auto made = call("POST", "/api/v1/maps", ada_, json::object{{"document", document}});
    EXPECT_EQ(made.status(), 201) << made.http.body;
    return made.text("id");
  }
  Reply make(json::object draft) { return call("POST", kPath, ada_, std::move(draft)); }
  static json::object number(double value) { return {{"value", value}, {"evidence", "hand"}}; }

  Identity ada_;
};

TEST_F(OpportunitiesApi, IsMadeOfAPainPointWithItsNumbers) {
  // 24 people pay once, over 29 days and a second: 24 / 29 · 30.4375 a month.
  std::string rows = "customer,event,time\n";
  for (int i = 0; i < 24; ++i)
    rows += fmt::format("u{},Pay,2026-01-{:02}T00:00:00Z\n", i, i % 24 + 1);
  rows += "u99,Look,2026-01-30T00:00:00Z\n";
  import(all(), "pay.csv", rows);
  const std::string map = map_with_pain();
  const auto made = make({{"from", json::object{{"map", map}, {"pain", "pai_aaaaaaaaaaaa"}}}});
  ASSERT_EQ(made.status(), 201) << made.http.body;
  EXPECT_EQ(made.text("title"), "Card refused");
  EXPECT_EQ(made.text("description"), "Card refused\nwithout a reason");
  EXPECT_EQ(made.text("category"), "technology");
  EXPECT_EQ(made.text("map_title"), "Buying");
  EXPECT_EQ(made.text("step_title"), "Pays");
  EXPECT_EQ(made.body.at("goals").at(0), json::value("goa_x"));
  EXPECT_EQ(made.body.at("pains").at(0), json::value("pai_aaaaaaaaaaaa"));
  const auto& reach = made.body.at("reach");
  EXPECT_DOUBLE_EQ(reach.at("value").to_number<double>(), 25) << made.http.body;
  EXPECT_EQ(reach.at("evidence"), json::value("data"));
  EXPECT_EQ(reach.at("source").at("n"), json::value(24));
  // 24 people are enough for half a confidence.
  EXPECT_DOUBLE_EQ(made.body.at("confidence").at("value").to_number<double>(), 50);
  EXPECT_TRUE(made.body.at("score").is_null());
  // The people behind the number can be asked for.
  const auto data = call("GET", fmt::format("{}/{}/data", kPath, made.text("id")), ada_);
  json::object question = data.body.at("ask").as_object();
  question["people"] = json::object{{"of", reach.at("source").at("ref")}};
  EXPECT_EQ(call("POST", "/api/v1/query", ada_, question).body.at("count"), json::value(24));
}

TEST_F(OpportunitiesApi, WithoutDataTheWordsAreTaken) {
  const std::string map = map_with_pain();
  const auto made = make(
      {{"from", json::object{{"map", map}, {"pain", "pai_aaaaaaaaaaaa"}}}, {"title", "Say why"}});
  ASSERT_EQ(made.status(), 201) << made.http.body;
  EXPECT_EQ(made.text("title"), "Say why");
  EXPECT_TRUE(made.body.at("reach").at("value").is_null());
  const auto data = call("GET", fmt::format("{}/{}/data", kPath, made.text("id")), ada_);
  EXPECT_EQ(data.body.at("notes").at(0), json::value("There are no events yet."));
  EXPECT_EQ(make({{"from", json::object{{"map", map}, {"pain", "pai_none"}}}}).text("field"),
            "from.pain");
  EXPECT_EQ(make({{"from", json::object()}}).text("field"), "from");
  EXPECT_EQ(make({{"from", json::object{{"map", "map_none"}}}}).status(), 404);
  EXPECT_EQ(make({{"from", json::object{{"finding", "error Pay"}}}}).text("field"), "from.finding");
  EXPECT_EQ(make({{"title", " \n"}}).text("field"), "title");
  const auto findings = call("GET", fmt::format("/api/v1/maps/{}/findings", map), ada_);
  EXPECT_EQ(findings.body.at("events"), json::value(0)) << findings.http.body;
}

TEST_F(OpportunitiesApi, TheListIsSortedAndFiltered) {
  const std::string map = map_with_pain();
  const auto with = [&](std::string_view title, double reach, double effort) {
    return make({{"title", title},
                 {"reach", number(reach)},
                 {"impact", number(2)},
                 {"confidence", number(50)},
                 {"effort", number(effort)}})
        .text("id");
  };
  with("Small", 100, 1);   // 100
  with("Large", 900, 3);   // 300
  with("Slow", 1000, 10);  // 100: of equals the first made comes first
  make({{"title", "Unknown"}, {"map", map}, {"goals", json::array{"goa_1"}}});
  const auto titles = [&](std::string_view query) {
    std::string all;
    const auto list = call("GET", fmt::format("{}?{}", kPath, query), ada_);
    for (const auto& item : list.body.at("items").as_array())
      all += std::string(item.at("title").as_string()) + " ";
    return all;
  };
  EXPECT_EQ(titles("limit=10"), "Large Small Slow Unknown ");
  EXPECT_EQ(titles("sort=effort&order=up"), "Small Large Slow Unknown ");
  EXPECT_EQ(titles("sort=title"), "Large Slow Small Unknown ");
  EXPECT_EQ(titles("map=" + map), "Unknown ");
  EXPECT_EQ(titles("map=none"), "Large Small Slow ");
  EXPECT_EQ(titles("goal=goa_1"), "Unknown ");
  EXPECT_EQ(titles("q=buy"), "Unknown ");
  EXPECT_EQ(titles("state=done"), "");
  const auto page = call("GET", fmt::format("{}?limit=3", kPath), ada_);
  EXPECT_EQ(page.body.at("total"), json::value(4));
  EXPECT_EQ(titles("cursor=" + page.text("next_cursor")), "Unknown ");
}

TEST_F(OpportunitiesApi, TwoWhoChangeOneAreToldAndARemovedOneComesBack) {
  const std::string one = fmt::format("{}/{}", kPath, make({{"title", "Say why"}}).text("id"));
  const json::object mine{{"title", "Say why not"}, {"state", "planned"}};
  EXPECT_EQ(call("PUT", one, ada_, mine).status(), 428);
  EXPECT_EQ(call("PUT", one, ada_, mine, kMatch).status(), 200);
  const auto late = call("PUT", one, ada_, json::object{{"title", "Never"}}, kMatch);
  EXPECT_EQ(late.status(), 409);
  EXPECT_EQ(late.body.at("theirs").at("title"), json::value("Say why not"));
  EXPECT_EQ(call("DELETE", one, ada_, std::nullopt, kMatch).status(), 409);
  EXPECT_EQ(call("DELETE", one, ada_, std::nullopt, "If-Match: \"2\"\r\n").status(), 204);
  EXPECT_EQ(call("GET", one, ada_).status(), 404);
  EXPECT_EQ(call("GET", fmt::format("{}?removed=true", kPath), ada_).body.at("total"),
            json::value(1));
  const auto back = call("POST", one + "/recover", ada_);
  EXPECT_EQ(back.text("title"), "Say why not");
  EXPECT_EQ(call("POST", one + "/recover", ada_).status(), 404);
  const auto viewer = person(workspace::Role::kViewer);
  EXPECT_EQ(call("GET", one, viewer).status(), 200);
  EXPECT_EQ(call("PUT", one, viewer, mine, kMatch).status(), 403);
}

TEST_F(OpportunitiesApi, OneKeyMakesOneOpportunity) {
  const std::string_view key = "Idempotency-Key: same\r\n";
  const auto one = call("POST", kPath, ada_, json::object{{"title", "A"}}, key);
  const auto again = call("POST", kPath, ada_, json::object{{"title", "A"}}, key);
  EXPECT_EQ(one.text("id"), again.text("id"));
}

TEST_F(OpportunitiesApi, HostileAndHugeTextIsKeptOrRefusedByName) {
  const std::string hostile = "<img src=x onerror=alert(1)> '; DROP TABLE opportunities; --";
  const auto made = make({{"title", hostile}, {"description", std::string(5'000, 'x')}});
  ASSERT_EQ(made.status(), 201) << made.http.body;
  EXPECT_EQ(made.text("title"), hostile);
  EXPECT_EQ(make({{"title", std::string(201, 'x')}}).text("field"), "title");
  EXPECT_EQ(make({{"title", "A"}, {"reach", json::object{{"value", 1e300}}}}).text("field"),
            "reach.value");
  EXPECT_EQ(make({{"title", "A"}, {"unknown", 1}}).status(), 422);
}

TEST_F(OpportunitiesApi, AGoalListsWhoRefersToIt) {
  const auto goal = call(
      "POST", "/api/v1/strategy/goals", ada_,
      json::object{{"title", "NPS"},
                   {"from", 20},
                   {"to", 50},
                   {"values", json::array{json::object{{"on", "2026-02-01"}, {"value", 35}}}}});
  ASSERT_EQ(goal.status(), 201) << goal.http.body;
  EXPECT_DOUBLE_EQ(goal.body.at("progress").to_number<double>(), 0.5);
  const std::string id = goal.text("id"), map = map_with_pain();
  make({{"title", "Say why"}, {"goals", json::array{id}}});
  const json::object set{{"op", "set"},
                         {"in", "about"},
                         {"id", "about"},
                         {"field", "goals"},
                         {"value", json::array{id, "pri_aaaaaaaaaaaa"}}};
  EXPECT_EQ(call("POST", "/api/v1/maps/" + map + "/changes", ada_,
                 json::object{
                     {"client", "a"}, {"number", 1}, {"base", 1}, {"operations", json::array{set}}})
                .status(),
            200);
  const auto shown = call("GET", "/api/v1/strategy/goals/" + id, ada_);
  EXPECT_EQ(shown.body.at("maps").at(0).at("title"), json::value("Buying"));
  EXPECT_EQ(shown.body.at("opportunities").at(0).at("title"), json::value("Say why"));
  const json::object principle{{"id", "pri_aaaaaaaaaaaa"}, {"title", "Nobody asks twice"}};
  const json::object strategy{{"vision", "Easy"}, {"principles", json::array{principle}}};
  EXPECT_EQ(call("PUT", "/api/v1/strategy", ada_, strategy, "If-Match: \"0\"\r\n").status(), 200);
  const auto late = call("PUT", "/api/v1/strategy", ada_, strategy, "If-Match: \"0\"\r\n");
  EXPECT_EQ(late.status(), 409);
  const auto kept = call("GET", "/api/v1/strategy", ada_);
  EXPECT_EQ(kept.body.at("principles").at(0).at("maps").at(0).at("id"), json::value(map));
}

TEST_F(OpportunitiesApi, AnAssessmentTellsNumbersAndOnlyOnesOwnAnswers) {
  const auto round =
      call("POST", "/api/v1/maturity", ada_, json::object{{"title", "Autumn"}}).text("id");
  const std::string path = "/api/v1/maturity/" + round;
  const auto answer = [&](const Identity& as, int level) {
    return call("PUT", path + "/answers", as,
                json::object{{"answers", json::object{{"design_maps", level}}}});
  };
  const auto bo = person(workspace::Role::kViewer);
  EXPECT_EQ(answer(ada_, 2).status(), 200);
  EXPECT_EQ(answer(bo, 5).status(), 200);
  EXPECT_EQ(answer(bo, 4).status(), 200);  // in place of the 5
  EXPECT_EQ(answer(bo, 6).text("field"), "answers.design_maps");
  EXPECT_EQ(answer(token("read,write"), 1).status(), 403);
  const auto seen = call("GET", path, ada_);
  EXPECT_EQ(seen.body.at("result").at("people"), json::value(2));
  EXPECT_DOUBLE_EQ(seen.body.at("result").at("areas").at(1).at("mean").to_number<double>(), 3);
  EXPECT_EQ(seen.body.at("mine"), json::parse(R"({"design_maps": 2})"));
  EXPECT_EQ(seen.http.body.find("Ada"), std::string::npos);
  EXPECT_EQ(
      call("PUT", path, ada_, json::object{{"title", "Autumn"}, {"closed", true}}, kMatch).status(),
      200);
  EXPECT_EQ(answer(bo, 1).status(), 409);
}

}  // namespace
}  // namespace wend::server
