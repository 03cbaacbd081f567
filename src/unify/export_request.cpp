#include "unify/export_request.h"

#include <algorithm>
#include <array>
#include <boost/json/array.hpp>
#include <fmt/format.h>
#include <set>

#include "model/time_text.h"

namespace wend::unify {
namespace {

namespace json = boost::json;
using base::ErrorCode;

constexpr std::array<std::string_view, 2> kWhats = {"events", "customers"};
constexpr std::array<std::string_view, 3> kTimes = {"exact", "day", "shifted"};
constexpr std::array<std::string_view, 3> kFormats = {"csv", "parquet", "jsonl"};
constexpr std::array<std::string_view, 3> kChoices = {"leave_out", "keep", "generalise"};
constexpr std::array<std::string_view, 2> kKeys = {"of_this_export", "of_the_workspace"};

std::unexpected<base::Error> wrong(std::string message, std::string place, std::string hint = {}) {
  return base::fail(ErrorCode::kInvalidInput, std::move(message), std::move(place),
                    std::move(hint));
}

// Which of the words stands in a field; `otherwise` where there is none.
template <std::size_t N>
base::Result<std::size_t> word_of(const json::object& from, std::string_view field,
                                  const std::array<std::string_view, N>& words,
                                  std::optional<std::size_t> otherwise, const std::string& place) {
  const auto* value = from.if_contains(field);
  if ((value == nullptr || value->is_null()) && otherwise) return *otherwise;
  if (value != nullptr && value->is_string()) {
    const auto found = std::ranges::find(words, std::string_view(value->get_string()));
    if (found != words.end()) return static_cast<std::size_t>(found - words.begin());
  }
  return wrong(fmt::format("\"{}\" is one of {}.", field, fmt::join(words, ", ")), place);
}

base::Result<std::optional<env::TimeUs>> time_of(const json::object& from, std::string_view field,
                                                 const model::TimeZone& zone) {
  const auto* value = from.if_contains(field);
  if (value == nullptr || value->is_null()) return std::optional<env::TimeUs>();
  const auto time = value->is_string()
                        ? model::parse_time(std::string_view(value->get_string()), zone)
                        : base::fail(ErrorCode::kInvalidInput, "");
  if (!time)
    return wrong("This is no time.", std::string(field),
                 "Write it as 2026-01-31T08:00:00Z, or a day as 2026-01-31.");
  return std::optional(*time);
}

base::Result<std::vector<ExportRequest::Column>> columns_of(const json::object& from,
                                                            ExportRequest::What what) {
  std::vector<ExportRequest::Column> columns;
  const auto* list = from.if_contains("columns");
  if (list == nullptr || !list->is_array())
    return wrong("\"columns\" is a list.", "columns",
                 "Name each column with a choice; those that are not named are left out.");
  if (list->get_array().size() > kExportColumnsMax)
    return base::fail(ErrorCode::kTooLarge,
                      fmt::format("An export has {} columns at most.", kExportColumnsMax),
                      "columns");
  const auto& built_in = built_in_columns(what);
  const std::string_view prefix = what == ExportRequest::What::kEvents ? "properties." : "traits.";
  std::set<std::string> names;
  for (std::size_t i = 0; i < list->get_array().size(); ++i) {
    const std::string place = fmt::format("columns[{}]", i);
    const auto& one = list->get_array()[i];
    if (!one.is_object()) return wrong("A column is an object.", place);
    ExportRequest::Column column;
    const auto* name = one.get_object().if_contains("name");
    if (name != nullptr && name->is_string()) column.name = std::string(name->get_string());
    const bool known = std::ranges::find(built_in, column.name) != built_in.end() ||
                       (column.name.starts_with(prefix) && column.name.size() > prefix.size());
    if (!known || column.name.size() > kExportColumnBytesMax)
      return wrong("There is no such column.", place + ".name",
                   fmt::format("Name {}, or {}NAME.", fmt::join(built_in, ", "), prefix));
    if (!names.insert(column.name).second)
      return wrong("The column is named twice.", place + ".name");
    WEND_ASSIGN(const auto choice,
                word_of(one.get_object(), "choice", kChoices, std::nullopt, place + ".choice"));
    column.choice = static_cast<ExportRequest::Choice>(choice);
    const auto* quasi = one.get_object().if_contains("quasi_identifier");
    if (quasi != nullptr && !quasi->is_null()) {
      if (!quasi->is_bool()) return wrong("This is true or false.", place + ".quasi_identifier");
      column.quasi_identifier = quasi->get_bool();
    }
    if (column.quasi_identifier && column.choice == ExportRequest::Choice::kLeaveOut)
      return wrong("A column that is left out cannot be a quasi-identifier.",
                   place + ".quasi_identifier");
    columns.push_back(std::move(column));
  }
  return columns;
}

}  // namespace

std::string_view to_string(ExportRequest::What what) {
  return kWhats[static_cast<std::size_t>(what)];
}
std::string_view to_string(ExportRequest::Times times) {
  return kTimes[static_cast<std::size_t>(times)];
}
std::string_view to_string(ExportRequest::Format format) {
  return kFormats[static_cast<std::size_t>(format)];
}
std::string_view to_string(ExportRequest::Choice choice) {
  return kChoices[static_cast<std::size_t>(choice)];
}
std::string_view ending_of(ExportRequest::Format format) {
  return to_string(format);
}

const std::vector<std::string>& built_in_columns(ExportRequest::What what) {
  static const std::vector<std::string> events = {"type", "event", "channel", "source", "identity"};
  static const std::vector<std::string> customers = {"first_seen", "last_seen", "events",
                                                     "channels", "identities"};
  return what == ExportRequest::What::kEvents ? events : customers;
}

ExportRequest::Choice ExportRequest::choice_of(std::string_view column) const {
  const auto found = std::ranges::find(columns, column, &Column::name);
  return found == columns.end() ? Choice::kLeaveOut : found->choice;
}

std::string_view ExportRequest::property_prefix() const {
  return what == What::kEvents ? "properties." : "traits.";
}

base::Result<ExportRequest> export_request_from(const json::value& document,
                                                const model::TimeZone& zone) {
  if (!document.is_object()) return wrong("The request is an object.", "");
  const auto& from = document.get_object();
  ExportRequest request;
  WEND_ASSIGN(const auto what, word_of(from, "what", kWhats, std::nullopt, "what"));
  request.what = static_cast<ExportRequest::What>(what);
  WEND_ASSIGN(request.from, time_of(from, "from", zone));
  WEND_ASSIGN(request.to, time_of(from, "to", zone));
  if (request.from && request.to && *request.from >= *request.to)
    return wrong("The period ends before it begins.", "to");
  WEND_ASSIGN(request.columns, columns_of(from, request.what));
  WEND_ASSIGN(const auto times, word_of(from, "times", kTimes, 0, "times"));
  request.times = static_cast<ExportRequest::Times>(times);
  if (const auto* purpose = from.if_contains("only_with");
      purpose != nullptr && !purpose->is_null()) {
    if (!purpose->is_string()) return wrong("A purpose is named by its id.", "only_with");
    request.only_with = std::string(purpose->get_string());
  }
  if (const auto* k = from.if_contains("k"); k != nullptr && !k->is_null()) {
    if (!k->is_int64() || k->get_int64() < 1 || k->get_int64() > kExportGroupMax)
      return wrong(fmt::format("The smallest group is a number from 1 to {}.", kExportGroupMax),
                   "k");
    request.k = k->get_int64();
  }
  if (request.k > 1 &&
      std::ranges::none_of(request.columns, &ExportRequest::Column::quasi_identifier))
    return wrong("Groups are made of quasi-identifiers, and no column is one.", "columns",
                 "Mark the columns that others may know of a person, or set k to 1.");
  WEND_ASSIGN(const auto key, word_of(from, "key", kKeys, 0, "key"));
  request.kept_key = key == 1;
  WEND_ASSIGN(const auto format, word_of(from, "format", kFormats, 0, "format"));
  request.format = static_cast<ExportRequest::Format>(format);
  return request;
}

json::object to_json(const ExportRequest& request, const model::TimeZone& zone) {
  json::array columns;
  for (const auto& column : request.columns)
    columns.push_back(json::object{{"name", column.name},
                                   {"choice", to_string(column.choice)},
                                   {"quasi_identifier", column.quasi_identifier}});
  const auto time = [&](const std::optional<env::TimeUs>& at) {
    return at ? json::value(model::format_time(*at, zone)) : json::value(nullptr);
  };
  return {{"what", to_string(request.what)},
          {"from", time(request.from)},
          {"to", time(request.to)},
          {"columns", std::move(columns)},
          {"times", to_string(request.times)},
          {"only_with",
           request.only_with.empty() ? json::value(nullptr) : json::value(request.only_with)},
          {"k", request.k},
          {"key", kKeys[request.kept_key ? 1 : 0]},
          {"format", to_string(request.format)}};
}

}  // namespace wend::unify
