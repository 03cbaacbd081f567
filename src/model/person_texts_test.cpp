#include "model/person_texts.h"

#include <gtest/gtest.h>

namespace wend::model {
namespace {

PersonTexts ann() {
  return PersonTexts(IdentityRules{}, {{"user_id", "48102"},
                                       {"email", "ann.lee@example.com"},
                                       {"phone", "+4930123456789"},
                                       {"anonymous_id", "5f3a-77e1-visitor"},
                                       {"anonymous_id", "null"}});
}

TEST(PersonTextsTest, FindsAddressesInAnyCapitalsAndPhonesInAnyPunctuation) {
  const auto texts = ann();
  EXPECT_EQ(texts.short_values(), 1U);
  for (const char* text :
       {"write to Ann.Lee@Example.COM please", "call +49 (30) 123-456 789", "030/123456789",
        "/?mail=ann.lee%40example.com&x=1", "seen as 5f3a-77e1-visitor."})
    EXPECT_TRUE(texts.is_in(text)) << text;
  for (const char* text : {"joann.lee@example.com", "ann.lee@example.company", "order 48102",
                           "null", "0301234567890", ""})
    EXPECT_FALSE(texts.is_in(text)) << text;
  EXPECT_TRUE(texts.is_value(" 48102 "));
  EXPECT_TRUE(texts.is_value("ANN.LEE@EXAMPLE.COM"));
  EXPECT_TRUE(texts.is_value("030 123 456 789"));
  EXPECT_FALSE(texts.is_value("null"));
}

TEST(PersonTextsTest, LooksIntoJsonWithItsEscapesAndIntoWhatIsNone) {
  const auto texts = ann();
  EXPECT_TRUE(texts.is_named_in(R"({"a": ["ann.lee\u0040example.com"]})"));
  EXPECT_TRUE(texts.is_named_in(R"({"id": 48102})"));
  EXPECT_TRUE(texts.is_named_in(R"({"id": "48102"})"));
  EXPECT_FALSE(texts.is_named_in(R"({"id": "481020", "n": 148102})"));
  EXPECT_TRUE(texts.is_named_in("48102,Order,2026-01-01"));
  EXPECT_TRUE(texts.is_named_in(R"({"broken": "ann.lee@example.com)"));
  EXPECT_FALSE(texts.is_named_in(R"({"broken": "bob)"));
}

TEST(PersonTextsTest, TakesOutWhatTellsAndNothingElse) {
  const auto texts = ann();
  EXPECT_EQ(texts.taken_out_of_json(R"({ "to":"ann.lee@example.com", "n":1.50,"id":"48102"})"),
            R"({ "to":"", "n":1.50,"id":"48102"})");
  EXPECT_EQ(texts.taken_out_of_json(R"({"to":"ANN.lee\u0040example.com and \"bob\""})"),
            R"({"to":" and \"bob\""})");
  EXPECT_EQ(texts.taken_out_of_json(R"({"url":"/?m=ann.lee%40example.com"})"), R"({"url":""})");
  EXPECT_EQ(texts.taken_out_of_json(R"({"to":"bob"})"), std::nullopt);
}

// Somebody with a hundred thousand identities must not make a text of others a matter of seconds.
TEST(PersonTextsTest, FindsOneOfManyValuesAndTheLongestOfThoseThatBeginAtAPlace) {
  std::vector<PersonTexts::Value> values = {{"user_id", "shop-4711"},
                                            {"user_id", "shop-4711-berlin"}};
  for (int i = 0; i < 100'000; ++i)
    values.push_back({"anonymous_id", "visitor-" + std::to_string(1'000'000 + i)});
  const PersonTexts texts(IdentityRules{}, values);
  EXPECT_EQ(texts.taken_out_of("x shop-4711-berlin, visitor-1099999 y"), "x ,  y");
  EXPECT_EQ(texts.taken_out_of("Shop-4711 visitor-1100000"), std::nullopt);
  std::string text;
  for (int i = 0; i < 20'000; ++i) text += "visitor-" + std::to_string(2'000'000 + i) + " ";
  EXPECT_FALSE(texts.is_in(text));
  EXPECT_TRUE(texts.is_in(text + "visitor-1000007"));
}

}  // namespace
}  // namespace wend::model
