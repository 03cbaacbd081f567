#include <CLI/CLI.hpp>

#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

#include "cli/commands.h"
#include "events/data_folder.h"
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
  std::string data = events::default_data_folder().string();
  std::string email, name, role;
  std::string scopes = "read";
  std::string token_name = "command line";
  std::uint32_t days = 0;
  std::optional<std::uint16_t> port;
};

// The person that a link is for: by e-mail address, invited when new, or else the first administrator.
base::Result<User> person_of(Workspace& space, const UserFlags& flags) {
  if (flags.email.empty()) return space.users().first_administrator();
  WEND_ASSIGN(const auto known, space.users().find_by_email(flags.email));
  if (known) return *known;
  const auto role = workspace::role_from(flags.role);
  if (!role)
    return base::fail(base::ErrorCode::kNotFound, fmt::format("Nobody has the e-mail address {}.", flags.email),
                      "--email", "To invite somebody, add --role viewer, --role editor or --role admin.");
  WEND_ASSIGN(const User user,
              space.users().create(flags.name.empty() ? flags.email : flags.name, flags.email, *role));
  WEND_TRY(space.audit().record(kActor, "user.create", user.id));
  return user;
}

base::Result<std::string> make_link(const UserFlags& flags) {
  const env::SystemClock clock;
  WEND_ASSIGN(const auto space, open_workspace(flags.data, clock));
  WEND_ASSIGN(auto config, server::read_config(flags.data));
  if (flags.port) config.port = *flags.port;
  WEND_ASSIGN(const User user, person_of(*space, flags));
  WEND_ASSIGN(const auto secret, space->sessions().create_link(user.id));
  WEND_TRY(space->audit().record(kActor, "link.create", user.id));
  return server::link_address(server::address_of(config, config.port), secret);
}

base::Result<std::string> make_token(const UserFlags& flags) {
  const env::SystemClock clock;
  WEND_ASSIGN(const auto scopes, workspace::scopes_from(flags.scopes));
  WEND_ASSIGN(const auto space, open_workspace(flags.data, clock));
  std::optional<env::TimeUs> lifetime;
  if (flags.days > 0) lifetime = flags.days * env::kDayUs;
  WEND_ASSIGN(const auto secret, space->keys().create_token(flags.token_name, scopes, lifetime));
  WEND_TRY(space->audit().record(kActor, "token.create", flags.token_name));
  return boost::json::serialize(
      boost::json::object{{"token", secret}, {"scopes", workspace::to_string(scopes)}});
}

int print(const base::Result<std::string>& line) {
  if (!line) return report(line.error());
  fmt::print("{}\n", *line);
  return 0;
}

}  // namespace

base::Result<std::unique_ptr<Workspace>> open_workspace(const std::string& data, const env::Clock& clock) {
  std::error_code error;
  std::filesystem::create_directories(data, error);
  if (error)
    return base::fail(base::ErrorCode::kIo, "The data folder cannot be made.", data, "Check who owns it.");
  return Workspace::open((std::filesystem::path(data) / "workspace.db").string(), clock);
}

void add_user(CLI::App& app) {
  CLI::App* group = app.add_subcommand("user", "Let people and programs in.");
  group->require_subcommand(1);
  auto flags = std::make_shared<UserFlags>();
  CLI::App* link = group->add_subcommand("link", "Print a one-time sign-in address.");
  link->add_option("--data", flags->data, "The data folder.");
  link->add_option("--email", flags->email, "Whom it lets in; the first administrator when not given.");
  link->add_option("--role", flags->role, "Invites somebody new as viewer, editor or admin.")
      ->check(CLI::IsMember({"viewer", "editor", "admin"}));
  link->add_option("--name", flags->name, "What somebody new is called.");
  link->add_option("--port", flags->port, "The port of the running server, when it is not the configured one.");
  link->callback([flags] { exit_with(print(make_link(*flags))); });
  CLI::App* token = group->add_subcommand("token", "Print an API token.");
  token->add_option("--data", flags->data, "The data folder.");
  token->add_option("--scopes", flags->scopes, "read, write and admin, separated by commas (read).");
  token->add_option("--name", flags->token_name, "What the token is for.");
  token->add_option("--days", flags->days, "How long it works; for ever when not given.");
  token->callback([flags] { exit_with(print(make_token(*flags))); });
}

}  // namespace wend::cli
