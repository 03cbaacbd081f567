#include "events/profile_watch.h"

#include <algorithm>
#include <chrono>

namespace wend::events {
namespace {

using std::chrono::steady_clock;

// How soon a change is seen; and while every look finds one, looking takes at most a fifth of the
// time.
constexpr std::chrono::milliseconds kLookEvery{200};
constexpr int kRestShare = 4;

}  // namespace

ProfileWatch::ProfileWatch(EventStore& store, std::function<void(std::string_view)> report)
    : store_(store),
      report_(std::move(report)),
      thread_([this](const std::stop_token& stop) { work(stop); }) {}

ProfileWatch::~ProfileWatch() = default;

base::Result<std::int64_t> ProfileWatch::watch(std::int64_t profile_id, Watcher watcher) {
  std::lock_guard lock(mutex_);
  std::erase_if(watched_, [](const Watched& one) { return one.watcher.gone(); });
  if (watched_.size() >= kWatchersMax)
    return base::fail(base::ErrorCode::kUnavailable,
                      "As many as may watch customers at once already do.", "",
                      "Close another customer's page, or look again.");
  if (watched_.empty()) {
    // Nobody looked since: what was before is no change to anybody.
    WEND_ASSIGN(const Changes changes, changes_since({}));
    seen_ = changes.now;
  }
  watched_.push_back({profile_id, std::move(watcher)});
  wake_.notify_all();
  return seen_.version;
}

base::Result<ProfileWatch::Changes> ProfileWatch::changes_since(const Seen& before) const {
  WEND_ASSIGN(auto connection, store_.reader());
  // One transaction: the version belongs to the events that are looked at.
  WEND_ASSIGN(auto transaction, duck::Transaction::begin(connection));
  Changes changes;
  WEND_ASSIGN(changes.now.version, connection.number("SELECT version FROM store"));
  WEND_ASSIGN(changes.now.events, connection.number("SELECT count(*) FROM events"));
  WEND_ASSIGN(changes.now.last_sequence, connection.number("SELECT max(sequence) FROM events"));
  if (before.version == 0) return changes;
  WEND_ASSIGN(
      const std::int64_t added,
      connection.number("SELECT count(*) FROM events WHERE sequence > ?", {before.last_sequence}));
  auto moved = store_.profiles_changed_since(before.version);
  changes.all = !moved || changes.now.events != before.events + added;
  if (changes.all) return changes;
  changes.profiles = *std::move(moved);
  WEND_ASSIGN(auto rows,
              connection.query("SELECT DISTINCT i.profile_id FROM events e JOIN identities i "
                               "ON i.identity_id = e.identity_id WHERE e.sequence > ?",
                               {before.last_sequence}));
  for (;;) {
    WEND_ASSIGN(const bool more, rows.next());
    if (!more) break;
    const auto profiles = rows.values<std::int64_t>(0);
    changes.profiles.insert(changes.profiles.end(), profiles.begin(), profiles.end());
  }
  std::ranges::sort(changes.profiles);
  return changes;
}

base::Status ProfileWatch::look() {
  std::lock_guard lock(mutex_);
  std::erase_if(watched_, [](const Watched& one) { return one.watcher.gone(); });
  if (watched_.empty() || store_.data_version() == seen_.version) return {};
  WEND_ASSIGN(const Changes changes, changes_since(seen_));
  seen_ = changes.now;
  for (const Watched& one : watched_)
    if (changes.all || std::ranges::binary_search(changes.profiles, one.profile_id))
      one.watcher.changed(seen_.version);
  return {};
}

void ProfileWatch::work(const std::stop_token& stop) {
  bool failed = false;
  while (!stop.stop_requested()) {
    const auto began = steady_clock::now();
    const auto looked = look();
    if (!looked && !failed) report_(looked.error().to_sentence());
    failed = !looked;
    const auto rest =
        std::max<steady_clock::duration>(kLookEvery, kRestShare * (steady_clock::now() - began));
    std::unique_lock lock(mutex_);
    if (watched_.empty())
      wake_.wait(lock, stop, [this] { return !watched_.empty(); });
    else
      wake_.wait_for(lock, stop, rest, [] { return false; });
  }
}

}  // namespace wend::events
