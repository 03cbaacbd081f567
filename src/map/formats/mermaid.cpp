#include <algorithm>
#include <array>
#include <cmath>
#include <set>

#include "fmt/format.h"
#include "fmt/ranges.h"
#include "map/formats/document_maker.h"
#include "map/formats/export.h"

// Mermaid's journey diagram (https://mermaid.js.org/syntax/userJourney.html): a title, sections,
// and tasks "name: score: actor, actor". A score goes from 1 to 5, our feelings from −2 to +2: the
// score is the feeling, rounded, and 3; a step of which nothing is said has 3 too.
namespace wend::map::formats {
namespace {

namespace json = boost::json;

constexpr int kNeutralScore = 3;
constexpr double kScoreMin = 1, kScoreMax = 5;
// Lines that begin so are no tasks.
constexpr std::array<std::string_view, 6> kWords = {"title",    "section", "acctitle",
                                                    "accdescr", "journey", "%%"};

std::string small_letters(std::string_view text) {
  std::string small(text);
  std::ranges::transform(small, small.begin(), [](char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  });
  return small;
}

// Mermaid's own way to write characters that mean something to it: "#58;" is a colon.
std::string escaped(std::string_view text, bool may_begin_line) {
  std::string line;
  for (const char c : text) {
    if (c == '\n' || c == '\t')
      line += ' ';
    else if (std::string_view("#;:,%<>\"{}").find(c) != std::string_view::npos)
      line += fmt::format("#{};", static_cast<int>(c));
    else
      line += c;
  }
  line = trimmed(line);
  const std::string small = small_letters(line);
  const bool is_word =
      std::ranges::any_of(kWords, [&](std::string_view word) { return small.starts_with(word); });
  // A dash alone stands for no title.
  if (line == "-") return "#45;";
  if (!may_begin_line && is_word)
    line = fmt::format("#{};{}", static_cast<int>(line[0]), line.substr(1));
  return line;
}

void append_utf8(std::string& text, unsigned code) {
  if (code < 0x80) {
    text += static_cast<char>(code);
  } else if (code < 0x800) {
    text += static_cast<char>(0xC0 | (code >> 6));
    text += static_cast<char>(0x80 | (code & 0x3F));
  } else if (code < 0x10000) {
    text += static_cast<char>(0xE0 | (code >> 12));
    text += static_cast<char>(0x80 | ((code >> 6) & 0x3F));
    text += static_cast<char>(0x80 | (code & 0x3F));
  } else {
    text += static_cast<char>(0xF0 | (code >> 18));
    text += static_cast<char>(0x80 | ((code >> 12) & 0x3F));
    text += static_cast<char>(0x80 | ((code >> 6) & 0x3F));
    text += static_cast<char>(0x80 | (code & 0x3F));
  }
}

std::string unescaped(std::string_view line) {
  if (line == "-") return {};
  constexpr std::size_t kDigitsMax = 7;
  std::string text;
  for (std::size_t i = 0; i < line.size(); ++i) {
    const std::size_t end = line[i] == '#' ? line.find(';', i) : std::string_view::npos;
    const bool near = end != std::string_view::npos && end > i + 1 && end - i - 1 <= kDigitsMax;
    const std::string_view name = near ? line.substr(i + 1, end - i - 1) : std::string_view();
    const bool is_code = near && name.find_first_not_of("0123456789") == std::string_view::npos;
    if (is_code) {
      const auto code = static_cast<unsigned>(std::stoul(std::string(name)));
      if (code > 0 && code <= 0x10FFFF && (code < 0xD800 || code > 0xDFFF)) append_utf8(text, code);
      i = end;
    } else if (name == "quot") {
      text += '"';
      i = end;
    } else {
      text += line[i];
    }
  }
  return text;
}

int score_of(const MapView& view, std::size_t column) {
  for (const auto& lane : view.lanes) {
    if (lane.kind != "emotion") continue;
    for (const FeelingPoint& point : feelings(lane))
      if (point.column == column) return static_cast<int>(std::lround(point.value)) + kNeutralScore;
  }
  return kNeutralScore;
}

class MermaidReader {
 public:
  explicit MermaidReader(DocumentMaker& maker) : maker_(maker) {}

  base::Result<ImportedMap> read(std::string_view text) {
    std::size_t line = 0;
    while (!text.empty() && !maker_.is_full()) {
      const std::size_t end = text.find('\n');
      take(trimmed(text.substr(0, end)), ++line);
      text = end == std::string_view::npos ? std::string_view() : text.substr(end + 1);
    }
    if (!began_)
      return base::fail(base::ErrorCode::kInvalidInput, "This is no journey of Mermaid.", "line 1",
                        "Its first word is \"journey\".");
    if (stage_.empty())
      return base::fail(base::ErrorCode::kInvalidInput, "The journey has no section and no task.");
    return maker_.finish();
  }

 private:
  void take(std::string_view line, std::size_t number) {
    const std::string small = small_letters(line);
    if (in_front_matter_ || (!began_ && line == "---")) return front_matter(line, number);
    if (in_description_) {
      in_description_ = line.find('}') == std::string_view::npos;
      return;
    }
    if (line.empty() || line.starts_with("%%") || line.starts_with("```")) return;
    if (!began_) {
      began_ = small == "journey" || small.starts_with("journey ");
      return;
    }
    if (small.starts_with("title ") || small.starts_with("title\t"))
      return maker_.put_text(maker_.about(), "about", "title", unescaped(trimmed(line.substr(6))),
                             number);
    if (small.starts_with("section ") || small.starts_with("section\t"))
      return add_stage(unescaped(trimmed(line.substr(8))), number);
    if (small.starts_with("acctitle")) return;
    if (small.starts_with("accdescr")) return description(line, number);
    task(line, number);
  }

