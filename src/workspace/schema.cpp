#include "workspace/schema.h"

#include <array>

#include "fmt/format.h"

namespace wend::workspace {
namespace {

constexpr std::int64_t kApplicationId = 0x57454e44;  // "WEND", in SQLite's header of the file

// kMigrations[n] leads from format n to n + 1. One that was released is never changed.
// Times are microseconds in UTC. Of secrets only hashes are stored, unless said otherwise; write
// keys are none, because they stand in web pages for all to read and only write.
constexpr std::array kMigrations = {
    R"sql(
    CREATE TABLE settings (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;
    CREATE TABLE users (
      id TEXT PRIMARY KEY, name TEXT NOT NULL, email TEXT COLLATE NOCASE UNIQUE,
      role TEXT NOT NULL CHECK (role IN ('admin', 'editor', 'viewer')),
      password_hash TEXT, created_at INTEGER NOT NULL) STRICT;
    CREATE TABLE links (
      hash TEXT PRIMARY KEY, user_id TEXT NOT NULL REFERENCES users ON DELETE CASCADE,
      expires_at INTEGER NOT NULL) STRICT;
    CREATE TABLE sessions (
      hash TEXT PRIMARY KEY, user_id TEXT NOT NULL REFERENCES users ON DELETE CASCADE,
      created_at INTEGER NOT NULL, seen_at INTEGER NOT NULL) STRICT;
    CREATE INDEX sessions_of_user ON sessions (user_id);
    CREATE TABLE tokens (
      hash TEXT PRIMARY KEY, id TEXT NOT NULL UNIQUE, name TEXT NOT NULL, scopes TEXT NOT NULL,
      created_at INTEGER NOT NULL, expires_at INTEGER) STRICT;
    CREATE TABLE write_keys (
      hash TEXT PRIMARY KEY, source TEXT NOT NULL, created_at INTEGER NOT NULL) STRICT;
    CREATE TABLE questions (
      id TEXT PRIMARY KEY, name TEXT NOT NULL, query TEXT NOT NULL, view TEXT NOT NULL, version INTEGER NOT NULL,
      created_at INTEGER NOT NULL, updated_at INTEGER NOT NULL, created_by TEXT) STRICT;
    CREATE TABLE idempotency_keys (
      caller TEXT NOT NULL, key TEXT NOT NULL, request_hash TEXT NOT NULL, status INTEGER, headers TEXT, body TEXT,
      created_at INTEGER NOT NULL, PRIMARY KEY (caller, key)) STRICT;
    CREATE TABLE audit (
      id INTEGER PRIMARY KEY, at INTEGER NOT NULL, actor TEXT NOT NULL, action TEXT NOT NULL, object TEXT NOT NULL,
      address TEXT NOT NULL) STRICT;
    )sql",
    // Keys made before this stay without their text.
    R"sql(
    ALTER TABLE write_keys ADD COLUMN id TEXT NOT NULL DEFAULT '';
    ALTER TABLE write_keys ADD COLUMN key TEXT;
    ALTER TABLE write_keys ADD COLUMN revoked_at INTEGER;
    UPDATE write_keys SET id = 'key_' || substr(hash, 1, 16);
    CREATE UNIQUE INDEX write_keys_by_id ON write_keys (id);
    )sql",
    R"sql(
    CREATE TABLE refusals (
      id INTEGER PRIMARY KEY, source_id INTEGER NOT NULL, kind TEXT NOT NULL, event TEXT NOT NULL, reason TEXT NOT NULL,
      count INTEGER NOT NULL, first_seen INTEGER NOT NULL, last_seen INTEGER NOT NULL, sample TEXT,
      UNIQUE (source_id, kind, event, reason)) STRICT;
    CREATE INDEX refusals_by_time ON refusals (last_seen);
    CREATE TABLE refusal_days (
      source_id INTEGER NOT NULL, day INTEGER NOT NULL, refused INTEGER NOT NULL, warned INTEGER NOT NULL,
      PRIMARY KEY (source_id, day)) STRICT;
    )sql",
    R"sql(
    CREATE TABLE documents (
      name TEXT PRIMARY KEY, body TEXT NOT NULL, version INTEGER NOT NULL, updated_at INTEGER NOT NULL) STRICT;
    )sql",
    // What webhooks sign with is the one secret that is kept as it is: a signature is checked with
    // it. The file is readable by its owner alone.
    R"sql(
    CREATE TABLE webhooks (
      source INTEGER PRIMARY KEY, preset TEXT, mapping TEXT NOT NULL, signature TEXT NOT NULL, secret TEXT,
      version INTEGER NOT NULL, updated_at INTEGER NOT NULL) STRICT;
    )sql",
    R"sql(
    CREATE TABLE segments (
      id TEXT PRIMARY KEY, name TEXT NOT NULL, description TEXT NOT NULL,
      kind TEXT NOT NULL CHECK (kind IN ('rule', 'list')), rule TEXT NOT NULL, version INTEGER NOT NULL,
      created_at INTEGER NOT NULL, updated_at INTEGER NOT NULL, created_by TEXT) STRICT;
    CREATE TABLE segment_identities (
      segment TEXT NOT NULL REFERENCES segments ON DELETE CASCADE, identity INTEGER NOT NULL,
      PRIMARY KEY (segment, identity)) STRICT, WITHOUT ROWID;
    )sql",
    R"sql(
    CREATE TABLE account_decisions (
      id INTEGER PRIMARY KEY, identity INTEGER NOT NULL, account_type TEXT NOT NULL, account_key TEXT NOT NULL,
      decision TEXT NOT NULL CHECK (decision IN ('none', 'in', 'out')), at INTEGER NOT NULL, actor TEXT NOT NULL) STRICT;
    CREATE INDEX account_decisions_of ON account_decisions (identity, account_type, account_key);
    )sql",
    // Hashes are keyed ones of identities; no value of a person stands here.
    R"sql(
    CREATE TABLE erasures (
      id TEXT PRIMARY KEY, state TEXT NOT NULL, keep_out INTEGER NOT NULL, actor TEXT NOT NULL,
      requested_at INTEGER NOT NULL, finished_at INTEGER, hashes TEXT NOT NULL, step TEXT NOT NULL,
      position INTEGER NOT NULL, length INTEGER NOT NULL, counts TEXT NOT NULL, error TEXT NOT NULL) STRICT;
    )sql",
    R"sql(
    CREATE TABLE exports (
      id TEXT PRIMARY KEY, state TEXT NOT NULL, request TEXT NOT NULL, actor TEXT NOT NULL,
      requested_at INTEGER NOT NULL, began_at INTEGER, finished_at INTEGER, downloaded_at INTEGER,
      outcome TEXT NOT NULL, bytes INTEGER NOT NULL, error TEXT NOT NULL) STRICT;
    )sql",
    // Revision 1 of a map is a snapshot and has no change.
    R"sql(
    CREATE TABLE maps (
      id TEXT PRIMARY KEY, summary TEXT NOT NULL, revision INTEGER NOT NULL, created_at INTEGER NOT NULL,
      updated_at INTEGER NOT NULL, created_by TEXT, removed_at INTEGER) STRICT;
    CREATE TABLE map_changes (
      map TEXT NOT NULL REFERENCES maps ON DELETE CASCADE, revision INTEGER NOT NULL, at INTEGER NOT NULL,
      actor TEXT NOT NULL, client TEXT NOT NULL, number INTEGER NOT NULL, operations TEXT NOT NULL,
      PRIMARY KEY (map, revision)) STRICT;
    CREATE UNIQUE INDEX map_changes_of_client ON map_changes (map, client, number);
    CREATE TABLE map_snapshots (
      map TEXT NOT NULL REFERENCES maps ON DELETE CASCADE, revision INTEGER NOT NULL, document TEXT NOT NULL,
      PRIMARY KEY (map, revision)) STRICT;
    CREATE TABLE map_versions (
      map TEXT NOT NULL REFERENCES maps ON DELETE CASCADE, revision INTEGER NOT NULL, name TEXT NOT NULL,
      note TEXT NOT NULL, at INTEGER NOT NULL, actor TEXT NOT NULL, PRIMARY KEY (map, revision)) STRICT;
    CREATE TABLE map_comments (
      id TEXT PRIMARY KEY, map TEXT NOT NULL REFERENCES maps ON DELETE CASCADE, parent TEXT, part TEXT NOT NULL,
      thing TEXT NOT NULL, body TEXT NOT NULL, mentions TEXT NOT NULL, author TEXT NOT NULL, author_name TEXT NOT NULL,
      created_at INTEGER NOT NULL, updated_at INTEGER NOT NULL, resolved_at INTEGER, resolved_by TEXT) STRICT;
    CREATE INDEX map_comments_of_map ON map_comments (map, created_at);
    CREATE TABLE personas (
      id TEXT PRIMARY KEY, body TEXT NOT NULL, version INTEGER NOT NULL, created_at INTEGER NOT NULL,
      updated_at INTEGER NOT NULL, created_by TEXT) STRICT;
    CREATE TABLE images (
      id TEXT PRIMARY KEY, type TEXT NOT NULL, width INTEGER NOT NULL, height INTEGER NOT NULL, bytes BLOB NOT NULL,
      created_at INTEGER NOT NULL, created_by TEXT) STRICT;
    )sql",
    // What people are told, and looks at maps and reviews of them.
    R"sql(
    CREATE TABLE notices (
      id TEXT PRIMARY KEY, user TEXT NOT NULL, kind TEXT NOT NULL, map TEXT NOT NULL REFERENCES maps ON DELETE CASCADE,
      occasion TEXT NOT NULL, body TEXT NOT NULL, place TEXT NOT NULL, at INTEGER NOT NULL, read_at INTEGER) STRICT;
    CREATE UNIQUE INDEX notices_of_occasion ON notices (user, occasion);
    CREATE INDEX notices_of_user ON notices (user, at);
    CREATE TABLE map_looks (
      map TEXT NOT NULL REFERENCES maps ON DELETE CASCADE, at INTEGER NOT NULL, revision INTEGER NOT NULL,
      body TEXT NOT NULL, PRIMARY KEY (map, at)) STRICT;
    CREATE TABLE map_reviews (
      map TEXT NOT NULL REFERENCES maps ON DELETE CASCADE, at INTEGER NOT NULL, actor TEXT NOT NULL,
      actor_name TEXT NOT NULL, revision INTEGER NOT NULL, note TEXT NOT NULL, next_on TEXT NOT NULL) STRICT;
    CREATE INDEX map_reviews_of_map ON map_reviews (map, at);
    )sql",
    // Links that show a map to whoever has them.
    R"sql(
    CREATE TABLE map_shares (
      id TEXT PRIMARY KEY, map TEXT NOT NULL REFERENCES maps ON DELETE CASCADE, token_hash TEXT NOT NULL UNIQUE,
      label TEXT NOT NULL, may_comment INTEGER NOT NULL, may_embed INTEGER NOT NULL, password_hash TEXT,
      expires_at INTEGER, created_at INTEGER NOT NULL, created_by TEXT NOT NULL, used_at INTEGER, revoked_at INTEGER)
      STRICT;
    CREATE INDEX map_shares_of_map ON map_shares (map, created_at);
    )sql",
    // The secret of a link to join stands here as it is, so that it can be shown again; it opens
    // one workshop for a while. Of guests' secrets only hashes are stored. An item's author is made
    // of a guest's secret by another way than the guest's hash: nothing here joins a note to a
    // guest, and notes carry no time.
    R"sql(
    CREATE TABLE workshops (
      id TEXT PRIMARY KEY, body TEXT NOT NULL, version INTEGER NOT NULL, revision INTEGER NOT NULL,
      created_at INTEGER NOT NULL, updated_at INTEGER NOT NULL, created_by TEXT,
      token TEXT UNIQUE, code TEXT UNIQUE, joinable_until INTEGER) STRICT;
    CREATE TABLE workshop_items (
      workshop TEXT NOT NULL REFERENCES workshops ON DELETE CASCADE, kind TEXT NOT NULL, id TEXT NOT NULL,
      author TEXT NOT NULL, body TEXT NOT NULL, PRIMARY KEY (workshop, kind, id)) STRICT, WITHOUT ROWID;
    CREATE TABLE workshop_clients (
      workshop TEXT NOT NULL REFERENCES workshops ON DELETE CASCADE, client TEXT NOT NULL, number INTEGER NOT NULL,
      PRIMARY KEY (workshop, client)) STRICT, WITHOUT ROWID;
    CREATE TABLE workshop_guests (
      hash TEXT PRIMARY KEY, workshop TEXT NOT NULL REFERENCES workshops ON DELETE CASCADE, name TEXT NOT NULL,
      expires_at INTEGER NOT NULL) STRICT, WITHOUT ROWID;
    CREATE INDEX workshop_guests_of ON workshop_guests (workshop);
    )sql",
    // Improving: what could be better, goals, and what people say of themselves.
    R"sql(
    CREATE TABLE opportunities (
      id TEXT PRIMARY KEY, body TEXT NOT NULL, version INTEGER NOT NULL, created_at INTEGER NOT NULL,
      updated_at INTEGER NOT NULL, created_by TEXT, removed_at INTEGER) STRICT;
    CREATE TABLE score_goals (
      id TEXT PRIMARY KEY, body TEXT NOT NULL, version INTEGER NOT NULL, created_at INTEGER NOT NULL,
      updated_at INTEGER NOT NULL, created_by TEXT, removed_at INTEGER) STRICT;
    CREATE TABLE maturity_rounds (
      id TEXT PRIMARY KEY, body TEXT NOT NULL, version INTEGER NOT NULL, created_at INTEGER NOT NULL,
      updated_at INTEGER NOT NULL, created_by TEXT, removed_at INTEGER) STRICT;
    CREATE TABLE maturity_answers (
      round TEXT NOT NULL REFERENCES maturity_rounds ON DELETE CASCADE, person TEXT NOT NULL, body TEXT NOT NULL,
      updated_at INTEGER NOT NULL, PRIMARY KEY (round, person)) STRICT;
    )sql",
};

