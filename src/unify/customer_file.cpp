#include "unify/customer_file.h"

#include <fmt/format.h>

#include "base/failpoint.h"
#include "model/beginning.h"
#include "model/search_terms.h"

namespace wend::unify {
namespace {

using workspace::Bytes;
using workspace::Sqlite;
using workspace::Transaction;

// Blocks of a run have numbers below this.
constexpr std::int64_t kBlocksOfRun = std::int64_t{1} << 24;
constexpr std::size_t kNameKeyBytes = 96;
constexpr std::string_view kNameless = "\xF4\x8F\xBF\xBF";  // after every character

constexpr const char* kCreate = R"(
  CREATE TABLE state (
    complete INTEGER NOT NULL, version INTEGER NOT NULL, last_sequence INTEGER NOT NULL,
    events INTEGER NOT NULL, last_identity INTEGER NOT NULL, identities INTEGER NOT NULL,
    last_change INTEGER NOT NULL, changes INTEGER NOT NULL, written INTEGER NOT NULL,
    sums_sequence INTEGER NOT NULL) STRICT;
  INSERT INTO state VALUES (0, 0, 0, 0, -1, 0, -1, 0, 0, -1);
  CREATE TABLE customers (
    ordinal INTEGER PRIMARY KEY, profile INTEGER NOT NULL, written INTEGER NOT NULL,
    name_key TEXT NOT NULL) STRICT;
  CREATE INDEX customers_by_name ON customers (name_key, profile);
  CREATE TABLE cards (ordinal INTEGER PRIMARY KEY, card BLOB NOT NULL) STRICT;
  CREATE TABLE channels (code INTEGER PRIMARY KEY, name TEXT NOT NULL) STRICT;
  CREATE TABLE sums (piece INTEGER PRIMARY KEY, sums BLOB NOT NULL) STRICT;
  CREATE TABLE runs (
    number INTEGER PRIMARY KEY, first_written INTEGER NOT NULL, last_written INTEGER NOT NULL,
    bytes INTEGER NOT NULL) STRICT;
  CREATE TABLE blocks (
    id INTEGER PRIMARY KEY, first_term BLOB NOT NULL, ordinals BLOB NOT NULL, terms BLOB NOT NULL) STRICT;
)";

std::unexpected<base::Error> damaged() {
  return base::fail(base::ErrorCode::kIo, "The index of customers is damaged.");
}

base::Status prepare(Sqlite& database, const std::string& path) {
  // It can be made anew, so a commit need not wait for the disk; SQLite keeps it whole all the
  // same.
  WEND_TRY(
      database.run("PRAGMA synchronous=NORMAL; PRAGMA secure_delete=ON; PRAGMA cache_size=-16384"));
  WEND_ASSIGN(auto transaction, Transaction::begin(database));
  std::int64_t format = 0;
  {
    WEND_ASSIGN(auto select, database.prepare("PRAGMA user_version"));
    WEND_TRY(select.step());
    format = select.integer(0);
  }
  if (format != 0 && format != CustomerFile::kFormat)
    return base::fail(base::ErrorCode::kConflict, "Another version of Wend wrote this file.", path);
  if (format == 0) {
    WEND_TRY(database.run(kCreate));
    WEND_TRY(database.run(fmt::format("PRAGMA user_version={}", CustomerFile::kFormat).c_str()));
  }
  return transaction.commit();
}

}  // namespace

std::string name_key_of(const CustomerCard& card) {
  const std::string name = card.name();
  if (name.empty()) return std::string(kNameless);
  return std::string(model::beginning(model::folded(name), kNameKeyBytes));
}

base::Result<std::unique_ptr<CustomerFile>> CustomerFile::open(const std::filesystem::path& path) {
  WEND_ASSIGN(auto writer, Sqlite::open(path.string()));
  WEND_TRY(prepare(writer, path.string()));
  WEND_ASSIGN(auto reader, Sqlite::open(path.string()));
  WEND_TRY(reader.run("PRAGMA mmap_size=1073741824; PRAGMA cache_size=-4096"));
  return std::unique_ptr<CustomerFile>(new CustomerFile(std::move(writer), std::move(reader)));
}

