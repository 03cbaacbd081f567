#include "collect/live_view.h"

#include <algorithm>
#include <array>
#include <fmt/format.h>

#include "collect/sample_text.h"

namespace wend::collect {
namespace {

constexpr std::array<std::string_view, 4> kFates = {"taken", "warned", "blocked", "duplicate"};

const RowMark* mark_of(std::span<const RowMark> marks, std::size_t row) {
  const auto found = std::ranges::lower_bound(marks, row, {}, &RowMark::row);
  return found != marks.end() && found->row == row ? &*found : nullptr;
}

std::shared_ptr<const LiveMessage> message_of(const events::LiveRow& live, const RowMark* mark) {
  const model::EventRow& row = live.row;
  auto message = std::make_shared<LiveMessage>();
  message->received_at = live.received_at;
  message->time_us = row.time_us;
  message->type = row.type;
  message->name = row.name;
  message->identity_namespace = row.identity_namespace;
  message->identity_value = row.identity_value;
  message->channel = row.channel;
  message->message_id = sample_text(live.sent_id, 256);
  if (mark != nullptr) {
    message->fate = mark->fate;
    message->reasons = mark->reasons;
  }
  if (row.properties.size() <= LiveView::kPropertiesBytesMax) {
    message->properties = row.properties;
  } else {
    message->properties = "{}";
    message->reasons.push_back(fmt::format(
        "The properties are too large to be shown here ({} bytes).", row.properties.size()));
  }
  return message;
}

// How many of the rows belong to each source, and how many of those are to be shown.
struct SourceCount {
  std::int64_t source_id = 0;
  std::size_t rows = 0;
  std::size_t blocked = 0;
  std::size_t to_show = 0;
};

SourceCount& count_of(std::vector<SourceCount>& counts, std::int64_t source_id) {
  // Most often the source of the row before.
  if (!counts.empty() && counts.back().source_id == source_id) return counts.back();
  const auto found = std::ranges::find(counts, source_id, &SourceCount::source_id);
  if (found == counts.end()) return counts.emplace_back(source_id);
  std::iter_swap(found, counts.end() - 1);
  return counts.back();
}

}  // namespace

std::string_view to_string(MessageFate fate) {
  return kFates[static_cast<std::size_t>(fate)];
}

LiveView::View& LiveView::view_of(std::int64_t source_id) {
  const auto found = views_.find(source_id);
  if (found != views_.end()) return found->second;
  if (views_.size() >= kSourcesMax) {
    auto quiet = views_.end();
    for (auto it = views_.begin(); it != views_.end(); ++it) {
      if (!it->second.watchers.empty()) continue;
      if (quiet == views_.end() || it->second.last_at < quiet->second.last_at) quiet = it;
    }
    if (quiet != views_.end()) views_.erase(quiet);
  }
  return views_[source_id];
}

void LiveView::tell(View& view, const LiveNote& note) {
  const std::size_t before = view.watchers.size();
  std::erase_if(view.watchers, [&](const LiveWatcher& watcher) { return !watcher.tell(note); });
  watchers_ -= before - view.watchers.size();
}

void LiveView::forget_gone(View& view) {
  const std::size_t before = view.watchers.size();
  std::erase_if(view.watchers, [](const LiveWatcher& watcher) { return watcher.gone(); });
  watchers_ -= before - view.watchers.size();
}

base::Status LiveView::watch(std::int64_t source_id, LiveWatcher watcher) {
  std::lock_guard lock(mutex_);
  if (watchers_ >= kWatchersMax)
    for (auto& [id, view] : views_) forget_gone(view);
  if (watchers_ >= kWatchersMax) {
    return base::fail(base::ErrorCode::kUnavailable,
                      "As many people as can look on at one time already do.", "",
                      "Close a page that shows a source, or try again later.");
  }
  View& view = view_of(source_id);
  for (const auto& message : view.ring)
    if (!watcher.tell(message)) return {};
  view.watchers.push_back(std::move(watcher));
  ++watchers_;
  return {};
}

void LiveView::came(std::span<const events::LiveRow> rows, std::span<const RowMark> marks) {
  if (rows.empty()) return;
  std::vector<SourceCount> counts;
  for (const events::LiveRow& row : rows) ++count_of(counts, row.source_id).rows;
  for (const RowMark& mark : marks)
    if (mark.fate == MessageFate::kBlocked) ++count_of(counts, rows[mark.row].source_id).blocked;
  std::size_t missing = 0;
  for (SourceCount& count : counts) missing += count.to_show = std::min(count.rows, kRingMessages);
  // The latest of each source, found from the end.
  std::vector<std::size_t> shown;
  shown.reserve(missing);
  for (std::size_t i = rows.size(); missing > 0 && i-- > 0;) {
    SourceCount& count = count_of(counts, rows[i].source_id);
    if (count.to_show == 0) continue;
    --count.to_show;
    --missing;
    shown.push_back(i);
  }

  const env::TimeUs now = clock_.now_us();
  std::lock_guard lock(mutex_);
  for (const SourceCount& count : counts) {
    View& view = view_of(count.source_id);
    view.last_at = now;
    view.taken += static_cast<std::int64_t>(count.rows - count.blocked);
    view.refused += static_cast<std::int64_t>(count.blocked);
  }
  for (auto row = shown.rbegin(); row != shown.rend(); ++row) {
    View& view = view_of(rows[*row].source_id);
    auto message = message_of(rows[*row], mark_of(marks, *row));
    if (view.ring.size() >= kRingMessages) view.ring.pop_front();
    view.ring.push_back(message);
    if (view.watchers.empty() || view.told >= kPerSecondMax) continue;
    ++view.told;
    tell(view, message);
  }
}

void LiveView::refused(std::int64_t source_id, std::string_view reason, std::string_view sample) {
  if (watchers_ == 0) return;
  std::lock_guard lock(mutex_);
  const auto found = views_.find(source_id);
  if (found == views_.end()) return;
  View& view = found->second;
  ++view.refused;
  if (view.watchers.empty() || view.told >= kPerSecondMax) return;
  ++view.told;
  tell(view,
       LiveRefusal{clock_.now_us(), std::string(reason), sample_text(sample, kSampleBytesMax)});
}

void LiveView::tick(std::chrono::duration<double> since_last) {
  std::lock_guard lock(mutex_);
  for (auto& [id, view] : views_) {
    const LiveRate rate{
        view.taken, view.refused,
        static_cast<double>(view.taken + view.refused) / std::max(0.001, since_last.count())};
    const bool something = view.taken + view.refused > 0;
    view.taken = view.refused = 0;
    view.told = 0;
    forget_gone(view);
    // A zero is told once, so that a page does not go on showing the number before.
    if (!view.watchers.empty() && (something || view.rate_is_told)) {
      tell(view, rate);
      view.rate_is_told = something;
    }
  }
}

}  // namespace wend::collect