base::Result<std::int64_t> number(Sqlite& database, const char* sql) {
  WEND_ASSIGN(auto statement, database.prepare(sql));
  WEND_TRY(statement.step());
  return statement.integer(0);
}

}  // namespace

int current_format() {
  return static_cast<int>(kMigrations.size());
}

base::Status migrate(Sqlite& database) {
  WEND_ASSIGN(auto transaction, Transaction::begin(database));
  WEND_ASSIGN(const auto application, number(database, "PRAGMA application_id"));
  WEND_ASSIGN(const auto format, number(database, "PRAGMA user_version"));
  WEND_ASSIGN(const auto tables, number(database, "SELECT count(*) FROM sqlite_schema"));
  if (application != kApplicationId && tables > 0)
    return base::fail(base::ErrorCode::kConflict, "The file is not a Wend workspace.",
                      "workspace.db");
  if (format > current_format())
    return base::fail(
        base::ErrorCode::kConflict,
        fmt::format("A newer version of Wend wrote this workspace (format {}, this one knows {}).",
                    format, current_format()),
        "workspace.db", "Use that version, or a copy of the data folder from before.");
  if (format == current_format()) return transaction.commit();
  for (auto i = static_cast<std::size_t>(format); i < kMigrations.size(); ++i)
    WEND_TRY(database.run(kMigrations[i]));
  WEND_TRY(database.run(fmt::format("PRAGMA application_id={}; PRAGMA user_version={}",
                                    kApplicationId, current_format())
                            .c_str()));
  return transaction.commit();
}

}  // namespace wend::workspace
