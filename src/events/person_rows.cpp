#include "events/person_rows.h"

#include <fmt/format.h>

#include "base/failpoint.h"

namespace wend::events {
namespace {

// A profile had the number of its strongest identity, so moves of the person's profile are found
// by their identities' numbers.
constexpr const char* kJournalOfChosen =
    "(a IN (SELECT identity_id FROM erased_now) OR b IN (SELECT identity_id FROM erased_now))";

base::Result<std::uint64_t> count(duck::Connection& connection, const std::string& from) {
  WEND_ASSIGN(const auto number, connection.number(("SELECT count(*) FROM " + from).c_str()));
  return static_cast<std::uint64_t>(number);
}

struct Change {
  std::int64_t sequence = 0;
  std::string name, properties;
};

base::Result<std::vector<Change>> changes_of_events(duck::Connection& connection,
                                                    const model::PersonTexts& texts) {
  std::vector<Change> changes;
  WEND_ASSIGN(auto statement, connection.prepare("SELECT sequence, name, properties FROM events"));
  WEND_ASSIGN(auto rows, statement.stream({}));
  for (;;) {
    WEND_ASSIGN(const bool more, rows.next());
    if (!more) return changes;
    for (std::size_t i = 0; i < rows.size(); ++i) {
      auto name = texts.taken_out_of(rows.text(1, i));
      auto properties = texts.taken_out_of_json(rows.text(2, i));
      if (!name && !properties) continue;
      // An event always has a name.
      if (name && name->find_first_not_of(' ') == std::string::npos) name = "Erased";
      changes.push_back({rows.values<std::int64_t>(0)[i],
                         name.value_or(std::string(rows.text(1, i))),
                         properties.value_or(std::string(rows.text(2, i)))});
    }
  }
}

// What files say of accounts may name a person, such as whom to ask there.
base::Result<std::uint64_t> take_out_of_account_facts(duck::Connection& connection,
                                                      const model::PersonTexts& texts) {
  std::vector<std::pair<std::int64_t, std::string>> changes;
  {
    WEND_ASSIGN(auto rows, connection.query("SELECT sequence, properties FROM account_facts"));
    for (;;) {
      WEND_ASSIGN(const bool more, rows.next());
      if (!more) break;
      for (std::size_t i = 0; i < rows.size(); ++i)
        if (auto without = texts.taken_out_of_json(rows.text(1, i)))
          changes.emplace_back(rows.values<std::int64_t>(0)[i], *std::move(without));
    }
  }
  for (const auto& [sequence, properties] : changes) {
    WEND_TRY(connection.query("UPDATE account_facts SET properties = ? WHERE sequence = ?",
                              {std::string_view(properties), sequence}));
  }
  return changes.size();
}

base::Result<std::uint64_t> take_out_of_events(duck::Connection& connection,
                                               const model::PersonTexts& texts) {
  WEND_ASSIGN(const auto changes, changes_of_events(connection, texts));
  if (changes.empty()) return 0;
  WEND_TRY(
      connection.run("CREATE OR REPLACE TEMP TABLE without (sequence BIGINT, name VARCHAR, "
                     "properties VARCHAR)"));
  {
    WEND_ASSIGN(auto appender, connection.append_to("without"));
    for (const Change& change : changes) {
      const duck::Value row[] = {change.sequence, change.name, change.properties};
      WEND_TRY(appender.row(row));
    }
    WEND_TRY(appender.finish());
  }
  WEND_TRY(
      connection.run("UPDATE events SET name = w.name, properties = w.properties FROM without w "
                     "WHERE events.sequence = w.sequence; DROP TABLE without"));
  return changes.size();
}

// The texts of a small table that people wrote or that quote what came.
base::Result<std::uint64_t> take_out_of_column(duck::Connection& connection,
                                               const model::PersonTexts& texts, const char* table,
                                               const char* column, bool json) {
  std::vector<std::pair<std::int64_t, std::string>> changes;
  {
    WEND_ASSIGN(auto rows,
                connection.query(fmt::format("SELECT id, {} FROM {}", column, table).c_str()));
    for (;;) {
      WEND_ASSIGN(const bool more, rows.next());
      if (!more) break;
      for (std::size_t i = 0; i < rows.size(); ++i) {
        auto without =
            json ? texts.taken_out_of_json(rows.text(1, i)) : texts.taken_out_of(rows.text(1, i));
        if (without) changes.emplace_back(rows.values<std::int64_t>(0)[i], *std::move(without));
      }
    }
  }
  for (const auto& [id, text] : changes) {
    WEND_TRY(
        connection.query(fmt::format("UPDATE {} SET {} = ? WHERE id = ?", table, column).c_str(),
                         {std::string_view(text), id}));
  }
  return changes.size();
}

// A source is often named after the file it came from. It always has a name, and one of its own.
base::Result<std::uint64_t> take_out_of_sources(duck::Connection& connection,
                                                const model::PersonTexts& texts) {
  std::vector<std::pair<std::int64_t, std::string>> changes;
  {
    WEND_ASSIGN(auto rows, connection.query("SELECT id, name FROM sources"));
    for (;;) {
      WEND_ASSIGN(const bool more, rows.next());
      if (!more) break;
      for (std::size_t i = 0; i < rows.size(); ++i)
        if (auto without = texts.taken_out_of(rows.text(1, i)))
          changes.emplace_back(rows.values<std::int64_t>(0)[i], *std::move(without));
    }
  }
  for (auto& [id, name] : changes) {
    if (name.find_first_not_of(' ') == std::string::npos) name = fmt::format("Source {}", id);
    WEND_ASSIGN(const auto same, connection.number("SELECT count(*) FROM sources WHERE name = ?",
                                                   {std::string_view(name)}));
    if (same > 0) name += fmt::format(" ({})", id);
    WEND_TRY(connection.query(
        "UPDATE imports SET source = ? WHERE source = (SELECT name FROM sources WHERE id = ?)",
        {std::string_view(name), id}));
    WEND_TRY(
        connection.query("UPDATE sources SET name = ? WHERE id = ?", {std::string_view(name), id}));
  }
  return changes.size();
}

base::Result<std::uint64_t> take_out_of_unmapped(duck::Connection& connection,
                                                 const model::PersonTexts& texts) {
  std::vector<std::int64_t> positions;
  {
    WEND_ASSIGN(auto rows, connection.query("SELECT position, reason FROM unmapped"));
    for (;;) {
      WEND_ASSIGN(const bool more, rows.next());
      if (!more) break;
      for (std::size_t i = 0; i < rows.size(); ++i)
        if (texts.is_named_in(rows.text(1, i)))
          positions.push_back(rows.values<std::int64_t>(0)[i]);
    }
  }
  for (const std::int64_t position : positions) {
    WEND_TRY(
        connection.query("UPDATE unmapped SET reason = 'The body named a customer who was erased.' "
                         "WHERE position = ?",
                         {position}));
  }
  return positions.size();
}

}  // namespace

base::Status create_erasures(duck::Connection& connection) {
  return connection.run("CREATE TABLE IF NOT EXISTS erasures (id VARCHAR NOT NULL)");
}

base::Status choose_identities(duck::Connection& connection,
                               std::span<const std::int64_t> identities) {
  WEND_TRY(connection.run("CREATE OR REPLACE TEMP TABLE erased_now (identity_id BIGINT)"));
  WEND_ASSIGN(auto appender, connection.append_to("erased_now"));
  for (const std::int64_t identity : identities) {
    const duck::Value row[] = {identity};
    WEND_TRY(appender.row(row));
  }
  return appender.finish();
}

base::Status forget_chosen(duck::Connection& connection) {
  return connection.run("DROP TABLE erased_now");
}

base::Result<EventStore::PersonRows> count_chosen(duck::Connection& connection) {
  const std::string journal = kJournalOfChosen;
  EventStore::PersonRows rows;
  WEND_ASSIGN(rows.events, count(connection,
                                 "events WHERE identity_id IN (SELECT identity_id FROM "
                                 "erased_now)"));
  WEND_ASSIGN(rows.identities, count(connection,
                                     "identities WHERE identity_id IN (SELECT identity_id FROM "
                                     "erased_now)"));
  WEND_ASSIGN(rows.links, count(connection, "links WHERE " + journal));
  WEND_ASSIGN(const auto states, count(connection, "link_states WHERE " + journal));
  rows.links += states;
  WEND_ASSIGN(rows.journal, count(connection, "identity_journal WHERE " + journal));
  WEND_ASSIGN(rows.imports, count(connection,
                                  "imports WHERE id IN (SELECT DISTINCT import_id FROM events "
                                  "WHERE identity_id IN (SELECT identity_id FROM erased_now))"));
  return rows;
}

base::Status delete_chosen(duck::Connection& connection) {
  const std::string journal = kJournalOfChosen;
  // The ledger says what of an import is there.
  WEND_TRY(connection.run(
      "UPDATE imports SET added = added - gone.events, row_count = row_count - gone.events FROM "
      "(SELECT import_id, count(*) AS events FROM events WHERE identity_id IN (SELECT identity_id "
      "FROM erased_now) AND import_id <> 0 GROUP BY import_id) gone WHERE imports.id = "
      "gone.import_id"));
  WEND_TRY(
      connection.run("DELETE FROM events WHERE identity_id IN (SELECT identity_id FROM "
                     "erased_now)"));
  base::failpoint("erasure.events_deleted");
  WEND_TRY(connection.run(("DELETE FROM links WHERE " + journal).c_str()));
  WEND_TRY(connection.run(("DELETE FROM link_states WHERE " + journal).c_str()));
  WEND_TRY(connection.run(("DELETE FROM identity_journal WHERE " + journal).c_str()));
  WEND_TRY(connection.run(
      "DELETE FROM consent WHERE identity_id IN (SELECT identity_id FROM erased_now)"));
  return connection.run(
      "DELETE FROM identities WHERE identity_id IN (SELECT identity_id FROM erased_now)");
}

base::Status take_out_texts(duck::Connection& connection, const model::PersonTexts& texts,
                            EventStore::PersonRows& rows) {
  WEND_ASSIGN(rows.redacted, take_out_of_events(connection, texts));
  WEND_ASSIGN(const auto facts, take_out_of_account_facts(connection, texts));
  rows.redacted += facts;
  WEND_ASSIGN(rows.unmapped, take_out_of_unmapped(connection, texts));
  WEND_ASSIGN(rows.sources, take_out_of_sources(connection, texts));
  for (const char* column : {"file", "error", "source"}) {
    WEND_ASSIGN(const auto changed,
                take_out_of_column(connection, texts, "imports", column, false));
    rows.imports += changed;
  }
  for (const char* column : {"mapping", "reject_reasons"}) {
    WEND_ASSIGN(const auto changed, take_out_of_column(connection, texts, "imports", column, true));
    rows.imports += changed;
  }
  return {};
}

}  // namespace wend::events
