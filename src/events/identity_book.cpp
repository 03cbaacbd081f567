#include "events/identity_book.h"

#include <algorithm>
#include <map>

#include "base/assert.h"
#include "events/identity_book_tables.h"

namespace wend::events {
namespace {

using model::Decision;
using model::IdentityGraph;
using model::IdentityIndex;
using model::LinkState;

std::vector<std::uint32_t> limits_of(const model::IdentityRules& rules) {
  std::vector<std::uint32_t> limits;
  for (const auto& one : rules.namespaces)
    if (one.limit > 0) limits.push_back(one.limit);
  return limits;
}

}  // namespace

model::Evidence evidence_of(env::TimeUs time, const model::MessageId& id) {
  return {time, static_cast<std::int64_t>(id.low >> 1) | 1};
}

IdentityBook::IdentityBook(const model::IdentityRules& rules)
    : rules_(rules), blocked_(rules), graph_(limits_of(rules)) {
  for (const auto& one : rules.namespaces)
    if (one.limit > 0) limits_.emplace(one.name, static_cast<std::uint8_t>(limits_.size()));
}

IdentityBook::Pair IdentityBook::pair_of(IdentityIndex a, IdentityIndex b) {
  const auto [low, high] = std::minmax(a, b);
  return Pair{low} << 32 | high;
}

// As the store has a pair: the lower number first, whatever their places here.
std::pair<std::int64_t, std::int64_t> IdentityBook::numbers_of(IdentityIndex a,
                                                               IdentityIndex b) const {
  return std::minmax({graph_.identity(a).number, graph_.identity(b).number});
}

void IdentityBook::merge(Sighting& into, const Sighting& other) {
  into.alias = into.alias || other.alias;
  if (other.occasion.evidence < into.occasion.evidence) into.occasion = other.occasion;
}

IdentityIndex IdentityBook::add(std::int64_t number, std::string_view name,
                                std::string_view value) {
  const auto limit = limits_.find(std::string(name));
  return graph_.add({.number = number,
                     .rank = rules_.rank_of(name),
                     .limit = limit == limits_.end() ? IdentityGraph::kNoLimit : limit->second,
                     .blocked = blocked_.contains(value)});
}

base::Result<IdentityIndex> IdentityBook::place_of(std::string_view name, std::string_view value) {
  const std::int64_t number = model::identity_id_of(name, value);
  const std::size_t before = known_.size();
  WEND_ASSIGN(const IdentityIndex place, known_.place_of(number, name, value));
  if (place == before) {
    add(number, name, value);
    waiting_.push_back({std::string(name), std::string(value)});
  }
  return place;
}

base::Result<std::int64_t> IdentityBook::note(std::span<const model::NamedIdentity> identities,
                                              const Occasion& occasion) {
  const model::NamedIdentity& first = identities.front();
  WEND_ASSIGN(const IdentityIndex own, place_of(first.identity_namespace, first.value));
  for (const model::NamedIdentity& one : identities.subspan(1)) {
    const auto other = place_of(one.identity_namespace, one.value);
    if (!other) continue;
    // Whichever of the two is named as the alias.
    const Sighting sighting{occasion, one.alias || first.alias};
    const auto [known, is_new] = sightings_.try_emplace(pair_of(own, *other), sighting);
    if (!is_new) merge(known->second, sighting);
  }
  return graph_.identity(own).number;
}

std::vector<std::int64_t> IdentityBook::person_of(std::int64_t identity) const {
  std::vector<std::int64_t> numbers;
  const auto place = known_.find(identity);
  if (!place) return numbers;
  for (const IdentityIndex member : graph_.members(*place))
    numbers.push_back(graph_.identity(member).number);
  return numbers;
}

base::Status IdentityBook::load(duck::Connection& connection) {
  std::vector<std::int64_t> profiles;
  WEND_TRY(read_identities(connection, profiles));
  WEND_TRY(read_links(connection));
  for (IdentityIndex i = 0; i < profiles.size(); ++i) {
    if (const std::int64_t now = graph_.profile_of(i); now != profiles[i])
      changes_.moves.push_back({i, profiles[i], now});
  }
  return {};
}

base::Status IdentityBook::read_identities(duck::Connection& connection,
                                           std::vector<std::int64_t>& profiles) {
  WEND_ASSIGN(
      auto statement,
      connection.prepare("SELECT identity_id, namespace, value, profile_id FROM identities"));
  WEND_ASSIGN(auto rows, statement.stream({}));
  for (;;) {
    WEND_ASSIGN(const bool more, rows.next());
    if (!more) break;
    for (std::size_t i = 0; i < rows.size(); ++i) {
      const std::int64_t number = rows.values<std::int64_t>(0)[i];
      const std::size_t before = known_.size();
      WEND_ASSIGN(const IdentityIndex place,
                  known_.place_of(number, rows.text(1, i), rows.text(2, i)));
      if (place != before) continue;
      add(number, rows.text(1, i), rows.text(2, i));
      profiles.push_back(rows.values<std::int64_t>(3)[i]);
    }
  }
  stored_identities_ = graph_.size();
  return {};
}

base::Status IdentityBook::read_links(duck::Connection& connection) {
  WEND_ASSIGN(const auto sightings, read_link_sightings(connection));
  WEND_ASSIGN(const auto states, read_link_states(connection));
  std::vector<IdentityGraph::Link> links;
  std::unordered_map<Pair, std::size_t> places;
  const auto place_of_pair = [&](std::int64_t a, std::int64_t b) -> std::optional<std::size_t> {
    const auto of_a = known_.find(a), of_b = known_.find(b);
    if (!of_a || !of_b) return std::nullopt;
    const auto [place, is_new] = places.try_emplace(pair_of(*of_a, *of_b), links.size());
    if (is_new) {
      links.push_back({.a = *of_a, .b = *of_b, .first = {}});
      live_.emplace_back();
      sources_.push_back(0);
    }
    return place->second;
  };
  for (const LinkSighting& seen : sightings) {
    const auto place = place_of_pair(seen.a, seen.b);
    if (!place) continue;
    IdentityGraph::Link& link = links[*place];
    if (link.times == 0 || seen.evidence < link.first) {
      link.first = seen.evidence;
      sources_[*place] = seen.source_id;
    }
    ++link.times;
    link.alias = link.alias || seen.alias;
    if (seen.import_id == 0) live_[*place] = {{{seen.evidence, seen.source_id}, seen.alias}, true};
  }
  std::vector<LinkState> stored(links.size(), LinkState::kUnsaid);
  for (const StoredLinkState& state : states) {
    const auto place = place_of_pair(state.a, state.b);
    if (!place) continue;
    stored.resize(links.size(), LinkState::kUnsaid);
    stored[*place] = state.state;
    links[*place].decision = state.decision;
  }
  graph_.restore(links);
  stored_links_ = static_cast<std::uint32_t>(graph_.link_count());
  for (std::uint32_t i = 0; i < stored_links_; ++i) {
    if (const LinkState now = graph_.link(i).state; now != stored[i])
      changes_.turns.push_back({i, stored[i], now});
  }
  return {};
}

bool IdentityBook::decide(std::int64_t a, std::int64_t b, Decision decision) {
  const auto of_a = known_.find(a), of_b = known_.find(b);
  WEND_ASSERT(of_a && of_b && of_a != of_b, "a decision is about two known identities");
  const auto before = graph_.link_between(*of_a, *of_b);
  if ((before ? graph_.link(*before).decision : Decision::kNone) == decision) return false;
  take_changes(graph_.decide(*of_a, *of_b, decision));
  decided_.push_back(*graph_.link_between(*of_a, *of_b));
  return true;
}

void IdentityBook::take_changes(Changes changes) {
  const auto append = [](auto& to, const auto& from) {
    to.insert(to.end(), from.begin(), from.end());
  };
  append(changes_.moves, changes.moves);
  append(changes_.turns, changes.turns);
  append(changes_.restated, changes.restated);
  live_.resize(graph_.link_count());
  sources_.resize(graph_.link_count(), 0);
}

base::Result<std::vector<std::int64_t>> IdentityBook::write(duck::Connection& connection,
                                                            const Cause& cause) {
  std::vector<IdentityGraph::Seen> pairs;
  pairs.reserve(sightings_.size());
  for (const auto& [pair, seen] : sightings_) {
    pairs.push_back({static_cast<IdentityIndex>(pair >> 32), static_cast<IdentityIndex>(pair),
                     seen.occasion.evidence, seen.alias});
  }
  take_changes(graph_.see(pairs));
  for (const std::uint32_t number : changes_.restated) {
    const IdentityGraph::Link& link = graph_.link(number);
    const auto seen = sightings_.find(pair_of(link.a, link.b));
    if (seen != sightings_.end() && seen->second.occasion.evidence == link.first)
      sources_[number] = seen->second.occasion.source_id;
  }

  WEND_TRY(write_identities(connection));
  std::vector<std::int64_t> profiles;
  std::vector<IdentityProfile> moved;
  std::erase_if(changes_.moves, [&](const auto& move) {
    return move.identity >= stored_identities_;  // written where it is now
  });
  for (const auto& move : changes_.moves) {
    moved.push_back({graph_.identity(move.identity).number, graph_.profile_of(move.identity)});
    profiles.push_back(move.from);
    profiles.push_back(move.to);
  }
  WEND_TRY(move_identities(connection, moved));
  WEND_TRY(write_links(connection, cause.import_id));
  WEND_TRY(write_states(connection));
  WEND_TRY(write_journal(connection, cause));
  stored_identities_ = graph_.size();
  stored_links_ = static_cast<std::uint32_t>(graph_.link_count());
  changes_ = {};
  decided_.clear();
  sightings_.clear();
  std::ranges::sort(profiles);
  profiles.erase(std::unique(profiles.begin(), profiles.end()), profiles.end());
  return profiles;
}

base::Status IdentityBook::write_identities(duck::Connection& connection) {
  if (waiting_.empty()) return {};
  WEND_ASSIGN(auto appender, connection.append_to("identities"));
  auto index = static_cast<IdentityIndex>(stored_identities_);
  for (const Named& identity : waiting_) {
    const duck::Value row[] = {graph_.identity(index).number, identity.name, identity.value,
                               graph_.profile_of(index)};
    WEND_TRY(appender.row(row));
    ++index;
  }
  waiting_.clear();
  return appender.finish();
}

base::Status IdentityBook::write_links(duck::Connection& connection, std::int64_t import_id) {
  std::vector<LinkSighting> added, changed;
  for (const auto& [pair, seen] : sightings_) {
    const auto a = static_cast<IdentityIndex>(pair >> 32), b = static_cast<IdentityIndex>(pair);
    if (a == b) continue;
    const auto [low, high] = numbers_of(a, b);
    const LinkSighting row{.a = low,
                           .b = high,
                           .import_id = import_id,
                           .evidence = seen.occasion.evidence,
                           .source_id = seen.occasion.source_id,
                           .alias = seen.alias};
    if (import_id != 0) {
      added.push_back(row);
      continue;
    }
    Live& live = live_[*graph_.link_between(a, b)];
    if (!live.stored) {
      live = {seen, true};
      added.push_back(row);
      continue;
    }
    const Sighting before = live.first;
    merge(live.first, seen);
    if (live.first.alias == before.alias &&
        live.first.occasion.evidence == before.occasion.evidence)
      continue;
    changed.push_back(row);
    changed.back().evidence = live.first.occasion.evidence;
    changed.back().source_id = live.first.occasion.source_id;
    changed.back().alias = live.first.alias;
  }
  WEND_TRY(add_link_sightings(connection, added));
  return replace_live_sightings(connection, changed);
}

base::Status IdentityBook::write_states(duck::Connection& connection) {
  const auto row_of = [&](std::uint32_t number) {
    const IdentityGraph::Link& link = graph_.link(number);
    const auto [low, high] = numbers_of(link.a, link.b);
    return StoredLinkState{low, high, link.state, link.decision};
  };
  std::vector<StoredLinkState> added, changed;
  for (auto number = stored_links_; number < graph_.link_count(); ++number)
    added.push_back(row_of(number));
  for (const std::uint32_t number : changed_links())
    if (number < stored_links_) changed.push_back(row_of(number));
  WEND_TRY(add_link_states(connection, added));
  return replace_link_states(connection, changed);
}

// Those whose state or decision may be another than the store's, each once.
std::vector<std::uint32_t> IdentityBook::changed_links() const {
  std::vector<std::uint32_t> numbers = decided_;
  for (const auto& turn : changes_.turns) numbers.push_back(turn.link);
  std::ranges::sort(numbers);
  numbers.erase(std::unique(numbers.begin(), numbers.end()), numbers.end());
  return numbers;
}

base::Status IdentityBook::write_journal(duck::Connection& connection, const Cause& cause) {
  std::vector<JournalRow> rows;
  for (const auto& turn : changes_.turns) {
    const IdentityGraph::Link& link = graph_.link(turn.link);
    const auto [low, high] = numbers_of(link.a, link.b);
    rows.push_back({.at = cause.at,
                    .kind = "link",
                    .a = low,
                    .b = high,
                    .from = turn.from,
                    .to = turn.to,
                    .evidence = link.first,
                    .source_id = sources_[turn.link],
                    .import_id = cause.import_id,
                    .actor = cause.actor});
  }
  // Many identities may go the same way.
  std::map<std::pair<std::int64_t, std::int64_t>, std::int64_t> ways;
  for (const auto& move : changes_.moves) ++ways[{move.from, graph_.profile_of(move.identity)}];
  for (const auto& [way, identities] : ways) {
    rows.push_back({.at = cause.at,
                    .kind = "move",
                    .a = way.first,
                    .b = way.second,
                    .evidence = {},
                    .identities = identities,
                    .import_id = cause.import_id,
                    .actor = cause.actor});
  }
  return add_to_journal(connection, rows);
}

}  // namespace wend::events
