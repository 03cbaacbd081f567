#include "map/picture/picture.h"

#include <cstdlib>
#include <fstream>
#include <gtest/gtest.h>

#include "fmt/format.h"
#include "map/map_outline.h"
#include "map/map_templates.h"

namespace wend::map::picture {
namespace {

class MapPicture : public ::testing::Test {
 protected:
  static std::string draw(const MapDocument& map, Order order) {
    static Studio studio(font_folder());
    const auto view = MapView::of(map);
    auto bytes = studio.draw(view, order);
    EXPECT_TRUE(bytes) << bytes.error().to_sentence();
    return bytes ? *std::move(bytes) : std::string();
  }
  static MapDocument example() {
    return *document_of(*find_template("service_blueprint"), true, "");
  }
  // So many steps and lanes, with a card in each place.
  static MapDocument large(std::size_t steps, std::size_t lanes) {
    MapOutline outline;
    outline.about["title"] = "Large";
    for (std::size_t s = 0; s < steps; ++s) {
      if (s % 10 == 0) outline.stages.push_back({{{"title", fmt::format("Stage {}", s / 10)}}, {}});
      outline.stages.back().steps.push_back({{{"title", fmt::format("Step {}", s)}}});
    }
    for (std::size_t l = 0; l < lanes; ++l) {
      MapOutline::Lane lane{{{"title", fmt::format("Lane {}", l)}}, {}};
      for (std::size_t s = 0; s < steps; ++s)
        lane.cards.push_back({s, s, {{"text", "What the customer does in this place"}}});
      outline.lanes.push_back(std::move(lane));
    }
    return *document_of(outline);
  }
  // What a program prints about the bytes; empty where it is not installed.
  static std::string told(const std::string& bytes, const std::string& command) {
    const std::string file = ::testing::TempDir() + "wend_map_picture";
    std::ofstream(file, std::ios::binary) << bytes;
    FILE* pipe = ::popen(fmt::format(fmt::runtime(command), file).c_str(), "r");
    std::string text;
    for (int c; (c = std::fgetc(pipe)) != EOF;) text += static_cast<char>(c);
    ::pclose(pipe);
    return text;
  }
};

TEST_F(MapPicture, APdfIsOnePageOfTheMapsSizeWithTextThatCanBeSelected) {
  const std::string pdf = draw(example(), {.kind = Kind::kPdf, .caption = {.date = "23 November"}});
  EXPECT_TRUE(pdf.starts_with("%PDF-"));
  const std::string text = told(pdf, "pdftotext -layout {} - 2>/dev/null");
  if (text.empty()) GTEST_SKIP() << "pdftotext is not installed";
  for (const std::string_view words : {"Line of visibility", "23 November", "researched"})
    EXPECT_NE(text.find(words), std::string::npos) << words << "\n" << text;
  EXPECT_NE(told(pdf, "pdfinfo {}").find("Pages:           1\n"), std::string::npos);
  // The fonts of the screens; a system's font stands in for signs that they lack.
  const std::string fonts = told(pdf, "pdffonts {}");
  EXPECT_NE(fonts.find("Inter"), std::string::npos) << fonts;
}

TEST_F(MapPicture, ATiledPdfHasAsManyPagesAsItSays) {
  const std::string pdf = draw(large(30, 12), {.kind = Kind::kPdf, .paper = Paper::kA4});
  const std::string text = told(pdf, "pdftotext {} - 2>/dev/null");
  if (text.empty()) GTEST_SKIP() << "pdftotext is not installed";
  EXPECT_NE(text.find("page 1 of 4"), std::string::npos) << text.substr(0, 300);
  EXPECT_NE(text.find("page 4 of 4"), std::string::npos);
  const std::string info = told(pdf, "pdfinfo {}");
  EXPECT_NE(info.find("Pages:           4\n"), std::string::npos) << info;
  EXPECT_NE(info.find("(A4)"), std::string::npos) << info;
}

TEST_F(MapPicture, NothingOfAMapIsMarkup) {
  MapOutline outline;
  const std::string hostile = "<b>x</b> &amp; </svg><script>alert(1)</script> %PDF \xE2\x80\xAE";
  outline.about["title"] = hostile;
  outline.stages.push_back({{{"title", hostile}}, {{{{"title", hostile}, {"note", hostile}}}}});
  for (const std::string_view kind : lane_kinds())
    outline.lanes.push_back({{{"kind", kind}, {"title", hostile}},
                             kind == "pain"
                                 ? std::vector<MapOutline::Card>{}
                                 : std::vector<MapOutline::Card>{{0, 0, {{"text", hostile}}}}});
  const auto map = document_of(outline);
  ASSERT_TRUE(map) << map.error().to_sentence();
  const std::string svg = draw(*map, {});
  EXPECT_EQ(svg.find("<script"), std::string::npos);
  EXPECT_EQ(told(svg, "xmllint --noout --nonet {} 2>&1"), "");
  const std::string text = told(draw(*map, {.kind = Kind::kPdf}), "pdftotext {} - 2>/dev/null");
  if (!text.empty()) {
    EXPECT_NE(text.find("<b>x</b> &amp;"), std::string::npos) << text;
  }
}

TEST_F(MapPicture, TheLargestMapIsDrawnWithinItsLimits) {
  const std::string png = draw(large(200, 8), {.kind = Kind::kPng});
  EXPECT_TRUE(png.starts_with("\x89PNG"));
  const auto side = [&](std::size_t at) {
    std::size_t value = 0;
    for (std::size_t i = 0; i < 4; ++i)
      value = value * 256 + static_cast<unsigned char>(png[at + i]);
    return value;
  };
  EXPECT_LE(side(16), 32'000U);
  EXPECT_LE(static_cast<double>(side(16) * side(20)), kPngPixelsMax * 1.01);
  EXPECT_TRUE(draw(large(120, 20), {.kind = Kind::kPdf}).starts_with("%PDF-"));
  Studio studio(font_folder());
  MapOutline tall;
  tall.stages.resize(1);
  tall.stages[0].steps.resize(30);
  for (int lane = 0; lane < 25; ++lane)
    tall.lanes.push_back({{}, {{0, 0, {{"text", std::string(9'900, 'w')}}}}});
  const MapDocument paper = *document_of(tall);
  const auto refused =
      studio.draw(MapView::of(paper), {.kind = Kind::kPdf, .paper = Paper::kLetter});
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().place, "paper");
}

TEST_F(MapPicture, AMapOfNothingIsAPictureToo) {
  EXPECT_TRUE(draw({}, {}).starts_with("<?xml"));
  EXPECT_TRUE(draw({}, {.kind = Kind::kPdf, .paper = Paper::kA3}).starts_with("%PDF-"));
}

TEST_F(MapPicture, EachTemplatesExampleCanBeLookedAt) {
  const char* folder = std::getenv("WEND_LOOK");
  if (folder == nullptr) GTEST_SKIP() << "WEND_LOOK names a folder for the pictures";
  for (const MapTemplate& one : templates()) {
    const auto map = *document_of(one, true, "");
    const auto write = [&](std::string_view ending, Order order) {
      order.caption = {.date = "23 November 2026", .version = "version 14", .channels = {}};
      std::ofstream(fmt::format("{}/{}{}", folder, one.name, ending), std::ios::binary)
          << draw(map, order);
    };
    write(".png", {.kind = Kind::kPng});
    write(".svg", {.kind = Kind::kSvg});
    write(".pdf", {.kind = Kind::kPdf});
    write("-a4.pdf", {.kind = Kind::kPdf, .paper = Paper::kA4});
  }
}

}  // namespace
}  // namespace wend::map::picture
