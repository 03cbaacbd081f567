#include "unify/customer_columns.h"

#include <algorithm>
#include <limits>

#include "base/assert.h"

namespace wend::unify {
namespace {

constexpr std::uint64_t kSpread = 0x9E3779B97F4A7C15;  // 2^64 over the golden ratio
constexpr std::size_t kSlotsLeast = 1024;

}  // namespace

std::size_t CustomerColumns::slot_of(std::int64_t profile) const {
  return static_cast<std::size_t>((static_cast<std::uint64_t>(profile) * kSpread) >> shift_);
}

std::optional<Ordinal> CustomerColumns::find(std::int64_t profile) const {
  if (table_.empty()) return std::nullopt;
  for (std::size_t slot = slot_of(profile);; slot = (slot + 1) & (table_.size() - 1)) {
    if (table_[slot] == kEmpty) return std::nullopt;
    if (profile_[table_[slot]] == profile) return table_[slot];
  }
}

void CustomerColumns::put_in_table(Ordinal ordinal) {
  std::size_t slot = slot_of(profile_[ordinal]);
  while (table_[slot] != kEmpty) slot = (slot + 1) & (table_.size() - 1);
  table_[slot] = ordinal;
}

// At most two thirds of the slots are used.
void CustomerColumns::grow(std::size_t customers) {
  if (table_.size() >= customers + customers / 2 && !table_.empty()) return;
  const std::size_t slots = std::bit_ceil(std::max(kSlotsLeast, customers + customers / 2));
  table_.assign(slots, kEmpty);
  shift_ = 64 - std::countr_zero(slots);
  for (Ordinal ordinal = 0; ordinal < profile_.size(); ++ordinal)
    if (profile_[ordinal] != kNobody) put_in_table(ordinal);
}

Ordinal CustomerColumns::add(std::int64_t profile) {
  WEND_ASSERT(profile != kNobody, "a customer has a number");
  grow(profile_.size() - free_.size() + 1);
  Ordinal ordinal = 0;
  if (free_.empty()) {
    ordinal = static_cast<Ordinal>(profile_.size());
    profile_.push_back(profile);
    first_us_.push_back(0);
    last_us_.push_back(0);
    events_.push_back(0);
    written_.push_back(0);
    channels_.push_back(0);
  } else {
    ordinal = free_.back();
    free_.pop_back();
    profile_[ordinal] = profile;
  }
  put_in_table(ordinal);
  return ordinal;
}

void CustomerColumns::remove(Ordinal ordinal) {
  std::size_t hole = slot_of(profile_[ordinal]);
  const std::size_t mask = table_.size() - 1;
  while (table_[hole] != ordinal) hole = (hole + 1) & mask;
  // Those that stand further on because of it move up.
  for (std::size_t slot = (hole + 1) & mask; table_[slot] != kEmpty; slot = (slot + 1) & mask) {
    const std::size_t home = slot_of(profile_[table_[slot]]);
    if (((slot - home) & mask) < ((slot - hole) & mask)) continue;
    table_[hole] = table_[slot];
    hole = slot;
  }
  table_[hole] = kEmpty;
  forget_sums(ordinal);
  profile_[ordinal] = kNobody;
  written_[ordinal] = 0;
  free_.push_back(ordinal);
}

void CustomerColumns::restore(Ordinal ordinal, std::int64_t profile, std::uint32_t written) {
  if (ordinal >= profile_.size()) {
    profile_.resize(ordinal + 1, kNobody);
    first_us_.resize(ordinal + 1);
    last_us_.resize(ordinal + 1);
    events_.resize(ordinal + 1);
    written_.resize(ordinal + 1);
    channels_.resize(ordinal + 1);
  }
  profile_[ordinal] = profile;
  written_[ordinal] = written;
}

void CustomerColumns::finish_restoring() {
  for (Ordinal ordinal = 0; ordinal < profile_.size(); ++ordinal)
    if (profile_[ordinal] == kNobody) free_.push_back(ordinal);
  grow(profile_.size() - free_.size());
}

void CustomerColumns::see(Ordinal ordinal, TimeUs first_us, TimeUs last_us, std::uint64_t events,
                          std::uint64_t channels) {
  if (events == 0) return;
  if (events_[ordinal] == 0) {
    ++with_events_;
    first_us_[ordinal] = first_us;
    last_us_[ordinal] = last_us;
  }
  first_us_[ordinal] = std::min(first_us_[ordinal], first_us);
  last_us_[ordinal] = std::max(last_us_[ordinal], last_us);
  events_[ordinal] = static_cast<std::uint32_t>(std::min<std::uint64_t>(
      events_[ordinal] + events, std::numeric_limits<std::uint32_t>::max()));
  channels_[ordinal] |= channels;
}

void CustomerColumns::forget_sums(Ordinal ordinal) {
  if (events_[ordinal] > 0) --with_events_;
  first_us_[ordinal] = last_us_[ordinal] = 0;
  events_[ordinal] = 0;
  channels_[ordinal] = 0;
}

std::string CustomerColumns::sums(std::size_t piece) const {
  ByteWriter out;
  const std::size_t end = std::min(size(), (piece + 1) * kPieceOrdinals);
  for (std::size_t i = piece * kPieceOrdinals; i < end; ++i) {
    out.number(events_[i]);
    if (events_[i] == 0) continue;
    out.number(static_cast<std::uint64_t>(first_us_[i]));
    out.number(static_cast<std::uint64_t>(last_us_[i] - first_us_[i]));
    out.number(channels_[i]);
  }
  return std::move(out.bytes());
}

bool CustomerColumns::restore_sums(std::size_t piece, std::string_view bytes) {
  ByteReader in(bytes);
  const std::size_t end = std::min(size(), (piece + 1) * kPieceOrdinals);
  for (std::size_t i = piece * kPieceOrdinals; i < end; ++i) {
    const auto events = in.number();
    if (!events) return false;
    if (*events == 0) continue;
    const auto first = in.number(), length = in.number(), channels = in.number();
    if (!first || !length || !channels || profile_[i] == kNobody) return false;
    const auto first_us = static_cast<TimeUs>(*first);
    see(static_cast<Ordinal>(i), first_us, first_us + static_cast<TimeUs>(*length), *events,
        *channels);
  }
  return in.done();
}

std::size_t CustomerColumns::memory() const {
  return profile_.capacity() * (sizeof(std::int64_t) + 2 * sizeof(TimeUs) +
                                2 * sizeof(std::uint32_t) + sizeof(std::uint64_t)) +
         (table_.capacity() + free_.capacity()) * sizeof(Ordinal);
}

}  // namespace wend::unify
