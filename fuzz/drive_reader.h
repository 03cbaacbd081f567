#pragma once

#include <cstdlib>
#include <vector>

#include "collect/record.h"
#include "collect/row_maker.h"
#include "collect/text_encoding.h"
#include "model/event.h"

namespace wend::fuzz {

// Reads everything a reader gives and makes events of it, as an import does; ends the process when
// an event breaks what the store relies on.
inline void drive(collect::RecordReader& reader, const collect::Mapping& mapping) {
  auto plan = collect::RowPlan::make(mapping, reader.columns(), 1'800'000'000'000'000);
  if (!plan) return;
  for (;;) {
    auto block = reader.next();
    if (!block || *block == nullptr) return;
    std::vector<model::EventRow> rows;
    std::vector<collect::Reject> rejects;
    collect::TextArena arena;
    collect::RowMaker maker(*plan);
    maker.begin(rows, rejects, arena);
    (*block)->each(maker);
    for (const model::EventRow& row : rows) {
      const bool sound =
          !row.name.empty() && !row.identity_value.empty() && row.properties.starts_with('{') &&
          row.properties.ends_with('}') && collect::is_valid_utf8(row.name) &&
          collect::is_valid_utf8(row.identity_value) && collect::is_valid_utf8(row.channel) &&
          collect::is_valid_utf8(row.properties);
      if (!sound) std::abort();
    }
    for (const collect::Reject& reject : rejects) {
      if (reject.line == 0 || reject.reason.empty()) std::abort();
    }
  }
}

}  // namespace wend::fuzz
