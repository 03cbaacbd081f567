#include "events/account_facts.h"

namespace wend::events {

base::Status create_account_facts(duck::Connection& connection) {
  // Times in microseconds, so that rows can be appended as they are.
  return connection.run(
      "CREATE TABLE IF NOT EXISTS account_facts (sequence BIGINT NOT NULL, time_us BIGINT NOT "
      "NULL, source_id BIGINT NOT NULL, import_id BIGINT NOT NULL, properties VARCHAR NOT NULL)");
}

base::Result<std::int64_t> write_account_facts(duck::Connection& connection, IncomingRows& rows,
                                               const AccountFactsFrom& from,
                                               IncomingCounts& counts) {
  WEND_ASSIGN(auto appender, connection.append_to("account_facts"));
  std::int64_t sequence = from.next_sequence;
  for (;;) {
    IncomingBatch batch;
    WEND_ASSIGN(const bool more, rows.next(batch));
    if (!more) break;
    for (const model::EventRow& row : batch.rows) {
      const duck::Value values[] = {sequence++, row.time_us, from.source_id, from.import_id,
                                    row.properties};
      WEND_TRY(appender.row(values));
    }
    counts.rows += batch.rows.size();
    counts.added += batch.rows.size();
  }
  WEND_TRY(appender.finish());
  return sequence;
}

base::Status remove_account_facts(duck::Connection& connection, std::int64_t import_id) {
  WEND_TRY(connection.query("DELETE FROM account_facts WHERE import_id = ?", {import_id}));
  return {};
}

}  // namespace wend::events
