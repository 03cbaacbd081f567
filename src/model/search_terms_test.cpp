#include "model/search_terms.h"

#include <algorithm>
#include <gtest/gtest.h>

namespace wend::model {
namespace {

bool finds(std::string_view typed, const std::vector<std::string>& terms) {
  const auto begins = [&](const std::string& prefix) {
    return std::ranges::any_of(terms, [&](const auto& term) { return term.starts_with(prefix); });
  };
  return std::ranges::any_of(search_words(typed).ways,
                             [&](const auto& way) { return std::ranges::all_of(way, begins); });
}

std::vector<std::string> text(std::string_view value) {
  std::vector<std::string> terms;
  add_terms_of_text(value, terms);
  return terms;
}

std::vector<std::string> identity(std::string_view name, std::string_view value) {
  std::vector<std::string> terms;
  add_terms_of_identity(name, value, terms);
  return terms;
}

TEST(SearchTerms, CaseAndAccentsDoNotCount) {
  EXPECT_EQ(folded("Émilie LØKKE"), "emilie lokke");
  EXPECT_EQ(folded("Straße"), "strasse");
  EXPECT_EQ(folded("Łódź"), "lodz");
  EXPECT_EQ(folded("中文"), "中文");
  EXPECT_TRUE(finds("emil", text("Émilie Zola")));
  EXPECT_TRUE(finds("ÉMIL", text("emilie zola")));
}

TEST(SearchTerms, WordsAreFoundInAnyOrder) {
  EXPECT_EQ(text("Ada Lovelace"), (std::vector<std::string>{"ada", "lovelace"}));
  EXPECT_TRUE(finds("lov ada", text("Ada Lovelace")));
  EXPECT_TRUE(finds("(ada, ", text("Ada Lovelace")));
  EXPECT_FALSE(finds("ada love b", text("Ada Lovelace")));
  EXPECT_FALSE(finds("ovelace", text("Ada Lovelace")));
  EXPECT_TRUE(finds("luc", text("Jean-Luc")));
  EXPECT_TRUE(finds("jean-l", text("Jean-Luc")));
}

TEST(SearchTerms, AddressesAreFoundFromEachOfTheirWords) {
  const auto terms = identity("email", "ada.lovelace@example.com");
  for (const auto* typed :
       {"ada", "ADA.Love", "lovelace@ex", "example.c", "ada.lovelace@example.com"})
    EXPECT_TRUE(finds(typed, terms)) << typed;
  EXPECT_FALSE(finds("ada@ex", terms));
}

TEST(SearchTerms, PhoneNumbersAreFoundInAnySpelling) {
  const auto terms = identity("phone", "+4917155501234");
  for (const auto* typed :
       {"+49 171 555", "0049171", "0171/555 01", "(0171) 555", "171555", "4917", "+4917155501234"})
    EXPECT_TRUE(finds(typed, terms)) << typed;
  EXPECT_FALSE(finds("0172", terms));
  EXPECT_TRUE(finds("+1 (415) 555", identity("phone", "+14155550100")));
  EXPECT_TRUE(finds("415-555", identity("phone", "+14155550100")));
}

TEST(SearchTerms, OtherIdentitiesAreFoundFromTheirBeginning) {
  EXPECT_EQ(identity("anonymous_id", "5F3A-77-ab"), (std::vector<std::string>{"5f3a-77-ab"}));
  EXPECT_TRUE(finds("5f3a-7", identity("anonymous_id", "5F3A-77-ab")));
  EXPECT_FALSE(finds("77", identity("anonymous_id", "5F3A-77-ab")));
}

TEST(SearchTerms, AnIdentityIsMeantExactly) {
  EXPECT_TRUE(is_identity(search_words(" Ada@Example.com"), "ada@example.com"));
  EXPECT_FALSE(is_identity(search_words("ada@example.co"), "ada@example.com"));
  EXPECT_TRUE(is_identity(search_words("0049 171 5550"), "+491715550"));
}

TEST(SearchTerms, WhatIsTooLongIsCutAlike) {
  const std::string longest(500, 'x');
  EXPECT_TRUE(finds(longest, text(longest)));
  EXPECT_EQ(text(longest)[0].size(), kTermBytesMax);
  std::string many;
  for (int i = 0; i < 1000; ++i) many += "w" + std::to_string(i) + " ";
  EXPECT_EQ(text(many).size(), kTermsOfTextMax);
  EXPECT_TRUE(search_words(" ,;- ").ways.empty());
  EXPECT_EQ(search_words(many).ways[0].size(), kSearchWordsMax);
}

}  // namespace
}  // namespace wend::model
