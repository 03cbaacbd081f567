#include <algorithm>
#include <charconv>
#include <map>

#include "fmt/format.h"
#include "fmt/ranges.h"
#include "map/formats/csv_rows.h"
#include "map/formats/document_maker.h"
#include "map/formats/export.h"

namespace wend::map::formats {
namespace {

namespace json = boost::json;

constexpr std::string_view kUtf8Mark = "\xEF\xBB\xBF";

std::string quoted_cell(std::string_view text) {
  const bool plain =
      text.find_first_of("\",;\t\r\n") == std::string_view::npos && trimmed(text) == text;
  if (plain) return std::string(text);
  std::string cell = "\"";
  for (const char c : text) {
    if (c == '"') cell += '"';
    cell += c;
  }
  return cell + '"';
}

// What a person may call a column.
std::string column_name(std::string_view header) {
  std::string name;
  for (const char c : trimmed(header))
    name += c == ' ' || c == '-'   ? '_'
            : c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a')
                                   : c;
  return name;
}

std::string small(std::string_view text) {
  std::string name = column_name(text);
  std::ranges::replace(name, '_', ' ');
  return name;
}

// Reads the rows of a table into a map. Stages, steps and lanes are known by their number where the
// table has one and by their title where not, and made where they are first spoken of.
class TableReader {
 public:
  TableReader(DocumentMaker& maker, const std::vector<std::string>& header) : maker_(maker) {
    for (std::size_t i = 0; i < header.size(); ++i) {
      const std::string name = column_name(header[i]);
      const auto& known = table_columns();
      if (std::ranges::find(known, std::string_view(name)) == known.end()) {
        if (!name.empty())
          maker_.note(1,
                      fmt::format("The column \"{}\" is not known and was left out.", header[i]));
      } else if (!columns_.emplace(name, i).second) {
        maker_.note(
            1, fmt::format("The column \"{}\" stands here twice; the first one counts.", name));
      }
    }
  }

  bool has(std::string_view column) const { return columns_.contains(column); }

  void read(const CsvRows::Row& row) {
    row_ = &row;
    const std::string what = small(cell("what"));
    if (what == "map") return about();
    if (what == "persona") return void(maker_.persona(cell("persona"), row.line));
    if (what == "stage") return void(stage());
    if (what == "step") return read_step();
    if (what == "lane") return void(lane());
    if (what == "pain point" || what == "pain") return pain();
    if (what == "link") return links_.push_back(row);
    if (what != "card" && what != "cell" && !what.empty())
      return maker_.note(row.line, fmt::format("\"{}\" is nothing that a map has; the row was left "
                                               "out. It may be map, persona, stage, step, lane, "
                                               "card, pain point or link.",
                                               cell("what")));
    card();
  }

  // What speaks of steps that may come later in the table.
  void finish() {
    for (const auto& [row, fields] : spans_) {
      row_ = &row;
      const std::string to = step_numbered(cell("to_number"));
      if (to.empty())
        maker_.note(row.line, "There is no such step to span to; the card spans one step.");
      else
        maker_.fields_of("cells", fields)["to"] = to;
    }
    for (const auto& row : links_) {
      row_ = &row;
      link();
    }
  }

 private:
  std::string_view cell(std::string_view column) const {
    const auto found = columns_.find(column);
    if (found == columns_.end() || found->second >= row_->cells.size()) return {};
    return unguarded(row_->cells[found->second]);
  }
  void text(json::object& fields, std::string_view part, std::string_view field,
            std::string_view column) {
    maker_.put_text(fields, part, field, cell(column), row_->line);
  }
  // A choice may be written with blanks and capitals.
  void choice(json::object& fields, std::string_view part, std::string_view field,
              std::string_view column) {
    maker_.put_text(fields, part, field, column_name(cell(column)), row_->line);
  }

