#include "collect/refusal_counter.h"

#include <algorithm>
#include <fmt/format.h>
#include <vector>

#include "collect/limits.h"
#include "collect/sample_text.h"

namespace wend::collect {
namespace {

using workspace::Refusal;
using workspace::RefusalKind;

constexpr std::string_view kOtherReasons = "Further reasons, too many to list one by one.";

std::string key_of(std::int64_t source_id, RefusalKind kind, std::string_view event,
                   std::string_view reason) {
  return fmt::format("{}\n{}\n{}\n{}", source_id, static_cast<int>(kind), event, reason);
}

}  // namespace

void RefusalCounter::count(const Refused& refused, std::int64_t times) {
  const env::TimeUs now = clock_.now_us();
  std::lock_guard lock(mutex_);
  std::string key = key_of(refused.source_id, refused.kind, refused.event, refused.reason);
  auto found = pending_.find(key);
  bool listed = true;
  if (found == pending_.end() && pending_.size() >= workspace::kRefusalsMax) {
    listed = false;
    key = key_of(refused.source_id, refused.kind, {}, kOtherReasons);
    found = pending_.find(key);
  }
  if (found == pending_.end()) {
    Refusal fresh{.source_id = refused.source_id, .kind = refused.kind, .first_seen = now};
    fresh.reason =
        listed ? sample_text(refused.reason, kReasonBytesMax) : std::string(kOtherReasons);
    if (listed) fresh.event = sample_text(refused.event, kNameBytesMax);
    found = pending_.emplace(std::move(key), std::move(fresh)).first;
  }
  Refusal& refusal = found->second;
  refusal.count += times;
  refusal.last_seen = now;
  // One sample for each reason and flush is enough.
  if (!refusal.sample && !refused.sample.empty())
    refusal.sample = sample_text(refused.sample, kRefusalSampleBytesMax);
}

base::Status RefusalCounter::flush() {
  std::lock_guard one_at_a_time(flushing_);
  Pending taken;
  {
    std::lock_guard lock(mutex_);
    taken.swap(pending_);
  }
  if (taken.empty()) return {};
  std::vector<Refusal> list;
  list.reserve(taken.size());
  for (const auto& [key, refusal] : taken) list.push_back(refusal);
  auto written = refusals_.add(list);
  if (written) return {};
  std::lock_guard lock(mutex_);
  for (auto& [key, refusal] : taken) {
    const auto [found, is_new] = pending_.try_emplace(key, refusal);
    if (is_new) continue;
    found->second.count += refusal.count;
    found->second.first_seen = refusal.first_seen;
    if (!found->second.sample) found->second.sample = std::move(refusal.sample);
  }
  return written;
}

}  // namespace wend::collect
