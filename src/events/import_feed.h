#pragma once

#include "events/admission.h"
#include "events/duckdb.h"
#include "events/incoming.h"

namespace wend::events {

// Carries incoming rows through admission into DuckDB. Its columns, in order: sequence, message_id,
// time, type, name, channel, identity_id, properties.
class ImportFeed final : public duck::Feed {
 public:
  ImportFeed(IncomingRows& rows, Admission& admission, const model::IdentityRules& rules)
      : rows_(rows), admission_(admission), rules_(rules) {}
  std::unique_ptr<Lane> lane() override;
  static std::vector<std::pair<std::string, duck::ColumnType>> columns();

 private:
  class RowLane;
  IncomingRows& rows_;
  Admission& admission_;
  const model::IdentityRules& rules_;
};

}  // namespace wend::events
