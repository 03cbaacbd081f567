#include "unify/account_reading.h"

#include <algorithm>

namespace wend::unify {
namespace {

namespace duck = events::duck;

#define WEND_NAMING_EVENTS                                                                        \
  "SELECT e.sequence, e.time, e.type, e.source_id, e.import_id, e.identity_id, i.profile_id, "    \
  "i.value, e.properties FROM events e JOIN identities i ON i.identity_id = e.identity_id WHERE " \
  "e.sequence > $1"

// A group call is event type 4 (model::EventType).
static_assert(static_cast<int>(model::EventType::kGroup) == 4);

}  // namespace

base::Result<AccountReading> AccountReading::begin(const events::EventStore& store) {
  WEND_ASSIGN(auto connection, store.reader());
  AccountReading reading(std::move(connection));
  WEND_TRY(reading.connection_.run("BEGIN TRANSACTION"));
  WEND_ASSIGN(reading.version_, reading.connection_.number("SELECT version FROM store"));
  WEND_ASSIGN(reading.last_sequence_,
              reading.connection_.number(
                  "SELECT greatest(coalesce(max(sequence), 0), (SELECT coalesce(max(sequence), 0) "
                  "FROM account_facts)) FROM events"));
  return reading;
}

base::Result<std::int64_t> AccountReading::count_up_to(std::int64_t sequence) {
  return connection_.number(
      "SELECT (SELECT count(*) FROM events WHERE sequence <= ?) + (SELECT count(*) FROM "
      "account_facts WHERE sequence <= ?)",
      {sequence, sequence});
}

base::Status AccountReading::each_event(const char* sql, std::int64_t after, const Visit& visit) {
  WEND_ASSIGN(auto statement, connection_.prepare(sql));
  const duck::Value values[] = {after};
  WEND_ASSIGN(auto rows, statement.stream(values));
  for (;;) {
    WEND_ASSIGN(const bool more, rows.next());
    if (!more) return {};
    for (std::size_t i = 0; i < rows.size(); ++i) {
      visit({.sequence = rows.values<std::int64_t>(0)[i],
             .time_us = rows.values<std::int64_t>(1)[i],
             .type = static_cast<model::EventType>(rows.values<std::uint8_t>(2)[i]),
             .source_id = rows.values<std::int64_t>(3)[i],
             .imported = rows.values<std::int64_t>(4)[i] != 0,
             .identity = rows.values<std::int64_t>(5)[i],
             .profile = rows.values<std::int64_t>(6)[i],
             .identity_value = rows.text(7, i),
             .properties = rows.text(8, i)});
    }
  }
}

base::Status AccountReading::each_naming(std::int64_t after, const Visit& visit) {
  // Asking the text is far quicker than reading it, and DuckDB does so on all its threads.
  return each_event(WEND_NAMING_EVENTS
                    " AND (contains(e.properties, '\"group_id\"') OR "
                    "contains(e.properties, '\"$groups\"'))",
                    after, visit);
}

base::Status AccountReading::each_group_call(std::int64_t after, const Visit& visit) {
  return each_event(
      "SELECT * FROM (" WEND_NAMING_EVENTS
      " AND e.type = 4 UNION ALL SELECT sequence, make_timestamp(time_us), 4::UTINYINT, "
      "source_id, import_id, 0, 0, '', properties FROM account_facts WHERE sequence "
      "> $1) ORDER BY 2, 1",
      after, visit);
}

base::Result<std::int64_t> AccountReading::each_email(std::int64_t after_row,
                                                      const VisitEmail& visit) {
  WEND_ASSIGN(auto statement,
              connection_.prepare("SELECT rowid, identity_id, profile_id, value FROM identities "
                                  "WHERE namespace = 'email' AND rowid > ?"));
  const duck::Value values[] = {after_row};
  WEND_ASSIGN(auto rows, statement.stream(values));
  std::int64_t last = after_row;
  for (;;) {
    WEND_ASSIGN(const bool more, rows.next());
    if (!more) return last;
    for (std::size_t i = 0; i < rows.size(); ++i) {
      last = std::max(last, rows.values<std::int64_t>(0)[i]);
      visit(rows.values<std::int64_t>(1)[i], rows.values<std::int64_t>(2)[i], rows.text(3, i));
    }
  }
}

base::Result<std::int64_t> AccountReading::emails_up_to(std::int64_t row) {
  return connection_.number(
      "SELECT count(*) FROM identities WHERE namespace = 'email' AND rowid <= ?", {row});
}

base::Status AccountReading::each_owner(const char* sql, std::span<const std::int64_t> numbers,
                                        const VisitOwner& visit) {
  if (numbers.empty()) return {};
  WEND_TRY(connection_.run("CREATE OR REPLACE TEMP TABLE wanted (number BIGINT NOT NULL)"));
  {
    WEND_ASSIGN(auto appender, connection_.append_to("wanted"));
    for (const std::int64_t number : numbers) {
      const duck::Value row[] = {number};
      WEND_TRY(appender.row(row));
    }
    WEND_TRY(appender.finish());
  }
  WEND_ASSIGN(auto rows, connection_.query(sql));
  for (;;) {
    WEND_ASSIGN(const bool more, rows.next());
    if (!more) return {};
    for (std::size_t i = 0; i < rows.size(); ++i)
      visit(rows.values<std::int64_t>(0)[i], rows.values<std::int64_t>(1)[i]);
  }
}

base::Status AccountReading::each_identity_of(std::span<const std::int64_t> profiles,
                                              const VisitOwner& visit) {
  return each_owner(
      "SELECT identity_id, profile_id FROM identities WHERE profile_id IN (SELECT number FROM "
      "wanted)",
      profiles, visit);
}

base::Status AccountReading::each_owner_of(std::span<const std::int64_t> identities,
                                           const VisitOwner& visit) {
  return each_owner(
      "SELECT identity_id, profile_id FROM identities WHERE identity_id IN (SELECT number FROM "
      "wanted)",
      identities, visit);
}

}  // namespace wend::unify
