#include "events/sql/worker.h"

#include <algorithm>
#include <atomic>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <cstring>
#include <duckdb.h>
#include <fmt/format.h>
#include <mutex>
#include <set>
#include <signal.h>
#include <sys/prctl.h>
#include <unistd.h>

#include "events/duckdb.h"
#include "events/sql/cell.h"
#include "events/sql/channel.h"
#include "events/sql/check.h"
#include "events/sql/confinement.h"
#include "events/sql/relation.h"
#include "model/event.h"

namespace wend::events::sql {
namespace {

namespace json = boost::json;

constexpr const char* kFunction = "wend_relation";
constexpr std::size_t kRowsBytes = 256 * 1024;  // of result, before they are sent
constexpr std::size_t kCustomerBytes = 18;      // of "c_" and 16 digits

// Asks the console, one thread at a time.
class Console {
 public:
  explicit Console(int descriptor) : channel_(descriptor) {}
  base::Status tell(FrameKind kind, std::string_view bytes) {
    std::lock_guard lock(mutex_);
    return channel_.send(kind, bytes);
  }
  base::Result<Frame> ask(FrameKind kind, const json::object& question) {
    std::lock_guard lock(mutex_);
    WEND_TRY(channel_.send(kind, json::serialize(question)));
    WEND_ASSIGN(auto frame, channel_.receive());
    if (frame.kind == FrameKind::kFailed) return base::fail(base::ErrorCode::kIo, frame.bytes);
    return frame;
  }
  base::Result<Frame> receive() { return channel_.receive(); }

