#include <algorithm>
#include <fmt/format.h>
#include <map>

#include "analyze/formula.h"
#include "analyze/questions.h"
#include "analyze/ref.h"
#include "analyze/sub_question.h"
#include "analyze/trend_ask.h"

namespace wend::analyze {
namespace {

namespace json = boost::json;
using base::ErrorCode;

constexpr std::size_t kQuestionsMax = 10;

// A number of one of the answers: "orders" and "steps[1].count".
struct NumberPath {
  std::string question;
  std::string path;
};

struct FormulaAsk {
  std::map<std::string, SubQuestion, std::less<>> questions;
  std::vector<NumberPath> numbers;  // in the order the formulas name them
  std::vector<NamedFormula> formulas;
};

// What a path leads to: null when nothing stands there.
const json::value* find_path(const json::object& result, std::string_view path) {
  const json::object* object = &result;
  const json::value* here = nullptr;
  while (!path.empty()) {
    const std::size_t end = std::min(path.find_first_of(".["), path.size());
    here = object == nullptr ? nullptr : object->if_contains(path.substr(0, end));
    path.remove_prefix(end);
    while (here != nullptr && path.starts_with('[')) {
      const std::size_t close = path.find(']');
      if (close == std::string_view::npos || !here->is_array()) return nullptr;
      const auto index = index_in_ref(path.substr(1, close - 1), here->get_array().size());
      here = index ? &here->get_array()[*index] : nullptr;
      path.remove_prefix(close + 1);
    }
    if (here == nullptr) return nullptr;
    if (path.starts_with('.')) path.remove_prefix(1);
    object = here->if_object();
  }
  return here;
}

class FormulaAnswer final : public Answer {
 public:
  FormulaAnswer(const QueryRun& run, const FormulaAsk& ask) : run_(run), ask_(ask) {}

  base::Result<json::object> result() override {
    json::object results;
    for (const auto& [name, question] : ask_.questions) {
      WEND_ASSIGN(const auto sub, SubAnswer::make(run_, question, nullptr));
      WEND_ASSIGN(auto own, sub->answer().result());
      results[name] = std::move(own);
    }
    std::vector<std::optional<double>> numbers;
    for (const NumberPath& number : ask_.numbers) {
      WEND_ASSIGN(const auto value, number_at(results.at(number.question).as_object(), number));
      numbers.push_back(value);
    }
    json::array values;
    for (const NamedFormula& formula : ask_.formulas) {
      json::object out = {{"name", formula.name}, {"formula", formula.formula.text()}};
      const auto value = formula.formula.evaluate(numbers);
      out["value"] = nullptr;
      if (value) out["value"] = *value;
      values.push_back(std::move(out));
    }
    for (auto& result : results) {
      prefix_refs(result.value(), fmt::format("{}:", std::string_view(result.key())));
    }
    return json::object{{"values", std::move(values)}, {"results", std::move(results)}};
  }

  // The name of a question, and a ref of its answer.
  base::Result<std::optional<ProfileList>> people(std::string_view ref) override {
    const auto colon = ref.find(':');
    if (colon == std::string_view::npos) return std::nullopt;
    const auto question = ask_.questions.find(ref.substr(0, colon));
    if (question == ask_.questions.end()) return std::nullopt;
    WEND_ASSIGN(const auto sub, SubAnswer::make(run_, question->second, nullptr));
    return sub->answer().people(ref.substr(colon + 1));
  }

 private:
  // A number, or the one that a share or a mean is about. A path that leads to no number is an
  // error of the asker: a formula that silently has no value would hide it.
  base::Result<std::optional<double>> number_at(const json::object& result,
                                                const NumberPath& number) const {
    const json::value* found = find_path(result, number.path);
    for (const char* of : {"share", "mean", "median_s", "ratio"}) {
      if (found == nullptr || !found->is_object()) break;
      if (const auto* inner = found->get_object().if_contains(of)) found = inner;
    }
    if (found != nullptr && found->is_null()) return std::nullopt;
    if (found != nullptr && found->is_number()) return found->to_number<double>();
    return base::fail(
        ErrorCode::kInvalidInput,
        fmt::format("\"{}.{}\" is no number of the answer.", number.question, number.path),
        "formula", "Write a path into the answer, such as A.converted.share or A.steps[1].count.");
  }

  const QueryRun run_;
  const FormulaAsk& ask_;
};

class FormulaQuestion final : public Question {
 public:
  explicit FormulaQuestion(FormulaAsk ask) : ask_(std::move(ask)) {}
  base::Result<std::unique_ptr<Answer>> answer(const QueryRun& run) const override {
    return std::make_unique<FormulaAnswer>(run, ask_);
  }

 private:
  FormulaAsk ask_;
};

bool is_name(std::string_view text) {
  const auto letter = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
  };
  return !text.empty() && letter(text[0]) &&
         std::ranges::all_of(text, [&](char c) { return letter(c) || (c >= '0' && c <= '9'); });
}

}  // namespace

base::Result<std::unique_ptr<Question>> read_formula(model::ObjectReader& document,
                                                     model::PredicateReader& predicates) {
  FormulaAsk ask;
  const json::value* questions = document.find("questions");
  if (questions == nullptr || !questions->is_object()) {
    return model::wrong_kind(questions == nullptr ? json::value() : *questions,
                             document.place_of("questions"), "an object of questions by name");
  }
  const json::object& list = questions->get_object();
  if (list.empty() || list.size() > kQuestionsMax) {
    return base::fail(ErrorCode::kInvalidInput,
                      fmt::format("A formula speaks of 1 to {} questions.", kQuestionsMax),
                      document.place_of("questions"));
  }
  for (const auto& entry : list) {
    const std::string name(entry.key());
    const std::string place = model::field_place(document.place_of("questions"), name);
    if (!is_name(name)) {
      return base::fail(ErrorCode::kInvalidInput,
                        "A question is called by letters, digits and _, a letter first.", place);
    }
    WEND_ASSIGN(auto question,
                read_sub_question(entry.value(), place, predicates, SubFilters::kWhereAndWho));
    ask.questions.emplace(name, std::move(question));
  }
  const auto find = [&](std::string_view name) -> base::Result<std::size_t> {
    const std::size_t dot = name.find('.');
    const std::string question(name.substr(0, dot));
    if (dot == std::string_view::npos || dot + 1 == name.size() ||
        !ask.questions.contains(question)) {
      return base::fail(ErrorCode::kInvalidInput,
                        fmt::format("\"{}\" names no number of a question.", name), {},
                        fmt::format("Write the name of a question and a path into its answer: "
                                    "\"{}.converted.share\".",
                                    ask.questions.begin()->first));
    }
    ask.numbers.push_back({question, std::string(name.substr(dot + 1))});
    return ask.numbers.size() - 1;
  };
  WEND_ASSIGN(ask.formulas, read_formulas(document, find));
  if (ask.formulas.empty()) {
    return base::fail(ErrorCode::kInvalidInput, "The formula is missing.",
                      document.place_of("formula"), "Write \"A.converted.share / B.entered\".");
  }
  return std::make_unique<FormulaQuestion>(std::move(ask));
}

}  // namespace wend::analyze
