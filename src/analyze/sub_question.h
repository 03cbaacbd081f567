#pragma once

#include <memory>
#include <optional>

#include "analyze/question.h"

namespace wend::analyze {

// A question inside another one's document.
struct SubQuestion {
  std::string kind;
  std::unique_ptr<Question> question;
  std::optional<model::Predicate> where, who;
};

// What a question inside may say besides its kind's own fields.
enum class SubFilters { kNone, kWhereAndWho };

// Errors: as of a document of its own, at `place`; and kInvalidInput for fields that stand around
// all of them, and for a kind that holds questions itself.
base::Result<SubQuestion> read_sub_question(const boost::json::value& value,
                                            const std::string& place,
                                            model::PredicateReader& predicates, SubFilters filters);

// The answer to a question inside, with what it looks at: fewer events and customers than the
// document around it.
class SubAnswer {
 public:
  // `customers`: further restricts who is looked at; null: it does not.
  static base::Result<std::unique_ptr<SubAnswer>> make(const QueryRun& run,
                                                       const SubQuestion& question,
                                                       const Mask* customers);
  const Scope& scope() const { return scope_; }
  Answer& answer() { return *answer_; }

 private:
  SubAnswer() = default;
  Scope scope_;
  std::unique_ptr<Answer> answer_;
};

// Puts `prefix` before every ref of an answer.
void prefix_refs(boost::json::value& value, std::string_view prefix);

}  // namespace wend::analyze