base::Result<CustomerFile::State> CustomerFile::state() {
  std::lock_guard lock(reader_.mutex());
  WEND_ASSIGN(
      auto select,
      reader_.prepare("SELECT complete, version, last_sequence, events, last_identity, "
                      "identities, last_change, changes, written, sums_sequence FROM state"));
  WEND_ASSIGN(const bool found, select.step());
  if (!found) return damaged();
  State state;
  state.complete = select.integer(0) != 0;
  state.marks = {.version = select.integer(1),
                 .last_sequence = select.integer(2),
                 .events = select.integer(3),
                 .last_identity = select.integer(4),
                 .identities = select.integer(5),
                 .last_change = select.integer(6),
                 .changes = select.integer(7)};
  state.written = static_cast<std::uint32_t>(select.integer(8));
  state.sums_sequence = select.integer(9);
  return state;
}

base::Status CustomerFile::put_state(const State& state) {
  WEND_ASSIGN(
      auto update,
      writer_.prepare("UPDATE state SET complete = ?, version = ?, last_sequence = ?, events "
                      "= ?, last_identity = ?, identities = ?, last_change = ?, changes = "
                      "?, written = ?, sums_sequence = ?"));
  const StoreMarks& marks = state.marks;
  return update
      .bind(state.complete ? 1 : 0, marks.version, marks.last_sequence, marks.events,
            marks.last_identity, marks.identities, marks.last_change, marks.changes,
            static_cast<std::int64_t>(state.written), state.sums_sequence)
      .run();
}

base::Result<std::vector<std::string>> CustomerFile::channels() {
  std::lock_guard lock(reader_.mutex());
  WEND_ASSIGN(auto select, reader_.prepare("SELECT name FROM channels ORDER BY code"));
  std::vector<std::string> channels;
  for (;;) {
    WEND_ASSIGN(const bool found, select.step());
    if (!found) return channels;
    channels.push_back(select.text(0));
  }
}

base::Status CustomerFile::put_channels(const std::vector<std::string>& channels) {
  WEND_ASSIGN(auto put,
              writer_.prepare("INSERT OR REPLACE INTO channels (code, name) VALUES (?, ?)"));
  for (std::size_t code = 0; code < channels.size(); ++code)
    WEND_TRY(put.reset().bind(static_cast<std::int64_t>(code), channels[code]).run());
  return {};
}

base::Result<std::vector<TermRun>> CustomerFile::runs() {
  std::lock_guard lock(reader_.mutex());
  WEND_ASSIGN(auto select, reader_.prepare("SELECT number, first_written, last_written, bytes FROM "
                                           "runs ORDER BY first_written, number"));
  std::vector<TermRun> runs;
  for (;;) {
    WEND_ASSIGN(const bool found, select.step());
    if (!found) break;
    runs.push_back({.number = select.integer(0),
                    .first_written = static_cast<std::uint32_t>(select.integer(1)),
                    .last_written = static_cast<std::uint32_t>(select.integer(2)),
                    .bytes = static_cast<std::uint64_t>(select.integer(3)),
                    .first_terms = {}});
  }
  for (TermRun& run : runs) {
    WEND_ASSIGN(auto blocks, reader_.prepare("SELECT first_term FROM blocks WHERE id >= ? AND id < "
                                             "? ORDER BY id"));
    blocks.bind(run.number * kBlocksOfRun, (run.number + 1) * kBlocksOfRun);
    for (;;) {
      WEND_ASSIGN(const bool found, blocks.step());
      if (!found) break;
      run.first_terms.emplace_back(blocks.bytes(0));
    }
  }
  return runs;
}

base::Status CustomerFile::each_customer(
    const std::function<void(Ordinal, std::int64_t, std::uint32_t)>& take) {
  std::lock_guard lock(reader_.mutex());
  WEND_ASSIGN(auto select, reader_.prepare("SELECT ordinal, profile, written FROM customers"));
  for (;;) {
    WEND_ASSIGN(const bool found, select.step());
    if (!found) return {};
    take(static_cast<Ordinal>(select.integer(0)), select.integer(1),
         static_cast<std::uint32_t>(select.integer(2)));
  }
}

