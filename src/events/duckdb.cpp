#include "events/duckdb.h"

#include <cstring>
#include <fmt/format.h>

#include "base/assert.h"

namespace wend::events::duck {
namespace {

using base::ErrorCode;
using base::fail;

// How long the write-ahead log may grow. A checkpoint writes the last, unfinished group of 122,880
// rows anew each time: with DuckDB's 16 MiB a group of long rows is written six times.
constexpr int kCheckpointMib = 512;

// DuckDB's sentences end without a full stop and begin with the class of the error.
base::Error to_error(const char* text) {
  std::string message = text == nullptr ? "DuckDB gave no reason" : text;
  ErrorCode code = ErrorCode::kInternal;
  std::string hint;
  if (message.starts_with("IO Error") || message.starts_with("Out of Memory") ||
      message.starts_with("FATAL") || message.starts_with("Permission")) {
    code = ErrorCode::kIo;
  } else if (message.starts_with("INTERRUPT")) {
    return {ErrorCode::kCancelled, "Stopped, as asked.", {}, {}};
  } else if (message.starts_with("TransactionContext Error") ||
             message.starts_with("Transaction")) {
    code = ErrorCode::kUnavailable;
  }
  if (const auto line = message.find('\n'); line != std::string::npos) message.resize(line);
  if (message.starts_with("Out of Memory")) {
    hint =
        "Give the event store more memory (memory_limit in wend.toml) or free space on the disk.";
  }
  if (!message.ends_with('.')) message += '.';
  return {code, "The event store could not do this: " + message, {}, std::move(hint)};
}

duckdb_type to_duckdb(ColumnType type) {
  switch (type) {
    case ColumnType::kInt8:
      return DUCKDB_TYPE_UTINYINT;
    case ColumnType::kInt32:
      return DUCKDB_TYPE_INTEGER;
    case ColumnType::kInt64:
      return DUCKDB_TYPE_BIGINT;
    case ColumnType::kTime:
      return DUCKDB_TYPE_TIMESTAMP;
    case ColumnType::kId:
      return DUCKDB_TYPE_UHUGEINT;
    case ColumnType::kText:
      return DUCKDB_TYPE_VARCHAR;
  }
  return DUCKDB_TYPE_INVALID;
}

class Config {
 public:
  Config() { duckdb_create_config(&config_); }
  ~Config() { duckdb_destroy_config(&config_); }
  base::Status set(const char* name, const std::string& value) {
    if (duckdb_set_config(config_, name, value.c_str()) != DuckDBSuccess) {
      return fail(ErrorCode::kInternal, fmt::format("DuckDB has no setting {} = {}.", name, value));
    }
    return {};
  }
  duckdb_config get() { return config_; }

