#include <algorithm>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <cmath>
#include <gtest/gtest.h>
#include <random>

#include "fmt/format.h"
#include "map/formats/csv_rows.h"
#include "map/formats/export.h"
#include "map/formats/import.h"
#include "map/map_outline.h"
#include "map/map_templates.h"

namespace wend::map::formats {
namespace {

namespace json = boost::json;

const PersonaNames kNames = {{"per_maren", "Maren, busy parent"}, {"per_bo", "Bo: \"the\" #1"}};
const Surroundings kHere = {
    .personas = {{"Maren, busy parent", "per_maren"}, {"Bo: \"the\" #1", "per_bo"}},
    .has = [](auto, auto, auto) { return true; }};

// What a map shows, without ids: how two maps are compared that were made apart.
json::object seen(const MapDocument& document) {
  const MapView view = MapView::of(document, kNames);
  const auto plain = [&](const json::object& fields, auto... without) {
    json::object kept = fields;
    for (const std::string_view name :
         {"order", "stage", "step", "lane", "to", "persona", "from", "colour", without...})
      kept.erase(name);
    return kept;
  };
  json::array stages, columns, lanes, pains, links, personas;
  for (const auto& stage : view.stages) stages.push_back(plain(*stage.fields));
  for (const auto& column : view.columns)
    columns.push_back(json::object{
        {"stage", column.stage},
        {"step", column.fields ? json::value(plain(*column.fields)) : json::value(nullptr)}});
  const auto card_json = [&](const MapView::Card& card) {
    return json::object{{"from", card.column},
                        {"to", card.last},
                        {"persona", view.persona_of(*card.fields)},
                        {"card", plain(*card.fields)}};
  };
  for (const auto& lane : view.lanes) {
    json::array cards;
    if (lane.kind != "pain")
      for (const auto& card : lane.cards) cards.push_back(card_json(card));
    lanes.push_back(json::object{{"lane", plain(*lane.fields)}, {"cards", std::move(cards)}});
  }
  for (const auto& pain : view.pains) pains.push_back(card_json(pain));
  for (const auto& link : view.links)
    links.push_back(
        json::object{{"from", link.from}, {"to", link.to}, {"link", plain(*link.fields)}});
  for (const auto& persona : view.personas) personas.emplace_back(persona.name);
  // Links have no order.
  std::ranges::sort(links, {}, [](const json::value& link) { return json::serialize(link); });
  return {{"about", plain(*view.about)},
          {"stages", stages},
          {"columns", columns},
          {"lanes", lanes},
          {"pains", pains},
          {"links", links},
          {"personas", personas}};
}

// Random maps within what a format can hold.
class Dice {
 public:
  explicit Dice(unsigned seed) : engine_(seed) {}
  std::size_t upto(std::size_t most) {
    return std::uniform_int_distribution<std::size_t>(0, most)(engine_);
  }
  bool one_in(std::size_t n) { return upto(n - 1) == 0; }
  std::string text(bool line = false) {
    static const std::vector<std::string> kPieces = {
        "Pays", " ",     "=1+1", "-2",      "@x",           "'", "''=", "\"",
        ",",    ";",     ":",    "#",       "<b>",          "é", "😀",  "section",
        "%%",   "&amp;", "]]>",  "title x", "−1",           "+", "x",   "journey",
        "{",    "}",     "null", "0",       "\xEF\xBB\xBF", "- "};
    std::string text;
    for (std::size_t n = upto(4); n > 0; --n) text += kPieces[upto(kPieces.size() - 1)];
    if (!line && one_in(4)) text += "\n\tmore";
    return text;
  }

