#include "events/identity_rules_store.h"

#include <algorithm>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

#include "model/identity_finder.h"

namespace wend::events {

namespace json = boost::json;

base::Result<EventStore::IdentityRulesVersion> read_identity_rules(duck::Connection& connection) {
  WEND_TRY(
      connection.run("CREATE TABLE IF NOT EXISTS identity_rules (version BIGINT NOT NULL, "
                     "document VARCHAR NOT NULL)"));
  EventStore::IdentityRulesVersion stored;
  WEND_ASSIGN(auto rows, connection.query("SELECT version, document FROM identity_rules"));
  WEND_ASSIGN(const bool some, rows.next());
  if (!some) return stored;
  stored.version = rows.values<std::int64_t>(0)[0];
  boost::system::error_code error;
  const json::value document = json::parse(rows.text(1, 0), error);
  auto rules = model::identity_rules_from(document);
  if (error || !rules) {
    return base::fail(base::ErrorCode::kConflict,
                      "The identity rules in the event store cannot be read.", {},
                      "Use the version of Wend that wrote them.");
  }
  stored.rules = *std::move(rules);
  return stored;
}

base::Status write_identity_rules(duck::Connection& connection,
                                  const EventStore::IdentityRulesVersion& rules) {
  WEND_TRY(connection.run("DELETE FROM identity_rules"));
  const std::string document = json::serialize(model::to_json(rules.rules));
  WEND_TRY(connection.query("INSERT INTO identity_rules VALUES (?, ?)", {rules.version, document}));
  return {};
}

namespace {

// Notes what the rules find in the events of one import, or in the live ones.
base::Status note_again(duck::Connection& connection, IdentityBook& book,
                        const model::IdentityRules& rules, std::int64_t import_id) {
  model::IdentityFinder finder(rules);
  std::vector<model::NamedIdentity> named;
  // Only where there is something to find: an identity alone says nothing of others.
  const bool of_all = std::ranges::any_of(
      rules.findings, [](const auto& finding) { return !finding.property.empty(); });
  WEND_ASSIGN(auto statement,
              connection.prepare(
                  "SELECT e.time, e.message_id, e.source_id, e.type, i.namespace, i.value, "
                  "e.properties FROM events e JOIN identities i ON i.identity_id = e.identity_id "
                  "WHERE e.import_id = ? AND (e.type = ? OR ? <> 0 OR contains(i.value, '@'))"));
  const duck::Value values[] = {import_id, static_cast<std::int32_t>(model::EventType::kIdentify),
                                std::int32_t{of_all}};
  WEND_ASSIGN(auto rows, statement.stream(values));
  for (;;) {
    WEND_ASSIGN(const bool more, rows.next());
    if (!more) return {};
    for (std::size_t i = 0; i < rows.size(); ++i) {
      const duckdb_uhugeint id = rows.values<duckdb_uhugeint>(1)[i];
      const model::EventRow row{
          .message_id = {id.upper, id.lower},
          .time_us = rows.values<std::int64_t>(0)[i],
          .type = static_cast<model::EventType>(rows.values<std::uint8_t>(3)[i]),
          .name = {},
          .channel = {},
          .identity_namespace = rows.text(4, i),
          .identity_value = rows.text(5, i),
          .properties = rows.text(6, i)};
      named.clear();
      finder.find(row, named);
      // The event belongs to the identity that it has, however that is spelled now.
      if (named.front().value != row.identity_value ||
          named.front().identity_namespace != row.identity_namespace) {
        std::erase_if(named, [&](const model::NamedIdentity& one) {
          return one.identity_namespace == row.identity_namespace &&
                 one.value == row.identity_value;
        });
        named.insert(named.begin(), {row.identity_namespace, row.identity_value});
      }
      if (named.size() > 1) {
        WEND_TRY(book.note(
            named, {evidence_of(row.time_us, row.message_id), rows.values<std::int64_t>(2)[i]}));
      }
      finder.forget();
    }
  }
}

}  // namespace

base::Result<std::vector<std::int64_t>> find_identities_again(duck::Connection& connection,
                                                              IdentityBook& book,
                                                              const model::IdentityRules& rules,
                                                              env::TimeUs now) {
  std::vector<std::int64_t> imports;
  {
    WEND_ASSIGN(auto rows, connection.query("SELECT DISTINCT import_id FROM events ORDER BY 1"));
    for (;;) {
      WEND_ASSIGN(const bool more, rows.next());
      if (!more) break;
      const auto ids = rows.values<std::int64_t>(0);
      imports.insert(imports.end(), ids.begin(), ids.end());
    }
  }
  if (imports.empty()) imports.push_back(0);
  std::vector<std::int64_t> changed;
  for (const std::int64_t import_id : imports) {
    WEND_TRY(note_again(connection, book, rules, import_id));
    WEND_ASSIGN(const auto profiles, book.write(connection, {.at = now, .import_id = import_id}));
    changed.insert(changed.end(), profiles.begin(), profiles.end());
  }
  std::ranges::sort(changed);
  changed.erase(std::unique(changed.begin(), changed.end()), changed.end());
  return changed;
}

}  // namespace wend::events
