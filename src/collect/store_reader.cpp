#include "collect/store_reader.h"

#include <fmt/format.h>

#include "collect/accepted_body.h"
#include "collect/intake_watch.h"
#include "collect/limits.h"
#include "collect/sample_text.h"
#include "collect/webhook_events.h"

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
// How long they wait for each such second's work, and at most.
constexpr std::chrono::milliseconds kSlowedStep{25};
constexpr std::chrono::milliseconds kSlowedMax{200};
// The size of a record that is assumed before any was seen.
constexpr std::size_t kAssumedBytes = 1024;
constexpr std::size_t kReplayedMax = 500;
constexpr std::chrono::seconds kRetryAfter{1};

base::Result<events::LiveCounts> append(events::EventStore& store,
                                        const events::EventStore::LiveBatch& batch,
                                        IntakeWatch* watch) {
  return watch != nullptr ? watch->append(store, batch) : store.append(batch);
}

// Whether another try would end the same way.
bool is_lasting(base::ErrorCode code) {
  return code == base::ErrorCode::kInvalidInput || code == base::ErrorCode::kTooLarge ||
         code == base::ErrorCode::kInternal;
}

// What goes to the store with one commit.
class Batch {
 public:
  explicit Batch(const WebhookMappings& mappings) : mappings_(mappings) {}

  // Rows that are made already.
  void add(const std::shared_ptr<const BodyRows>& rows) {
    rows_.insert(rows_.end(), rows->rows().begin(), rows->rows().end());
    bytes_ += rows->bytes();
    kept_.push_back(rows);
  }

  // A body of a webhook: its rows, or why it has none. Errors: only those that pass.
  base::Status add_webhook(const AcceptedBody& accepted, std::int64_t position, BodyRows& rows) {
    const Envelope& envelope = accepted.envelope;
    std::shared_ptr<const WebhookSource> source;
    if (mappings_) {
      WEND_ASSIGN(source, mappings_(envelope.source_id));
    }
    static const WebhookMapping kNone;
    const bool usable = source && !source->unusable;
    WebhookOutcome outcome = map_webhook(usable ? source->mapping : kNone, envelope.headers,
                                         accepted.body, envelope.received_at);
    if (source && source->unusable) outcome.problem = source->unusable;
    std::vector<model::NamedIdentity> identities;
    for (const WebhookEvent& event : outcome.events) rows.take(envelope, event.message(identities));
    if (outcome.problem)
      leave(position, envelope.source_id, envelope.received_at, outcome.problem->to_sentence());
    return {};
  }
  void leave(std::int64_t position, std::int64_t source, env::TimeUs received_at,
             const std::string& reason) {
    // Whatever the reason quotes of the body: the store takes nothing but UTF-8.
    unmapped_.push_back({position, source, received_at, sample_text(reason, kReasonBytesMax)});
  }

  std::size_t bytes() const { return bytes_; }
  std::span<const events::LiveRow> rows() const { return rows_; }
  std::span<const events::UnmappedBody> unmapped() const { return unmapped_; }

 private:
  const WebhookMappings& mappings_;
  std::vector<std::shared_ptr<const BodyRows>> kept_;
  std::vector<events::LiveRow> rows_;
  std::vector<events::UnmappedBody> unmapped_;
  std::size_t bytes_ = 0;
};

base::Status read_record(const log::Record& record, Batch& batch, BodyRows& rows) {
  WEND_ASSIGN(const auto accepted, from_payload(record.payload));
  if (accepted.envelope.dialect == Dialect::kWebhook)
    return batch.add_webhook(accepted, record.position, rows);
  // What was refused was refused when it was accepted: the same messages again.
  WEND_TRY(read_rows(accepted.envelope, accepted.body, rows));
  return {};
}

// Adds records from the log, no more than `records_max`. Answers the new position, the same one
// when there is nothing new. One that can never be read is counted as refused: it must not keep
// the others waiting.
base::Result<std::int64_t> read_from_log(const log::EventLog& log, IntakeWatch* watch,
                                         std::int64_t position, std::size_t records_max,
                                         Batch& batch) {
  WEND_ASSIGN(const auto records, log.read(position, records_max, kBytesMax));
  if (records.empty()) return position;
  const auto rows =
      std::make_shared<BodyRows>(records.size() == 1 ? records[0].payload.size() : kBytesMax);
  for (const log::Record& record : records) {
    if (record.kind != log::RecordKind::kBody) continue;
    const auto read = read_record(record, batch, *rows);
    if (read) continue;
    if (!is_lasting(read.error().code)) return base::fail(read.error());
    if (watch != nullptr) {
      watch->refused({.kind = workspace::RefusalKind::kBody,
                      .reason = "A body in the log cannot be read: " + read.error().message,
                      .sample = record.payload});
    }
  }
  batch.add(rows);
  return records.back().position;
}

