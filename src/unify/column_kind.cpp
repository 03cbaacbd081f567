#include "unify/column_kind.h"

#include <algorithm>
#include <array>
#include <string>
#include <vector>

#include "model/search_terms.h"

namespace wend::unify {
namespace {

// "firstName", "first-name" and "properties.first_name" are the words first and name.
std::vector<std::string> words_of(std::string_view name) {
  std::vector<std::string> words(1);
  bool small_before = false;
  for (const char c : name) {
    const bool capital = c >= 'A' && c <= 'Z';
    const bool wordly = capital || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') ||
                        static_cast<unsigned char>(c) >= 0x80;
    if ((!wordly || (capital && small_before)) && !words.back().empty()) words.emplace_back();
    if (wordly) words.back() += c;
    small_before = wordly && !capital;
  }
  for (std::string& word : words) word = model::folded(word);
  std::erase(words, "");
  return words;
}

struct Meaning {
  ColumnKind kind;
  std::vector<std::string_view> words;  // in a row
};

// The first that fits decides.
const std::vector<Meaning>& meanings() {
  using enum ColumnKind;
  static const std::vector<Meaning> all = {
      {kEmail, {"email"}},
      {kEmail, {"mail"}},
      {kEmail, {"e", "mail"}},
      {kPhone, {"phone"}},
      {kPhone, {"telephone"}},
      {kPhone, {"telefon"}},
      {kPhone, {"tel"}},
      {kPhone, {"mobile", "number"}},
      {kPhone, {"msisdn"}},
      {kPhone, {"fax"}},
      {kPhone, {"whatsapp"}},
      {kPostcode, {"postcode"}},
      {kPostcode, {"postal", "code"}},
      {kPostcode, {"postalcode"}},
      {kPostcode, {"zip"}},
      {kPostcode, {"zipcode"}},
      {kPostcode, {"plz"}},
      {kBirth, {"birthday"}},
      {kBirth, {"birthdate"}},
      {kBirth, {"birth"}},
      {kBirth, {"dob"}},
      {kAddress, {"address"}},
      {kAddress, {"street"}},
      {kAddress, {"strasse"}},
      {kAddress, {"house"}},
      {kAddress, {"ip"}},
      {kAddress, {"latitude"}},
      {kAddress, {"longitude"}},
      {kAddress, {"lat"}},
      {kAddress, {"lng"}},
      {kAddress, {"lon"}},
      {kAddress, {"geo"}},
      {kAddress, {"location"}},
      {kAddress, {"coordinates"}},
      {kUrl, {"url"}},
      {kUrl, {"uri"}},
      {kUrl, {"href"}},
      {kUrl, {"referrer"}},
      {kUrl, {"referer"}},
      {kUrl, {"link"}},
      {kUrl, {"query"}},
      {kUrl, {"avatar"}},
      {kUrl, {"photo"}},
      {kId, {"user", "agent"}},
      {kId, {"useragent"}},
      {kId, {"id"}},
      {kId, {"ids"}},
      {kId, {"uuid"}},
      {kId, {"guid"}},
      {kId, {"token"}},
      {kId, {"cookie"}},
      {kId, {"session"}},
      {kId, {"fingerprint"}},
      {kId, {"iban"}},
      {kId, {"bic"}},
      {kId, {"card", "number"}},
      {kId, {"account", "number"}},
      {kId, {"order", "number"}},
      {kId, {"number"}},
      {kId, {"passport"}},
      {kId, {"ssn"}},
      {kId, {"vat"}},
      {kId, {"hash"}},
      {kId, {"advertising"}},
      {kName, {"firstname"}},
      {kName, {"lastname"}},
      {kName, {"surname"}},
      {kName, {"fullname"}},
      {kName, {"username"}},
      {kName, {"login"}},
      {kName, {"nickname"}},
      {kName, {"vorname"}},
      {kName, {"nachname"}},
      {kName, {"first", "name"}},
      {kName, {"last", "name"}},
      {kName, {"middle", "name"}},
      {kName, {"family", "name"}},
      {kName, {"given", "name"}},
      {kName, {"full", "name"}},
      {kName, {"user", "name"}},
      {kName, {"display", "name"}},
      {kName, {"customer", "name"}},
      {kName, {"contact", "name"}},
      {kName, {"recipient"}},
      {kName, {"author"}},
      {kName, {"agent"}},
      {kFreeText, {"message"}},
      {kFreeText, {"comment"}},
      {kFreeText, {"comments"}},
      {kFreeText, {"note"}},
      {kFreeText, {"notes"}},
      {kFreeText, {"text"}},
      {kFreeText, {"body"}},
      {kFreeText, {"description"}},
      {kFreeText, {"feedback"}},
      {kFreeText, {"subject"}},
      {kFreeText, {"search"}},
      {kFreeText, {"answer"}},
      {kAboutPerson, {"age"}},
      {kAboutPerson, {"gender"}},
      {kAboutPerson, {"sex"}},
      {kAboutPerson, {"salary"}},
      {kAboutPerson, {"income"}},
      {kAboutPerson, {"city"}},
      {kAboutPerson, {"town"}},
      {kAboutPerson, {"region"}},
      {kAboutPerson, {"job"}},
      {kAboutPerson, {"title"}},
      {kAboutPerson, {"company"}},
      {kAboutPerson, {"employer"}},
      {kAboutPerson, {"nationality"}},
      {kAboutPerson, {"religion"}},
      {kAboutPerson, {"language"}},
      {kTime, {"at"}},
      {kTime, {"time"}},
      {kTime, {"timestamp"}},
      {kTime, {"date"}},
      {kTime, {"since"}},
      {kTime, {"until"}},
  };
  return all;
}

}  // namespace

ColumnKind column_kind_of(std::string_view name) {
  // What the API calls a property is no word of its name.
  for (const std::string_view prefix : {"properties.", "traits."})
    if (name.starts_with(prefix)) name.remove_prefix(prefix.size());
  const auto words = words_of(name);
  // "name" alone is the person's; "plan_name" and "product name" are not.
  if (words.size() == 1 && words[0] == "name") return ColumnKind::kName;
  for (const Meaning& meaning : meanings())
    if (!std::ranges::search(words, meaning.words).empty()) return meaning.kind;
  return ColumnKind::kPlain;
}

bool names_people(ColumnKind kind) {
  using enum ColumnKind;
  return kind == kEmail || kind == kPhone || kind == kName || kind == kAddress || kind == kId;
}

}  // namespace wend::unify
