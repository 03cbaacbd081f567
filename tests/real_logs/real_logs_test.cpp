#include <algorithm>
#include <boost/json/serialize.hpp>
#include <cstdlib>
#include <filesystem>
#include <gtest/gtest.h>
#include <map>
#include <unistd.h>

#include "analyze/journey_table_store.h"
#include "analyze/query.h"
#include "collect/import_job.h"

namespace wend {
namespace {

namespace json = boost::json;
using Edge = std::pair<std::string, std::string>;

std::filesystem::path real_data() {
  if (const char* named = std::getenv("WEND_TEST_DATA")) return named;
  return "../shared/data";
}

class RealLog : public ::testing::TestWithParam<const char*> {
 protected:
  void SetUp() override {
    const auto file = real_data() / GetParam();
    if (!std::filesystem::exists(file)) {
      GTEST_SKIP() << file << " is missing: set WEND_TEST_DATA to the folder of the real logs";
    }
    path_ =
        std::filesystem::temp_directory_path() / ("wend_real_logs_" + std::to_string(::getpid()));
    std::filesystem::remove_all(path_);
    folder_ = events::DataFolder::open(path_, {}).value();
    collect::ImportProgress progress;
    const auto outcome = collect::run_import(
        *folder_,
        {.path = file.string(), .file = GetParam(), .source = "", .mapping = std::nullopt},
        progress, {});
    ASSERT_TRUE(outcome) << outcome.error().to_sentence();
    tables_ = std::make_unique<analyze::JourneyTableStore>(folder_->events());
    table_ = tables_->current().value();
  }
  void TearDown() override {
    table_.reset();
    tables_.reset();
    folder_.reset();
    if (!path_.empty()) std::filesystem::remove_all(path_);
  }

  json::object ask(std::string_view text) {
    const auto answer = analyze::run_query({.table = table_}, analyze::parse_query(text).value());
    if (!answer) throw std::runtime_error(answer.error().to_sentence());
    return answer->at("result").as_object();
  }

  // Calls take(rows, i) for every row of a statement over the view `steps` (profile, t, sequence,
  // name).
  template <typename Take>
  void sql(const std::string& text, Take&& take) {
    auto connection = folder_->events().reader().value();
    const std::string steps =
        "WITH steps AS (SELECT i.profile_id AS profile, epoch_us(e.time) AS t, e.sequence AS "
        "sequence, e.name AS name "
        "FROM events e JOIN identities i ON i.identity_id = e.identity_id WHERE e.type <= 2) ";
    auto statement = connection.prepare((steps + text).c_str());
    ASSERT_TRUE(statement) << statement.error().to_sentence();
    auto rows = statement->run({});
    ASSERT_TRUE(rows) << rows.error().to_sentence();
    while (rows->next().value()) {
      for (std::size_t i = 0; i < rows->size(); ++i) take(*rows, i);
    }
  }

  void process_edges();
  void variants();
  void time_between_the_two_most_frequent_events();
  void conformance_to_the_most_frequent_ways();

