#include "unify/text_cleaner.h"

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <gtest/gtest.h>

#include "unify/folded_text.h"

namespace wend::unify {
namespace {

TellingValues values(std::initializer_list<std::string_view> texts) {
  TellingValues all;
  for (const std::string_view text : texts) all.add(folded_value(text));
  all.finish();
  return all;
}

TEST(TextCleanerTest, TakesOutAddressesOfAnybody) {
  TextCleaner cleaner({});
  const auto clean = [&](std::string_view text) { return cleaner.clean(text, nullptr); };
  EXPECT_EQ(clean("write to Ann.Lee@Example.COM, please"), "write to [e-mail], please");
  EXPECT_EQ(clean("ann+shop@mail.example.co.uk"), "[e-mail]");
  EXPECT_EQ(clean("jürgen@müller.example"), "[e-mail]");
  EXPECT_EQ(clean("ＡＮＮ＠ＥＸＡＭＰＬＥ．ＣＯＭ is full-width"), "[e-mail] is full-width");
  EXPECT_EQ(clean("ann\u00ad@exam\u200bple.com"), "[e-mail]") << "what is not seen hides nothing";
  EXPECT_EQ(clean("/?m=ann%40example.com"), "[removed]");
  EXPECT_EQ(clean("/?m=ann%2540example.com"), "[removed]") << "encoded twice";
  EXPECT_EQ(clean("ann&#64;example.com"), "[removed]");
  EXPECT_EQ(clean(R"(ann\u0040example.com)"), "[removed]");
  EXPECT_EQ(clean("from 203.0.113.7 and 2001:db8::8a2e:370:7334"), "from [removed] and [removed]");
  for (const std::string_view text :
       {"5 @ 3.50", "a@b", "version 1.2.3", "at 10:20:30", "1.2.3.4.5", "999.1.1.1"})
    EXPECT_EQ(clean(text), text);
}

TEST(TextCleanerTest, TakesOutPhoneNumbersAndLeavesDatesAndAmounts) {
  TextCleaner cleaner({});
  const auto clean = [&](std::string_view text) { return cleaner.clean(text, nullptr); };
  EXPECT_EQ(clean("call +49 (30) 123-456 789 now"), "call [number] now");
  EXPECT_EQ(clean("030/1234567"), "[number]");
  EXPECT_EQ(clean("00493012345678"), "[number]");
  EXPECT_EQ(clean("(212) 555-0199 x"), "[number] x");
  for (const std::string_view text :
       {"2026-01-31", "31.01.2026", "2026-01-31 10:20:30", "2026-01-31T10:20:30Z", "1,234.50",
        "1234567", "20.5", "10 of 20", "12/2026"})
    EXPECT_EQ(clean(text), text);
}

TEST(TextCleanerTest, TakesOutWhatPeopleAreCalledInAnySpelling) {
  const auto everybody = values({"bob-7", "Élodie Ørsted", "山田太郎", "ann-48102", "Straße 17"});
  TextCleaner cleaner({&everybody});
  const auto clean = [&](std::string_view text) { return cleaner.clean(text, nullptr); };
  EXPECT_EQ(clean("for Bob-7!"), "for [removed]!");
  EXPECT_EQ(clean("ELODIE ORSTED wrote"), "[removed] wrote");
  EXPECT_EQ(clean("e\u0301lodie ørsted"), "[removed]");
  EXPECT_EQ(clean("für山田太郎さん"), "für[removed]さん");
  EXPECT_EQ(clean("xxANN-48102yy"), "xx[removed]yy") << "long ones with digits, wherever they are";
  EXPECT_EQ(clean("STRASSE 17"), "[removed]");
  EXPECT_EQ(clean("bob-77"), "bob-77") << "a longer word is somebody else";
  EXPECT_EQ(clean("a bob-7 b ann-48102 c"), "a [removed] b [removed] c");
}

TEST(TextCleanerTest, OwnValuesAreTakenOutOfOwnTextsAlone) {
  const auto own = values({"Lena", "eve", "Rosengasse 17"});
  TextCleaner cleaner({});
  EXPECT_EQ(cleaner.clean("Hello Lena", nullptr), "Hello Lena");
  EXPECT_EQ(cleaner.clean("Hello Lena", &own), "Hello [removed]");
  EXPECT_EQ(cleaner.clean("Hello Lena", nullptr), "Hello Lena") << "nothing is remembered";
  EXPECT_EQ(cleaner.clean("Eve", &own), "[removed]");
  EXPECT_EQ(cleaner.clean("New Year's eve", &own), "New Year's eve") << "short: only as a whole";
  EXPECT_EQ(cleaner.clean("to ROSENGASSE  17, rosengasse 17", &own),
            "to ROSENGASSE  17, [removed]");
  EXPECT_EQ(cleaner.replaced(), 3U);
}

TEST(TextCleanerTest, LooksIntoJsonAtAnyDepth) {
  const auto everybody = values({"ann-48102", "4930123456789"});
  TextCleaner cleaner({&everybody});
  const auto value = boost::json::parse(
      R"({"a": [{"ann-48102": "x"}, "y ann-48102"], "n": 4930123456789, "m": 12, "e": "a@b.example"})");
  EXPECT_EQ(boost::json::serialize(cleaner.clean_json(value, nullptr)),
            R"({"a":[{"[removed]":"x"},"y [removed]"],"n":null,"m":12,"e":"[e-mail]"})");
}

TEST(TextCleanerTest, FindsPhonesInAnyPunctuationAndLongValuesByTheirBeginning) {
  TellingValues everybody;
  everybody.add_phone("+4930123456789");
  const std::string token(300, 'k');
  everybody.add(token);
  everybody.finish();
  TextCleaner cleaner({&everybody});
  EXPECT_EQ(cleaner.clean("tel 123.456.789", nullptr), "tel [number]");
  EXPECT_TRUE(cleaner.is_telling_number("30123456789", nullptr));
  EXPECT_EQ(cleaner.clean("t=" + token, nullptr), "t=[removed]");
}

TEST(TellingValuesTest, WhatManyShareIsDropped) {
  TellingValues all;
  for (int i = 0; i < 30; ++i) {
    TellingValues one;
    one.add("berlin");
    if (i == 0) one.add("rosenheim");
    one.finish();
    all.add_all(one);
  }
  all.finish(20);
  EXPECT_FALSE(all.is_value("berlin"));
  EXPECT_FALSE(all.find("to berlin", 0));
  EXPECT_TRUE(all.is_value("rosenheim"));
  EXPECT_EQ(all.find("to rosenheim", 0)->at, 3U);
}

}  // namespace
}  // namespace wend::unify