  void front_matter(std::string_view line, std::size_t number) {
    if (line == "---") {
      in_front_matter_ = !in_front_matter_;
    } else if (line.starts_with("title:")) {
      std::string_view title = trimmed(line.substr(6));
      if (title.size() > 1 && title.front() == title.back() &&
          (title.front() == '"' || title.front() == '\''))
        title = title.substr(1, title.size() - 2);
      maker_.put_text(maker_.about(), "about", "title", title, number);
    }
  }

  void description(std::string_view line, std::size_t number) {
    if (const std::size_t colon = line.find(':'); colon != std::string_view::npos)
      return maker_.put_text(maker_.about(), "about", "description",
                             unescaped(trimmed(line.substr(colon + 1))), number);
    in_description_ =
        line.find('{') != std::string_view::npos && line.find('}') == std::string_view::npos;
    maker_.note(number, "A description of several lines was left out.");
  }

  void add_stage(std::string_view title, std::size_t number) {
    json::object fields;
    maker_.put_text(fields, "stages", "title", title, number);
    stage_ = maker_.add("stages", std::move(fields));
  }

  std::string lane(std::string& id, std::string_view kind, std::string_view title) {
    if (id.empty()) id = maker_.add("lanes", {{"kind", kind}, {"title", title}});
    return id;
  }

  void task(std::string_view line, std::size_t number) {
    const std::size_t colon = line.find(':');
    if (colon == std::string_view::npos)
      return maker_.note(number,
                         fmt::format("\"{}\" is neither a section nor a task (name: score: actors) "
                                     "and was left out.",
                                     unescaped(line.substr(0, 60))));
    if (stage_.empty()) add_stage("", number);
    json::object fields{{"stage", stage_}};
    maker_.put_text(fields, "steps", "title", unescaped(trimmed(line.substr(0, colon))), number);
    const std::string step = maker_.add("steps", std::move(fields));
    std::string_view rest = line.substr(colon + 1);
    const std::size_t second = rest.find(':');
    score(trimmed(rest.substr(0, second)), step, number);
    if (second != std::string_view::npos) actors(rest.substr(second + 1), step, number);
  }

  void score(std::string_view text, const std::string& step, std::size_t number) {
    json::object read;
    maker_.put_number(read, "pains", "severity", text, number);  // from 1 to 5 as well
    const auto value = number_of(read, "severity");
    if (!value) return;
    json::object fields{{"lane", lane(feels_, "emotion", "Feels")}, {"step", step}};
    fields["value"] = std::clamp(*value, kScoreMin, kScoreMax) - kNeutralScore;
    maker_.add("cells", std::move(fields));
  }

  // Those of whom the workspace has a persona are on the map; others are written in a lane.
  void actors(std::string_view list, const std::string& step, std::size_t number) {
    std::vector<std::string> others;
    while (!list.empty()) {
      const std::size_t comma = list.find(',');
      const std::string name = unescaped(trimmed(list.substr(0, comma)));
      if (!name.empty() && maker_.persona_if_known(name).empty()) others.push_back(name);
      list = comma == std::string_view::npos ? std::string_view() : list.substr(comma + 1);
    }
    if (others.empty()) return;
    json::object fields{{"lane", lane(people_, "people", "Who takes part")}, {"step", step}};
    maker_.put_text(fields, "cells", "text", fmt::format("{}", fmt::join(others, ", ")), number);
    maker_.add("cells", std::move(fields));
  }

  DocumentMaker& maker_;
  bool began_ = false, in_front_matter_ = false, in_description_ = false;
  std::string stage_, feels_, people_;
};

}  // namespace

std::string mermaid_text(const MapView& view) {
  std::vector<std::string> actors;
  for (const auto& persona : view.personas)
    if (!persona.name.empty()) actors.push_back(escaped(persona.name, true));
  const std::string who =
      actors.empty() ? std::string() : fmt::format(": {}", fmt::join(actors, ", "));
  std::string text = "journey\n";
  if (const std::string title = escaped(text_of(*view.about, "title"), true); !title.empty())
    text += fmt::format("    title {}\n", title);
  for (const auto& stage : view.stages) {
    const std::string title = escaped(text_of(*stage.fields, "title"), true);
    text += fmt::format("    section {}\n", title.empty() ? "-" : title);
    for (std::size_t c = stage.first; c < stage.first + stage.columns; ++c) {
      if (view.columns[c].fields == nullptr) continue;
      const std::string task = escaped(text_of(*view.columns[c].fields, "title"), false);
      text += fmt::format("      {}: {}{}\n", task.empty() ? "-" : task, score_of(view, c), who);
    }
  }
  return text;
}

base::Result<ImportedMap> read_mermaid_map(std::string_view bytes,
                                           const Surroundings& surroundings) {
  DocumentMaker maker(Format::kMermaid, surroundings);
  const std::string text = valid_utf8(bytes);
  return MermaidReader(maker).read(text);
}

}  // namespace wend::map::formats
