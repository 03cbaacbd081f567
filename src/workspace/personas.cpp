#include "workspace/personas.h"

#include "fmt/format.h"
#include "workspace/secret.h"

namespace wend::workspace {
namespace {

using base::ErrorCode;

#define WEND_PERSONA_COLUMNS "id, body, version, created_at, updated_at, created_by"

Persona read(const Statement& row) {
  return {row.text(0),    row.text(1),    row.integer(2),
          row.integer(3), row.integer(4), row.optional_text(5)};
}

}  // namespace

base::Result<Persona> Personas::create(Persona persona) {
  persona.id = new_id("per_");
  persona.version = 1;
  persona.created_at = persona.updated_at = clock_.now_us();
  std::lock_guard lock(database_.mutex());
  WEND_ASSIGN(auto transaction, Transaction::begin(database_));
  {
    WEND_ASSIGN(auto count, database_.prepare("SELECT count(*) FROM personas"));
    WEND_TRY(count.step());
    if (count.integer(0) >= kPersonasMax)
      return base::fail(ErrorCode::kTooLarge,
                        fmt::format("A workspace has at most {} personas.", kPersonasMax), {},
                        "Remove some that nobody needs.");
  }
  WEND_ASSIGN(auto insert, database_.prepare("INSERT INTO personas (" WEND_PERSONA_COLUMNS
                                             ") VALUES (?, ?, ?, ?, ?, ?)"));
  WEND_TRY(insert
               .bind(persona.id, persona.body, persona.version, persona.created_at,
                     persona.updated_at, persona.created_by)
               .run());
  WEND_TRY(transaction.commit());
  return persona;
}

base::Result<std::optional<Persona>> Personas::find(std::string_view id) {
  std::lock_guard lock(database_.mutex());
  WEND_ASSIGN(auto select,
              database_.prepare("SELECT " WEND_PERSONA_COLUMNS " FROM personas WHERE id = ?"));
  WEND_ASSIGN(const bool found, select.bind(id).step());
  return found ? std::optional(read(select)) : std::nullopt;
}

base::Result<std::vector<Persona>> Personas::all() {
  std::lock_guard lock(database_.mutex());
  WEND_ASSIGN(auto select, database_.prepare("SELECT " WEND_PERSONA_COLUMNS
                                             " FROM personas ORDER BY created_at, rowid"));
  std::vector<Persona> personas;
  for (;;) {
    WEND_ASSIGN(const bool found, select.step());
    if (!found) return personas;
    personas.push_back(read(select));
  }
}

base::Status Personas::check_version(std::string_view id, std::int64_t version) {
  WEND_ASSIGN(auto select, database_.prepare("SELECT version FROM personas WHERE id = ?"));
  WEND_ASSIGN(const bool found, select.bind(id).step());
  if (!found) return base::fail(ErrorCode::kNotFound, "There is no such persona.");
  if (select.integer(0) != version)
    return base::fail(ErrorCode::kConflict, "Somebody changed this persona meanwhile.");
  return {};
}

base::Result<Persona> Personas::replace(std::string_view id, std::int64_t version,
                                        std::string_view body) {
  std::lock_guard lock(database_.mutex());
  WEND_ASSIGN(auto transaction, Transaction::begin(database_));
  WEND_TRY(check_version(id, version));
  WEND_ASSIGN(auto update,
              database_.prepare("UPDATE personas SET body = ?, updated_at = ?, version = version + "
                                "1 WHERE id = ? RETURNING " WEND_PERSONA_COLUMNS));
  WEND_TRY(update.bind(body, clock_.now_us(), id).step());
  const Persona changed = read(update);
  WEND_TRY(update.step());
  WEND_TRY(transaction.commit());
  return changed;
}

base::Status Personas::remove(std::string_view id, std::int64_t version) {
  std::lock_guard lock(database_.mutex());
  WEND_ASSIGN(auto transaction, Transaction::begin(database_));
  WEND_TRY(check_version(id, version));
  WEND_ASSIGN(auto remove, database_.prepare("DELETE FROM personas WHERE id = ?"));
  WEND_TRY(remove.bind(id).run());
  return transaction.commit();
}

}  // namespace wend::workspace
