#include <CLI/CLI.hpp>
#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

#include "cli/commands.h"
#include "cli/open_workspace.h"
#include "fmt/format.h"
#include "model/time_text.h"
#include "workspace/workspace.h"

namespace wend::cli {
namespace {

namespace json = boost::json;

base::Result<std::string> make_key(const std::string& data, const std::string& source) {
  const env::SystemClock clock;
  WEND_ASSIGN(const auto space, open_workspace(data, clock));
  WEND_ASSIGN(const auto text, space->keys().create_write_key(source));
  WEND_ASSIGN(const auto key, space->keys().find_write_key(text));
  WEND_TRY(space->audit().record("command line", "key.create", key->id));
  return json::serialize(json::object{{"write_key", text}, {"id", key->id}});
}

base::Result<std::string> list_keys(const std::string& data,
                                    const std::optional<std::string>& source) {
  const env::SystemClock clock;
  WEND_ASSIGN(const auto space, open_workspace(data, clock));
  WEND_ASSIGN(const auto keys, space->keys().write_keys(source));
  const model::TimeZone zone;  // UTC
  json::array items;
  for (const workspace::WriteKey& key : keys) {
    json::object item{{"id", key.id},
                      {"source", key.source},
                      {"write_key", nullptr},
                      {"created_at", model::format_time(key.created_at, zone)},
                      {"revoked_at", nullptr}};
    if (key.key) item["write_key"] = *key.key;
    if (key.revoked_at) item["revoked_at"] = model::format_time(*key.revoked_at, zone);
    items.push_back(std::move(item));
  }
  return json::serialize(json::object{{"items", std::move(items)}});
}

base::Result<std::string> revoke_key(const std::string& data, const std::string& id) {
  const env::SystemClock clock;
  WEND_ASSIGN(const auto space, open_workspace(data, clock));
  WEND_ASSIGN(const auto key, space->keys().revoke_write_key(id));
  WEND_TRY(space->audit().record("command line", "key.revoke", key.id));
  return json::serialize(json::object{{"id", key.id}, {"source", key.source}});
}

void print(Context& context, const base::Result<std::string>& line) {
  if (line)
    fmt::print("{}\n", *line);
  else
    context.fail(line.error());
}

}  // namespace

void add_key(CLI::App& app, Context& context) {
  CLI::App* group = app.add_subcommand("key", "Make, list and revoke keys for sources of events.");
  group->require_subcommand(1);
  auto source = std::make_shared<std::string>();
  CLI::App* create = group->add_subcommand("create", "Print a write key for a source.");
  add_data_option(*create, context);
  create->add_option("--source", *source, "The source's name.")->required();
  create->callback([source, &context] { print(context, make_key(context.data, *source)); });

  auto only = std::make_shared<std::optional<std::string>>();
  CLI::App* list = group->add_subcommand("list", "Print the write keys, the newest first.");
  add_data_option(*list, context);
  list->add_option("--source", *only, "Only those of this source.");
  list->callback([only, &context] { print(context, list_keys(context.data, *only)); });

  auto id = std::make_shared<std::string>();
  CLI::App* revoke = group->add_subcommand(
      "revoke", "Take a write key back; a running server refuses it within a second.");
  add_data_option(*revoke, context);
  revoke->add_option("id", *id, "The key's id, as list prints it.")->required();
  revoke->callback([id, &context] { print(context, revoke_key(context.data, *id)); });
}

}  // namespace wend::cli
