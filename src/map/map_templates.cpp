#include "map/map_templates.h"

#include <algorithm>
#include <array>
#include <boost/json/parse.hpp>

#include "base/assert.h"
#include "fmt/format.h"
#include "model/json_reader.h"

namespace wend::map {

extern const std::vector<std::string_view> kMapTemplateTexts;

namespace {

namespace json = boost::json;
using base::ErrorCode;
using model::ObjectReader;

constexpr std::size_t kEntriesMax = 1'000;
constexpr std::int64_t kStepMax = 10'000;

// From the plain to the special, as the gallery shows them.
constexpr std::array<std::string_view, 15> kOrder = {
    "blank",           "current_state",      "future_state",
    "day_in_the_life", "service_blueprint",  "empathy_map",
    "five_stages",     "buyers_journey",     "e_commerce",
    "onboarding",      "support_experience", "customer_churn",
    "lead_nurturing",  "saas_lifecycle",     "b2b_seven_phases"};

base::Result<std::string> text_of(ObjectReader& reader, std::string_view field) {
  WEND_ASSIGN(auto text, reader.text(field));
  return text.value_or("");
}

// Those of `names` that are there, as they are.
json::object fields_of(ObjectReader& reader, std::initializer_list<std::string_view> names) {
  json::object fields;
  for (const std::string_view name : names)
    if (const json::value* value = reader.find(name)) fields[name] = *value;
  return fields;
}

// Counted from 1 in the file.
base::Result<std::size_t> step_of(ObjectReader& reader, std::string_view field) {
  WEND_ASSIGN(const auto step, reader.integer(field, 1, kStepMax));
  if (!step)
    return base::fail(ErrorCode::kInvalidInput, "The step is missing.", reader.place_of(field));
  return static_cast<std::size_t>(*step - 1);
}

template <typename Read>
base::Status each_entry(ObjectReader& reader, std::string_view field, const Read& read) {
  WEND_ASSIGN(const json::array* const list, reader.list(field, kEntriesMax));
  if (list == nullptr) return {};
  for (std::size_t i = 0; i < list->size(); ++i) {
    WEND_ASSIGN(auto entry,
                ObjectReader::open((*list)[i], model::entry_place(reader.place_of(field), i)));
    WEND_TRY(read(entry));
    WEND_TRY(entry.finish());
  }
  return {};
}

base::Status read_stage(ObjectReader& reader, MapOutline& outline) {
  MapOutline::Stage stage{.fields = fields_of(reader, {"title", "description"}), .steps = {}};
  WEND_TRY(each_entry(reader, "steps", [&](ObjectReader& step) -> base::Status {
    stage.steps.push_back({fields_of(step, {"title", "note", "optional", "touchpoint"})});
    return {};
  }));
  outline.stages.push_back(std::move(stage));
  return {};
}

base::Result<MapOutline::Card> read_card(const json::value& value, std::size_t step,
                                         const std::string& place) {
  MapOutline::Card card{.step = step, .to = step, .fields = {}};
  if (value.is_string()) {
    card.fields["text"] = value;
    return card;
  }
  WEND_ASSIGN(auto reader, ObjectReader::open(value, place));
  if (reader.has("to")) {
    WEND_ASSIGN(card.to, step_of(reader, "to"));
  }
  card.fields = fields_of(reader, {"text", "value", "touchpoint", "channel", "link", "evidence",
                                   "source", "tone", "moment", "done", "options"});
  WEND_TRY(reader.finish());
  return card;
}

base::Status read_lane(ObjectReader& reader, MapOutline& outline) {
  MapOutline::Lane lane{.fields = fields_of(reader, {"kind", "title", "note", "height", "options"}),
                        .cards = {}};
  if (const json::value* prompt = reader.find("prompt")) {
    json::object options;
    if (const json::value* given = lane.fields.if_contains("options")) options = given->as_object();
    options["prompt"] = *prompt;
    lane.fields["options"] = std::move(options);
  }
  WEND_ASSIGN(const json::array* const cells, reader.list("cells", kEntriesMax));
  for (std::size_t step = 0; cells != nullptr && step < cells->size(); ++step) {
    const std::string place = model::entry_place(reader.place_of("cells"), step);
    const json::value& cards = (*cells)[step];
    if (!cards.is_array()) return model::wrong_kind(cards, place, "a list");
    for (std::size_t i = 0; i < cards.get_array().size(); ++i) {
      WEND_ASSIGN(auto card, read_card(cards.get_array()[i], step, model::entry_place(place, i)));
      lane.cards.push_back(std::move(card));
    }
  }
  outline.lanes.push_back(std::move(lane));
  return {};
}

}  // namespace

base::Result<MapTemplate> read_template(const json::value& value) {
  WEND_ASSIGN(auto reader, ObjectReader::open(value, ""));
  MapTemplate made;
  WEND_ASSIGN(made.name, text_of(reader, "name"));
  WEND_ASSIGN(made.title, text_of(reader, "title"));
  WEND_ASSIGN(made.what, text_of(reader, "what"));
  WEND_ASSIGN(made.use, text_of(reader, "for"));
  if (const json::value* about = reader.find("about")) {
    if (!about->is_object()) return model::wrong_kind(*about, "about", "an object");
    made.outline.about = about->get_object();
  }
  WEND_ASSIGN(const json::array* const personas, reader.list("personas", kEntriesMax));
  for (std::size_t i = 0; personas != nullptr && i < personas->size(); ++i) {
    const json::value& persona = (*personas)[i];
    const std::string place = model::entry_place("personas", i);
    if (!persona.is_string()) return model::wrong_kind(persona, place, "a text");
    made.personas.emplace_back(persona.get_string());
  }
  MapOutline& outline = made.outline;
  WEND_TRY(each_entry(reader, "stages",
                      [&](ObjectReader& stage) { return read_stage(stage, outline); }));
  WEND_TRY(
      each_entry(reader, "lanes", [&](ObjectReader& lane) { return read_lane(lane, outline); }));
  WEND_TRY(each_entry(reader, "links", [&](ObjectReader& link) -> base::Status {
    MapOutline::Link one{.fields = fields_of(link, {"kind", "label"})};
    WEND_ASSIGN(one.from, step_of(link, "from"));
    WEND_ASSIGN(one.to, step_of(link, "to"));
    outline.links.push_back(std::move(one));
    return {};
  }));
  WEND_TRY(each_entry(reader, "pains", [&](ObjectReader& pain) -> base::Status {
    MapOutline::Pain one{
        .fields = fields_of(pain, {"text", "category", "severity", "evidence", "source"})};
    WEND_ASSIGN(one.step, step_of(pain, "step"));
    outline.pains.push_back(std::move(one));
    return {};
  }));
  WEND_TRY(reader.finish());
  outline.about["template"] = made.name;
  return made;
}

const std::vector<MapTemplate>& templates() {
  static const std::vector<MapTemplate> kTemplates = [] {
    std::vector<MapTemplate> all;
    for (const std::string_view text : kMapTemplateTexts) {
      auto made = read_template(json::parse(text));
      WEND_ASSERT(made.has_value(), "a template of ours is read by its test too");
      all.push_back(*std::move(made));
    }
    std::ranges::sort(all, {}, [](const MapTemplate& one) {
      return std::pair(std::ranges::find(kOrder, one.name) - kOrder.begin(), one.title);
    });
    return all;
  }();
  return kTemplates;
}

const MapTemplate* find_template(std::string_view name) {
  const auto& all = templates();
  const auto found = std::ranges::find(all, name, &MapTemplate::name);
  return found == all.end() ? nullptr : &*found;
}

base::Result<MapDocument> document_of(const MapTemplate& from, bool example,
                                      std::string_view title) {
  MapOutline outline = from.outline;
  if (!example) {
    outline.about.erase("description");
    outline.about.erase("title");
    for (MapOutline::Stage& stage : outline.stages) {
      // One place to begin in; the example's steps are its own.
      stage.steps.resize(1);
      stage.steps[0].fields = {};
    }
    for (MapOutline::Lane& lane : outline.lanes) lane.cards.clear();
    outline.links.clear();
    outline.pains.clear();
  }
  if (!title.empty()) outline.about["title"] = title;
  return document_of(outline);
}

}  // namespace wend::map
