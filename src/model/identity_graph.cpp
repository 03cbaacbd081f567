#include "model/identity_graph.h"

#include <algorithm>
#include <map>
#include <set>
#include <tuple>

namespace wend::model {

// What a call touched, as it was before.
struct IdentityGraph::Work {
  std::map<IdentityIndex, std::int64_t> moved;
  std::map<std::uint32_t, LinkState> turned;
  std::set<IdentityIndex> again;  // members of what has to be looked at again
  std::set<std::uint32_t> restated;
};

IdentityIndex IdentityGraph::root(const Groups& groups, IdentityIndex node) {
  // Groups are joined by size, so a path has at most 32 steps.
  while (groups[node].parent != node) node = groups[node].parent;
  return node;
}

IdentityIndex IdentityGraph::join(Groups& groups, IdentityIndex a, IdentityIndex b) {
  if (groups[a].size < groups[b].size) std::swap(a, b);
  groups[b].parent = a;
  groups[a].size += groups[b].size;
  std::swap(groups[a].next, groups[b].next);
  return a;
}

IdentityIndex IdentityGraph::add(const Identity& identity) {
  const auto index = static_cast<IdentityIndex>(nodes_.size());
  nodes_.push_back({.identity = identity, .best = index});
  profiles_.push_back({.parent = index, .next = index});
  connected_.push_back({.parent = index, .next = index});
  used_.resize(used_.size() + limits_.size(), 0);
  if (identity.limit != kNoLimit) ++used_[index * limits_.size() + identity.limit];
  return index;
}

std::int64_t IdentityGraph::profile_of(IdentityIndex identity) const {
  return nodes_[nodes_[root(profiles_, identity)].best].identity.number;
}

std::vector<IdentityIndex> IdentityGraph::members(IdentityIndex identity) const {
  std::vector<IdentityIndex> all = {identity};
  for (IdentityIndex at = profiles_[identity].next; at != identity; at = profiles_[at].next)
    all.push_back(at);
  std::ranges::sort(all);
  return all;
}

std::uint32_t IdentityGraph::next_of(std::uint32_t link, IdentityIndex node) const {
  return links_[link].a == node ? next_links_[link].of_a : next_links_[link].of_b;
}

std::vector<std::uint32_t> IdentityGraph::links_of(IdentityIndex identity) const {
  std::vector<std::uint32_t> numbers;
  for (auto at = nodes_[identity].first_link; at != kNothing; at = next_of(at, identity))
    numbers.push_back(at);
  std::ranges::sort(numbers);
  return numbers;
}

std::uint32_t IdentityGraph::find_link(IdentityIndex a, IdentityIndex b) const {
  if (nodes_[a].degree > nodes_[b].degree) std::swap(a, b);
  for (auto at = nodes_[a].first_link; at != kNothing; at = next_of(at, a)) {
    if (links_[at].a == b || links_[at].b == b) return at;
  }
  return kNothing;
}

std::optional<std::uint32_t> IdentityGraph::link_between(IdentityIndex a, IdentityIndex b) const {
  const std::uint32_t found = find_link(a, b);
  return found == kNothing ? std::nullopt : std::optional(found);
}

std::uint32_t IdentityGraph::add_link(IdentityIndex a, IdentityIndex b) {
  const auto number = static_cast<std::uint32_t>(links_.size());
  links_.push_back(Link{.a = a, .b = b, .first = {}});
  next_links_.push_back({nodes_[a].first_link, nodes_[b].first_link});
  nodes_[a].first_link = nodes_[b].first_link = number;
  ++nodes_[a].degree;
  ++nodes_[b].degree;
  return number;
}

std::uint8_t IdentityGraph::order_rank(const Link& link) const {
  return std::max(identity(link.a).rank, identity(link.b).rank);
}

bool IdentityGraph::before(const Link& x, const Link& y) const {
  const auto key = [this](const Link& link) {
    const bool sure = is_sure(link);
    const auto [low, high] = std::minmax(identity(link.a).number, identity(link.b).number);
    return std::tuple(!sure, order_rank(link), sure ? Evidence() : link.first, low, high);
  };
  return key(x) < key(y);
}

bool IdentityGraph::counts(const Link& link) const {
  return link.decision == Decision::kTogether ||
         (link.decision == Decision::kNone && link.times > 0);
}

bool IdentityGraph::fits(IdentityIndex a_root, IdentityIndex b_root) const {
  for (std::size_t i = 0; i < limits_.size(); ++i) {
    const auto a = used_[a_root * limits_.size() + i], b = used_[b_root * limits_.size() + i];
    if (a > 0 && b > 0 && a + b > limits_[i]) return false;
  }
  return true;
}

void IdentityGraph::hold(IdentityIndex a_root, IdentityIndex b_root, Work& work) {
  const auto stronger = [this](IdentityIndex x, IdentityIndex y) {
    return std::pair(identity(x).rank, identity(x).number) <
           std::pair(identity(y).rank, identity(y).number);
  };
  IdentityIndex a = nodes_[a_root].best, b = nodes_[b_root].best;
  if (stronger(b, a)) {
    std::swap(a, b);
    std::swap(a_root, b_root);
  }
  // All of b's profile are of a's now.
  IdentityIndex at = b_root;
  do {
    work.moved.try_emplace(at, identity(b).number);
    at = profiles_[at].next;
  } while (at != b_root);
  const IdentityIndex joined = join(profiles_, a_root, b_root);
  const IdentityIndex other = joined == a_root ? b_root : a_root;
  nodes_[joined].best = a;
  for (std::size_t i = 0; i < limits_.size(); ++i)
    used_[joined * limits_.size() + i] += used_[other * limits_.size() + i];
}

void IdentityGraph::turn(std::uint32_t number, LinkState to, Work& work) {
  Link& link = links_[number];
  if (link.state == to) return;
  work.turned.try_emplace(number, link.state);
  link.state = to;
}

IdentityGraph::Changes IdentityGraph::see(std::span<const Seen> pairs) {
  Work work;
  for (const Seen& seen : pairs) {
    if (seen.a != seen.b) connect(seen, work);
  }
  return finish(work);
}

void IdentityGraph::connect(const Seen& seen, Work& work) {
  std::uint32_t number = find_link(seen.a, seen.b);
  if (number == kNothing) number = add_link(seen.a, seen.b);
  Link& link = links_[number];
  const bool first = link.times == 0;
  ++link.times;
  const bool alias_now = seen.alias && !link.alias;
  const bool earlier = first || seen.evidence < link.first;
  if (!earlier && !alias_now) return;
  const bool counted = !first && counts(link);
  if (earlier) link.first = seen.evidence;
  link.alias = link.alias || seen.alias;
  work.restated.insert(number);
  // Where a person decided, the evidence decides nothing.
  if (link.decision != Decision::kNone) return;
  if (set_aside(number, work)) return;
  if (!counted) return place_new(number, work);
  // It stands earlier now. Where all links hold, their order decides nothing.
  Node& whole = nodes_[root(connected_, link.a)];
  if (whole.refused > 0) {  // itself, perhaps
    work.again.insert(link.a);
  } else if (whole.last == number) {
    whole.last = kNothing;
  }
}

void IdentityGraph::place_new(std::uint32_t number, Work& work) {
  const Link& link = links_[number];
  const IdentityIndex a = root(connected_, link.a), b = root(connected_, link.b);
  const auto is_last_of = [&](IdentityIndex whole) {
    if (connected_[whole].size == 1) return true;
    return nodes_[whole].last != kNothing && !before(link, links_[nodes_[whole].last]);
  };
  const bool last = is_last_of(a) && is_last_of(b);
  const std::uint32_t refused = nodes_[a].refused + (a == b ? 0 : nodes_[b].refused);
  const IdentityIndex profile_a = root(profiles_, link.a), profile_b = root(profiles_, link.b);
  const bool suits = profile_a == profile_b || fits(profile_a, profile_b);
  const bool holds = suits || is_sure(link);

  std::uint32_t latest = number;
  if (!last) {
    // Some other link is the last one.
    const std::uint32_t of_a = nodes_[a].last, of_b = nodes_[b].last;
    if (connected_[a].size == 1)
      latest = of_b;
    else if (connected_[b].size == 1 || a == b)
      latest = of_a;
    else if (of_a == kNothing || of_b == kNothing)
      latest = kNothing;
    else
      latest = before(links_[of_a], links_[of_b]) ? of_b : of_a;
    if (latest != kNothing && before(links_[latest], link)) latest = number;
  }
  const IdentityIndex whole = a == b ? a : join(connected_, a, b);
  nodes_[whole].refused = refused;
  nodes_[whole].last = latest;
  // One that goes beyond a limit may leave no room for others that hold by now.
  if (last || (refused == 0 && suits)) {
    if (holds) {
      if (profile_a != profile_b) hold(profile_a, profile_b, work);
    } else {
      ++nodes_[whole].refused;
    }
    turn(number, holds ? LinkState::kHolds : LinkState::kBreaksLimit, work);
    return;
  }
  // Not decided before it is looked at in its turn; until then nothing may rest on it.
  turn(number, LinkState::kBreaksLimit, work);
  ++nodes_[whole].refused;
  work.again.insert(link.a);
}

IdentityGraph::Changes IdentityGraph::restore(std::span<const Link> links) {
  Work work;
  for (const Link& known : links) {
    const std::uint32_t number = add_link(known.a, known.b);
    Link& link = links_[number];
    link.first = known.first;
    link.times = known.times;
    link.alias = known.alias;
    link.decision = known.decision;
    if (set_aside(number, work)) continue;
    const IdentityIndex a = root(connected_, link.a), b = root(connected_, link.b);
    if (a != b) join(connected_, a, b);
    work.again.insert(link.a);
  }
  return finish(work);
}

// Whether a link is not looked at with the others; then it has its state.
bool IdentityGraph::set_aside(std::uint32_t number, Work& work) {
  const Link& link = links_[number];
  const bool blocked = identity(link.a).blocked || identity(link.b).blocked;
  if (counts(link) && !blocked) return false;
  if (link.decision == Decision::kApart)
    turn(number, LinkState::kApart, work);
  else
    turn(number, counts(link) ? LinkState::kBlocked : LinkState::kUnsaid, work);
  return true;
}

IdentityGraph::Changes IdentityGraph::decide(IdentityIndex a, IdentityIndex b, Decision decision) {
  Work work;
  if (a == b) return {};
  std::uint32_t number = find_link(a, b);
  if (number == kNothing) number = add_link(a, b);
  Link& link = links_[number];
  if (link.decision == decision) return {};
  link.decision = decision;
  if (!set_aside(number, work) && root(connected_, a) != root(connected_, b))
    join(connected_, root(connected_, a), root(connected_, b));
  work.again = {a, b};
  return finish(work);
}

void IdentityGraph::look_again(IdentityIndex member, Work& work) {
  std::vector<IdentityIndex> all;
  IdentityIndex at = member;
  do {
    all.push_back(at);
    at = connected_[at].next;
  } while (at != member);
  // Every identity alone, then all links in their order.
  for (const IdentityIndex node : all) work.moved.try_emplace(node, profile_of(node));
  std::vector<std::uint32_t> numbers;
  for (const IdentityIndex node : all) {
    profiles_[node] = connected_[node] = {.parent = node, .next = node};
    nodes_[node].best = node;
    nodes_[node].refused = 0;
    nodes_[node].last = kNothing;
    std::fill_n(used_.begin() + static_cast<std::ptrdiff_t>(node * limits_.size()), limits_.size(),
                0);
    if (const auto limit = identity(node).limit; limit != kNoLimit)
      used_[node * limits_.size() + limit] = 1;
    for (auto link = nodes_[node].first_link; link != kNothing; link = next_of(link, node)) {
      const Link& one = links_[link];
      if (one.a == node && counts(one) && !identity(one.a).blocked && !identity(one.b).blocked)
        numbers.push_back(link);
    }
  }
  std::ranges::sort(
      numbers, [this](std::uint32_t x, std::uint32_t y) { return before(links_[x], links_[y]); });
  for (const std::uint32_t number : numbers) {
    const Link& link = links_[number];
    const IdentityIndex a = root(connected_, link.a), b = root(connected_, link.b);
    IdentityIndex whole = a;
    if (a != b) {
      const std::uint32_t refused = nodes_[a].refused + nodes_[b].refused;
      whole = join(connected_, a, b);
      nodes_[whole].refused = refused;
    }
    nodes_[whole].last = number;
    const IdentityIndex profile_a = root(profiles_, link.a), profile_b = root(profiles_, link.b);
    const bool holds = profile_a == profile_b || is_sure(link) || fits(profile_a, profile_b);
    if (!holds)
      ++nodes_[whole].refused;
    else if (profile_a != profile_b)
      hold(profile_a, profile_b, work);
    turn(number, holds ? LinkState::kHolds : LinkState::kBreaksLimit, work);
  }
}

IdentityGraph::Changes IdentityGraph::finish(Work& work) {
  std::set<IdentityIndex> done;
  for (const IdentityIndex member : work.again) {
    // What one look took apart may have several roots now.
    if (done.contains(member)) continue;
    IdentityIndex at = member;
    do {
      if (work.again.contains(at)) done.insert(at);
      at = connected_[at].next;
    } while (at != member);
    look_again(member, work);
  }
  Changes changes;
  for (const auto& [node, from] : work.moved) {
    if (const std::int64_t to = profile_of(node); to != from)
      changes.moves.push_back({node, from, to});
  }
  for (const auto& [number, from] : work.turned) {
    if (const LinkState to = links_[number].state; to != from)
      changes.turns.push_back({number, from, to});
  }
  changes.restated.assign(work.restated.begin(), work.restated.end());
  return changes;
}

}  // namespace wend::model
