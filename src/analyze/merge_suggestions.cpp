#include "analyze/merge_suggestions.h"

#include <algorithm>
#include <array>
#include <map>
#include <set>
#include <unicode/locid.h>
#include <unicode/unistr.h>
#include <unordered_map>
#include <unordered_set>

#include "model/comparison.h"
#include "model/event.h"
#include "model/identity_graph.h"
#include "model/property_text.h"
#include "unify/customer_card.h"

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

// The first of these traits that there is, as text.
std::string first_of(const unify::CustomerCard& card, std::span<const std::string_view> names) {
  for (const std::string_view name : names) {
    const auto at =
        std::ranges::lower_bound(card.traits, name, {}, &unify::CustomerCard::Trait::name);
    if (at == card.traits.end() || at->name != name) continue;
    std::string text = model::to_text(at->value);
    if (!text.empty()) return text;
  }
  return {};
}

// Who has the same name and the same postcode or date of birth, from what customers were called
// last.
base::Status same_names(events::duck::Connection& connection, Reasons& reasons) {
  Shared postcodes(Likeness::kNameAndPostcode), birth_dates(Likeness::kNameAndBirthDate);
  const std::set<std::string_view> wanted = [] {
    std::set<std::string_view> names{"name",      "first_name", "firstName",
                                     "last_name", "lastName",   "email"};
    names.insert(kPostcodes.begin(), kPostcodes.end());
    names.insert(kBirthDates.begin(), kBirthDates.end());
    return names;
  }();
  unify::CustomerCard card;
  const auto finish = [&] {
    const std::string name = card.name();
    // An address that stands for a name is no name.
    if (!name.empty() && !name.contains('@')) {
      const auto add = [&](Shared& shared, std::span<const std::string_view> names) {
        const std::string value = first_of(card, names);
        if (!value.empty())
          shared.add(plain(name) + "\n" + plain(value), card.profile_id, name + ", " + value);
      };
      add(postcodes, kPostcodes);
      add(birth_dates, kBirthDates);
    }
    card.traits.clear();
  };
  WEND_ASSIGN(
      auto statement,
      connection.prepare("SELECT i.profile_id, e.time, e.sequence, e.properties FROM events e JOIN "
                         "identities i ON i.identity_id = e.identity_id WHERE e.type = ? ORDER BY "
                         "i.profile_id"));
  const events::duck::Value values[] = {static_cast<std::int32_t>(model::EventType::kIdentify)};
  WEND_ASSIGN(auto rows, statement.stream(values));
  model::PropertyText parser;
  for (;;) {
    WEND_ASSIGN(const bool more, rows.next());
    if (!more) break;
    for (std::size_t i = 0; i < rows.size(); ++i) {
      if (const auto profile = rows.values<std::int64_t>(0)[i]; profile != card.profile_id) {
        finish();
        card.profile_id = profile;
      }
      const std::int64_t time = rows.values<std::int64_t>(1)[i],
                         sequence = rows.values<std::int64_t>(2)[i];
      const std::string_view text = rows.text(3, i);
      parser.each(text, [&](std::string_view name, const model::Value& value) {
        if (wanted.contains(name)) card.add_trait(name, value, time, sequence);
      });
      if (!text.contains("\"address\"")) continue;
      for (const std::string_view path : kPostcodes) {
        if (!path.contains('.')) continue;
        const model::Value value = parser.get(text, path);
        if (!model::is_missing(value)) card.add_trait(path, value, time, sequence);
      }
    }
  }
  finish();
  postcodes.suggest(reasons);
  birth_dates.suggest(reasons);
  return {};
}

// Of these profiles those that are there, each by its own number; `with_events`: and did something.
base::Result<std::unordered_set<std::int64_t>> those_there(events::duck::Connection& connection,
                                                           std::span<const MergeSuggestion> pairs,
                                                           bool with_events) {
  WEND_TRY(connection.run("CREATE OR REPLACE TEMP TABLE wanted (number BIGINT NOT NULL)"));
  {
    WEND_ASSIGN(auto appender, connection.append_to("wanted"));
    for (const MergeSuggestion& pair : pairs)
      for (const std::int64_t profile : {pair.a, pair.b}) {
        const events::duck::Value row[] = {profile};
        WEND_TRY(appender.row(row));
      }
    WEND_TRY(appender.finish());
  }
  WEND_ASSIGN(
      auto rows,
      connection.query(
          with_events
              ? "SELECT DISTINCT i.profile_id FROM events e JOIN identities i ON i.identity_id = "
                "e.identity_id WHERE i.profile_id IN (SELECT number FROM wanted)"
              : "SELECT DISTINCT profile_id FROM identities WHERE profile_id IN (SELECT number "
                "FROM wanted)"));
  std::unordered_set<std::int64_t> there;
  for (;;) {
    WEND_ASSIGN(const bool more, rows.next());
    if (!more) return there;
    for (std::size_t i = 0; i < rows.size(); ++i) there.insert(rows.values<std::int64_t>(0)[i]);
  }
}

void leave_out_unless_there(std::vector<MergeSuggestion>& pairs,
                            const std::unordered_set<std::int64_t>& there) {
  std::erase_if(pairs, [&](const MergeSuggestion& one) {
    return !there.contains(one.a) || !there.contains(one.b);
  });
}

base::Result<std::vector<MergeSuggestion>> find(events::duck::Connection& connection) {
  Reasons reasons;
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
  WEND_TRY(same_names(connection, reasons));

  std::vector<MergeSuggestion> pairs;
  for (const auto& [pair, why] : reasons) {
    double unsure = 1;
    for (const auto& reason : why) unsure *= 1 - weight_of(reason.likeness);
    pairs.push_back({pair.first, pair.second, {why.begin(), why.end()}, 1 - unsure});
  }
  std::ranges::sort(
      pairs, {}, [](const MergeSuggestion& one) { return std::tuple(-one.score, one.a, one.b); });
  if (pairs.empty()) return pairs;
  // Only customers who have events can be looked at.
  WEND_ASSIGN(const auto there, those_there(connection, pairs, true));
  leave_out_unless_there(pairs, there);
  return pairs;
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

base::Result<std::vector<MergeSuggestion>> MergeSuggestions::current() {
  constexpr Clock::duration kQuick = std::chrono::milliseconds(200);
  constexpr Clock::duration kKept = std::chrono::minutes(1);
  std::lock_guard lock(mutex_);
  WEND_ASSIGN(auto connection, store_.reader());
  WEND_ASSIGN(const auto transaction, events::duck::Transaction::begin(connection));
  WEND_ASSIGN(const std::int64_t version, connection.number("SELECT version FROM store"));
  const auto now = Clock::now();
  const bool kept = version_ >= 0 && took_ > kQuick && now - found_at_ < kKept;
  if (version != version_ && !kept) {
    WEND_ASSIGN(found_, find(connection));
    found_at_ = Clock::now();
    took_ = found_at_ - now;
    version_ = version;
  }
  std::vector<MergeSuggestion> pairs = found_;
  if (pairs.empty()) return pairs;
  WEND_ASSIGN(const auto apart, kept_apart(connection));
  std::erase_if(pairs, [&](const MergeSuggestion& one) { return apart.contains({one.a, one.b}); });
  if (version != version_) {
    WEND_ASSIGN(const auto there, those_there(connection, pairs, false));
    leave_out_unless_there(pairs, there);
  }
  if (pairs.size() > kSuggestionsMax) pairs.resize(kSuggestionsMax);
  return pairs;
}

}  // namespace wend::analyze
