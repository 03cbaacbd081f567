#include "workspace/questions.h"

#include "workspace/secret.h"

namespace wend::workspace {
namespace {

#define WEND_QUESTION_COLUMNS "id, name, query, view, version, created_at, updated_at, created_by"

Question read(const Statement& row) {
  return {row.text(0),    row.text(1),    row.text(2),    row.text(3),
          row.integer(4), row.integer(5), row.integer(6), row.optional_text(7)};
}

}  // namespace

base::Result<std::vector<Question>> Questions::list(Statement& select) {
  std::vector<Question> questions;
  while (true) {
    WEND_ASSIGN(const bool found, select.step());
    if (!found) return questions;
    questions.push_back(read(select));
  }
}

base::Result<Question> Questions::create(Question question) {
  question.id = new_id("qst_");
  question.version = 1;
  question.created_at = question.updated_at = clock_.now_us();
  std::lock_guard lock(database_.mutex());
  WEND_ASSIGN(auto insert, database_.prepare("INSERT INTO questions (" WEND_QUESTION_COLUMNS
                                             ") VALUES (?, ?, ?, ?, ?, ?, ?, ?)"));
  WEND_TRY(insert
               .bind(question.id, question.name, question.query, question.view, question.version,
                     question.created_at, question.updated_at, question.created_by)
               .run());
  return question;
}

base::Result<std::optional<Question>> Questions::find(std::string_view id) {
  std::lock_guard lock(database_.mutex());
  WEND_ASSIGN(auto select,
              database_.prepare("SELECT " WEND_QUESTION_COLUMNS " FROM questions WHERE id = ?"));
  WEND_ASSIGN(const bool found, select.bind(id).step());
  return found ? std::optional(read(select)) : std::nullopt;
}

base::Result<std::vector<Question>> Questions::page(std::string_view after, std::size_t limit) {
  std::lock_guard lock(database_.mutex());
  WEND_ASSIGN(auto select, database_.prepare("SELECT " WEND_QUESTION_COLUMNS " FROM questions "
                                             "WHERE ?1 = '' OR (created_at, id) < "
                                             "(SELECT created_at, id FROM questions WHERE id = ?1) "
                                             "ORDER BY created_at DESC, id DESC LIMIT ?2"));
  return list(select.bind(after, static_cast<std::int64_t>(limit)));
}

base::Result<std::vector<Question>> Questions::search(std::string_view text, std::size_t limit) {
  std::lock_guard lock(database_.mutex());
  WEND_ASSIGN(auto select, database_.prepare("SELECT " WEND_QUESTION_COLUMNS " FROM questions "
                                             "WHERE instr(lower(name), lower(?)) > 0 "
                                             "ORDER BY updated_at DESC, id LIMIT ?"));
  return list(select.bind(text, static_cast<std::int64_t>(limit)));
}

base::Status Questions::check_version(std::string_view id, std::int64_t version) {
  WEND_ASSIGN(auto select, database_.prepare("SELECT version FROM questions WHERE id = ?"));
  WEND_ASSIGN(const bool found, select.bind(id).step());
  if (!found) return base::fail(base::ErrorCode::kNotFound, "There is no such question.");
  if (select.integer(0) != version)
    return base::fail(base::ErrorCode::kConflict, "Somebody changed this question meanwhile.");
  return {};
}

base::Result<Question> Questions::replace(std::string_view id, std::int64_t version,
                                          const Question& question) {
  std::lock_guard lock(database_.mutex());
  WEND_ASSIGN(auto transaction, Transaction::begin(database_));
  WEND_TRY(check_version(id, version));
  WEND_ASSIGN(
      auto update,
      database_.prepare("UPDATE questions SET name = ?, query = ?, view = ?, updated_at = ?, "
                        "version = version + 1 WHERE id = ? RETURNING " WEND_QUESTION_COLUMNS));
  WEND_TRY(update.bind(question.name, question.query, question.view, clock_.now_us(), id).step());
  const Question changed = read(update);
  WEND_TRY(update.step());
  WEND_TRY(transaction.commit());
  return changed;
}

base::Status Questions::remove(std::string_view id, std::int64_t version) {
  std::lock_guard lock(database_.mutex());
  WEND_ASSIGN(auto transaction, Transaction::begin(database_));
  WEND_TRY(check_version(id, version));
  WEND_ASSIGN(auto remove, database_.prepare("DELETE FROM questions WHERE id = ?"));
  WEND_TRY(remove.bind(id).run());
  return transaction.commit();
}

}  // namespace wend::workspace
