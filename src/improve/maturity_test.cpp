#include "improve/maturity.h"

#include <boost/json/parse.hpp>
#include <gtest/gtest.h>
#include <set>

namespace wend::improve {
namespace {

namespace json = boost::json;

TEST(Maturity, AsksInSixAreasWithFiveDescribedLevelsEach) {
  std::set<std::string_view> ids, sentences;
  std::size_t questions = 0;
  for (const MaturityArea& area : maturity_areas()) {
    EXPECT_GE(area.questions.size(), 4U);
    for (const MaturityQuestion& question : area.questions) {
      ++questions;
      EXPECT_TRUE(ids.insert(question.id).second) << question.id;
      EXPECT_TRUE(question.id.starts_with(area.id));
      EXPECT_TRUE(question.text.ends_with('?')) << question.text;
      for (const std::string_view level : question.levels) {
        EXPECT_TRUE(level.ends_with('.')) << level;
        EXPECT_TRUE(sentences.insert(level).second) << level;
      }
    }
  }
  EXPECT_EQ(maturity_areas().size(), 6U);
  EXPECT_EQ(questions, 24U);
}

TEST(Maturity, EachPersonCountsOnceInAnArea) {
  // The first answered all four of an area (mean 2.5), the second one of them (5).
  const std::vector<MaturitySheet> sheets = {{{"culture_leadership", 1},
                                              {"culture_owners", 2},
                                              {"culture_everyday", 3},
                                              {"culture_skills", 4}},
                                             {{"culture_skills", 5}},
                                             {}};
  const auto result = maturity_result(sheets);
  EXPECT_EQ(result.at("people"), json::value(2));
  const auto& culture = result.at("areas").at(3).as_object();
  EXPECT_DOUBLE_EQ(culture.at("mean").as_double(), 3.75);
  EXPECT_DOUBLE_EQ(culture.at("low").as_double(), 2.5);
  EXPECT_DOUBLE_EQ(culture.at("high").as_double(), 5);
  EXPECT_DOUBLE_EQ(culture.at("deviation").as_double(), 1.77);  // √(2 · 1.25²) = 1.7677…
  EXPECT_EQ(culture.at("level"), json::value("steering"));
  EXPECT_EQ(culture.at("questions").at(3).at("counts"), json::parse("[0,0,0,1,1]"));
  EXPECT_TRUE(result.at("areas").at(0).at("mean").is_null());
  EXPECT_DOUBLE_EQ(result.at("mean").as_double(), 3.75);
  EXPECT_TRUE(maturity_result({}).at("mean").is_null());
}

TEST(Maturity, RefusesWhatIsNotAsked) {
  EXPECT_EQ(read_sheet(json::parse(R"({"culture_money": 3})").as_object()).error().place,
            "answers.culture_money");
  EXPECT_FALSE(read_sheet(json::parse(R"({"culture_skills": 6})").as_object()));
  EXPECT_FALSE(read_sheet(json::parse(R"({"culture_skills": "3"})").as_object()));
  EXPECT_TRUE(read_sheet(json::parse(R"({"culture_skills": null})").as_object())->empty());
  // What is no longer asked does not disturb what was kept.
  EXPECT_EQ(stored_sheet(json::parse(R"({"gone": 3, "culture_skills": 2})").as_object()).size(),
            1U);
}

}  // namespace
}  // namespace wend::improve