 private:
  std::mutex mutex_;
  Channel channel_;
};

struct KnownRelation {
  std::string name, statement;
  std::vector<std::pair<std::string, ColumnKind>> columns;
};

struct World {
  Console* console = nullptr;
  std::vector<KnownRelation> relations;
  bool asks = false;  // not while views are made: these are bound then, and not read
};

duckdb_type type_of(ColumnKind kind) {
  switch (kind) {
    case ColumnKind::kInteger:
      return DUCKDB_TYPE_BIGINT;
    case ColumnKind::kTime:
      return DUCKDB_TYPE_TIMESTAMP_TZ;
    default:
      return DUCKDB_TYPE_VARCHAR;
  }
}

struct Bound {
  std::size_t relation = 0;
  std::int64_t snapshot = 0;
};

struct Scan {
  std::int64_t reading = 0;
  std::vector<ColumnKind> kinds;                    // of the columns that are read
  std::vector<std::optional<std::size_t>> sources;  // of each output column; none: its number
};

struct Lane {
  BlockView block;
  std::size_t row = 0;
  std::string customers;
  std::string texts;
};

void bind(duckdb_bind_info info) {
  auto* world = static_cast<World*>(duckdb_bind_get_extra_info(info));
  duckdb_value value = duckdb_bind_get_parameter(info, 0);
  const std::int64_t place = duckdb_get_int64(value);
  duckdb_destroy_value(&value);
  if (place < 0 || static_cast<std::size_t>(place) >= world->relations.size())
    return duckdb_bind_set_error(info, "There is no such relation.");
  json::object answer{{"snapshot", -1}, {"rows", 0}};
  if (world->asks) {
    const auto opened = world->console->ask(FrameKind::kOpen, {{"relation", place}});
    if (!opened) return duckdb_bind_set_error(info, opened.error().message.c_str());
    answer = json::parse(opened->bytes).as_object();
  }
  for (const auto& [name, kind] : world->relations[static_cast<std::size_t>(place)].columns) {
    duckdb_logical_type type = duckdb_create_logical_type(type_of(kind));
    duckdb_bind_add_result_column(info, name.c_str(), type);
    duckdb_destroy_logical_type(&type);
  }
  duckdb_bind_set_cardinality(info, answer.at("rows").to_number<idx_t>(), false);
  duckdb_bind_set_bind_data(
      info,
      new Bound{static_cast<std::size_t>(place), answer.at("snapshot").to_number<std::int64_t>()},
      [](void* bound) { delete static_cast<Bound*>(bound); });
}

void init(duckdb_init_info info) {
  auto* world = static_cast<World*>(duckdb_init_get_extra_info(info));
  const auto* bound = static_cast<const Bound*>(duckdb_init_get_bind_data(info));
  const auto& columns = world->relations[bound->relation].columns;
  auto scan = std::make_unique<Scan>();
  json::array wanted;
  for (idx_t i = 0; i < duckdb_init_get_column_count(info); ++i) {
    const idx_t column = duckdb_init_get_column_index(info, i);
    if (column >= columns.size()) {  // only how many rows there are
      scan->sources.emplace_back();
      continue;
    }
    scan->sources.emplace_back(scan->kinds.size());
    scan->kinds.push_back(columns[column].second);
    wanted.emplace_back(column);
  }
  const auto opened = world->console->ask(
      FrameKind::kRead, {{"snapshot", bound->snapshot}, {"columns", std::move(wanted)}});
  if (!opened) return duckdb_init_set_error(info, opened.error().message.c_str());
  scan->reading = json::parse(opened->bytes).at("reading").to_number<std::int64_t>();
  duckdb_init_set_init_data(info, scan.release(),
                            [](void* kept) { delete static_cast<Scan*>(kept); });
  duckdb_init_set_max_threads(info, 2);
}

void init_lane(duckdb_init_info info) {
  duckdb_init_set_init_data(info, new Lane, [](void* lane) { delete static_cast<Lane*>(lane); });
}

void fill_column(const Lane& lane, const Scan& scan, std::size_t source, duckdb_vector vector,
                 std::size_t count, std::string& customers) {
  const ColumnKind kind = scan.kinds[source];
  void* data = duckdb_vector_get_data(vector);
  if (kind == ColumnKind::kCustomer) customers.resize(count * kCustomerBytes);
  std::uint64_t* validity = nullptr;
  for (std::size_t i = 0; i < count; ++i) {
    const std::size_t row = lane.row + i;
    if (!lane.block.present(source, row)) {
      if (validity == nullptr) {
        duckdb_vector_ensure_validity_writable(vector);
        validity = duckdb_vector_get_validity(vector);
      }
      duckdb_validity_set_row_invalid(validity, i);
      continue;
    }
    if (kind == ColumnKind::kText) {
      static_cast<duckdb_string_t*>(data)[i] = duck::borrowed_text(lane.block.text(source, row));
    } else if (kind == ColumnKind::kCustomer) {
      char* text = customers.data() + i * kCustomerBytes;
      auto rest = static_cast<std::uint64_t>(lane.block.number(source, row));
      for (std::size_t digit = kCustomerBytes - 1; digit >= 2; --digit, rest >>= 4)
        text[digit] = "0123456789abcdef"[rest & 15];
      text[0] = 'c';
      text[1] = '_';
      static_cast<duckdb_string_t*>(data)[i] = duck::borrowed_text({text, kCustomerBytes});
    } else {
      static_cast<std::int64_t*>(data)[i] = lane.block.number(source, row);
    }
  }
}

void fill(duckdb_function_info info, duckdb_data_chunk output) {
  auto* world = static_cast<World*>(duckdb_function_get_extra_info(info));
  const auto* scan = static_cast<const Scan*>(duckdb_function_get_init_data(info));
  auto* lane = static_cast<Lane*>(duckdb_function_get_local_init_data(info));
  if (lane->row == lane->block.rows()) {
    auto next = world->console->ask(FrameKind::kNext, {{"reading", scan->reading}});
    if (!next) return duckdb_function_set_error(info, next.error().message.c_str());
    lane->row = 0;
    lane->block =
        next->bytes.empty() ? BlockView() : BlockView(std::move(next->bytes), scan->kinds);
  }
  const std::size_t count =
      std::min<std::size_t>(duckdb_vector_size(), lane->block.rows() - lane->row);
  for (std::size_t i = 0; i < scan->sources.size() && count > 0; ++i) {
    duckdb_vector vector = duckdb_data_chunk_get_vector(output, i);
    if (scan->sources[i])
      fill_column(*lane, *scan, *scan->sources[i], vector, count, lane->customers);
    else
      std::memset(duckdb_vector_get_data(vector), 0, count * sizeof(std::int64_t));
  }
  lane->row += count;
  duckdb_data_chunk_set_size(output, count);
}

bool register_relations(duckdb_connection connection, World& world) {
  duckdb_table_function function = duckdb_create_table_function();
  duckdb_table_function_set_name(function, kFunction);
  duckdb_logical_type place = duckdb_create_logical_type(DUCKDB_TYPE_BIGINT);
  duckdb_table_function_add_parameter(function, place);
  duckdb_destroy_logical_type(&place);
  duckdb_table_function_set_extra_info(function, &world, nullptr);
  duckdb_table_function_set_bind(function, bind);
  duckdb_table_function_set_init(function, init);
  duckdb_table_function_set_local_init(function, init_lane);
  duckdb_table_function_set_function(function, fill);
  duckdb_table_function_supports_projection_pushdown(function, true);
  const bool done = duckdb_register_table_function(connection, function) == DuckDBSuccess;
  duckdb_destroy_table_function(&function);
  return done;
}

// What DuckDB says of an error when errors_as_json is on.
json::object error_of(const char* text) {
  std::string_view said = text == nullptr ? "" : text;
  // The parser's begin with their class all the same.
  if (const auto brace = said.find("Error: {"); brace < 20) said.remove_prefix(brace + 7);
  json::object error{{"message", said}};
  boost::system::error_code wrong;
  const json::value parsed = json::parse(said, wrong);
  if (wrong || !parsed.is_object()) return error;
  const json::object& object = parsed.get_object();
  const auto field = [&](std::string_view name) -> std::string {
    const auto* value = object.if_contains(name);
    return value != nullptr && value->is_string() ? std::string(value->get_string()) : "";
  };
  std::string message = field("exception_message");
  std::string hint;
  if (field("exception_type") == "Out of Memory") error["memory"] = true;
  // "…\nDid you mean …?" and the like are what to do about it.
  if (const auto line = message.find('\n'); line != std::string::npos) {
    hint = message.substr(line + 1, message.find("\n\n", line + 1) - line - 1);
    message.resize(line);
    std::ranges::replace(hint, '\n', ' ');
  }
  error["message"] = message;
  error["hint"] = hint;
  if (const std::string position = field("position"); !position.empty())
    error["position"] = std::strtoull(position.c_str(), nullptr, 10);
  return error;
}

struct Question {
  std::string sql;
  std::size_t rows_max = 0, bytes_max = 0;
  model::TimeZone zone;
};

class Session {
 public:
  Session(Console& console, World& world) : console_(console), world_(world) {}
  ~Session() {
    if (statement_ != nullptr) duckdb_destroy_prepare(&statement_);
    if (connection_ != nullptr) duckdb_disconnect(&connection_);
    if (database_ != nullptr) duckdb_close(&database_);
  }
  Session(const Session&) = delete;
  Session& operator=(const Session&) = delete;

