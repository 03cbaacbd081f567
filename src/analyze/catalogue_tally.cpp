#include "analyze/catalogue_tally.h"

#include <algorithm>
#include <bit>
#include <simdjson.h>

namespace wend::analyze {
namespace {

struct Described {
  PropertyType type;
  std::string text;
};

Described describe(const simdjson::dom::element& element) {
  using Type = simdjson::dom::element_type;
  switch (element.type()) {
    case Type::NULL_VALUE:
      return {PropertyType::kNull, {}};
    case Type::BOOL:
      return {PropertyType::kBoolean, bool(element) ? "true" : "false"};
    case Type::INT64:
    case Type::UINT64:
    case Type::DOUBLE:
      return {PropertyType::kNumber, simdjson::to_string(element)};
    case Type::STRING: {
      const std::string_view text(element);
      return {looks_like_time(text) ? PropertyType::kTime : PropertyType::kText, std::string(text)};
    }
    case Type::ARRAY:
      return {PropertyType::kList, simdjson::to_string(element)};
    case Type::OBJECT:
      break;
  }
  return {PropertyType::kObject, simdjson::to_string(element)};
}

// The n-th event of its origin and day is sampled when its id fits; then it stands for so many.
std::uint64_t rate_at(std::uint64_t n) {
  if (n <= EventTally::kSampledPerDay) return 1;
  return std::bit_ceil((n + EventTally::kSampledPerDay - 1) / EventTally::kSampledPerDay);
}

}  // namespace

std::uint64_t EventTally::count() const {
  std::uint64_t sum = 0;
  for (const EventOrigin& origin : origins) sum += origin.count;
  return sum;
}

std::uint64_t EventTally::count_between(Day first, Day last) const {
  std::uint64_t sum = 0;
  for (const EventOrigin& origin : origins) sum += origin.days.between(first, last);
  return sum;
}

DayCounts EventTally::days() const {
  if (origins.size() == 1) return origins.front().days;
  DayCounts all;
  for (const EventOrigin& origin : origins) {
    for (const auto& entry : origin.days.entries()) all.add(entry.day, entry.count);
  }
  return all;
}

TimeUs EventTally::first_us() const {
  return std::ranges::min(origins, {}, &EventOrigin::first_us).first_us;
}

TimeUs EventTally::last_us() const {
  return std::ranges::max(origins, {}, &EventOrigin::last_us).last_us;
}

model::EventType EventTally::main_type() const {
  std::array<std::uint64_t, 6> counts{};
  for (const EventOrigin& origin : origins)
    counts[static_cast<std::size_t>(origin.type)] += origin.count;
  return static_cast<model::EventType>(std::ranges::max_element(counts) - counts.begin());
}

const EventTally* CatalogueTally::find(std::string_view name) const {
  const auto found = events_.find(name);
  return found == events_.end() ? nullptr : found->second.get();
}

struct CatalogueCounter::Parser {
  simdjson::dom::parser json;
};

CatalogueCounter::CatalogueCounter(CatalogueTally tally, const model::TimeZone& zone, TimeUs now_us)
    : tally_(std::move(tally)),
      days_(zone),
      today_(days_.of(now_us)),
      parser_(std::make_unique<Parser>()) {}

CatalogueCounter::~CatalogueCounter() = default;

EventTally* CatalogueCounter::change(std::string_view name) {
  if (last_ != nullptr && last_->name == name) return last_;
  auto found = changing_.find(name);
  if (found == changing_.end()) {
    const auto known = tally_.events_.find(name);
    std::shared_ptr<EventTally> copy;
    if (known != tally_.events_.end()) {
      copy = std::make_shared<EventTally>(*known->second);
    } else {
      if (tally_.events_.size() >= CatalogueTally::kNamesMax) return nullptr;
      copy = std::make_shared<EventTally>();
      copy->name = name;
    }
    tally_.events_[std::string(name)] = copy;
    found = changing_.emplace(std::string(name), std::move(copy)).first;
  }
  return last_ = found->second.get();
}

void CatalogueCounter::add(const CatalogueEvent& event) {
  ++tally_.count_;
  EventTally* tally = change(event.name);
  if (tally == nullptr) {
    ++tally_.unlisted_;
    return;
  }
  const Day day = days_.of(event.time_us);
  if (day <= today_) tally_.last_day_ = std::max(tally_.last_day_, day);
  auto origin = std::ranges::find_if(tally->origins, [&](const EventOrigin& one) {
    return one.source_id == event.source_id && one.type == event.type;
  });
  if (origin == tally->origins.end()) {
    tally->origins.push_back({event.type, event.source_id, 0, event.time_us, event.time_us, {}});
    origin = std::prev(tally->origins.end());
  }
  ++origin->count;
  origin->first_us = std::min(origin->first_us, event.time_us);
  origin->last_us = std::max(origin->last_us, event.time_us);
  const std::uint64_t rate = rate_at(origin->days.add(day));
  if ((event.id.low & (rate - 1)) == 0) sample(*tally, event, day, rate);
}

void CatalogueCounter::sample(EventTally& tally, const CatalogueEvent& event, Day day,
                              std::uint64_t stands_for) {
  const bool keep_day = tally_.last_day_ == std::numeric_limits<Day>::min() ||
                        (day > tally_.last_day_ - CatalogueTally::kPropertyDays && day <= today_);
  const auto weight = static_cast<double>(stands_for);
  ++tally.sampled;
  tally.sampled_weight += weight;
  if (keep_day) tally.sampled_days.add(day);
  simdjson::dom::element document;
  simdjson::dom::object object;
  if (parser_->json.parse(event.properties.data(), event.properties.size()).get(document) !=
          simdjson::SUCCESS ||
      document.get(object) != simdjson::SUCCESS)
    return;
  for (const auto [name, element] : object) {
    auto place = tally.place_of_property.find(name);
    if (place == tally.place_of_property.end()) {
      if (tally.properties.size() >= EventTally::kPropertiesMax ||
          tally_.properties_ >= CatalogueTally::kPropertiesMax)
        continue;
      ++tally_.properties_;
      place = tally.place_of_property
                  .emplace(std::string(name), static_cast<std::uint32_t>(tally.properties.size()))
                  .first;
      tally.properties.emplace_back().name = name;
    }
    const Described value = describe(element);
    tally.properties[place->second].add(value.type, value.text, day, event.time_us, weight,
                                        keep_day);
  }
}

CatalogueTally CatalogueCounter::tally() {
  const Day oldest = tally_.last_day_ == std::numeric_limits<Day>::min()
                         ? tally_.last_day_
                         : tally_.last_day_ - CatalogueTally::kPropertyDays + 1;
  for (auto& [name, tally] : changing_) {
    tally->sampled_days.drop_before(oldest);
    for (PropertyTally& property : tally->properties) {
      property.days.erase(
          property.days.begin(),
          std::ranges::lower_bound(property.days, oldest, {}, &PropertyTally::OnDay::day));
    }
  }
  changing_.clear();
  last_ = nullptr;
  return tally_;
}

}  // namespace wend::analyze
