#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "base/result.h"
#include "events/duckdb.h"
#include "events/known_identities.h"
#include "model/event.h"
#include "model/identity_graph.h"
#include "model/identity_rules.h"

namespace wend::events {

// Makes the tables of links when they are missing.
base::Status create_links(duck::Connection& connection);

// What an event is to a link: its time, and a number that does not depend on when it arrives. 0
// stands for no event.
model::Evidence evidence_of(env::TimeUs time, const model::MessageId& id);

// Which identities the event store has and which of them are one profile: in memory as a graph, in
// the store as these tables. identities: each with its profile. links: which two identities were
// seen together, where first, for each import and for all live events together. link_states: what
// became of a link, and what a person decided. identity_journal: every change of a link's state and
// of an identity's profile. Wants the one writer's transaction; after an error it is not to be used
// again.
class IdentityBook {
 public:
  explicit IdentityBook(const model::IdentityRules& rules);

  // Reads what the store has. Where rules and links give other profiles than the store says, the
  // next write() moves identities. Errors: kConflict, kIo.
  base::Status load(duck::Connection& connection);

  // Who the customer of an event is, as IdentityFinder says it: these identities are linked.
  // Answers the number of the first. Errors: kConflict when another identity has the same number,
  // so that the two could not be told apart; another than the first is left out then.
  struct Occasion {
    model::Evidence evidence;
    std::int64_t source_id = 0;
  };
  base::Result<std::int64_t> note(std::span<const model::NamedIdentity> identities,
                                  const Occasion& occasion);

  // What is written, and why.
  struct Cause {
    env::TimeUs at = 0;
    std::int64_t import_id = 0;   // 0: live events
    std::string_view actor = {};  // the person who decided
  };
  // Joins what was noted and writes new identities, links, moves and the journal. Answers the
  // profiles whose earlier events changed, as they were and as they are, sorted. Errors: kIo.
  base::Result<std::vector<std::int64_t>> write(duck::Connection& connection, const Cause& cause);

  bool knows(std::int64_t identity) const { return known_.find(identity).has_value(); }
  // The identities of the same profile, but for what was noted since the last write(); none when it
  // is not known.
  std::vector<std::int64_t> person_of(std::int64_t identity) const;
  // What a person says of two different identities that are known; the next write() writes it.
  // Answers whether that is new.
  bool decide(std::int64_t a, std::int64_t b, model::Decision decision);

 private:
  using Changes = model::IdentityGraph::Changes;
  struct Named {
    std::string name, value;
  };
  struct Sighting {
    Occasion occasion;
    bool alias = false;
  };
  // What the live events say of a link.
  struct Live {
    Sighting first;
    bool stored = false;
  };
  using Pair = std::uint64_t;  // two places, the lower one above
  static Pair pair_of(model::IdentityIndex a, model::IdentityIndex b);
  std::pair<std::int64_t, std::int64_t> numbers_of(model::IdentityIndex a,
                                                   model::IdentityIndex b) const;
  static void merge(Sighting& into, const Sighting& other);

  base::Result<model::IdentityIndex> place_of(std::string_view name, std::string_view value);
  model::IdentityIndex add(std::int64_t number, std::string_view name, std::string_view value);
  base::Status read_identities(duck::Connection& connection, std::vector<std::int64_t>& profiles);
  base::Status read_links(duck::Connection& connection);
  void take_changes(Changes changes);
  std::vector<std::uint32_t> changed_links() const;

  base::Status write_identities(duck::Connection& connection);
  base::Status write_links(duck::Connection& connection, std::int64_t import_id);
  base::Status write_states(duck::Connection& connection);
  base::Status write_journal(duck::Connection& connection, const Cause& cause);

  const model::IdentityRules rules_;
  const model::BlockedValues blocked_;
  std::unordered_map<std::string, std::uint8_t> limits_;  // the place of a namespace's limit
  model::IdentityGraph graph_;
  KnownIdentities known_;
  std::vector<Live> live_;             // by link
  std::vector<std::int64_t> sources_;  // by link: of the first evidence
  std::unordered_map<Pair, Sighting> sightings_;

  // What the store does not have yet.
  std::size_t stored_identities_ = 0;
  std::vector<Named> waiting_;
  std::uint32_t stored_links_ = 0;
  Changes changes_;
  std::vector<std::uint32_t> decided_;  // links
};

}  // namespace wend::events