 private:
  std::mt19937 engine_;
};

void set(json::object& fields, std::string_view name, std::string text) {
  if (!text.empty()) fields[name] = std::move(text);
}

MapDocument random_map(Dice& dice) {
  MapOutline outline;
  set(outline.about, "title", dice.text());
  set(outline.about, "description", dice.text());
  if (dice.one_in(2)) outline.about["state"] = "future";
  if (dice.one_in(2)) outline.about["tags"] = json::array{"=a,b", "c"};
  std::size_t steps = 0;
  for (std::size_t s = 1 + dice.upto(3); s > 0; --s) {
    MapOutline::Stage stage;
    set(stage.fields, "title", dice.text());
    set(stage.fields, "description", dice.text());
    for (std::size_t i = dice.upto(3); i > 0; --i, ++steps) {
      MapOutline::Step step;
      set(step.fields, "title", dice.text());
      set(step.fields, "note", dice.text());
      set(step.fields, "touchpoint", dice.text(true));
      if (dice.one_in(3)) step.fields["optional"] = true;
      stage.steps.push_back(std::move(step));
    }
    outline.stages.push_back(std::move(stage));
  }
  for (std::size_t l = dice.upto(4); l > 0; --l) {
    MapOutline::Lane lane;
    const auto kinds = lane_kinds();
    const std::string_view kind = kinds[dice.upto(kinds.size() - 1)];
    if (kind != kinds.front()) lane.fields["kind"] = kind;
    set(lane.fields, "title", dice.text());
    set(lane.fields, "note", dice.text());
    for (std::size_t c = steps == 0 || kind == "pain" ? 0 : dice.upto(5); c > 0; --c) {
      MapOutline::Card card;
      card.step = dice.upto(steps - 1);
      card.to = dice.one_in(3) ? std::max(card.step, dice.upto(steps - 1)) : card.step;
      set(card.fields, "text", dice.text());
      if (dice.one_in(2)) card.fields["value"] = static_cast<double>(dice.upto(16)) / 4 - 2;
      set(card.fields, "source", dice.text(true));
      set(card.fields, "touchpoint", dice.text(true));
      set(card.fields, "channel", dice.text(true));
      if (dice.one_in(3)) card.fields["evidence"] = "researched";
      if (dice.one_in(3)) card.fields["tone"] = "idea";
      if (dice.one_in(3)) card.fields["moment"] = true;
      if (dice.one_in(3)) card.fields["done"] = true;
      if (dice.one_in(4)) card.fields["link"] = "https://example.com/?a=\"b\",c";
      lane.cards.push_back(std::move(card));
    }
    outline.lanes.push_back(std::move(lane));
  }
  for (std::size_t p = steps == 0 ? 0 : dice.upto(3); p > 0; --p) {
    MapOutline::Pain pain{.step = dice.upto(steps - 1)};
    set(pain.fields, "text", dice.text());
    set(pain.fields, "source", dice.text(true));
    if (dice.one_in(2)) pain.fields["severity"] = 1.0 + static_cast<double>(dice.upto(4));
    if (dice.one_in(2)) pain.fields["category"] = "proposition_and_policy";
    outline.pains.push_back(std::move(pain));
  }
  for (std::size_t n = steps == 0 ? 0 : dice.upto(2); n > 0; --n) {
    MapOutline::Link link{.from = dice.upto(steps - 1), .to = dice.upto(steps - 1)};
    if (dice.one_in(2)) link.fields["kind"] = "loop";
    set(link.fields, "label", dice.text());
    outline.links.push_back(std::move(link));
  }
  auto document = document_of(outline);
  EXPECT_TRUE(document) << document.error().to_sentence();
  if (!document) return {};
  if (!dice.one_in(2)) return *std::move(document);
  // With personas, of whom some cards are.
  json::object root = document->json();
  root["personas"] = json::object{
      {"mpe_aaaaaaaaaaaa", json::object{{"order", "a0"}, {"persona", "per_bo"}}},
      {"mpe_bbbbbbbbbbbb", json::object{{"order", "a1"}, {"persona", "per_maren"}, {"colour", 1}}}};
  for (const std::string_view part : {"cells", "pains"})
    for (auto& thing : root.at(part).as_object())
      if (dice.one_in(3)) thing.value().as_object()["persona"] = "mpe_bbbbbbbbbbbb";
  return *MapDocument::read(json::value(root));
}

class MapFormats : public ::testing::Test {
 protected:
  static MapDocument imported(Format format, const std::string& text,
                              const Surroundings& here = kHere) {
    auto made = read_map(format, text, here);
    EXPECT_TRUE(made) << made.error().to_sentence() << "\n" << text;
    if (!made) return {};
    notes_ = made->notes;
    return std::move(made->document);
  }
  static std::string notes() {
    std::string all;
    for (const Note& note : notes_) all += fmt::format("{}: {}\n", note.line, note.message);
    return all;
  }
  inline static std::vector<Note> notes_;
};

TEST_F(MapFormats, CsvHoldsWhatItSaysWhateverTheTexts) {
  for (unsigned seed = 1; seed <= 400; ++seed) {
    SCOPED_TRACE(fmt::format("seed {}", seed));
    Dice dice(seed);
    const MapDocument map = random_map(dice);
    const std::string text = csv_text(MapView::of(map, kNames));
    ASSERT_EQ(seen(imported(Format::kCsv, text)), seen(map)) << text << notes();
    ASSERT_TRUE(notes_.empty()) << notes();
  }
}

TEST_F(MapFormats, JsonHoldsEverything) {
  for (unsigned seed = 1; seed <= 100; ++seed) {
    SCOPED_TRACE(fmt::format("seed {}", seed));
    Dice dice(seed);
    const MapDocument map = random_map(dice);
    const auto text = json_text(map, MapView::of(map, kNames));
    ASSERT_EQ(imported(Format::kJson, text).json(), map.json());
    ASSERT_TRUE(notes_.empty()) << notes();
  }
  for (const MapTemplate& one : templates()) {
    const auto map = *document_of(one, true, "");
    EXPECT_EQ(imported(Format::kJson, json_text(map, MapView::of(map))).json(), map.json());
  }
}

// What is left of a map in Mermaid: stages, steps, rounded feelings and who is on it.
json::object as_mermaid_holds(const MapDocument& document) {
  const MapView view = MapView::of(document, kNames);
  const auto line = [](std::string_view text) {
    std::string one(text);
    std::ranges::replace_if(one, [](char c) { return c == '\n' || c == '\t'; }, ' ');
    const auto first = one.find_first_not_of(' ');
    return first == std::string::npos ? std::string()
                                      : one.substr(first, one.find_last_not_of(' ') - first + 1);
  };
  json::array stages, steps, personas;
  for (const auto& stage : view.stages) stages.emplace_back(line(text_of(*stage.fields, "title")));
  for (std::size_t c = 0; c < view.columns.size(); ++c) {
    if (view.columns[c].fields == nullptr) continue;
    double feeling = 0;
    for (auto lane = view.lanes.rbegin(); lane != view.lanes.rend(); ++lane)
      for (const auto& point : feelings(*lane))
        if (lane->kind == "emotion" && point.column == c) feeling = std::round(point.value);
    steps.push_back(json::array{view.columns[c].stage,
                                line(text_of(*view.columns[c].fields, "title")), feeling + 0.0});
  }
  for (const auto& persona : view.personas) personas.emplace_back(persona.name);
  if (steps.empty()) personas.clear();
  return {{"title", line(text_of(*view.about, "title"))},
          {"stages", stages},
          {"steps", steps},
          {"personas", personas}};
}

TEST_F(MapFormats, MermaidHoldsStagesStepsFeelingsAndPersonas) {
  for (unsigned seed = 1; seed <= 400; ++seed) {
    SCOPED_TRACE(fmt::format("seed {}", seed));
    Dice dice(seed);
    const MapDocument map = random_map(dice);
    const std::string text = mermaid_text(MapView::of(map, kNames));
    ASSERT_EQ(as_mermaid_holds(imported(Format::kMermaid, text)), as_mermaid_holds(map))
        << text << notes();
    ASSERT_TRUE(notes_.empty()) << notes();
  }
}

// What is left of a map in CJML: a touchpoint of each step, and of the current state what is felt.
json::object as_cjml_holds(const MapDocument& document) {
  const MapView view = MapView::of(document, kNames);
  const auto trim = [](std::string_view text) {
    const auto first = text.find_first_not_of(" \t\r\n");
    return first == std::string_view::npos
               ? std::string()
               : std::string(text.substr(first, text.find_last_not_of(" \t\r\n") - first + 1));
  };
  const bool current = choice_of("about", *view.about, "state") == "current";
  json::array stages, steps, personas;
  for (const auto& stage : view.stages)
    stages.push_back(json::array{trim(text_of(*stage.fields, "title")),
                                 trim(text_of(*stage.fields, "description"))});
  for (std::size_t c = 0; c < view.columns.size(); ++c) {
    if (view.columns[c].fields == nullptr) continue;
    const json::object& step = *view.columns[c].fields;
    const auto first = [&](std::string_view kind) -> const json::object* {
      for (const auto& lane : view.lanes)
        for (const auto& card : lane.cards)
          if (lane.kind == kind && card.column == c) return card.fields;
      return nullptr;
    };
    const auto either = [&](const json::object* card, std::string_view a, std::string_view b) {
      if (card == nullptr) return std::string();
      const auto text = std::string(text_of(*card, a));
      return text.empty() ? std::string(text_of(*card, b)) : text;
    };
    std::string touchpoint = either(first("touchpoint"), "text", "touchpoint");
    if (touchpoint.empty()) touchpoint = text_of(step, "touchpoint");
    std::string channel = either(first("touchpoint"), "channel", "channel");
    if (channel.empty()) channel = either(first("channel"), "channel", "text");
    json::value value, words = "";
    if (const json::object* felt = current ? first("emotion") : nullptr) {
      if (const auto number = number_of(*felt, "value")) value = std::round(*number * 10) / 10;
      words = trim(text_of(*felt, "text"));
    }
    std::ranges::replace_if(channel, [](char b) { return b == '\n' || b == '\t'; }, ' ');
    steps.push_back(json::array{view.columns[c].stage, trim(text_of(step, "title")),
                                trim(text_of(step, "note")), trim(touchpoint), trim(channel), value,
                                words});
  }
  for (const auto& persona : view.personas) personas.emplace_back(persona.name);
  return {{"title", trim(text_of(*view.about, "title"))},
          {"description", trim(text_of(*view.about, "description"))},
          {"current", current},
          {"stages", stages},
          {"steps", steps},
          {"personas", personas}};
}

TEST_F(MapFormats, CjmlHoldsPhasesTouchpointsAndExperience) {
  for (unsigned seed = 1; seed <= 400; ++seed) {
    SCOPED_TRACE(fmt::format("seed {}", seed));
    Dice dice(seed);
    const MapDocument map = random_map(dice);
    const std::string text = cjml_text(MapView::of(map, kNames));
    auto wanted = as_cjml_holds(map);
    // The journey's id stands in for a title.
    if (wanted.at("title") == "") wanted["title"] = wanted.at("current").as_bool() ? "AJ1" : "PJ1";
    ASSERT_EQ(as_cjml_holds(imported(Format::kCjml, text)), wanted) << text << notes();
  }
}

TEST_F(MapFormats, ATableByHandNeedsNoNumbers) {
  const auto map = imported(Format::kCsv,
                            "Stage;Step;Lane;Kind;Text;Value;Evidence\r\n"
                            "Buy;Looks;Thinks;voice;\"Is it; good?\";;Assumed\r\n"
                            "Buy;Pays;Thinks;voice;;;\r\n"
                            "Buy;Pays;Feels;emotion;;-1,5;sure\r\n"
                            "Use;;Pains;pain;Too loud;;\r\n");
  const MapView view = MapView::of(map);
  ASSERT_EQ(view.stages.size(), 2U);
  EXPECT_EQ(view.columns.size(), 3U);
  ASSERT_EQ(view.lanes.size(), 3U);
  ASSERT_EQ(view.lanes[0].cards.size(), 1U);
  EXPECT_EQ(text_of(*view.lanes[0].cards[0].fields, "text"), "Is it; good?");
  EXPECT_EQ(text_of(*view.lanes[0].cards[0].fields, "evidence"), "assumed");
  EXPECT_EQ(number_of(*view.lanes[1].cards[0].fields, "value"), -1.5);
  ASSERT_EQ(view.pains.size(), 1U);
  EXPECT_EQ(text_of(*view.columns[view.pains[0].column].fields, "title"), "Use");
  EXPECT_EQ(notes(),
            "4: \"sure\" is no evidence and was left out: it is one of none, assumed, "
            "researched, measured.\n");
}

TEST_F(MapFormats, FormulasAreTextsInATable) {
  for (const std::string_view text : {"=1+1", "+x", "-x", "@x", "\tx", "'=x", "''@"}) {
    EXPECT_EQ(guarded(text), fmt::format("'{}", text));
    EXPECT_EQ(unguarded(guarded(text)), text);
  }
  for (const std::string_view text : {"", "x", "'x", "'", "a=b"}) {
    EXPECT_EQ(guarded(text), text);
    EXPECT_EQ(unguarded(text), text);
  }
}

TEST_F(MapFormats, MermaidAsPeopleWriteIt) {
  const auto map = imported(Format::kMermaid,
                            "```mermaid\n%% a comment\njourney\n  title My working day\n"
                            "  section Go to work\n    Make tea: 5: Me\n    Do work: 1: Me, "
                            "Maren#44; busy parent\n    nonsense\n  section Go home\n"
                            "    Sit down: 9: Me\n    Sleep: well\n```\n");
  const MapView view = MapView::of(map, kNames);
  EXPECT_EQ(text_of(*view.about, "title"), "My working day");
  ASSERT_EQ(view.columns.size(), 4U);
  ASSERT_EQ(view.personas.size(), 1U);
  EXPECT_EQ(view.personas[0].reference, "per_maren");
  ASSERT_EQ(view.lanes.size(), 2U);
  const auto points = feelings(view.lanes[0]);
  ASSERT_EQ(points.size(), 3U);
  EXPECT_EQ(points[0].value, 2);
  EXPECT_EQ(points[1].value, -2);
  EXPECT_EQ(points[2].value, 2);
  EXPECT_EQ(text_of(*view.lanes[1].cards[1].fields, "text"), "Me");
  EXPECT_EQ(notes(),
            "8: \"nonsense\" is neither a section nor a task (name: score: actors) and was left "
            "out.\n10: The severity 9 was brought to 5: it goes from 1 to 5.\n11: \"well\" is no "
            "severity and was left out.\n");
}

TEST_F(MapFormats, CjmlAsItsAuthorsWriteIt) {
  const auto map = imported(
      Format::kCjml,
      "<!-- by hand -->\n<CJML version=\"2.0\">\n<actualJourney>\n<journeyID>AJ1</journeyID>\n"
      "<actors>\n<endUser actorID=\"Carl\"><actorName>Carl</actorName></endUser>\n"
      "<serviceProvider actorID=\"Bookis\"><companyName>Bookis &amp; Co</companyName>"
      "</serviceProvider>\n</actors>\n<touchpoints>\n<actualCommunicationPoint>\n"
      "<touchpointID>TP1</touchpointID>\n<initiator><refersTo actorIDref=\"Carl\"/>"
      "<initiatorLabel>Creates an account</initiatorLabel></initiator>\n"
      "<receiver><refersTo actorIDref=\"Bookis\"/><receiverLabel>Registered</receiverLabel>"
      "</receiver>\n<channel><channelName>Web</channelName></channel>\n"
      "</actualCommunicationPoint>\n<swimlane/>\n</touchpoints>\n</actualJourney>\n</CJML>\n");
  const MapView view = MapView::of(map);
  ASSERT_EQ(view.columns.size(), 1U);
  EXPECT_EQ(text_of(*view.columns[0].fields, "title"), "Creates an account");
  ASSERT_EQ(view.lanes.size(), 2U);
  EXPECT_EQ(text_of(*view.lanes[0].cards[0].fields, "text"), "Registered");
  EXPECT_EQ(text_of(*view.lanes[0].cards[0].fields, "channel"), "Web");
  EXPECT_EQ(text_of(*view.lanes[1].cards[0].fields, "text"), "Bookis & Co");
  EXPECT_EQ(notes(),
            "6: There is no persona \"Carl\" here; what is about it is shown for all. Make one of "
            "this name and import again, or choose one on the map.\n"
            "16: A map has nothing for swimlane; it was left out.\n");
}

TEST_F(MapFormats, WhatIsBrokenIsRefusedWithItsLine) {
  const auto refusal = [](Format format, const std::string& text) {
    const auto made = read_map(format, text, kHere);
    return made ? std::string("it was read") : made.error().to_sentence();
  };
  EXPECT_EQ(refusal(Format::kJson, "{\n\"format\": 1,\n oops}"),
            "line 3: The file is not JSON: syntax error.");
  EXPECT_EQ(refusal(Format::kJson, "[]"),
            "The file holds no map. A map is an object, as GET /api/v1/maps/schema describes it.");
  EXPECT_EQ(refusal(Format::kJson, std::string(100'000, '[')),
            "line 1: The file is not JSON: too deep.");
  EXPECT_EQ(refusal(Format::kCsv, "stage,step\n\"open,x\ny"),
            "line 2: A quote is opened here and never closed.");
  EXPECT_TRUE(refusal(Format::kCsv, "a,b\n1,2\n").starts_with("line 1: The table has no column"));
  EXPECT_EQ(refusal(Format::kMermaid, "flowchart\n a --> b"),
            "line 1: This is no journey of Mermaid. Its first word is \"journey\".");
  EXPECT_TRUE(
      refusal(Format::kCjml, "<CJML><a></CJML>").starts_with("line 1: The file is not XML"));
  EXPECT_TRUE(refusal(Format::kCjml, "<?xml version=\"1.0\"?>\n<!DOCTYPE x [<!ENTITY a \"b\">]>")
                  .starts_with("line 2: The file declares"));
  EXPECT_EQ(refusal(Format::kCjml, " "), "The file is empty.");
  EXPECT_TRUE(refusal(Format::kCsv, std::string(kFileBytesMax + 1, 'x')).find("16 MiB") !=
              std::string::npos);
  std::string many = "stage,step,lane,text\n";
  for (int i = 0; i < 21'000; ++i) many += fmt::format("s,s{},l,x\n", i);
  EXPECT_TRUE(refusal(Format::kCsv, many).starts_with("The file holds more than 20000 things"));
}

TEST_F(MapFormats, AMapFromAnotherWorkspaceLeavesBehindWhatIsNotHere) {
  MapDocument map = *document_of(*find_template("service_blueprint"), true, "");
  json::object root = map.json();
  root.at("about").as_object()["owner"] = "usr_elsewhere";
  root["personas"] = json::object{
      {"mpe_aaaaaaaaaaaa", json::object{{"order", "a0"}, {"persona", "per_elsewhere"}}}};
  map = *MapDocument::read(json::value(root));
  const auto text = json_text(map, MapView::of(map, {{"per_elsewhere", "Someone"}}));
  const auto read = imported(Format::kJson, text, {.personas = {}, .has = {}});
  EXPECT_FALSE(read.about().contains("owner"));
  EXPECT_TRUE(read.shown("personas").empty());
  EXPECT_NE(notes().find("There is no persona \"Someone\" here"), std::string::npos) << notes();
  // By its name it is found again.
  const auto known =
      imported(Format::kJson, text, {.personas = {{"Someone", "per_here"}}, .has = {}});
  ASSERT_EQ(known.shown("personas").size(), 1U);
  EXPECT_EQ(text_of(*known.shown("personas")[0].fields, "persona"), "per_here");
}

TEST_F(MapFormats, AWorkbookIsAZipOfThePartsItNeeds) {
  const MapDocument map = *document_of(*find_template("service_blueprint"), true, "");
  const auto bytes = xlsx_bytes(MapView::of(map));
  ASSERT_TRUE(bytes);
  EXPECT_TRUE(bytes->starts_with("PK"));
  for (const std::string_view part : {"xl/worksheets/sheet4.xml", "xl/sharedStrings.xml"})
    EXPECT_NE(bytes->find(part), std::string::npos);
}

TEST_F(MapFormats, AFormatIsGuessedByWhatTheFileSays) {
  EXPECT_EQ(guess_format("\xEF\xBB\xBF {", "x"), Format::kJson);
  EXPECT_EQ(guess_format("<CJML", "x.csv"), Format::kCjml);
  EXPECT_EQ(guess_format("journey\n", "x"), Format::kMermaid);
  EXPECT_EQ(guess_format("stage,step", "x.csv"), Format::kCsv);
  EXPECT_EQ(guess_format("\"Lane\";Stage\r\n", "x"), Format::kCsv);
  EXPECT_EQ(guess_format("stage", "x"), std::nullopt);
  EXPECT_EQ(guess_format("customer,event", "x"), std::nullopt);
}

}  // namespace
}  // namespace wend::map::formats
