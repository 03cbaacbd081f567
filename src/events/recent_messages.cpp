#include "events/recent_messages.h"

#include <algorithm>
#include <filesystem>
#include <fmt/format.h>
#include <map>
#include <set>

#include "base/failpoint.h"
#include "env/thread_rank.h"

namespace wend::events {
namespace {

namespace fs = std::filesystem;
using base::ErrorCode;
using model::MessageId;

base::Result<IdRun> write_run(const std::vector<MessageId>& ids, const std::string& path,
                              const std::atomic<bool>& stop) {
  WEND_ASSIGN(auto writer, IdRunWriter::create(path, ids.size()));
  for (const MessageId& id : ids) {
    if (stop.load(std::memory_order_relaxed)) return base::fail(ErrorCode::kCancelled, "Stopped.");
    WEND_TRY(writer.add(id));
  }
  return writer.finish();
}

// A run that cannot be read is taken away: without it all of them are made anew from the events.
std::unexpected<base::Error> unreadable(const IdRun& run, base::Error error) {
  std::error_code ignored;
  fs::remove(run.path(), ignored);
  return base::fail(std::move(error));
}

// Reads a run from its beginning.
class RunReader {
 public:
  explicit RunReader(const IdRun& run) : run_(&run) {}
  base::Result<bool> next() {
    if (++position_ < ids_.size()) return true;
    auto ids = run_->page(page_++);
    if (!ids) return unreadable(*run_, std::move(ids).error());
    ids_ = *std::move(ids);
    position_ = 0;
    return !ids_.empty();
  }
  const MessageId& id() const { return ids_[position_]; }

