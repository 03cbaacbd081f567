#pragma once

#include <optional>
#include <semaphore>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "env/clock.h"
#include "workspace/secret.h"
#include "workspace/sqlite.h"

namespace wend::workspace {

// What a person may do: a viewer looks, an editor also changes data and documents, an admin also
// people and keys.
enum class Role { kViewer, kEditor, kAdmin };
std::string_view to_string(Role role);
std::optional<Role> role_from(std::string_view text);

struct User {
  std::string id;
  std::string name;
  std::optional<std::string> email;
  Role role = Role::kViewer;
  bool has_password = false;
};

// The people of the workspace.
class Users {
 public:
  Users(Sqlite& database, const env::Clock& clock, PasswordCost cost)
      : database_(database), clock_(clock), cost_(cost) {}

  // Errors: kConflict when the e-mail address is taken (letters' case does not matter),
  // kInvalidInput when it is none.
  base::Result<User> create(std::string_view name, std::optional<std::string> email, Role role);
  base::Result<std::optional<User>> find(std::string_view id);
  base::Result<std::optional<User>> find_by_email(std::string_view email);
  base::Result<std::vector<User>> all();
  // The administrator who came first, made when there is none.
  base::Result<User> first_administrator();
  base::Result<bool> any_administrator_has_password();

  struct Changes {
    std::optional<std::string> name, email, password;
  };
  // Errors: as create(); kInvalidInput for a password that is too short, or one without an e-mail
  // address to sign in with.
  base::Result<User> change(std::string_view id, const Changes& changes);

  // The person with this address and password; nobody when either is wrong, which takes equally
  // long.
  base::Result<std::optional<User>> check_password(std::string_view email,
                                                   std::string_view password);

 private:
  base::Result<std::optional<User>> one(Statement& statement);

  Sqlite& database_;
  const env::Clock& clock_;
  const PasswordCost cost_;
  // Each check takes memory; more than two at a time would let strangers use it up.
  std::counting_semaphore<2> checks_{2};
};

}  // namespace wend::workspace
