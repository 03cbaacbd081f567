#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/result.h"
#include "events/event_store.h"
#include "model/time_zone.h"
#include "unify/export_request.h"

namespace wend::unify {

// What a column holds, and what an export had better do with it.
struct ColumnProposal {
  std::string name;
  ExportRequest::Choice choice = ExportRequest::Choice::kLeaveOut;
  bool quasi_identifier = false;
  std::string why;                    // a sentence
  std::vector<std::string> examples;  // as they are stored, cut; for people who may see them
  std::uint64_t values = 0;           // of the events that were looked at
  std::uint64_t different = 0;        // up to some thousand
};

// The columns of the latest events, those that every workspace has first, then by how often they
// have a value. Whatever looks personal is proposed to be left out: by its name, or because its
// values are addresses, numbers or identities of customers, each another one, or texts that people
// wrote. Errors: kIo.
base::Result<std::vector<ColumnProposal>> propose_columns(const events::EventStore& store,
                                                          ExportRequest::What what,
                                                          const model::TimeZone& zone);

}  // namespace wend::unify