 private:
  const IdRun* run_;
  std::size_t page_ = 0;
  std::vector<MessageId> ids_;
  std::size_t position_ = 0;
};

base::Result<IdRun> merge(const std::vector<std::shared_ptr<const IdRun>>& runs,
                          const std::string& path, const std::atomic<bool>& stop) {
  std::uint64_t total = 0;
  std::vector<RunReader> readers;
  for (const auto& run : runs) {
    total += run->size();
    readers.emplace_back(*run);
  }
  WEND_ASSIGN(auto writer, IdRunWriter::create(path, total));
  std::vector<RunReader*> open;
  for (RunReader& reader : readers) {
    WEND_ASSIGN(const bool some, reader.next());
    if (some) open.push_back(&reader);
  }
  std::optional<MessageId> last;
  while (!open.empty()) {
    if (stop.load(std::memory_order_relaxed)) return base::fail(ErrorCode::kCancelled, "Stopped.");
    const auto least = std::ranges::min_element(open, {}, &RunReader::id);
    if (const MessageId id = (*least)->id(); id != last) {
      WEND_TRY(writer.add(id));
      last = id;
    }
    WEND_ASSIGN(const bool more, (*least)->next());
    if (!more) open.erase(least);
  }
  return writer.finish();
}

}  // namespace

RecentMessages::Writing::~Writing() {
  stop = true;
  if (thread.joinable()) thread.join();
}

RecentMessages::~RecentMessages() = default;

base::Result<std::unique_ptr<RecentMessages>> RecentMessages::load(duck::Connection& connection,
                                                                   Options options, TimeUs now) {
  std::unique_ptr<RecentMessages> recent(new RecentMessages(std::move(options)));
  std::error_code error;
  fs::create_directories(recent->options_.folder, error);
  if (error) {
    return base::fail(ErrorCode::kIo,
                      fmt::format("The folder of message ids cannot be made: {}.", error.message()),
                      recent->options_.folder);
  }
  WEND_TRY(
      connection.run("CREATE TABLE IF NOT EXISTS message_runs ("
                     "first_sequence BIGINT NOT NULL, end_sequence BIGINT NOT NULL, "
                     "oldest BIGINT NOT NULL, newest BIGINT NOT NULL, time_window BIGINT NOT "
                     "NULL)"));
  WEND_TRY(recent->read_runs(connection));
  recent->remove_unnamed_files();
  WEND_TRY(recent->read_events(connection, now));
  return recent;
}

std::string RecentMessages::path_of(const Run& run) const {
  return fs::path(options_.folder) / fmt::format("{}-{}.ids", run.first_sequence, run.end_sequence);
}

base::Status RecentMessages::read_runs(duck::Connection& connection) {
  WEND_ASSIGN(const auto next, connection.number("SELECT next_sequence FROM store"));
  bool good = true;
  {
    WEND_ASSIGN(auto rows,
                connection.query("SELECT first_sequence, end_sequence, oldest, newest, time_window "
                                 "FROM message_runs ORDER BY first_sequence"));
    for (;;) {
      WEND_ASSIGN(const bool more, rows.next());
      if (!more) break;
      for (std::size_t i = 0; i < rows.size(); ++i) {
        const auto value = [&](std::size_t column) { return rows.values<std::int64_t>(column)[i]; };
        Run run{.first_sequence = value(0),
                .end_sequence = value(1),
                .oldest = value(2),
                .newest = value(3),
                .ids = nullptr};
        // Under another window other ids were let go of.
        good = good && run.end_sequence <= next && value(4) == options_.window_us;
        if (!good) break;
        auto ids = IdRun::open(path_of(run));
        if ((good = ids.has_value())) {
          run.ids = std::make_shared<const IdRun>(std::move(*ids));
          runs_.push_back(std::move(run));
        }
      }
    }
  }
  if (good) return {};
  runs_.clear();
  return connection.run("DELETE FROM message_runs");
}

void RecentMessages::remove_unnamed_files() const {
  std::set<std::string> named;
  for (const Run& run : runs_) named.insert(run.ids->path());
  std::error_code error;
  for (const auto& entry : fs::directory_iterator(options_.folder, error)) {
    if (!named.contains(entry.path())) fs::remove(entry.path(), error);
  }
}

base::Status RecentMessages::read_events(duck::Connection& connection, TimeUs now) {
  WEND_ASSIGN(const auto next, connection.number("SELECT next_sequence FROM store"));
  for (const Run& run : runs_) {
    table_.first_sequence = std::max(table_.first_sequence, run.end_sequence);
  }
  const std::int64_t first = table_.first_sequence;
  std::vector<Run> written;
  // The rows come in any order. So if one run is made of them, all of them go into runs, and each
  // says that the events up to the next one are in them.
  const auto write = [&]() -> base::Status {
    Run run{.first_sequence = first + static_cast<std::int64_t>(written.size()),
            .end_sequence = next,
            .oldest = table_.oldest,
            .newest = table_.newest,
            .ids = nullptr};
    const std::atomic<bool> never = false;
    WEND_ASSIGN(auto ids, write_run(table_.ids.sorted(), path_of(run), never));
    run.ids = std::make_shared<const IdRun>(std::move(ids));
    written.push_back(std::move(run));
    table_ = Table();
    return {};
  };
  {
    WEND_ASSIGN(auto statement,
                connection.prepare("SELECT message_id, received_at FROM events WHERE import_id = 0 "
                                   "AND sequence >= ? AND received_at >= make_timestamp(?)"));
    const duck::Value values[] = {first,
                                  options_.window_us == 0 ? TimeUs{0} : now - options_.window_us};
    WEND_ASSIGN(auto rows, statement.stream(values));
    for (;;) {
      WEND_ASSIGN(const bool more, rows.next());
      if (!more) break;
      const auto ids = rows.values<duckdb_uhugeint>(0);
      const auto times = rows.values<std::int64_t>(1);
      for (std::size_t i = 0; i < ids.size(); ++i) note({ids[i].upper, ids[i].lower}, times[i]);
      if (table_.ids.size() >= options_.table_ids) WEND_TRY(write());
    }
  }
  if (written.empty()) return {};
  if (table_.ids.size() > 0) WEND_TRY(write());
  table_.first_sequence = next;
  for (Run& run : written) WEND_TRY(name_run(connection, std::move(run)));
  return {};
}

base::Status RecentMessages::name_run(duck::Connection& connection, Run run) {
  WEND_TRY(connection.query(
      "INSERT INTO message_runs VALUES (?, ?, ?, ?, ?)",
      {run.first_sequence, run.end_sequence, run.oldest, run.newest, options_.window_us}));
  runs_.insert(std::ranges::upper_bound(runs_, run.first_sequence, {}, &Run::first_sequence),
               std::move(run));
  return {};
}

base::Status RecentMessages::drop_run(duck::Connection& connection, std::size_t number) {
  const Run& run = runs_[number];
  WEND_TRY(
      connection.query("DELETE FROM message_runs WHERE first_sequence = ? AND end_sequence = ?",
                       {run.first_sequence, run.end_sequence}));
  unused_.push_back(run.ids->path());
  runs_.erase(runs_.begin() + static_cast<std::ptrdiff_t>(number));
  return {};
}

base::Status RecentMessages::begin(duck::Connection& connection, std::int64_t next_sequence,
                                   TimeUs now) {
  std::error_code ignored;  // what stays is removed when the folder is read again
  for (const std::string& path : unused_) fs::remove(path, ignored);
  unused_.clear();
  WEND_TRY(drop_old(connection, now));
  // Memory has an end, however slow the disk is.
  if (writing_table_ && table_.ids.size() >= 2 * options_.table_ids) writing_table_->thread.join();
  WEND_TRY(take_written(connection, next_sequence));
  const bool old =
      options_.window_us != 0 && table_.ids.size() > 0 && table_.oldest < now - options_.window_us;
  if (!writing_table_ && (old || table_.ids.size() >= options_.table_ids)) {
    write_table(next_sequence);
  }
  if (!merging_ && next_sequence >= merge_after_) merge_runs();
  return {};
}

base::Status RecentMessages::drop_old(duck::Connection& connection, TimeUs now) {
  if (options_.window_us == 0) return {};
  const TimeUs oldest = now - options_.window_us;
  if (table_.ids.size() > 0 && table_.newest < oldest) {
    table_ = {.ids = MessageIdSet(), .first_sequence = table_.first_sequence};
  }
  if (full_ && full_->newest < oldest) {
    writing_table_.reset();
    full_.reset();
  }
  for (std::size_t i = runs_.size(); i-- > 0;) {
    const bool merging =
        merging_ && std::ranges::find(merging_->replaces, runs_[i].ids) != merging_->replaces.end();
    if (!merging && runs_[i].newest < oldest) WEND_TRY(drop_run(connection, i));
  }
  return {};
}

base::Status RecentMessages::take_written(duck::Connection& connection,
                                          std::int64_t next_sequence) {
  if (writing_table_ && writing_table_->done) {
    auto& result = *writing_table_->result;
    if (!result) return base::fail(std::move(result).error());
    Run run = writing_table_->run;
    run.ids = std::make_shared<const IdRun>(std::move(*result));
    WEND_TRY(name_run(connection, std::move(run)));
    writing_table_.reset();
    full_.reset();
  }
  if (merging_ && merging_->done) {
    const auto merged = std::move(merging_);
    if (!*merged->result) {
      const auto there = [](const auto& run) { return fs::exists(run->path()); };
      if (!std::ranges::all_of(merged->replaces, there))
        return base::fail(std::move(*merged->result).error());
      merge_after_ = next_sequence + static_cast<std::int64_t>(options_.table_ids);
      return {};
    }
    for (const auto& replaced : merged->replaces) {
      const auto found = std::ranges::find(runs_, replaced, &Run::ids);
      WEND_TRY(drop_run(connection, static_cast<std::size_t>(found - runs_.begin())));
    }
    Run run = merged->run;
    run.ids = std::make_shared<const IdRun>(std::move(**merged->result));
    WEND_TRY(name_run(connection, std::move(run)));
  }
  return {};
}

void RecentMessages::write_table(std::int64_t end_sequence) {
  auto full = std::make_shared<const Table>(std::exchange(table_, Table()));
  table_.first_sequence = end_sequence;
  full_ = full;
  writing_table_ = std::make_unique<Writing>();
  Writing& writing = *writing_table_;
  writing.run = {.first_sequence = full->first_sequence,
                 .end_sequence = end_sequence,
                 .oldest = full->oldest,
                 .newest = full->newest,
                 .ids = nullptr};
  writing.thread = std::thread([full, &writing, path = path_of(writing.run)] {
    writing.result = write_run(full->ids.sorted(), path, writing.stop);
    base::failpoint("message_ids.written");
    writing.done = true;
  });
}

void RecentMessages::merge_runs() {
  const auto tier_of = [&](const Run& run) {
    std::size_t tier = 0;
    for (auto size = run.ids->size(); size >= 2 * options_.table_ids; size /= kMergeLeast) ++tier;
    return tier;
  };
  std::map<std::size_t, std::vector<const Run*>> tiers;
  for (const Run& run : runs_) {
    auto& group = tiers[tier_of(run)];
    // Ids that lie further apart would be kept for longer than twice the window.
    if (!group.empty() && options_.window_us != 0 &&
        std::max(run.newest, group.front()->newest) - std::min(run.oldest, group.front()->oldest) >
            options_.window_us) {
      if (group.size() >= kMergeLeast) continue;
      group.clear();
    }
    if (group.size() < kMergeMost) group.push_back(&run);
  }
  // The smallest first: they are many.
  for (const auto& [tier, group] : tiers) {
    if (group.size() >= kMergeLeast) return merge_runs(group);
  }
}

void RecentMessages::merge_runs(const std::vector<const Run*>& group) {
  merging_ = std::make_unique<Writing>();
  Writing& writing = *merging_;
  Run& merged = writing.run;
  merged = *group.front();
  merged.ids = nullptr;
  for (const Run* one : group) {
    merged.end_sequence = std::max(merged.end_sequence, one->end_sequence);
    merged.oldest = std::min(merged.oldest, one->oldest);
    merged.newest = std::max(merged.newest, one->newest);
    writing.replaces.push_back(one->ids);
  }
  writing.thread = std::thread([&writing, path = path_of(merged)] {
    env::lower_this_thread(env::ThreadRank::kBackground);
    writing.result = merge(writing.replaces, path, writing.stop);
    base::failpoint("message_ids.merged");
    writing.done = true;
  });
}

void RecentMessages::note(const MessageId& id, TimeUs received_at) {
  if (table_.ids.size() == 0) table_.oldest = table_.newest = received_at;
  table_.oldest = std::min(table_.oldest, received_at);
  table_.newest = std::max(table_.newest, received_at);
  table_.ids.insert(id);
}

base::Result<bool> RecentMessages::insert(const MessageId& id, TimeUs received_at) {
  if (table_.ids.contains(id) || (full_ && full_->ids.contains(id))) return false;
  for (const Run& run : runs_) {
    const auto found = run.ids->contains(id);
    if (!found) return unreadable(*run.ids, found.error());
    if (*found) return false;
  }
  note(id, received_at);
  return true;
}

void RecentMessages::prefetch(const MessageId& id) const {
  table_.ids.prefetch(id);
  for (const Run& run : runs_) run.ids->prefetch(id);
}

RecentMessages::Size RecentMessages::size() const {
  Size size{.in_memory = table_.ids.size() + (full_ ? full_->ids.size() : 0),
            .in_runs = 0,
            .runs = runs_.size()};
  for (const Run& run : runs_) size.in_runs += run.ids->size();
  return size;
}

}  // namespace wend::events
