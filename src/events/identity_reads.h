#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "events/event_store.h"
#include "model/identity_graph.h"

namespace wend::events {

struct KnownIdentity {
  std::int64_t id = 0;
  std::int64_t profile_id = 0;
  std::string identity_namespace, value;
};

// What joins two identities, or would.
struct IdentityLink {
  std::int64_t a = 0, b = 0;  // identities
  model::LinkState state = model::LinkState::kUnsaid;
  model::Decision decision = model::Decision::kNone;
  // The first event that named both; nothing when only a person joined them.
  std::optional<TimeUs> first_seen;
  std::string source;
  bool alias = false;
};

// One line of what happened to identities. Of a link: its state went from one to another. Of a
// move: so many identities went from profile a to profile b.
struct IdentityChange {
  TimeUs at = 0;
  bool is_move = false;
  std::int64_t a = 0, b = 0;
  model::LinkState from = model::LinkState::kUnsaid, to = model::LinkState::kUnsaid;
  std::optional<TimeUs> first_seen;  // of the link's evidence
  std::string source;                // of the evidence
  std::int64_t identities = 0;
  std::int64_t import_id = 0;  // 0: live events, or a person
  std::string actor;           // the person who decided
};

// Why a profile is one: its identities, the links that touch them, with the identities at their
// other ends, and what happened to them, the latest first. At most `most` of each; the totals say
// how many there are.
struct ProfileIdentity {
  std::vector<KnownIdentity> identities, others;
  std::vector<IdentityLink> links;
  std::vector<IdentityChange> changes;
  std::int64_t identities_total = 0, links_total = 0;
};
base::Result<ProfileIdentity> identity_of_profile(const EventStore& store, std::int64_t profile_id,
                                                  std::size_t most);

// The profile that an identity belongs to now; so a profile that was joined to another is found by
// its old number.
base::Result<std::optional<std::int64_t>> profile_of_identity(const EventStore& store,
                                                              std::int64_t identity_id);

// Profiles that look as if several people were in one, and identities that several profiles name.
struct SuspiciousProfile {
  std::int64_t profile_id = 0;
  std::int64_t identities = 0;
};
struct SharedIdentity {
  KnownIdentity identity;
  std::int64_t refused = 0;  // links that would break a limit
};
struct SuspiciousIdentities {
  std::vector<SuspiciousProfile> profiles;  // the largest first
  std::vector<SharedIdentity> shared;       // the most refused first
};
// Profiles with more identities than `identities_most`, and identities with more refused links than
// `refused_most`; at most `limit` of each.
base::Result<SuspiciousIdentities> suspicious_identities(const EventStore& store,
                                                         std::int64_t identities_most,
                                                         std::int64_t refused_most,
                                                         std::size_t limit);

}  // namespace wend::events
