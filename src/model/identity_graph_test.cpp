#include "model/identity_graph.h"

#include <algorithm>
#include <gtest/gtest.h>
#include <map>
#include <random>
#include <rapidcheck/gtest.h>
#include <set>

namespace wend::model {
namespace {

using Identity = IdentityGraph::Identity;
using Seen = IdentityGraph::Seen;
using Pair = std::pair<IdentityIndex, IdentityIndex>;

Pair ordered(IdentityIndex a, IdentityIndex b) {
  return std::minmax(a, b);
}

// The same by the words of the definition: everything that was said, sorted, one after the other,
// with sets for the groups.
class Reference {
 public:
  Reference(std::vector<Identity> identities, std::vector<std::uint32_t> limits)
      : identities_(std::move(identities)), limits_(std::move(limits)) {}

  void see(const Seen& seen) {
    if (seen.a == seen.b) return;
    auto& said = said_[ordered(seen.a, seen.b)];
    said.first = said.seen ? std::min(said.first, seen.evidence) : seen.evidence;
    said.seen = true;
    said.alias = said.alias || seen.alias;
  }
  void decide(IdentityIndex a, IdentityIndex b, Decision decision) {
    if (a != b) said_[ordered(a, b)].decision = decision;
  }

  struct Answer {
    std::vector<std::int64_t> profiles;
    std::map<Pair, LinkState> links;
  };
  Answer answer() const {
    Answer answer;
    std::vector<std::set<IdentityIndex>> groups;
    for (IdentityIndex i = 0; i < identities_.size(); ++i) groups.push_back({i});
    const auto group_of = [&](IdentityIndex i) {
      return std::ranges::find_if(groups, [&](const auto& group) { return group.contains(i); });
    };
    std::vector<std::pair<Pair, Said>> links;
    for (const auto& [pair, said] : said_) {
      const bool blocked = identities_[pair.first].blocked || identities_[pair.second].blocked;
      const bool together = said.decision == Decision::kTogether;
      if (said.decision == Decision::kApart)
        answer.links[pair] = LinkState::kApart;
      else if (!said.seen && !together)
        answer.links[pair] = LinkState::kUnsaid;
      else if (blocked)
        answer.links[pair] = LinkState::kBlocked;
      else
        links.emplace_back(pair, said);
    }
    std::ranges::sort(links, {}, [&](const auto& link) {
      const auto& [pair, said] = link;
      const Identity &a = identities_[pair.first], &b = identities_[pair.second];
      return std::tuple(said.sure() ? 0 : 1, std::max(a.rank, b.rank),
                        said.sure() ? Evidence() : said.first, std::min(a.number, b.number),
                        std::max(a.number, b.number));
    });
    for (const auto& [pair, said] : links) {
      const auto a = group_of(pair.first), b = group_of(pair.second);
      bool holds = a == b || said.sure();
      if (!holds) {
        holds = true;
        for (std::size_t limit = 0; limit < limits_.size(); ++limit) {
          const auto values = [&](const auto& group) {
            return std::ranges::count_if(
                group, [&](IdentityIndex i) { return identities_[i].limit == limit; });
          };
          if (values(*a) > 0 && values(*b) > 0 && values(*a) + values(*b) > limits_[limit])
            holds = false;
        }
      }
      answer.links[pair] = holds ? LinkState::kHolds : LinkState::kBreaksLimit;
      if (!holds || a == b) continue;
      a->insert(b->begin(), b->end());
      groups.erase(b);
    }
    for (IdentityIndex i = 0; i < identities_.size(); ++i) {
      const auto best = std::ranges::min(*group_of(i), {}, [&](IdentityIndex one) {
        return std::pair(identities_[one].rank, identities_[one].number);
      });
      answer.profiles.push_back(identities_[best].number);
    }
    return answer;
  }