  // Everything false is told to the console already.
  bool open(const json::object& question, const model::TimeZone& zone) {
    duckdb_config config = nullptr;
    duckdb_create_config(&config);
    const auto set = [&](const char* name, const std::string& value) {
      (void)duckdb_set_config(config, name, value.c_str());
    };
    const auto number = [&](std::string_view name) {
      return question.at(name).to_number<std::uint64_t>();
    };
    set("memory_limit", fmt::format("{}MiB", number("memory_mib")));
    set("threads", std::to_string(number("threads")));
    set("autoinstall_known_extensions", "false");
    set("autoload_known_extensions", "false");
    set("allow_community_extensions", "false");
    const std::string folder(question.at("folder").as_string());
    set("temp_directory", folder);
    set("extension_directory", folder);
    set("max_temp_directory_size", fmt::format("{}MiB", number("spill_mib")));
    char* error = nullptr;
    const bool opened = duckdb_open_ext(nullptr, &database_, config, &error) == DuckDBSuccess;
    duckdb_destroy_config(&config);
    if (!opened || duckdb_connect(database_, &connection_) != DuckDBSuccess)
      return tell(
          {{"message", error == nullptr ? "DuckDB did not start." : error}, {"internal", true}});
    if (!register_relations(connection_, world_)) return internal("DuckDB took no relations.");
    std::string setup = "SET errors_as_json = true;";
    setup += fmt::format("SET TimeZone = {};", duck::sql_text(zone.name()));
    setup += fmt::format("SET home_directory = {};", duck::sql_text(folder));
    for (std::size_t i = 0; i < world_.relations.size(); ++i) {
      const KnownRelation& relation = world_.relations[i];
      setup +=
          fmt::format("CREATE VIEW {} AS {};", relation.name,
                      relation.statement.empty() ? fmt::format("SELECT * FROM {}({})", kFunction, i)
                                                 : relation.statement);
    }
    setup += "SET enable_external_access = false; SET lock_configuration = true";
    const bool done = run(setup.c_str());
    world_.asks = true;
    return done;
  }

