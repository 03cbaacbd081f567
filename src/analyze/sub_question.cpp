#include "analyze/sub_question.h"

#include <algorithm>
#include <boost/json/array.hpp>
#include <fmt/format.h>
#include <fmt/ranges.h>

#include "model/beginning.h"
#include "model/suggestion.h"

namespace wend::analyze {
namespace {

namespace json = boost::json;
using base::ErrorCode;

constexpr std::string_view kHolders[] = {"compare", "formula"};

}  // namespace

base::Result<SubQuestion> read_sub_question(const json::value& value, const std::string& place,
                                            model::PredicateReader& predicates,
                                            SubFilters filters) {
  WEND_ASSIGN(auto reader, model::ObjectReader::open(value, place));
  std::vector<std::string_view> names;
  for (const QueryKind& kind : query_kinds()) {
    if (std::ranges::find(kHolders, kind.name) == std::end(kHolders)) names.push_back(kind.name);
  }
  WEND_ASSIGN(const auto name, reader.text("kind"));
  const std::string all = fmt::format("Use one of: {}.", fmt::join(names, ", "));
  if (!name) {
    return base::fail(ErrorCode::kInvalidInput, "The question does not say what is asked.",
                      reader.place_of("kind"), all);
  }
  if (std::ranges::find(kHolders, *name) != std::end(kHolders)) {
    return base::fail(
        ErrorCode::kInvalidInput,
        fmt::format("A question of the kind \"{}\" cannot stand inside another.", *name),
        reader.place_of("kind"), all);
  }
  if (std::ranges::find(names, *name) == names.end()) {
    std::string hint = model::did_you_mean(*name, names);
    return base::fail(ErrorCode::kInvalidInput,
                      fmt::format("There is no kind \"{}\".", model::beginning(*name, 100)),
                      reader.place_of("kind"), hint.empty() ? all : hint);
  }
  SubQuestion question;
  question.kind = *name;
  for (const char* field : {"range", "people", "where", "who"}) {
    const bool filter = field[0] == 'w';
    const json::value* found = reader.find(field);
    if (found == nullptr) continue;
    if (!filter || filters == SubFilters::kNone) {
      return base::fail(ErrorCode::kInvalidInput,
                        fmt::format("\"{}\" does not belong inside.", field),
                        reader.place_of(field), "Put it into the document around the question.");
    }
    auto& into = std::string_view(field) == "where" ? question.where : question.who;
    WEND_ASSIGN(into, predicates.read(*found, reader.place_of(field)));
  }
  const auto kind = std::ranges::find(query_kinds(), *name, &QueryKind::name);
  WEND_ASSIGN(question.question, kind->read(reader, predicates));
  WEND_TRY(reader.finish());
  return question;
}

base::Result<std::unique_ptr<SubAnswer>> SubAnswer::make(const QueryRun& run,
                                                         const SubQuestion& question,
                                                         const Mask* customers) {
  std::unique_ptr<SubAnswer> sub(new SubAnswer);
  Scope& scope = sub->scope_;
  scope.from_us = run.scope.from_us;
  scope.to_us = run.scope.to_us;
  Mask wanted;  // empty: all
  if (customers != nullptr) wanted = *customers;
  if (question.who) {
    WEND_ASSIGN(const Mask who, run.masks.profiles(*question.who));
    if (wanted.empty()) wanted.assign(run.table->profile_count(), 1);
    for (std::size_t i = 0; i < who.size(); ++i) wanted[i] &= who[i];
  }
  std::optional<Selection> where;
  if (question.where) {
    WEND_ASSIGN(where, run.masks.selection(*question.where));
  }
  scope.events = run.scope.events.narrowed(std::move(where), std::move(wanted));
  WEND_TRY(count_scope(scope, *run.table, run.stop));
  const QueryRun inner{run.table, scope,     run.zone,         run.stop,
                       run.masks, run.notes, run.account_table};
  WEND_ASSIGN(sub->answer_, question.question->answer(inner));
  return sub;
}

void prefix_refs(json::value& value, std::string_view prefix) {
  if (value.is_array()) {
    for (auto& entry : value.get_array()) prefix_refs(entry, prefix);
  }
  if (!value.is_object()) return;
  for (auto& field : value.get_object()) {
    const std::string_view name(field.key());
    if ((name == "ref" || name.ends_with("_ref")) && field.value().is_string()) {
      field.value() = fmt::format("{}{}", prefix, std::string_view(field.value().get_string()));
    } else {
      prefix_refs(field.value(), prefix);
    }
  }
}

}  // namespace wend::analyze
