#include "analyze/customers.h"

#include <algorithm>
#include <array>
#include <numeric>

namespace wend::analyze {
namespace {

constexpr std::array<std::string_view, 6> kNameTraits = {"name",      "first_name", "firstName",
                                                         "last_name", "lastName",   "email"};
constexpr std::array<std::string_view, 5> kValueProperties = {"revenue", "order_value", "total",
                                                              "amount", "price"};
constexpr std::size_t kSearchedTraitsMax = 50;

char lower(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

std::string lower(std::string_view text) {
  std::string result(text);
  std::ranges::transform(result, result.begin(), [](char c) { return lower(c); });
  return result;
}

// Whether one of the words of `text` begins with `prefix`, which is in lower case and may hold
// several words.
bool begins_a_word(std::string_view text, std::string_view prefix) {
  for (std::size_t at = 0; at + prefix.size() <= text.size(); ++at) {
    const bool word = at == 0 || text[at - 1] == ' ' || text[at - 1] == '-' || text[at - 1] == '@';
    if (word && std::ranges::equal(text.substr(at, prefix.size()), prefix,
                                   [](char a, char b) { return lower(a) == b; }))
      return true;
  }
  return false;
}

bool has_identify(const JourneyTable& table) {
  return std::ranges::find(table.type(), static_cast<std::uint8_t>(model::EventType::kIdentify)) !=
         table.type().end();
}

// The names of traits, the most common first.
base::Result<std::vector<std::string>> trait_names(const JourneyTable& table) {
  std::vector<std::string> names;
  if (!has_identify(table)) return names;
  WEND_ASSIGN(auto all, table.property_names());
  std::erase_if(all, [](const auto& name) { return !name.trait; });
  std::ranges::stable_sort(all, std::ranges::greater{}, &JourneyTable::PropertyName::events);
  for (auto& name : all) names.push_back(std::move(name.name));
  return names;
}

boost::json::value to_json(const model::Value& value) {
  if (const auto* flag = std::get_if<bool>(&value)) return *flag;
  if (const auto* number = std::get_if<double>(&value)) return *number;
  if (const auto* text = std::get_if<std::string>(&value)) return boost::json::value(*text);
  return nullptr;
}

base::Result<std::vector<std::size_t>> found(const JourneyTable& table,
                                             const events::EventStore& store,
                                             const std::string& search) {
  std::vector<bool> hit(table.profile_count(), false);
  const std::string prefix = lower(search);
  WEND_ASSIGN(auto connection, store.reader());
  WEND_ASSIGN(
      auto statement,
      connection.prepare("SELECT profile_id FROM identities WHERE starts_with(lower(value), ?)"));
  const std::array<events::duck::Value, 1> values{std::string_view(prefix)};
  WEND_ASSIGN(auto rows, statement.stream(values));
  while (true) {
    WEND_ASSIGN(const bool more, rows.next());
    if (!more) break;
    for (const std::int64_t id : rows.values<std::int64_t>(0))
      if (const auto profile = table.profile_of_id(id)) hit[*profile] = true;
  }
  if (const auto id = model::customer_id_from(search))
    if (const auto profile = table.profile_of_id(*id)) hit[*profile] = true;
  WEND_ASSIGN(auto names, trait_names(table));
  if (names.size() > kSearchedTraitsMax) names.resize(kSearchedTraitsMax);
  for (const std::string& name : names) {
    WEND_ASSIGN(const auto column, table.trait(name));
    std::vector<bool> match(column->values.size(), false);
    for (std::size_t code = 1; code < column->values.size(); ++code)
      if (const auto* text = std::get_if<std::string>(&column->values[code]))
        match[code] = begins_a_word(*text, prefix);
    for (std::size_t profile = 0; profile < hit.size(); ++profile)
      if (match[column->codes[profile]]) hit[profile] = true;
  }
  std::vector<std::size_t> profiles;
  for (std::size_t profile = 0; profile < hit.size(); ++profile)
    if (hit[profile]) profiles.push_back(profile);
  return profiles;
}

// Keeps the first `limit` customers after the cursor.
template <typename Before>
void take_page(CustomerPage& page, std::vector<std::size_t> profiles,
               std::optional<std::size_t> after, std::size_t limit, Before before) {
  if (after) std::erase_if(profiles, [&](std::size_t profile) { return !before(*after, profile); });
  page.more = profiles.size() > limit;
  const auto end = profiles.begin() + static_cast<std::ptrdiff_t>(std::min(limit, profiles.size()));
  std::partial_sort(profiles.begin(), end, profiles.end(), before);
  page.profiles.assign(profiles.begin(), end);
}

}  // namespace

base::Result<CustomerNames> CustomerNames::load(const JourneyTable& table) {
  CustomerNames names;
  if (!has_identify(table)) return names;
  for (const std::string_view trait : kNameTraits) {
    WEND_ASSIGN(auto column, table.trait(trait));
    names.columns_.push_back(std::move(column));
  }
  return names;
}

std::string CustomerNames::text(std::size_t column, std::size_t profile) const {
  const auto& values = *columns_[column];
  const auto* text = std::get_if<std::string>(&values.values[values.codes[profile]]);
  return text == nullptr ? "" : *text;
}

std::string CustomerNames::of(std::size_t profile) const {
  if (columns_.empty()) return {};
  if (std::string name = text(0, profile); !name.empty()) return name;
  std::string first = text(1, profile), last = text(3, profile);
  if (first.empty()) first = text(2, profile);
  if (last.empty()) last = text(4, profile);
  if (!first.empty() && !last.empty()) return first + " " + last;
  if (!first.empty() || !last.empty()) return first + last;
  return text(5, profile);
}

base::Result<boost::json::object> traits_of(const JourneyTable& table, std::size_t profile,
                                            std::size_t limit) {
  WEND_ASSIGN(const auto names, trait_names(table));
  boost::json::object traits;
  for (const std::string& name : names) {
    if (traits.size() >= limit) break;
    WEND_ASSIGN(const auto column, table.trait(name));
    const model::Value& value = column->values[column->codes[profile]];
    if (!model::is_missing(value)) traits[name] = to_json(value);
  }
  return traits;
}

base::Result<CustomerPage> customer_page(const JourneyTable& table, const events::EventStore& store,
                                         const CustomerAsk& ask) {
  std::vector<std::size_t> profiles(table.profile_count());
  std::iota(profiles.begin(), profiles.end(), std::size_t{0});
  if (!ask.search.empty()) {
    WEND_ASSIGN(profiles, found(table, store, ask.search));
  }
  CustomerPage page;
  page.total = profiles.size();
  std::optional<std::size_t> after;
  if (ask.after_id) {
    after = table.profile_of_id(*ask.after_id);
    if (!after)
      return base::fail(base::ErrorCode::kInvalidInput,
                        "The customer that this cursor names is gone.", "cursor",
                        "Begin again with the first page.");
  }
  const auto by = [&](auto key) {
    take_page(page, std::move(profiles), after, ask.limit, [&](std::size_t a, std::size_t b) {
      return std::tuple(key(a), a) < std::tuple(key(b), b);
    });
  };
  switch (ask.sort) {
    case CustomerSort::kLastSeen:
      by([&](std::size_t p) { return -table.time_us()[table.end(p) - 1]; });
      break;
    case CustomerSort::kFirstSeen:
      by([&](std::size_t p) { return -table.time_us()[table.begin(p)]; });
      break;
    case CustomerSort::kEvents:
      by([&](std::size_t p) { return -static_cast<std::int64_t>(table.end(p) - table.begin(p)); });
      break;
    case CustomerSort::kName: {
      WEND_ASSIGN(const CustomerNames names, CustomerNames::load(table));
      std::vector<std::string> keys(table.profile_count());
      for (const std::size_t p : profiles) keys[p] = lower(names.of(p));
      by([&](std::size_t p) {
        return std::pair<bool, std::string_view>(keys[p].empty(), keys[p]);
      });
      break;
    }
  }
  return page;
}

std::vector<std::size_t> sessions_of(const JourneyTable& table, std::size_t profile) {
  std::vector<std::size_t> sessions;
  const auto times =
      table.time_us().subspan(table.begin(profile), table.end(profile) - table.begin(profile));
  std::size_t session = 1;
  for (std::size_t i = 0; i < times.size(); ++i) {
    if (i > 0 && times[i] - times[i - 1] > kSessionGapUs) ++session;
    sessions.push_back(session);
  }
  return sessions;
}

base::Result<std::optional<double>> value_of(const JourneyTable& table, std::size_t profile) {
  WEND_ASSIGN(const auto names, table.property_names());
  for (const std::string_view wanted : kValueProperties) {
    const auto known = std::ranges::find_if(
        names, [&](const auto& name) { return !name.trait && name.name == wanted; });
    if (known == names.end()) continue;
    WEND_ASSIGN(const auto column, table.property(wanted));
    if (std::ranges::none_of(column->values, [](const model::Value& value) {
          return std::holds_alternative<double>(value);
        }))
      continue;
    double sum = 0;
    for (std::size_t event = table.begin(profile); event < table.end(profile); ++event)
      if (const auto* number = std::get_if<double>(&column->values[column->codes[event]]))
        sum += *number;
    return sum;
  }
  return std::nullopt;
}

}  // namespace wend::analyze
