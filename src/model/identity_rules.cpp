#include "model/identity_rules.h"

#include <algorithm>
#include <boost/json/array.hpp>
#include <fmt/format.h>
#include <set>
#include <unicode/locid.h>
#include <unicode/unistr.h>

#include "model/json_reader.h"

namespace wend::model {
namespace {

namespace json = boost::json;
using base::ErrorCode;
using base::fail;

constexpr std::string_view kBlanks = " \t\r\n\f\v";
constexpr std::size_t kTextBytesMax = 1024;
// E.164: a number has at most 15 digits. Fewer than seven are a number within a house.
constexpr std::size_t kPhoneDigitsMin = 7, kPhoneDigitsMax = 15;

std::string_view without_blanks(std::string_view text) {
  const auto first = text.find_first_not_of(kBlanks);
  if (first == text.npos) return {};
  return text.substr(first, text.find_last_not_of(kBlanks) - first + 1);
}

std::string in_small_letters(std::string_view text) {
  std::string out;
  if (std::ranges::all_of(text, [](unsigned char c) { return c < 0x80; })) {
    for (const char c : text) out += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    return out;
  }
  icu::UnicodeString::fromUTF8({text.data(), static_cast<std::int32_t>(text.size())})
      .toLower(icu::Locale::getRoot())
      .toUTF8String(out);
  return out;
}

// Nothing when it is no phone number that can be told apart from all others.
std::string international(std::string_view text, std::string_view calling_code) {
  std::string digits;
  bool plus = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (c >= '0' && c <= '9') {
      digits += c;
    } else if (c == '+' && digits.empty() && !plus) {
      plus = true;
    } else if (std::string_view(" ().-/\t").find(c) == std::string_view::npos) {
      return {};
    }
  }
  if (!plus && digits.starts_with("00")) {
    plus = true;
    digits.erase(0, 2);
  }
  if (!plus) {
    if (calling_code.empty()) return {};
    // The zero that leads within a country falls away before the country's code.
    if (digits.starts_with('0')) digits.erase(0, 1);
    digits.insert(0, calling_code);
  }
  if (digits.size() < kPhoneDigitsMin || digits.size() > kPhoneDigitsMax || digits.front() == '0')
    return {};
  return "+" + digits;
}

base::Result<std::string> read_text(const json::value& value, const std::string& place) {
  if (!value.is_string()) return wrong_kind(value, place, "a text");
  const std::string_view text = value.get_string();
  if (text.size() > kTextBytesMax) {
    return fail(ErrorCode::kInvalidInput,
                fmt::format("This is longer than {} bytes.", kTextBytesMax), place);
  }
  return std::string(text);
}

// A member that must be there and not be empty.
base::Result<std::string> read_name(ObjectReader& entry, std::string_view field) {
  const std::string place = entry.place_of(field);
  const json::value* value = entry.find(field);
  std::string name;
  if (value != nullptr) {
    WEND_ASSIGN(name, read_text(*value, place));
  }
  if (name.empty())
    return fail(ErrorCode::kInvalidInput, fmt::format("The {} is missing.", field), place);
  return name;
}

base::Result<std::vector<IdentityRules::Namespace>> read_namespaces(const json::array& list) {
  std::vector<IdentityRules::Namespace> namespaces;
  std::set<std::string> names;
  for (std::size_t i = 0; i < list.size(); ++i) {
    WEND_ASSIGN(auto entry, ObjectReader::open(list[i], entry_place("namespaces", i)));
    IdentityRules::Namespace one;
    WEND_ASSIGN(one.name, read_name(entry, "name"));
    if (!names.insert(one.name).second) {
      return fail(ErrorCode::kInvalidInput,
                  fmt::format("The namespace \"{}\" stands here twice.", one.name),
                  entry.place_of("name"));
    }
    WEND_ASSIGN(const auto limit, entry.integer("limit", 0, 1'000'000));
    one.limit = static_cast<std::uint32_t>(limit.value_or(0));
    WEND_TRY(entry.finish());
    namespaces.push_back(std::move(one));
  }
  return namespaces;
}

base::Result<std::vector<IdentityRules::Finding>> read_findings(const json::array& list) {
  std::vector<IdentityRules::Finding> findings;
  for (std::size_t i = 0; i < list.size(); ++i) {
    const std::string place = entry_place("findings", i);
    WEND_ASSIGN(auto entry, ObjectReader::open(list[i], place));
    IdentityRules::Finding one;
    WEND_ASSIGN(one.name, read_name(entry, "namespace"));
    if (entry.has("trait") == entry.has("property")) {
      return fail(ErrorCode::kInvalidInput, "This needs either a trait or a property.", place,
                  "Write {\"trait\": \"email\", \"namespace\": \"email\"}.");
    }
    if (entry.has("trait")) {
      WEND_ASSIGN(one.trait, read_name(entry, "trait"));
    } else {
      WEND_ASSIGN(one.property, read_name(entry, "property"));
    }
    WEND_TRY(entry.finish());
    findings.push_back(std::move(one));
  }
  return findings;
}

}  // namespace

