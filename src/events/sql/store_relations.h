#pragma once

#include <vector>

#include "events/sql/relation.h"

namespace wend::events::sql {

// What SQL can ask of the event store: events, customers, identities, sources.
std::vector<Relation> store_relations();

// Rows that are in memory already: `rows` adds all of some columns.
Relation table_in_memory(
    std::string name, std::string description, std::vector<Column> columns,
    std::function<base::Result<std::vector<std::vector<std::optional<std::string>>>>()> rows);

}  // namespace wend::events::sql
