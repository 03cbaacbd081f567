// The friction report on the sample company and on logs that have nothing in common with it.

#include "analyze/friction.h"

#include <boost/json/serialize.hpp>
#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <fmt/format.h>
#include <gtest/gtest.h>
#include <set>
#include <zlib.h>

#include "analyze/journey_table_builder.h"
#include "analyze/query.h"
#include "company_table.h"
#include "env/random.h"
#include "model/time_text.h"
#include "random_journeys.h"

namespace wend {
namespace {

using analyze::FrictionReport;

struct Examined {
  std::shared_ptr<const analyze::JourneyTable> table;
  FrictionReport report;
};

Examined report_of(std::shared_ptr<const analyze::JourneyTable> table) {
  const auto model = *analyze::discover(table);
  auto basis = *analyze::friction_basis(*table, model, {}, nullptr);
  return {table, *analyze::friction_report(std::move(basis), 0.05, {})};
}

// "platform=ios", sorted.
std::set<std::string> segment_of(const FrictionReport& report, const analyze::Finding& finding) {
  std::set<std::string> segment;
  for (const auto& condition : finding.incident.segment) {
    const auto& dimension = report.basis->dimensions[condition.dimension];
    segment.insert(dimension.name + "=" + dimension.values[condition.value]);
  }
  return segment;
}

const analyze::Touchpoint& touchpoint_of(const FrictionReport& report,
                                         const analyze::Finding& finding) {
  return report.basis->model->touchpoints[finding.incident.hit.touchpoint];
}

template <typename List>
bool has(const List& list, std::string_view value) {
  return std::ranges::find(list, value) != list.end();
}

std::string listed(const FrictionReport& report) {
  std::string text;
  for (const auto& finding : report.findings)
    text += "  " + finding.title + ": " + finding.sentence + "\n";
  return text;
}

constexpr std::int64_t kDayUs = env::kDayUs;
// Findings are dated by the day at the coarsest; what people do about an incident blurs its ends by
// one more.
constexpr std::int64_t kDatesOffUs = 2 * kDayUs;

class Company : public ::testing::TestWithParam<std::uint64_t> {};

TEST_P(Company, EveryPlantedIncidentIsFoundOnceAndNothingElse) {
  const Examined run = report_of(company_table(GetParam()));
  const auto planted = demo::planted_incidents({});
  EXPECT_EQ(run.report.findings.size(), planted.size()) << listed(run.report);
  for (const auto& incident : planted) {
    std::set<std::string> segment;
    for (const auto& condition : incident.segment)
      segment.insert(condition.property + "=" + condition.value);
    int found = 0;
    for (const auto& finding : run.report.findings) {
      if (touchpoint_of(run.report, finding).name != incident.touchpoint) continue;
      ++found;
      EXPECT_TRUE(has(incident.kinds, analyze::to_string(finding.incident.hit.kind)))
          << finding.sentence;
      EXPECT_EQ(segment_of(run.report, finding), segment) << finding.sentence;
      EXPECT_LE(std::abs(finding.incident.from_us - incident.from_us), kDatesOffUs)
          << finding.sentence;
      EXPECT_EQ(finding.incident.hit.window.open_end, !incident.to_us) << finding.sentence;
      if (incident.to_us) {
        EXPECT_LE(std::abs(finding.incident.to_us - *incident.to_us), kDatesOffUs)
            << finding.sentence;
      }
    }
    EXPECT_EQ(found, 1) << incident.id << "\n" << listed(run.report);
  }
}

TEST_P(Company, AQuietCompanyHasNoFindings) {
  const Examined run = report_of(company_table(GetParam(), {.incidents = false}));
  EXPECT_TRUE(run.report.findings.empty()) << listed(run.report);
  EXPECT_GT(run.report.tested, 1000U);
  EXPECT_FALSE(run.report.standing.empty());
}

INSTANTIATE_TEST_SUITE_P(TenSeeds, Company, ::testing::Range<std::uint64_t>(1, 11));

bool matches(const FrictionReport& report, const analyze::Finding& finding,
             const RandomIncident& incident) {
  std::set<std::string> segment;
  if (!incident.property.empty()) segment.insert(incident.property + "=" + incident.value);
  const auto& events = touchpoint_of(report, finding).events;
  const bool here =
      std::ranges::any_of(events, [&](const auto& e) { return has(incident.touchpoints, e); });
  return here && has(incident.kinds, analyze::to_string(finding.incident.hit.kind)) &&
         segment_of(report, finding) == segment &&
         std::abs(finding.incident.from_us - incident.from_us) <= kDatesOffUs;
}

TEST(RandomLogs, MostIncidentsAreFoundAndHardlyAnythingElse) {
  int planted = 0, found = 0, findings = 0, wrong = 0;
  std::string missed;
  for (std::uint64_t seed = 0; seed < 40; ++seed) {
    RandomLog log = random_log(seed, true);
    const Examined run = report_of(analyze::make_journey_table(std::move(log.events)));
    for (const auto& finding : run.report.findings) {
      ++findings;
      const bool right = std::ranges::any_of(log.incidents, [&](const auto& incident) {
        return matches(run.report, finding, incident);
      });
      if (right) continue;
      ++wrong;
      missed += fmt::format("seed {} ({}): wrong: {}\n", seed, log.about, finding.sentence);
    }
    for (const auto& incident : log.incidents) {
      ++planted;
      const auto count = std::ranges::count_if(run.report.findings, [&](const auto& finding) {
        return matches(run.report, finding, incident);
      });
      EXPECT_LE(count, 1) << "seed " << seed << " " << log.about << "\n" << listed(run.report);
      found += count > 0 ? 1 : 0;
      if (count == 0)
        missed += fmt::format("seed {} ({}): missed {}\n", seed, log.about, incident.what);
    }
  }
  fmt::print("random logs: {} of {} incidents found, {} of {} findings wrong\n{}", found, planted,
             wrong, findings, missed);
  EXPECT_GE(planted, 40);
  EXPECT_GE(found, 0.9 * planted) << missed;
  EXPECT_LE(wrong, 0.08 * findings) << missed;
}

TEST(RandomLogs, QuietOnesStayQuiet) {
  int loud = 0;
  std::string heard;
  for (std::uint64_t seed = 100; seed < 160; ++seed) {
    RandomLog log = random_log(seed, false);
    const Examined run = report_of(analyze::make_journey_table(std::move(log.events)));
    if (run.report.findings.empty()) continue;
    ++loud;
    heard += fmt::format("seed {} ({}):\n{}", seed, log.about, listed(run.report));
  }
  fmt::print("quiet random logs: {} of 60 with findings\n{}", loud, heard);
  EXPECT_LE(loud, 3) << heard;  // 5 %
}

// A list behind every ref, as long as its number.
TEST(Friction, EndsWhenAskedTo) {
  const auto table = company_table(3, {.customers = 300});
  const auto model = *analyze::discover(table);
  std::stop_source stop;
  const auto basis = *analyze::friction_basis(*table, model, {}, nullptr, stop.get_token());
  EXPECT_FALSE(basis->visits.of.at(0).empty());
  stop.request_stop();
  const auto stopped = analyze::friction_basis(*table, model, {}, nullptr, stop.get_token());
  ASSERT_FALSE(stopped);
  EXPECT_EQ(stopped.error().code, base::ErrorCode::kCancelled);
  const auto report = analyze::friction_report(basis, 0.05, stop.get_token());
  ASSERT_FALSE(report);
  EXPECT_EQ(report.error().code, base::ErrorCode::kCancelled);
}

TEST(Answers, EveryRefListsAsManyPeopleAsItsNumberSays) {
  const auto table = company_table(1, {.customers = 6000});
  const analyze::QueryContext context{.table = table, .time_zone = "Europe/Berlin"};
  std::vector<std::pair<std::string, std::uint64_t>> refs;
  const auto ask = [&](std::string_view kind) {
    boost::json::object document{{"kind", kind}};
    auto answer = analyze::run_query(context, document);
    EXPECT_TRUE(answer) << answer.error().message;
    return (*answer)["result"].as_object();
  };
  const auto check = [&](std::string_view kind, const boost::json::value& ref,
                         std::uint64_t number) {
    boost::json::object document{{"kind", kind}, {"people", {{"of", ref}, {"limit", 1}}}};
    auto answer = analyze::run_query(context, document);
    ASSERT_TRUE(answer) << answer.error().message;
    EXPECT_EQ((*answer)["count"].to_number<std::uint64_t>(), number) << kind << " " << ref;
    refs.emplace_back(std::string(ref.as_string()), number);
  };
  auto journey = ask("journey");
  for (auto& stage : journey["stages"].as_array()) {
    auto& s = stage.as_object();
    check("journey", s["ref"], s["people"].to_number<std::uint64_t>());
    check("journey", s["lost_ref"], s["lost"].to_number<std::uint64_t>());
    for (auto& touchpoint : s["touchpoints"].as_array()) {
      auto& t = touchpoint.as_object();
      check("journey", t["ref"], t["people"].to_number<std::uint64_t>());
    }
  }
  for (auto& kpi : journey["kpis"].as_array()) {
    auto& k = kpi.as_object();
    check("journey", k["ref"], k["share"].as_object()["count"].to_number<std::uint64_t>());
  }
  auto friction = ask("friction");
  for (const char* list : {"findings", "standing"}) {
    for (auto& entry : friction[list].as_array()) {
      auto& e = entry.as_object();
      check("friction", e["ref"], e["people"].to_number<std::uint64_t>());
    }
  }
  EXPECT_GT(refs.size(), 50U);
}

TEST(Answers, AreTheSameEveryTimeAndKeepToTheRange) {
  const auto ask = [](std::string_view range) {
    const auto table = company_table(2, {.customers = 9000});
    boost::json::object document{{"kind", "friction"}};
    if (!range.empty()) document["range"] = {{"to", range}};
    return boost::json::serialize(*analyze::run_query({.table = table}, document));
  };
  EXPECT_EQ(ask(""), ask(""));
  const std::string early = ask("2026-05-10");
  EXPECT_EQ(early.find("Shipping form sends people back"), std::string::npos);
}

boost::json::object friction_of(const std::shared_ptr<const analyze::JourneyTable>& table) {
  return analyze::run_query({.table = table}, {{"kind", "friction"}})->at("result").as_object();
}

// As sentences write numbers.
std::string percent(const boost::json::value& share) {
  const double value = share.to_number<double>();
  return value > 0 && value < 0.0995 ? fmt::format("{:.1f} %", 100 * value)
                                     : fmt::format("{:.0f} %", 100 * value);
}
std::string whole(double number) {
  auto left = static_cast<std::uint64_t>(std::llround(number));
  std::string text;
  for (; left >= 1000; left /= 1000) text = fmt::format(",{:03}{}", left % 1000, text);
  return fmt::format("{}{}", left, text);
}

TEST(Sentences, SayWhatTheFieldsSay) {
  int worse = 0, moving = 0;
  const auto says = [](const boost::json::value& item, const std::string& words) {
    const std::string_view sentence = item.at("sentence").as_string();
    EXPECT_NE(sentence.find(words), sentence.npos) << words << "\n  is not in: " << sentence;
  };
  const auto says_rank = [&](const boost::json::value& item) {
    says(item, fmt::format(" {} people met it, {} more than expected.",
                           whole(item.at("people").to_number<double>()),
                           whole(item.at("excess_people").to_number<double>())));
    if (!item.at("impact").is_null() && item.at("impact").to_number<double>() >= 0.5)
      says(item, fmt::format(" that is about {}.", whole(item.at("impact").to_number<double>())));
  };
  std::size_t findings = 0;
  std::vector<std::shared_ptr<const analyze::JourneyTable>> tables = {
      company_table(1, {.customers = 9000})};
  for (const std::uint64_t seed : {3, 8, 20, 31})
    tables.push_back(analyze::make_journey_table(random_log(seed, true).events));
  for (const auto& table : tables) {
    const auto result = friction_of(table);
    findings += result.at("findings").as_array().size();
    for (const auto& finding : result.at("findings").as_array()) {
      const auto& during = finding.at("effect").at("during");
      const auto& before = finding.at("effect").at("before");
      says(finding, fmt::format(" {} of the {} visits to {}", percent(during.at("share")),
                                whole(during.at("of").to_number<double>()),
                                std::string(finding.at("touchpoint").as_string())));
      says(finding,
           fmt::format("(95 % interval {} to {}), otherwise {} of {}.", percent(during.at("low")),
                       percent(during.at("high")), percent(before.at("share")),
                       whole(before.at("of").to_number<double>())));
      EXPECT_EQ(during.at("of"), finding.at("n"));
      says_rank(finding);
      if (finding.at("worse_for").as_array().empty()) continue;
      const auto& first = finding.at("worse_for").at(0);
      says(finding, fmt::format("{}: {}, the others {}.",
                                std::string(first.at("segment").at("value").as_string()),
                                percent(first.at("share").at("share")),
                                percent(first.at("rest").at("share"))));
      ++worse;
    }
    ASSERT_FALSE(result.at("standing").as_array().empty());
    for (const auto& standing : result.at("standing").as_array()) {
      const auto& share = standing.at("share");
      says(standing, fmt::format("{} of the {} visits to ", percent(share.at("share")),
                                 whole(share.at("of").to_number<double>())));
      says(standing, fmt::format("(95 % interval {} to {}), in the whole journey {}.",
                                 percent(share.at("low")), percent(share.at("high")),
                                 percent(standing.at("baseline"))));
      says_rank(standing);
      const std::string_view sentence = standing.at("sentence").as_string();
      if (sentence.find("points a week") == sentence.npos) continue;
      const double by = standing.at("trend").at("per_week").to_number<double>();
      says(standing, fmt::format(" It {} by {:.1f} points a week.", by > 0 ? "rises" : "falls",
                                 100 * std::abs(by)));
      ++moving;
    }
  }
  EXPECT_GE(findings, 5U);
  EXPECT_GT(worse, 0);
  fmt::print("{} findings tell for whom it was worse, {} standing ones move\n", worse, moving);
}

TEST(WorseFor, ListsThePeopleOfItsNumbers) {
  int refs = 0;
  for (const std::uint64_t seed : {3, 8, 20, 31}) {
    const analyze::QueryContext context{
        .table = analyze::make_journey_table(random_log(seed, true).events)};
    const auto answer = friction_of(context.table);
    for (const auto& finding : answer.at("findings").as_array()) {
      double last = 1e300;
      for (const auto& worse : finding.at("worse_for").as_array()) {
        const boost::json::object document{{"kind", "friction"},
                                           {"people", {{"of", worse.at("ref")}, {"limit", 1}}}};
        const auto people = analyze::run_query(context, document);
        ASSERT_TRUE(people) << people.error().message;
        EXPECT_EQ(people->at("count").to_number<std::uint64_t>(),
                  worse.at("people").to_number<std::uint64_t>());
        EXPECT_LE(worse.at("people").to_number<double>(),
                  worse.at("share").at("count").to_number<double>());
        // The value and the others are the visits of the finding.
        EXPECT_EQ(worse.at("share").at("of").to_number<std::uint64_t>() +
                      worse.at("rest").at("of").to_number<std::uint64_t>(),
                  finding.at("n").to_number<std::uint64_t>());
        EXPECT_LE(worse.at("q").to_number<double>(), 0.05);
        const double excess = worse.at("difference").to_number<double>() *
                              worse.at("share").at("of").to_number<double>();
        EXPECT_LE(excess, last + 1e-9) << "most excess first";
        last = excess;
        ++refs;
      }
    }
  }
  EXPECT_GT(refs, 0);
}

TEST(Rank, IsPeopleTimesExcessTimesLossTimesValue) {
  int with_loss = 0, without = 0, money = 0;
  const auto check = [&](const boost::json::array& items) {
    double last = 1e300;
    bool last_known = true;
    for (const auto& item : items) {
      const auto& rank = item.at("rank");
      const bool known = !rank.at("loss").is_null();
      (known ? with_loss : without) += 1;
      const double score =
          rank.at("people").to_number<double>() * rank.at("excess").to_number<double>() *
          (known ? rank.at("loss").to_number<double>() : 1) * rank.at("value").to_number<double>();
      EXPECT_NEAR(rank.at("score").to_number<double>(), score, 1e-9 * std::max(1.0, score));
      EXPECT_EQ(rank.at("people"), item.at("people"));
      EXPECT_NEAR(item.at("excess_people").to_number<double>(),
                  rank.at("people").to_number<double>() * rank.at("excess").to_number<double>(),
                  1e-9 * score + 1e-9);
      EXPECT_TRUE(last_known || !known) << "those whose loss is known come first";
      if (known == last_known) {
        EXPECT_LE(score, last * (1 + 1e-12));
      }
      last = score, last_known = known;
      const bool in_money = known && !rank.at("value_from").is_null();
      EXPECT_EQ(rank.at("unit").as_string(), in_money ? "value" : known ? "goals" : "people");
      EXPECT_EQ(item.at("impact").is_null(), !in_money);
      if (in_money) {
        EXPECT_EQ(item.at("impact"), rank.at("score"));
        ++money;
      }
      if (rank.at("value_from").is_null()) {
        EXPECT_EQ(rank.at("value").to_number<double>(), 1);
      }
    }
  };
  std::vector<std::shared_ptr<const analyze::JourneyTable>> tables = {
      company_table(1, {.customers = 6000})};
  for (std::uint64_t seed = 0; seed < 4; ++seed)
    tables.push_back(analyze::make_journey_table(random_log(seed, true).events));
  for (const auto& table : tables) {
    const auto result = friction_of(table);
    check(result.at("findings").as_array());
    check(result.at("standing").as_array());
  }
  EXPECT_GT(with_loss, 10);
  EXPECT_GT(without, 10);
  EXPECT_GT(money, 10);
}

// Twelve weeks of a shop whose payment fails at the day's rate.
template <typename RateOf>
boost::json::object shop_failing_at(RateOf&& rate_of) {
  env::Random random(19);
  std::vector<analyze::MemoryEvent> events;
  for (int day = 0; day < 84; ++day) {
    for (int i = 0; i < 60; ++i) {
      std::int64_t now = 20'454 * kDayUs + day * kDayUs + 9 * env::kHourUs + i * env::kMinuteUs;
      const auto go = [&](const char* name) {
        events.push_back({.customer = fmt::format("c{}-{}", day, i), .time_us = now, .name = name});
        now += 60'000'000 + static_cast<std::int64_t>(random.below(60'000'000));
      };
      go("Home page"), go("Product viewed"), go("Cart"), go("Payment");
      if (random.chance(rate_of(day))) go("Payment failed");
      if (random.chance(0.8)) go("Order placed");
    }
  }
  return friction_of(analyze::make_journey_table(std::move(events)));
}

TEST(Baseline, WeekdaysAndSteadyGrowthAreNoFindingsButAStepIs) {
  const auto weekdays = shop_failing_at([](int day) { return day % 7 >= 5 ? 0.3 : 0.1; });
  EXPECT_TRUE(weekdays.at("findings").as_array().empty()) << weekdays.at("findings");
  const auto growth = shop_failing_at([](int day) { return 0.06 + 0.003 * day; });
  EXPECT_TRUE(growth.at("findings").as_array().empty()) << growth.at("findings");
  bool told = false;
  for (const auto& standing : growth.at("standing").as_array()) {
    if (standing.at("touchpoint").as_string() != "Payment") continue;
    if (standing.at("kind").as_string() != "error") continue;
    // 0.3 points a day.
    EXPECT_LT(standing.at("trend").at("low").to_number<double>(), 0.021);
    EXPECT_GT(standing.at("trend").at("high").to_number<double>(), 0.021);
    EXPECT_GT(standing.at("trend").at("low").to_number<double>(), 0.01);
    told = true;
  }
  EXPECT_TRUE(told);
  const auto step = shop_failing_at([](int day) { return day < 50 ? 0.1 : 0.3; });
  ASSERT_EQ(step.at("findings").as_array().size(), 1U);
  const auto& finding = step.at("findings").at(0);
  EXPECT_EQ(finding.at("touchpoint").as_string(), "Payment");
  EXPECT_EQ(finding.at("kind").as_string(), "error");
  EXPECT_TRUE(finding.at("ongoing").as_bool());
  EXPECT_TRUE(finding.at("trend").is_null());
  for (const auto& bucket : finding.at("series").as_array()) {
    if (bucket.at("share").is_null()) continue;
    EXPECT_NEAR(bucket.at("expected").to_number<double>(), 0.1, 0.05);
    EXPECT_EQ(bucket.at("share").to_number<double>(),
              bucket.at("count").to_number<double>() / bucket.at("n").to_number<double>());
  }
}

TEST(Answers, TheOrderOfRowsChangesNothing) {
  for (const std::uint64_t seed : {2, 5, 11}) {
    auto log = random_log(seed, true);
    const auto answer = friction_of(analyze::make_journey_table(log.events));
    env::Random random(seed);
    for (std::size_t i = log.events.size(); i > 1; --i)
      std::swap(log.events[i - 1], log.events[random.below(i)]);
    const auto shuffled = friction_of(analyze::make_journey_table(std::move(log.events)));
    EXPECT_EQ(boost::json::serialize(answer), boost::json::serialize(shuffled)) << "seed " << seed;
  }
}

// Stages and touchpoints of a real log: an Italian software company's help desk.
TEST(RealLogs, TheHelpDeskHasAStartAMiddleAndAnEnd) {
  const char* folder = std::getenv("WEND_TEST_DATA");
  const std::filesystem::path file =
      std::filesystem::path(folder ? folder : "../shared/data") / "helpdesk.xes.gz";
  if (!std::filesystem::exists(file)) GTEST_SKIP() << "no " << file << "; set WEND_TEST_DATA";
  std::vector<analyze::MemoryEvent> events;
  const gzFile in = gzopen(file.c_str(), "rb");
  char buffer[4096];
  std::string customer, name;
  bool in_event = false;
  const auto value = [](std::string_view line) {
    const auto from = line.find("value=\"") + 7;
    return std::string(line.substr(from, line.find('"', from) - from));
  };
  std::int64_t order = 0;
  while (gzgets(in, buffer, sizeof buffer) != nullptr) {
    const std::string_view line = buffer;
    if (line.find("<trace>") != line.npos) in_event = false;
    if (line.find("<event>") != line.npos) in_event = true;
    if (line.find("\"concept:name\"") != line.npos) (in_event ? name : customer) = value(line);
    if (line.find("\"time:timestamp\"") != line.npos && in_event) {
      const auto time = model::parse_time(value(line), {});
      ASSERT_TRUE(time);
      events.push_back({.customer = customer, .time_us = *time, .name = name, .channel = ""});
      ++order;
    }
  }
  gzclose(in);
  ASSERT_EQ(events.size(), 21'348U);
  const auto table = analyze::make_journey_table(std::move(events));
  const auto model = *analyze::discover(table);
  EXPECT_GE(model->stages.size(), 3U);
  EXPECT_LE(model->stages.size(), 5U);
  EXPECT_EQ(model->stages.front(), "Assign seriousness");
  ASSERT_TRUE(model->goal);
  EXPECT_EQ(model->touchpoints[*model->goal].name, "Closed");
  std::vector<std::string> main;
  for (const auto& touchpoint : model->touchpoints) {
    for (const char* known :
         {"Assign seriousness", "Take in charge ticket", "Resolve ticket", "Closed"}) {
      if (touchpoint.name == known) main.push_back(known);
    }
  }
  EXPECT_EQ(main, (std::vector<std::string>{"Assign seriousness", "Take in charge ticket",
                                            "Resolve ticket", "Closed"}));
}

}  // namespace
}  // namespace wend
