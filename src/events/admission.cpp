#include "events/admission.h"

#include <algorithm>
#include <bit>
#include <iterator>
#include <xxhash.h>

namespace wend::events {
namespace {

constexpr std::size_t kSlotsMin = 1024;
// Far enough ahead that the memory arrives in time, near enough that it is still in the cache.
constexpr std::size_t kPrefetchAhead = 12;

constexpr model::MessageId kFree = {};

model::MessageId final_id(const model::MessageId& content, std::int64_t source_id,
                          std::uint32_t occurrence) {
  const std::uint64_t parts[4] = {content.high, content.low, static_cast<std::uint64_t>(source_id),
                                  occurrence};
  const XXH128_hash_t hash = XXH3_128bits(parts, sizeof parts);
  return {hash.high64, hash.low64};
}

}  // namespace

MessageIdSet::MessageIdSet(std::size_t expected)
    : slots_(std::bit_ceil(std::max(kSlotsMin, expected + expected / 2)), kFree) {}

std::size_t MessageIdSet::slot_of(const model::MessageId& id) const {
  const std::size_t mask = slots_.size() - 1;
  std::size_t slot = id.low & mask;
  while (slots_[slot] != kFree && slots_[slot] != id) slot = (slot + 1) & mask;
  return slot;
}

bool MessageIdSet::insert(const model::MessageId& id) {
  const std::size_t slot = slot_of(id);
  if (slots_[slot] == id) return false;
  slots_[slot] = id;
  if (++size_ * 4 > slots_.size() * 3) grow();
  return true;
}

bool MessageIdSet::contains(const model::MessageId& id) const {
  return slots_[slot_of(id)] == id;
}

void MessageIdSet::prefetch(const model::MessageId& id) const {
  __builtin_prefetch(&slots_[id.low & (slots_.size() - 1)]);
}

std::vector<model::MessageId> MessageIdSet::sorted() const {
  std::vector<model::MessageId> ids;
  ids.reserve(size_);
  std::ranges::copy_if(slots_, std::back_inserter(ids),
                       [](const model::MessageId& id) { return id != kFree; });
  std::ranges::sort(ids);
  return ids;
}

void MessageIdSet::grow() {
  std::vector<model::MessageId> old(slots_.size() * 2, kFree);
  old.swap(slots_);
  for (const model::MessageId& id : old) {
    if (id != kFree) slots_[slot_of(id)] = id;
  }
}

OccurrenceCounter::OccurrenceCounter() : seen_(kSlotsMin, 0) {}

std::uint32_t OccurrenceCounter::next(std::uint64_t hash) {
  hash |= hash == 0;
  const std::size_t mask = seen_.size() - 1;
  std::size_t slot = hash & mask;
  while (seen_[slot] != 0 && seen_[slot] != hash) slot = (slot + 1) & mask;
  if (seen_[slot] == hash) return ++repeats_[hash];
  seen_[slot] = hash;
  if (++size_ * 4 > seen_.size() * 3) grow();
  return 0;
}

void OccurrenceCounter::prefetch(std::uint64_t hash) const {
  __builtin_prefetch(&seen_[hash & (seen_.size() - 1)]);
}

void OccurrenceCounter::grow() {
  std::vector<std::uint64_t> old(seen_.size() * 2, 0);
  old.swap(seen_);
  const std::size_t mask = seen_.size() - 1;
  for (const std::uint64_t hash : old) {
    if (hash == 0) continue;
    std::size_t slot = hash & mask;
    while (seen_[slot] != 0) slot = (slot + 1) & mask;
    seen_[slot] = hash;
  }
}

base::Status Admission::admit(IncomingBatch& batch, model::IdentityFinder& finder,
                              Admitted& admitted) {
  admitted.rows.clear();
  admitted.identity_ids.clear();
  admitted.texts.clear();
  std::vector<model::EventRow>& rows = batch.rows;
  std::vector<model::NamedIdentity> named;
  std::vector<std::size_t> begin = {0};  // of each row's identities
  finder.forget();
  std::vector<bool> erased(rows.size(), false);
  for (std::size_t i = 0; i < rows.size(); ++i) {
    finder.find(rows[i], named);
    erased[i] =
        take_out_erased(privacy_.erased, named, rows[i].time_us, begin.back()) == Erased::kOwner;
    begin.push_back(named.size());
  }

  std::unique_lock lock(mutex_);
  turn_.wait(lock, [&] { return aborted_ || next_batch_ == batch.index; });
  if (aborted_) return base::fail(base::ErrorCode::kCancelled, "The import was stopped.");

  std::size_t left_out = 0, erased_rows = 0;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    if (i + kPrefetchAhead < rows.size()) {
      const model::MessageId& later = rows[i + kPrefetchAhead].message_id;
      kind_ == IdKind::kContent ? occurrences_.prefetch(later.low) : known_.prefetch(later);
    }
    model::EventRow& row = rows[i];
    bool is_new;
    if (kind_ == IdKind::kContent) {
      row.message_id = final_id(row.message_id, source_id_, occurrences_.next(row.message_id.low));
      is_new = known_.size() == 0 || !known_.contains(row.message_id);
    } else {
      is_new = known_.insert(row.message_id);
    }
    if (!is_new) continue;
    if (erased[i]) {
      ++left_out;
      ++erased_rows;
      continue;
    }
    auto of_row =
        std::span<const model::NamedIdentity>(named).subspan(begin[i], begin[i + 1] - begin[i]);
    auto verdict = privacy_.consent.take(privacy_.rules, identities_, row, of_row,
                                         {.message_id = row.message_id,
                                          .source_id = source_id_,
                                          .import_id = privacy_.import_id,
                                          .received_at = privacy_.now});
    if (verdict.fate == model::WithoutConsent::kDrop) {
      ++left_out;
      ++without_consent_[verdict.reason];
      continue;
    }
    model::NamedIdentity pseudonym;
    if (verdict.fate == model::WithoutConsent::kKeepWithoutIdentity) {
      row.properties = admitted.texts.emplace_back(std::move(verdict.properties));
      pseudonym = verdict.identity();
      of_row = {&pseudonym, 1};
    }
    const auto identity =
        identities_.note(of_row, {evidence_of(row.time_us, row.message_id), source_id_});
    if (!identity) {
      aborted_ = true;
      turn_.notify_all();
      return base::fail(identity.error());
    }
    admitted.rows.push_back(static_cast<std::uint32_t>(i));
    admitted.identity_ids.push_back(*identity);
  }
  admitted.first_sequence = next_sequence_;
  next_sequence_ += static_cast<std::int64_t>(admitted.rows.size());
  counts_.rows += rows.size() - left_out;
  counts_.added += admitted.rows.size();
  counts_.duplicates += rows.size() - left_out - admitted.rows.size();
  counts_.erased += erased_rows;
  ++next_batch_;
  turn_.notify_all();
  return {};
}

void Admission::abort() {
  std::lock_guard lock(mutex_);
  aborted_ = true;
  turn_.notify_all();
}

}  // namespace wend::events
