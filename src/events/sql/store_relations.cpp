#include "events/sql/store_relations.h"

#include <charconv>
#include <fmt/format.h>
#include <mutex>

namespace wend::events::sql {
namespace {

// A column and how the store computes it; `of` says which tables that needs.
struct StoreColumn {
  Column column;
  const char* expression;
  bool is_event_name = false;  // shown as people see it
};

struct StoreTable {
  const char* from;
  // Of columns that begin with the prefix: what is joined for them.
  struct Join {
    const char* prefix;
    const char* sql;
  };
  std::vector<Join> joins;
  const char* count;
  std::vector<StoreColumn> columns;
};

constexpr std::size_t kBlockBytes = 1U << 20;

struct ReadColumn {
  ColumnKind kind;
  bool is_event_name;
};

// Numbers come as BIGINT and times as TIMESTAMP, both 64 bits.
class StoreReading final : public Reading {
 public:
  StoreReading(duck::Connection& connection, std::unique_ptr<duck::Statement> statement,
               duck::Rows rows, std::vector<ReadColumn> columns, const ShowName& show_name)
      : connection_(connection),
        statement_(std::move(statement)),
        rows_(std::move(rows)),
        columns_(std::move(columns)),
        show_name_(show_name) {}

  base::Result<bool> next(Block& block) override {
    while (block.bytes() < kBlockBytes && block.rows() < kBlockBytes) {
      WEND_ASSIGN(const bool more, rows_.next());
      if (!more) return block.rows() > 0;
      for (std::size_t column = 0; column < columns_.size(); ++column) add(block, column);
      block.add_rows(rows_.size());
    }
    return true;
  }
  void interrupt() override { connection_.interrupt(); }

 private:
  void add(Block& block, std::size_t column) {
    if (columns_[column].kind == ColumnKind::kText) {
      const bool is_shown = columns_[column].is_event_name && show_name_;
      for (std::size_t i = 0; i < rows_.size(); ++i) {
        if (rows_.is_null(column, i))
          block.add_null(column);
        else if (is_shown)
          block.add_text(column, show_name_(rows_.text(column, i)));
        else
          block.add_text(column, rows_.text(column, i));
      }
      return;
    }
    const auto values = rows_.values<std::int64_t>(column);
    for (std::size_t i = 0; i < rows_.size(); ++i) {
      if (rows_.is_null(column, i))
        block.add_null(column);
      else
        block.add_number(column, values[i]);
    }
  }

  duck::Connection& connection_;
  std::unique_ptr<duck::Statement> statement_;
  duck::Rows rows_;
  std::vector<ReadColumn> columns_;
  const ShowName& show_name_;  // the snapshot's, which outlives its readings
};

class StoreSnapshot final : public Snapshot {
 public:
  static base::Result<std::unique_ptr<Snapshot>> open(Moment& moment, const StoreTable& table,
                                                      const FindShowName& find_show_name) {
    WEND_ASSIGN(auto connection, moment.connection());
    std::unique_ptr<StoreSnapshot> snapshot(new StoreSnapshot(std::move(connection), table));
    if (find_show_name) {
      WEND_ASSIGN(snapshot->show_name_, find_show_name());
    }
    WEND_ASSIGN(snapshot->rows_, snapshot->connection_.number(table.count));
    return std::unique_ptr<Snapshot>(std::move(snapshot));
  }
  std::int64_t rows() const override { return rows_; }

  base::Result<std::unique_ptr<Reading>> read(std::span<const std::size_t> columns) override {
    std::string select, joins;
    std::vector<ReadColumn> read;
    for (const std::size_t place : columns) {
      const StoreColumn& column = table_.columns[place];
      select += (select.empty() ? "" : ", ") + std::string(column.expression);
      read.push_back({column.column.kind, column.is_event_name});
    }
    for (const auto& join : table_.joins)
      if (select.find(join.prefix) != std::string::npos) joins += join.sql;
    const std::string sql =
        fmt::format("SELECT {} FROM {}{}", select.empty() ? "1" : select, table_.from, joins);
    WEND_ASSIGN(auto prepared, connection_.prepare(sql.c_str()));
    auto statement = std::make_unique<duck::Statement>(std::move(prepared));
    WEND_ASSIGN(auto rows, statement->stream({}));
    return std::make_unique<StoreReading>(connection_, std::move(statement), std::move(rows),
                                          std::move(read), show_name_);
  }

 private:
  StoreSnapshot(duck::Connection connection, const StoreTable& table)
      : connection_(std::move(connection)), table_(table) {}

