#include "unify/segment_reading.h"

#include <algorithm>
#include <deque>

namespace wend::unify {
namespace {

namespace duck = events::duck;

#define WEND_SEGMENT_EVENT_COLUMNS \
  "i.profile_id, e.sequence, e.time, e.type, e.name, e.channel, e.source_id, e.properties"

}  // namespace

base::Result<SegmentReading> SegmentReading::begin(const events::EventStore& store,
                                                   const EventNaming& naming) {
  WEND_ASSIGN(auto connection, store.reader());
  SegmentReading reading(std::move(connection), naming);
  WEND_TRY(reading.connection_.run("BEGIN TRANSACTION"));
  WEND_ASSIGN(reading.version_, reading.connection_.number("SELECT version FROM store"));
  WEND_ASSIGN(reading.last_sequence_,
              reading.connection_.number("SELECT coalesce(max(sequence), 0) FROM events"));
  WEND_ASSIGN(auto rows, reading.connection_.query("SELECT id, name FROM sources"));
  for (;;) {
    WEND_ASSIGN(const bool more, rows.next());
    if (!more) break;
    for (std::size_t i = 0; i < rows.size(); ++i)
      reading.sources_.emplace(rows.values<std::int64_t>(0)[i], rows.text(1, i));
  }
  return reading;
}

base::Result<std::int64_t> SegmentReading::count_up_to(std::int64_t sequence) {
  return connection_.number("SELECT count(*) FROM events WHERE sequence <= ?", {sequence});
}

void SegmentReading::read_chunk(const duck::Rows& rows, std::vector<ProfileEvent>& events) const {
  const auto profile = rows.values<std::int64_t>(0);
  const auto sequence = rows.values<std::int64_t>(1);
  const auto time = rows.values<std::int64_t>(2);
  const auto type = rows.values<std::uint8_t>(3);
  const auto source = rows.values<std::int64_t>(6);
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const auto from = sources_.find(source[i]);
    events.push_back({profile[i],
                      {.sequence = sequence[i],
                       .time_us = time[i],
                       .type = static_cast<model::EventType>(type[i]),
                       .name = naming_->shown_name(rows.text(4, i)),
                       .channel = rows.text(5, i),
                       .source = from == sources_.end() ? std::string_view() : from->second,
                       .properties = rows.text(7, i)}});
  }
}

base::Result<std::int64_t> SegmentReading::each(std::int64_t after, std::int64_t up_to,
                                                const Visit& visit) {
  WEND_ASSIGN(auto statement,
              connection_.prepare("SELECT " WEND_SEGMENT_EVENT_COLUMNS
                                  " FROM events e JOIN identities i ON i.identity_id = "
                                  "e.identity_id WHERE e.sequence > ? AND e.sequence <= ?"));
  const duck::Value values[] = {after, up_to};
  WEND_ASSIGN(auto rows, statement.stream(values));
  std::int64_t count = 0;
  std::vector<ProfileEvent> events;
  for (;;) {
    WEND_ASSIGN(const bool more, rows.next());
    if (!more) return count;
    events.clear();
    read_chunk(rows, events);
    count += static_cast<std::int64_t>(events.size());
    WEND_TRY(visit(events));
  }
}

base::Status SegmentReading::fill(const char* table, std::span<const std::int64_t> numbers) {
  WEND_ASSIGN(auto appender, connection_.append_to(table));
  for (const std::int64_t number : numbers) {
    const duck::Value row[] = {number};
    WEND_TRY(appender.row(row));
  }
  return appender.finish();
}

