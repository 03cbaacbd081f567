#include "model/property_text.h"

#include <gtest/gtest.h>

namespace wend::model {
namespace {

TEST(PropertyTextTest, KeysWithDotsWinOverNesting) {
  PropertyText parser;
  EXPECT_EQ(parser.get(R"({"a.b":1,"a":{"b":2}})", "a.b"), Value(1.0));
  EXPECT_EQ(parser.get(R"({"a":{"b":{"c":true}}})", "a.b.c"), Value(true));
  EXPECT_EQ(parser.get(R"({"a":[1,2]})", "a"), Value("[1,2]"));
  EXPECT_EQ(parser.get("not json with a in it", "a"), Value());
}

TEST(PropertyTextTest, LongTextIsCutAtAWholeCharacter) {
  PropertyText parser;
  std::string text(1023, 'x');
  const Value value = parser.get("{\"a\":\"" + text + "ü" + "\"}", "a");
  EXPECT_EQ(std::get<std::string>(value), text);
}

}  // namespace
}  // namespace wend::model
