#include <CLI/CLI.hpp>
#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <unistd.h>

#include "cli/commands.h"
#include "cli/open_workspace.h"
#include "fmt/format.h"
#include "map/export_map.h"
#include "map/formats/import.h"
#include "map/map_rooms.h"
#include "model/time_text.h"

namespace wend::cli {
namespace {

namespace json = boost::json;
using base::ErrorCode;

base::Result<std::map<std::string, std::string>> persona_names(workspace::Workspace& space) {
  WEND_ASSIGN(const auto personas, space.personas().all());
  std::map<std::string, std::string> names;
  for (const auto& persona : personas) {
    boost::system::error_code error;
    const json::value body = json::parse(persona.body, error);
    if (error || !body.is_object()) continue;
    if (const json::value* name = body.get_object().if_contains("name"); name && name->is_string())
      names[persona.id] = name->get_string();
  }
  return names;
}

base::Result<std::string> list_maps(const std::string& data) {
  const env::SystemClock clock;
  WEND_ASSIGN(const auto space, open_workspace(data, clock));
  WEND_ASSIGN(const auto entries, space->maps().all());
  json::array items;
  for (const auto& entry : entries) {
    boost::system::error_code error;
    const json::value summary = json::parse(entry.summary, error);
    const json::value* title =
        !error && summary.is_object() ? summary.get_object().if_contains("title") : nullptr;
    items.push_back(json::object{{"id", entry.id},
                                 {"title", title ? *title : json::value("")},
                                 {"revision", entry.revision},
                                 {"updated_at", model::format_time(entry.updated_at, {})}});
  }
  return json::serialize(json::object{{"items", std::move(items)}});
}

struct ExportArguments {
  std::string id, format, file = "-", paper = "own";
  std::int64_t revision = 0;  // 0: the latest
};

base::Status write_file(const std::string& file, const std::string& bytes) {
  if (file == "-") {
    if (std::fwrite(bytes.data(), 1, bytes.size(), stdout) == bytes.size()) return {};
    return base::fail(ErrorCode::kIo, "The map cannot be written to the output.");
  }
  std::ofstream stream(file, std::ios::binary | std::ios::trunc);
  stream << bytes;
  stream.close();
  if (!stream) return base::fail(ErrorCode::kIo, "The file cannot be written.", file);
  return {};
}

base::Status export_map(const std::string& data, const ExportArguments& arguments) {
  const env::SystemClock clock;
  map::ExportOrder order;
  const auto format = map::export_format_from(arguments.format);
  const auto paper = map::picture::paper_from(arguments.paper);
  WEND_ASSIGN(const auto space, open_workspace(data, clock));
  map::MapRooms rooms(space->maps(), clock);
  WEND_ASSIGN(const map::MapState state, arguments.revision > 0
                                             ? rooms.at(arguments.id, arguments.revision)
                                             : rooms.open(arguments.id));
  WEND_ASSIGN(const auto names, persona_names(*space));
  order.format = *format;
  order.paper = *paper;
  order.caption.date = model::format_time(clock.now_us(), {}).substr(0, sizeof "2026-11-30" - 1);
  order.caption.version = fmt::format("revision {}", state.revision);
  order.image = [&space](std::string_view id) {
    const auto image = space->images().find(id);
    return image && *image ? (*image)->bytes : std::string();
  };
  map::picture::Studio studio(map::picture::font_folder());
  WEND_ASSIGN(const auto made,
              map::export_map(studio, state.document, {names.begin(), names.end()}, order));
  return write_file(arguments.file, made.bytes);
}

struct ImportArguments {
  std::string file, format, title;
  bool dry_run = false;
};

base::Result<std::string> read_file(const std::string& file) {
  std::ifstream stream(file, std::ios::binary);
  std::string bytes{std::istreambuf_iterator<char>(stream), {}};
  if (!stream && !stream.eof()) return base::fail(ErrorCode::kIo, "The file cannot be read.", file);
  if (bytes.empty() && !std::filesystem::exists(file))
    return base::fail(ErrorCode::kNotFound, "There is no such file.", file);
  return bytes;
}

base::Result<std::string> import_map(const std::string& data, const ImportArguments& arguments) {
  const env::SystemClock clock;
  WEND_ASSIGN(const std::string bytes, read_file(arguments.file));
  const auto format = arguments.format.empty() ? map::formats::guess_format(bytes, arguments.file)
                                               : map::formats::format_from(arguments.format);
  if (!format)
    return base::fail(ErrorCode::kInvalidInput, "It cannot be told what kind of file this is.",
                      arguments.file, "Say --format json, csv, mermaid or cjml.");
  WEND_ASSIGN(const auto space, open_workspace(data, clock));
  WEND_ASSIGN(const auto names, persona_names(*space));
  map::formats::Surroundings here;
  for (const auto& [id, name] : names) here.personas.emplace(name, id);
  here.has = [&space](std::string_view, std::string_view field, std::string_view id) {
    if (field != "image") return false;
    const auto image = space->images().find(id);
    return image && image->has_value();
  };
  auto made = map::formats::read_map(*format, bytes, here);
  if (!made) {
    // The place is a line of the file.
    base::Error error = std::move(made).error();
    error.place =
        error.place.empty() ? arguments.file : fmt::format("{}: {}", arguments.file, error.place);
    return base::fail(std::move(error));
  }
  if (!arguments.title.empty()) {
    json::object root = made->document.json();
    root.at("about").as_object()["title"] = arguments.title;
    WEND_ASSIGN(made->document, map::MapDocument::read(json::value(std::move(root))));
  }
  json::array notes;
  for (const auto& note : made->notes)
    notes.push_back(json::object{{"line", note.line}, {"message", note.message}});
  json::object answer{{"id", nullptr},
                      {"format", map::formats::to_string(*format)},
                      {"stages", made->document.shown("stages").size()},
                      {"steps", made->document.shown("steps").size()},
                      {"lanes", made->document.shown("lanes").size()},
                      {"cells", made->document.shown("cells").size()},
                      {"notes", std::move(notes)},
                      {"notes_left_out", made->notes_left_out}};
  if (!arguments.dry_run) {
    map::MapRooms rooms(space->maps(), clock);
    WEND_ASSIGN(const auto entry, rooms.create(made->document, std::nullopt));
    WEND_TRY(space->audit().record("command line", "map.import", entry.id));
    answer["id"] = entry.id;
  }
  return json::serialize(answer);
}

}  // namespace

void add_map(CLI::App& app, Context& context) {
  CLI::App* group = app.add_subcommand("map", "Take journey maps out, and in.");
  group->require_subcommand(1);
  CLI::App* list = group->add_subcommand("list", "Print the maps, the latest changed first.");
  add_data_option(*list, context);
  const auto print = [&context](const base::Result<std::string>& line) {
    if (line)
      fmt::print("{}\n", *line);
    else
      context.fail(line.error());
  };
  list->callback([print, &context] { print(list_maps(context.data)); });

  auto out = std::make_shared<ExportArguments>();
  CLI::App* exporting = group->add_subcommand("export", "Write a map as a file.");
  add_data_option(*exporting, context);
  exporting->add_option("id", out->id, "The map's id, as list prints it.")->required();
  exporting->add_option("--format", out->format, "json, csv, xlsx, cjml, mermaid, svg, png or pdf.")
      ->required()
      ->check(CLI::IsMember({"json", "csv", "xlsx", "cjml", "mermaid", "svg", "png", "pdf"}));
  exporting->add_option("-o,--output", out->file, "The file; - is the output.")
      ->capture_default_str();
  exporting->add_option("--paper", out->paper, "Of a PDF: own (one page), a4, a3 or letter.")
      ->capture_default_str()
      ->check(CLI::IsMember({"own", "a4", "a3", "letter"}));
  exporting->add_option("--revision", out->revision, "As it was then.");
  exporting->callback([out, &context] {
    if (const auto done = export_map(context.data, *out); !done) context.fail(done.error());
  });

  auto in = std::make_shared<ImportArguments>();
  CLI::App* importing = group->add_subcommand("import", "Make a map of a file.");
  add_data_option(*importing, context);
  importing->add_option("file", in->file, "JSON, CSV, Mermaid or CJML.")->required();
  importing->add_option("--format", in->format, "json, csv, mermaid or cjml; none: as it looks.")
      ->check(CLI::IsMember({"json", "csv", "mermaid", "cjml"}));
  importing->add_option("--title", in->title, "Instead of the title in the file.");
  importing->add_flag("--dry-run", in->dry_run, "Say what would be made, and make nothing.");
  importing->callback([in, print, &context] { print(import_map(context.data, *in)); });
}

}  // namespace wend::cli
