#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

#include "analyze/query.h"
#include "api/cursor.h"
#include "api/document_version.h"
#include "api/routes.h"
#include "api/times.h"

namespace wend::api {
namespace {

namespace json = boost::json;
using workspace::Question;

constexpr int kJsonDepthMax = 256;  // what was stored was checked before

json::value parse(const std::string& text) {
  json::parse_options options;
  options.max_depth = kJsonDepthMax;
  return json::parse(text, {}, options);
}

json::object question_json(const Question& question, const model::TimeZone& zone) {
  json::object body{{"id", question.id},
                    {"name", question.name},
                    {"query", parse(question.query)},
                    {"view", parse(question.view)},
                    {"version", question.version},
                    {"created_at", time_json(question.created_at, zone)},
                    {"updated_at", time_json(question.updated_at, zone)},
                    {"created_by", nullptr}};
  if (question.created_by) body["created_by"] = *question.created_by;
  return body;
}

base::Result<Answer> answer_with(Call& call, const Question& question, int status) {
  WEND_ASSIGN(const auto zone, zone_of(call.services));
  Answer answer;
  answer.status = status;
  answer.body = question_json(question, zone);
  answer.headers.set("ETag", etag_of(question.version));
  answer.object = question.id;
  return answer;
}

base::Result<Question> existing(Call& call) {
  WEND_ASSIGN(auto question, call.services.workspace.questions().find(call.id()));
  if (!question) return base::fail(base::ErrorCode::kNotFound, "There is no such question.");
  return std::move(*question);
}

Question draft_of(const Call& call) {
  const json::object& body = call.body.as_object();
  Question draft;
  draft.name = body.at("name").as_string();
  draft.query = json::serialize(body.at("query"));
  if (const auto* view = body.if_contains("view")) draft.view = json::serialize(*view);
  return draft;
}

base::Result<Answer> clash_with(Call& call, const Question& theirs) {
  WEND_ASSIGN(const auto zone, zone_of(call.services));
  return clash("this question", call.body, question_json(theirs, zone), theirs.version);
}

// A question that cannot be asked is not worth keeping.
base::Status check_draft(const Call& call) {
  if (call.body.as_object().at("name").as_string().empty())
    return base::fail(base::ErrorCode::kInvalidInput, "The question needs a name.", "name");
  auto checked = analyze::check_query(call.body.as_object().at("query"));
  if (checked) return {};
  checked.error().place =
      checked.error().place.empty() ? "query" : "query." + checked.error().place;
  return base::fail(checked.error());
}

base::Result<Answer> list_questions(Call& call) {
  std::string after;
  if (const auto cursor = call.parameter("cursor")) {
    WEND_ASSIGN(const auto parts, read_cursor(*cursor, 1));
    after = parts[0];
  }
  const std::size_t limit = call.limit();
  WEND_ASSIGN(auto questions, call.services.workspace.questions().page(after, limit + 1));
  const bool more = questions.size() > limit;
  if (more) questions.pop_back();
  WEND_ASSIGN(const auto zone, zone_of(call.services));
  json::array items;
  for (const Question& question : questions) items.push_back(question_json(question, zone));
  json::object body{{"items", std::move(items)}, {"next_cursor", nullptr}};
  if (more) body["next_cursor"] = make_cursor({questions.back().id});
  Answer answer;
  answer.body = std::move(body);
  return answer;
}

base::Result<Answer> create_question(Call& call) {
  WEND_TRY(check_draft(call));
  Question draft = draft_of(call);
  draft.created_by = call.caller.id;
  WEND_ASSIGN(const Question question,
              call.services.workspace.questions().create(std::move(draft)));
  return answer_with(call, question, 201);
}

base::Result<Answer> show_question(Call& call) {
  WEND_ASSIGN(const Question question, existing(call));
  return answer_with(call, question, 200);
}

base::Result<Answer> change_question(Call& call) {
  WEND_TRY(check_draft(call));
  WEND_ASSIGN(const Question current, existing(call));
  if (!has_seen(call, current.version)) return clash_with(call, current);
  auto changed =
      call.services.workspace.questions().replace(current.id, current.version, draft_of(call));
  if (!changed && changed.error().code == base::ErrorCode::kConflict) {
    WEND_ASSIGN(const Question theirs, existing(call));
    return clash_with(call, theirs);
  }
  if (!changed) return base::fail(changed.error());
  return answer_with(call, *changed, 200);
}

base::Result<Answer> remove_question(Call& call) {
  WEND_ASSIGN(const Question current, existing(call));
  if (!has_seen(call, current.version)) return clash_with(call, current);
  WEND_TRY(call.services.workspace.questions().remove(current.id, current.version));
  Answer answer;
  answer.status = 204;
  answer.object = current.id;
  return answer;
}

}  // namespace

void add_question_endpoints(std::vector<Endpoint>& endpoints) {
  using namespace schema;
  endpoints.push_back({.path = "/api/v1/questions",
                       .summary = "The saved questions, newest first.",
                       .parameters = paged(),
                       .response = page_of(reference("Question")),
                       .handle = list_questions});
  endpoints.push_back({.method = http::Method::kPost,
                       .path = "/api/v1/questions",
                       .summary = "Save a question.",
                       .permission = Permission::kWrite,
                       .request = reference("QuestionDraft"),
                       .status = 201,
                       .response = reference("Question"),
                       .audit = "question.create",
                       .creates = true,
                       .handle = create_question});
  endpoints.push_back({.path = "/api/v1/questions/{id}",
                       .summary = "One saved question.",
                       .response = reference("Question"),
                       .handle = show_question});
  endpoints.push_back({.method = http::Method::kPut,
                       .path = "/api/v1/questions/{id}",
                       .summary = "Change a saved question.",
                       .permission = Permission::kWrite,
                       .request = reference("QuestionDraft"),
                       .response = reference("Question"),
                       .audit = "question.change",
                       .needs_match = true,
                       .handle = change_question});
  endpoints.push_back({.method = http::Method::kDelete,
                       .path = "/api/v1/questions/{id}",
                       .summary = "Remove a saved question.",
                       .permission = Permission::kWrite,
                       .status = 204,
                       .audit = "question.remove",
                       .needs_match = true,
                       .handle = remove_question});
}

}  // namespace wend::api
