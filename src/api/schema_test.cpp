#include "api/schema.h"

#include <boost/json/parse.hpp>
#include <gtest/gtest.h>

#include "api/cursor.h"
#include "api/rate_limiter.h"
#include "api/shapes.h"

namespace wend::api {
namespace {

namespace json = boost::json;
using namespace schema;

std::string place_of_error(const Schema& shape, std::string_view text) {
  const auto checked = check(shape, json::parse(text), shapes());
  return checked ? "good" : checked.error().place;
}

TEST(Schema, NamesTheFieldThatIsWrong) {
  const Schema shape = object({{"name", text(5)},
                               {"steps", list(object({{"match", count()}}), 3)},
                               optional("kind", one_of_texts({"a", "b"}))});
  EXPECT_EQ(place_of_error(shape, R"({"name": "x", "steps": []})"), "good");
  EXPECT_EQ(place_of_error(shape, R"({"name": "x", "steps": [], "kind": "b"})"), "good");
  EXPECT_EQ(place_of_error(shape, R"({"steps": []})"), "name");
  EXPECT_EQ(place_of_error(shape, R"({"name": 1, "steps": []})"), "name");
  EXPECT_EQ(place_of_error(shape, R"({"name": "too long", "steps": []})"), "name");
  EXPECT_EQ(place_of_error(shape, R"({"name": "x", "steps": [], "kind": "c"})"), "kind");
  EXPECT_EQ(place_of_error(shape, R"({"name": "x", "steps": [{"match": 1}, {"match": -1}]})"),
            "steps[1].match");
  EXPECT_EQ(place_of_error(shape, R"({"name": "x", "steps": [1, 2, 3, 4]})"), "steps");
  EXPECT_EQ(place_of_error(shape, R"({"name": "x", "steps": [], "nmae": 1})"), "nmae");
}

TEST(Schema, TellsTheErrorOfTheShapeThatWasMeant) {
  const auto wrong =
      check(reference("Mapping"), json::parse(R"({"customer": "id", "event": {"constant": 5},
      "time": {"column": "at"}})"),
            shapes());
  ASSERT_FALSE(wrong);
  EXPECT_EQ(wrong.error().place, "event.constant");
  EXPECT_TRUE(check(nullable(text()), nullptr, shapes()));
  EXPECT_FALSE(check(nullable(text()), 5, shapes()));
}

TEST(Schema, SaysWhatIsPossible) {
  const auto wrong = check(one_of_texts({"asc", "desc"}), "up", shapes(), "order");
  ASSERT_FALSE(wrong);
  EXPECT_EQ(wrong.error().message, "\"order\" cannot be \"up\".");
  EXPECT_EQ(wrong.error().hint, "It can be: asc, desc.");
}

TEST(Cursor, ComesBackAsItWas) {
  const auto parts = read_cursor(make_cursor({"a", "-5"}), 2);
  ASSERT_TRUE(parts);
  EXPECT_EQ((*parts)[0], "a");
  EXPECT_EQ(*cursor_number((*parts)[1]), -5);
  for (const char* bad : {"", "x", "!!", "WyJhIl0", "eyJhIjoxfQ", "WzEsMl0"})
    EXPECT_EQ(read_cursor(bad, 2).error().place, "cursor") << bad;
  EXPECT_FALSE(cursor_number("5x"));
}

TEST(RateLimiter, RefillsWithTime) {
  env::FixedClock clock(1'000'000);
  RateLimiter limiter(clock);
  const Rate rate{3, 0.5};
  for (int i = 0; i < 3; ++i) EXPECT_EQ(limiter.take("a", rate), 0);
  EXPECT_EQ(limiter.take("a", rate), 2);
  EXPECT_EQ(limiter.take("b", rate), 0) << "callers do not share";
  clock.advance(2 * env::kSecondUs);
  EXPECT_EQ(limiter.take("a", rate), 0);
  EXPECT_GT(limiter.take("a", rate), 0);
}

}  // namespace
}  // namespace wend::api
