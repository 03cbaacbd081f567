#include <algorithm>

#include "fmt/format.h"
#include "fmt/ranges.h"
#include "map/formats/export.h"

namespace wend::map::formats {
namespace {

namespace json = boost::json;

std::size_t column_named(std::string_view name) {
  const auto& columns = table_columns();
  return static_cast<std::size_t>(std::ranges::find(columns, name) - columns.begin());
}

// One row in the making.
class RowMaker {
 public:
  explicit RowMaker(std::string_view what) : row_(table_columns().size()) { text("what", what); }

  RowMaker& text(std::string_view column, std::string_view value) {
    row_[column_named(column)].text = value;
    return *this;
  }
  RowMaker& number(std::string_view column, std::optional<double> value) {
    row_[column_named(column)].number = value;
    return *this;
  }
  RowMaker& count(std::string_view column, std::size_t value) {
    return number(column, static_cast<double>(value));
  }
  RowMaker& field(const json::object& fields, std::string_view name) {
    return text(name, text_of(fields, name));
  }
  RowMaker& yes(const json::object& fields, std::string_view name) {
    return text(name, is_yes(fields, name) ? "yes" : "");
  }
  // The stage and step of a column.
  RowMaker& place(const MapView& view, std::size_t column) {
    const auto& at = view.columns[column];
    count("stage_number", at.stage + 1)
        .text("stage", text_of(*view.stages[at.stage].fields, "title"));
    if (at.fields != nullptr)
      count("step_number", column + 1).text("step", text_of(*at.fields, "title"));
    return *this;
  }
  RowMaker& lane(const MapView& view, std::size_t lane) {
    return count("lane_number", lane + 1)
        .text("lane", text_of(*view.lanes[lane].fields, "title"))
        .text("kind", view.lanes[lane].kind);
  }
  MapTable::Row take() { return std::move(row_); }

 private:
  MapTable::Row row_;
};

MapTable::Row card_row(const MapView& view, std::size_t lane, const MapView::Card& card) {
  RowMaker row("card");
  row.place(view, card.column).lane(view, lane);
  if (card.last > card.column) row.count("to_number", card.last + 1);
  for (const std::string_view name :
       {"text", "evidence", "source", "tone", "touchpoint", "channel", "link"})
    row.field(*card.fields, name);
  row.number("value", number_of(*card.fields, "value"));
  row.yes(*card.fields, "moment").yes(*card.fields, "done");
  row.text("persona", view.persona_of(*card.fields));
  return row.take();
}

MapTable::Row pain_row(const MapView& view, const MapView::Card& pain) {
  RowMaker row("pain point");
  row.place(view, pain.column);
  for (const std::string_view name : {"text", "evidence", "source", "category"})
    row.field(*pain.fields, name);
  row.number("severity", number_of(*pain.fields, "severity"));
  row.text("persona", view.persona_of(*pain.fields));
  return row.take();
}

}  // namespace

const std::vector<std::string_view>& table_columns() {
  static const std::vector<std::string_view> columns = {
      "what",   "stage_number", "stage",    "step_number", "step",  "to_number", "lane_number",
      "lane",   "kind",         "persona",  "text",        "value", "evidence",  "source",
      "tone",   "touchpoint",   "channel",  "link",        "note",  "category",  "severity",
      "moment", "done",         "optional", "tags"};
  return columns;
}

MapTable table_of(const MapView& view) {
  MapTable table;
  RowMaker about("map");
  about.text("text", text_of(*view.about, "title"))
      .text("note", text_of(*view.about, "description"));
  about.text("kind", choice_of("about", *view.about, "state"));
  std::vector<std::string_view> tags;
  if (const json::value* list = view.about->if_contains("tags"))
    for (const json::value& tag : list->get_array()) tags.emplace_back(tag.get_string());
  about.text("tags", fmt::format("{}", fmt::join(tags, "\n")));
  table.rows.push_back(about.take());
  for (const auto& persona : view.personas)
    if (!persona.name.empty())
      table.rows.push_back(RowMaker("persona").text("persona", persona.name).take());
  for (std::size_t s = 0; s < view.stages.size(); ++s) {
    RowMaker row("stage");
    row.count("stage_number", s + 1).text("stage", text_of(*view.stages[s].fields, "title"));
    table.rows.push_back(row.text("note", text_of(*view.stages[s].fields, "description")).take());
  }
  for (std::size_t c = 0; c < view.columns.size(); ++c) {
    if (view.columns[c].fields == nullptr) continue;
    const json::object& step = *view.columns[c].fields;
    RowMaker row("step");
    row.place(view, c).field(step, "note").field(step, "touchpoint").yes(step, "optional");
    table.rows.push_back(row.take());
  }
  for (std::size_t l = 0; l < view.lanes.size(); ++l)
    table.rows.push_back(
        RowMaker("lane").lane(view, l).field(*view.lanes[l].fields, "note").take());
  for (std::size_t l = 0; l < view.lanes.size(); ++l)
    if (view.lanes[l].kind != "pain")
      for (const auto& card : view.lanes[l].cards) table.rows.push_back(card_row(view, l, card));
  for (const auto& pain : view.pains) table.rows.push_back(pain_row(view, pain));
  for (const auto& link : view.links) {
    RowMaker row("link");
    row.place(view, link.from).count("to_number", link.to + 1);
    row.text("kind", choice_of("links", *link.fields, "kind"));
    table.rows.push_back(row.text("text", text_of(*link.fields, "label")).take());
  }
  return table;
}

}  // namespace wend::map::formats
