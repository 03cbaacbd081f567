#include "workspace/person_data.h"

#include <algorithm>

#include "base/failpoint.h"

namespace wend::workspace {
namespace {

// Rows of a table one of whose texts names the person, by their rowid.
base::Result<std::vector<std::int64_t>> rows_naming(
    Sqlite& database, const char* sql, int texts,
    const std::function<bool(std::string_view)>& is_named_in) {
  WEND_ASSIGN(auto select, database.prepare(sql));
  std::vector<std::int64_t> rows;
  for (;;) {
    WEND_ASSIGN(const bool found, select.step());
    if (!found) return rows;
    for (int i = 1; i <= texts; ++i) {
      if (!is_named_in(select.text(i))) continue;
      rows.push_back(select.integer(0));
      break;
    }
  }
}

// Each id once; rows of the same id follow each other.
base::Result<std::vector<std::string>> ids_naming(Sqlite& database, const char* sql, int texts,
                                                  const PersonData::Person& person) {
  WEND_ASSIGN(auto select, database.prepare(sql));
  std::vector<std::string> ids;
  for (;;) {
    WEND_ASSIGN(const bool found, select.step());
    if (!found) return ids;
    if (!ids.empty() && ids.back() == select.text(0)) continue;
    for (int i = 1; i <= texts; ++i) {
      if (!person.is_named_in(select.text(i))) continue;
      ids.push_back(select.text(0));
      break;
    }
  }
}

// Decisions about accounts that are named as the person is.
constexpr const char* kDecisions = "SELECT id, account_key FROM account_decisions";
constexpr const char* kRefusals = "SELECT id, event, reason, coalesce(sample, '') FROM refusals";
constexpr const char* kAnswers =
    "SELECT rowid, coalesce(body, ''), coalesce(headers, '') FROM idempotency_keys";
constexpr const char* kAudit = "SELECT id, object FROM audit";
constexpr const char* kQuestions = "SELECT id, name, query, view FROM questions ORDER BY id";
constexpr const char* kSegments = "SELECT id, name, description, rule FROM segments ORDER BY id";
// Rules, plans, mappings, and what maps and personas say.
constexpr const char* kSettings =
    "SELECT name, body FROM documents UNION ALL SELECT 'webhook ' || source, mapping FROM webhooks "
    "UNION ALL SELECT 'map ' || map, document FROM map_snapshots "
    "UNION ALL SELECT 'map ' || map, operations FROM map_changes "
    "UNION ALL SELECT 'map ' || map, body FROM map_comments "
    "UNION ALL SELECT 'map ' || map, note || ' ' || actor_name FROM map_reviews "
    "UNION ALL SELECT 'map ' || map, body FROM notices "
    "UNION ALL SELECT 'map ' || map, body FROM map_looks "
    "UNION ALL SELECT 'map ' || map, author_name FROM map_comments "
    "UNION ALL SELECT 'map ' || map, label FROM map_shares "
    "UNION ALL SELECT 'workshop ' || id, body FROM workshops "
    "UNION ALL SELECT 'workshop ' || workshop, body FROM workshop_items "
    "UNION ALL SELECT 'workshop ' || workshop, name FROM workshop_guests "
    "UNION ALL SELECT 'persona ' || id, body FROM personas "
    "UNION ALL SELECT 'opportunity ' || id, body FROM opportunities "
    "UNION ALL SELECT 'score goal ' || id, body FROM score_goals "
    "UNION ALL SELECT 'maturity ' || id, body FROM maturity_rounds "
    "UNION ALL SELECT 'maturity ' || round, body FROM maturity_answers ORDER BY 1";

base::Status for_each(Sqlite& database, const char* sql, const std::vector<std::int64_t>& rows) {
  WEND_ASSIGN(auto statement, database.prepare(sql));
  for (const std::int64_t row : rows) WEND_TRY(statement.reset().bind(row).run());
  return {};
}

}  // namespace

base::Result<PersonData::Found> PersonData::find(const Person& person) {
  return look(person, false);
}

base::Result<PersonData::Found> PersonData::forget(const Person& person) {
  return look(person, true);
}

base::Result<PersonData::Found> PersonData::look(const Person& person, bool forget) {
  std::lock_guard lock(database_.mutex());
  WEND_ASSIGN(auto transaction, Transaction::begin(database_));
  Found found;
  {
    WEND_ASSIGN(auto count,
                database_.prepare("SELECT count(*) FROM segment_identities WHERE identity = ?"));
    for (const std::int64_t identity : person.identities) {
      WEND_TRY(count.reset().bind(identity).step());
      found.list_entries += static_cast<std::uint64_t>(count.integer(0));
    }
  }
  WEND_ASSIGN(const auto refusals, rows_naming(database_, kRefusals, 3, person.is_named_in));
  WEND_ASSIGN(const auto answers, rows_naming(database_, kAnswers, 2, person.is_named_in));
  WEND_ASSIGN(const auto audit, rows_naming(database_, kAudit, 1, person.is_named_in));
  WEND_ASSIGN(auto decisions, rows_naming(database_, kDecisions, 1, person.is_told_in));
  {
    WEND_ASSIGN(auto select,
                database_.prepare("SELECT id FROM account_decisions WHERE identity = ?"));
    for (const std::int64_t identity : person.identities) {
      select.reset().bind(identity);
      for (;;) {
        WEND_ASSIGN(const bool more, select.step());
        if (!more) break;
        decisions.push_back(select.integer(0));
      }
    }
    std::ranges::sort(decisions);
    decisions.erase(std::unique(decisions.begin(), decisions.end()), decisions.end());
  }
  WEND_ASSIGN(found.questions, ids_naming(database_, kQuestions, 3, person));
  WEND_ASSIGN(found.segments, ids_naming(database_, kSegments, 3, person));
  WEND_ASSIGN(found.settings, ids_naming(database_, kSettings, 1, person));
  found.refusals = refusals.size();
  found.answers = answers.size();
  found.audit = audit.size();
  found.account_decisions = decisions.size();
  if (!forget) return found;
  WEND_TRY(for_each(database_, "DELETE FROM segment_identities WHERE identity = ?",
                    {person.identities.begin(), person.identities.end()}));
  WEND_TRY(for_each(database_, "DELETE FROM account_decisions WHERE id = ?", decisions));
  WEND_TRY(for_each(database_, "DELETE FROM refusals WHERE id = ?", refusals));
  WEND_TRY(for_each(database_, "DELETE FROM idempotency_keys WHERE rowid = ?", answers));
  WEND_TRY(for_each(database_, "UPDATE audit SET object = 'erased' WHERE id = ?", audit));
  base::failpoint("erasure.workspace");
  WEND_TRY(transaction.commit());
  return found;
}

base::Result<std::vector<std::int64_t>> PersonData::identities() {
  std::lock_guard lock(database_.mutex());
  WEND_ASSIGN(auto select,
              database_.prepare("SELECT identity FROM segment_identities UNION SELECT identity "
                                "FROM account_decisions"));
  std::vector<std::int64_t> identities;
  for (;;) {
    WEND_ASSIGN(const bool found, select.step());
    if (!found) return identities;
    identities.push_back(select.integer(0));
  }
}

base::Status PersonData::each_text(const std::function<void(std::string_view)>& take) {
  std::lock_guard lock(database_.mutex());
  const std::pair<const char*, int> sources[] = {{kDecisions, 1}, {kRefusals, 3},  {kAnswers, 2},
                                                 {kAudit, 1},     {kQuestions, 3}, {kSegments, 3},
                                                 {kSettings, 1}};
  for (const auto& [sql, texts] : sources) {
    WEND_ASSIGN(auto select, database_.prepare(sql));
    for (;;) {
      WEND_ASSIGN(const bool found, select.step());
      if (!found) break;
      for (int i = 1; i <= texts; ++i) take(select.text(i));
    }
  }
  return {};
}

base::Status PersonData::scrub() {
  std::lock_guard lock(database_.mutex());
  WEND_TRY(database_.run("VACUUM"));
  WEND_ASSIGN(auto checkpoint, database_.prepare("PRAGMA wal_checkpoint(TRUNCATE)"));
  WEND_TRY(checkpoint.step());
  if (checkpoint.integer(0) != 0)
    return base::fail(base::ErrorCode::kUnavailable, "The workspace is in use by another process.",
                      "workspace.db", "Try again in a moment.");
  return {};
}

}  // namespace wend::workspace
