#include "analyze/built_in_traits.h"

#include <algorithm>
#include <array>
#include <fmt/format.h>

#include "analyze/discovery.h"
#include "analyze/discovery_lexicon.h"
#include "analyze/discovery_roles.h"

namespace wend::analyze {
namespace {

using model::ComputedTrait;
using model::Measure;
using model::Predicate;
using model::PredicateForm;
using model::TouchField;

constexpr std::size_t kCurrenciesMax = 20;
constexpr std::size_t kCurrencyBytesMax = 12;
constexpr model::DurationUs kLatelyUs = 90 * env::kDayUs;
constexpr std::string_view kValueKey = "lifetime_value", kAverageKey = "average_order",
                           kOrdersKey = "orders", kSinceOrderKey = "days_since_last_order",
                           kShareKey = "channel_share.", kShareLatelyKey = "channel_share_90d.";

constexpr std::array<std::pair<std::string_view, std::string_view>, 3> kVisits = {
    {{"first_touch", "First touch"},
     {"last_touch", "Last touch"},
     {"last_non_direct_touch", "Last touch that was not direct"}}};
constexpr std::array<std::pair<std::string_view, std::string_view>, 7> kParts = {
    {{"channel", "channel"},
     {"source", "source"},
     {"medium", "medium"},
     {"campaign", "campaign"},
     {"referrer", "referrer"},
     {"landing_page", "landing page"},
     {"time", "time"}}};

Predicate is_order(const Orders& orders) {
  Predicate names;
  names.form = PredicateForm::kEvent;
  names.names = orders.events;
  return names;
}

// In one currency, or of amounts that name none.
Predicate is_order_in(const Orders& orders, const std::string& currency) {
  if (orders.currency.empty()) return is_order(orders);
  Predicate in;
  in.form = PredicateForm::kProperty;
  in.path = orders.currency;
  // Letters and digits only: see currency_text.
  auto comparison =
      currency.empty() ? model::Comparison::make(model::Operator::kNotExists, {})
                       : model::Comparison::make(model::Operator::kMatches,
                                                 {model::Value(fmt::format("(?i)^{}$", currency))});
  in.comparison = *std::move(comparison);
  Predicate all;
  all.form = PredicateForm::kAll;
  all.parts = {is_order(orders), std::move(in)};
  return all;
}

ComputedTrait money_trait(const Orders& orders, std::string_view base,
                          const std::string& currency) {
  ComputedTrait trait;
  trait.key = std::string(base);
  trait.name = base == kValueKey ? "Lifetime value" : "Average order";
  if (!currency.empty()) {
    trait.key += "." + currency;
    trait.name += ", " + currency;
  }
  trait.of = is_order_in(orders, currency);
  trait.measure = base == kValueKey ? Measure::kSum : Measure::kAverage;
  trait.property = orders.money;
  return trait;
}

// How many orders, or how long ago the last was.
ComputedTrait count_trait(const Orders& orders, std::string_view key) {
  ComputedTrait trait;
  trait.key = std::string(key);
  trait.of = is_order(orders);
  trait.name = key == kOrdersKey ? "Orders" : "Days since the last order";
  if (key == kSinceOrderKey) trait.measure = Measure::kDaysSinceLast;
  return trait;
}

ComputedTrait share_trait(const std::string& channel, bool lately) {
  ComputedTrait trait;
  trait.key = std::string(lately ? kShareLatelyKey : kShareKey) + channel;
  trait.name = fmt::format("Share of {}{}", channel, lately ? ", last 90 days" : "");
  trait.of.form = PredicateForm::kChannel;
  trait.of.names = {channel};
  trait.measure = Measure::kShare;
  if (lately) trait.bounds.within = kLatelyUs;
  return trait;
}

std::vector<ComputedTrait> touch_traits() {
  std::vector<ComputedTrait> traits;
  for (std::size_t visit = 0; visit < kVisits.size(); ++visit) {
    for (std::size_t part = 0; part < kParts.size(); ++part) {
      ComputedTrait trait;
      trait.key = fmt::format("{}.{}", kVisits[visit].first, kParts[part].first);
      trait.name = fmt::format("{}: {}", kVisits[visit].second, kParts[part].second);
      trait.touch =
          TouchField{static_cast<TouchField::Which>(visit), static_cast<TouchField::Part>(part)};
      traits.push_back(std::move(trait));
    }
  }
  return traits;
}

}  // namespace

std::string Orders::currency_text(const model::Value& value) {
  const auto* text = std::get_if<std::string>(&value);
  if (text == nullptr || text->size() > kCurrencyBytesMax) return {};
  std::string capitals = *text;
  for (char& c : capitals) {
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
    if (!((c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9'))) return {};
  }
  return capitals;
}

base::Result<std::shared_ptr<const Orders>> orders_of(
    const std::shared_ptr<const JourneyTable>& shared) {
  return shared->remember<Orders>("orders", [&]() -> base::Result<std::shared_ptr<const Orders>> {
    const JourneyTable& table = *shared;
    auto orders = std::make_shared<Orders>();
    WEND_ASSIGN(const auto model, discover(shared));
    for (std::uint32_t code = 0; code < table.names().size(); ++code) {
      const std::size_t touchpoint = model->touchpoint_of_name[code];
      const std::string_view role = touchpoint < model->touchpoints.size()
                                        ? std::string_view(model->touchpoints[touchpoint].role)
                                        : std::string_view();
      const std::string_view name = table.names().text(code);
      if (role == "error" || role == "message" || role == "contact") continue;
      if (names_a_goal(name) == 2) orders->events.emplace_back(name);
    }
    WEND_ASSIGN(orders->money, revenue_property(table));
    WEND_ASSIGN(const auto names, table.property_names());
    for (const std::string_view wanted : {"currency", "currency_code"}) {
      const bool known = std::ranges::any_of(
          names, [&](const auto& name) { return !name.trait && name.name == wanted; });
      if (known && orders->currency.empty()) orders->currency = wanted;
    }
    if (orders->currency.empty() || orders->events.empty()) return orders;
    WEND_ASSIGN(const auto column, table.property(orders->currency));
    std::vector<std::uint64_t> counts(column->values.size(), 0);
    table.each_event([&](std::size_t event) {
      const auto name = table.names().text(table.name()[event]);
      if (column->codes[event] != 0 &&
          std::ranges::find(orders->events, name) != orders->events.end())
        ++counts[column->codes[event]];
    });
    std::vector<std::pair<std::uint64_t, std::string>> found;
    for (std::size_t code = 1; code < counts.size(); ++code) {
      std::string text = Orders::currency_text(column->values[code]);
      if (text.empty() || counts[code] == 0) continue;
      const auto known =
          std::ranges::find(found, text, &std::pair<std::uint64_t, std::string>::second);
      if (known == found.end())
        found.emplace_back(counts[code], std::move(text));
      else
        known->first += counts[code];
    }
    std::ranges::sort(found, [](const auto& a, const auto& b) {
      return std::tie(b.first, a.second) < std::tie(a.first, b.second);
    });
    if (found.size() > kCurrenciesMax) found.resize(kCurrenciesMax);
    for (auto& [count, text] : found) orders->currencies.push_back(std::move(text));
    return orders;
  });
}

bool is_built_in_key(std::string_view key) {
  return key == kOrdersKey || key == kValueKey || key == kAverageKey || key == kSinceOrderKey;
}

base::Result<std::optional<ComputedTrait>> built_in_trait(std::string_view key,
                                                          const FindOrders& find_orders) {
  for (const bool lately : {false, true}) {
    const std::string_view prefix = lately ? kShareLatelyKey : kShareKey;
    if (key.starts_with(prefix) && key.size() > prefix.size())
      return share_trait(std::string(key.substr(prefix.size())), lately);
  }
  for (ComputedTrait& trait : touch_traits()) {
    if (trait.key == key) return std::move(trait);
  }
  const bool counts = key == kOrdersKey || key == kSinceOrderKey;
  if (!counts && !key.starts_with(kValueKey) && !key.starts_with(kAverageKey)) return std::nullopt;
  WEND_ASSIGN(const auto orders, find_orders());
  if (counts) return count_trait(*orders, key);
  for (const std::string_view base : {kValueKey, kAverageKey}) {
    if (!key.starts_with(base)) continue;
    const std::string_view rest = key.substr(base.size());
    if (!rest.empty() && (rest[0] != '.' || rest.size() == 1 || orders->currency.empty())) continue;
    if (orders->money.empty()) continue;
    const std::string wanted(rest.empty() ? rest : rest.substr(1));
    const std::string currency = Orders::currency_text(model::Value(wanted));
    if (currency != wanted) continue;
    return money_trait(*orders, base, currency);
  }
  return std::nullopt;
}

base::Result<std::optional<ComputedTrait>> built_in_trait(
    const std::shared_ptr<const JourneyTable>& table, std::string_view key) {
  return built_in_trait(key, [&] { return orders_of(table); });
}

std::vector<ComputedTrait> built_in_traits(const JourneyTable& table, const Orders& orders) {
  std::vector<ComputedTrait> traits;
  if (!orders.events.empty()) {
    if (!orders.money.empty()) {
      std::vector<std::string> currencies = orders.currencies;
      if (currencies.empty()) currencies.emplace_back();
      for (const std::string_view base : {kValueKey, kAverageKey}) {
        for (const std::string& currency : currencies)
          traits.push_back(money_trait(orders, base, currency));
      }
    }
    traits.push_back(count_trait(orders, kOrdersKey));
    traits.push_back(count_trait(orders, kSinceOrderKey));
  }
  std::ranges::move(touch_traits(), std::back_inserter(traits));
  for (std::uint32_t code = 0; code < table.channels().size(); ++code) {
    const std::string channel(table.channels().text(code));
    if (channel.empty()) continue;
    traits.push_back(share_trait(channel, false));
    traits.push_back(share_trait(channel, true));
  }
  return traits;
}

}  // namespace wend::analyze
