#include "analyze/account_rollups.h"

#include <algorithm>
#include <fmt/format.h>
#include <limits>

#include "analyze/customers.h"

namespace wend::analyze {
namespace {

using unify::AccountTable;

// Of every profile, what its events alone say.
struct ProfileSums {
  std::vector<std::uint32_t> sessions;
  std::vector<double> value;  // empty: nothing has one
};

base::Result<std::shared_ptr<const ProfileSums>> profile_sums(const JourneyTable& table) {
  return table.remember<ProfileSums>(
      "sums of profiles", [&]() -> base::Result<std::shared_ptr<const ProfileSums>> {
        auto sums = std::make_shared<ProfileSums>();
        WEND_ASSIGN(const auto column, value_column(table));
        sums->sessions.resize(table.profile_count());
        if (column != nullptr) sums->value.resize(table.profile_count());
        std::vector<double> values;
        if (column != nullptr) {
          for (const model::Value& value : column->values) {
            const auto* number = std::get_if<double>(&value);
            values.push_back(number == nullptr ? 0 : *number);
          }
        }
        const auto times = table.time_us();
        for (std::size_t profile = 0; profile < table.profile_count(); ++profile) {
          std::uint32_t sessions = 1;
          double sum = 0;
          for (std::size_t i = table.begin(profile); i < table.end(profile); ++i) {
            if (i > table.begin(profile) && times[i] - times[i - 1] > kSessionGapUs) ++sessions;
            if (column != nullptr) sum += values[column->codes[i]];
          }
          sums->sessions[profile] = sessions;
          if (column != nullptr) sums->value[profile] = sum;
        }
        return sums;
      });
}

char lower(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

std::string lower(std::string_view text) {
  std::string result(text);
  std::ranges::transform(result, result.begin(), [](char c) { return lower(c); });
  return result;
}

bool begins_a_word(std::string_view text, std::string_view prefix) {
  for (std::size_t at = 0; at + prefix.size() <= text.size(); ++at) {
    const bool word = at == 0 || std::string_view(" -_.@/").contains(text[at - 1]);
    if (word && text.substr(at).starts_with(prefix)) return true;
  }
  return false;
}

}  // namespace

base::Result<std::shared_ptr<const std::vector<AccountRollup>>> account_rollups(
    const JourneyTable& table, const AccountTable& accounts) {
  using Rollups = std::vector<AccountRollup>;
  return table.remember<Rollups>(
      fmt::format("accounts {}", accounts.version()),
      [&]() -> base::Result<std::shared_ptr<const Rollups>> {
        WEND_ASSIGN(const auto sums, profile_sums(table));
        auto rollups = std::make_shared<Rollups>(accounts.size());
        for (std::size_t place = 0; place < accounts.size(); ++place) {
          AccountRollup& rollup = (*rollups)[place];
          if (!sums->value.empty()) rollup.value = 0;
          for (const std::size_t profile : customers_of(table, accounts, place)) {
            ++rollup.members;
            rollup.events += table.end(profile) - table.begin(profile);
            rollup.sessions += sums->sessions[profile];
            const TimeUs first = table.time_us()[table.begin(profile)];
            const TimeUs last = table.time_us()[table.end(profile) - 1];
            rollup.first_us = std::min(rollup.first_us.value_or(first), first);
            rollup.last_us = std::max(rollup.last_us.value_or(last), last);
            if (rollup.value) *rollup.value += sums->value[profile];
          }
        }
        return rollups;
      });
}

std::vector<std::size_t> customers_of(const JourneyTable& table, const AccountTable& accounts,
                                      std::size_t place) {
  std::vector<std::size_t> profiles;
  for (const auto& one : accounts.members(place))
    if (const auto profile = table.profile_of_id(one.profile_id)) profiles.push_back(*profile);
  return profiles;
}

std::size_t active_since(const JourneyTable& table, const std::vector<std::size_t>& profiles,
                         TimeUs from) {
  return static_cast<std::size_t>(std::ranges::count_if(profiles, [&](std::size_t profile) {
    return table.time_us()[table.end(profile) - 1] >= from;
  }));
}

std::vector<AccountEvent> top_events(const JourneyTable& table,
                                     const std::vector<std::size_t>& profiles, std::size_t limit) {
  std::vector<AccountEvent> counts(table.names().size());
  std::vector<std::size_t> last_customer(counts.size(), std::numeric_limits<std::size_t>::max());
  for (const std::size_t profile : profiles) {
    for (std::size_t i = table.begin(profile); i < table.end(profile); ++i) {
      const auto type = static_cast<model::EventType>(table.type()[i]);
      if (type != model::EventType::kTrack && type != model::EventType::kPage &&
          type != model::EventType::kScreen)
        continue;
      const std::uint32_t name = table.name()[i];
      counts[name].name = name;
      ++counts[name].events;
      if (last_customer[name] != profile) ++counts[name].customers;
      last_customer[name] = profile;
    }
  }
  std::erase_if(counts, [](const AccountEvent& one) { return one.events == 0; });
  std::ranges::sort(counts, {}, [](const AccountEvent& one) {
    return std::pair(-static_cast<std::int64_t>(one.events), one.name);
  });
  if (counts.size() > limit) counts.resize(limit);
  return counts;
}

base::Result<AccountPage> account_page(const JourneyTable& table, const AccountTable& accounts,
                                       const AccountAsk& ask) {
  WEND_ASSIGN(const auto rollups, account_rollups(table, accounts));
  const std::string prefix = lower(ask.search);
  const bool by_name = ask.sort == AccountSort::kName;
  std::vector<std::string> names(by_name || !prefix.empty() ? accounts.size() : 0);
  for (std::size_t place = 0; place < names.size(); ++place)
    names[place] = lower(accounts.account(place).name());
  std::vector<std::size_t> places;
  for (std::size_t place = 0; place < accounts.size(); ++place) {
    const unify::Account& account = accounts.account(place);
    if (ask.type && account.type != *ask.type) continue;
    if (!prefix.empty() && !begins_a_word(names[place], prefix) &&
        !lower(account.key).starts_with(prefix))
      continue;
    places.push_back(place);
  }
  AccountPage page;
  page.total = places.size();
  const auto key = [&](std::size_t place) {
    const AccountRollup& rollup = (*rollups)[place];
    constexpr double kNever = -std::numeric_limits<double>::infinity();
    double greatest = 0;
    switch (ask.sort) {
      case AccountSort::kLastSeen:
        greatest = rollup.last_us ? static_cast<double>(*rollup.last_us) : kNever;
        break;
      case AccountSort::kMembers:
        greatest = static_cast<double>(rollup.members);
        break;
      case AccountSort::kEvents:
        greatest = static_cast<double>(rollup.events);
        break;
      case AccountSort::kValue:
        greatest = rollup.value.value_or(kNever);
        break;
      case AccountSort::kName:
        break;
    }
    return std::tuple(-greatest, by_name ? std::string_view(names[place]) : std::string_view(),
                      place);
  };
  if (ask.after) {
    const auto after = accounts.find(*ask.after);
    if (!after)
      return base::fail(base::ErrorCode::kInvalidInput,
                        "The account that this cursor names is gone.", "cursor",
                        "Begin again with the first page.");
    std::erase_if(places, [&](std::size_t place) { return key(place) <= key(*after); });
  }
  page.more = places.size() > ask.limit;
  const auto end = places.begin() + static_cast<std::ptrdiff_t>(std::min(ask.limit, places.size()));
  std::partial_sort(places.begin(), end, places.end(),
                    [&](std::size_t a, std::size_t b) { return key(a) < key(b); });
  page.places.assign(places.begin(), end);
  return page;
}

AccountEvents events_of(const JourneyTable& table, const std::vector<std::size_t>& profiles,
                        const AccountEventsAsk& ask) {
  AccountEvents found;
  std::optional<std::uint32_t> channel, name;
  if (ask.channel) {
    channel = table.channels().find(*ask.channel);
    if (!channel) return found;
  }
  if (ask.event) {
    name = table.names().find(*ask.event);
    if (!name) return found;
  }
  const auto moment = [&](const AccountEvents::One& one) {
    return std::pair(table.time_us()[one.event], table.sequence()[one.event]);
  };
  for (const std::size_t profile : profiles) {
    for (std::size_t i = table.begin(profile); i < table.end(profile); ++i) {
      const TimeUs time = table.time_us()[i];
      if ((channel && table.channel()[i] != *channel) || (name && table.name()[i] != *name) ||
          (ask.from && time < *ask.from) || (ask.to && time >= *ask.to))
        continue;
      ++found.total;
      const AccountEvents::One one{i, profile};
      if (!ask.before || moment(one) < std::pair(ask.before->time_us, ask.before->sequence))
        found.events.push_back(one);
    }
  }
  found.more = found.events.size() > ask.limit;
  const auto end =
      found.events.begin() + static_cast<std::ptrdiff_t>(std::min(ask.limit, found.events.size()));
  std::partial_sort(found.events.begin(), end, found.events.end(),
                    [&](const auto& a, const auto& b) { return moment(a) > moment(b); });
  found.events.erase(end, found.events.end());
  return found;
}

}  // namespace wend::analyze