  bool answer(const Question& question) {
    if (!check(question.sql)) return false;
    if (!prepare(question.sql)) return false;
    duckdb_result result;
    if (duckdb_execute_prepared_streaming(statement_, &result) != DuckDBSuccess) {
      const bool told = tell(error_of(duckdb_result_error(&result)));
      duckdb_destroy_result(&result);
      return told;
    }
    const bool done = send_rows(result, question);
    duckdb_destroy_result(&result);
    return done;
  }

 private:
  bool tell(const json::object& error) {
    (void)console_.tell(FrameKind::kError, json::serialize(error));
    return false;
  }
  bool internal(std::string_view message) {
    return tell({{"message", message}, {"internal", true}});
  }

  bool run(const char* sql) {
    duckdb_result result;
    const bool done = duckdb_query(connection_, sql, &result) == DuckDBSuccess;
    if (!done) {
      json::object error = error_of(duckdb_result_error(&result));
      error["internal"] = true;
      tell(error);
    }
    duckdb_destroy_result(&result);
    return done;
  }

  bool check(const std::string& sql) {
    // What does not parse is told with its place by the parser itself.
    duckdb_extracted_statements statements = nullptr;
    const idx_t count = duckdb_extract_statements(connection_, sql.c_str(), &statements);
    json::object error;
    if (count == 0) {
      const char* said = duckdb_extract_statements_error(statements);
      error = said != nullptr && *said != '\0'
                  ? error_of(said)
                  : json::object{{"message", "There is no statement."}};
    }
    duckdb_destroy_extracted(&statements);
    if (count == 0) return tell(error);
    duckdb_prepared_statement serialize = nullptr;
    duckdb_result result{};
    std::string text;
    if (duckdb_prepare(connection_, "SELECT json_serialize_sql(?::VARCHAR)", &serialize) ==
            DuckDBSuccess &&
        duckdb_bind_varchar_length(serialize, 1, sql.data(), sql.size()) == DuckDBSuccess &&
        duckdb_execute_prepared(serialize, &result) == DuckDBSuccess) {
      if (duckdb_data_chunk chunk = duckdb_fetch_chunk(result); chunk != nullptr) {
        auto* value = static_cast<duckdb_string_t*>(
            duckdb_vector_get_data(duckdb_data_chunk_get_vector(chunk, 0)));
        text.assign(duckdb_string_t_data(value), duckdb_string_t_length(*value));
        duckdb_destroy_data_chunk(&chunk);
      }
    }
    duckdb_destroy_result(&result);
    duckdb_destroy_prepare(&serialize);
    constexpr std::size_t kDepthMax = 20'000;  // DuckDB's own limit is lower
    json::parse_options options;
    options.max_depth = kDepthMax;
    // What DuckDB leaves out of JSON's rules in it, such as a number without limit.
    boost::system::error_code wrong;
    const json::value serialized = json::parse(text, wrong, {}, options);
    if (wrong || !serialized.is_object())
      return tell({{"message", "This statement cannot be checked, so it is not run."},
                   {"hint", "Write it in another way."}});
    std::set<std::string> names;
    for (const auto& relation : world_.relations) names.insert(relation.name);
    const auto objection = check_statement(serialized, names);
    if (!objection) return true;
    error = {{"message", objection->message}, {"hint", objection->hint}};
    if (objection->position) error["position"] = *objection->position;
    return tell(error);
  }

  bool prepare(const std::string& sql) {
    if (duckdb_prepare(connection_, sql.c_str(), &statement_) != DuckDBSuccess)
      return tell(error_of(duckdb_prepare_error(statement_)));
    if (duckdb_prepared_statement_type(statement_) != DUCKDB_STATEMENT_TYPE_SELECT)
      return tell({{"message", "Only a statement that selects can be run here."}});
    if (duckdb_nparams(statement_) > 0)
      return tell({{"message",
                    "The statement has a place for a value (? or $1) and none to put "
                    "there."},
                   {"hint", "Write the value itself."}});
    return true;
  }

  bool send_columns(duckdb_result& result) {
    json::array columns;
    for (idx_t i = 0; i < duckdb_column_count(&result); ++i) {
      duckdb_logical_type type = duckdb_column_logical_type(&result, i);
      std::string name = type_name(type);
      duckdb_destroy_logical_type(&type);
      if (name.starts_with("OTHER"))
        return tell({{"message", fmt::format("The column {} has a type that JSON cannot show.",
                                             duckdb_column_name(&result, i))},
                     {"hint", "Cast it to a text: CAST(… AS VARCHAR)."}});
      columns.push_back(
          json::object{{"name", duckdb_column_name(&result, i)}, {"type", std::move(name)}});
    }
    return console_.tell(FrameKind::kColumns, json::serialize(columns)).has_value();
  }

