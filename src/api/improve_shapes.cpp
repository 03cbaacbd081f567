#include "api/improve.h"
#include "api/schema.h"

namespace wend::api {
namespace {

using namespace schema;  // this file is nothing but schemas

constexpr std::size_t kIdBytesMax = 100;
constexpr std::size_t kTitleBytesMax = 200;
constexpr std::size_t kLinksMax = 50;
constexpr std::size_t kHistoryMax = 500;
constexpr std::size_t kPrinciplesMax = 50;

Schema id() {
  return text(kIdBytesMax);
}

Schema source() {
  return object({optional("question", text(100)), optional("ref", nullable(text(500))),
                 optional("from", nullable(text(40))), optional("to", nullable(text(40))),
                 optional("n", nullable(number())), optional("sentence", text(1'000)),
                 optional("at", nullable(text(40)))});
}

Schema estimate(std::string_view what) {
  return described(object({optional("value", nullable(number())),
                           optional("evidence", one_of_texts({"none", "assumed", "data", "hand"})),
                           optional("source", nullable(source()))}),
                   what);
}

Schema rating(std::string_view what) {
  return described(
      object({optional("value", nullable(number())),
              optional("evidence", one_of_texts({"none", "assumed", "hand", "answers"})),
              optional("answers",
                       described(nullable(object({{"n", integer(1, 1'000'000'000)},
                                                  {"top", integer(0, 1'000'000'000)}})),
                                 "Of n answers, so many were one of the best two of five.")),
              optional("source", text(500))}),
      what);
}

Schema value_at_risk() {
  return described(nullable(object({{"per_month", number()},
                                    optional("currency", text(100)),
                                    optional("sentence", text(1'000)),
                                    optional("at", nullable(text(40)))})),
                   "Money a month, where friction knows it.");
}

std::vector<Field> opportunity_fields() {
  return {
      {"title", text(kTitleBytesMax)},
      optional("description", text(5'000)),
      optional("category", one_of_texts({"none", "proposition_and_policy", "process", "people",
                                         "technology", "organisation"})),
      optional("state", one_of_texts({"proposed", "planned", "in_progress", "done", "dropped"})),
      optional("owner", described(nullable(id()), "A user's id.")),
      optional("due", described(nullable(text(10)), "A day.")),
      optional("reach", estimate("People a month.")),
      optional("impact", estimate("For each of them: 0.25, 0.5, 1, 2 or 3.")),
      optional("confidence", estimate("How sure we are, 0 to 100 per cent.")),
      optional("effort", estimate("Weeks of one person.")),
      optional("importance", rating("How much it matters to customers, 1 to 10.")),
      optional("satisfaction", rating("How content they are with it today, 1 to 10.")),
      optional("value_at_risk", value_at_risk()),
      optional("map", nullable(id())),
      optional("step", nullable(id())),
      optional("step_title", described(text(kTitleBytesMax), "As it was called then.")),
      optional("pains", described(list(id(), kLinksMax), "Pain points of the map.")),
      optional("finding", described(nullable(text(500)), "What friction found.")),
      optional("persona", nullable(id())),
      optional("goals", described(list(id(), kLinksMax), "Score goals and principles."))};
}

Schema opportunity_draft() {
  std::vector<Field> fields = opportunity_fields();
  fields.front().required = false;
  fields.push_back(optional(
      "from",
      described(object({optional("map", id()), optional("pain", id()), optional("cell", id()),
                        optional("step", id()), optional("finding", text(500))}),
                "What it is made of: its words and numbers are filled in. Fields beside it win.")));
  return object(std::move(fields));
}

Schema opportunity() {
  std::vector<Field> fields = opportunity_fields();
  for (Field& field : fields) field.required = true;
  fields.push_back(
      {"value", described(nullable(number()), "Reach × impact × confidence, by effort not yet.")});
  fields.push_back({"score", described(nullable(number()), "Value / effort (RICE).")});
  fields.push_back(
      {"ulwick",
       described(nullable(number()), "Importance + max(importance − satisfaction, 0), 0 to 20.")});
  fields.push_back({"map_title", described(nullable(text()), "null: it is on no map.")});
  for (Field& field : kept_fields()) fields.push_back(std::move(field));
  return object(std::move(fields));
}

Schema opportunity_data() {
  return object({{"reach", nullable(estimate("People a month."))},
                 {"impact", nullable(estimate("As in Opportunity."))},
                 {"confidence", nullable(estimate("As in Opportunity."))},
                 {"value_at_risk", value_at_risk()},
                 {"notes", described(list(text()), "What cannot be said, and why.")},
                 {"ask", described(nullable(open_object()),
                                   "The question: with a source's `ref` it lists the people.")}});
}

Schema finding() {
  return object({{"finding", described(text(500), "Names it: its kind and touchpoint.")},
                 {"kind", text(100)},
                 {"touchpoint", text()},
                 {"standing", described(boolean(), "Not a change, but what it always costs.")},
                 {"ongoing", boolean()},
                 {"title", text()},
                 {"sentence", text()},
                 {"people", count()},
                 {"ref", text()},
                 {"value_per_month", nullable(number())},
                 {"severity", integer(1, 5)},
                 {"step", described(id(), "Where the map has the touchpoint.")},
                 {"pain", described(nullable(id()), "The pain point that was taken from it.")}});
}

Field maps() {
  return {"maps", list(object({{"id", id()}, {"title", text()}}))};
}
Field opportunities() {
  return {"opportunities", list(object({{"id", id()}, {"title", text()}, {"state", text(100)}}))};
}

Schema strategy(bool draft) {
  std::vector<Field> principle = {
      {"id", id()}, {"title", text(kTitleBytesMax)}, optional("text", text(5'000))};
  if (!draft) {
    principle.push_back(maps());
    principle.push_back(opportunities());
  }
  std::vector<Field> fields = {{"vision", text(10'000), !draft},
                               {"strategy", text(10'000), !draft},
                               {"principles", list(object(principle), kPrinciplesMax), !draft}};
  if (!draft) {
    fields.push_back({"version", described(count(), "0: nobody wrote anything yet.")});
    fields.push_back({"updated_at", nullable(time())});
  }
  return object(std::move(fields));
}

Schema value() {
  return object({{"on", described(text(10), "A day.")},
                 {"value", number()},
                 optional("note", text(500)),
                 optional("evidence", one_of_texts({"hand", "question"}))});
}

std::vector<Field> goal_fields(bool draft) {
  return {{"title", text(kTitleBytesMax)},
          {"score",
           one_of_texts({"nps", "csat", "ces", "conversion", "retention", "churn", "time", "cost",
                         "health", "other"}),
           !draft},
          {"unit", text(20), !draft},
          {"note", text(5'000), !draft},
          {"from", nullable(number()), !draft},
          {"to", nullable(number()), !draft},
          {"by", described(nullable(text(10)), "A day."), !draft},
          {"owner", nullable(id()), !draft},
          {"question", described(nullable(id()), "A saved question whose number it is."), !draft},
          {"values", described(list(value(), kHistoryMax), "The history, one a day."), !draft}};
}

Schema goal() {
  std::vector<Field> fields = goal_fields(false);
  fields.push_back({"current", described(nullable(value()), "The latest of the history.")});
  fields.push_back(
      {"progress", described(nullable(number()), "0: as it began, 1: the goal is reached.")});
  fields.push_back(maps());
  fields.push_back(opportunities());
  for (Field& field : kept_fields()) fields.push_back(std::move(field));
  return object(std::move(fields));
}

Schema maturity_area() {
  return object(
      {{"id", id()},
       {"title", text(100)},
       {"about", text(500)},
       {"questions",
        list(object({{"id", id()},
                     {"text", text(500)},
                     {"levels", described(list(text(500)), "What is true at each of five.")}}))}});
}

Schema maturity_result() {
  const Schema mean = nullable(number());
  return object(
      {{"people", count()},
       {"mean", mean},
       {"level", nullable(text(100))},
       {"areas",
        list(object({{"id", id()},
                     {"title", text(100)},
                     {"mean", mean},
                     {"low", mean},
                     {"high", mean},
                     {"deviation", described(mean, "Sample standard deviation over people.")},
                     {"level", nullable(text(100))},
                     {"people", count()},
                     {"questions", list(object({{"id", id()},
                                                {"mean", mean},
                                                {"counts", list(count(), 5)},
                                                {"people", count()}}))}}))}});
}

Schema maturity_round(bool draft) {
  std::vector<Field> fields = {{"title", text(kTitleBytesMax)},
                               {"note", text(5'000), !draft},
                               {"closed", boolean(), !draft}};
  if (!draft) {
    fields.push_back({"mine", described(nullable(map_of(integer(1, 5))), "The caller's answers.")});
    fields.push_back({"result", maturity_result()});
    for (Field& field : kept_fields()) fields.push_back(std::move(field));
  }
  return object(std::move(fields));
}

}  // namespace

void add_improve_shapes(boost::json::object& shapes) {
  shapes["Opportunity"] = opportunity();
  shapes["OpportunityDraft"] = opportunity_draft();
  shapes["OpportunityData"] = opportunity_data();
  shapes["MapFinding"] = finding();
  shapes["Strategy"] = strategy(false);
  shapes["StrategyDraft"] = strategy(true);
  shapes["ScoreGoal"] = goal();
  shapes["ScoreGoalDraft"] = object(goal_fields(true));
  shapes["MaturityArea"] = maturity_area();
  shapes["MaturityRound"] = maturity_round(false);
  shapes["MaturityRoundDraft"] = maturity_round(true);
}

}  // namespace wend::api