base::Status write(events::EventStore& store, const Batch& batch, std::int64_t position,
                   IntakeWatch* watch) {
  WEND_TRY(append(store,
                  {.rows = batch.rows(),
                   .unmapped = batch.unmapped(),
                   .read_again = {},
                   .log_position = position},
                  watch));
  return {};
}

}  // namespace

base::Result<std::int64_t> StoreReader::catch_up(const log::EventLog& log,
                                                 events::EventStore& store,
                                                 const WebhookMappings& mappings) {
  WEND_ASSIGN(std::int64_t position, store.log_position());
  for (;;) {
    Batch batch(mappings);
    WEND_ASSIGN(const std::int64_t next, read_from_log(log, nullptr, position, kRecordsMax, batch));
    if (next == position) return position;
    WEND_TRY(write(store, batch, next, nullptr));
    position = next;
  }
}

base::Result<StoreReader::Replay> StoreReader::replay(const log::EventLog& log,
                                                      events::EventStore& store,
                                                      const WebhookMappings& mappings,
                                                      std::int64_t source, IntakeWatch* watch) {
  WEND_ASSIGN(auto connection, store.reader());
  // What becomes unmapped from now on is not part of it.
  WEND_ASSIGN(const std::int64_t until, store.log_position());
  Replay counts;
  std::int64_t position = 0;
  for (;;) {
    WEND_ASSIGN(const auto bodies,
                events::unmapped_after(connection, source, position, kReplayedMax));
    Batch batch(mappings);
    const auto rows = std::make_shared<BodyRows>(kBytesMax);
    std::size_t bytes = 0, done = 0;
    for (; done < bodies.size() && bytes < kBytesMax; ++done) {
      const events::UnmappedBody& body = bodies[done];
      if (body.position > until) break;
      WEND_ASSIGN(const auto records, log.read(body.position - 1, 1));
      const bool there = !records.empty() && records[0].position == body.position;
      const auto accepted = there ? from_payload(records[0].payload)
                                  : base::fail(base::ErrorCode::kNotFound, "It is gone.");
      if (!accepted) {
        batch.leave(body.position, source, body.received_at,
                    "The log does not hold this body any more.");
        continue;
      }
      bytes += records[0].payload.size();
      WEND_TRY(batch.add_webhook(*accepted, body.position, *rows));
    }
    if (done == 0) return counts;
    batch.add(rows);
    position = bodies[done - 1].position;
    WEND_ASSIGN(const auto written,
                append(store,
                       {.rows = batch.rows(),
                        .unmapped = batch.unmapped(),
                        .read_again = events::UnmappedRange{source, bodies[0].position, position},
                        .log_position = {}},
                       watch));
    counts.replayed += done - batch.unmapped().size();
    counts.still_unmapped += batch.unmapped().size();
    counts.events += written.added;
  }
}

StoreReader::StoreReader(const log::EventLog& log, events::EventStore& store,
                         std::function<void(std::string_view)> report, IntakeWatch* watch,
                         WebhookMappings mappings)
    : log_(log),
      store_(store),
      report_(std::move(report)),
      mappings_(std::move(mappings)),
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

void StoreReader::wait_for_room() {
  std::unique_lock lock(mutex_);
  const auto rooms = static_cast<int>(std::min<std::size_t>(behind_locked() / kRoomBytes, 100));
  const auto at_most = std::min<std::chrono::milliseconds>(kSlowedMax, kSlowedStep * rooms);
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
  // Rows that were handed over and bodies of the log between them share a commit.
  Batch batch(mappings_);
  const std::int64_t before = position;
  while (batch.bytes() < kBytesMax) {
    if (const auto run = handover_.take_after(position, kBytesMax)) {
      for (const auto& body : run->bodies) batch.add(body);
      position = run->last;
      continue;
    }
    // Up to where the handover goes on. Behind its end rows may be on their way to it.
    std::size_t records_max = kRecordsMax;
    const auto next = handover_.next();
    if (!next && position != before) break;
    if (next) records_max = std::min(records_max, static_cast<std::size_t>(*next - 1 - position));
    WEND_ASSIGN(const std::int64_t read, read_from_log(log_, watch_, position, records_max, batch));
    if (read == position) break;
    position = read;
    if (!next) break;
  }
  if (position != before) WEND_TRY(write(store_, batch, position, watch_));
  return position;
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
