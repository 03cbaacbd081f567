#include "map/map_gaps.h"

#include <algorithm>
#include <map>
#include <optional>

#include "map/map_binding.h"

namespace wend::map {
namespace {

namespace json = boost::json;

using Steps = std::map<std::string_view, std::size_t>;  // to their columns

Steps columns_of(const MapDocument& document) {
  std::map<std::string_view, std::vector<std::string_view>> of_stage;
  for (const auto& step : document.shown("steps"))
    of_stage[text_of(*step.fields, "stage")].push_back(step.id);
  Steps columns;
  for (const auto& stage : document.shown("stages"))
    for (const std::string_view step : of_stage[stage.id]) columns.emplace(step, columns.size());
  return columns;
}

struct Span {
  std::size_t first = 0, last = 0;
};

// A card spans no step before its own.
Span span_of(const json::object& cell, const Steps& columns) {
  const std::size_t first = columns.at(text_of(cell, "step"));
  const auto to = columns.find(text_of(cell, "to"));
  return {first, to == columns.end() ? first : std::max(first, to->second)};
}

// People by id of a step or card; none where the data was not asked.
std::optional<std::uint64_t> people_of(const json::object& result, std::string_view list,
                                       std::string_view id) {
  const json::value* found = result.if_contains(list);
  if (found == nullptr || !found->is_array()) return std::nullopt;
  for (const json::value& one : found->get_array()) {
    const json::object& place = one.as_object();
    const json::value* people = place.if_contains("people");
    if (text_of(place, "id") == id && people != nullptr) return people->to_number<std::uint64_t>();
  }
  return std::nullopt;
}

// What stands at each column: nothing, only what nobody reached, or what may answer.
enum class Answers { kNone, kNobody, kSome };

void put(std::vector<Answers>& columns, Span span, std::optional<std::uint64_t> people) {
  const Answers here = people == 0U ? Answers::kNobody : Answers::kSome;
  for (std::size_t column = span.first; column <= span.last; ++column)
    columns[column] = std::max(columns[column], here);
}

}  // namespace

std::vector<UnansweredQuestion> unanswered_questions(const MapDocument& document,
                                                     const json::object& result) {
  const Steps columns = columns_of(document);
  std::map<std::string_view, std::string_view> kind_of;
  for (const auto& lane : document.shown("lanes")) kind_of[lane.id] = text_of(*lane.fields, "kind");
  std::vector<Answers> answers(columns.size(), Answers::kNone);
  for (const auto& step : document.shown("steps")) {
    const std::size_t column = columns.at(step.id);
    if (!text_of(*step.fields, "touchpoint").empty())
      put(answers, {column, column}, people_of(result, "steps", step.id));
  }
  const auto cells = document.shown("cells");
  for (const auto& cell : cells)
    if (kind_of[text_of(*cell.fields, "lane")] == "touchpoint")
      put(answers, span_of(*cell.fields, columns), people_of(result, "cards", cell.id));
  struct Found {
    std::size_t column;
    UnansweredQuestion question;
  };
  std::vector<Found> found;
  for (const auto& cell : cells) {
    if (kind_of[text_of(*cell.fields, "lane")] != "question" ||
        text_of(*cell.fields, "text").empty() || set_field(*cell.fields, "done") != nullptr)
      continue;
    const Span span = span_of(*cell.fields, columns);
    const Answers best =
        *std::max_element(answers.begin() + static_cast<std::ptrdiff_t>(span.first),
                          answers.begin() + static_cast<std::ptrdiff_t>(span.last) + 1);
    if (best == Answers::kSome) continue;
    found.push_back({span.first,
                     {std::string(cell.id), std::string(text_of(*cell.fields, "step")),
                      best == Answers::kNone ? "no_touchpoint" : "nobody"}});
  }
  std::ranges::stable_sort(found, {}, &Found::column);
  std::vector<UnansweredQuestion> questions;
  for (Found& one : found) questions.push_back(std::move(one.question));
  return questions;
}

}  // namespace wend::map