  bool send_rows(duckdb_result& result, const Question& question) {
    if (!send_columns(result)) return false;
    const idx_t width = duckdb_column_count(&result);
    std::vector<duckdb_logical_type> types;
    for (idx_t i = 0; i < width; ++i) types.push_back(duckdb_column_logical_type(&result, i));
    std::string rows;
    std::size_t sent = 0, count = 0;
    std::string_view cut_by;
    while (cut_by.empty()) {
      duckdb_data_chunk chunk = duckdb_fetch_chunk(result);
      if (chunk == nullptr) break;
      const idx_t size = duckdb_data_chunk_get_size(chunk);
      if (size == 0) {
        duckdb_destroy_data_chunk(&chunk);
        break;
      }
      for (idx_t row = 0; row < size; ++row) {
        if (count == question.rows_max) cut_by = "rows";
        if (sent + rows.size() >= question.bytes_max) cut_by = "bytes";
        if (!cut_by.empty()) break;
        rows += ",[";
        for (idx_t i = 0; i < width; ++i) {
          if (i > 0) rows += ',';
          append_cell(rows, duckdb_data_chunk_get_vector(chunk, i), types[i], row, question.zone);
        }
        rows += ']';
        ++count;
        if (rows.size() < kRowsBytes) continue;
        sent += rows.size();
        if (!console_.tell(FrameKind::kRows, rows)) return false;
        rows.clear();
      }
      duckdb_destroy_data_chunk(&chunk);
    }
    for (duckdb_logical_type& type : types) duckdb_destroy_logical_type(&type);
    if (cut_by.empty())
      if (const char* error = duckdb_result_error(&result); error != nullptr && *error != '\0')
        return tell(error_of(error));
    if (!rows.empty() && !console_.tell(FrameKind::kRows, rows)) return false;
    return console_
        .tell(FrameKind::kDone, json::serialize(json::object{{"rows", count}, {"cut_by", cut_by}}))
        .has_value();
  }

  Console& console_;
  World& world_;
  duckdb_database database_ = nullptr;
  duckdb_connection connection_ = nullptr;
  duckdb_prepared_statement statement_ = nullptr;
};

World world_of(const json::object& question, Console& console) {
  World world{&console, {}, false};
  for (const json::value& item : question.at("relations").as_array()) {
    KnownRelation relation{std::string(item.at("name").as_string()),
                           std::string(item.at("statement").as_string()),
                           {}};
    for (const json::value& column : item.at("columns").as_array())
      relation.columns.emplace_back(column.at("name").as_string(),
                                    static_cast<ColumnKind>(column.at("kind").as_int64()));
    world.relations.push_back(std::move(relation));
  }
  return world;
}

}  // namespace

bool is_worker(int argc, const char* const* argv) {
  return argc == 2 && std::string_view(argv[1]) == kWorkerArgument;
}

int run_worker() {
  // Whoever asked is gone: so is the answer's reader.
  (void)::prctl(PR_SET_PDEATHSIG, SIGKILL);
  (void)::signal(SIGPIPE, SIG_IGN);
  Console console(kWorkerSocket);
  const auto asked = console.receive();
  if (!asked || asked->kind != FrameKind::kQuestion) return 1;
  try {
    const json::object question = json::parse(asked->bytes).as_object();
    const auto number = [&](std::string_view name) {
      return question.at(name).to_number<std::uint64_t>();
    };
    auto zone = model::TimeZone::find(std::string(question.at("zone").as_string()));
    if (!zone) return 1;
    (void)zone->offset_us(0);  // what it reads from files it reads now
    // Threads, code and what DuckDB takes beside its limit.
    constexpr std::uint64_t kBesideMib = 384;
    confine({.memory_bytes = (2 * number("memory_mib") + kBesideMib) << 20,
             .file_bytes = number("spill_mib") << 20,
             .folder = std::string(question.at("folder").as_string())});
    World world = world_of(question, console);
    Session session(console, world);
    if (!session.open(question, *zone)) return 0;
    session.answer({std::string(question.at("sql").as_string()), number("rows_max"),
                    number("bytes_max"), *std::move(zone)});
  } catch (const std::bad_alloc&) {
    return 2;
  } catch (const std::exception&) {
    return 1;
  }
  return 0;
}

}  // namespace wend::events::sql
