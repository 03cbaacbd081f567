#include "map/map_from_data.h"

#include <boost/json/parse.hpp>
#include <gtest/gtest.h>

namespace wend::map {
namespace {

namespace json = boost::json;

json::object touchpoint(std::string_view name, std::string_view role, double position, int people) {
  return {{"name", name},
          {"role", role},
          {"position", position},
          {"people", people},
          {"channel", "web"}};
}

std::vector<std::string> titles(const MapDocument& document, std::string_view part) {
  std::vector<std::string> list;
  for (const auto& thing : document.shown(part)) list.emplace_back(text_of(*thing.fields, "title"));
  return list;
}

TEST(MapFromData, StagesAndTouchpointsBecomeStepsAndWhatHurtsBecomesPains) {
  const json::object journey{
      {"stages",
       {json::object{{"name", "Look"},
                     {"touchpoints", json::array{touchpoint("Mail", "message", 0.1, 90),
                                                 touchpoint("Page", "step", 0.3, 50),
                                                 touchpoint("Home", "step", 0.2, 80),
                                                 touchpoint("Chat", "contact", 0.9, 5)}}},
        json::object{{"name", "Nothing"}, {"touchpoints", json::array()}},
        json::object{{"name", "Buy"},
                     {"touchpoints", json::array{touchpoint("Order", "goal", 0.9, 20)}}}}}};
  const json::object friction{
      {"findings",
       {json::object{{"kind", "error"},
                     {"touchpoint", "Page"},
                     {"title", "Page fails"},
                     {"sentence", std::string(2'000, 'x')}},
        json::object{
            {"kind", "error"}, {"touchpoint", "Gone"}, {"title", "No"}, {"sentence", ""}}}},
      {"standing",
       {json::object{{"kind", "error"}, {"touchpoint", "Page"}, {"sentence", "Again"}},
        json::object{{"kind", "wait"}, {"touchpoint", "Chat"}, {"sentence", "Chat is slow."}}}}};
  const auto document = document_of(outline_from_data(journey, friction));
  ASSERT_TRUE(document) << document.error().to_sentence();
  EXPECT_EQ(titles(*document, "stages"), (std::vector<std::string>{"Look", "Buy"}));
  EXPECT_EQ(titles(*document, "steps"), (std::vector<std::string>{"Home", "Page", "Order"}));
  EXPECT_EQ(document->about().at("outcome"), json::parse(R"({"touchpoint": "Order"})"));
  // The mail comes before every step, so it stands with the first; the chat after the last.
  const auto steps = document->shown("steps");
  std::map<std::string, std::string> cards;
  for (const auto& cell : document->shown("cells"))
    cards[std::string(text_of(*cell.fields, "touchpoint"))] = text_of(*cell.fields, "step");
  EXPECT_EQ(cards["Mail"], steps[0].id);
  EXPECT_EQ(cards["Chat"], steps[1].id);
  EXPECT_EQ(cards.size(), 5U);
  const auto pains = document->shown("pains");
  ASSERT_EQ(pains.size(), 2U);
  EXPECT_EQ(text_of(*pains[0].fields, "text"), "Page fails");
  EXPECT_EQ(text_of(*pains[0].fields, "step"), steps[1].id);
  EXPECT_EQ(pains[0].fields->at("severity"), json::value(5));
  EXPECT_EQ(text_of(*pains[1].fields, "finding"), "wait Chat");
}

TEST(MapFromData, AStageHasAsManyStepsAsCanBeLookedAtAndKeepsItsGoal) {
  json::array touchpoints;
  for (int i = 0; i < 30; ++i)
    touchpoints.push_back(touchpoint("T" + std::to_string(i), "step", i / 100.0, 100 + i));
  touchpoints.push_back(touchpoint("Goal", "goal", 0.5, 1));
  const json::object journey{
      {"stages", {json::object{{"name", "All"}, {"touchpoints", std::move(touchpoints)}}}}};
  const auto outline = outline_from_data(journey, {});
  ASSERT_EQ(outline.stages.size(), 1U);
  EXPECT_EQ(outline.stages[0].steps.size(), kDataStepsMax);
  EXPECT_EQ(text_of(outline.stages[0].steps.back().fields, "title"), "Goal");
  EXPECT_EQ(text_of(outline.stages[0].steps.front().fields, "title"), "T23");
  EXPECT_EQ(outline.lanes[3].cards.size(), 31U);
  const auto short_one = outline_from_data(journey, {}, 3);
  EXPECT_EQ(short_one.stages[0].steps.size(), 3U);
  EXPECT_EQ(text_of(short_one.stages[0].steps.back().fields, "title"), "Goal");
  EXPECT_TRUE(document_of(outline));
}

TEST(MapFromData, NamesOfEventsMaySayAnything) {
  const std::string name = "<script>\n\x01" + std::string(3'000, 'x');
  const json::object journey{
      {"stages",
       {json::object{{"name", name}, {"touchpoints", {touchpoint(name, "step", 0, 1)}}}}}};
  const json::object friction{
      {"findings",
       {json::object{
           {"kind", "error"}, {"touchpoint", name}, {"title", name}, {"sentence", name}}}}};
  const auto document = document_of(outline_from_data(journey, friction));
  ASSERT_TRUE(document) << document.error().to_sentence();
  EXPECT_EQ(document->shown("pains").size(), 1U);
}

TEST(MapFromData, WithoutDataThereIsAMapToBeginWith) {
  const auto document = document_of(outline_from_data({{"stages", json::array()}}, {}));
  ASSERT_TRUE(document);
  EXPECT_EQ(document->shown("lanes").size(), 7U);
}

}  // namespace
}  // namespace wend::map
