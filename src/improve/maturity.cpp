#include "improve/maturity.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>

#include "fmt/format.h"

namespace wend::improve {
namespace {

namespace json = boost::json;

bool is_asked(std::string_view id) {
  for (const MaturityArea& area : maturity_areas())
    for (const MaturityQuestion& question : area.questions)
      if (question.id == id) return true;
  return false;
}

double rounded(double number) {
  return std::round(100 * number) / 100;
}

double mean_of(const std::vector<double>& numbers) {
  return std::accumulate(numbers.begin(), numbers.end(), 0.0) / static_cast<double>(numbers.size());
}

json::object question_result(const MaturityQuestion& question,
                             const std::vector<MaturitySheet>& sheets) {
  std::array<std::int64_t, kLevels> counts{};
  std::vector<double> levels;
  for (const MaturitySheet& sheet : sheets) {
    const auto found = sheet.find(question.id);
    if (found == sheet.end()) continue;
    ++counts[static_cast<std::size_t>(found->second - 1)];
    levels.push_back(found->second);
  }
  json::array told;
  for (const std::int64_t count : counts) told.emplace_back(count);
  return {{"id", question.id},
          {"mean", levels.empty() ? json::value(nullptr) : json::value(rounded(mean_of(levels)))},
          {"counts", std::move(told)},
          {"people", levels.size()}};
}

json::object area_result(const MaturityArea& area, const std::vector<MaturitySheet>& sheets) {
  std::vector<double> people;
  for (const MaturitySheet& sheet : sheets) {
    std::vector<double> levels;
    for (const MaturityQuestion& question : area.questions)
      if (const auto found = sheet.find(question.id); found != sheet.end())
        levels.push_back(found->second);
    if (!levels.empty()) people.push_back(mean_of(levels));
  }
  json::object result{{"id", area.id},    {"title", area.title},    {"mean", nullptr},
                      {"low", nullptr},   {"high", nullptr},        {"deviation", nullptr},
                      {"level", nullptr}, {"people", people.size()}};
  if (!people.empty()) {
    const double mean = mean_of(people);
    const auto [low, high] = std::ranges::minmax(people);
    result["mean"] = rounded(mean);
    result["low"] = rounded(low);
    result["high"] = rounded(high);
    result["level"] = maturity_level_name(mean);
    if (people.size() > 1) {
      double squares = 0;
      for (const double one : people) squares += (one - mean) * (one - mean);
      result["deviation"] = rounded(std::sqrt(squares / static_cast<double>(people.size() - 1)));
    }
  }
  json::array questions;
  for (const MaturityQuestion& question : area.questions)
    questions.push_back(question_result(question, sheets));
  result["questions"] = std::move(questions);
  return result;
}

}  // namespace

base::Result<MaturitySheet> read_sheet(const json::object& answers) {
  MaturitySheet sheet;
  for (const auto& answer : answers) {
    const std::string place = fmt::format("answers.{}", std::string_view(answer.key()));
    if (!is_asked(answer.key()))
      return base::fail(base::ErrorCode::kInvalidInput, "There is no such question.", place,
                        "GET /api/v1/maturity/questions lists them.");
    const json::value& level = answer.value();
    if (level.is_null()) continue;
    if (!level.is_int64() || level.get_int64() < 1 || level.get_int64() > kLevels)
      return base::fail(base::ErrorCode::kInvalidInput, "A level is 1, 2, 3, 4 or 5.", place);
    sheet[std::string(answer.key())] = static_cast<int>(level.get_int64());
  }
  return sheet;
}

MaturitySheet stored_sheet(const json::object& answers) {
  MaturitySheet sheet;
  for (const auto& answer : answers)
    if (is_asked(answer.key()) && answer.value().is_int64())
      sheet[std::string(answer.key())] =
          static_cast<int>(std::clamp<std::int64_t>(answer.value().get_int64(), 1, kLevels));
  return sheet;
}

json::object sheet_json(const MaturitySheet& sheet) {
  json::object answers;
  for (const auto& [question, level] : sheet) answers[question] = level;
  return answers;
}

json::array maturity_questions_json() {
  json::array areas;
  for (const MaturityArea& area : maturity_areas()) {
    json::array questions;
    for (const MaturityQuestion& question : area.questions) {
      json::array levels;
      for (const std::string_view level : question.levels) levels.emplace_back(level);
      questions.push_back(json::object{
          {"id", question.id}, {"text", question.text}, {"levels", std::move(levels)}});
    }
    areas.push_back(json::object{{"id", area.id},
                                 {"title", area.title},
                                 {"about", area.about},
                                 {"questions", std::move(questions)}});
  }
  return areas;
}

json::object maturity_result(const std::vector<MaturitySheet>& sheets) {
  json::array areas;
  std::vector<double> means;
  for (const MaturityArea& area : maturity_areas()) {
    json::object result = area_result(area, sheets);
    if (result.at("mean").is_double()) means.push_back(result.at("mean").get_double());
    areas.push_back(std::move(result));
  }
  const auto answered =
      std::ranges::count_if(sheets, [](const MaturitySheet& sheet) { return !sheet.empty(); });
  json::object whole{{"people", answered}, {"mean", nullptr}, {"level", nullptr}};
  if (!means.empty()) {
    whole["mean"] = rounded(mean_of(means));
    whole["level"] = maturity_level_name(mean_of(means));
  }
  whole["areas"] = std::move(areas);
  return whole;
}

}  // namespace wend::improve
