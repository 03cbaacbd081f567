#include "collect/store_reader.h"

#include <fmt/format.h>

#include "collect/accepted_body.h"
#include "collect/intake_watch.h"

namespace wend::collect {
namespace {

// One transaction of the store; large enough that its commit costs little, small enough that
// events are seen soon.
constexpr std::size_t kRecordsMax = 65'536;
constexpr std::size_t kBytesMax = 32 * 1024 * 1024;
// How long events wait for others to share their commit, and how many bytes do not wait.
constexpr std::chrono::milliseconds kGatherTime{100};
constexpr std::size_t kGatherBytes = 4 * 1024 * 1024;
// Rows in memory on their way to the store. While the store keeps up this is far from full.
constexpr std::size_t kHandoverBytes = 96 * 1024 * 1024;
// More than this behind, and those who bring more are slowed: about a second's work.
constexpr std::size_t kRoomBytes = 64 * 1024 * 1024;
// The size of a record that is assumed before any was seen.
constexpr std::size_t kAssumedBytes = 1024;
constexpr std::chrono::seconds kRetryAfter{1};

base::Status append(events::EventStore& store, std::span<const events::LiveRow> rows,
                    std::int64_t position, IntakeWatch* watch) {
  if (watch != nullptr) return watch->append(store, rows, position);
  WEND_TRY(store.append(rows, position));
  return {};
}

// Whether another try would end the same way.
bool is_lasting(base::ErrorCode code) {
  return code == base::ErrorCode::kInvalidInput || code == base::ErrorCode::kTooLarge ||
         code == base::ErrorCode::kInternal;
}

// What was refused was refused when it was accepted: the same messages again.
base::Status read_record(const log::Record& record, BodyRows& rows) {
  WEND_ASSIGN(const auto accepted, from_payload(record.payload));
  WEND_TRY(read_rows(accepted.envelope, accepted.body, rows));
  return {};
}

// Reads one batch from the log, no further than `until`. Answers the new position, the same one
// when there is nothing new.
base::Result<std::int64_t> read_from_log(const log::EventLog& log, events::EventStore& store,
                                         std::int64_t position, std::size_t records_max,
                                         IntakeWatch* watch) {
  WEND_ASSIGN(const auto records, log.read(position, records_max, kBytesMax));
  if (records.empty()) return position;
  BodyRows rows(kBytesMax);
  for (const log::Record& record : records) {
    if (record.kind != log::RecordKind::kBody) continue;
    const auto read = read_record(record, rows);
    if (read) continue;
    // One that can never be read must not keep the others waiting.
    if (!is_lasting(read.error().code)) return base::fail(read.error());
    if (watch != nullptr) {
      watch->refused({.kind = workspace::RefusalKind::kBody,
                      .reason = "A body in the log cannot be read: " + read.error().message,
                      .sample = record.payload});
    }
  }
  WEND_TRY(append(store, rows.rows(), records.back().position, watch));
  return records.back().position;
}

}  // namespace

base::Result<std::int64_t> StoreReader::catch_up(const log::EventLog& log,
                                                 events::EventStore& store) {
  WEND_ASSIGN(std::int64_t position, store.log_position());
  for (;;) {
    WEND_ASSIGN(const std::int64_t next, read_from_log(log, store, position, kRecordsMax, nullptr));
    if (next == position) return position;
    position = next;
  }
}

StoreReader::StoreReader(const log::EventLog& log, events::EventStore& store,
                         std::function<void(std::string_view)> report, IntakeWatch* watch)
    : log_(log),
      store_(store),
      report_(std::move(report)),
      watch_(watch),
      handover_(kHandoverBytes) {
  thread_ = std::jthread([this](const std::stop_token& stop) { work(stop); });
}

StoreReader::~StoreReader() = default;

void StoreReader::wake(std::int64_t position, std::size_t bytes,
                       std::shared_ptr<const BodyRows> rows) {
  if (rows != nullptr) handover_.put(position, std::move(rows));
  bool enough = false;
  {
    std::lock_guard lock(mutex_);
    known_ = std::max(known_, position);
    ++seen_records_;
    seen_bytes_ += bytes;
    enough = wanted_bytes_ > 0 && behind_locked() >= wanted_bytes_;
    if (enough) wanted_bytes_ = 0;
  }
  if (enough) filled_.notify_one();
}

bool StoreReader::wait_for(std::int64_t position, std::chrono::milliseconds at_most) {
  std::unique_lock lock(mutex_);
  return changed_.wait_for(lock, at_most, [&] { return position_ >= position; });
}

void StoreReader::wait_for_room(std::chrono::milliseconds at_most) {
  std::unique_lock lock(mutex_);
  changed_.wait_for(lock, at_most, [this] { return behind_locked() < kRoomBytes; });
}

std::int64_t StoreReader::position() const {
  std::lock_guard lock(mutex_);
  return position_;
}

std::size_t StoreReader::behind() const {
  std::lock_guard lock(mutex_);
  return behind_locked();
}

std::size_t StoreReader::behind_locked() const {
  if (known_ <= position_) return 0;
  const std::size_t mean = seen_records_ == 0 ? kAssumedBytes : seen_bytes_ / seen_records_ + 1;
  return static_cast<std::size_t>(known_ - position_) * mean;
}

base::Result<std::int64_t> StoreReader::read_some(std::int64_t position) {
  const auto run = handover_.take_after(position, kBytesMax);
  if (!run) {
    // Up to where the handover goes on.
    std::size_t records_max = kRecordsMax;
    if (const auto next = handover_.next())
      records_max = std::min(records_max, static_cast<std::size_t>(*next - 1 - position));
    return read_from_log(log_, store_, position, records_max, watch_);
  }
  std::vector<events::LiveRow> rows;
  for (const auto& body : run->bodies)
    rows.insert(rows.end(), body->rows().begin(), body->rows().end());
  WEND_TRY(append(store_, rows, run->last, watch_));
  return run->last;
}

void StoreReader::wait_for_work(std::unique_lock<std::mutex>& lock, const std::stop_token& stop,
                                std::chrono::steady_clock::time_point last_group) {
  const auto there = [this](std::size_t bytes) {
    return [this, bytes] { return behind_locked() >= bytes; };
  };
  wanted_bytes_ = 1;
  filled_.wait(lock, stop, there(1));
  wanted_bytes_ = kGatherBytes;
  filled_.wait_until(lock, stop, last_group + kGatherTime, there(kGatherBytes));
  wanted_bytes_ = 0;
}

void StoreReader::work(const std::stop_token& stop) {
  bool started = false;
  auto last_group = std::chrono::steady_clock::now();
  while (!stop.stop_requested()) {
    const auto before = started ? base::Result<std::int64_t>(position()) : store_.log_position();
    const auto after = before ? read_some(*before) : before;
    std::unique_lock lock(mutex_);
    if (!after) {
      report_(fmt::format("Accepted events wait in the log: {}", after.error().to_sentence()));
      filled_.wait_for(lock, stop, kRetryAfter, [] { return false; });
      continue;
    }
    started = true;
    position_ = *after;
    changed_.notify_all();
    const bool all = *after == *before;
    if (all) known_ = std::max(known_, position_);
    if (all || known_ > 0) wait_for_work(lock, stop, last_group);
    last_group = std::chrono::steady_clock::now();
  }
}

}  // namespace wend::collect
