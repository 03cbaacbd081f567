#include "analyze/property_columns.h"

#include <algorithm>

#include "analyze/event_columns.h"
#include "analyze/journey_table.h"
#include "model/property_text.h"

namespace wend::analyze {
namespace {

// Texts of a tail up to so many events are kept for the next column.
constexpr std::size_t kTextsKeptMax = 100'000;

bool is_identify(const PropertyReading& reading, std::size_t position) {
  return reading.shown->type[reading.events->signatures[position]] ==
         static_cast<std::uint8_t>(model::EventType::kIdentify);
}

PositionBySequence built_positions(const EventColumns& events) {
  events.need_sequences();
  return PositionBySequence(events.sequence.first(events.built), events.sequence_base);
}

}  // namespace

ValueBook::ValueBook(std::size_t capacity)
    : values_(capacity), codes_(8, Hash{&values_}, Equal{&values_}) {
  values_.emplace_back();
  codes_.insert(0);
}

std::size_t ValueBook::Hash::operator()(std::uint32_t code) const {
  return std::hash<model::Value>{}((*values)[code]);
}
std::size_t ValueBook::Hash::operator()(const model::Value& value) const {
  return std::hash<model::Value>{}(value);
}

std::uint32_t ValueBook::code_of(const model::Value& value) {
  if (const auto found = codes_.find(value); found != codes_.end()) return *found;
  const auto code = static_cast<std::uint32_t>(values_.size());
  values_.push_back(value);
  codes_.insert(code);
  return code;
}

void PropertyColumns::Tally::take(const model::Value& value) {
  ++events;
  if (values.size() <= JourneyTable::kDistinctMax) values.insert(std::hash<model::Value>{}(value));
}

base::Result<std::vector<PropertyColumns::Text>> PropertyColumns::new_texts(
    const PropertyReading& reading, std::size_t from, bool fresh_only) {
  if (from == texts_from_ && reading.end == texts_end_ && fresh_only == texts_fresh_only_)
    return texts_;
  const EventColumns& events = *reading.events;
  events.need_sequences();
  std::vector<std::pair<std::int64_t, std::uint32_t>> wanted;
  for (std::size_t at = from; at < reading.end; ++at) {
    const std::uint32_t origin = events.origin[at];
    if (origin == EventColumns::kFresh || (origin == EventColumns::kReread && !fresh_only))
      wanted.emplace_back(events.sequence_at(at), static_cast<std::uint32_t>(at));
  }
  std::ranges::sort(wanted);
  std::vector<std::int64_t> sequences;
  for (const auto& [sequence, at] : wanted)
    if (sequences.empty() || sequences.back() != sequence) sequences.push_back(sequence);
  std::vector<Text> texts;
  if (reading.source != nullptr && !sequences.empty()) {
    WEND_TRY(
        reading.source->each_text_of(sequences, [&](std::int64_t sequence, std::string_view text) {
          // An event that was moved twice since stands at two positions.
          for (auto [at, end] = std::ranges::equal_range(
                   wanted, sequence, {}, &std::pair<std::int64_t, std::uint32_t>::first);
               at != end; ++at)
            texts.emplace_back(at->second, text);
        }));
  }
  std::ranges::sort(texts, {}, &Text::first);
  if (texts.size() <= kTextsKeptMax) {
    texts_ = texts;
    texts_from_ = from;
    texts_end_ = reading.end;
    texts_fresh_only_ = fresh_only;
  }
  return texts;
}

base::Status PropertyColumns::extend(const PropertyReading& reading, std::string_view path,
                                     Property& property) {
  const EventColumns& events = *reading.events;
  const std::size_t from = std::max(property.codes.size(), events.built);
  if (from >= reading.end) return {};
  WEND_ASSIGN(const auto texts, new_texts(reading, from, false));
  const std::span<std::uint32_t> codes = property.codes.extend(reading.end - from);
  auto text = texts.begin();
  model::PropertyText parser;
  for (std::size_t at = from; at < reading.end; ++at) {
    const std::uint32_t origin = events.origin[at];
    if (origin < EventColumns::kReread) {
      codes[at - from] = property.codes[origin];
      continue;
    }
    while (text != texts.end() && text->first < at) ++text;
    if (text == texts.end() || text->first != at || is_identify(reading, at)) continue;
    const model::Value value = parser.get(text->second, path);
    if (!model::is_missing(value)) codes[at - from] = property.values.code_of(value);
  }
  return {};
}

base::Status PropertyColumns::extend(const PropertyReading& reading, std::string_view path,
                                     Trait& trait) {
  const EventColumns& events = *reading.events;
  const std::size_t from = std::max(trait.built, events.built);
  if (from >= reading.end) return {};
  WEND_ASSIGN(const auto texts, new_texts(reading, from, false));
  auto text = texts.begin();
  model::PropertyText parser;
  for (std::size_t at = from; at < reading.end; ++at) {
    if (!is_identify(reading, at)) continue;
    const auto position = static_cast<std::uint32_t>(at);
    const std::uint32_t origin = events.origin[at];
    if (origin < EventColumns::kReread) {
      const auto told = std::ranges::lower_bound(trait.told, origin, {}, &Told::position);
      if (told != trait.told.end() && told->position == origin)
        trait.told.push_back({position, told->code});
      continue;
    }
    while (text != texts.end() && text->first < at) ++text;
    if (text == texts.end() || text->first != at) continue;
    const model::Value value = parser.get(text->second, path);
    if (!model::is_missing(value)) trait.told.push_back({position, trait.values.code_of(value)});
  }
  trait.built = reading.end;
  return {};
}

base::Result<std::shared_ptr<const ValueColumn>> PropertyColumns::property(
    const PropertyReading& reading, std::string_view path) {
  const EventColumns& events = *reading.events;
  std::lock_guard lock(mutex_);
  auto found = properties_.find(path);
  if (found == properties_.end()) {
    auto property = std::make_unique<Property>(capacity_);
    const auto codes = property->codes.extend(events.built);
    if (reading.source != nullptr && events.built > 0) {
      const PositionBySequence positions = built_positions(events);
      WEND_TRY(reading.source->each_property(path,
                                             [&](std::int64_t sequence, const model::Value& value) {
                                               // One without a position was written after the index
                                               // was built.
                                               const auto at = positions.of(sequence);
                                               if (at && !is_identify(reading, *at))
                                                 codes[*at] = property->values.code_of(value);
                                             }));
    }
    found = properties_.emplace(path, std::move(property)).first;
  }
  Property& property = *found->second;
  WEND_TRY(extend(reading, path, property));
  return std::make_shared<const ValueColumn>(
      ValueColumn{property.codes.first(reading.end), property.values.values(), reading.events});
}

base::Result<PropertyColumns::TraitColumn> PropertyColumns::trait(const PropertyReading& reading,
                                                                  std::string_view path) {
  const EventColumns& events = *reading.events;
  std::lock_guard lock(mutex_);
  auto found = traits_.find(path);
  if (found == traits_.end()) {
    auto trait = std::make_unique<Trait>(capacity_);
    if (reading.source != nullptr && events.built > 0) {
      const PositionBySequence positions = built_positions(events);
      WEND_TRY(reading.source->each_property(path, [&](std::int64_t sequence,
                                                       const model::Value& value) {
        const auto at = positions.of(sequence);
        if (at && is_identify(reading, *at))
          trait->told.push_back({static_cast<std::uint32_t>(*at), trait->values.code_of(value)});
      }));
    }
    std::ranges::sort(trait->told, {}, &Told::position);
    found = traits_.emplace(path, std::move(trait)).first;
  }
  Trait& trait = *found->second;
  WEND_TRY(extend(reading, path, trait));
  const auto end = std::ranges::lower_bound(trait.told, reading.end, {}, &Told::position);
  return TraitColumn{{trait.told.begin(), end}, trait.values.values(), reading.events};
}

base::Status PropertyColumns::fetch(const PropertyReading& reading,
                                    std::span<const PropertyName> columns) {
  const EventColumns& events = *reading.events;
  std::lock_guard lock(mutex_);
  ByName<std::unique_ptr<Property>> properties;
  ByName<std::unique_ptr<Trait>> traits;
  for (const PropertyName& column : columns) {
    // A name with a dot may also be a path into an object: it is fetched alone.
    if (column.name.find('.') != std::string::npos) continue;
    if (column.trait) {
      if (!traits_.contains(column.name))
        traits.emplace(column.name, std::make_unique<Trait>(capacity_));
    } else if (!properties_.contains(column.name)) {
      auto property = std::make_unique<Property>(capacity_);
      property->codes.extend(events.built);
      properties.emplace(column.name, std::move(property));
    }
  }
  if (properties.empty() && traits.empty()) return {};
  if (reading.source != nullptr && events.built > 0) {
    const PositionBySequence positions = built_positions(events);
    model::PropertyText parser;
    WEND_TRY(
        reading.source->each_properties_text([&](std::int64_t sequence, std::string_view text) {
          const auto at = positions.of(sequence);
          if (!at) return;
          const bool identify = is_identify(reading, *at);
          if (identify ? traits.empty() : properties.empty()) return;
          parser.each(text, [&](std::string_view name, const model::Value& value) {
            if (identify) {
              if (const auto found = traits.find(name); found != traits.end())
                found->second->told.push_back(
                    {static_cast<std::uint32_t>(*at), found->second->values.code_of(value)});
            } else if (const auto found = properties.find(name); found != properties.end()) {
              found->second->codes[*at] = found->second->values.code_of(value);
            }
          });
        }));
  }
  for (auto& [name, property] : properties) properties_.emplace(name, std::move(property));
  for (auto& [name, trait] : traits) {
    std::ranges::sort(trait->told, {}, &Told::position);
    traits_.emplace(name, std::move(trait));
  }
  return {};
}

base::Result<std::vector<PropertyName>> PropertyColumns::names(const PropertyReading& reading) {
  const EventColumns& events = *reading.events;
  std::lock_guard lock(mutex_);
  model::PropertyText parser;
  const auto take = [&](std::size_t at, std::string_view text) {
    auto& tallies = is_identify(reading, at) ? trait_tallies_ : property_tallies_;
    parser.each(text, [&](std::string_view name, const model::Value& value) {
      auto found = tallies.find(name);
      if (found == tallies.end()) found = tallies.try_emplace(std::string(name)).first;
      found->second.take(value);
    });
  };
  if (!tallied_built_ && reading.source != nullptr && events.built > 0) {
    property_tallies_.clear();  // of a pass that failed
    trait_tallies_.clear();
    const PositionBySequence positions = built_positions(events);
    WEND_TRY(
        reading.source->each_properties_text([&](std::int64_t sequence, std::string_view text) {
          if (const auto at = positions.of(sequence)) take(*at, text);
        }));
  }
  tallied_built_ = true;
  const std::size_t from = std::max(tallied_, events.built);
  if (from < reading.end) {
    WEND_ASSIGN(const auto texts, new_texts(reading, from, true));
    for (const auto& [at, text] : texts) take(at, text);
    tallied_ = reading.end;
  }
  std::vector<PropertyName> names;
  for (const auto* tallies : {&property_tallies_, &trait_tallies_}) {
    for (const auto& [name, tally] : *tallies)
      names.push_back({name, tallies == &trait_tallies_, tally.events, tally.values.size()});
  }
  std::ranges::sort(names, {}, [](const PropertyName& name) {
    return std::pair(std::string_view(name.name), name.trait);
  });
  return names;
}

void PropertyColumns::adopt(PropertyColumns& other, std::size_t built, std::size_t other_end,
                            std::span<const std::uint32_t> origin) {
  std::scoped_lock lock(mutex_, other.mutex_);
  for (const auto& [path, from] : other.properties_) {
    if (from->codes.size() < other_end) continue;  // fetched anew when it is asked for
    auto to = std::make_unique<Property>(capacity_);
    for (const model::Value& value : from->values.values()) to->values.code_of(value);
    const auto codes = to->codes.extend(origin.size());
    for (std::size_t at = 0; at < origin.size(); ++at) codes[at] = from->codes[origin[at]];
    properties_.emplace(path, std::move(to));
  }
  std::vector<std::uint32_t> now_at;  // of the positions there, made when first needed
  for (const auto& [path, from] : other.traits_) {
    if (std::max(from->built, built) < other_end) continue;
    if (now_at.empty()) {
      now_at.assign(other_end, EventColumns::kReread);
      for (std::size_t at = 0; at < origin.size(); ++at)
        now_at[origin[at]] = static_cast<std::uint32_t>(at);
    }
    auto to = std::make_unique<Trait>(capacity_);
    for (const model::Value& value : from->values.values()) to->values.code_of(value);
    for (const Told& told : from->told)
      if (now_at[told.position] != EventColumns::kReread)
        to->told.push_back({now_at[told.position], told.code});
    std::ranges::sort(to->told, {}, &Told::position);
    traits_.emplace(path, std::move(to));
  }
  property_tallies_ = other.property_tallies_;
  trait_tallies_ = other.trait_tallies_;
  tallied_built_ = other.tallied_built_ && std::max(other.tallied_, built) >= other_end;
}

}  // namespace wend::analyze