  duck::Connection connection_;
  const StoreTable& table_;
  ShowName show_name_;
  std::int64_t rows_ = 0;
};

const StoreTable& events_table() {
  static const StoreTable table{
      "events e",
      {{"i.", " JOIN identities i ON i.identity_id = e.identity_id"},
       {"s.", " LEFT JOIN sources s ON s.id = e.source_id"}},
      "SELECT count(*) FROM events",
      {{{"time", ColumnKind::kTime, "when it happened"}, "e.time"},
       {{"customer", ColumnKind::kCustomer, "whose it is: the id in the address of their page"},
        "i.profile_id"},
       {{"event", ColumnKind::kText, "its name, as all screens show it"}, "e.name", true},
       {{"sent_event", ColumnKind::kText, "its name as it was sent"}, "e.name"},
       {{"type", ColumnKind::kText, "track, page, screen, identify, group or alias"},
        "CASE e.type WHEN 0 THEN 'track' WHEN 1 THEN 'page' WHEN 2 THEN 'screen' WHEN 3 THEN "
        "'identify' WHEN 4 THEN 'group' ELSE 'alias' END"},
       {{"channel", ColumnKind::kText, "where it happened; empty when nobody said"}, "e.channel"},
       {{"source", ColumnKind::kText, "the name of the source that it came from"}, "s.name"},
       {{"properties", ColumnKind::kText,
         "what it carries, JSON: properties->>'$.price', traits of an identify too"},
        "e.properties"},
       {{"received_at", ColumnKind::kTime, "when Wend got it"}, "e.received_at"},
       {{"sequence", ColumnKind::kInteger,
         "its place in the order of arrival; breaks ties of time"},
        "e.sequence"}}};
  return table;
}

const StoreTable& identities_table() {
  static const StoreTable table{
      "identities",
      {},
      "SELECT count(*) FROM identities",
      {{{"customer", ColumnKind::kCustomer, "who is known by it"}, "profile_id"},
       {{"namespace", ColumnKind::kText, "user_id, anonymous_id, email, …"}, "namespace"},
       {{"value", ColumnKind::kText, "the identity itself"}, "value"}}};
  return table;
}

const StoreTable& sources_table() {
  static const StoreTable table{
      "sources",
      {},
      "SELECT count(*) FROM sources",
      {{{"source", ColumnKind::kText, "its name, as events have it"}, "name"},
       {{"kind", ColumnKind::kText, "file, sdk, webhook, …"}, "kind"},
       {{"created_at", ColumnKind::kTime, "since when there is one of this name"}, "created_at"}}};
  return table;
}

Relation relation_of(std::string name, std::string description, const StoreTable& table,
                     FindShowName show_name = {}) {
  Relation relation{std::move(name), std::move(description), {}, {}, {}};
  for (const StoreColumn& column : table.columns) relation.columns.push_back(column.column);
  relation.open = [&table, show_name = std::move(show_name)](Moment& moment) {
    return StoreSnapshot::open(moment, table, show_name);
  };
  return relation;
}

using Cells = std::vector<std::vector<std::optional<std::string>>>;

class MemoryReading final : public Reading {
 public:
  MemoryReading(const Cells& cells, std::vector<std::size_t> columns, std::vector<ColumnKind> kinds)
      : cells_(cells), columns_(std::move(columns)), kinds_(std::move(kinds)) {}
  base::Result<bool> next(Block& block) override {
    for (; row_ < cells_.size() && block.bytes() < kBlockBytes; ++row_) {
      for (std::size_t i = 0; i < columns_.size(); ++i) add(block, i, cells_[row_][columns_[i]]);
      block.add_rows(1);
    }
    return block.rows() > 0;
  }

 private:
  void add(Block& block, std::size_t column, const std::optional<std::string>& cell) const {
    if (!cell) return block.add_null(column);
    if (kinds_[column] == ColumnKind::kText) return block.add_text(column, *cell);
    std::int64_t number = 0;
    std::from_chars(cell->data(), cell->data() + cell->size(), number);
    block.add_number(column, number);
  }

  const Cells& cells_;
  std::vector<std::size_t> columns_;
  std::vector<ColumnKind> kinds_;
  std::size_t row_ = 0;
};

class MemorySnapshot final : public Snapshot {
 public:
  MemorySnapshot(Cells cells, std::vector<ColumnKind> kinds)
      : cells_(std::move(cells)), kinds_(std::move(kinds)) {}
  std::int64_t rows() const override { return static_cast<std::int64_t>(cells_.size()); }
  base::Result<std::unique_ptr<Reading>> read(std::span<const std::size_t> columns) override {
    std::vector<ColumnKind> kinds;
    for (const std::size_t column : columns) kinds.push_back(kinds_[column]);
    return std::make_unique<MemoryReading>(
        cells_, std::vector<std::size_t>(columns.begin(), columns.end()), std::move(kinds));
  }

 private:
  const Cells cells_;
  const std::vector<ColumnKind> kinds_;
};

}  // namespace

std::vector<Relation> store_relations(FindShowName show_name) {
  std::vector<Relation> relations;
  relations.push_back(relation_of("events", "Everything that happened, an event a row.",
                                  events_table(), std::move(show_name)));
  relations.push_back(
      {"customers",
       "Everyone with an event.",
       {{"customer", ColumnKind::kCustomer, "the id in the address of their page"},
        {"events", ColumnKind::kInteger, "how many events they have"},
        {"first_seen", ColumnKind::kTime, "their first event"},
        {"last_seen", ColumnKind::kTime, "their last event"}},
       "SELECT customer, count(*) AS events, min(time) AS first_seen, max(time) AS last_seen FROM "
       "events GROUP BY customer",
       {}});
  relations.push_back(relation_of("identities",
                                  "What customers are known by; several rows for one customer.",
                                  identities_table()));
  relations.push_back(relation_of("sources", "Where events come from.", sources_table()));
  return relations;
}

Relation table_in_memory(std::string name, std::string description, std::vector<Column> columns,
                         std::function<base::Result<Cells>()> rows) {
  std::vector<ColumnKind> kinds;
  for (const Column& column : columns) kinds.push_back(column.kind);
  Relation relation{std::move(name), std::move(description), std::move(columns), {}, {}};
  relation.open = [rows = std::move(rows),
                   kinds = std::move(kinds)](Moment&) -> base::Result<std::unique_ptr<Snapshot>> {
    WEND_ASSIGN(auto cells, rows());
    return std::make_unique<MemorySnapshot>(std::move(cells), kinds);
  };
  return relation;
}

}  // namespace wend::events::sql
