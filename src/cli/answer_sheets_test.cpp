#include "cli/answer_sheets.h"

#include <boost/json/parse.hpp>
#include <filesystem>
#include <gtest/gtest.h>
#include <unistd.h>

#include "analyze/journey_table_store.h"
#include "analyze/query.h"
#include "analyze/testing/known_groups.h"
#include "events/data_folder.h"

namespace wend::cli {
namespace {

namespace json = boost::json;

// Real answers over six events of three customers: what the sheets say is worked out by hand.
class AnswerSheetsTest : public testing::Test {
 protected:
  void SetUp() override {
    path_ = std::filesystem::temp_directory_path() /
            ("wend_sheets_" + std::to_string(::getpid()) + "_" +
             testing::UnitTest::GetInstance()->current_test_info()->name());
    std::filesystem::remove_all(path_);
    folder_ = events::DataFolder::open(path_, {}).value();
    std::vector<model::EventRow> rows;
    const auto add = [&rows](std::string_view customer, std::int64_t minute, std::string_view name,
                             std::string_view channel) {
      const std::string content = std::string(customer) + std::to_string(minute);
      rows.push_back({.message_id = model::message_id_of(content),
                      .time_us = (1'767'225'600 + 60 * minute) * 1'000'000,  // 2026-01-01
                      .name = name,
                      .channel = channel,
                      .identity_namespace = "user_id",
                      .identity_value = customer,
                      .properties = "{\"size\":\"M\"}"});
    };
    add("ann", 0, "Cart", "web");
    add("ann", 10, "Paid", "web");
    add("bob", 0, "Cart", "app");
    add("bob", 30, "Paid", "app");
    add("cem", 5, "Cart", "web");
    add("cem", 2000, "Left", "web");  // on the second day
    ASSERT_TRUE(folder_->events().import({.source = "a.csv"}, rows));
    tables_ = std::make_unique<analyze::JourneyTableStore>(folder_->events());
  }
  void TearDown() override {
    tables_.reset();
    folder_.reset();
    std::filesystem::remove_all(path_);
  }
  json::object ask(std::string_view document) {
    const analyze::QueryContext context{
        .table = tables_->current().value(),
        .segments = analyze::testing::known_segments(),
        .account_table = []() -> base::Result<std::shared_ptr<const unify::AccountTable>> {
          return analyze::testing::account_table_of({{"ann", "acme"}, {"bob", "acme"}});
        }};
    auto answer = analyze::run_query(context, json::parse(document));
    EXPECT_TRUE(answer) << answer.error().to_sentence();
    return answer.value_or(json::object{});
  }
  std::string csv(std::string_view document, std::string_view part = "") {
    auto sheets = chosen_sheets(ask(document), part, false);
    EXPECT_TRUE(sheets) << sheets.error().to_sentence();
    if (!sheets || sheets->size() != 1) return "";
    return to_csv(sheets->front());
  }

  std::filesystem::path path_;
  std::unique_ptr<events::DataFolder> folder_;
  std::unique_ptr<analyze::JourneyTableStore> tables_;
};

TEST_F(AnswerSheetsTest, Overview) {
  EXPECT_EQ(csv(R"({"kind":"overview"})"),
            "day,events,customers,partial,ref\r\n"
            "2026-01-01,5,3,,day:2026-01-01\r\n"
            "2026-01-02,1,1,true,day:2026-01-02\r\n");
  EXPECT_EQ(csv(R"({"kind":"overview"})", "channels"),
            "channel,events,customers,ref\r\nweb,4,2,channel:web\r\napp,2,1,channel:app\r\n");
  EXPECT_TRUE(csv(R"({"kind":"overview"})", "figures")
                  .starts_with("figure,value\r\ncustomers,3\r\nevents,6\r\nsources,1\r\n"));
}

TEST_F(AnswerSheetsTest, Retention) {
  const std::string document =
      R"({"kind":"retention","start":{"event":"Cart"},"return":{},"periods":1,"bucket":"day"})";
  EXPECT_EQ(csv(document),
            "from,to,returned,low,high,of,people,incomplete,ref,lost_ref\r\n"
            "0,1,0.6666666666666666,0.2076596008020477,0.9385080552796037,3,2,,period:0,"
            "period:0:lost\r\n"
            "1,2,,,,0,0,true,period:1,period:1:lost\r\n");
  EXPECT_TRUE(csv(document, "cohorts")
                  .starts_with("cohort,size,from,to,returned,low,high,of,people,incomplete,ref\r\n"
                               "2026-01-01,3,0,1,"));
}

TEST_F(AnswerSheetsTest, LifecycleAndStickiness) {
  EXPECT_EQ(csv(R"({"kind":"lifecycle"})"),
            "from,active,new,returning,resurrecting,dormant,dormant_share,low,high,quick_ratio,"
            "incomplete,active_ref,new_ref,returning_ref,resurrecting_ref,dormant_ref\r\n"
            "2026-01-01,3,3,0,0,0,,,,,,period:0:active,period:0:new,period:0:returning,"
            "period:0:resurrecting,period:0:dormant\r\n"
            "2026-01-02,1,0,1,0,2,0.6666666666666666,0.2076596008020477,0.9385080552796037,0,true,"
            "period:1:active,period:1:new,period:1:returning,period:1:resurrecting,"
            "period:1:dormant\r\n");
  EXPECT_EQ(csv(R"({"kind":"stickiness"})"),
            "from,days,active,active_days,active_days_low,active_days_high,stickiness,low,high,"
            "incomplete,active_ref\r\n"
            "2026-01-01,2,3,1.3333333333333333,0.6800120051533153,1.9866546615133513,"
            "0.6666666666666666,0.34000600257665764,0.9933273307566757,true,period:0:active\r\n");
  EXPECT_TRUE(csv(R"({"kind":"stickiness"})", "days")
                  .starts_with("day,dau,wau,mau,dau_wau,dau_mau,wau_mau,incomplete\r\n"
                               "2026-01-01,3,3,3,1,1,1,\r\n"));
}

TEST_F(AnswerSheetsTest, Trend) {
  const std::string document =
      R"({"kind":"trend","bucket":"day","measures":[{"match":{"event":"Cart"}}],"formula":"A * 2"})";
  EXPECT_EQ(csv(document),
            "from,measure,name,group,value,low,high,previous,expected,low95,high95,anomaly,people,"
            "incomplete,ref\r\n"
            "2026-01-01,A,Cart,,3,,,,,,,,3,,A:0\r\n"
            "2026-01-02,A,Cart,,0,,,,,,,,0,true,A:1\r\n");
  EXPECT_EQ(csv(document, "series"),
            "measure,name,group,value,previous,people,ref\r\nA,Cart,,3,,3,A\r\n");
  EXPECT_EQ(csv(document, "formulas"),
            "from,name,group,value,previous,expected,anomaly,incomplete\r\n"
            "2026-01-01,A * 2,,6,,,,\r\n2026-01-02,A * 2,,0,,,,true\r\n");
}

TEST_F(AnswerSheetsTest, Sessions) {
  const std::string document = R"({"kind":"sessions","bucket":"day","gap":"20m"})";
  EXPECT_EQ(csv(document),
            "from,sessions,people,bounced,median_s,incomplete,ref\r\n"
            "2026-01-01,4,3,0.75,0,,trend:0\r\n2026-01-02,1,1,1,0,true,trend:1\r\n");
  EXPECT_TRUE(csv(document, "entries")
                  .starts_with("label,sessions,share,low,high,people,bounced,ref\r\nCart,3,0.6,"));
  EXPECT_TRUE(csv(document, "figures")
                  .starts_with("figure,value,low,high\r\nsessions,5,,\r\n"
                               "people,3,,\r\nper_customer,1.666"));
}

TEST_F(AnswerSheetsTest, TransitionsAndNext) {
  EXPECT_TRUE(csv(R"({"kind":"transitions"})")
                  .starts_with("from,to,count,people,share,low,high,median_s,p90_s,ref\r\n"
                               "web,web,2,2,1,"));
  EXPECT_EQ(csv(R"({"kind":"transitions"})", "states"),
            "label,events,people,ends,ref\r\nweb,4,2,2,state:0\r\napp,2,1,1,state:1\r\n");
  const std::string next = csv(R"({"kind":"next","from":{"event":"Cart"}})");
  EXPECT_TRUE(
      next.starts_with("label,count,share,low,high,people,median_s,p90_s,ref\r\n"
                       "Paid,2,0.666"));
  EXPECT_TRUE(next.find("(nothing),0,0,0,") != std::string::npos) << next;
}

TEST_F(AnswerSheetsTest, CompareAndFormula) {
  const std::string document =
      R"({"kind":"compare","groups":[{"name":"Web","who":{"channel":"web"}},{"who":{"channel":"app"}}],)"
      R"("question":{"kind":"next","from":{"event":"Cart"}}})";
  EXPECT_TRUE(
      csv(document).starts_with("group,at,what,base,value,difference,low,high,clear\r\n"
                                "Group 2,next[Paid].share,share,0.5,1,0.5,"));
  EXPECT_EQ(csv(document, "groups"),
            "name,customers,events,ref\r\nWeb,2,4,group:0\r\nGroup 2,1,2,group:1\r\n");
  EXPECT_EQ(csv(R"({"kind":"formula","questions":{"all":{"kind":"overview"}},)"
                R"("formula":"all.events / all.customers"})"),
            "name,formula,value\r\nall.events / all.customers,all.events / all.customers,2\r\n");
}

TEST_F(AnswerSheetsTest, Events) {
  const std::string events = csv(R"({"kind":"events"})");
  EXPECT_TRUE(events.starts_with(
      "event,type,count,people,channels,touchpoint,stage,first_seen,last_seen,ref\r\n"
      "Cart,track,3,3,\"web, app\","))
      << events;
  EXPECT_EQ(csv(R"({"kind":"events","limit":1,"properties":true})", "properties"),
            "event,property,type,fill,filled,distinct,top\r\nCart,size,text,1,3,1,M\r\n");
}

TEST_F(AnswerSheetsTest, Funnel) {
  const std::string question =
      R"({"kind":"funnel","steps":[{"match":{"event":"Cart"}},{"match":{"event":"Paid"}}],"breakdown":{"channel":true}})";
  const std::string steps = csv(question);
  EXPECT_TRUE(steps.starts_with(
      "step,name,count,from_first,low,high,from_previous,lost,median_s,p90_s,ref,lost_ref\r\n"
      "1,Cart,3,1,"))
      << steps;
  EXPECT_NE(steps.find("\r\n2,Paid,2,0.6666666666666666,"), std::string::npos) << steps;
  EXPECT_NE(steps.find(",1200,1680,step:2,\r\n"), std::string::npos) << "10 and 30 minutes";
  EXPECT_TRUE(csv(question, "breakdown")
                  .starts_with("group,step,name,count,from_first,low,high,ref\r\nweb,1,Cart,2,1,"));
  EXPECT_EQ(csv(question, "bins"),
            "step,name,from_s,to_s,count,people,ref\r\n"
            "2,Paid,600,1800,1,1,step:2:bin:9\r\n2,Paid,1800,3600,1,1,step:2:bin:10\r\n");
  const std::string all =
      R"({"kind":"funnel","steps":[{"match":{"event":"Cart"}},{"match":{"event":"Paid"}}],"attempt":"all"})";
  EXPECT_TRUE(csv(all, "attempts").starts_with("step,name,count,from_first,low,high\r\n1,Cart,"))
      << csv(all, "attempts");
}

// Nobody is in the segment: its event is not among those of this test.
TEST_F(AnswerSheetsTest, GroupsBySegmentsHaveTheirIds) {
  const std::string by = R"(,"breakdown":{"segments":["did_a"]}})";
  const std::string funnel =
      R"({"kind":"funnel","steps":[{"match":{"event":"Cart"}},{"match":{"event":"Paid"}}])";
  EXPECT_TRUE(csv(funnel + by, "breakdown")
                  .starts_with("group,segment,step,name,count,from_first,low,high,ref\r\n"
                               "Did A,did_a,1,Cart,0,"))
      << csv(funnel + by, "breakdown");
  EXPECT_NE(csv(funnel + by, "breakdown").find("\r\nnone of these,,1,Cart,3,1,"),
            std::string::npos);
  EXPECT_NE(csv(R"({"kind":"time-between","from":{"event":"Cart"},"to":{"event":"Paid"})" + by,
                "quantiles")
                .find("\r\nnone of these,,3,0.6666666666666666,2,"),
            std::string::npos);
  EXPECT_TRUE(csv(R"({"kind":"retention","start":{"event":"Cart"})" + by, "breakdown")
                  .starts_with("group,segment,size,from,to,returned,"));
  EXPECT_TRUE(
      csv(R"({"kind":"trend","bucket":"month","measures":[{"match":{"event":"Cart"}}])" + by)
          .starts_with("from,measure,name,group,segment,value,"));
}

TEST_F(AnswerSheetsTest, AFunnelOfAccountsSaysHowManyPeople) {
  const std::string funnel =
      R"({"kind":"funnel","by":"account","steps":[{"match":{"event":"Cart"}},{"match":{"event":"Paid"}}]})";
  const std::string steps = csv(funnel);
  EXPECT_TRUE(
      steps.starts_with("step,name,count,people,from_first,low,high,from_previous,lost,"
                        "lost_people,median_s,p90_s,ref,lost_ref\r\n1,Cart,1,2,1,"))
      << steps;
  EXPECT_EQ(csv(funnel, "bins"),
            "step,name,from_s,to_s,count,accounts,people,ref\r\n"
            "2,Paid,600,1800,1,1,2,step:2:bin:9\r\n");
}

TEST_F(AnswerSheetsTest, TimeBetween) {
  const std::string question =
      R"({"kind":"time-between","from":{"event":"Cart"},"to":{"event":"Paid"}})";
  EXPECT_EQ(csv(question),
            "from_s,to_s,count,people,ref\r\n600,1800,1,1,bin:9\r\n1800,3600,1,1,bin:10\r\n");
  const std::string quantiles = csv(question, "quantiles");
  EXPECT_TRUE(quantiles.ends_with("\r\nall,3,0.6666666666666666,2,900,1200,,,1500,1680\r\n"))
      << quantiles;
}

TEST_F(AnswerSheetsTest, PathsAndProcessNameTheirEnds) {
  const std::string edges = csv(R"({"kind":"paths","steps":1})");
  EXPECT_NE(edges.find("\r\n0,Cart,1,Paid,2,2,0.6666666666666666,"), std::string::npos) << edges;
  EXPECT_NE(csv(R"({"kind":"paths","steps":1})", "nodes").find("\r\n1,Left,event,web,1,1,"),
            std::string::npos);
  const std::string process = csv(R"({"kind":"process"})");
  EXPECT_NE(process.find("(start),Cart,3,3,,,edge:start:a0\r\n"), std::string::npos) << process;
  EXPECT_NE(process.find("\r\nCart,Paid,2,2,1200,1680,"), std::string::npos) << process;
  EXPECT_NE(csv(R"({"kind":"process"})", "variants").find("\r\nCart > Paid,2,2,"),
            std::string::npos);
}

TEST_F(AnswerSheetsTest, People) {
  const std::string people = csv(R"({"kind":"overview","people":{"of":"all"}})");
  EXPECT_EQ(std::ranges::count(people, '\n'), 4);
  EXPECT_NE(people.find(",user_id ann,"), std::string::npos) << people;
}

// Whatever is asked, there is a table, and only one is the main one.
TEST_F(AnswerSheetsTest, EveryKindHasOneMainPart) {
  for (
      const char* document :
      {R"({"kind":"events"})",
       R"({"kind":"overview"})",
       R"({"kind":"paths"})",
       R"({"kind":"process"})",
       R"({"kind":"funnel","steps":[{"match":{}},{"match":{}}],"trend":"day"})",
       R"({"kind":"time-between","from":{},"to":{}})",
       R"({"kind":"journey"})",
       R"({"kind":"friction"})",
       R"({"kind":"retention","start":{},"return":{}})",
       R"({"kind":"lifecycle"})",
       R"({"kind":"stickiness"})",
       R"({"kind":"trend","measures":[{"match":{}}],"formula":"A"})",
       R"({"kind":"sessions"})",
       R"({"kind":"transitions"})",
       R"({"kind":"next","from":{}})",
       R"({"kind":"compare","groups":[{"who":{}},{"who":{}}],"question":{"kind":"next","from":{}}})",
       R"({"kind":"formula","questions":{"all":{"kind":"overview"}},"formula":"all.events"})",
       R"({"kind":"attribution","conversion":{}})",
       R"({"kind":"pattern","pattern":"any"})",
       R"({"kind":"drivers","outcome":{"event":"Paid"}})",
       R"({"kind":"conformance","journey":["Cart"]})",
       R"({"kind":"map","trend":"day"})",
       R"({"kind":"archetypes"})",
       R"({"kind":"drift","trend":"day"})"}) {
    SCOPED_TRACE(document);
    const auto sheets = sheets_of(ask(document));
    EXPECT_EQ(std::ranges::count(sheets, true, &Sheet::main), 1);
    for (const Sheet& sheet : sheets)
      for (const auto& row : sheet.rows) EXPECT_EQ(row.size(), sheet.columns.size()) << sheet.name;
  }
}

TEST_F(AnswerSheetsTest, SaysWhichPartsThereAre) {
  const auto none = chosen_sheets(ask(R"({"kind":"process"})"), "bins", false);
  ASSERT_FALSE(none);
  EXPECT_EQ(none.error().message, "An answer of the kind process has no part \"bins\".");
  EXPECT_EQ(none.error().hint, "It has nodes, edges, variants.");
  EXPECT_EQ(chosen_sheets(ask(R"({"kind":"process"})"), "", true)->size(), 3U);
}

TEST_F(AnswerSheetsTest, Attribution) {
  const char* document =
      R"({"kind":"attribution","conversion":{"event":"Paid"},"models":["linear"]})";
  EXPECT_EQ(
      csv(document),
      "label,model,conversions,share,low,high,value,value_share,touches,people,converted,ref\r\n"
      "web,Linear,1,0.5,0,1,,,3,2,0.5,channel:0\r\n"
      "app,Linear,1,0.5,0,1,,,1,1,1,channel:1\r\n");
  EXPECT_EQ(
      csv(document, "paths").substr(0, 86),
      "path,conversions,people,value,not_converted,converted,low,high,ref\r\nweb,1,1,,0,1,0.206");
}

// Ann goes from Cart to Paid in 10 minutes, Bob in 30, Cem never.
TEST_F(AnswerSheetsTest, Pattern) {
  const std::string document =
      R"({"kind":"pattern","pattern":"\"Cart\" then \"Paid\"","trend":"day"})";
  EXPECT_EQ(csv(document),
            "side,label,role,count,people,share,low,high,ref\r\n"
            "before,Entry,entry,2,2,1,0.34238022750665303,1,before:0\r\n"
            "after,Exit,exit,2,2,1,0.34238022750665303,1,after:0\r\n");
  EXPECT_EQ(csv(document, "figures"),
            "figure,value\r\nmatches,2\r\nmatches_people,2\r\nnot_matched,1\r\n"
            "median_s,1200\r\nlow_s,\r\nhigh_s,\r\np90_s,1680\r\n");
  EXPECT_EQ(csv(document, "trend"),
            "from,matches,people,incomplete,ref\r\n"
            "2026-01-01,2,2,false,trend:0\r\n2026-01-02,0,0,true,trend:1\r\n");
}

// Ann pays while she is observed and is left out; Bob, on the app, pays later; Cem, on the web,
// does not. Newcombe's interval of 1 of 1 against none of 1 is 1 − 0.79346·√2 to 1.
TEST_F(AnswerSheetsTest, Drivers) {
  const std::string drivers = csv(
      R"({"kind":"drivers","outcome":{"event":"Paid"},"observe":"20m","within":"1d","least":1})");
  EXPECT_TRUE(drivers.starts_with(
      "label,kind,held,with_people,with,without_people,without,difference,low,high,ratio,p,q,"
      "sentence,with_ref\r\nchannel app,channel,false,1,1,1,0,1,-0.12210872"))
      << drivers;
  EXPECT_NE(
      drivers.find(",1,1,\"Of those with “channel app” in the first 20 minutes, 100 % had the "
                   "outcome within 1 day; of the others 0 %.\",driver:0:with:outcome\r\n"
                   "channel web,channel,false,1,0,1,1,-1,-1,0.12210872"),
      std::string::npos)
      << drivers;
  EXPECT_TRUE(drivers.ends_with(",driver:1:with:outcome\r\n")) << drivers;
  EXPECT_EQ(std::ranges::count(drivers, '\n'), 3) << drivers;
}

// Ann and Bob go on from the cart and pay; whoever is at the cart is on the map, so that being
// there has no effect of its own.
TEST_F(AnswerSheetsTest, Map) {
  const std::string document =
      R"({"kind":"map","stages":[{"id":"buy","name":"Buy"}],"steps":[{"id":"cart","stage":"buy","match":{"event":"Cart"}},{"id":"pay","stage":"buy","match":{"event":"Paid"}}],"outcome":{"event":"Paid"},"contact":{"event":"Call"}})";
  const std::string steps = csv(document);
  EXPECT_TRUE(steps.starts_with(
      "id,label,stage,people,share,events,visits,go_on,go_on_low,go_on_high,leave,outcome,repeat,"
      "backward,contact_after,slow,to_next_median_s,to_next_q1_s,to_next_q3_s,at_median_s,"
      "computed,computed_n,measured,effect,effect_low,effect_high,q,held,ref\r\n"
      "cart,cart,buy,3,1,"))
      << steps;
  EXPECT_NE(steps.find("\r\npay,pay,buy,2,0.6666666666666666,"), std::string::npos) << steps;
  EXPECT_TRUE(steps.ends_with(",step:pay\r\n")) << steps;
  EXPECT_TRUE(csv(document, "stages").starts_with("id,label,people,share,")) << steps;
  EXPECT_TRUE(csv(document, "channels")
                  .starts_with("part,id,channel,events,share,people,ref\r\nstage,buy,"));
  EXPECT_TRUE(
      csv(document, "moments").starts_with("step,reason,layer,value,low,high,sentence\r\n"));
  EXPECT_TRUE(csv(document, "unmapped")
                  .starts_with("event,touchpoint,events,people,share,low,high,after,ref\r\n"));
}

// Cem left instead of paying: 1995 minutes, where the others took 20 in the median.
TEST_F(AnswerSheetsTest, Conformance) {
  const std::string document = R"({"kind":"conformance","journey":["Cart","Paid"]})";
  EXPECT_EQ(csv(document),
            "kind,label,count,cases,share,low,high,people,time_cost_s,time_cost_low_s,"
            "time_cost_high_s,ref\r\n"
            "missing,Paid,1,1,0.3333333333333333,0.06149194472039621,0.7923403991979522,1,118500,,,"
            "deviation:0\r\n"
            "extra,Left,1,1,0.3333333333333333,0.06149194472039621,0.7923403991979522,1,118500,,,"
            "deviation:1\r\n");
  EXPECT_EQ(csv(document, "steps"),
            "label,done,low,high,missing,median_s,p90_s,done_ref\r\n"
            "Cart,1,0.4385029682449546,1,0,,,step:0\r\n"
            "Paid,0.6666666666666666,0.2076596008020477,0.9385080552796037,1,1200,1680,step:1\r\n");
  EXPECT_EQ(csv(document, "variants"),
            "moves,fits,cost,fitness,cases,share,people,ref\r\n"
            "Cart > Paid,true,0,1,2,0.6666666666666666,2,variant:0\r\n"
            "Cart > -Paid > +Left,false,2,0.5,1,0.3333333333333333,1,variant:1\r\n");
}

}  // namespace
}  // namespace wend::cli