base::Status CustomerFile::restore_sums(CustomerColumns& columns) {
  std::lock_guard lock(reader_.mutex());
  WEND_ASSIGN(auto select, reader_.prepare("SELECT piece, sums FROM sums ORDER BY piece"));
  std::size_t pieces = 0;
  for (;;) {
    WEND_ASSIGN(const bool found, select.step());
    if (!found) break;
    if (static_cast<std::size_t>(select.integer(0)) != pieces ||
        !columns.restore_sums(pieces, select.bytes(1)))
      return damaged();
    ++pieces;
  }
  return pieces == columns.pieces() ? base::Status() : damaged();
}

base::Status CustomerFile::put_sums(const CustomerColumns& columns) {
  WEND_TRY(writer_.run("DELETE FROM sums"));
  WEND_ASSIGN(auto put, writer_.prepare("INSERT INTO sums (piece, sums) VALUES (?, ?)"));
  for (std::size_t piece = 0; piece < columns.pieces(); ++piece) {
    const std::string sums = columns.sums(piece);
    WEND_TRY(put.reset().bind(static_cast<std::int64_t>(piece), Bytes{sums}).run());
  }
  return {};
}

base::Result<std::optional<CustomerCard>> CustomerFile::card(Ordinal ordinal) {
  std::lock_guard lock(reader_.mutex());
  if (!select_card_) {
    WEND_ASSIGN(auto select,
                reader_.prepare("SELECT c.profile, d.card FROM customers c JOIN cards d ON "
                                "d.ordinal = c.ordinal WHERE c.ordinal = ?"));
    select_card_.emplace(std::move(select));
  }
  WEND_ASSIGN(const bool found, select_card_->reset().bind(std::int64_t{ordinal}).step());
  if (!found) return std::optional<CustomerCard>();
  auto card = CustomerCard::from_bytes(select_card_->integer(0), select_card_->bytes(1));
  select_card_->reset();  // what it reads would not be overwritten
  if (!card) return damaged();
  return card;
}

base::Status CustomerFile::each_name(
    std::string_view after_key, std::int64_t after_profile,
    const std::function<bool(Ordinal, std::int64_t, std::string_view)>& take) {
  std::lock_guard lock(reader_.mutex());
  WEND_ASSIGN(auto select,
              reader_.prepare("SELECT ordinal, profile, name_key FROM customers WHERE (name_key, "
                              "profile) > (?, ?) ORDER BY name_key, profile"));
  select.bind(after_key, after_profile);
  for (;;) {
    WEND_ASSIGN(const bool found, select.step());
    if (!found ||
        !take(static_cast<Ordinal>(select.integer(0)), select.integer(1), select.bytes(2)))
      return {};
  }
}

base::Result<std::string> CustomerFile::name_key(Ordinal ordinal) {
  std::lock_guard lock(reader_.mutex());
  WEND_ASSIGN(auto select, reader_.prepare("SELECT name_key FROM customers WHERE ordinal = ?"));
  WEND_ASSIGN(const bool found, select.bind(std::int64_t{ordinal}).step());
  return found ? select.text(0) : std::string(kNameless);
}

base::Status CustomerFile::each_block(const TermRun& run, std::size_t begin, std::size_t end,
                                      Part part,
                                      const std::function<bool(std::string_view)>& take) {
  if (begin >= end) return {};
  std::lock_guard lock(reader_.mutex());
  WEND_ASSIGN(auto select,
              reader_.prepare(part == Part::kOrdinals
                                  ? "SELECT ordinals FROM blocks WHERE id >= ? AND id < ?"
                                  : "SELECT terms FROM blocks WHERE id >= ? AND id < ?"));
  const std::int64_t first = run.number * kBlocksOfRun;
  select.bind(first + static_cast<std::int64_t>(begin), first + static_cast<std::int64_t>(end));
  std::size_t blocks = 0;
  for (;;) {
    WEND_ASSIGN(const bool found, select.step());
    if (!found) break;
    ++blocks;
    if (!take(select.bytes(0))) return damaged();
  }
  return blocks == end - begin ? base::Status() : damaged();
}

