#include "analyze/merge_suggestions.h"

#include <algorithm>
#include <array>
#include <map>
#include <set>
#include <unicode/locid.h>
#include <unicode/unistr.h>
#include <unordered_map>

#include "analyze/customers.h"
#include "model/comparison.h"
#include "model/identity_graph.h"

namespace wend::analyze {
namespace {

using Pair = std::pair<std::int64_t, std::int64_t>;
using Reasons = std::map<Pair, std::set<MergeSuggestion::Reason>>;

constexpr std::array<std::string_view, 6> kPostcodes = {
    "postcode", "postal_code", "zip", "zip_code", "address.postal_code", "address.postalCode"};
constexpr std::array<std::string_view, 4> kBirthDates = {"birthday", "birth_date", "date_of_birth",
                                                         "birthdate"};
// A number without its country and area codes' variants: the shortest full national numbers have
// about so many digits (ITU-T E.164 leaves 15 for all).
constexpr std::size_t kPhoneDigits = 9;

double weight_of(Likeness likeness) {
  switch (likeness) {
    case Likeness::kSameIdentity:
      return 0.8;
    case Likeness::kEmailSpelling:
      return 0.8;
    case Likeness::kPhoneSpelling:
      return 0.6;
    case Likeness::kNameAndPostcode:
      return 0.6;
    case Likeness::kNameAndBirthDate:
      return 0.7;
  }
  return 0;
}

// In small letters, with single blanks, without dots and commas.
std::string plain(std::string_view text) {
  std::string small;
  icu::UnicodeString::fromUTF8({text.data(), static_cast<std::int32_t>(text.size())})
      .toLower(icu::Locale::getRoot())
      .toUTF8String(small);
  std::string out;
  for (const char c : small) {
    const bool gap = c == ' ' || c == '\t' || c == '.' || c == ',' || c == '-';
    if (!gap)
      out += c;
    else if (!out.empty() && out.back() != ' ')
      out += ' ';
  }
  if (out.ends_with(' ')) out.pop_back();
  return out;
}

std::string last_digits(std::string_view phone) {
  std::string digits;
  for (const char c : phone)
    if (c >= '0' && c <= '9') digits += c;
  return digits.size() < kPhoneDigits ? std::string() : digits.substr(digits.size() - kPhoneDigits);
}

// Every two of them are alike; what too many share tells nobody apart.
void pair_up(const std::set<std::int64_t>& profiles, Likeness likeness, const std::string& shown,
             Reasons& reasons) {
  if (profiles.size() > kSharedMax) return;
  for (auto a = profiles.begin(); a != profiles.end(); ++a)
    for (auto b = std::next(a); b != profiles.end(); ++b)
      reasons[{*a, *b}].insert({likeness, shown});
}

// Profiles under what they have in common.
class Shared {
 public:
  explicit Shared(Likeness likeness) : likeness_(likeness) {}

  void add(std::string key, std::int64_t profile, std::string_view shown) {
    if (key.empty()) return;
    auto& entry = by_key_[std::move(key)];
    // Whatever the order they come in.
    if (entry.profiles.empty() || shown < entry.shown) entry.shown = shown;
    if (entry.profiles.size() <= kSharedMax) entry.profiles.insert(profile);
  }

  void suggest(Reasons& reasons) const {
    for (const auto& [key, entry] : by_key_)
      pair_up(entry.profiles, likeness_, entry.shown, reasons);
  }