std::uint8_t IdentityRules::rank_of(std::string_view name) const {
  const auto found = std::ranges::find(namespaces, name, &Namespace::name);
  return static_cast<std::uint8_t>(found - namespaces.begin());
}

BlockedValues::BlockedValues(const IdentityRules& rules) {
  for (const std::string& value : rules.blocked_values) {
    const auto& small = *values_.insert(in_small_letters(value)).first;
    // A capital letter may be of another length than the small one.
    bytes_max_ = std::max(bytes_max_, 4 * small.size());
  }
}

bool BlockedValues::contains(std::string_view value) const {
  if (value.find_first_not_of("0-") == value.npos) return true;
  return value.size() <= bytes_max_ && values_.contains(in_small_letters(value));
}

std::string normal_identity(const IdentityRules& rules, std::string_view name,
                            std::string_view value) {
  const std::string_view text = without_blanks(value);
  if (name == "email") return in_small_letters(text);
  if (name == "phone") {
    std::string number = international(text, rules.calling_code);
    if (!number.empty()) return number;
  }
  return std::string(text);
}

base::Result<IdentityRules> identity_rules_from(const json::value& document) {
  WEND_ASSIGN(auto reader, ObjectReader::open(document, ""));
  IdentityRules rules;
  if (reader.has("namespaces")) {
    WEND_ASSIGN(const json::array* list, reader.list("namespaces", IdentityRules::kNamespacesMax));
    WEND_ASSIGN(rules.namespaces, read_namespaces(*list));
  }
  if (reader.has("findings")) {
    WEND_ASSIGN(const json::array* list, reader.list("findings", IdentityRules::kFindingsMax));
    WEND_ASSIGN(rules.findings, read_findings(*list));
  }
  WEND_ASSIGN(const auto email_in_user_id, reader.boolean("email_in_user_id"));
  rules.email_in_user_id = email_in_user_id.value_or(rules.email_in_user_id);
  WEND_ASSIGN(const auto alias_joins, reader.boolean("alias_joins"));
  rules.alias_joins = alias_joins.value_or(rules.alias_joins);
  if (reader.has("blocked_values")) {
    WEND_ASSIGN(const json::array* list, reader.list("blocked_values", IdentityRules::kBlockedMax));
    rules.blocked_values.clear();
    for (std::size_t i = 0; i < list->size(); ++i) {
      WEND_ASSIGN(auto value, read_text((*list)[i], entry_place("blocked_values", i)));
      rules.blocked_values.push_back(std::move(value));
    }
  }
  WEND_ASSIGN(const auto code, reader.text("calling_code"));
  rules.calling_code = code.value_or("");
  if (rules.calling_code.size() > 3 || rules.calling_code.starts_with('0') ||
      rules.calling_code.find_first_not_of("0123456789") != std::string::npos) {
    return fail(ErrorCode::kInvalidInput, "This is no calling code.", "calling_code",
                "Write the digits alone, such as 49 for Germany or 1 for North America.");
  }
  WEND_TRY(reader.finish());
  return rules;
}

json::object to_json(const IdentityRules& rules) {
  json::array namespaces, blocked;
  for (const auto& one : rules.namespaces)
    namespaces.push_back(json::object{{"name", one.name}, {"limit", one.limit}});
  for (const auto& value : rules.blocked_values) blocked.emplace_back(value);
  json::array findings;
  for (const auto& one : rules.findings) {
    json::object finding{{"namespace", one.name}};
    if (one.trait.empty())
      finding["property"] = one.property;
    else
      finding["trait"] = one.trait;
    findings.push_back(std::move(finding));
  }
  return {{"namespaces", std::move(namespaces)},        {"findings", std::move(findings)},
          {"email_in_user_id", rules.email_in_user_id}, {"alias_joins", rules.alias_joins},
          {"blocked_values", std::move(blocked)},       {"calling_code", rules.calling_code}};
}

}  // namespace wend::model
