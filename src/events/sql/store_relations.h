#pragma once

#include <vector>

#include "events/sql/relation.h"

namespace wend::events::sql {

// The name under which people see an event that was sent under another one.
using ShowName = std::function<std::string_view(std::string_view sent)>;
// As of now; asked when a statement begins to look at events. An empty answer: names are shown as
// they were sent.
using FindShowName = std::function<base::Result<ShowName>()>;

// What SQL can ask of the event store: events, customers, identities, sources.
std::vector<Relation> store_relations(FindShowName show_name = {});

// Rows that are in memory already: `rows` adds all of some columns.
Relation table_in_memory(
    std::string name, std::string description, std::vector<Column> columns,
    std::function<base::Result<std::vector<std::vector<std::optional<std::string>>>>()> rows);

}  // namespace wend::events::sql