 private:
  struct Entry {
    std::set<std::int64_t> profiles;
    std::string shown;
  };
  const Likeness likeness_;
  std::unordered_map<std::string, Entry> by_key_;
};

// Calls take(profile, value) for each identity of a namespace.
template <typename Take>
base::Status each_identity(events::duck::Connection& connection, std::string_view name,
                           Take&& take) {
  WEND_ASSIGN(auto statement,
              connection.prepare("SELECT profile_id, value FROM identities WHERE namespace = ?"));
  const events::duck::Value values[] = {name};
  WEND_ASSIGN(auto rows, statement.stream(values));
  for (;;) {
    WEND_ASSIGN(const bool more, rows.next());
    if (!more) return {};
    for (std::size_t i = 0; i < rows.size(); ++i)
      take(rows.values<std::int64_t>(0)[i], rows.text(1, i));
  }
}

// Links that a limit refused, between identities that are not a mere device or visit.
base::Status same_identities(events::duck::Connection& connection, Reasons& reasons) {
  std::map<std::int64_t, std::pair<std::string, std::set<std::int64_t>>> by_identity;
  WEND_ASSIGN(
      auto statement,
      connection.prepare(
          "SELECT x.identity_id, x.namespace, x.value, x.profile_id, y.profile_id FROM (SELECT a, "
          "b FROM link_states WHERE state = ? UNION ALL SELECT b, a FROM link_states WHERE state = "
          "?) l JOIN identities x ON x.identity_id = l.a JOIN identities y ON y.identity_id = l.b "
          "WHERE x.namespace NOT IN ('user_id', 'anonymous_id', 'device_id') AND x.profile_id <> "
          "y.profile_id"));
  const auto refused = static_cast<std::int32_t>(model::LinkState::kBreaksLimit);
  const events::duck::Value values[] = {refused, refused};
  WEND_ASSIGN(auto rows, statement.stream(values));
  for (;;) {
    WEND_ASSIGN(const bool more, rows.next());
    if (!more) break;
    for (std::size_t i = 0; i < rows.size(); ++i) {
      auto& [shown, profiles] = by_identity[rows.values<std::int64_t>(0)[i]];
      shown = rows.text(2, i);
      profiles.insert(rows.values<std::int64_t>(3)[i]);
      profiles.insert(rows.values<std::int64_t>(4)[i]);
    }
  }
  for (const auto& [identity, shared] : by_identity)
    pair_up(shared.second, Likeness::kSameIdentity, shared.first, reasons);
  return {};
}

// Pairs of profiles between whose identities a person decided that they are not one.
base::Result<std::set<Pair>> kept_apart(events::duck::Connection& connection) {
  std::set<Pair> pairs;
  WEND_ASSIGN(auto statement,
              connection.prepare("SELECT x.profile_id, y.profile_id FROM link_states l JOIN "
                                 "identities x ON x.identity_id = l.a JOIN identities y ON "
                                 "y.identity_id = l.b WHERE l.decision = ?"));
  const events::duck::Value values[] = {static_cast<std::int32_t>(model::Decision::kApart)};
  WEND_ASSIGN(auto rows, statement.stream(values));
  for (;;) {
    WEND_ASSIGN(const bool more, rows.next());
    if (!more) return pairs;
    for (std::size_t i = 0; i < rows.size(); ++i) {
      pairs.insert(std::minmax({rows.values<std::int64_t>(0)[i], rows.values<std::int64_t>(1)[i]}));
    }
  }
}

// The first of these traits that a profile has, for each profile.
class FirstTrait {
 public:
  static base::Result<FirstTrait> load(const JourneyTable& table,
                                       std::span<const std::string_view> names) {
    FirstTrait trait;
    WEND_ASSIGN(const auto known, table.property_names());
    for (const std::string_view name : names) {
      const auto top = name.substr(0, name.find('.'));
      if (std::ranges::none_of(known,
                               [&](const auto& one) { return one.trait && one.name == top; }))
        continue;
      WEND_ASSIGN(auto column, table.trait(name));
      trait.columns_.push_back(std::move(column));
    }
    return trait;
  }
  bool empty() const { return columns_.empty(); }
  std::string of(std::size_t profile) const {
    for (const auto& column : columns_) {
      std::string text = model::to_text(column->values[column->codes[profile]]);
      if (!text.empty()) return text;
    }
    return {};
  }