base::Status CustomerFile::begin() {
  // What failed before is taken back.
  put_customer_.reset();
  put_card_.reset();
  transaction_.reset();
  WEND_ASSIGN(auto transaction, Transaction::begin(writer_));
  transaction_.emplace(std::move(transaction));
  return {};
}

base::Status CustomerFile::commit() {
  put_customer_.reset();
  put_card_.reset();
  base::failpoint("customers.before_commit");
  auto committed = transaction_->commit();
  transaction_.reset();
  base::failpoint("customers.committed");
  return committed;
}

base::Status CustomerFile::put_customer(Ordinal ordinal, std::uint32_t written,
                                        const CustomerCard& card) {
  if (!put_customer_) {
    WEND_ASSIGN(auto put, writer_.prepare("INSERT OR REPLACE INTO customers (ordinal, profile, "
                                          "written, name_key) VALUES (?, ?, ?, ?)"));
    put_customer_.emplace(std::move(put));
    WEND_ASSIGN(auto card_put,
                writer_.prepare("INSERT OR REPLACE INTO cards (ordinal, card) VALUES (?, ?)"));
    put_card_.emplace(std::move(card_put));
  }
  WEND_TRY(
      put_customer_->reset()
          .bind(std::int64_t{ordinal}, card.profile_id, std::int64_t{written}, name_key_of(card))
          .run());
  const std::string bytes = card.bytes();
  return put_card_->reset().bind(std::int64_t{ordinal}, Bytes{bytes}).run();
}

base::Status CustomerFile::drop_customer(Ordinal ordinal) {
  for (const char* sql :
       {"DELETE FROM customers WHERE ordinal = ?", "DELETE FROM cards WHERE ordinal = ?"}) {
    WEND_ASSIGN(auto drop, writer_.prepare(sql));
    WEND_TRY(drop.bind(std::int64_t{ordinal}).run());
  }
  return {};
}

base::Status CustomerFile::put_block(const TermRun& run, const TermBlock& block,
                                     std::size_t place) {
  WEND_ASSIGN(auto put, writer_.prepare("INSERT INTO blocks (id, first_term, ordinals, terms) "
                                        "VALUES (?, ?, ?, ?)"));
  return put
      .bind(run.number * kBlocksOfRun + static_cast<std::int64_t>(place), Bytes{block.first_term},
            Bytes{block.ordinals}, Bytes{block.terms})
      .run();
}

base::Status CustomerFile::put_run(const TermRun& run) {
  WEND_ASSIGN(auto put, writer_.prepare("INSERT INTO runs (number, first_written, last_written, "
                                        "bytes) VALUES (?, ?, ?, ?)"));
  return put
      .bind(run.number, std::int64_t{run.first_written}, std::int64_t{run.last_written},
            static_cast<std::int64_t>(run.bytes))
      .run();
}

base::Status CustomerFile::drop_run(std::int64_t number) {
  WEND_ASSIGN(auto drop, writer_.prepare("DELETE FROM runs WHERE number = ?"));
  WEND_TRY(drop.bind(number).run());
  WEND_ASSIGN(auto blocks, writer_.prepare("DELETE FROM blocks WHERE id >= ? AND id < ?"));
  return blocks.bind(number * kBlocksOfRun, (number + 1) * kBlocksOfRun).run();
}

base::Result<std::int64_t> CustomerFile::next_run() {
  WEND_ASSIGN(auto select, writer_.prepare("SELECT coalesce(max(number), 0) + 1 FROM runs"));
  WEND_TRY(select.step());
  return select.integer(0);
}

base::Status CustomerFile::empty_log() {
  return writer_.run("PRAGMA wal_checkpoint(TRUNCATE)");
}

}  // namespace wend::unify
