#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <span>
#include <unordered_map>
#include <vector>

#include "env/clock.h"

namespace wend::model {

// An identity by its place in the graph, from 0 on.
using IdentityIndex = std::uint32_t;

// Where two identities were seen together first.
struct Evidence {
  env::TimeUs time_us = 0;  // of the event
  std::int64_t event = 0;   // a number of the event that does not depend on its arrival
  auto operator<=>(const Evidence&) const = default;
};

enum class LinkState : std::uint8_t {
  kUnsaid,       // nobody says it any more
  kHolds,        //
  kBreaksLimit,  // a profile would have more values of a namespace than the rules allow
  kBlocked,      // one of the values stands for nobody
  kApart,        // a person decided that these two are not one
};

// What a person decided of two identities.
enum class Decision : std::uint8_t { kNone, kTogether, kApart };

// Which identities are one profile. A pure function of what was said, whatever the order:
//
// All links but those that are blocked or kept apart are looked at in an order of their own: first
// those that a person decided and aliases, then by the weaker of their two namespaces, then by
// their first evidence, then by the numbers of their identities. A link holds unless it would join
// two groups of identities that both have values of a limited namespace, and together more than the
// limit; a person's link and an alias always hold. The groups at the end are the profiles. So of
// two links that cannot both hold the stronger and older one does, also when it arrives later; and
// two graphs that were told the same agree.
//
// What arrives in order costs almost nothing: where no link was refused, one that breaks no limit
// joins two groups. Otherwise all that links connect, refused ones too, is looked at again: once
// for all links of one call.
class IdentityGraph {
 public:
  // `limits`: for each limited namespace how many values a profile may have, at least 1.
  explicit IdentityGraph(std::vector<std::uint32_t> limits) : limits_(std::move(limits)) {}

  static constexpr std::uint8_t kNoLimit = 0xff;
  struct Identity {
    std::int64_t number = 0;        // tells it from all others, the same on every machine
    std::uint8_t rank = 0;          // of its namespace; 0: the strongest
    std::uint8_t limit = kNoLimit;  // which limit holds for its namespace
    bool blocked = false;           // stands for nobody: no link of it holds
  };
  // A profile of its own at first.
  IdentityIndex add(const Identity& identity);
  std::size_t size() const { return nodes_.size(); }
  const Identity& identity(IdentityIndex index) const { return nodes_[index].identity; }

  struct Link {
    IdentityIndex a = 0, b = 0;
    Evidence first;           // without meaning when never seen
    std::uint32_t times = 0;  // how often it was seen
    bool alias = false;       // somebody said in so many words that it is one customer
    Decision decision = Decision::kNone;
    LinkState state = LinkState::kUnsaid;
  };
  const Link& link(std::uint32_t number) const { return links_[number]; }
  std::optional<std::uint32_t> link_between(IdentityIndex a, IdentityIndex b) const;
  std::size_t link_count() const { return links_.size(); }

  // What a call changed.
  struct Move {
    IdentityIndex identity = 0;
    std::int64_t from = 0, to = 0;  // profiles
  };
  struct Turn {
    std::uint32_t link = 0;
    LinkState from = LinkState::kUnsaid, to = LinkState::kUnsaid;
  };
  struct Changes {
    std::vector<Move> moves;  // by identity, each once
    std::vector<Turn> turns;  // by link, each once
    // Links that have an earlier first evidence now, or became an alias.
    std::vector<std::uint32_t> restated;
  };

  struct Seen {
    IdentityIndex a = 0, b = 0;
    Evidence evidence;
    bool alias = false;
  };
  // Identities that were seen together. A pair of one identity with itself says nothing.
  Changes see(std::span<const Seen> pairs);
  // What another graph held: into one that has identities and no links yet. States are found anew.
  Changes restore(std::span<const Link> links);
  Changes decide(IdentityIndex a, IdentityIndex b, Decision decision);

  // The profile's number: that of its strongest identity, of several the smallest.
  std::int64_t profile_of(IdentityIndex identity) const;
  std::vector<IdentityIndex> members(IdentityIndex identity) const;  // of the same profile
  // The links of an identity, whatever their state.
  std::vector<std::uint32_t> links_of(IdentityIndex identity) const;
  std::uint32_t degree(IdentityIndex identity) const { return nodes_[identity].degree; }

 private:
  static constexpr std::uint32_t kNothing = 0xffffffff;
  // Groups of nodes, with all members of a group in a ring.
  struct Place {
    IdentityIndex parent = 0, next = 0;
    std::uint32_t size = 1;
  };
  using Groups = std::vector<Place>;
  static IdentityIndex root(const Groups& groups, IdentityIndex node);
  static IdentityIndex join(Groups& groups, IdentityIndex a, IdentityIndex b);

  struct Node {
    Identity identity;
    std::uint32_t first_link = kNothing;
    std::uint32_t degree = 0;
    // Of the root of a profile: its strongest identity.
    IdentityIndex best = 0;
    // Of the root of what links connect: refused ones, and the last link in their order; nothing:
    // to be found.
    std::uint32_t refused = 0;
    std::uint32_t last = kNothing;
  };
  struct NextLinks {
    std::uint32_t of_a = kNothing, of_b = kNothing;
  };
  struct Work;  // of one call

  bool before(const Link& x, const Link& y) const;
  std::uint8_t order_rank(const Link& link) const;
  bool counts(const Link& link) const;
  static bool is_sure(const Link& link) {
    return link.alias || link.decision == Decision::kTogether;
  }
  std::uint32_t find_link(IdentityIndex a, IdentityIndex b) const;
  std::uint32_t add_link(IdentityIndex a, IdentityIndex b);
  std::uint32_t next_of(std::uint32_t link, IdentityIndex node) const;
  bool fits(IdentityIndex a_root, IdentityIndex b_root) const;
  void hold(IdentityIndex a_root, IdentityIndex b_root, Work& work);
  void connect(const Seen& seen, Work& work);
  void place_new(std::uint32_t number, Work& work);
  void turn(std::uint32_t number, LinkState to, Work& work);
  bool set_aside(std::uint32_t number, Work& work);
  void look_again(IdentityIndex member, Work& work);
  Changes finish(Work& work);

  const std::vector<std::uint32_t> limits_;
  std::vector<Node> nodes_;
  std::vector<std::uint32_t> used_;  // of each root of a profile, for each limit: how many values
  Groups profiles_, connected_;
  std::vector<Link> links_;
  std::vector<NextLinks> next_links_;
};

}  // namespace wend::model
