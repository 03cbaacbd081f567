#include "analyze/timeline.h"

#include <algorithm>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <functional>
#include <ranges>

#include "analyze/customers.h"
#include "analyze/discovery.h"
#include "model/property_text.h"

namespace wend::analyze {
namespace {

char lower(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

// `part` is in lower case.
bool contains(std::string_view text, std::string_view part) {
  return !std::ranges::search(text, part, std::ranges::equal_to{}, lower).empty();
}

std::string_view or_none(std::string_view text) {
  return text.empty() ? kWithoutOne : text;
}

std::string number_text(double number) {
  return boost::json::serialize(boost::json::value(number));
}

// A search for 42 finds the number as people write it, not as 4.2E1.
bool value_contains(const model::Value& value, std::string_view part) {
  if (const auto* text = std::get_if<std::string>(&value)) return contains(*text, part);
  if (const auto* flag = std::get_if<bool>(&value)) return contains(*flag ? "true" : "false", part);
  const auto* number = std::get_if<double>(&value);
  if (number == nullptr) return false;
  const auto whole = static_cast<std::int64_t>(*number);
  constexpr double kExact = 9e15;
  if (*number > -kExact && *number < kExact && static_cast<double>(whole) == *number)
    return contains(std::to_string(whole), part);
  return contains(number_text(*number), part);
}

}  // namespace

Timeline::Timeline(std::shared_ptr<const JourneyTable> table, std::size_t profile)
    : table_(std::move(table)), begin_(table_->begin(profile)), end_(table_->end(profile)) {}

base::Result<Timeline> Timeline::read(std::shared_ptr<const JourneyTable> table,
                                      std::size_t profile, const TimelineFilter& filter,
                                      const ReadProperties& read) {
  Timeline timeline(std::move(table), profile);
  WEND_ASSIGN(timeline.model_, discover(timeline.table_));
  WEND_ASSIGN(timeline.kinds_, event_kinds(timeline.table_, *timeline.model_, read));
  std::vector<bool> found;
  if (!filter.search.empty()) {
    WEND_ASSIGN(found, timeline.found(filter.search, read));
  }
  timeline.choose(filter, found);
  timeline.part_into_sessions();
  return timeline;
}

EventMeaning Timeline::meaning_of(std::uint8_t type, std::uint32_t name) const {
  EventMeaning meaning{.kind = kinds_->of(type, name)};
  const std::size_t touchpoint = model_->touchpoint_of_name[name];
  if (touchpoint >= model_->touchpoints.size()) return meaning;
  meaning.touchpoint = model_->touchpoints[touchpoint].name;
  meaning.stage = model_->stages[model_->touchpoints[touchpoint].stage];
  meaning.role = model_->touchpoints[touchpoint].role;
  return meaning;
}

EventMeaning Timeline::meaning(std::size_t place) const {
  return meaning_of(table_->type()[at(place)], table_->name()[at(place)]);
}

// Which places the words of a search are found at.
base::Result<std::vector<bool>> Timeline::found(const std::string& search,
                                                const ReadProperties& read) const {
  std::string part;
  for (const char c : search) part += lower(c);
  std::vector<bool> hits(size(), false);
  std::vector<std::int64_t> unread;
  for (std::size_t place = 0; place < size(); ++place) {
    const std::size_t i = at(place);
    const EventMeaning meaning = this->meaning(place);
    hits[place] = contains(table_->names().text(table_->name()[i]), part) ||
                  contains(meaning.touchpoint, part);
    if (!hits[place]) unread.push_back(table_->sequence()[i]);
  }
  std::vector<std::int64_t> hit_sequences;
  model::PropertyText parser;
  WEND_TRY(read(unread, [&](std::int64_t sequence, std::string_view text) {
    bool hit = false;
    parser.each(text, [&](std::string_view, const model::Value& value) {
      hit = hit || value_contains(value, part);
    });
    if (hit) hit_sequences.push_back(sequence);
  }));
  std::ranges::sort(hit_sequences);
  for (std::size_t place = 0; place < size(); ++place)
    if (!hits[place])
      hits[place] = std::ranges::binary_search(hit_sequences, table_->sequence()[at(place)]);
  return hits;
}

void Timeline::choose(const TimelineFilter& filter, const std::vector<bool>& found) {
  const std::array<std::optional<std::string>, kFields> wanted{
      filter.channel,
      filter.event,
      filter.kind ? std::optional(std::string(to_string(*filter.kind))) : std::nullopt,
      filter.touchpoint,
      filter.stage,
      filter.role,
      filter.source};
  // Events of one name, type, channel and source are let through or not together.
  struct Alike {
    std::size_t failed = 0, failed_field = 0;
    std::array<std::string_view, kFields> has;
    std::size_t events = 0;
  };
  const auto look_at = [&](std::size_t i) {
    const EventMeaning meaning = meaning_of(table_->type()[i], table_->name()[i]);
    Alike alike{.has = {or_none(table_->channels().text(table_->channel()[i])),
                        table_->names().text(table_->name()[i]), to_string(meaning.kind),
                        or_none(meaning.touchpoint), or_none(meaning.stage), or_none(meaning.role),
                        or_none(table_->sources().text(table_->source()[i]))}};
    for (std::size_t field = 0; field < kFields; ++field)
      if (wanted[field] && *wanted[field] != alike.has[field])
        ++alike.failed, alike.failed_field = field;
    return alike;
  };
  std::map<std::array<std::uint32_t, 4>, Alike> seen;
  for (std::size_t place = 0; place < size(); ++place) {
    const std::size_t i = at(place);
    const TimeUs time = table_->time_us()[i];
    if (filter.from && time < *filter.from) continue;
    if (filter.to && time >= *filter.to) continue;
    if (!found.empty() && !found[place]) continue;
    const std::array<std::uint32_t, 4> codes{table_->name()[i], table_->type()[i],
                                             table_->channel()[i], table_->source()[i]};
    auto alike = seen.find(codes);
    if (alike == seen.end()) alike = seen.emplace(codes, look_at(i)).first;
    ++alike->second.events;
    if (alike->second.failed == 0) places_.push_back(static_cast<std::uint32_t>(place));
  }
  for (const auto& [codes, alike] : seen) {
    if (alike.failed > 1) continue;
    for (std::size_t field = 0; field < kFields; ++field)
      if (alike.failed == 0 || field == alike.failed_field)
        counts_[field][std::string(alike.has[field])] += alike.events;
  }
}

std::vector<Timeline::Count> Timeline::counts(Field field) const {
  std::vector<Count> counts;
  for (const auto& [value, events] : counts_[field]) counts.push_back({value, events});
  std::ranges::stable_sort(counts, std::ranges::greater{}, &Count::events);
  return counts;
}

void Timeline::part_into_sessions() {
  auto next_shown = places_.begin();
  for (std::size_t place = 0; place < size(); ++place) {
    const std::size_t i = at(place);
    const bool starts =
        place == 0 || table_->time_us()[i] - table_->time_us()[i - 1] > kSessionGapUs;
    const EventMeaning meaning = this->meaning(place);
    if (starts) sessions_.push_back({.first = place, .last = place, .entry = place});
    Session& session = sessions_.back();
    session.last = place;
    const auto is_page = [&](std::size_t at) { return this->meaning(at).kind == EventKind::kPage; };
    if (meaning.kind == EventKind::kPage && !is_page(session.entry)) session.entry = place;
    const std::string_view channel = table_->channels().text(table_->channel()[i]);
    if (!channel.empty() && std::ranges::find(session.channels, channel) == session.channels.end())
      session.channels.push_back(channel);
    if (!meaning.stage.empty() &&
        (session.stages.empty() || session.stages.back() != meaning.stage))
      session.stages.push_back(meaning.stage);
    if (next_shown != places_.end() && *next_shown == place) ++session.shown, ++next_shown;
  }
}

std::size_t Timeline::session_of(std::size_t place) const {
  const auto after = std::ranges::upper_bound(sessions_, place, {}, &Session::first);
  return static_cast<std::size_t>(after - sessions_.begin()) - 1;
}

base::Result<std::map<std::size_t, std::vector<TraitChange>>> trait_changes(
    const JourneyTable& table, std::size_t profile, std::vector<std::size_t> places,
    const ReadProperties& read) {
  std::map<std::size_t, std::vector<TraitChange>> changes;
  if (places.empty()) return changes;
  std::ranges::sort(places);
  const std::size_t begin = table.begin(profile);
  const auto identifies = [&](std::size_t place) {
    return table.type()[begin + place] == static_cast<std::uint8_t>(model::EventType::kIdentify);
  };
  std::vector<std::size_t> walked;  // places, from the last to the first
  std::size_t before = 0;
  for (std::size_t place = places.back() + 1; place-- > 0 && before < kTraitEventsMax;) {
    if (!identifies(place)) continue;
    walked.push_back(place);
    if (place < places.front()) ++before;
  }
  std::vector<std::int64_t> sequences;
  for (const std::size_t place : walked) sequences.push_back(table.sequence()[begin + place]);
  std::map<std::int64_t, boost::json::value> traits_by_sequence;
  WEND_TRY(read(sequences, [&](std::int64_t sequence, std::string_view text) {
    boost::system::error_code error;
    auto traits = boost::json::parse(text, error);
    if (!error && traits.is_object()) traits_by_sequence[sequence] = std::move(traits);
  }));
  boost::json::object known;
  for (const std::size_t place : std::views::reverse(walked)) {
    const auto traits = traits_by_sequence.find(table.sequence()[begin + place]);
    if (traits == traits_by_sequence.end()) continue;
    const bool wanted = std::ranges::binary_search(places, place);
    for (const auto& [trait, after] : traits->second.get_object()) {
      auto& value = known[trait];
      if (value == after) continue;
      if (wanted) changes[place].push_back({std::string(trait), value, after});
      value = after;
    }
  }
  return changes;
}

}  // namespace wend::analyze
