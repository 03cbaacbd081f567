#include "events/retention_rows.h"

#include <fmt/format.h>
#include <map>
#include <string>

#include "events/pseudonymous.h"
#include "model/person_texts.h"

namespace wend::events {
namespace {

// Pseudonyms of retention do not change from day to day: a journey stays one.
constexpr std::int64_t kNoDay = -1;

struct Person {
  std::string pseudonym;
  model::PersonTexts texts;
};

base::Result<Person> person_of(duck::Connection& connection, std::int64_t profile,
                               const model::IdentityRules& identity_rules,
                               const ConsentRules& rules) {
  std::vector<model::PersonTexts::Value> values;
  WEND_ASSIGN(
      auto rows,
      connection.query("SELECT namespace, value FROM identities WHERE profile_id = ?", {profile}));
  for (;;) {
    WEND_ASSIGN(const bool more, rows.next());
    if (!more) break;
    for (std::size_t i = 0; i < rows.size(); ++i)
      values.push_back({std::string(rows.text(0, i)), std::string(rows.text(1, i))});
  }
  const std::string id = model::customer_id_text(profile);
  return Person{rules.pseudonym({"customer", id}, kNoDay),
                model::PersonTexts(identity_rules, values)};
}

struct Change {
  std::int64_t sequence = 0, identity = 0;
  std::string properties;
};

base::Result<std::vector<Change>> changes_of_due(duck::Connection& connection,
                                                 IdentityBook& identities,
                                                 const model::IdentityRules& identity_rules,
                                                 const ConsentRules& rules) {
  struct Row {
    std::int64_t sequence, profile, time, source;
    std::string properties;
  };
  std::vector<Row> due;
  {
    WEND_ASSIGN(auto rows,
                connection.query("SELECT e.sequence, i.profile_id, epoch_us(e.time), e.source_id, "
                                 "e.properties FROM due d JOIN events e ON e.sequence = d.sequence "
                                 "JOIN identities i ON i.identity_id = e.identity_id"));
    for (;;) {
      WEND_ASSIGN(const bool more, rows.next());
      if (!more) break;
      for (std::size_t i = 0; i < rows.size(); ++i)
        due.push_back({rows.values<std::int64_t>(0)[i], rows.values<std::int64_t>(1)[i],
                       rows.values<std::int64_t>(2)[i], rows.values<std::int64_t>(3)[i],
                       std::string(rows.text(4, i))});
    }
  }
  std::map<std::int64_t, Person> people;
  std::vector<Change> changes;
  for (const Row& row : due) {
    auto person = people.find(row.profile);
    if (person == people.end()) {
      WEND_ASSIGN(auto made, person_of(connection, row.profile, identity_rules, rules));
      person = people.emplace(row.profile, std::move(made)).first;
    }
    const model::NamedIdentity named[] = {{kPseudonymNamespace, person->second.pseudonym}};
    WEND_ASSIGN(const auto identity, identities.note(named, {{row.time, 0}, row.source}));
    changes.push_back(
        {row.sequence, identity, without_person(row.properties, person->second.texts)});
  }
  return changes;
}

}  // namespace

base::Status create_retention(duck::Connection& connection) {
  return connection.run(
      "CREATE TABLE IF NOT EXISTS retention (run_us BIGINT NOT NULL, rule VARCHAR NOT NULL, "
      "action VARCHAR NOT NULL, before_us BIGINT NOT NULL, events BIGINT NOT NULL)");
}

base::Status choose_due(duck::Connection& connection, const model::RetentionRule& rule, TimeUs now,
                        std::size_t limit) {
  const TimeUs before = rule.due_before(now);
  WEND_TRY(
      connection.run("CREATE OR REPLACE TEMP TABLE due_names (name VARCHAR, type UTINYINT, "
                     "source_id BIGINT)"));
  std::vector<std::pair<std::string, std::pair<std::int64_t, std::int64_t>>> names;
  {
    WEND_ASSIGN(auto rows, connection.query(
                               "SELECT DISTINCT name, CAST(type AS BIGINT), source_id FROM events "
                               "WHERE time < make_timestamp(?)",
                               {before}));
    for (;;) {
      WEND_ASSIGN(const bool more, rows.next());
      if (!more) break;
      for (std::size_t i = 0; i < rows.size(); ++i) {
        const auto type = rows.values<std::int64_t>(1)[i];
        const auto source = rows.values<std::int64_t>(2)[i];
        if (rule.is_about(static_cast<model::EventType>(type), rows.text(0, i), source))
          names.push_back({std::string(rows.text(0, i)), {type, source}});
      }
    }
  }
  for (const auto& [name, of] : names) {
    WEND_TRY(connection.query("INSERT INTO due_names VALUES (?, ?, ?)",
                              {std::string_view(name), of.first, of.second}));
  }
  const std::string sql = fmt::format(
      "CREATE OR REPLACE TEMP TABLE due AS SELECT e.sequence FROM events e JOIN due_names n ON "
      "e.name = n.name AND e.type = n.type AND e.source_id = n.source_id WHERE e.time < "
      "make_timestamp({}) {} {}",
      before,
      rule.pseudonymise
          ? "AND e.identity_id NOT IN (SELECT identity_id FROM identities WHERE namespace = "
            "'pseudonym')"
          : "",
      limit == 0 ? "" : fmt::format("ORDER BY e.sequence LIMIT {}", limit));
  WEND_TRY(connection.run(sql.c_str()));
  return connection.run("DROP TABLE due_names");
}

base::Result<EventStore::Due> count_due(duck::Connection& connection) {
  WEND_ASSIGN(auto rows,
              connection.query("SELECT count(*), coalesce(min(epoch_us(e.time)), 0), "
                               "coalesce(max(epoch_us(e.time)), 0) FROM due d JOIN events e ON "
                               "e.sequence = d.sequence"));
  WEND_TRY(rows.next());
  EventStore::Due due;
  due.events = static_cast<std::uint64_t>(rows.values<std::int64_t>(0)[0]);
  if (due.events > 0) {
    due.oldest = rows.values<std::int64_t>(1)[0];
    due.newest = rows.values<std::int64_t>(2)[0];
  }
  return due;
}

base::Status forget_due(duck::Connection& connection) {
  return connection.run("DROP TABLE due");
}

base::Status delete_due(duck::Connection& connection) {
  // The ledger says what of an import is there.
  WEND_TRY(connection.run(
      "UPDATE imports SET added = added - gone.events, row_count = row_count - gone.events FROM "
      "(SELECT import_id, count(*) AS events FROM events WHERE sequence IN (SELECT sequence FROM "
      "due) AND import_id <> 0 GROUP BY import_id) gone WHERE imports.id = gone.import_id"));
  return connection.run("DELETE FROM events WHERE sequence IN (SELECT sequence FROM due)");
}

base::Status pseudonymise_due(duck::Connection& connection, IdentityBook& identities,
                              const model::IdentityRules& identity_rules,
                              const ConsentRules& rules) {
  // identify, group and alias: 3, 4 and 5.
  WEND_TRY(connection.run(
      "CREATE OR REPLACE TEMP TABLE kept AS SELECT d.sequence FROM due d JOIN events e ON "
      "e.sequence = d.sequence WHERE e.type < 3; DELETE FROM due WHERE sequence IN (SELECT "
      "sequence FROM kept)"));
  WEND_TRY(delete_due(connection));
  WEND_TRY(
      connection.run("DELETE FROM due; INSERT INTO due SELECT sequence FROM kept; DROP TABLE "
                     "kept"));
  WEND_ASSIGN(const auto changes, changes_of_due(connection, identities, identity_rules, rules));
  if (changes.empty()) return {};
  WEND_TRY(
      connection.run("CREATE OR REPLACE TEMP TABLE pseudonymous (sequence BIGINT, identity_id "
                     "BIGINT, properties VARCHAR)"));
  {
    WEND_ASSIGN(auto appender, connection.append_to("pseudonymous"));
    for (const Change& change : changes) {
      const duck::Value row[] = {change.sequence, change.identity, change.properties};
      WEND_TRY(appender.row(row));
    }
    WEND_TRY(appender.finish());
  }
  return connection.run(
      "UPDATE events SET identity_id = p.identity_id, properties = p.properties FROM pseudonymous "
      "p WHERE events.sequence = p.sequence; DROP TABLE pseudonymous");
}

base::Status note_in_journal(duck::Connection& connection, const EventStore::RetentionRun& run) {
  WEND_TRY(connection.query("INSERT INTO retention VALUES (?, ?, ?, ?, ?)",
                            {run.at, std::string_view(run.rule),
                             std::string_view(run.pseudonymised ? "pseudonymise" : "delete"),
                             run.before, static_cast<std::int64_t>(run.events)}));
  return {};
}

base::Result<std::vector<EventStore::RetentionRun>> read_retention_journal(
    duck::Connection& connection) {
  WEND_ASSIGN(auto rows,
              connection.query("SELECT run_us, rule, action, before_us, CAST(sum(events) AS "
                               "BIGINT) FROM retention GROUP BY ALL ORDER BY run_us DESC, rule "
                               "LIMIT 500"));
  std::vector<EventStore::RetentionRun> runs;
  for (;;) {
    WEND_ASSIGN(const bool more, rows.next());
    if (!more) return runs;
    for (std::size_t i = 0; i < rows.size(); ++i) {
      runs.push_back({.at = rows.values<std::int64_t>(0)[i],
                      .rule = std::string(rows.text(1, i)),
                      .pseudonymised = rows.text(2, i) == "pseudonymise",
                      .before = rows.values<std::int64_t>(3)[i],
                      .events = static_cast<std::uint64_t>(rows.values<std::int64_t>(4)[i])});
    }
  }
}

}  // namespace wend::events
