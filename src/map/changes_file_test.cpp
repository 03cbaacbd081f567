// What the web application works out by itself must be what the server works out: both are held
// against the same file.
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <fstream>
#include <gtest/gtest.h>
#include <sstream>

#include "map/map_document.h"

namespace wend::map {
namespace {

namespace json = boost::json;

TEST(ChangesFile, TheServerAppliesAndRefusesAsTheWebApplicationDoes) {
  std::ifstream file("tests/maps/changes.json");
  std::stringstream text;
  text << file.rdbuf();
  const json::value cases = json::parse(text.str());
  std::size_t applied = 0, refused = 0;
  for (const json::value& one : cases.as_array()) {
    SCOPED_TRACE(std::string(one.at("name").as_string()));
    auto document = MapDocument::read(one.at("document"));
    ASSERT_TRUE(document) << document.error().to_sentence();
    const auto change = [&](std::string_view field) -> base::Status {
      WEND_ASSIGN(const auto read, read_operations(one.at(field), std::string(field)));
      return document->apply(read);
    };
    if (const json::value* place = one.as_object().if_contains("refused")) {
      const json::object before = document->json();
      const auto done = change("operations");
      ASSERT_FALSE(done);
      EXPECT_TRUE(done.error().place.starts_with(std::string_view(place->as_string())))
          << done.error().to_sentence() << " instead of " << *place;
      EXPECT_EQ(document->json(), before);
      ++refused;
      continue;
    }
    if (one.as_object().contains("applied")) {
      const auto done = change("applied");
      ASSERT_TRUE(done) << done.error().to_sentence();
    }
    const std::string_view field = one.as_object().contains("rebased") ? "rebased" : "operations";
    const auto done = one.at(field).as_array().empty() ? base::Status() : change(field);
    ASSERT_TRUE(done) << done.error().to_sentence();
    const auto expected = MapDocument::read(one.at("result"));
    ASSERT_TRUE(expected) << expected.error().to_sentence();
    EXPECT_EQ(document->json(), expected->json());
    ++applied;
  }
  EXPECT_GT(applied, 200U);
  EXPECT_GT(refused, 30U);
}

}  // namespace
}  // namespace wend::map
