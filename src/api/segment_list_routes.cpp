#include <algorithm>
#include <set>

#include "api/routes.h"
#include "api/segments.h"
#include "api/times.h"
#include "collect/csv_split.h"
#include "fmt/format.h"
#include "model/identity_rules.h"
#include "unify/live_segments.h"
#include "unify/segment_reading.h"

namespace wend::api {
namespace {

namespace json = boost::json;

constexpr std::uint64_t kListBytesMax = 64 * 1024 * 1024;
constexpr std::size_t kListRowsMax = 1'000'000;
constexpr std::size_t kNotFoundShown = 1'000;
constexpr std::size_t kValueBytesMax = 1'024;

struct Row {
  std::size_t line = 0;
  std::string identity_namespace, value;
  std::int64_t number = 0;
};
struct Rows {
  std::vector<Row> rows;
  json::array problems;  // rows that name nobody
  std::size_t wrong = 0;
};

void add_problem(Rows& rows, const Row& row, std::string_view reason) {
  ++rows.wrong;
  if (rows.problems.size() >= kNotFoundShown) return;
  rows.problems.push_back(json::object{{"line", row.line},
                                       {"namespace", row.identity_namespace},
                                       {"value", row.value.substr(0, kValueBytesMax)},
                                       {"reason", reason}});
}

// The header says what the rows are: "namespace,value", or a first column that is called as the
// namespace of its values.
base::Result<Rows> read_rows(std::string_view text, const model::IdentityRules& rules) {
  if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
  Rows rows;
  std::vector<collect::Cell> cells;
  std::string storage;
  std::size_t line = 1;
  std::optional<std::size_t> namespace_column;
  std::size_t value_column = 0;
  std::string column_namespace;
  bool header = true;
  while (!text.empty()) {
    const auto end = collect::find_row_end(text, ',', true);
    const std::string_view whole = text.substr(0, end.size);
    Row row;
    row.line = line;
    line += static_cast<std::size_t>(std::ranges::count(whole, '\n'));
    text.remove_prefix(end.size);
    const std::string_view content = collect::without_line_end(whole);
    if (content.find_first_not_of(" \t,") == std::string_view::npos) continue;
    if (end.kind == collect::RowEnd::Kind::kBroken) {
      add_problem(rows, row, "A quote is not closed.");
      continue;
    }
    collect::split_row(content, ',', true, cells, storage);
    const auto cell = [&](std::size_t column) {
      return column < cells.size() ? std::string(cells[column].text) : std::string();
    };
    if (header) {
      header = false;
      for (std::size_t i = 0; i < cells.size(); ++i) {
        if (cell(i) == "namespace") namespace_column = i;
        if (cell(i) == "value") value_column = i;
      }
      if (!namespace_column) {
        value_column = 0;
        column_namespace = cell(0);
      }
      continue;
    }
    if (rows.rows.size() + rows.wrong >= kListRowsMax) {
      return base::fail(base::ErrorCode::kTooLarge,
                        fmt::format("The list has more than {} rows.", kListRowsMax));
    }
    row.identity_namespace = namespace_column ? cell(*namespace_column) : column_namespace;
    row.value = cell(value_column);
    if (row.identity_namespace.empty() || row.value.empty()) {
      add_problem(rows, row, "The namespace or the value is empty.");
      continue;
    }
    row.number = model::identity_id_of(
        row.identity_namespace, model::normal_identity(rules, row.identity_namespace, row.value));
    rows.rows.push_back(std::move(row));
  }
  if (header)
    return base::fail(base::ErrorCode::kInvalidInput, "The list is empty.", "",
                      "Send CSV with a header: namespace,value, or user_id alone.");
  return rows;
}

base::Result<Answer> put_identities(Call& call) {
  WEND_ASSIGN(const auto segment, segment_of_path(call));
  if (!segment.is_list)
    return base::fail(base::ErrorCode::kConflict, "This segment goes by a rule.", "",
                      "Make a segment of the kind list.");
  WEND_ASSIGN(Rows rows,
              read_rows(call.request.body, call.services.data.events().identity_rules().rules));
  std::vector<std::int64_t> numbers;
  for (const Row& row : rows.rows) numbers.push_back(row.number);
  const unify::EventNaming names;
  WEND_ASSIGN(auto reading, unify::SegmentReading::begin(call.services.data.events(), names));
  WEND_ASSIGN(const auto owners, reading.owners_of(numbers));
  std::set<std::int64_t> matched, customers;
  for (const Row& row : rows.rows) {
    const auto owner = owners.find(row.number);
    if (owner == owners.end()) {
      add_problem(rows, row, "Nobody is known by this identity.");
      continue;
    }
    matched.insert(row.number);
    customers.insert(owner->second);
  }
  const auto matched_rows = static_cast<std::size_t>(std::ranges::count_if(
      rows.rows, [&](const Row& row) { return owners.contains(row.number); }));
  std::vector<std::int64_t> kept(matched.begin(), matched.end());
  if (call.parameter("mode").value_or("replace") == "add") {
    WEND_ASSIGN(const auto before, call.services.workspace.segments().identities(segment.id));
    kept.insert(kept.end(), before.begin(), before.end());
  }
  WEND_ASSIGN(const auto changed,
              call.services.workspace.segments().set_identities(segment.id, kept));
  call.services.segments->wake();
  Answer answer;
  answer.object = segment.id;
  answer.body = json::object{{"rows", matched_rows + rows.wrong},
                             {"matched", matched_rows},
                             {"customers", customers.size()},
                             {"not_found", rows.wrong},
                             {"not_found_rows", std::move(rows.problems)},
                             {"version", changed.version}};
  answer.headers.set("ETag", fmt::format("\"{}\"", changed.version));
  return answer;
}

}  // namespace

void add_segment_list_endpoints(std::vector<Endpoint>& endpoints) {
  using namespace schema;
  endpoints.push_back(
      {.method = http::Method::kPut,
       .path = "/api/v1/segments/{id}/identities",
       .summary = "Put the identities of a CSV file in a list. The body is CSV with a header: "
                  "namespace,value, or a first column called as its namespace.",
       .permission = Permission::kWrite,
       .parameters = {{"mode", one_of_texts({"replace", "add"}), "replace when not given."}},
       .response = reference("SegmentListOutcome"),
       .audit = "segment.identities",
       .lane = http::Lane::kHeavy,
       .body_limit = kListBytesMax,
       .handle = put_identities});
}

}  // namespace wend::api
