#include "events/identity_reads.h"

namespace wend::events {
namespace {

using duck::Value;

// For each row of an answer `take(rows, index)`.
template <typename Take>
base::Status each_row(duck::Connection& connection, const char* sql,
                      std::initializer_list<Value> values, Take&& take) {
  WEND_ASSIGN(auto rows, connection.query(sql, values));
  for (;;) {
    WEND_ASSIGN(const bool more, rows.next());
    if (!more) return {};
    for (std::size_t i = 0; i < rows.size(); ++i) take(rows, i);
  }
}

template <typename Rows>
KnownIdentity identity_at(const Rows& rows, std::size_t i) {
  return {rows.template values<std::int64_t>(0)[i], rows.template values<std::int64_t>(1)[i],
          std::string(rows.text(2, i)), std::string(rows.text(3, i))};
}

// Evidence without an event is none.
template <typename Rows>
std::optional<TimeUs> seen_at(const Rows& rows, std::size_t column, std::size_t event,
                              std::size_t i) {
  if (rows.is_null(event, i) || rows.template values<std::int64_t>(event)[i] == 0)
    return std::nullopt;
  return rows.template values<std::int64_t>(column)[i];
}

}  // namespace

base::Result<std::optional<std::int64_t>> profile_of_identity(const EventStore& store,
                                                              std::int64_t identity_id) {
  WEND_ASSIGN(auto connection, store.reader());
  std::optional<std::int64_t> profile;
  WEND_TRY(each_row(connection, "SELECT profile_id FROM identities WHERE identity_id = ?",
                    {identity_id}, [&](const auto& rows, std::size_t i) {
                      profile = rows.template values<std::int64_t>(0)[i];
                    }));
  return profile;
}

base::Result<ProfileIdentity> identity_of_profile(const EventStore& store, std::int64_t profile_id,
                                                  std::size_t most) {
  ProfileIdentity found;
  const auto limit = static_cast<std::int64_t>(most);
  WEND_ASSIGN(auto connection, store.reader());
  // All answers are of one state of the store.
  WEND_ASSIGN(auto transaction, duck::Transaction::begin(connection));
  WEND_TRY(each_row(
      connection,
      "SELECT identity_id, profile_id, namespace, value FROM identities WHERE profile_id "
      "= ? ORDER BY namespace, value LIMIT ?",
      {profile_id, limit},
      [&](const auto& rows, std::size_t i) { found.identities.push_back(identity_at(rows, i)); }));
  WEND_ASSIGN(
      found.identities_total,
      connection.number("SELECT count(*) FROM identities WHERE profile_id = ?", {profile_id}));
  WEND_TRY(
      connection.query("CREATE OR REPLACE TEMP TABLE mine AS SELECT identity_id AS id FROM "
                       "identities WHERE profile_id = ?",
                       {profile_id}));
  WEND_ASSIGN(found.links_total,
              connection.number("SELECT count(*) FROM link_states WHERE a IN (FROM mine) OR b IN "
                                "(FROM mine)"));
  WEND_TRY(each_row(
      connection,
      "WITH near AS (SELECT a, b, state, decision FROM link_states WHERE a IN (FROM mine) OR b IN "
      "(FROM mine) ORDER BY a, b LIMIT ?), said AS (SELECT l.a, l.b, min(l.seen_us) AS seen_us, "
      "max(l.event) AS event, arg_min(l.source_id, (l.seen_us, l.event)) AS source_id, "
      "max(l.alias) AS alias FROM links l JOIN near n ON l.a = n.a AND l.b = n.b GROUP BY l.a, "
      "l.b) SELECT n.a, n.b, s.seen_us, s.event, n.state, n.decision, coalesce(s.alias, 0), "
      "coalesce(o.name, '') FROM near n LEFT JOIN said s ON s.a = n.a AND s.b = n.b LEFT JOIN "
      "sources o ON o.id = s.source_id ORDER BY s.seen_us, n.a, n.b",
      {limit}, [&](const auto& rows, std::size_t i) {
        const auto whole = [&](std::size_t column) {
          return rows.template values<std::int64_t>(column)[i];
        };
        const auto small = [&](std::size_t column) {
          return rows.template values<std::int32_t>(column)[i];
        };
        found.links.push_back({.a = whole(0),
                               .b = whole(1),
                               .state = static_cast<model::LinkState>(small(4)),
                               .decision = static_cast<model::Decision>(small(5)),
                               .first_seen = seen_at(rows, 2, 3, i),
                               .source = std::string(rows.text(7, i)),
                               .alias = small(6) != 0});
      }));
  WEND_TRY(each_row(connection,
                    "SELECT identity_id, profile_id, namespace, value FROM identities WHERE "
                    "profile_id <> ? AND identity_id IN (SELECT a FROM link_states WHERE b IN "
                    "(FROM mine) UNION SELECT b FROM link_states WHERE a IN (FROM mine)) ORDER BY "
                    "namespace, value LIMIT ?",
                    {profile_id, limit}, [&](const auto& rows, std::size_t i) {
                      found.others.push_back(identity_at(rows, i));
                    }));
  WEND_TRY(each_row(
      connection,
      "SELECT j.at_us, j.a, j.b, j.seen_us, j.event, j.identities, j.import_id, j.from_state, "
      "j.to_state, j.kind, j.actor, coalesce(o.name, '') FROM identity_journal j LEFT JOIN sources "
      "o ON o.id = j.source_id WHERE j.a IN (FROM mine) OR j.b IN (FROM mine) ORDER BY j.at_us "
      "DESC, j.kind, j.a, j.b LIMIT ?",
      {limit}, [&](const auto& rows, std::size_t i) {
        const auto whole = [&](std::size_t column) {
          return rows.template values<std::int64_t>(column)[i];
        };
        found.changes.push_back(
            {.at = whole(0),
             .is_move = rows.text(9, i) == "move",
             .a = whole(1),
             .b = whole(2),
             .from = static_cast<model::LinkState>(rows.template values<std::int32_t>(7)[i]),
             .to = static_cast<model::LinkState>(rows.template values<std::int32_t>(8)[i]),
             .first_seen = seen_at(rows, 3, 4, i),
             .source = std::string(rows.text(11, i)),
             .identities = whole(5),
             .import_id = whole(6),
             .actor = std::string(rows.text(10, i))});
      }));
  WEND_TRY(connection.run("DROP TABLE mine"));
  WEND_TRY(transaction.commit());
  return found;
}

base::Result<SuspiciousIdentities> suspicious_identities(const EventStore& store,
                                                         std::int64_t identities_most,
                                                         std::int64_t refused_most,
                                                         std::size_t limit) {
  SuspiciousIdentities found;
  const auto most = static_cast<std::int64_t>(limit);
  WEND_ASSIGN(auto connection, store.reader());
  WEND_TRY(each_row(connection,
                    "SELECT profile_id, count(*) AS identities FROM identities GROUP BY profile_id "
                    "HAVING count(*) > ? ORDER BY identities DESC, profile_id LIMIT ?",
                    {identities_most, most}, [&](const auto& rows, std::size_t i) {
                      found.profiles.push_back({rows.template values<std::int64_t>(0)[i],
                                                rows.template values<std::int64_t>(1)[i]});
                    }));
  WEND_TRY(each_row(
      connection,
      "WITH refused AS (SELECT id, count(*) AS links FROM (SELECT a AS id FROM link_states WHERE "
      "state = ? UNION ALL SELECT b FROM link_states WHERE state = ?) GROUP BY id HAVING count(*) "
      "> ?) SELECT i.identity_id, i.profile_id, i.namespace, i.value, r.links FROM refused r JOIN "
      "identities i ON i.identity_id = r.id ORDER BY r.links DESC, i.identity_id LIMIT ?",
      {static_cast<std::int32_t>(model::LinkState::kBreaksLimit),
       static_cast<std::int32_t>(model::LinkState::kBreaksLimit), refused_most, most},
      [&](const auto& rows, std::size_t i) {
        found.shared.push_back({identity_at(rows, i), rows.template values<std::int64_t>(4)[i]});
      }));
  return found;
}

}  // namespace wend::events