 private:
  std::vector<std::shared_ptr<const ValueColumn>> columns_;
};

base::Status same_names(const JourneyTable& table, std::span<const std::string_view> traits,
                        Likeness likeness, Reasons& reasons) {
  WEND_ASSIGN(const auto trait, FirstTrait::load(table, traits));
  if (trait.empty()) return {};
  WEND_ASSIGN(const auto names, CustomerNames::load(table));
  Shared shared(likeness);
  for (std::size_t profile = 0; profile < table.profile_count(); ++profile) {
    const std::string value = trait.of(profile);
    const std::string name = value.empty() ? std::string() : names.of(profile);
    // An address that stands for a name is no name.
    if (name.empty() || name.contains('@')) continue;
    shared.add(plain(name) + "\n" + plain(value), table.profile_id(profile), name + ", " + value);
  }
  shared.suggest(reasons);
  return {};
}

base::Result<std::shared_ptr<const std::vector<MergeSuggestion>>> find(
    const JourneyTable& table, const events::EventStore& store) {
  Reasons reasons;
  WEND_ASSIGN(auto connection, store.reader());
  Shared mailboxes(Likeness::kEmailSpelling), phones(Likeness::kPhoneSpelling);
  WEND_TRY(each_identity(connection, "email", [&](std::int64_t profile, std::string_view value) {
    mailboxes.add(mailbox_of(value), profile, value);
  }));
  WEND_TRY(each_identity(connection, "phone", [&](std::int64_t profile, std::string_view value) {
    phones.add(last_digits(value), profile, value);
  }));
  mailboxes.suggest(reasons);
  phones.suggest(reasons);
  WEND_TRY(same_identities(connection, reasons));
  WEND_TRY(same_names(table, kPostcodes, Likeness::kNameAndPostcode, reasons));
  WEND_TRY(same_names(table, kBirthDates, Likeness::kNameAndBirthDate, reasons));
  WEND_ASSIGN(const auto apart, kept_apart(connection));

  auto suggestions = std::make_shared<std::vector<MergeSuggestion>>();
  for (const auto& [pair, why] : reasons) {
    const auto [a, b] = pair;
    if (apart.contains(pair)) continue;
    // Only customers who have events can be looked at.
    if (!table.profile_of_id(a) || !table.profile_of_id(b)) continue;
    double unsure = 1;
    for (const auto& reason : why) unsure *= 1 - weight_of(reason.likeness);
    suggestions->push_back({a, b, {why.begin(), why.end()}, 1 - unsure});
  }
  std::ranges::sort(*suggestions, {}, [](const MergeSuggestion& one) {
    return std::tuple(-one.score, one.a, one.b);
  });
  if (suggestions->size() > kSuggestionsMax) suggestions->resize(kSuggestionsMax);
  return suggestions;
}

}  // namespace

std::string_view to_string(Likeness likeness) {
  switch (likeness) {
    case Likeness::kSameIdentity:
      return "same_identity";
    case Likeness::kEmailSpelling:
      return "email_spelling";
    case Likeness::kPhoneSpelling:
      return "phone_spelling";
    case Likeness::kNameAndPostcode:
      return "name_and_postcode";
    case Likeness::kNameAndBirthDate:
      return "name_and_birth_date";
  }
  return "same_identity";
}

std::string mailbox_of(std::string_view email) {
  const auto at = email.rfind('@');
  if (at == email.npos || at == 0 || at + 1 == email.size()) return {};
  const auto small = [](std::string_view text) {
    std::string out(text);
    for (char& c : out)
      if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    return out;
  };
  std::string name = small(email.substr(0, at)), host = small(email.substr(at + 1));
  if (const auto plus = name.find('+'); plus != name.npos && plus > 0) name.resize(plus);
  // https://support.google.com/mail/answer/7436150: dots do not matter in Gmail addresses.
  if (host == "googlemail.com") host = "gmail.com";
  if (host == "gmail.com") std::erase(name, '.');
  return name + "@" + host;
}

base::Result<std::shared_ptr<const std::vector<MergeSuggestion>>> merge_suggestions(
    const JourneyTable& table, const events::EventStore& store) {
  return table.remember<std::vector<MergeSuggestion>>("merge suggestions",
                                                      [&] { return find(table, store); });
}

}  // namespace wend::analyze