  void about() {
    text(maker_.about(), "about", "title", "text");
    text(maker_.about(), "about", "description", "note");
    choice(maker_.about(), "about", "state", "kind");
    json::array tags;
    std::string_view rest = cell("tags");
    while (!rest.empty()) {
      const std::size_t end = rest.find('\n');
      json::object holder;
      maker_.put_text(holder, "steps", "touchpoint", trimmed(rest.substr(0, end)), row_->line);
      if (!holder.empty() && tags.size() < kLinesMax &&
          std::ranges::find(tags, holder.begin()->value()) == tags.end())
        tags.push_back(holder.begin()->value());
      rest = end == std::string_view::npos ? std::string_view() : rest.substr(end + 1);
    }
    if (!tags.empty()) maker_.about()["tags"] = std::move(tags);
  }

  // The thing's key: its number, or its title.
  std::string key(std::string_view number, std::string_view title) const {
    const std::string_view digits = trimmed(cell(number));
    return digits.empty() ? fmt::format("t{}", cell(title)) : fmt::format("n{}", digits);
  }

  std::string stage() {
    const bool named = !trimmed(cell("stage")).empty() || !trimmed(cell("stage_number")).empty();
    if (!named && !last_stage_.empty()) return last_stage_;
    const auto [known, fresh] = stages_.try_emplace(key("stage_number", "stage"));
    if (fresh) {
      json::object fields;
      text(fields, "stages", "title", "stage");
      if (small(cell("what")) == "stage") text(fields, "stages", "description", "note");
      known->second = maker_.add("stages", std::move(fields));
    }
    return last_stage_ = known->second;
  }

  // Nothing when the row names none.
  std::string step() {
    const bool numbered = !trimmed(cell("step_number")).empty();
    if (!numbered && trimmed(cell("step")).empty()) return {};
    const std::string in = stage();
    // Titles stand for different steps in different stages.
    const std::string known_as = key("step_number", "step") + (numbered ? "" : "\n" + in);
    const auto [known, fresh] = steps_.try_emplace(known_as);
    if (fresh) {
      json::object fields{{"stage", in}};
      text(fields, "steps", "title", "step");
      known->second = maker_.add("steps", std::move(fields));
    }
    return known->second;
  }

  // Cards without a step stand in the first one of their stage.
  std::string step_or_first() {
    const std::string named = step();
    if (!named.empty()) return named;
    const std::string in = stage();
    const auto [known, fresh] = steps_.try_emplace("s" + in);
    if (fresh) {
      json::object fields{{"stage", in}};
      text(fields, "steps", "title", "stage");
      known->second = maker_.add("steps", std::move(fields));
    }
    return known->second;
  }

  std::string step_numbered(std::string_view number) const {
    const auto found = steps_.find(fmt::format("n{}", trimmed(number)));
    return found == steps_.end() ? std::string() : found->second;
  }

  void read_step() {
    const std::string id = step();
    if (id.empty()) return maker_.note(row_->line, "The step has neither a number nor a title.");
    if (maker_.is_full()) return;
    json::object& fields = maker_.fields_of("steps", id);
    text(fields, "steps", "note", "note");
    text(fields, "steps", "touchpoint", "touchpoint");
    maker_.put_yes(fields, "optional", cell("optional"), row_->line);
  }

  struct Lane {
    std::string id, kind;
  };
  Lane lane() {
    const auto [known, fresh] = lanes_.try_emplace(key("lane_number", "lane"));
    if (!fresh) return known->second;
    json::object fields;
    text(fields, "lanes", "title", "lane");
    choice(fields, "lanes", "kind", "kind");
    if (small(cell("what")) == "lane") text(fields, "lanes", "note", "note");
    known->second.kind = text_of(fields, "kind");
    known->second.id = maker_.add("lanes", std::move(fields));
    return known->second;
  }

  void common(json::object& fields, std::string_view part) {
    text(fields, part, "text", "text");
    choice(fields, part, "evidence", "evidence");
    text(fields, part, "source", "source");
    if (std::string id = maker_.persona(cell("persona"), row_->line); !id.empty())
      fields["persona"] = std::move(id);
  }

