#include "workspace/kept_things.h"

#include "fmt/format.h"
#include "workspace/secret.h"

namespace wend::workspace {
namespace {

using base::ErrorCode;

#define WEND_KEPT_COLUMNS "id, body, version, created_at, updated_at, created_by, removed_at"

KeptThing read(const Statement& row) {
  return {row.text(0),    row.text(1),          row.integer(2),         row.integer(3),
          row.integer(4), row.optional_text(5), row.optional_integer(6)};
}

}  // namespace

// `format` names the table as {}; names of tables are constants of this program.
base::Result<Statement> KeptThings::prepare(const char* format) {
  return database_.prepare(fmt::format(fmt::runtime(format), kind_.table).c_str());
}

base::Error KeptThings::no_such() const {
  return {ErrorCode::kNotFound, fmt::format("There is no such {}.", kind_.one), {}, {}};
}

base::Result<KeptThing> KeptThings::create(KeptThing thing) {
  thing.id = new_id(kind_.id_prefix);
  thing.version = 1;
  thing.created_at = thing.updated_at = clock_.now_us();
  thing.removed_at.reset();
  std::lock_guard lock(database_.mutex());
  WEND_ASSIGN(auto transaction, Transaction::begin(database_));
  {
    WEND_ASSIGN(auto purge, prepare("DELETE FROM {} WHERE removed_at < ?"));
    WEND_TRY(purge.bind(thing.created_at - kRemovedThingKeptUs).run());
    WEND_ASSIGN(auto count, prepare("SELECT count(*) FROM {}"));
    WEND_TRY(count.step());
    if (count.integer(0) >= kind_.max)
      return base::fail(ErrorCode::kTooLarge,
                        fmt::format("A workspace has at most {} {}.", kind_.max, kind_.many), {},
                        "Remove some that nobody needs; removed ones count for 30 days.");
  }
  WEND_ASSIGN(auto insert,
              prepare("INSERT INTO {} (" WEND_KEPT_COLUMNS ") VALUES (?, ?, ?, ?, ?, ?, NULL)"));
  WEND_TRY(insert
               .bind(thing.id, thing.body, thing.version, thing.created_at, thing.updated_at,
                     thing.created_by)
               .run());
  WEND_TRY(transaction.commit());
  return thing;
}

base::Result<std::optional<KeptThing>> KeptThings::find(std::string_view id) {
  std::lock_guard lock(database_.mutex());
  WEND_ASSIGN(auto select, prepare("SELECT " WEND_KEPT_COLUMNS " FROM {} WHERE id = ?"));
  WEND_ASSIGN(const bool found, select.bind(id).step());
  return found ? std::optional(read(select)) : std::nullopt;
}

base::Result<std::vector<KeptThing>> KeptThings::all(bool removed) {
  std::lock_guard lock(database_.mutex());
  WEND_ASSIGN(auto select, prepare("SELECT " WEND_KEPT_COLUMNS
                                   " FROM {} WHERE (removed_at IS NOT NULL) = ? ORDER BY "
                                   "created_at, rowid"));
  select.bind(removed ? 1 : 0);
  std::vector<KeptThing> things;
  for (;;) {
    WEND_ASSIGN(const bool found, select.step());
    if (!found) return things;
    things.push_back(read(select));
  }
}

base::Status KeptThings::check_version(std::string_view id, std::int64_t version) {
  WEND_ASSIGN(auto select, prepare("SELECT version FROM {} WHERE id = ? AND removed_at IS NULL"));
  WEND_ASSIGN(const bool found, select.bind(id).step());
  if (!found) return base::fail(no_such());
  if (select.integer(0) != version)
    return base::fail(ErrorCode::kConflict,
                      fmt::format("Somebody changed this {} meanwhile.", kind_.one));
  return {};
}

base::Result<KeptThing> KeptThings::replace(std::string_view id, std::int64_t version,
                                            std::string_view body) {
  std::lock_guard lock(database_.mutex());
  WEND_ASSIGN(auto transaction, Transaction::begin(database_));
  WEND_TRY(check_version(id, version));
  WEND_ASSIGN(auto update, prepare("UPDATE {} SET body = ?, updated_at = ?, version = version + 1 "
                                   "WHERE id = ? RETURNING " WEND_KEPT_COLUMNS));
  WEND_TRY(update.bind(body, clock_.now_us(), id).step());
  KeptThing changed = read(update);
  WEND_TRY(update.step());
  WEND_TRY(transaction.commit());
  return changed;
}

base::Status KeptThings::remove(std::string_view id, std::int64_t version) {
  std::lock_guard lock(database_.mutex());
  WEND_ASSIGN(auto transaction, Transaction::begin(database_));
  WEND_TRY(check_version(id, version));
  WEND_ASSIGN(auto update, prepare("UPDATE {} SET removed_at = ? WHERE id = ?"));
  WEND_TRY(update.bind(clock_.now_us(), id).run());
  return transaction.commit();
}

base::Result<KeptThing> KeptThings::recover(std::string_view id) {
  std::lock_guard lock(database_.mutex());
  WEND_ASSIGN(auto update, prepare("UPDATE {} SET removed_at = NULL WHERE id = ? AND removed_at IS "
                                   "NOT NULL RETURNING " WEND_KEPT_COLUMNS));
  WEND_ASSIGN(const bool found, update.bind(id).step());
  if (!found)
    return base::fail(ErrorCode::kNotFound,
                      fmt::format("There is no such {} among the removed ones.", kind_.one));
  KeptThing thing = read(update);
  WEND_TRY(update.step());
  return thing;
}

base::Status MaturityAnswerSheets::keep(std::string_view round, std::string_view person,
                                        std::string_view body) {
  std::lock_guard lock(database_.mutex());
  WEND_ASSIGN(auto transaction, Transaction::begin(database_));
  WEND_ASSIGN(auto select, database_.prepare("SELECT 1 FROM maturity_rounds WHERE id = ? AND "
                                             "removed_at IS NULL"));
  WEND_ASSIGN(const bool found, select.bind(round).step());
  if (!found) return base::fail(ErrorCode::kNotFound, "There is no such assessment.");
  WEND_ASSIGN(auto insert,
              database_.prepare("INSERT OR REPLACE INTO maturity_answers (round, person, body, "
                                "updated_at) VALUES (?, ?, ?, ?)"));
  WEND_TRY(insert.bind(round, person, body, clock_.now_us()).run());
  return transaction.commit();
}

base::Result<std::vector<MaturityAnswers>> MaturityAnswerSheets::of(std::string_view round) {
  std::lock_guard lock(database_.mutex());
  WEND_ASSIGN(auto select, database_.prepare("SELECT person, body, updated_at FROM "
                                             "maturity_answers WHERE round = ? ORDER BY person"));
  select.bind(round);
  std::vector<MaturityAnswers> sheets;
  for (;;) {
    WEND_ASSIGN(const bool found, select.step());
    if (!found) return sheets;
    sheets.push_back({select.text(0), select.text(1), select.integer(2)});
  }
}

}  // namespace wend::workspace