 private:
  struct Said {
    bool seen = false, alias = false;
    Evidence first;
    bool sure() const { return alias || decision == Decision::kTogether; }
    Decision decision = Decision::kNone;
  };
  std::vector<Identity> identities_;
  std::vector<std::uint32_t> limits_;
  std::map<Pair, Said> said_;
};

std::vector<std::int64_t> profiles_of(const IdentityGraph& graph) {
  std::vector<std::int64_t> profiles;
  for (IdentityIndex i = 0; i < graph.size(); ++i) profiles.push_back(graph.profile_of(i));
  return profiles;
}

std::map<Pair, LinkState> links_of(const IdentityGraph& graph) {
  std::map<Pair, LinkState> links;
  for (std::uint32_t i = 0; i < graph.link_count(); ++i)
    links[ordered(graph.link(i).a, graph.link(i).b)] = graph.link(i).state;
  return links;
}

struct World {
  std::vector<Identity> identities;
  std::vector<std::uint32_t> limits;
  IdentityGraph graph() const {
    IdentityGraph graph(limits);
    for (const Identity& identity : identities) graph.add(identity);
    return graph;
  }
};

World any_world() {
  World world;
  world.limits = *rc::gen::container<std::vector<std::uint32_t>>(
      *rc::gen::inRange<std::size_t>(0, 3), rc::gen::inRange<std::uint32_t>(1, 4));
  const auto size = *rc::gen::inRange<std::size_t>(2, 14);
  const auto numbers =
      *rc::gen::unique<std::vector<std::int64_t>>(size, rc::gen::inRange<std::int64_t>(1, 1000));
  for (std::size_t i = 0; i < size; ++i) {
    const auto rank = *rc::gen::inRange<std::uint8_t>(0, 4);
    world.identities.push_back(
        {.number = numbers[i],
         .rank = rank,
         .limit = rank < world.limits.size() ? rank : IdentityGraph::kNoLimit,
         .blocked = *rc::gen::inRange(0, 12) == 0});
  }
  return world;
}

std::vector<Seen> any_pairs(const World& world, std::size_t most) {
  const auto node =
      rc::gen::inRange<IdentityIndex>(0, static_cast<IdentityIndex>(world.identities.size()));
  std::vector<Seen> pairs;
  for (std::size_t i = 0, count = *rc::gen::inRange<std::size_t>(0, most); i < count; ++i)
    pairs.push_back({*node,
                     *node,
                     {*rc::gen::inRange<env::TimeUs>(0, 20), *rc::gen::inRange(0, 3)},
                     *rc::gen::inRange(0, 8) == 0});
  return pairs;
}

RC_GTEST_PROP(IdentityGraphTest, AgreesWithItsDefinitionAfterEachCall, ()) {
  const World world = any_world();
  IdentityGraph graph = world.graph();
  Reference reference(world.identities, world.limits);
  std::vector<std::int64_t> told = profiles_of(graph);
  std::map<Pair, LinkState> states;
  for (int step = 0; step < 12; ++step) {
    IdentityGraph::Changes changes;
    if (*rc::gen::inRange(0, 3) > 0) {
      const auto pairs = any_pairs(world, 8);
      changes = graph.see(pairs);
      for (const Seen& seen : pairs) reference.see(seen);
    } else {
      const auto pairs = any_pairs(world, 2);
      if (pairs.empty()) continue;
      const auto decision =
          *rc::gen::element(Decision::kNone, Decision::kTogether, Decision::kApart);
      changes = graph.decide(pairs[0].a, pairs[0].b, decision);
      reference.decide(pairs[0].a, pairs[0].b, decision);
    }
    const auto expected = reference.answer();
    RC_ASSERT(profiles_of(graph) == expected.profiles);
    RC_ASSERT(links_of(graph) == expected.links);
    // Who only listens to the changes knows as much.
    for (const auto& move : changes.moves) {
      RC_ASSERT(told[move.identity] == move.from);
      told[move.identity] = move.to;
    }
    RC_ASSERT(told == expected.profiles);
    for (const auto& turn : changes.turns) {
      const auto& link = graph.link(turn.link);
      auto [known, fresh] = states.try_emplace(ordered(link.a, link.b), LinkState::kUnsaid);
      RC_ASSERT(known->second == turn.from);
      known->second = turn.to;
    }
    for (const auto& [pair, state] : expected.links) {
      const auto known = states.find(pair);
      RC_ASSERT((known == states.end() ? LinkState::kUnsaid : known->second) == state);
    }
    // Members are who shares the profile.
    for (IdentityIndex i = 0; i < graph.size(); ++i) {
      std::vector<IdentityIndex> members;
      for (IdentityIndex k = 0; k < graph.size(); ++k)
        if (expected.profiles[k] == expected.profiles[i]) members.push_back(k);
      RC_ASSERT(graph.members(i) == members);
    }
  }
}

RC_GTEST_PROP(IdentityGraphTest, AnyOrderAndAnyGroupsOfArrivalEndTheSame, ()) {
  const World world = any_world();
  auto pairs = any_pairs(world, 40);
  IdentityGraph one = world.graph();
  one.see(pairs);
  std::mt19937 random(*rc::gen::arbitrary<std::uint32_t>());
  std::ranges::shuffle(pairs, random);
  IdentityGraph other = world.graph();
  for (std::size_t from = 0; from < pairs.size();) {
    const auto to = std::min(pairs.size(), from + 1 + random() % 5);
    other.see(std::span(pairs).subspan(from, to - from));
    from = to;
  }
  RC_ASSERT(profiles_of(one) == profiles_of(other));
  RC_ASSERT(links_of(one) == links_of(other));
}

RC_GTEST_PROP(IdentityGraphTest, WhatWasHeldCanBeRestored, ()) {
  const World world = any_world();
  IdentityGraph one = world.graph();
  one.see(any_pairs(world, 30));
  for (const auto& seen : any_pairs(world, 4))
    one.decide(seen.a, seen.b, *rc::gen::element(Decision::kTogether, Decision::kApart));
  std::vector<IdentityGraph::Link> links;
  for (std::uint32_t i = 0; i < one.link_count(); ++i) links.push_back(one.link(i));
  IdentityGraph other = world.graph();
  other.restore(links);
  RC_ASSERT(profiles_of(one) == profiles_of(other));
  RC_ASSERT(links_of(one) == links_of(other));
  // And goes on in the same way.
  const auto more = any_pairs(world, 6);
  one.see(more);
  other.see(more);
  RC_ASSERT(profiles_of(one) == profiles_of(other));
}

constexpr std::uint8_t kUser = 0, kEmail = 1, kVisitor = 2;

class IdentityGraphExample : public testing::Test {
 protected:
  IdentityIndex user(std::int64_t number) { return graph_.add({number, kUser, 0}); }
  IdentityIndex email(std::int64_t number) { return graph_.add({number, kEmail}); }
  IdentityIndex visitor(std::int64_t number) { return graph_.add({number, kVisitor}); }
  IdentityGraph::Changes see(IdentityIndex a, IdentityIndex b, env::TimeUs time) {
    const Seen seen{a, b, {time, 0}, false};
    return graph_.see({&seen, 1});
  }
  IdentityGraph graph_{{1}};
};

TEST_F(IdentityGraphExample, WhoSignsInBringsThePastAlong) {
  const auto ann = user(7), phone = visitor(100), laptop = visitor(101);
  EXPECT_EQ(graph_.profile_of(phone), 100);
  see(phone, ann, 10);
  const auto changes = see(ann, laptop, 20);
  EXPECT_EQ(graph_.profile_of(phone), 7);
  EXPECT_EQ(graph_.profile_of(laptop), 7);
  ASSERT_EQ(changes.moves.size(), 1);
  EXPECT_EQ(changes.moves[0].identity, laptop);
}

TEST_F(IdentityGraphExample, ASharedDeviceStaysWithWhoUsedItFirst) {
  const auto ann = user(7), bob = user(3), tablet = visitor(100);
  see(tablet, bob, 20);
  EXPECT_EQ(graph_.profile_of(tablet), 3);
  // What Ann did before Bob arrives late.
  see(tablet, ann, 10);
  EXPECT_EQ(graph_.profile_of(tablet), 7);
  EXPECT_EQ(graph_.profile_of(bob), 3);
  EXPECT_EQ(graph_.link(0).state, LinkState::kBreaksLimit);
}

TEST_F(IdentityGraphExample, AStrongerLinkTakesTheWeakersPlace) {
  const auto ann = user(7), bob = user(3), mail = email(50), tablet = visitor(100);
  see(tablet, bob, 1);
  see(tablet, mail, 2);  // by the tablet the address is Bob's,
  EXPECT_EQ(graph_.profile_of(mail), 3);
  see(mail, ann, 3);  // and then Ann gives it as hers
  EXPECT_EQ(graph_.profile_of(mail), 7);
  EXPECT_EQ(graph_.profile_of(tablet), 3);
}

TEST_F(IdentityGraphExample, WhatIsKeptApartIsApartUntilThatIsTakenBack) {
  const auto ann = user(7), tablet = visitor(100), mail = email(50);
  see(ann, tablet, 1);
  see(mail, tablet, 2);
  graph_.decide(ann, tablet, Decision::kApart);
  EXPECT_EQ(graph_.profile_of(tablet), 50);
  EXPECT_EQ(graph_.profile_of(mail), 50);
  see(ann, tablet, 3);
  EXPECT_EQ(graph_.profile_of(tablet), 50);
  graph_.decide(ann, tablet, Decision::kNone);
  EXPECT_EQ(graph_.profile_of(tablet), 7);
}

TEST_F(IdentityGraphExample, APersonMayJoinTwoUserIds) {
  const auto ann = user(7), again = user(3), tablet = visitor(100), bob = user(9);
  graph_.decide(ann, again, Decision::kTogether);
  EXPECT_EQ(graph_.profile_of(ann), 3);
  // The limit is for what is seen, not for what a person knows.
  see(ann, tablet, 1);
  EXPECT_EQ(graph_.profile_of(tablet), 3);
  see(bob, tablet, 2);
  EXPECT_EQ(graph_.profile_of(bob), 9);
}

// A device that everybody signs in on: refused links do not make what comes in order slow, and what
// comes out of order is looked at once a call.
TEST_F(IdentityGraphExample, AHundredThousandUsersOfOneDevice) {
  const auto kiosk = visitor(1);
  std::vector<Seen> pairs;
  for (std::int64_t i = 0; i < 100'000; ++i)
    pairs.push_back({kiosk, user(1000 + i), {1'000'000 + i, 0}});
  for (const Seen& pair : pairs) graph_.see({&pair, 1});
  EXPECT_EQ(graph_.profile_of(kiosk), 1000);
  EXPECT_EQ(graph_.degree(kiosk), 100'000);
  std::vector<Seen> late;
  for (std::int64_t i = 0; i < 1000; ++i) late.push_back({kiosk, user(i + 2), {1000 - i, 0}});
  const auto changes = graph_.see(late);
  EXPECT_EQ(graph_.profile_of(kiosk), 1001);
  EXPECT_EQ(changes.moves.size(), 1);
}

}  // namespace
}  // namespace wend::model
