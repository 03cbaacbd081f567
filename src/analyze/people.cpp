#include "analyze/people.h"

#include <algorithm>
#include <array>
#include <fmt/format.h>

#include "analyze/account_units.h"
#include "model/time_text.h"

namespace wend::analyze {
namespace {

namespace json = boost::json;

constexpr std::int64_t kLimitMax = 500;
constexpr std::size_t kLastEventsMax = 8;
constexpr std::size_t kTraitsMax = 6;
constexpr std::size_t kAccountsShown = 100;

// Traits that people look for first; others follow by how common they are. Those a name is made of
// stand in the name.
constexpr std::array<std::string_view, 10> kTraitsFirst = {
    "city", "country", "plan", "email", "company", "segment", "language", "age", "gender", "phone"};
constexpr std::array<std::string_view, 5> kNameTraits = {"name", "first_name", "firstName",
                                                         "last_name", "lastName"};

using Traits = std::vector<std::pair<std::string, std::shared_ptr<const ValueColumn>>>;

base::Result<Traits> shown_traits(const JourneyTable& table) {
  WEND_ASSIGN(auto names, table.property_names());
  std::erase_if(names, [](const auto& name) {
    return !name.trait || std::ranges::find(kNameTraits, name.name) != kNameTraits.end();
  });
  const auto rank = [](const JourneyTable::PropertyName& name) {
    return std::ranges::find(kTraitsFirst, name.name) - kTraitsFirst.begin();
  };
  std::ranges::sort(names, [&](const auto& a, const auto& b) {
    return std::tuple(rank(a), b.events, std::string_view(a.name)) <
           std::tuple(rank(b), a.events, std::string_view(b.name));
  });
  Traits traits;
  for (std::size_t i = 0; i < names.size() && i < kTraitsMax; ++i) {
    WEND_ASSIGN(auto column, table.trait(names[i].name));
    traits.emplace_back(names[i].name, std::move(column));
  }
  return traits;
}

json::value to_json(const model::Value& value) {
  if (const auto* flag = std::get_if<bool>(&value)) return *flag;
  if (const auto* number = std::get_if<double>(&value)) return *number;
  if (const auto* text = std::get_if<std::string>(&value)) return json::value(*text);
  return nullptr;
}

// Finds what a customer is called among their traits.
class Names {
 public:
  static base::Result<Names> load(const JourneyTable& table) {
    Names names;
    for (const std::string_view trait : kNameTraits) {
      WEND_ASSIGN(auto column, table.trait(trait));
      names.columns_.push_back(std::move(column));
    }
    WEND_ASSIGN(auto email, table.trait("email"));
    names.columns_.push_back(std::move(email));
    return names;
  }

  json::value of(std::uint32_t profile) const {
    if (std::string name = text(0, profile); !name.empty()) return json::value(name);
    std::string first = text(1, profile);
    if (first.empty()) first = text(2, profile);
    std::string last = text(3, profile);
    if (last.empty()) last = text(4, profile);
    if (!first.empty() && !last.empty()) return json::value(first + " " + last);
    if (!first.empty() || !last.empty()) return json::value(first + last);
    if (std::string email = text(5, profile); !email.empty()) return json::value(email);
    return nullptr;
  }

 private:
  std::string text(std::size_t column, std::uint32_t profile) const {
    return model::to_text(columns_[column]->values[columns_[column]->codes[profile]]);
  }
  std::vector<std::shared_ptr<const ValueColumn>> columns_;
};

json::array last_events(const JourneyTable& table, const model::TimeZone& zone,
                        std::uint32_t profile) {
  json::array events;
  const std::size_t end = table.end(profile);
  for (std::size_t i = end - std::min(end - table.begin(profile), kLastEventsMax); i < end; ++i) {
    events.push_back({{"event", table.names().text(table.name()[i])},
                      {"channel", table.channels().text(table.channel()[i])},
                      {"time", model::format_time(table.time_us()[i], zone)}});
  }
  return events;
}

}  // namespace

base::Result<PeopleAsk> PeopleAsk::read(const json::value& value, const std::string& place) {
  WEND_ASSIGN(auto reader, model::ObjectReader::open(value, place));
  PeopleAsk ask;
  WEND_ASSIGN(auto of, reader.text("of"));
  if (!of) {
    return base::fail(base::ErrorCode::kInvalidInput, "It is not said whose people are asked for.",
                      reader.place_of("of"), "Give a ref out of the answer, such as \"all\".");
  }
  ask.of = std::move(*of);
  WEND_ASSIGN(const auto limit, reader.integer("limit", 1, kLimitMax));
  if (limit) ask.limit = static_cast<std::size_t>(*limit);
  WEND_ASSIGN(const auto cursor, reader.text("cursor"));
  if (cursor) {
    const auto id = model::customer_id_from(*cursor);
    if (!id) {
      return base::fail(base::ErrorCode::kInvalidInput, "The cursor is not one of ours.",
                        reader.place_of("cursor"), "Send \"next_cursor\" of the page before.");
    }
    ask.after_id = *id;
  }
  WEND_TRY(reader.finish());
  return ask;
}

base::Result<json::object> people_json(const JourneyTable& table, const model::TimeZone& zone,
                                       const ProfileList& profiles, const PeopleAsk& ask) {
  const auto first = std::ranges::upper_bound(
      profiles, ask.after_id, {}, [&](std::uint32_t profile) { return table.profile_id(profile); });
  const auto left = static_cast<std::size_t>(profiles.end() - first);
  const std::span<const std::uint32_t> page(first, std::min(left, ask.limit));

  std::vector<std::int64_t> ids;
  for (const std::uint32_t profile : page) ids.push_back(table.profile_id(profile));
  WEND_ASSIGN(const auto labels, table.identity_labels(ids));
  WEND_ASSIGN(const Names names, Names::load(table));
  WEND_ASSIGN(const Traits traits, shown_traits(table));

  json::array people;
  for (std::size_t i = 0; i < page.size(); ++i) {
    const std::uint32_t profile = page[i];
    json::object person;
    person["id"] = model::customer_id_text(ids[i]);
    person["name"] = names.of(profile);
    person["label"] = labels[i];
    person["first_seen"] = model::format_time(table.time_us()[table.begin(profile)], zone);
    person["last_seen"] = model::format_time(table.time_us()[table.end(profile) - 1], zone);
    person["events"] = table.end(profile) - table.begin(profile);
    person["last_events"] = last_events(table, zone, profile);
    json::object shown;
    for (const auto& [name, column] : traits) {
      const model::Value& value = column->values[column->codes[profile]];
      if (!model::is_missing(value)) shown[name] = to_json(value);
    }
    person["traits"] = std::move(shown);
    people.push_back(std::move(person));
  }
  json::object answer;
  answer["kind"] = "people";
  answer["of"] = ask.of;
  answer["count"] = profiles.size();
  answer["next_cursor"] = nullptr;
  if (left > page.size()) answer["next_cursor"] = model::customer_id_text(ids.back());
  answer["people"] = std::move(people);
  return answer;
}

json::object accounts_json(const AccountUnits& units, std::span<const std::uint32_t> accounts) {
  json::array first;
  for (const std::uint32_t unit : accounts.first(std::min(accounts.size(), kAccountsShown))) {
    const unify::Account& account = units.account(unit);
    first.push_back({{"id", model::account_id_text(account.number)},
                     {"name", account.name()},
                     {"type", account.type},
                     {"key", account.key},
                     {"people", units.members(unit).size()}});
  }
  return {{"count", accounts.size()}, {"first", std::move(first)}};
}

}  // namespace wend::analyze