  std::filesystem::path path_;
  std::unique_ptr<events::DataFolder> folder_;
  std::unique_ptr<analyze::JourneyTableStore> tables_;
  std::shared_ptr<const analyze::JourneyTable> table_;
};

void RealLog::process_edges() {
  struct Counts {
    std::int64_t count = 0, people = 0;
    double median_s = 0;
    bool operator==(const Counts&) const = default;
  };
  std::map<Edge, Counts> expected;
  sql("SELECT name, next, count(*), count(DISTINCT profile), median(d)::DOUBLE FROM (SELECT "
      "profile, name, lead(name) OVER w AS next, "
      "(lead(t) OVER w - t) AS d FROM steps WINDOW w AS (PARTITION BY profile ORDER BY t, "
      "sequence)) WHERE next IS NOT NULL "
      "GROUP BY name, next",
      [&](const events::duck::Rows& rows, std::size_t i) {
        expected[{std::string(rows.text(0, i)), std::string(rows.text(1, i))}] = {
            rows.values<std::int64_t>(2)[i], rows.values<std::int64_t>(3)[i],
            rows.values<double>(4)[i] / 1e6};
      });
  const auto result = ask(R"({"kind": "process"})");
  std::map<std::string, std::string> label_of;
  for (const auto& activity : result.at("activities").as_array()) {
    label_of[std::string(activity.at("id").as_string())] =
        std::string(activity.at("label").as_string());
  }
  std::map<Edge, Counts> said;
  std::int64_t cases = 0;
  for (const auto& edge : result.at("edges").as_array()) {
    const std::string from(edge.at("from").as_string());
    const std::string to(edge.at("to").as_string());
    if (from == "start") cases += edge.at("count").to_number<std::int64_t>();
    if (from == "start" || to == "end") continue;
    said[{label_of[from], label_of[to]}] = {edge.at("count").to_number<std::int64_t>(),
                                            edge.at("people").to_number<std::int64_t>(),
                                            edge.at("times").at("median_s").to_number<double>()};
  }
  EXPECT_GT(expected.size(), 5u);
  EXPECT_EQ(cases, static_cast<std::int64_t>(table_->profile_count()));
  EXPECT_EQ(said == expected, true);
}

void RealLog::variants() {
  std::vector<std::int64_t> expected;
  sql("SELECT count(*) AS n FROM (SELECT string_agg(name, chr(1) ORDER BY t, sequence) AS names "
      "FROM steps GROUP BY profile) "
      "GROUP BY names ORDER BY n DESC",
      [&](const events::duck::Rows& rows, std::size_t i) {
        expected.push_back(rows.values<std::int64_t>(0)[i]);
      });
  const auto result = ask(R"({"kind": "process", "variants": 50})");
  EXPECT_EQ(result.at("variants_total").to_number<std::size_t>(), expected.size());
  std::vector<std::int64_t> said;
  for (const auto& variant : result.at("variants").as_array())
    said.push_back(variant.at("people").to_number<std::int64_t>());
  expected.resize(std::min<std::size_t>(expected.size(), 50));
  EXPECT_EQ(said, expected);
}

void RealLog::time_between_the_two_most_frequent_events() {
  const auto activities = ask(R"({"kind": "events", "limit": 2})").at("events").as_array();
  const std::string from(activities[0].at("event").as_string());
  const std::string to(activities[1].at("event").as_string());
  const auto quoted = [](std::string text) {
    for (std::size_t at = 0; (at = text.find('\'', at)) != std::string::npos; at += 2)
      text.insert(at, 1, '\'');
    return "'" + text + "'";
  };
  std::int64_t from_count = 0, arrived = 0;
  double median_s = 0;
  sql(", f AS (SELECT profile, min(t) AS t FROM steps WHERE name = " + quoted(from) +
          " GROUP BY profile), p AS (SELECT f.profile, f.t AS t0, min(s.t) AS t1 FROM f LEFT JOIN "
          "steps s ON s.profile = f.profile "
          "AND s.name = " +
          quoted(to) +
          " AND s.t >= f.t GROUP BY ALL) SELECT count(*), count(t1), median(t1 - t0)::DOUBLE FROM "
          "p",
      [&](const events::duck::Rows& rows, std::size_t i) {
        from_count = rows.values<std::int64_t>(0)[i];
        arrived = rows.values<std::int64_t>(1)[i];
        median_s = rows.values<double>(2)[i] / 1e6;
      });
  const json::object names = {
      {"kind", "time-between"}, {"from", {{"event", from}}}, {"to", {{"event", to}}}};
  const auto result = ask(json::serialize(names));
  EXPECT_EQ(result.at("from_count").to_number<std::int64_t>(), from_count);
  EXPECT_EQ(result.at("arrived").at("count").to_number<std::int64_t>(), arrived);
  EXPECT_DOUBLE_EQ(result.at("times").at("median_s").to_number<double>(), median_s);
  // A funnel of the two is the same question.
  const json::object steps = {
      {"kind", "funnel"},
      {"steps", {{{"match", {{"event", from}}}}, {{"match", {{"event", to}}}}}}};
  const auto funnel = ask(json::serialize(steps));
  EXPECT_EQ(funnel.at("converted").at("count").to_number<std::int64_t>(), arrived);
}

using Way = std::vector<std::string>;

// The least number of names to take out of either, so that both become equal.
std::size_t distance(const Way& a, const Way& b) {
  std::vector<std::size_t> common(b.size() + 1), before(b.size() + 1);
  for (const std::string& name : a) {
    std::swap(common, before);
    for (std::size_t k = 0; k < b.size(); ++k)
      common[k + 1] = name == b[k] ? before[k] + 1 : std::max(before[k + 1], common[k]);
  }
  return a.size() + b.size() - 2 * common.back();
}

// The design is a choice of the ways that most cases went: those and no others fit, and what the
// others cost is their distance from the nearest of them.
void RealLog::conformance_to_the_most_frequent_ways() {
  std::map<std::int64_t, Way> way_of;  // by profile
  sql("SELECT profile, name FROM steps ORDER BY profile, t, sequence",
      [&](const events::duck::Rows& rows, std::size_t i) {
        way_of[rows.values<std::int64_t>(0)[i]].emplace_back(rows.text(1, i));
      });
  std::map<Way, std::size_t> cases_of;
  for (const auto& [profile, way] : way_of) ++cases_of[way];
  std::vector<std::pair<std::size_t, Way>> ways;
  for (const auto& [way, cases] : cases_of) ways.emplace_back(cases, way);
  std::ranges::sort(ways, std::greater());
  for (const std::size_t count : {1u, 5u}) {
    SCOPED_TRACE(count);
    json::array designs;
    std::size_t fitting = 0, cost = 0, shortest = ways[0].second.size();
    for (std::size_t i = 0; i < count; ++i) {
      designs.push_back(
          json::object{{"sequence", json::array(ways[i].second.begin(), ways[i].second.end())}});
      fitting += ways[i].first;
      shortest = std::min(shortest, ways[i].second.size());
    }
    double fitness = 0;
    for (const auto& [cases, way] : ways) {
      std::size_t least = ~std::size_t{0};
      for (std::size_t i = 0; i < count; ++i)
        least = std::min(least, distance(way, ways[i].second));
      cost += cases * least;
      fitness += static_cast<double>(cases) *
                 (1 - static_cast<double>(least) / static_cast<double>(way.size() + shortest));
    }
    const json::object document{
        {"kind", "conformance"}, {"journey", json::object{{"choice", designs}}}, {"variants", 100}};
    const auto result = ask(json::serialize(document));
    EXPECT_EQ(result.at("cases").to_number<std::size_t>(), way_of.size());
    EXPECT_EQ(result.at("fitting").at("count").to_number<std::size_t>(), fitting);
    EXPECT_EQ(result.at("fitting_people").to_number<std::size_t>(), fitting);
    EXPECT_EQ(result.at("cost").to_number<std::size_t>(), cost);
    EXPECT_NEAR(result.at("fitness").to_number<double>(),
                fitness / static_cast<double>(way_of.size()), 1e-9);
    EXPECT_EQ(result.at("variants_total").to_number<std::size_t>(), ways.size());
    std::size_t fit = 0;
    for (const auto& variant : result.at("variants").as_array()) {
      const bool whole = variant.at("fitness").to_number<double>() == 1;
      EXPECT_EQ(variant.at("fits").as_bool(), whole);
      EXPECT_EQ(variant.at("cost").to_number<std::size_t>() == 0, whole);
      if (whole) fit += variant.at("people").to_number<std::size_t>();
    }
    EXPECT_EQ(fit, fitting);
  }
}

// One test, because the import takes most of the time.
TEST_P(RealLog, AgreesWithSql) {
  process_edges();
  variants();
  time_between_the_two_most_frequent_events();
  conformance_to_the_most_frequent_ways();
}

INSTANTIATE_TEST_SUITE_P(Logs, RealLog,
                         ::testing::Values("bpic2012.xes.gz", "helpdesk.xes.gz", "receipt.csv"));

}  // namespace
}  // namespace wend
