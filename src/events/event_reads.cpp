#include <fmt/format.h>

#include "events/event_store.h"

namespace wend::events {

namespace {

base::Result<std::vector<Source>> read_sources(const duck::Database& database, const char* sql,
                                               std::initializer_list<duck::Value> values) {
  WEND_ASSIGN(auto connection, database.connect());
  WEND_ASSIGN(auto rows, connection.query(sql, values));
  std::vector<Source> sources;
  for (;;) {
    WEND_ASSIGN(const bool more, rows.next());
    if (!more) return sources;
    for (std::size_t i = 0; i < rows.size(); ++i) {
      const auto number = [&](std::size_t column) { return rows.values<std::int64_t>(column)[i]; };
      Source source{number(0), std::string(rows.text(1, i)), std::string(rows.text(2, i)),
                    number(3), number(4)};
      if (!rows.is_null(5, i)) source.first_event = number(5);
      if (!rows.is_null(6, i)) source.last_event = number(6);
      sources.push_back(std::move(source));
    }
  }
}

}  // namespace

base::Result<std::vector<Source>> EventStore::sources() const {
  return read_sources(database_,
                      "SELECT s.id, s.name, s.kind, s.created_at, coalesce(e.events, 0), "
                      "e.first_event, e.last_event FROM sources s "
                      "LEFT JOIN (SELECT source_id, count(*) AS events, min(time) AS "
                      "first_event, max(time) AS last_event FROM events "
                      "GROUP BY source_id) e ON e.source_id = s.id ORDER BY s.name",
                      {});
}

base::Result<std::optional<Source>> EventStore::source(std::int64_t id) const {
  WEND_ASSIGN(auto found,
              read_sources(database_,
                           "SELECT s.id, s.name, s.kind, s.created_at, e.events, e.first_event, "
                           "e.last_event FROM sources s, (SELECT count(*) AS events, min(time) AS "
                           "first_event, max(time) AS last_event FROM events WHERE source_id = ?) "
                           "e WHERE s.id = ?",
                           {id, id}));
  if (found.empty()) return std::nullopt;
  return std::move(found.front());
}

base::Result<std::vector<Source>> EventStore::source_names() const {
  return read_sources(database_,
                      "SELECT id, name, kind, created_at, 0::BIGINT, NULL::TIMESTAMP, "
                      "NULL::TIMESTAMP FROM sources ORDER BY name",
                      {});
}

base::Result<EventStore::Counts> EventStore::counts() const {
  WEND_ASSIGN(auto connection, database_.connect());
  // An identity that events name beside their own, and that no link joins to anybody, is nobody
  // until it has an event.
  WEND_ASSIGN(
      auto rows,
      connection.query(
          "WITH linked AS (SELECT a AS id, state FROM link_states UNION ALL SELECT b, state FROM "
          "link_states), alone AS (SELECT id FROM linked GROUP BY id HAVING max(state = 1) = "
          "false) "
          "SELECT (SELECT count(*) FROM events), (SELECT count(DISTINCT profile_id) FROM "
          "identities) - (SELECT count(*) FROM alone WHERE id NOT IN (SELECT identity_id FROM "
          "events WHERE identity_id IN (SELECT id FROM alone))), (SELECT max(time) FROM events)"));
  WEND_TRY(rows.next());
  Counts counts{rows.values<std::int64_t>(0)[0], rows.values<std::int64_t>(1)[0], std::nullopt};
  if (!rows.is_null(2, 0)) counts.last_event = rows.values<std::int64_t>(2)[0];
  return counts;
}

namespace {

base::Result<std::vector<Identity>> read_identities(const duck::Database& database, const char* sql,
                                                    std::initializer_list<duck::Value> values) {
  WEND_ASSIGN(auto connection, database.connect());
  WEND_ASSIGN(auto rows, connection.query(sql, values));
  std::vector<Identity> identities;
  for (;;) {
    WEND_ASSIGN(const bool more, rows.next());
    if (!more) return identities;
    for (std::size_t i = 0; i < rows.size(); ++i) {
      identities.push_back({rows.values<std::int64_t>(0)[i], std::string(rows.text(1, i)),
                            std::string(rows.text(2, i))});
    }
  }
}

}  // namespace

base::Result<std::vector<Identity>> EventStore::identities_of(std::int64_t profile_id) const {
  return read_identities(database_,
                         "SELECT profile_id, namespace, value FROM identities WHERE profile_id = ? "
                         "ORDER BY namespace, value",
                         {profile_id});
}

base::Result<std::vector<Identity>> EventStore::search_identities(std::string_view prefix,
                                                                  std::size_t limit) const {
  return read_identities(
      database_,
      "SELECT profile_id, namespace, value FROM identities WHERE starts_with(value, ?) "
      "ORDER BY value, namespace LIMIT ?",
      {prefix, static_cast<std::int64_t>(limit)});
}

base::Result<std::vector<Identity>> EventStore::all_identities() const {
  return read_identities(
      database_,
      "SELECT profile_id, namespace, value FROM identities ORDER BY profile_id, namespace, value",
      {});
}

base::Result<std::vector<StoredEvent>> EventStore::events_page(std::int64_t profile_id,
                                                               std::optional<EventCursor> after,
                                                               std::size_t limit,
                                                               Order order) const {
  static constexpr const char* kAscending =
      "SELECT e.sequence, e.time, e.type, e.name, e.channel, s.name, e.properties FROM events e "
      "JOIN sources s ON s.id = e.source_id "
      "WHERE e.identity_id IN (SELECT identity_id FROM identities WHERE profile_id = ?) "
      "AND (NOT ? OR (epoch_us(e.time), e.sequence) > (?, ?)) ORDER BY e.time, e.sequence LIMIT ?";
  static constexpr const char* kDescending =
      "SELECT e.sequence, e.time, e.type, e.name, e.channel, s.name, e.properties FROM events e "
      "JOIN sources s ON s.id = e.source_id "
      "WHERE e.identity_id IN (SELECT identity_id FROM identities WHERE profile_id = ?) "
      "AND (NOT ? OR (epoch_us(e.time), e.sequence) < (?, ?)) ORDER BY e.time DESC, e.sequence "
      "DESC LIMIT ?";
  const EventCursor cursor = after.value_or(EventCursor{});
  WEND_ASSIGN(auto connection, database_.connect());
  WEND_ASSIGN(auto rows, connection.query(order == Order::kAscending ? kAscending : kDescending,
                                          {profile_id, after.has_value(), cursor.time_us,
                                           cursor.sequence, static_cast<std::int64_t>(limit)}));
  std::vector<StoredEvent> events;
  for (;;) {
    WEND_ASSIGN(const bool more, rows.next());
    if (!more) return events;
    for (std::size_t i = 0; i < rows.size(); ++i) {
      events.push_back({.sequence = rows.values<std::int64_t>(0)[i],
                        .time_us = rows.values<std::int64_t>(1)[i],
                        .type = static_cast<model::EventType>(rows.values<std::uint8_t>(2)[i]),
                        .name = std::string(rows.text(3, i)),
                        .channel = std::string(rows.text(4, i)),
                        .source = std::string(rows.text(5, i)),
                        .properties = std::string(rows.text(6, i))});
    }
  }
}

base::Result<std::vector<std::string>> EventStore::check() const {
  struct Question {
    const char* sql;
    const char* finding;
  };
  static constexpr Question kQuestions[] = {
      {"SELECT count(*) - count(DISTINCT sequence) FROM events",
       "{} events share a sequence number with another."},
      {"SELECT count(*) FROM (SELECT 1 FROM events GROUP BY source_id, message_id HAVING count(*) "
       "> 1)",
       "{} message ids stand for more than one event of their source."},
      {"SELECT count(*) FROM events WHERE identity_id NOT IN (SELECT identity_id FROM identities)",
       "{} events belong to an identity that is not known."},
      {"SELECT count(*) - count(DISTINCT identity_id) FROM identities",
       "{} identities share a number with another."},
      {"SELECT count(*) FROM identities WHERE identity_id NOT IN (SELECT identity_id FROM events) "
       "AND identity_id NOT IN (SELECT a FROM links UNION SELECT b FROM links) AND identity_id NOT "
       "IN (SELECT a FROM link_states WHERE decision <> 0 UNION SELECT b FROM link_states WHERE "
       "decision <> 0)",
       "{} identities have neither an event nor a link."},
      {"SELECT count(*) FROM (SELECT a, b FROM links UNION SELECT a, b FROM link_states) l WHERE "
       "l.a NOT IN (SELECT identity_id FROM identities) OR l.b NOT IN (SELECT identity_id FROM "
       "identities)",
       "{} links are of identities that are not known."},
      {"SELECT count(*) FROM link_states s JOIN identities a ON a.identity_id = s.a JOIN "
       "identities "
       "b ON b.identity_id = s.b WHERE s.state = 1 AND a.profile_id <> b.profile_id",
       "{} links hold between identities of two profiles."},
      {"SELECT count(*) FROM identities WHERE profile_id NOT IN (SELECT identity_id FROM "
       "identities)",
       "{} identities belong to a profile that is not known."},
      {"SELECT count(*) FROM events WHERE source_id NOT IN (SELECT id FROM sources)",
       "{} events come from a source that is not known."},
      {"SELECT count(*) FROM imports i WHERE i.added <> (SELECT count(*) FROM events e WHERE "
       "e.import_id = i.id) + (SELECT count(*) FROM account_facts f WHERE f.import_id = i.id) AND "
       "i.state = 'done'",
       "{} imports have other rows than the ledger says."},
      {"SELECT count(*) FROM account_facts WHERE import_id NOT IN (SELECT id FROM imports WHERE "
       "state = 'done')",
       "{} rows of accounts belong to no finished import."},
      {"SELECT count(*) FROM events WHERE import_id <> 0 AND import_id NOT IN (SELECT id FROM "
       "imports WHERE state = "
       "'done')",
       "{} events belong to no finished import."},
  };
  WEND_ASSIGN(auto connection, database_.connect());
  std::vector<std::string> findings;
  for (const Question& question : kQuestions) {
    WEND_ASSIGN(const std::int64_t count, connection.number(question.sql));
    if (count != 0) findings.push_back(fmt::format(fmt::runtime(question.finding), count));
  }
  return findings;
}

}  // namespace wend::events
