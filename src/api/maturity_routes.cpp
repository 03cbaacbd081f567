#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

#include "api/document_version.h"
#include "api/improve.h"
#include "improve/maturity.h"

namespace wend::api {
namespace {

namespace json = boost::json;
using base::ErrorCode;
using improve::MaturitySheet;
using workspace::KeptThing;

MaturitySheet parsed(const std::string& body) {
  boost::system::error_code error;
  const json::value stored = json::parse(body, error);
  return !error && stored.is_object() ? improve::stored_sheet(stored.get_object())
                                      : MaturitySheet();
}

json::object whole_round(json::object draft) {
  if (!draft.contains("note")) draft["note"] = "";
  if (!draft.contains("closed")) draft["closed"] = false;
  return draft;
}

// Answers are told as numbers for all; of single people only the caller's own.
base::Result<json::object> show_round(Call& call, const KeptThing& thing) {
  WEND_ASSIGN(const auto kept, call.services.workspace.maturity_answers().of(thing.id));
  json::object body = whole_round(body_of(thing));
  body["mine"] = nullptr;
  std::vector<MaturitySheet> sheets;
  for (const auto& one : kept) {
    sheets.push_back(parsed(one.body));
    if (one.person == call.caller.id) body["mine"] = improve::sheet_json(sheets.back());
  }
  body["result"] = improve::maturity_result(sheets);
  return body;
}

base::Result<json::object> read_round(Call& call, const KeptThing*) {
  json::object round = whole_round(call.body.as_object());
  if (round.at("title").as_string().find_first_not_of(" \t\n") == json::string::npos)
    return base::fail(ErrorCode::kInvalidInput, "The assessment needs a title.", "title",
                      "For example the quarter.");
  return round;
}

const KeptResource& rounds() {
  static const KeptResource kResource = {.path = "/api/v1/maturity",
                                         .name = "assessment",
                                         .shape = "MaturityRound",
                                         .draft = "MaturityRoundDraft",
                                         .removed_note = "Its answers are kept with it.",
                                         .things = &workspace::Workspace::maturity_rounds,
                                         .read = read_round,
                                         .show = show_round};
  return kResource;
}

base::Result<Answer> list_rounds(Call& call) {
  const bool removed = call.parameter("removed") == "true";
  WEND_ASSIGN(const auto all, call.services.workspace.maturity_rounds().all(removed));
  json::array items;
  for (auto thing = all.rbegin(); thing != all.rend(); ++thing) {
    WEND_ASSIGN(json::object one, kept_json(call, rounds(), *thing));
    items.push_back(std::move(one));
  }
  Answer answer;
  answer.body = json::object{{"items", std::move(items)}, {"next_cursor", nullptr}};
  return answer;
}

base::Result<Answer> keep_answers(Call& call) {
  WEND_ASSIGN(const auto sheet,
              improve::read_sheet(call.body.as_object().at("answers").as_object()));
  auto& workspace = call.services.workspace;
  WEND_ASSIGN(const auto round, workspace.maturity_rounds().find(call.id()));
  if (!round || round->removed_at)
    return base::fail(ErrorCode::kNotFound, "There is no such assessment.");
  if (whole_round(body_of(*round)).at("closed").as_bool())
    return base::fail(ErrorCode::kConflict, "This assessment is closed.", "",
                      "Somebody who may write can open it again, or begin another one.");
  WEND_TRY(workspace.maturity_answers().keep(round->id, call.caller.id,
                                             json::serialize(improve::sheet_json(sheet))));
  Answer answer;
  WEND_ASSIGN(answer.body, kept_json(call, rounds(), *round));
  answer.headers.set("ETag", etag_of(round->version));
  answer.object = round->id;
  return answer;
}

base::Result<Answer> list_questions(Call&) {
  Answer answer;
  answer.body =
      json::object{{"items", improve::maturity_questions_json()}, {"next_cursor", nullptr}};
  return answer;
}

}  // namespace

void add_maturity_endpoints(std::vector<Endpoint>& endpoints) {
  using namespace schema;
  endpoints.push_back({.path = "/api/v1/maturity/questions",
                       .summary = "The questions of the maturity self-assessment, by area.",
                       .response = page_of(reference("MaturityArea")),
                       .handle = list_questions});
  endpoints.push_back(
      {.path = "/api/v1/maturity",
       .summary = "The assessments with their results, the latest begun first.",
       .parameters = {{"removed", one_of_texts({"true", "false"}), "The removed ones instead."}},
       .response = page_of(reference("MaturityRound")),
       .handle = list_rounds});
  add_kept_endpoints(endpoints, rounds());
  endpoints.push_back({.method = http::Method::kPut,
                       .path = "/api/v1/maturity/{id}/answers",
                       .summary = "Answer an assessment, in place of what one answered before.",
                       .permission = Permission::kSignedIn,
                       .request = object({{"answers", open_object()}}),
                       .response = reference("MaturityRound"),
                       .audit = "assessment.answer",
                       .handle = keep_answers});
}

}  // namespace wend::api
