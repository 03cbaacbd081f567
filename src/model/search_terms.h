#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace wend::model {

// What a customer is found by, and what is typed to find one (docs/search.md). A term is a piece of
// an identity or a trait in one spelling: small letters without accents. What is typed is looked
// for at the beginning of terms.

// Bounds of what one text may cost.
inline constexpr std::size_t kTermBytesMax = 64;    // longer ones are cut
inline constexpr std::size_t kTermsOfTextMax = 64;  // of one text; the rest is not found
inline constexpr std::size_t kSearchWordsMax = 8;   // typed; more are left out

// Small letters without accents: "Émilie" is "emilie", "Straße" is "strasse".
std::string folded(std::string_view text);

// Terms of a text that people read: each of its words, with what is written on to it. Adds to
// `terms`, which may then hold some twice.
void add_terms_of_text(std::string_view text, std::vector<std::string>& terms);
// Terms of an identity: e-mail addresses as text, phone numbers in every spelling, others as they
// are.
void add_terms_of_identity(std::string_view name, std::string_view value,
                           std::vector<std::string>& terms);

// What is typed: a customer is found when, in one of the ways, each text begins a term.
struct SearchWords {
  std::vector<std::vector<std::string>> ways;  // none: nothing to look for
  std::string whole;                           // what an identity is when it is meant exactly
};
SearchWords search_words(std::string_view typed);

// Whether the typed text is this identity, and not only its beginning.
bool is_identity(const SearchWords& words, std::string_view value);

}  // namespace wend::model
