#include "model/beginning.h"

#include <boost/json/object.hpp>
#include <gtest/gtest.h>

#include "model/json_reader.h"

namespace wend::model {
namespace {

TEST(Beginning, EndsBetweenCharacters) {
  EXPECT_EQ(beginning("Bestellung", 20), "Bestellung");
  EXPECT_EQ(beginning("Bestellung", 4), "Best");
  EXPECT_EQ(beginning("Köln", 1), "K");
  EXPECT_EQ(beginning("Köln", 2), "K") << "ö has two bytes";
  EXPECT_EQ(beginning("Köln", 3), "Kö");
  EXPECT_EQ(beginning("a€b", 3), "a") << "€ has three bytes";
  EXPECT_EQ(beginning("a€b", 4), "a€");
  EXPECT_EQ(beginning("😀!", 3), "") << "it has four bytes";
  EXPECT_EQ(beginning("😀!", 4), "😀");
  EXPECT_EQ(beginning("", 0), "");
}

TEST(Beginning, CutsBytesThatAreNoTextAnywhere) {
  EXPECT_EQ(beginning("\x80\x80\x80\x80\x80\x80", 5).size(), 5u);
}

TEST(Beginning, IsWhatAnUnknownFieldIsCalledBy) {
  std::string name(99, 'x');
  name += "ö and more";
  const boost::json::value document = boost::json::object{{name, 1}};
  auto reader = ObjectReader::open(document, "query");
  ASSERT_TRUE(reader);
  const auto finished = reader->finish();
  ASSERT_FALSE(finished);
  EXPECT_EQ(finished.error().message, "There is no field \"" + std::string(99, 'x') + "\" here.");
  EXPECT_EQ(finished.error().place, "query." + std::string(99, 'x'));
}

}  // namespace
}  // namespace wend::model
