#include "analyze/customer_worth.h"

#include <algorithm>
#include <map>
#include <unordered_map>

#include "analyze/built_in_traits.h"
#include "model/property_text.h"
#include "unify/number_sum.h"

namespace wend::analyze {
namespace {

constexpr TimeUs kLatelyUs = 90 * env::kDayUs;

bool is_a_doing(std::uint8_t type) {
  return type == static_cast<std::uint8_t>(model::EventType::kTrack) ||
         type == static_cast<std::uint8_t>(model::EventType::kPage) ||
         type == static_cast<std::uint8_t>(model::EventType::kScreen);
}

}  // namespace

base::Result<CustomerWorth> worth_of(const JourneyTable& table, std::size_t profile, TimeUs now,
                                     const ReadProperties& read, const Orders& orders) {
  CustomerWorth worth;
  std::map<std::uint32_t, CustomerWorth::Channel> channels;
  std::unordered_map<std::int64_t, std::size_t> place_of;
  std::vector<std::int64_t> sequences;
  const auto is_order = [&](std::size_t i) {
    return std::ranges::find(orders.events, table.names().text(table.name()[i])) !=
           orders.events.end();
  };
  for (std::size_t i = table.begin(profile); i < table.end(profile); ++i) {
    const bool order = is_order(i), doing = is_a_doing(table.type()[i]);
    worth.orders += order;
    if (order || doing) {
      place_of.emplace(table.sequence()[i], i - table.begin(profile));
      sequences.push_back(table.sequence()[i]);
    }
    if (!doing) continue;
    const bool lately = now - table.time_us()[i] < kLatelyUs;
    ++worth.events;
    worth.lately += lately;
    const std::string_view name = table.channels().text(table.channel()[i]);
    if (name.empty()) continue;
    auto& channel = channels[table.channel()[i]];
    channel.channel = name;
    ++channel.events;
    channel.lately += lately;
  }
  for (auto& [code, channel] : channels) worth.channels.push_back(std::move(channel));
  std::ranges::stable_sort(worth.channels, std::ranges::greater{}, &CustomerWorth::Channel::events);

  struct Tally {
    unify::NumberSum sum;
    std::size_t orders = 0;
  };
  std::map<std::string, Tally> money;
  std::vector<model::Origin> origins(table.end(profile) - table.begin(profile));
  model::PropertyText parser;
  WEND_TRY(read(sequences, [&](std::int64_t sequence, std::string_view text) {
    const std::size_t place = place_of.at(sequence);
    const std::size_t i = table.begin(profile) + place;
    parser.open(text);
    if (is_a_doing(table.type()[i]) && model::may_tell_origin(text))
      origins[place] = model::origin_of([&](std::string_view path) { return parser.at(path); });
    if (orders.money.empty() || !is_order(i)) return;
    std::string currency;
    if (!orders.currency.empty()) {
      const model::Value named = parser.at(orders.currency);
      currency = Orders::currency_text(named);
      // Amounts of nobody knows what are left out.
      if (currency.empty() && !model::is_missing(named)) return;
    }
    const auto number = unify::counted_number(parser.at(orders.money));
    if (!number) return;
    Tally& tally = money[currency];
    tally.sum.add(*number);
    ++tally.orders;
  }));
  for (const auto& [currency, tally] : money)
    worth.money.push_back({currency, tally.orders, tally.sum.sum(), tally.sum.average()});
  std::ranges::stable_sort(worth.money, std::ranges::greater{}, &CustomerWorth::Money::orders);

  model::VisitScan visits;
  for (std::size_t place = 0; place < origins.size(); ++place) {
    const std::size_t i = table.begin(profile) + place;
    if (!is_a_doing(table.type()[i])) continue;
    visits.add(table.time_us()[i], origins[place] == model::Origin() ? nullptr : &origins[place]);
  }
  for (std::size_t visit = 0; visit < worth.touches.size(); ++visit)
    for (std::size_t part = 0; part < worth.touches[visit].size(); ++part)
      worth.touches[visit][part] = visits.value({static_cast<model::TouchField::Which>(visit),
                                                 static_cast<model::TouchField::Part>(part)});
  return worth;
}

}  // namespace wend::analyze
