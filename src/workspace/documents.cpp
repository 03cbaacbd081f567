#include "workspace/documents.h"

namespace wend::workspace {

base::Result<std::optional<Document>> Documents::find(std::string_view name) {
  std::lock_guard lock(database_.mutex());
  WEND_ASSIGN(auto select,
              database_.prepare("SELECT body, version, updated_at FROM documents WHERE name = ?"));
  WEND_ASSIGN(const bool found, select.bind(name).step());
  if (!found) return std::nullopt;
  return Document{select.text(0), select.integer(1), select.integer(2)};
}

base::Result<Document> Documents::replace(std::string_view name, std::int64_t version,
                                          std::string_view body) {
  const Document document{std::string(body), version + 1, clock_.now_us()};
  std::lock_guard lock(database_.mutex());
  WEND_ASSIGN(auto transaction, Transaction::begin(database_));
  WEND_ASSIGN(auto select, database_.prepare("SELECT version FROM documents WHERE name = ?"));
  WEND_ASSIGN(const bool found, select.bind(name).step());
  if ((found ? select.integer(0) : 0) != version)
    return base::fail(base::ErrorCode::kConflict, "Somebody changed this document meanwhile.");
  WEND_ASSIGN(auto write, database_.prepare("INSERT OR REPLACE INTO documents (name, body, "
                                            "version, updated_at) VALUES (?, ?, ?, ?)"));
  WEND_TRY(write.bind(name, document.body, document.version, document.updated_at).run());
  WEND_TRY(transaction.commit());
  return document;
}

}  // namespace wend::workspace