  void card() {
    const Lane in = lane();
    if (in.kind == "pain") return pain();
    json::object fields{{"lane", in.id}, {"step", step_or_first()}};
    common(fields, "cells");
    maker_.put_number(fields, "cells", "value", cell("value"), row_->line);
    choice(fields, "cells", "tone", "tone");
    for (const std::string_view field : {"touchpoint", "channel", "link"})
      text(fields, "cells", field, field);
    maker_.put_yes(fields, "moment", cell("moment"), row_->line);
    maker_.put_yes(fields, "done", cell("done"), row_->line);
    // A table by hand has rows for places where nothing is written.
    if (fields.size() == 2 && !has("what")) return;
    const std::string id = maker_.add("cells", std::move(fields));
    if (!trimmed(cell("to_number")).empty() && !maker_.is_full()) spans_.emplace_back(*row_, id);
  }

  void pain() {
    json::object fields{{"step", step_or_first()}};
    common(fields, "pains");
    choice(fields, "pains", "category", "category");
    maker_.put_number(fields, "pains", "severity", cell("severity"), row_->line);
    maker_.add("pains", std::move(fields));
  }

  void link() {
    const std::string from = step_numbered(cell("step_number"));
    const std::string to = step_numbered(cell("to_number"));
    if (from.empty() || to.empty())
      return maker_.note(row_->line,
                         "The link was left out: one of its steps is not in the table. It names "
                         "them in step_number and to_number.");
    json::object fields{{"from", from}, {"to", to}};
    choice(fields, "links", "kind", "kind");
    text(fields, "links", "label", "text");
    maker_.add("links", std::move(fields));
  }

  DocumentMaker& maker_;
  const CsvRows::Row* row_ = nullptr;
  std::map<std::string, std::size_t, std::less<>> columns_;
  std::map<std::string, std::string> stages_, steps_;
  std::map<std::string, Lane> lanes_;
  std::string last_stage_;
  std::vector<std::pair<CsvRows::Row, std::string>> spans_;
  std::vector<CsvRows::Row> links_;
};

}  // namespace

std::string csv_text(const MapView& view) {
  std::string text(kUtf8Mark);
  text += fmt::format("{}\r\n", fmt::join(table_columns(), ","));
  for (const auto& row : table_of(view).rows) {
    bool first = true;
    for (const auto& cell : row) {
      if (!first) text += ',';
      first = false;
      text += cell.number ? fmt::format("{}", *cell.number) : quoted_cell(guarded(cell.text));
    }
    text += "\r\n";
  }
  return text;
}

base::Result<ImportedMap> read_csv_map(std::string_view bytes, const Surroundings& surroundings) {
  const std::string text = valid_utf8(bytes);
  DocumentMaker maker(Format::kCsv, surroundings);
  CsvRows rows(text);
  CsvRows::Row row;
  WEND_ASSIGN(const bool any, rows.next(row));
  if (!any) return base::fail(base::ErrorCode::kInvalidInput, "The table has no header.", "line 1");
  TableReader reader(maker, row.cells);
  if (!reader.has("stage") && !reader.has("step"))
    return base::fail(base::ErrorCode::kInvalidInput,
                      "The table has no column \"stage\" or \"step\".", line_place(row.line),
                      fmt::format("Its first line names the columns; those that are known: {}.",
                                  fmt::join(table_columns(), ", ")));
  std::size_t count = 0;
  for (;;) {
    WEND_ASSIGN(const bool more, rows.next(row));
    if (!more) break;
    ++count;
    reader.read(row);
    if (maker.is_full()) return maker.finish();
  }
  if (count == 0)
    return base::fail(base::ErrorCode::kInvalidInput, "The table has no row below its header.");
  reader.finish();
  return maker.finish();
}

}  // namespace wend::map::formats
