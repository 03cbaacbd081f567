#include "events/sql/check.h"

#include <array>
#include <fmt/format.h>

namespace wend::events::sql {
namespace {

namespace json = boost::json;

// Functions that make rows of nothing but their arguments. Any other reads files, settings or what
// DuckDB knows of itself, or changes how it works.
constexpr std::array<std::string_view, 7> kTableFunctions = {
    "range", "generate_series", "unnest", "json_each", "json_tree", "repeat", "repeat_row"};

// Of the functions in expressions, those that tell of the machine or act on it.
constexpr std::array<std::string_view, 9> kRefusedFunctions = {
    "current_setting", "getenv",    "write_log", "nextval",        "currval",
    "getvariable",     "read_text", "read_blob", "add_parquet_key"};

constexpr std::string_view kSchemaHint =
    "You can select from the tables that GET /api/v1/sql/schema and wend sql --schema list.";

std::string text_of(const json::object& node, std::string_view field) {
  const auto* value = node.if_contains(field);
  return value != nullptr && value->is_string() ? std::string(value->get_string()) : std::string();
}

std::optional<std::size_t> position_of(const json::object& node) {
  const auto* value = node.if_contains("query_location");
  // What the parser made itself has the largest number there is.
  if (value == nullptr || !value->is_int64() || value->get_int64() < 0) return std::nullopt;
  return static_cast<std::size_t>(value->get_int64());
}

class Checker {
 public:
  explicit Checker(const std::set<std::string>& relations) : names_(relations) {}

  // Names that the statement gives to parts of itself.
  void collect(const json::value& value) {
    if (value.is_array())
      for (const auto& item : value.get_array()) collect(item);
    if (!value.is_object()) return;
    for (const auto& [key, child] : value.get_object()) {
      if (key == "cte_map" && child.is_object()) collect_names(child.get_object());
      if (key == "cte_name" && child.is_string()) names_.insert(lower(child.get_string()));
      collect(child);
    }
  }

  std::optional<Objection> look(const json::value& value) const {
    if (value.is_array()) {
      for (const auto& item : value.get_array())
        if (auto found = look(item)) return found;
      return std::nullopt;
    }
    if (!value.is_object()) return std::nullopt;
    const json::object& node = value.get_object();
    const std::string type = text_of(node, "type");
    if (type == "BASE_TABLE") {
      if (auto found = look_at_table(node)) return found;
    } else if (type == "TABLE_FUNCTION") {
      if (auto found = look_at_table_function(node)) return found;
    } else if (type == "SHOW_REF") {
      if (auto found = look_at_show(node)) return found;
    } else if (type == "FUNCTION" || node.contains("function_name")) {
      if (auto found = look_at_function(node)) return found;
    }
    for (const auto& [key, child] : node) {
      // Of a table function the arguments are looked at, its name was.
      if (type == "TABLE_FUNCTION" && key == "function" && child.is_object()) {
        if (const auto* arguments = child.get_object().if_contains("children"))
          if (auto found = look(*arguments)) return found;
        continue;
      }
      if (auto found = look(child)) return found;
    }
    return std::nullopt;
  }

 private:
  void collect_names(const json::object& map) {
    const auto* entries = map.if_contains("map");
    if (entries == nullptr || !entries->is_array()) return;
    for (const auto& entry : entries->get_array())
      if (entry.is_object()) names_.insert(lower(text_of(entry.get_object(), "key")));
  }

  std::optional<Objection> look_at_table(const json::object& node) const {
    const std::string name = text_of(node, "table_name");
    const std::string schema = lower(text_of(node, "schema_name"));
    if (text_of(node, "catalog_name").empty() && (schema.empty() || schema == "main") &&
        names_.contains(lower(name)))
      return std::nullopt;
    return Objection{
        fmt::format("There is no table {}{}{}.", schema, schema.empty() ? "" : ".", name),
        std::string(kSchemaHint), position_of(node)};
  }

  std::optional<Objection> look_at_table_function(const json::object& node) const {
    const auto* function = node.if_contains("function");
    const std::string name = function != nullptr && function->is_object()
                                 ? lower(text_of(function->get_object(), "function_name"))
                                 : std::string();
    if (std::ranges::find(kTableFunctions, name) != kTableFunctions.end()) return std::nullopt;
    return Objection{fmt::format("The function {} cannot be selected from: this console reads the "
                                 "workspace's own tables, no files, settings or other places.",
                                 name),
                     std::string(kSchemaHint), position_of(node)};
  }

  std::optional<Objection> look_at_show(const json::object& node) const {
    const std::string name = lower(text_of(node, "table_name"));
    const auto* query = node.if_contains("query");
    if ((query != nullptr && query->is_object()) || names_.contains(name)) return std::nullopt;
    return Objection{"This cannot be shown.", std::string(kSchemaHint), position_of(node)};
  }

  std::optional<Objection> look_at_function(const json::object& node) const {
    const std::string name = lower(text_of(node, "function_name"));
    if (std::ranges::find(kRefusedFunctions, name) == kRefusedFunctions.end()) return std::nullopt;
    return Objection{fmt::format("The function {} is not for this console.", name), "",
                     position_of(node)};
  }

  std::set<std::string> names_;
};

}  // namespace

std::string lower(std::string_view name) {
  std::string out(name);
  for (char& c : out)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  return out;
}

std::optional<Objection> check_statement(const json::value& serialized,
                                         const std::set<std::string>& relations) {
  const json::object& root = serialized.as_object();
  if (const auto* error = root.if_contains("error");
      error == nullptr || !error->is_bool() || error->get_bool()) {
    Objection objection{"Only a statement that selects can be run here.",
                        "Begin with SELECT, WITH, FROM, DESCRIBE or SUMMARIZE; nothing can be "
                        "written, set, attached, copied or installed.",
                        {}};
    if (text_of(root, "error_type") == "parser") objection.message = text_of(root, "error_message");
    return objection;
  }
  if (const auto* statements = root.if_contains("statements");
      statements == nullptr || !statements->is_array() || statements->get_array().size() != 1)
    return Objection{"Only one statement can be run at a time.", "Run them one after another.", {}};
  Checker checker(relations);
  checker.collect(serialized);
  return checker.look(serialized);
}

}  // namespace wend::events::sql
