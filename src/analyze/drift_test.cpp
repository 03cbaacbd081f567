#include <gtest/gtest.h>

#include "analyze/drift_growth.h"
#include "analyze/drift_words.h"
#include "analyze/testing/small_logs.h"

namespace wend::analyze {
namespace {

using namespace testing;

constexpr TimeUs kSecond = 1'000'000;
constexpr TimeUs kDay = 86'400 * kSecond;

// A customer's events, one each hour, by letters: L C S P F are steps, H is a call, x stands
// nowhere; a blank is a pause of 40 days.
void add(std::vector<Row>& rows, const std::string& customer, std::string_view letters,
         TimeUs from = 0) {
  TimeUs at = from;
  for (const char letter : letters) {
    if (letter == ' ') {
      at += 40 * kDay;
      continue;
    }
    rows.push_back({customer, at, std::string(1, letter), "web", ""});
    at += 3'600 * kSecond;
  }
}

std::vector<Row> journeys(const std::vector<std::string>& list) {
  std::vector<Row> rows;
  for (std::size_t i = 0; i < list.size(); ++i) add(rows, "c" + std::to_string(i), list[i]);
  return rows;
}

// Look, Cart, Shipping, Payment, Follow in two stages.
std::string document(std::string_view more = "") {
  return R"({"kind": "drift", "least": 1, "contact": {"event": "H"}, "stages": [{"id": "find"}, {"id": "buy"}],
    "steps": [{"id": "look", "stage": "find", "name": "Look", "match": {"event": "L"}}, {"id": "cart", "stage": "find", "name": "Cart", "match": {"event": "C"}},
      {"id": "ship", "stage": "buy", "name": "Shipping", "match": {"event": "S"}}, {"id": "pay", "stage": "buy", "name": "Payment", "match": {"event": "P"}},
      {"id": "follow", "stage": "buy", "name": "Follow", "match": {"event": "F"}}])" +
         std::string(more) + "}";
}

// "ship repeated cart 2/3" for each deviation.
std::string deviations_in(const json::object& result) {
  std::string text;
  for (const auto& one : result.at("deviations").as_array())
    text += std::string(one.at("step").as_string()) + " " +
            std::string(one.at("kind").as_string()) + " " +
            std::string(one.at("label").as_string()) + " " +
            std::to_string(one.at("share").at("count").to_number<int>()) + "/" +
            std::to_string(one.at("share").at("of").to_number<int>()) + "; ";
  return text;
}

json::object ask(const std::vector<Row>& rows, const std::string& question) {
  return must_answer(make_journey_table(to_events(rows)), question).at("result").as_object();
}

std::string deviations(const std::vector<std::string>& list, std::string_view more = "") {
  return deviations_in(ask(journeys(list), document(more)));
}

std::string drift_of(const json::object& place) {
  return std::to_string(place.at("drift").at("count").to_number<int>()) + "/" +
         std::to_string(place.at("drift").at("of").to_number<int>());
}

// Everybody does all of the steps once in these tests, so that each of them is walked.
const std::string kAll = "LCSPF";

TEST(Drift, KeepsToThePath) {
  EXPECT_EQ(deviations({kAll}), "");
  // Entered late, left early, seen on the way only; other things between; several events at a step.
  EXPECT_EQ(deviations({kAll, "CSP", "LC", "S", "LxCxSS"}), "");
  // Another round, at once and after a pause.
  EXPECT_EQ(deviations({kAll + kAll, "LCS CS"}), "");
}

TEST(Drift, KindsByHand) {
  EXPECT_EQ(deviations({kAll, "LSPF"}), "look missing Cart 1/2; ");
  EXPECT_EQ(deviations({kAll, "LCSCSP"}), "ship repeated Cart 1/2; ");
  EXPECT_EQ(deviations({kAll, "LCPSF"}), "pay out_of_order Shipping 1/2; ");
  EXPECT_EQ(deviations({kAll, "LCSHPF"}), "ship extra H 1/2; ");
  EXPECT_EQ(deviations({kAll, "LCSPH"}), "pay extra H 1/2; ");
  // A call before the journey, and one that is told to be passed over.
  EXPECT_EQ(deviations({kAll, "HLC"}), "");
  EXPECT_EQ(deviations({kAll, "LCSHPF"}, R"(, "extra": "none")"), "");
  // The last step too early; and first, which is the end of a journey that began before.
  EXPECT_EQ(deviations({kAll, "LFCSP"}), "look out_of_order Follow 1/2; ");
  EXPECT_EQ(deviations({kAll, "FCSP"}), "");
}

TEST(Drift, WhatTheMapAllows) {
  EXPECT_EQ(deviations({kAll, "LSPF"}, R"(, "optional": ["cart"])"), "");
  EXPECT_EQ(
      deviations({kAll, "LSPF"}, R"(, "links": [{"from": "look", "to": "ship", "kind": "skip"}])"),
      "");
  EXPECT_EQ(deviations({kAll, "LCSCSP"},
                       R"(, "links": [{"from": "ship", "to": "cart", "kind": "loop"}])"),
            "");
  // The loop leads back to the cart, not to looking.
  EXPECT_EQ(deviations({kAll, "LCSLCSP"},
                       R"(, "links": [{"from": "ship", "to": "cart", "kind": "loop"}])"),
            "ship repeated Look 1/2; ");
  // A pause ends a journey; without it, it is a way back.
  EXPECT_EQ(deviations({kAll, "LCS CSP"}, R"(, "gap": "60d")"), "ship repeated Cart 1/2; ");
  // Nobody was at Payment: it is passed over, like a step that is not bound.
  EXPECT_EQ(deviations({"LCSF"}), "");
}

// From Look one branch is Cart, the other Shipping; they come together at Payment.
TEST(Drift, Branches) {
  const char* branches =
      R"(, "links": [{"from": "look", "to": "ship", "kind": "branch"}, {"from": "cart", "to": "pay", "kind": "skip"}])";
  EXPECT_EQ(deviations({"LCPF", "LSPF"}, branches), "");
  // From Cart no way leads to Shipping.
  const auto both = deviations({"LCPF", "LSPF", "LCSPF"}, branches);
  EXPECT_TRUE(both == "cart wrong_branch Shipping 1/2; " || both == "look wrong_branch Cart 1/3; ")
      << both;
}

TEST(Drift, NumbersByHand) {
  // c1 goes back to the cart and comes back to Shipping; c2 goes back and does not come back; c3
  // leaves out Shipping; c4 is elsewhere.
  auto rows = journeys({kAll, "LCSCSPF", "LCSC", "LCPF", "x"});
  const auto result = ask(rows, document());
  EXPECT_EQ(result.at("people").to_number<int>(), 4);
  EXPECT_EQ(result.at("journeys").to_number<int>(), 4);
  EXPECT_EQ(drift_of(result), "3/4");
  EXPECT_EQ(deviations_in(result), "ship repeated Cart 2/3; cart missing Shipping 1/4; ");
  EXPECT_EQ(result.at("sentence").as_string(),
            "At “Shipping”, 67 % leave the mapped path and go back to “Cart”.");
  const auto& ship = result.at("steps").at(2);
  EXPECT_EQ(ship.at("id"), "ship");
  EXPECT_EQ(drift_of(ship.as_object()), "2/3");
  EXPECT_EQ(drift_of(result.at("stages").at(0).as_object()), "1/4");
  EXPECT_EQ(drift_of(result.at("stages").at(1).as_object()), "2/4");
  const auto& back = result.at("deviations").at(0);
  EXPECT_EQ(back.at("back").at("count").to_number<int>(), 1);
  EXPECT_EQ(back.at("back_at"), "ship");
  EXPECT_EQ(back.at("to"), "cart");
  // Two hours from Shipping to Shipping again.
  EXPECT_EQ(back.at("away").at("n").to_number<int>(), 1);
  EXPECT_EQ(back.at("away").at("median_s").to_number<double>(), 7200);
  // 1, 1 − 2/7, 1 − 1/4, 1 − 1/4.
  EXPECT_NEAR(result.at("fitness").to_number<double>(), (1 + 5.0 / 7 + 0.75 + 0.75) / 4, 1e-12);
  EXPECT_EQ(ship.at("ended").at("count").to_number<int>(), 0);
  EXPECT_EQ(result.at("steps").at(1).at("ended").at("count").to_number<int>(), 1);
  EXPECT_EQ(result.at("steps").at(0).at("entered").at("count").to_number<int>(), 4);
}

// Ten come each week; from the fifth week on, six of them go back, before it two.
TEST(Drift, TurnsInAWeek) {
  std::vector<Row> rows;
  for (int week = 0; week < 8; ++week)
    for (int customer = 0; customer < 40; ++customer)
      add(rows, "c" + std::to_string(week * 100 + customer),
          customer < (week < 4 ? 8 : 16) ? "LCSCSPF" : "LCSPF",
          (4 + 7 * week) * kDay);  // from Monday, 5 January 1970
  const auto result = ask(
      rows, document(R"(, "range": {"from": "1970-01-05", "to": "1970-03-02"}, "trend": "week")"));
  EXPECT_EQ(result.at("trend").as_array().size(), 8U);
  EXPECT_EQ(result.at("turn").at("from"), "1970-02-02");
  EXPECT_EQ(result.at("turn").at("before").at("share").to_number<double>(), 0.2);
  EXPECT_EQ(result.at("turn").at("after").at("share").to_number<double>(), 0.4);
  EXPECT_EQ(result.at("sentence").as_string(),
            "At “Shipping”, 30 % leave the mapped path and go back to “Cart”; the share doubled "
            "since 2 February.");
  // The same by windows of seven days, counted back from the end.
  const auto windows = ask(
      rows, document(R"(, "range": {"from": "1970-01-08", "to": "1970-03-02"}, "every": "7d")"));
  EXPECT_EQ(windows.at("trend").as_array().size(), 8U);
  EXPECT_TRUE(windows.at("trend").at(0).at("incomplete").as_bool());
  EXPECT_EQ(drift_of(windows.at("trend").at(7).as_object()), "16/40");
  // Nobody left: no share to speak of.
  const auto nobody = ask(journeys({"x"}), document());
  EXPECT_TRUE(nobody.at("sentence").is_null());
  EXPECT_EQ(ask(journeys({kAll}), document()).at("sentence").as_string(),
            "Everybody keeps to the mapped path.");
}

TEST(Drift, RefusesWhatDoesNotFit) {
  const auto error_of = [](std::string_view more) {
    const auto answer = run_query(context_of(make_journey_table({})), *parse_query(document(more)));
    return answer ? std::string() : answer.error().to_sentence();
  };
  EXPECT_NE(error_of(R"(, "links": [{"from": "look", "to": "nowhere"}])").find("links[0].to"),
            std::string::npos);
  EXPECT_NE(error_of(R"(, "optional": ["look", 5])").find("optional[1]"), std::string::npos);
  EXPECT_NE(error_of(R"(, "optional": ["none"])").find("optional[0]"), std::string::npos);
  EXPECT_NE(error_of(R"(, "every": "1m")").find("every"), std::string::npos);
  EXPECT_NE(error_of(R"(, "every": "7d", "trend": "week")").find("every"), std::string::npos);
  EXPECT_EQ(error_of(""), "");
}

// The people behind every number are as many as it says, and the order of rows changes nothing.
TEST(Drift, RandomLogs) {
  EXPECT_TRUE(rc::check("refs and row order", [] {
    const auto rows = random_log(12, 12, 40, "LCSPFHx");
    const std::string question = document(
        R"(, "links": [{"from": "ship", "to": "cart", "kind": "loop"}], "optional": ["follow"], "every": "1h")");
    const auto table = make_journey_table(to_events(rows));
    const auto answer = must_answer(table, question);
    RC_ASSERT(check_refs(table, question, answer.at("result")) > 0);
    check_row_order(rows, question);
    // A journey without a way off the path costs nothing, and the other way round.
    const auto& result = answer.at("result").as_object();
    const bool fits =
        result.at("people").to_number<int>() == 0 || result.at("fitness").to_number<double>() == 1;
    RC_ASSERT(fits == (result.at("drift").at("count").to_number<int>() == 0));
  }));
}

// z by hand: p = 40/200 = 0.2, s = sqrt(0.2 · 0.8 · 2/100) = 0.0566, z = 0.2 / 0.0566.
TEST(DriftGrowth, TwoProportions) {
  EXPECT_NEAR(two_proportion_z({10, 100}, {30, 100}), 3.5355339059, 1e-9);
  EXPECT_NEAR(two_proportion_z({30, 100}, {10, 100}), -3.5355339059, 1e-9);
  EXPECT_EQ(two_proportion_z({0, 0}, {30, 100}), 0);
  EXPECT_EQ(two_proportion_z({0, 10}, {0, 10}), 0);
}

TEST(DriftGrowth, GrewByTheRule) {
  EXPECT_TRUE(drift_grew({40, 400}, {20, 100}, 30));
  // Too few, too little, not sure, less.
  EXPECT_FALSE(drift_grew({40, 400}, {5, 25}, 30));
  EXPECT_FALSE(drift_grew({4'000, 40'000}, {1'400, 10'000}, 30));
  EXPECT_FALSE(drift_grew({40, 400}, {16, 100}, 30));
  EXPECT_FALSE(drift_grew({80, 400}, {10, 100}, 30));
}

TEST(DriftGrowth, Turns) {
  const Proportion low{10, 100}, high{30, 100};
  const Proportion series[] = {low, low, low, high, high};
  const auto turn = find_turn(series, 20);
  ASSERT_TRUE(turn);
  EXPECT_EQ(turn->at, 3U);
  EXPECT_EQ(turn->before.count, 30U);
  EXPECT_EQ(turn->after.of, 200U);
  const Proportion flat[] = {low, low, low, low, low};
  EXPECT_FALSE(find_turn(flat, 20));
  const Proportion short_one[] = {low, high, high};
  EXPECT_FALSE(find_turn(short_one, 20));
  EXPECT_FALSE(find_turn(series, 500));
}

TEST(DriftWords, Shares) {
  EXPECT_EQ(share_in_words({33, 100}).text, "1 in 3");
  EXPECT_EQ(share_in_words({31, 100}).text, "1 in 3");
  EXPECT_EQ(share_in_words({29, 100}).text, "29 %");
  EXPECT_EQ(share_in_words({5, 1'000}).text, "less than 1 %");
  EXPECT_EQ(share_in_words({7, 7}).text, "everybody");
  EXPECT_EQ(turn_in_words({0, {10, 100}, {15, 100}}, "9 April"),
            "the share rose from 10 % to 15 % since 9 April");
  const auto berlin = model::TimeZone::find("Europe/Berlin").value();
  // 2026-04-08T22:30Z is the 9th there.
  EXPECT_EQ(day_in_words(1'775'687'400LL * kSecond, 1'775'687'400LL * kSecond, berlin), "9 April");
  EXPECT_EQ(day_in_words(1'775'687'400LL * kSecond, 1'875'687'400LL * kSecond, berlin),
            "9 April 2026");
}

}  // namespace
}  // namespace wend::analyze
