#include "events/sql/relation.h"

#include <cstring>

#include "base/assert.h"

namespace wend::events::sql {
namespace {

template <typename T>
void append(std::string& out, const T* values, std::size_t count) {
  if (count > 0) out.append(reinterpret_cast<const char*>(values), count * sizeof(T));
}

// As many tables as most statements read from.
constexpr std::size_t kConnections = 8;
constexpr int kAttempts = 100;

}  // namespace

base::Result<std::int64_t> Moment::open(std::vector<duck::Connection>& connections) {
  WEND_ASSIGN(auto connection, store_->reader());
  connections.push_back(std::move(connection));
  WEND_TRY(connections.back().run("BEGIN TRANSACTION"));
  // A transaction sees the state of when it first reads.
  return connections.back().number("SELECT version FROM store");
}

base::Result<Moment> Moment::of(const EventStore& store) {
  Moment moment(store);
  for (int attempt = 0; attempt < kAttempts; ++attempt) {
    moment.connections_.clear();
    WEND_ASSIGN(moment.version_, moment.open(moment.connections_));
    bool same = true;
    while (same && moment.connections_.size() < kConnections) {
      WEND_ASSIGN(const auto version, moment.open(moment.connections_));
      same = version == moment.version_;
    }
    if (same) return moment;
  }
  return base::fail(base::ErrorCode::kUnavailable, "The store changes faster than it can be read.",
                    {}, "Run the statement again.");
}

base::Result<duck::Connection> Moment::connection() {
  if (connections_.empty()) {
    WEND_ASSIGN(const auto version, open(connections_));
    if (version != version_) {
      connections_.clear();
      return base::fail(base::ErrorCode::kUnavailable, "The store has moved on.");
    }
  }
  duck::Connection connection = std::move(connections_.back());
  connections_.pop_back();
  return connection;
}

Block::Block(std::span<const ColumnKind> kinds) {
  for (const ColumnKind kind : kinds) columns_.push_back({kind, {}, {}, {}});
}

void Block::add_number(std::size_t column, std::int64_t value) {
  columns_[column].present.push_back(1);
  columns_[column].numbers.push_back(value);
  bytes_ += sizeof value + 1;
}

void Block::add_text(std::size_t column, std::string_view text) {
  columns_[column].present.push_back(1);
  columns_[column].numbers.push_back(static_cast<std::int64_t>(text.size()));
  columns_[column].texts += text;
  bytes_ += sizeof(std::int64_t) + 1 + text.size();
}

void Block::add_null(std::size_t column) {
  columns_[column].present.push_back(0);
  columns_[column].numbers.push_back(0);
  bytes_ += sizeof(std::int64_t) + 1;
}

// Rows, then of each column the numbers, whether each is there, and the texts.
std::string Block::take() {
  std::string out;
  out.reserve(bytes_ + sizeof rows_);
  const auto rows = static_cast<std::uint64_t>(rows_);
  append(out, &rows, 1);
  for (const Values& column : columns_) {
    WEND_ASSERT(column.present.size() == rows_, "each column of a block has a value for each row");
    append(out, column.numbers.data(), rows_);
    append(out, column.present.data(), rows_);
    out += column.texts;
  }
  for (Values& column : columns_) {
    column.present.clear();
    column.numbers.clear();
    column.texts.clear();
  }
  rows_ = bytes_ = 0;
  return out;
}

BlockView::BlockView(std::string bytes, std::span<const ColumnKind> kinds)
    : bytes_(std::move(bytes)) {
  std::uint64_t rows = 0;
  WEND_ASSERT(bytes_.size() >= sizeof rows, "a block begins with its rows");
  std::memcpy(&rows, bytes_.data(), sizeof rows);
  rows_ = rows;
  const char* at = bytes_.data() + sizeof rows;
  for (const ColumnKind kind : kinds) {
    Values& column = columns_.emplace_back();
    column.numbers.resize(rows_);
    std::memcpy(column.numbers.data(), at, rows_ * sizeof(std::int64_t));
    at += rows_ * sizeof(std::int64_t);
    column.present = reinterpret_cast<const std::uint8_t*>(at);
    at += rows_;
    if (kind != ColumnKind::kText) continue;
    column.texts = at;
    std::size_t begin = 0;
    column.begins.reserve(rows_);
    for (const std::int64_t length : column.numbers) {
      column.begins.push_back(begin);
      begin += static_cast<std::size_t>(length);
    }
    at += begin;
  }
  WEND_ASSERT(at == bytes_.data() + bytes_.size(), "a block ends with its last column");
}

std::string_view BlockView::text(std::size_t column, std::size_t row) const {
  const Values& values = columns_[column];
  return {values.texts + values.begins[row], static_cast<std::size_t>(values.numbers[row])};
}

}  // namespace wend::events::sql
