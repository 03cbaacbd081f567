#pragma once

#include <vector>

#include "events/sql/relation.h"
#include "unify/accounts.h"

namespace wend::unify {

// What SQL can ask of accounts: the tables accounts and account_members. Called when a statement
// names one of them; `accounts` answers null where there are none.
std::vector<events::sql::Relation> sql_account_relations(std::function<Accounts*()> accounts);

}  // namespace wend::unify
