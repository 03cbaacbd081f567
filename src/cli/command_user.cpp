#include <CLI/CLI.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

#include "cli/commands.h"
#include "cli/open_workspace.h"
#include "fmt/format.h"
#include "server/running_server.h"
#include "workspace/workspace.h"

namespace wend::cli {
namespace {

using workspace::Role;
using workspace::User;
using workspace::Workspace;

constexpr std::string_view kActor = "command line";

struct UserFlags {
  std::string email, name, role;
  std::string scopes = "read";
  std::string token_name = "command line";
  std::uint32_t days = 0;
};

// The person that a link is for: by e-mail address, invited when new, or else the first
// administrator.
base::Result<User> person_of(Workspace& space, const UserFlags& flags) {
  if (flags.email.empty()) return space.users().first_administrator();
  WEND_ASSIGN(const auto known, space.users().find_by_email(flags.email));
  if (known) return *known;
  const auto role = workspace::role_from(flags.role);
  if (!role)
    return base::fail(base::ErrorCode::kNotFound,
                      fmt::format("Nobody has the e-mail address {}.", flags.email), "--email",
                      "To invite somebody, add --role viewer, --role editor or --role admin.");
  WEND_ASSIGN(const User user, space.users().create(flags.name.empty() ? flags.email : flags.name,
                                                    flags.email, *role));
  WEND_TRY(space.audit().record(kActor, "user.create", user.id));
  return user;
}

base::Result<std::string> make_link(const std::string& data, const UserFlags& flags) {
  const env::SystemClock clock;
  WEND_ASSIGN(const auto space, open_workspace(data, clock));
  // Where the server answers, or answered last; the configured place when it never ran.
  WEND_ASSIGN(const auto config, server::read_config(data));
  WEND_ASSIGN(const auto last, space->settings().get("address"));
  const std::string address = last.value_or(server::address_of(config, config.port));
  WEND_ASSIGN(const User user, person_of(*space, flags));
  WEND_ASSIGN(const auto secret, space->sessions().create_link(user.id));
  WEND_TRY(space->audit().record(kActor, "link.create", user.id));
  return server::link_address(address, secret);
}

base::Result<std::string> make_token(const std::string& data, const UserFlags& flags) {
  const env::SystemClock clock;
  WEND_ASSIGN(const auto scopes, workspace::scopes_from(flags.scopes));
  WEND_ASSIGN(const auto space, open_workspace(data, clock));
  std::optional<env::TimeUs> lifetime;
  if (flags.days > 0) lifetime = flags.days * env::kDayUs;
  WEND_ASSIGN(const auto secret, space->keys().create_token(flags.token_name, scopes, lifetime));
  WEND_TRY(space->audit().record(kActor, "token.create", flags.token_name));
  return boost::json::serialize(
      boost::json::object{{"token", secret}, {"scopes", workspace::to_string(scopes)}});
}

void print(const base::Result<std::string>& line, Context& context) {
  if (line)
    fmt::print("{}\n", *line);
  else
    context.fail(line.error());
}

}  // namespace

void add_user(CLI::App& app, Context& context) {
  CLI::App* group = app.add_subcommand("user", "Let people and programs in.");
  group->require_subcommand(1);
  auto flags = std::make_shared<UserFlags>();
  CLI::App* link = group->add_subcommand("link", "Print a one-time sign-in address.");
  add_data_option(*link, context);
  link->add_option("--email", flags->email,
                   "Whom it lets in; the first administrator when not given.");
  link->add_option("--role", flags->role, "Invites somebody new as viewer, editor or admin.")
      ->check(CLI::IsMember({"viewer", "editor", "admin"}));
  link->add_option("--name", flags->name, "What somebody new is called.");
  link->callback([flags, &context] { print(make_link(context.data, *flags), context); });
  CLI::App* token = group->add_subcommand("token", "Print an API token.");
  add_data_option(*token, context);
  token->add_option("--scopes", flags->scopes,
                    "read, write and admin, separated by commas (read).");
  token->add_option("--name", flags->token_name, "What the token is for.");
  token->add_option("--days", flags->days, "How long it works; for ever when not given.");
  token->callback([flags, &context] { print(make_token(context.data, *flags), context); });
}

}  // namespace wend::cli
