#pragma once

#include <memory>
#include <string>

#include "workspace/account_decisions.h"
#include "workspace/documents.h"
#include "workspace/erasures.h"
#include "workspace/exports.h"
#include "workspace/images.h"
#include "workspace/kept_things.h"
#include "workspace/keys.h"
#include "workspace/map_comments.h"
#include "workspace/map_records.h"
#include "workspace/map_shares.h"
#include "workspace/maps.h"
#include "workspace/notices.h"
#include "workspace/person_data.h"
#include "workspace/personas.h"
#include "workspace/questions.h"
#include "workspace/records.h"
#include "workspace/refusals.h"
#include "workspace/segments.h"
#include "workspace/sessions.h"
#include "workspace/users.h"
#include "workspace/webhooks.h"
#include "workspace/workshops.h"

namespace wend::workspace {

// Everything small that people change, in one SQLite file. Several processes may have it open at
// once, so that `wend user link` works while the server runs. Safe to use from several threads.
class Workspace {
 public:
  // Opens, creates or upgrades the file. The clock must outlive the workspace. Errors: kConflict
  // when a newer version of Wend wrote it, kIo.
  static base::Result<std::unique_ptr<Workspace>> open(const std::string& path,
                                                       const env::Clock& clock,
                                                       PasswordCost cost = {});

  Users& users() { return users_; }
  Sessions& sessions() { return sessions_; }
  Keys& keys() { return keys_; }
  Questions& questions() { return questions_; }
  Documents& documents() { return documents_; }
  Refusals& refusals() { return refusals_; }
  Webhooks& webhooks() { return webhooks_; }
  Segments& segments() { return segments_; }
  AccountDecisions& account_decisions() { return account_decisions_; }
  Erasures& erasures() { return erasures_; }
  Exports& exports() { return exports_; }
  Maps& maps() { return maps_; }
  MapComments& map_comments() { return map_comments_; }
  MapRecords& map_records() { return map_records_; }
  Notices& notices() { return notices_; }
  MapShares& map_shares() { return map_shares_; }
  Personas& personas() { return personas_; }
  Images& images() { return images_; }
  Workshops& workshops() { return workshops_; }
  KeptThings& opportunities() { return opportunities_; }
  KeptThings& score_goals() { return score_goals_; }
  KeptThings& maturity_rounds() { return maturity_rounds_; }
  MaturityAnswerSheets& maturity_answers() { return maturity_answers_; }
  PersonData& person_data() { return person_data_; }
  Settings& settings() { return settings_; }
  AuditLog& audit() { return audit_; }
  IdempotencyKeys& idempotency_keys() { return idempotency_keys_; }

 private:
  Workspace(Sqlite database, const env::Clock& clock, PasswordCost cost);

  Sqlite database_;
  Users users_;
  Sessions sessions_;
  Keys keys_;
  Questions questions_;
  Documents documents_;
  Refusals refusals_;
  Webhooks webhooks_;
  Segments segments_;
  AccountDecisions account_decisions_;
  Erasures erasures_;
  Exports exports_;
  Maps maps_;
  MapComments map_comments_;
  Personas personas_;
  Images images_;
  Workshops workshops_;
  KeptThings opportunities_;
  KeptThings score_goals_;
  KeptThings maturity_rounds_;
  MaturityAnswerSheets maturity_answers_;
  PersonData person_data_;
  Settings settings_;
  AuditLog audit_;
  IdempotencyKeys idempotency_keys_;
  MapRecords map_records_;
  Notices notices_;
  MapShares map_shares_;
};

}  // namespace wend::workspace
