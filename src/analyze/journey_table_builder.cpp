#include "analyze/journey_table_builder.h"

#include <algorithm>
#include <numeric>

#include "base/assert.h"

namespace wend::analyze {
namespace {

// A table with less garbage than this is not made anew because of it.
constexpr std::size_t kGarbageMin = 1 << 16;

base::Error too_many() {
  return {.code = base::ErrorCode::kTooLarge,
          .message = "A journey table can hold four billion events, and there are more."};
}

void append(EventColumns& columns, TimeUs time_us, std::int64_t sequence, std::uint32_t signature,
            std::uint32_t origin) {
  columns.time_us.push_back(time_us);
  columns.signatures.push_back(signature);
  columns.sequence.push_back(static_cast<std::uint32_t>(sequence - columns.sequence_base));
  columns.origin.push_back(origin);
}

}  // namespace

JourneyTableBuilder::JourneyTableBuilder(std::shared_ptr<const JourneyTable> before,
                                         std::vector<std::int64_t> reread)
    : before_(std::move(before)), reread_(std::move(reread)), book_(before_->columns_->book) {
  // Those who lost all their events have no row.
  for (const std::int64_t id : reread_) number_of(id);
}

void JourneyTableBuilder::reserve(std::size_t events) {
  profile_.reserve(events);
  signature_.reserve(events);
  time_us_.reserve(events);
  sequence_.reserve(events);
}

std::uint32_t JourneyTableBuilder::number_of(std::int64_t profile_id) {
  const auto [found, is_new] =
      profiles_.try_emplace(profile_id, static_cast<std::uint32_t>(profile_ids_.size()));
  if (is_new) profile_ids_.push_back(profile_id);
  return found->second;
}

void JourneyTableBuilder::add(std::int64_t profile_id, TimeUs time_us, std::int64_t sequence,
                              model::EventType type, std::string_view name,
                              std::string_view channel, std::string_view source) {
  profile_.push_back(number_of(profile_id));
  signature_.push_back(book_.code_of(type, name, channel, source));
  time_us_.push_back(time_us);
  sequence_.push_back(sequence);
}

JourneyTableBuilder::Grouped JourneyTableBuilder::group() const {
  std::vector<std::uint32_t> by_id(profile_ids_.size());
  std::iota(by_id.begin(), by_id.end(), 0U);
  std::ranges::sort(by_id, {}, [&](std::uint32_t number) { return profile_ids_[number]; });
  Grouped grouped;
  grouped.ids.reserve(by_id.size());
  for (const std::uint32_t number : by_id) grouped.ids.push_back(profile_ids_[number]);

  std::vector<std::size_t> next(profile_ids_.size());  // by number: where the next row goes
  for (const std::uint32_t number : profile_) ++next[number];
  grouped.begin.reserve(by_id.size() + 1);
  std::size_t begin = 0;
  for (const std::uint32_t number : by_id) {
    grouped.begin.push_back(begin);
    const std::size_t count = next[number];
    next[number] = begin;
    begin += count;
  }
  grouped.begin.push_back(begin);
  grouped.rows.resize(profile_.size());
  for (std::uint32_t row = 0; row < profile_.size(); ++row)
    grouped.rows[next[profile_[row]]++] = row;

  const auto order = [&](std::uint32_t row) { return std::pair(time_us_[row], sequence_[row]); };
  for (std::size_t profile = 0; profile < grouped.ids.size(); ++profile) {
    const auto rows =
        std::span(grouped.rows)
            .subspan(grouped.begin[profile], grouped.begin[profile + 1] - grouped.begin[profile]);
    if (!std::ranges::is_sorted(rows, {}, order)) std::ranges::sort(rows, {}, order);
  }
  return grouped;
}

JourneyTableBuilder::Table JourneyTableBuilder::finish(std::shared_ptr<ColumnSource> source,
                                                       std::int64_t data_version,
                                                       std::size_t room) {
  if (profile_.size() > EventColumns::kPositionsMax) return std::unexpected(too_many());
  return before_ == nullptr ? build(std::move(source), data_version, room)
                            : grow(std::move(source), data_version, room);
}

JourneyTableBuilder::Table JourneyTableBuilder::build(std::shared_ptr<ColumnSource> source,
                                                      std::int64_t data_version, std::size_t room) {
  const std::size_t count = profile_.size();
  const auto [first, last] = std::ranges::minmax_element(sequence_);
  const std::int64_t base = count == 0 ? 0 : *first;
  if (count > 0 && *last - base > UINT32_MAX) return std::unexpected(too_many());
  const Grouped grouped = group();
  const auto columns =
      std::make_shared<EventColumns>(std::min(count + room, EventColumns::kPositionsMax),
                                     book_.signatures().size() > SignatureCodes::kNarrowMax, base);
  if (count > 0) columns->last_sequence = *last;
  columns->built = count;
  const auto directory = std::make_shared<ProfileDirectory>();
  directory->events = count;
  if (count > 0) {
    const auto [earliest, latest] = std::ranges::minmax(time_us_);
    directory->first_us = earliest;
    directory->last_us = latest;
  }
  directory->ids = grouped.ids;
  directory->begin.assign(grouped.begin.begin(), grouped.begin.end() - 1);
  directory->end.assign(grouped.begin.begin() + 1, grouped.begin.end());
  for (const std::uint32_t row : grouped.rows)
    append(*columns, time_us_[row], sequence_[row], signature_[row], EventColumns::kFresh);
  columns->book = std::move(book_);
  auto shown = ShownSignatures::of(columns->book);
  return std::shared_ptr<const JourneyTable>(
      new JourneyTable(columns, directory, std::move(shown), std::move(source), data_version));
}

JourneyTableBuilder::Table JourneyTableBuilder::compact(const JourneyTable& table,
                                                        std::size_t signatures, std::size_t room) {
  const EventColumns& from = *table.columns_;
  from.need_sequences();
  const auto columns = std::make_shared<EventColumns>(
      std::min(table.event_count() + room, EventColumns::kPositionsMax),
      signatures > SignatureCodes::kNarrowMax, from.sequence_base);
  columns->built = table.event_count();
  columns->last_sequence = from.last_sequence;
  columns->book = from.book;
  const auto directory = std::make_shared<ProfileDirectory>(*table.directory_);
  std::vector<std::uint32_t> origin;
  origin.reserve(table.event_count());
  for (std::size_t profile = 0; profile < table.profile_count(); ++profile) {
    directory->begin[profile] = static_cast<std::uint32_t>(columns->size());
    for (std::size_t at = table.begin(profile); at < table.end(profile); ++at) {
      append(*columns, from.time_us[at], from.sequence_at(at), from.signatures[at],
             EventColumns::kFresh);
      origin.push_back(static_cast<std::uint32_t>(at));
    }
    directory->end[profile] = static_cast<std::uint32_t>(columns->size());
  }
  columns->properties.adopt(table.columns_->properties, from.built, table.position_count(), origin);
  return std::shared_ptr<const JourneyTable>(
      new JourneyTable(columns, directory, table.shown_, table.source_, table.data_version_));
}

void JourneyTableBuilder::gather(std::size_t profile, std::span<const std::uint32_t> rows,
                                 std::vector<Event>& events) const {
  events.clear();
  const EventColumns& columns = *before_->columns_;
  for (const std::uint32_t row : rows) {
    events.push_back(
        {time_us_[row], sequence_[row], signature_[row],
         sequence_[row] <= columns.last_sequence ? EventColumns::kReread : EventColumns::kFresh});
  }
  if (profile == kNoProfile) return;
  const auto fresh = static_cast<std::ptrdiff_t>(events.size());
  for (std::size_t at = before_->begin(profile); at < before_->end(profile); ++at)
    events.push_back({columns.time_us[at], columns.sequence_at(at), columns.signatures[at],
                      static_cast<std::uint32_t>(at)});
  std::ranges::inplace_merge(events, events.begin() + fresh, {}, &Event::order);
}

JourneyTableBuilder::Table JourneyTableBuilder::grow(std::shared_ptr<ColumnSource> source,
                                                     std::int64_t data_version, std::size_t room) {
  before_->columns_->need_sequences();
  const Grouped grouped = group();
  const auto is_reread = [&](std::int64_t id) { return std::ranges::binary_search(reread_, id); };
  // All events of everybody who has a row are written at the end.
  std::size_t written = profile_.size();
  for (const std::int64_t id : grouped.ids) {
    const auto known = before_->profile_of_id(id);
    if (known && !is_reread(id)) written += before_->end(*known) - before_->begin(*known);
  }
  const auto last = std::ranges::max_element(sequence_);
  {
    const EventColumns& columns = *before_->columns_;
    if (last != sequence_.end() && !columns.holds(*last)) return std::unexpected(too_many());
    const std::size_t garbage = columns.size() - before_->event_count();
    if (columns.room() < written || !columns.signatures.holds(book_.signatures().size()) ||
        (garbage > kGarbageMin && garbage > before_->event_count())) {
      WEND_ASSIGN(before_, compact(*before_, book_.signatures().size(), written + room));
      if (before_->columns_->room() < written) return std::unexpected(too_many());
    }
  }
  const std::shared_ptr<EventColumns> columns = before_->columns_;
  const bool same_signatures = columns->book.signatures().size() == book_.signatures().size();

  const ProfileDirectory& old = *before_->directory_;
  const auto directory = std::make_shared<ProfileDirectory>();
  directory->ids.reserve(old.ids.size() + grouped.ids.size());
  directory->begin.reserve(old.ids.size() + grouped.ids.size());
  directory->end.reserve(old.ids.size() + grouped.ids.size());
  const auto keep = [&](std::size_t from, std::size_t to) {
    const auto part = [&](const auto& of, auto& into) {
      into.insert(into.end(), of.begin() + static_cast<std::ptrdiff_t>(from),
                  of.begin() + static_cast<std::ptrdiff_t>(to));
    };
    part(old.ids, directory->ids);
    part(old.begin, directory->begin);
    part(old.end, directory->end);
  };
  directory->events = old.events;
  directory->first_us = old.first_us;
  directory->last_us = old.last_us;
  std::size_t kept = 0;
  std::vector<Event> events;
  for (std::size_t i = 0; i < grouped.ids.size(); ++i) {
    const std::int64_t id = grouped.ids[i];
    const auto at =
        static_cast<std::size_t>(std::ranges::lower_bound(old.ids, id) - old.ids.begin());
    const bool known = at < old.ids.size() && old.ids[at] == id;
    keep(kept, at);
    kept = at + (known ? 1 : 0);
    if (known) directory->events -= before_->end(at) - before_->begin(at);
    gather(
        known && !is_reread(id) ? at : kNoProfile,
        std::span(grouped.rows).subspan(grouped.begin[i], grouped.begin[i + 1] - grouped.begin[i]),
        events);
    if (events.empty()) continue;
    directory->ids.push_back(id);
    directory->begin.push_back(static_cast<std::uint32_t>(columns->size()));
    for (const Event& event : events)
      append(*columns, event.time_us, event.sequence, event.signature, event.origin);
    directory->end.push_back(static_cast<std::uint32_t>(columns->size()));
    directory->events += events.size();
    const bool was_empty = directory->last_us < directory->first_us;
    directory->first_us =
        was_empty ? events.front().time_us : std::min(directory->first_us, events.front().time_us);
    directory->last_us =
        was_empty ? events.back().time_us : std::max(directory->last_us, events.back().time_us);
  }
  keep(kept, old.ids.size());
  if (last != sequence_.end()) columns->last_sequence = std::max(columns->last_sequence, *last);
  columns->book = std::move(book_);
  auto shown = same_signatures ? before_->shown_ : ShownSignatures::of(columns->book);
  return std::shared_ptr<const JourneyTable>(
      new JourneyTable(columns, directory, std::move(shown), std::move(source), data_version));
}

}  // namespace wend::analyze
