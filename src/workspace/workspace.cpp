#include "workspace/workspace.h"

#include "workspace/schema.h"

namespace wend::workspace {

base::Result<std::unique_ptr<Workspace>> Workspace::open(const std::string& path,
                                                         const env::Clock& clock,
                                                         PasswordCost cost) {
  WEND_ASSIGN(auto database, Sqlite::open(path));
  WEND_TRY(migrate(database));
  return std::unique_ptr<Workspace>(new Workspace(std::move(database), clock, cost));
}

Workspace::Workspace(Sqlite database, const env::Clock& clock, PasswordCost cost)
    : database_(std::move(database)),
      users_(database_, clock, cost),
      sessions_(database_, clock),
      keys_(database_, clock),
      questions_(database_, clock),
      documents_(database_, clock),
      refusals_(database_, clock),
      webhooks_(database_, clock),
      segments_(database_, clock),
      account_decisions_(database_, clock),
      erasures_(database_, clock),
      exports_(database_, clock),
      maps_(database_, clock),
      map_comments_(database_, clock),
      personas_(database_, clock),
      images_(database_, clock),
      workshops_(database_, clock),
      opportunities_(database_, clock, kOpportunityKind),
      score_goals_(database_, clock, kScoreGoalKind),
      maturity_rounds_(database_, clock, kMaturityRoundKind),
      maturity_answers_(database_, clock),
      person_data_(database_),
      settings_(database_),
      audit_(database_, clock),
      idempotency_keys_(database_, clock),
      map_records_(database_, clock),
      notices_(database_, clock),
      map_shares_(database_, clock, cost) {}

}  // namespace wend::workspace
