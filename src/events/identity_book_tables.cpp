#include "events/identity_book_tables.h"

#include "events/identity_book.h"

namespace wend::events {
namespace {

using duck::Value;

constexpr const char* kSightingColumns =
    "(a BIGINT, b BIGINT, import_id BIGINT, seen_us BIGINT, event BIGINT, source_id BIGINT, alias "
    "INTEGER)";

base::Status add_sightings(duck::Connection& connection, const char* table,
                           std::span<const LinkSighting> rows) {
  if (rows.empty()) return {};
  WEND_ASSIGN(auto appender, connection.append_to(table));
  for (const LinkSighting& row : rows) {
    const Value values[] = {row.a,
                            row.b,
                            row.import_id,
                            row.evidence.time_us,
                            row.evidence.event,
                            row.source_id,
                            std::int32_t{row.alias}};
    WEND_TRY(appender.row(values));
  }
  return appender.finish();
}

base::Status add_states(duck::Connection& connection, const char* table,
                        std::span<const StoredLinkState> rows) {
  if (rows.empty()) return {};
  WEND_ASSIGN(auto appender, connection.append_to(table));
  for (const StoredLinkState& row : rows) {
    const Value values[] = {row.a, row.b, static_cast<std::int32_t>(row.state),
                            static_cast<std::int32_t>(row.decision)};
    WEND_TRY(appender.row(values));
  }
  return appender.finish();
}

}  // namespace

base::Status create_links(duck::Connection& connection) {
  // Times in microseconds and flags as numbers, so that rows can be appended as they are. States
  // and decisions as in model::LinkState and model::Decision.
  return connection.run(
      "CREATE TABLE IF NOT EXISTS links (a BIGINT NOT NULL, b BIGINT NOT NULL, import_id BIGINT "
      "NOT NULL, seen_us BIGINT NOT NULL, event BIGINT NOT NULL, source_id BIGINT NOT NULL, alias "
      "INTEGER NOT NULL);"
      "CREATE TABLE IF NOT EXISTS link_states (a BIGINT NOT NULL, b BIGINT NOT NULL, state INTEGER "
      "NOT NULL, decision INTEGER NOT NULL);"
      "CREATE TABLE IF NOT EXISTS identity_journal (at_us BIGINT NOT NULL, kind VARCHAR NOT NULL, "
      "a BIGINT NOT NULL, b BIGINT NOT NULL, from_state INTEGER NOT NULL, to_state INTEGER NOT "
      "NULL, seen_us BIGINT NOT NULL, event BIGINT NOT NULL, source_id BIGINT NOT NULL, identities "
      "BIGINT NOT NULL, import_id BIGINT NOT NULL, actor VARCHAR NOT NULL)");
}

base::Result<std::vector<LinkSighting>> read_link_sightings(duck::Connection& connection) {
  std::vector<LinkSighting> all;
  WEND_ASSIGN(
      auto statement,
      connection.prepare("SELECT a, b, import_id, seen_us, event, source_id, alias FROM links"));
  WEND_ASSIGN(auto rows, statement.stream({}));
  for (;;) {
    WEND_ASSIGN(const bool more, rows.next());
    if (!more) return all;
    const auto column = [&](std::size_t i) { return rows.values<std::int64_t>(i); };
    for (std::size_t i = 0; i < rows.size(); ++i) {
      all.push_back({.a = column(0)[i],
                     .b = column(1)[i],
                     .import_id = column(2)[i],
                     .evidence = {column(3)[i], column(4)[i]},
                     .source_id = column(5)[i],
                     .alias = rows.values<std::int32_t>(6)[i] != 0});
    }
  }
}

base::Status add_link_sightings(duck::Connection& connection, std::span<const LinkSighting> rows) {
  return add_sightings(connection, "links", rows);
}

base::Status replace_live_sightings(duck::Connection& connection,
                                    std::span<const LinkSighting> rows) {
  if (rows.empty()) return {};
  WEND_TRY(connection.run(
      (std::string("CREATE OR REPLACE TEMP TABLE seen_again ") + kSightingColumns).c_str()));
  WEND_TRY(add_sightings(connection, "seen_again", rows));
  return connection.run(
      "UPDATE links SET seen_us = n.seen_us, event = n.event, source_id = n.source_id, "
      "alias = n.alias FROM seen_again n WHERE links.a = n.a AND links.b = n.b AND "
      "links.import_id = 0; DROP TABLE seen_again");
}

base::Result<std::vector<StoredLinkState>> read_link_states(duck::Connection& connection) {
  std::vector<StoredLinkState> all;
  WEND_ASSIGN(auto statement, connection.prepare("SELECT a, b, state, decision FROM link_states"));
  WEND_ASSIGN(auto rows, statement.stream({}));
  for (;;) {
    WEND_ASSIGN(const bool more, rows.next());
    if (!more) return all;
    for (std::size_t i = 0; i < rows.size(); ++i) {
      all.push_back({rows.values<std::int64_t>(0)[i], rows.values<std::int64_t>(1)[i],
                     static_cast<model::LinkState>(rows.values<std::int32_t>(2)[i]),
                     static_cast<model::Decision>(rows.values<std::int32_t>(3)[i])});
    }
  }
}

base::Status add_link_states(duck::Connection& connection, std::span<const StoredLinkState> rows) {
  return add_states(connection, "link_states", rows);
}

base::Status replace_link_states(duck::Connection& connection,
                                 std::span<const StoredLinkState> rows) {
  if (rows.empty()) return {};
  WEND_TRY(
      connection.run("CREATE OR REPLACE TEMP TABLE turned (a BIGINT, b BIGINT, state INTEGER, "
                     "decision INTEGER)"));
  WEND_TRY(add_states(connection, "turned", rows));
  return connection.run(
      "UPDATE link_states SET state = n.state, decision = n.decision FROM turned n "
      "WHERE link_states.a = n.a AND link_states.b = n.b; DROP TABLE turned");
}

base::Status move_identities(duck::Connection& connection, std::span<const IdentityProfile> rows) {
  if (rows.empty()) return {};
  WEND_TRY(
      connection.run("CREATE OR REPLACE TEMP TABLE moved (identity_id BIGINT, profile_id BIGINT)"));
  {
    WEND_ASSIGN(auto appender, connection.append_to("moved"));
    for (const IdentityProfile& row : rows) {
      const Value values[] = {row.identity, row.profile};
      WEND_TRY(appender.row(values));
    }
    WEND_TRY(appender.finish());
  }
  return connection.run(
      "UPDATE identities SET profile_id = moved.profile_id FROM moved "
      "WHERE identities.identity_id = moved.identity_id; DROP TABLE moved");
}

base::Status add_to_journal(duck::Connection& connection, std::span<const JournalRow> rows) {
  if (rows.empty()) return {};
  WEND_ASSIGN(auto appender, connection.append_to("identity_journal"));
  for (const JournalRow& row : rows) {
    const Value values[] = {row.at,
                            row.kind,
                            row.a,
                            row.b,
                            static_cast<std::int32_t>(row.from),
                            static_cast<std::int32_t>(row.to),
                            row.evidence.time_us,
                            row.evidence.event,
                            row.source_id,
                            row.identities,
                            row.import_id,
                            row.actor};
    WEND_TRY(appender.row(values));
  }
  return appender.finish();
}

}  // namespace wend::events
