#include "analyze/catalogue.h"

#include <algorithm>
#include <fmt/format.h>

#include "analyze/catalogue_file.h"
#include "env/thread_rank.h"

namespace wend::analyze {
namespace {

using events::duck::Connection;

// How often the store is asked whether there is more.
constexpr std::chrono::seconds kEvery{1};
// Sequence numbers of one slice: about ten milliseconds of work.
constexpr std::int64_t kSlice = 20'000;
// After a slice or a pass others have the machine for this many times as long.
constexpr int kRestShare = 4;
constexpr std::chrono::seconds kSaveEvery{30};
constexpr std::chrono::seconds kRetryAfter{5};

base::Result<std::map<std::int64_t, CatalogueSource>> sources_of(Connection& connection) {
  std::map<std::int64_t, CatalogueSource> sources;
  WEND_ASSIGN(auto rows, connection.query("SELECT id, name, kind FROM sources"));
  for (;;) {
    WEND_ASSIGN(const bool more, rows.next());
    if (!more) return sources;
    for (std::size_t i = 0; i < rows.size(); ++i) {
      const std::int64_t id = rows.values<std::int64_t>(0)[i];
      const std::string_view kind = rows.text(2, i);
      sources[id] = {id, std::string(rows.text(1, i)), kind != "file" && kind != "demo"};
    }
  }
}

// Whether what was counted is still what the store holds up to that position: sequence numbers only
// grow and events never change, so it is when as many events are there and the last one is the
// same.
base::Result<bool> still_true(Connection& connection, const CatalogueTally& tally) {
  if (tally.position() == 0) return true;
  WEND_ASSIGN(
      const std::int64_t count,
      connection.number("SELECT count(*) FROM events WHERE sequence <= ?", {tally.position()}));
  if (count != static_cast<std::int64_t>(tally.count())) return false;
  WEND_ASSIGN(auto rows, connection.query("SELECT message_id FROM events WHERE sequence = ?",
                                          {tally.position()}));
  WEND_ASSIGN(const bool some, rows.next());
  if (!some) return false;
  const auto id = rows.values<duckdb_uhugeint>(0)[0];
  return model::MessageId{id.upper, id.lower} == tally.position_id();
}

// Counts the events with numbers after `from`, up to `until`.
base::Status count_slice(Connection& connection, CatalogueCounter& counter, std::int64_t from,
                         std::int64_t until) {
  WEND_ASSIGN(auto statement,
              connection.prepare("SELECT sequence, message_id, time, type, source_id, name, "
                                 "properties FROM events WHERE sequence > ? AND sequence <= ?"));
  const events::duck::Value values[] = {from, until};
  WEND_ASSIGN(auto rows, statement.stream(values));
  std::int64_t position = 0;
  model::MessageId position_id;
  for (;;) {
    WEND_ASSIGN(const bool more, rows.next());
    if (!more) break;
    const auto sequences = rows.values<std::int64_t>(0);
    const auto ids = rows.values<duckdb_uhugeint>(1);
    const auto times = rows.values<std::int64_t>(2);
    const auto types = rows.values<std::uint8_t>(3);
    const auto sources = rows.values<std::int64_t>(4);
    for (std::size_t i = 0; i < rows.size(); ++i) {
      const model::MessageId id{ids[i].upper, ids[i].lower};
      counter.add({rows.text(5, i), static_cast<model::EventType>(types[i]), sources[i], times[i],
                   id, rows.text(6, i)});
      if (sequences[i] <= position) continue;
      position = sequences[i];
      position_id = id;
    }
  }
  // Numbers that no event has any more leave the position on the last event there is.
  if (position > 0) counter.set_position(position, position_id);
  return {};
}

}  // namespace

Catalogue::Catalogue(const events::EventStore& store, Options options)
    : store_(store), options_(std::move(options)), plan_(std::make_shared<Plan>()) {
  if (options_.thread) thread_ = std::jthread([this](const std::stop_token& stop) { work(stop); });
}

Catalogue::~Catalogue() {
  if (thread_.joinable()) {
    thread_.request_stop();
    changed_.notify_all();
    thread_.join();
  }
  std::lock_guard lock(counting_);
  if (auto saved = save(); !saved && options_.report) options_.report(saved.error().to_sentence());
}

base::Result<Catalogue::Seen> Catalogue::view(std::chrono::milliseconds at_most) {
  const std::int64_t version = store_.data_version();
  Seen seen;
  {
    std::unique_lock lock(mutex_);
    if (thread_.joinable() && view_version_ < version) {
      wanted_ = true;
      changed_.notify_all();
      changed_.wait_for(lock, at_most, [&] { return view_version_ >= version; });
    }
    seen.view = view_;
    if (view_version_ >= version) return seen;
  }
  WEND_ASSIGN(auto connection, store_.reader());
  WEND_ASSIGN(const std::int64_t all, connection.number("SELECT count(*) FROM events"));
  seen.behind =
      std::max<std::int64_t>(0, all - static_cast<std::int64_t>(seen.view->tally.count()));
  return seen;
}

base::Status Catalogue::catch_up(const std::stop_token& stop) {
  std::lock_guard lock(counting_);
  return pass(stop);
}

void Catalogue::forget() {
  std::lock_guard counting(counting_);
  tally_ = CatalogueTally(tally_.zone());
  started_ = true;
  counted_version_ = -1;
  saved_position_ = 0;
  saved_at_ = {};
  std::error_code ignored;
  if (!options_.file.empty()) std::filesystem::remove(options_.file, ignored);
  std::lock_guard lock(mutex_);
  findings_.clear();
  wanted_ = true;
  changed_.notify_all();
}

void Catalogue::set_plan(std::vector<PlannedEvent> events) {
  auto plan = std::make_shared<Plan>();
  plan->names = EventNames(events);
  for (PlannedEvent& event : events) {
    std::string name = event.name;
    plan->events.insert_or_assign(std::move(name), std::move(event));
  }
  std::lock_guard lock(mutex_);
  plan->number = plan_->number + 1;
  plan_ = std::move(plan);
}

std::shared_ptr<const Catalogue::Plan> Catalogue::plan() const {
  std::lock_guard lock(mutex_);
  return plan_;
}

std::shared_ptr<const std::vector<EventFinding>> Catalogue::findings(const CatalogueView& view,
                                                                     const Plan& plan, Day days) {
  constexpr std::size_t kRemembered = 4;
  const std::tuple key(view.number, plan.number, days);
  {
    std::lock_guard lock(mutex_);
    if (const auto found = findings_.find(key); found != findings_.end()) return found->second;
  }
  auto made =
      std::make_shared<const std::vector<EventFinding>>(find_changes(view, plan.names, days));
  std::lock_guard lock(mutex_);
  findings_[key] = made;
  if (findings_.size() > kRemembered) findings_.erase(findings_.begin());  // the oldest view's
  return made;
}

void Catalogue::work(const std::stop_token& stop) {
  env::lower_this_thread(env::ThreadRank::kBackground);
  while (!stop.stop_requested()) {
    const auto begin = std::chrono::steady_clock::now();
    base::Status done;
    {
      std::lock_guard lock(counting_);
      done = pass(stop);
    }
    if (stop.stop_requested()) return;
    std::unique_lock lock(mutex_);
    wanted_ = false;
    if (!done && options_.report) {
      options_.report(fmt::format("The event catalogue is behind: {}", done.error().to_sentence()));
    }
    using Pause = std::chrono::steady_clock::duration;
    const Pause pause =
        std::max<Pause>(kEvery, kRestShare * (std::chrono::steady_clock::now() - begin));
    changed_.wait_for(lock, stop, done ? pause : Pause(kRetryAfter),
                      [&] { return wanted_ && done.has_value(); });
  }
}

base::Status Catalogue::pass(const std::stop_token& stop) {
  WEND_ASSIGN(const auto zone, options_.zone());
  const bool same_zone = tally_.zone() == zone.name();
  if (started_ && same_zone && store_.data_version() == counted_version_) {
    if (std::chrono::steady_clock::now() - saved_at_ >= kSaveEvery) return save();
    return {};
  }
  WEND_ASSIGN(auto connection, store_.reader());
  if (!started_) start_from_file();
  const std::int64_t version = store_.data_version();
  WEND_ASSIGN(const bool good, still_true(connection, tally_));
  if (!good || tally_.zone() != zone.name()) tally_ = CatalogueTally(zone.name());
  started_ = true;

  WEND_ASSIGN(const std::int64_t last, connection.number("SELECT max(sequence) FROM events"));
  CatalogueCounter counter(tally_, zone, options_.clock->now_us());
  for (std::int64_t from = counter.position(); from < last; from += kSlice) {
    const auto begin = std::chrono::steady_clock::now();
    WEND_TRY(count_slice(connection, counter, from, std::min(last, from + kSlice)));
    if (last - from <= kSlice) break;
    std::unique_lock lock(mutex_);
    changed_.wait_for(lock, stop, kRestShare * (std::chrono::steady_clock::now() - begin),
                      [&] { return wanted_; });
    if (!stop.stop_requested()) continue;
    tally_ = counter.tally();  // the next start goes on from here
    return {};
  }
  tally_ = counter.tally();
  WEND_TRY(publish(connection, zone, version));
  if (saved_at_ == std::chrono::steady_clock::time_point{} ||
      std::chrono::steady_clock::now() - saved_at_ >= kSaveEvery)
    return save();
  return {};
}

void Catalogue::start_from_file() {
  if (options_.file.empty()) return;
  auto loaded = CatalogueFile::load(options_.file);
  // A file that is missing or not ours is as good as none: everything is counted.
  if (loaded) tally_ = *std::move(loaded);
  saved_position_ = tally_.position();
}

base::Status Catalogue::publish(Connection& connection, const model::TimeZone& zone,
                                std::int64_t version) {
  auto view = std::make_shared<CatalogueView>();
  WEND_ASSIGN(view->sources, sources_of(connection));
  view->tally = tally_;
  view->zone = zone;
  view->now_us = options_.clock->now_us();
  counted_version_ = version;
  {
    std::lock_guard lock(mutex_);
    view->number = view_ == nullptr ? 1 : view_->number + 1;
    view_ = std::move(view);
    view_version_ = version;
  }
  changed_.notify_all();
  return {};
}

base::Status Catalogue::save() {
  saved_at_ = std::chrono::steady_clock::now();
  if (options_.file.empty() || !started_ || tally_.position() == saved_position_) return {};
  WEND_TRY(CatalogueFile::save(tally_, options_.file));
  saved_position_ = tally_.position();
  return {};
}

}  // namespace wend::analyze
