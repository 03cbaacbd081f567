#include <algorithm>

#include "api/map_sharing.h"
#include "api/maps.h"
#include "map/formats/import.h"
#include "map/map_view.h"

namespace wend::api {
namespace {

namespace json = boost::json;
using map::formats::ImportedMap;

// Whether the thing is there that a field of an imported map refers to.
bool is_here(Services& services, std::string_view part, std::string_view field,
             std::string_view id) {
  auto& space = services.workspace;
  if (field == "image") {
    const auto image = space.images().find(id);
    return image && image->has_value();
  }
  if (field == "owner") {
    const auto user = space.users().find(id);
    return user && user->has_value();
  }
  if (field == "segment") {
    const auto segment = space.segments().find(id);
    return segment && segment->has_value();
  }
  if (field == "map" || (part == map::kAbout && field == "counterpart")) {
    const auto entry = space.maps().find(id);
    return entry && entry->has_value() && !(*entry)->removed_at;
  }
  return false;
}

base::Result<ImportedMap> read_file(Call& call) {
  const std::string name = call.parameter("name").value_or("");
  const auto chosen = call.parameter("format");
  const auto format = chosen ? map::formats::format_from(*chosen)
                             : map::formats::guess_format(call.request.body, name);
  if (!format)
    return base::fail(base::ErrorCode::kInvalidInput,
                      "It cannot be told what kind of file this is.", "format",
                      "Say whether it is json, csv, mermaid or cjml.");
  WEND_ASSIGN(const auto personas, persona_names(call.services));
  map::formats::Surroundings here;
  for (const auto& [id, persona] : personas) here.personas.emplace(persona, id);
  here.has = [&call](std::string_view part, std::string_view field, std::string_view id) {
    return is_here(call.services, part, field, id);
  };
  return map::formats::read_map(*format, call.request.body, here);
}

json::array notes_json(const ImportedMap& made) {
  json::array notes;
  for (const auto& note : made.notes)
    notes.push_back(
        json::object{{"line", note.line == 0 ? json::value(nullptr) : json::value(note.line)},
                     {"message", note.message}});
  return notes;
}

base::Result<Answer> preview_import(Call& call) {
  WEND_ASSIGN(const ImportedMap made, read_file(call));
  WEND_ASSIGN(const auto personas, persona_names(call.services));
  const auto view = map::MapView::of(made.document, {personas.begin(), personas.end()});
  json::array stages, lanes, names;
  std::size_t cells = 0;
  for (const auto& stage : view.stages)
    stages.push_back(json::object{{"title", map::text_of(*stage.fields, "title")},
                                  {"steps", view.columns[stage.first].fields ? stage.columns : 0}});
  for (const auto& lane : view.lanes) {
    lanes.push_back(json::object{{"title", map::lane_title(lane)}, {"kind", lane.kind}});
    if (lane.kind != "pain") cells += lane.cards.size();
  }
  for (const auto& persona : view.personas) names.emplace_back(persona.name);
  Answer answer;
  answer.body = json::object{{"format", map::formats::to_string(made.format)},
                             {"title", map::text_of(*view.about, "title")},
                             {"stages", std::move(stages)},
                             {"lanes", std::move(lanes)},
                             {"cells", cells},
                             {"pains", view.pains.size()},
                             {"links", view.links.size()},
                             {"personas", std::move(names)},
                             {"notes", notes_json(made)},
                             {"notes_left_out", made.notes_left_out}};
  return answer;
}

base::Result<Answer> import_map(Call& call) {
  WEND_ASSIGN(ImportedMap made, read_file(call));
  if (const auto title = call.parameter("title")) {
    map::Operation rename;
    rename.kind = map::OperationKind::kEdit;
    rename.part = map::find_part(map::kAbout);
    rename.id = map::kAbout;
    rename.field = map::find_field(*rename.part, "title");
    rename.edit = map::TextEdit::between(map::text_of(made.document.about(), "title"), *title);
    rename.place = "title";
    WEND_TRY(made.document.apply({rename}));
  }
  WEND_ASSIGN(const auto entry, call.services.maps->create(made.document, call.caller.id));
  Answer answer;
  answer.status = 201;
  answer.object = entry.id;
  answer.body = json::object{{"id", entry.id},
                             {"revision", entry.revision},
                             {"notes", notes_json(made)},
                             {"notes_left_out", made.notes_left_out}};
  return answer;
}

}  // namespace

void add_map_import_endpoints(std::vector<Endpoint>& endpoints) {
  using namespace schema;
  const std::vector<Parameter> file = {
      {"name", text(500), "The file's name, whose ending may say what it is."},
      {"format", one_of_texts({"json", "csv", "mermaid", "cjml"}),
       "What kind of file; none: as it looks."}};
  std::vector<Parameter> titled = file;
  titled.push_back({"title", text(500), "Instead of the title in the file."});
  endpoints.push_back({.method = http::Method::kPost,
                       .path = "/api/v1/maps/import/preview",
                       .summary = "What a map made of this file would be; nothing is made.",
                       .permission = Permission::kWrite,
                       .parameters = file,
                       .response = reference("MapImportPreview"),
                       .lane = http::Lane::kHeavy,
                       .body_limit = map::formats::kFileBytesMax + 1,
                       .handle = preview_import});
  endpoints.push_back({.method = http::Method::kPost,
                       .path = "/api/v1/maps/import",
                       .summary = "Make a map of a file: JSON, CSV, Mermaid or CJML.",
                       .permission = Permission::kWrite,
                       .parameters = titled,
                       .status = 201,
                       .response = reference("MapImport"),
                       .audit = "map.import",
                       .creates = true,
                       .lane = http::Lane::kHeavy,
                       .body_limit = map::formats::kFileBytesMax + 1,
                       .handle = import_map});
}

}  // namespace wend::api