 private:
  duckdb_config config_ = nullptr;
};

}  // namespace

std::string sql_text(std::string_view text) {
  std::string out = "'";
  for (char c : text) out += c == '\'' ? std::string("''") : std::string(1, c);
  return out + "'";
}

// ---- Database
// -------------------------------------------------------------------------------------------------------

base::Result<Database> Database::open(const std::string& path, const Settings& settings) {
  Config config;
  WEND_TRY(config.set("memory_limit", fmt::format("{}MiB", settings.memory_limit_mib)));
  WEND_TRY(config.set("threads", std::to_string(settings.threads)));
  WEND_TRY(config.set("access_mode", settings.read_only ? "READ_ONLY" : "READ_WRITE"));
  // Rows are ordered by their sequence number, so the order in which threads write them is free.
  WEND_TRY(config.set("preserve_insertion_order", "false"));
  WEND_TRY(config.set("checkpoint_threshold", fmt::format("{}MiB", kCheckpointMib)));
  WEND_TRY(config.set("autoinstall_known_extensions", "false"));
  WEND_TRY(config.set("autoload_known_extensions", "false"));
  WEND_TRY(config.set("allow_community_extensions", "false"));
  duckdb_database database = nullptr;
  char* error = nullptr;
  const char* name = path.empty() ? nullptr : path.c_str();
  if (duckdb_open_ext(name, &database, config.get(), &error) != DuckDBSuccess) {
    base::Error opened = to_error(error);
    duckdb_free(error);
    opened.code = ErrorCode::kIo;
    opened.place = path;
    return fail(std::move(opened));
  }
  Database opened(database);
  WEND_ASSIGN(auto connection, opened.connect());
  std::string allowed;
  for (const std::string& file : settings.readable_files)
    allowed += (allowed.empty() ? "" : ", ") + sql_text(file);
  if (!allowed.empty())
    WEND_TRY(connection.run(fmt::format("SET allowed_paths = [{}]", allowed).c_str()));
  WEND_TRY(connection.run("SET enable_external_access = false; SET lock_configuration = true"));
  return opened;
}

Database::~Database() {
  if (database_ != nullptr) duckdb_close(&database_);
}

void Database::replace(Database other) {
  std::lock_guard lock(*mutex_);
  std::swap(database_, other.database_);
}

base::Result<Connection> Database::connect() const {
  std::lock_guard lock(*mutex_);
  duckdb_connection connection = nullptr;
  if (duckdb_connect(database_, &connection) != DuckDBSuccess) {
    return fail(ErrorCode::kInternal, "The event store takes no more connections.");
  }
  return Connection(connection);
}

// ---- Connection
// -----------------------------------------------------------------------------------------------------

Connection::~Connection() {
  if (connection_ != nullptr) duckdb_disconnect(&connection_);
}

Connection& Connection::operator=(Connection&& other) noexcept {
  std::swap(connection_, other.connection_);
  return *this;
}

base::Status Connection::run(const char* sql) {
  duckdb_result result;
  const bool done = duckdb_query(connection_, sql, &result) == DuckDBSuccess;
  base::Status status;
  if (!done) status = fail(to_error(duckdb_result_error(&result)));
  duckdb_destroy_result(&result);
  return status;
}

base::Result<Statement> Connection::prepare(const char* sql) {
  duckdb_prepared_statement prepared = nullptr;
  if (duckdb_prepare(connection_, sql, &prepared) != DuckDBSuccess) {
    base::Error error = to_error(duckdb_prepare_error(prepared));
    duckdb_destroy_prepare(&prepared);
    return fail(std::move(error));
  }
  return Statement(prepared);
}

base::Result<Rows> Connection::query(const char* sql, std::span<const Value> values) {
  WEND_ASSIGN(auto statement, prepare(sql));
  return statement.run(values);
}

base::Result<std::int64_t> Connection::number(const char* sql,
                                              std::initializer_list<Value> values) {
  WEND_ASSIGN(auto rows, query(sql, values));
  WEND_ASSIGN(const bool some, rows.next());
  if (!some || rows.is_null(0, 0)) return 0;
  WEND_ASSERT(rows.column_type(0) == DUCKDB_TYPE_BIGINT, "number() reads a BIGINT");
  return rows.values<std::int64_t>(0)[0];
}

base::Result<Appender> Connection::append_to(const char* table) {
  duckdb_appender appender = nullptr;
  if (duckdb_appender_create(connection_, nullptr, table, &appender) != DuckDBSuccess) {
    base::Error error = to_error(duckdb_appender_error(appender));
    duckdb_appender_destroy(&appender);
    return fail(std::move(error));
  }
  return Appender(appender);
}

namespace {

void bind_feed(duckdb_bind_info info) {
  auto* slot = static_cast<FeedSlot*>(duckdb_bind_get_extra_info(info));
  for (const auto& [name, type] : slot->columns) {
    duckdb_logical_type logical = duckdb_create_logical_type(to_duckdb(type));
    duckdb_bind_add_result_column(info, name.c_str(), logical);
    duckdb_destroy_logical_type(&logical);
  }
}

void init_feed(duckdb_init_info info) {
  auto* slot = static_cast<FeedSlot*>(duckdb_init_get_extra_info(info));
  duckdb_init_set_max_threads(info, slot->threads);
}

void init_lane(duckdb_init_info info) {
  auto* slot = static_cast<FeedSlot*>(duckdb_init_get_extra_info(info));
  if (slot->feed == nullptr) {
    duckdb_init_set_error(info, "This function has no rows outside an import.");
    return;
  }
  duckdb_init_set_init_data(info, slot->feed->lane().release(),
                            [](void* lane) { delete static_cast<Feed::Lane*>(lane); });
}

void fill_chunk(duckdb_function_info info, duckdb_data_chunk output) {
  auto* slot = static_cast<FeedSlot*>(duckdb_function_get_extra_info(info));
  auto* lane = static_cast<Feed::Lane*>(duckdb_function_get_local_init_data(info));
  ChunkWriter writer(output);
  auto filled = lane->fill(writer);
  if (filled) {
    duckdb_data_chunk_set_size(output, *filled);
    return;
  }
  std::lock_guard lock(slot->mutex);
  if (!slot->error) slot->error = filled.error();
  duckdb_function_set_error(info, filled.error().message.c_str());
}

}  // namespace

base::Status Connection::register_feed(const char* name, FeedSlot& slot) {
  duckdb_table_function function = duckdb_create_table_function();
  duckdb_table_function_set_name(function, name);
  duckdb_table_function_set_extra_info(function, &slot, nullptr);
  duckdb_table_function_set_bind(function, bind_feed);
  duckdb_table_function_set_init(function, init_feed);
  duckdb_table_function_set_local_init(function, init_lane);
  duckdb_table_function_set_function(function, fill_chunk);
  const bool done = duckdb_register_table_function(connection_, function) == DuckDBSuccess;
  duckdb_destroy_table_function(&function);
  if (!done)
    return fail(ErrorCode::kInternal, fmt::format("DuckDB refused the function {}.", name));
  return {};
}

// ---- Statement
// ------------------------------------------------------------------------------------------------------

Statement::Statement(Statement&& other) noexcept
    : statement_(std::exchange(other.statement_, nullptr)) {}

Statement::~Statement() {
  if (statement_ != nullptr) duckdb_destroy_prepare(&statement_);
}

base::Status Statement::bind(std::span<const Value> values) {
  duckdb_clear_bindings(statement_);
  for (idx_t i = 1; i <= values.size(); ++i) {
    const auto state = std::visit(
        [&](const auto& value) {
          using T = std::decay_t<decltype(value)>;
          if constexpr (std::is_same_v<T, Null>) {
            return duckdb_bind_null(statement_, i);
          } else if constexpr (std::is_same_v<T, bool>) {
            return duckdb_bind_boolean(statement_, i, value);
          } else if constexpr (std::is_same_v<T, std::int32_t>) {
            return duckdb_bind_int32(statement_, i, value);
          } else if constexpr (std::is_same_v<T, std::int64_t>) {
            return duckdb_bind_int64(statement_, i, value);
          } else if constexpr (std::is_same_v<T, double>) {
            return duckdb_bind_double(statement_, i, value);
          } else {
            return duckdb_bind_varchar_length(statement_, i, value.data(), value.size());
          }
        },
        values[i - 1]);
    if (state != DuckDBSuccess) return fail(to_error(duckdb_prepare_error(statement_)));
  }
  return {};
}

base::Result<Rows> Statement::run(std::span<const Value> values) {
  WEND_TRY(bind(values));
  duckdb_result result;
  if (duckdb_execute_prepared(statement_, &result) != DuckDBSuccess) {
    base::Error error = to_error(duckdb_result_error(&result));
    duckdb_destroy_result(&result);
    return fail(std::move(error));
  }
  return Rows(result);
}

base::Result<Rows> Statement::stream(std::span<const Value> values) {
  WEND_TRY(bind(values));
  duckdb_result result;
  if (duckdb_execute_prepared_streaming(statement_, &result) != DuckDBSuccess) {
    base::Error error = to_error(duckdb_result_error(&result));
    duckdb_destroy_result(&result);
    return fail(std::move(error));
  }
  return Rows(result);
}

// ---- Rows
// -----------------------------------------------------------------------------------------------------------

Rows::Rows(duckdb_result result) : result_(result) {}

Rows::Rows(Rows&& other) noexcept
    : result_(other.result_),
      chunk_(std::exchange(other.chunk_, nullptr)),
      size_(other.size_),
      owns_(std::exchange(other.owns_, false)) {}

Rows::~Rows() {
  if (!owns_) return;
  if (chunk_ != nullptr) duckdb_destroy_data_chunk(&chunk_);
  duckdb_destroy_result(&result_);
}

base::Result<bool> Rows::next() {
  if (chunk_ != nullptr) duckdb_destroy_data_chunk(&chunk_);
  chunk_ = duckdb_fetch_chunk(result_);
  size_ = chunk_ == nullptr ? 0 : duckdb_data_chunk_get_size(chunk_);
  if (size_ > 0) return true;
  if (const char* error = duckdb_result_error(&result_); error != nullptr && *error != '\0') {
    return fail(to_error(error));
  }
  return false;
}

std::size_t Rows::column_count() const {
  return duckdb_column_count(const_cast<duckdb_result*>(&result_));
}

std::string Rows::column_name(std::size_t column) const {
  return duckdb_column_name(const_cast<duckdb_result*>(&result_), column);
}

duckdb_type Rows::column_type(std::size_t column) const {
  return duckdb_column_type(const_cast<duckdb_result*>(&result_), column);
}

const void* Rows::data(std::size_t column) const {
  return duckdb_vector_get_data(duckdb_data_chunk_get_vector(chunk_, column));
}

bool Rows::is_null(std::size_t column, std::size_t row) const {
  std::uint64_t* validity =
      duckdb_vector_get_validity(duckdb_data_chunk_get_vector(chunk_, column));
  return validity != nullptr && !duckdb_validity_row_is_valid(validity, row);
}

std::string_view Rows::text(std::size_t column, std::size_t row) const {
  auto* texts = static_cast<duckdb_string_t*>(const_cast<void*>(data(column)));
  return {duckdb_string_t_data(&texts[row]), duckdb_string_t_length(texts[row])};
}

duckdb_string_t borrowed_text(std::string_view text) {
  constexpr std::size_t kInlined = 12;  // DuckDB keeps texts up to this length inside the value
  duckdb_string_t out;
  if (text.size() <= kInlined) {
    out.value.inlined.length = static_cast<std::uint32_t>(text.size());
    std::memset(out.value.inlined.inlined, 0, kInlined);
    if (!text.empty()) std::memcpy(out.value.inlined.inlined, text.data(), text.size());
  } else {
    out.value.pointer.length = static_cast<std::uint32_t>(text.size());
    std::memcpy(out.value.pointer.prefix, text.data(), sizeof out.value.pointer.prefix);
    out.value.pointer.ptr = const_cast<char*>(text.data());
  }
  return out;
}

// ---- Appender and Transaction
// ---------------------------------------------------------------------------------------

Appender::~Appender() {
  if (appender_ != nullptr) duckdb_appender_destroy(&appender_);
}

base::Status Appender::row(std::span<const Value> values) {
  bool good = true;
  for (const Value& value : values) {
    good = good && DuckDBSuccess ==
                       std::visit(
                           [&](const auto& v) {
                             using T = std::decay_t<decltype(v)>;
                             if constexpr (std::is_same_v<T, Null>) {
                               return duckdb_append_null(appender_);
                             } else if constexpr (std::is_same_v<T, bool>) {
                               return duckdb_append_bool(appender_, v);
                             } else if constexpr (std::is_same_v<T, std::int32_t>) {
                               return duckdb_append_int32(appender_, v);
                             } else if constexpr (std::is_same_v<T, std::int64_t>) {
                               return duckdb_append_int64(appender_, v);
                             } else if constexpr (std::is_same_v<T, double>) {
                               return duckdb_append_double(appender_, v);
                             } else {
                               return duckdb_append_varchar_length(appender_, v.data(), v.size());
                             }
                           },
                           value);
  }
  if (!good || duckdb_appender_end_row(appender_) != DuckDBSuccess) {
    return fail(to_error(duckdb_appender_error(appender_)));
  }
  return {};
}

base::Status Appender::finish() {
  if (duckdb_appender_close(appender_) != DuckDBSuccess) {
    return fail(to_error(duckdb_appender_error(appender_)));
  }
  return {};
}

base::Result<Transaction> Transaction::begin(Connection& connection) {
  WEND_TRY(connection.run("BEGIN TRANSACTION"));
  return Transaction(&connection);
}

Transaction::~Transaction() {
  if (connection_ != nullptr) (void)connection_->run("ROLLBACK");
}

base::Status Transaction::commit() {
  Connection* connection = std::exchange(connection_, nullptr);
  return connection->run("COMMIT");
}

}  // namespace wend::events::duck
