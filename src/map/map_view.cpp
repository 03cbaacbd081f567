#include "map/map_view.h"

#include <algorithm>
#include <array>
#include <unordered_map>

namespace wend::map {
namespace {

namespace json = boost::json;

using Places = std::unordered_map<std::string_view, std::size_t>;

void place_steps(MapView& view, const MapDocument& document) {
  std::unordered_map<std::string_view, std::vector<MapDocument::Thing>> within;
  for (const auto& step : document.shown("steps"))
    within[text_of(*step.fields, "stage")].push_back(step);
  for (const auto& stage : document.shown("stages")) {
    MapView::Stage shown{stage.id, stage.fields, view.columns.size(), 0};
    for (const auto& step : within[stage.id])
      view.columns.push_back({view.stages.size(), step.id, step.fields});
    if (view.columns.size() == shown.first) view.columns.push_back({view.stages.size(), {}, {}});
    shown.columns = view.columns.size() - shown.first;
    view.stages.push_back(shown);
  }
}

std::size_t last_column(const json::object& card, std::size_t own, const Places& places) {
  const auto to = places.find(text_of(card, "to"));
  return to == places.end() ? own : std::max(own, to->second);
}

void sort_by_column(std::vector<MapView::Card>& cards) {
  std::ranges::stable_sort(cards, {}, &MapView::Card::column);
}

constexpr std::array<std::pair<std::string_view, std::string_view>, 18> kKindTitles{
    {{"text", "Actions"},
     {"rich_text", "Notes"},
     {"list", "List"},
     {"voice", "Thinks"},
     {"question", "Questions"},
     {"image", "Pictures"},
     {"emotion", "Feels"},
     {"touchpoint", "Touchpoints"},
     {"channel", "Channels"},
     {"metric", "Live"},
     {"people", "Front stage"},
     {"process", "Back stage"},
     {"pain", "Pain points"},
     {"moment", "Moments that matter"},
     {"opportunity", "Opportunities"},
     {"solution", "Solutions"},
     {"line", "Line of visibility"},
     {"custom", "Own lane"}}};

}  // namespace

MapView MapView::of(const MapDocument& document, const PersonaNames& names) {
  MapView view;
  view.about = &document.about();
  place_steps(view, document);
  Places columns, lanes;
  for (std::size_t i = 0; i < view.columns.size(); ++i)
    if (view.columns[i].fields != nullptr) columns[view.columns[i].id] = i;
  for (const auto& lane : document.shown("lanes")) {
    lanes[lane.id] = view.lanes.size();
    view.lanes.push_back({lane.id, choice_of("lanes", *lane.fields, "kind"), lane.fields, {}});
  }
  for (const auto& pain : document.shown("pains")) {
    const std::size_t column = columns.at(text_of(*pain.fields, "step"));
    view.pains.push_back({pain.id, pain.fields, column, column});
  }
  sort_by_column(view.pains);
  for (const auto& cell : document.shown("cells")) {
    Lane& lane = view.lanes[lanes.at(text_of(*cell.fields, "lane"))];
    const std::size_t column = columns.at(text_of(*cell.fields, "step"));
    lane.cards.push_back(
        {cell.id, cell.fields, column, last_column(*cell.fields, column, columns)});
  }
  for (Lane& lane : view.lanes)
    if (lane.kind == "pain")
      lane.cards = view.pains;
    else
      sort_by_column(lane.cards);
  for (const auto& link : document.shown("links"))
    view.links.push_back({columns.at(text_of(*link.fields, "from")),
                          columns.at(text_of(*link.fields, "to")), link.fields});
  for (const auto& persona : document.shown("personas")) {
    const std::string_view reference = text_of(*persona.fields, "persona");
    const auto name = names.find(reference);
    view.personas.push_back({persona.id, reference,
                             name == names.end() ? std::string() : name->second, persona.fields});
  }
  return view;
}

std::string_view MapView::persona_of(const Fields& card) const {
  const std::string_view id = text_of(card, "persona");
  const auto found = std::ranges::find(personas, id, &Persona::id);
  return id.empty() || found == personas.end() ? std::string_view() : found->name;
}

std::string_view lane_kind_title(std::string_view kind) {
  const auto* found =
      std::ranges::find(kKindTitles, kind, &std::pair<std::string_view, std::string_view>::first);
  return found == kKindTitles.end() ? std::string_view("Lane") : found->second;
}

std::string_view lane_title(const MapView::Lane& lane) {
  const std::string_view title = text_of(*lane.fields, "title");
  return title.empty() ? lane_kind_title(lane.kind) : title;
}

std::string_view choice_of(std::string_view part, const json::object& fields,
                           std::string_view field) {
  const std::string_view set = text_of(fields, field);
  return set.empty() ? find_field(*find_part(part), field)->choices.front() : set;
}

std::optional<double> number_of(const json::object& fields, std::string_view field) {
  const json::value* value = fields.if_contains(field);
  if (value == nullptr || !value->is_number()) return std::nullopt;
  return value->to_number<double>();
}

bool is_yes(const json::object& fields, std::string_view field) {
  const json::value* value = fields.if_contains(field);
  return value != nullptr && value->is_bool() && value->get_bool();
}

std::vector<FeelingPoint> feelings(const MapView::Lane& lane) {
  std::vector<FeelingPoint> points;
  for (const MapView::Card& card : lane.cards) {
    const auto value = number_of(*card.fields, "value");
    if (!value || (!points.empty() && points.back().column == card.column)) continue;
    points.push_back({card.column, *value});
  }
  return points;
}

}  // namespace wend::map
