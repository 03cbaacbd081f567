#pragma once

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <memory>

#include "analyze/journey_table.h"
#include "api/endpoint.h"
#include "model/account.h"
#include "unify/accounts.h"

namespace wend::api {

// Who belongs to accounts of which something is true, for questions. The services outlive it.
model::FindAccountMembers find_account_members(Services& services);

// The account of the path's id, as of now, and the customers.
struct AccountOfPath {
  std::shared_ptr<const unify::AccountTable> accounts;
  std::shared_ptr<const analyze::JourneyTable> table;
  std::size_t place = 0;
  model::TimeZone zone;

  const unify::Account& account() const { return accounts->account(place); }
};
// Errors: kNotFound.
base::Result<AccountOfPath> account_of_path(Call& call);

boost::json::value value_json(const model::Value& value);

// ["group", "rule"]: what makes somebody a member.
boost::json::array sources_json(const unify::AccountMembership& membership);

// What an account is and what its members did, as lists show it.
base::Result<boost::json::object> account_json(const AccountOfPath& of, env::TimeUs now);

}  // namespace wend::api
