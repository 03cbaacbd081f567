#include "api/personas.h"
#include "api/schema.h"

namespace wend::api {
namespace {

namespace json = boost::json;

base::Result<Answer> list_users(Call& call) {
  WEND_ASSIGN(const auto users, call.services.workspace.users().all());
  json::array items;
  for (const auto& user : users)
    items.push_back(json::object{
        {"id", user.id}, {"name", user.name}, {"role", workspace::to_string(user.role)}});
  Answer answer;
  answer.body = json::object{{"items", std::move(items)}, {"next_cursor", nullptr}};
  return answer;
}

}  // namespace

void add_user_endpoints(std::vector<Endpoint>& endpoints) {
  using namespace schema;
  endpoints.push_back(
      {.path = "/api/v1/users",
       .summary = "The people of the workspace, for owners and mentions.",
       .response = page_of(object({{"id", text(100)},
                                   {"name", text(500)},
                                   {"role", one_of_texts({"admin", "editor", "viewer"})}})),
       .handle = list_users});
}

}  // namespace wend::api
