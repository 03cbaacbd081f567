#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "events/duckdb.h"
#include "model/identity_graph.h"

// The rows of the tables that IdentityBook keeps; a and b are numbers of identities.
namespace wend::events {

// Where two identities were seen together first, by one import or by all live events.
struct LinkSighting {
  std::int64_t a = 0, b = 0;
  std::int64_t import_id = 0;  // 0: live events
  model::Evidence evidence;
  std::int64_t source_id = 0;
  bool alias = false;
};
base::Result<std::vector<LinkSighting>> read_link_sightings(duck::Connection& connection);
base::Status add_link_sightings(duck::Connection& connection, std::span<const LinkSighting> rows);
// Puts these in the place of those that the live events said of the same pairs.
base::Status replace_live_sightings(duck::Connection& connection,
                                    std::span<const LinkSighting> rows);

struct StoredLinkState {
  std::int64_t a = 0, b = 0;
  model::LinkState state = model::LinkState::kUnsaid;
  model::Decision decision = model::Decision::kNone;
};
base::Result<std::vector<StoredLinkState>> read_link_states(duck::Connection& connection);
base::Status add_link_states(duck::Connection& connection, std::span<const StoredLinkState> rows);
base::Status replace_link_states(duck::Connection& connection,
                                 std::span<const StoredLinkState> rows);

struct IdentityProfile {
  std::int64_t identity = 0, profile = 0;
};
base::Status move_identities(duck::Connection& connection, std::span<const IdentityProfile> rows);

// "link": a link's state went from one to another. "move": so many identities went from profile a
// to profile b.
struct JournalRow {
  env::TimeUs at = 0;
  std::string_view kind;
  std::int64_t a = 0, b = 0;
  model::LinkState from = model::LinkState::kUnsaid, to = model::LinkState::kUnsaid;
  model::Evidence evidence;    // of the link
  std::int64_t source_id = 0;  // of the evidence
  std::int64_t identities = 0;
  std::int64_t import_id = 0;  // that brought it; 0: live events, or a person
  std::string_view actor;      // the person who decided
};
base::Status add_to_journal(duck::Connection& connection, std::span<const JournalRow> rows);

}  // namespace wend::events