base::Status SegmentReading::each_profile(
    std::vector<std::int64_t> profiles, std::int64_t up_to,
    const std::function<base::Status(std::int64_t, std::span<const SegmentEvent>)>& visit) {
  if (profiles.empty()) return {};
  std::ranges::sort(profiles);
  const auto [first, last] = std::ranges::unique(profiles);
  profiles.erase(first, last);
  WEND_TRY(connection_.run("CREATE OR REPLACE TEMP TABLE wanted (number BIGINT NOT NULL)"));
  WEND_TRY(fill("wanted", profiles));
  WEND_ASSIGN(
      auto statement,
      connection_.prepare("SELECT " WEND_SEGMENT_EVENT_COLUMNS
                          " FROM events e JOIN identities i ON i.identity_id = e.identity_id WHERE "
                          "e.sequence <= ? AND i.profile_id IN (SELECT number FROM wanted) "
                          "ORDER BY i.profile_id, e.time, e.sequence"));
  const duck::Value values[] = {up_to};
  WEND_ASSIGN(auto rows, statement.stream(values));
  auto next = profiles.begin();
  // The texts of a chunk go with it, and a profile may go on in the next one.
  std::deque<std::string> texts;
  std::vector<SegmentEvent> events;
  const auto keep = [&](std::string_view text) {
    return std::string_view(texts.emplace_back(text));
  };
  const auto finish = [&]() -> base::Status {
    WEND_TRY(visit(*next, events));
    ++next;
    events.clear();
    texts.clear();
    return {};
  };
  std::vector<ProfileEvent> chunk;
  for (;;) {
    WEND_ASSIGN(const bool more, rows.next());
    if (!more) break;
    chunk.clear();
    read_chunk(rows, chunk);
    for (ProfileEvent& one : chunk) {
      while (*next != one.profile_id) WEND_TRY(finish());
      one.event.name = keep(one.event.name);
      one.event.channel = keep(one.event.channel);
      one.event.properties = keep(one.event.properties);
      events.push_back(one.event);
    }
  }
  while (next != profiles.end()) WEND_TRY(finish());
  return {};
}

base::Result<std::unordered_map<std::int64_t, std::int64_t>> SegmentReading::owners_of(
    std::span<const std::int64_t> identities) {
  std::unordered_map<std::int64_t, std::int64_t> owners;
  if (identities.empty()) return owners;
  WEND_TRY(connection_.run("CREATE OR REPLACE TEMP TABLE wanted (number BIGINT NOT NULL)"));
  WEND_TRY(fill("wanted", identities));
  WEND_ASSIGN(auto rows,
              connection_.query("SELECT identity_id, profile_id FROM identities WHERE identity_id "
                                "IN (SELECT number FROM wanted)"));
  for (;;) {
    WEND_ASSIGN(const bool more, rows.next());
    if (!more) return owners;
    for (std::size_t i = 0; i < rows.size(); ++i)
      owners.emplace(rows.values<std::int64_t>(0)[i], rows.values<std::int64_t>(1)[i]);
  }
}

base::Result<std::vector<std::int64_t>> SegmentReading::profiles_of(
    std::span<const std::int64_t> identities) {
  WEND_ASSIGN(const auto owners, owners_of(identities));
  std::vector<std::int64_t> profiles;
  for (const auto& [identity, profile] : owners) profiles.push_back(profile);
  std::ranges::sort(profiles);
  const auto [first, last] = std::ranges::unique(profiles);
  profiles.erase(first, last);
  return profiles;
}

base::Result<std::unordered_map<std::int64_t, SegmentReading::EventName>> SegmentReading::events_of(
    std::span<const std::int64_t> sequences) {
  std::unordered_map<std::int64_t, EventName> events;
  if (sequences.empty()) return events;
  WEND_TRY(connection_.run("CREATE OR REPLACE TEMP TABLE wanted (number BIGINT NOT NULL)"));
  WEND_TRY(fill("wanted", sequences));
  const auto [least, most] = std::ranges::minmax(sequences);
  // The bounds let the store skip what cannot hold them.
  WEND_ASSIGN(auto rows,
              connection_.query("SELECT sequence, name, time FROM events WHERE sequence BETWEEN ? "
                                "AND ? AND sequence IN (SELECT number FROM wanted)",
                                {least, most}));
  for (;;) {
    WEND_ASSIGN(const bool more, rows.next());
    if (!more) return events;
    for (std::size_t i = 0; i < rows.size(); ++i) {
      events.emplace(rows.values<std::int64_t>(0)[i],
                     EventName{std::string(naming_->shown_name(rows.text(1, i))),
                               rows.values<std::int64_t>(2)[i]});
    }
  }
}

}  // namespace wend::unify
