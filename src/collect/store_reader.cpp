#include "collect/store_reader.h"

#include <fmt/format.h>

#include "collect/accepted_body.h"
#include "collect/row_maker.h"

namespace wend::collect {
namespace {

// One transaction of the store; large enough that its commit costs little, small enough that
// events are seen soon.
constexpr std::size_t kRecordsMax = 4'096;
constexpr std::size_t kBytesMax = 16 * 1024 * 1024;
constexpr std::chrono::seconds kRetryAfter{1};

// Makes rows of messages; keeps their texts.
class RowsOfMessages {
 public:
  void take(const Envelope& envelope, const Message& message) {
    events::LiveRow& live = rows_.emplace_back();
    live.source_id = envelope.source_id;
    live.received_at = envelope.received_at;
    model::EventRow& row = live.row;
    row.type = message.type;
    row.time_us = message.time_us;
    row.name = texts_.keep(message.name);
    row.channel = texts_.keep(message.channel);
    row.properties = texts_.keep(message.properties);
    const bool known = !message.user_id.empty();
    row.identity_namespace = known ? "user_id" : "anonymous_id";
    row.identity_value = texts_.keep(known ? message.user_id : message.anonymous_id);
    row.message_id =
        message.message_id.empty() ? id_of_content(row) : model::message_id_of(message.message_id);
  }
  std::span<const events::LiveRow> rows() const { return rows_; }

 private:
  // A sender that numbers nothing is taken by its word: the same content at the same time is the
  // same event.
  static model::MessageId id_of_content(const model::EventRow& row) {
    constexpr std::uint64_t kSeed = 1;  // apart from ids that senders give
    return model::message_id_of(
        fmt::format("{}\n{}\n{}\n{}\n{}\n{}", static_cast<int>(row.type), row.time_us, row.name,
                    row.identity_namespace, row.identity_value, row.properties),
        kSeed);
  }

  TextArena texts_;
  std::vector<events::LiveRow> rows_;
};

// Reads one batch. Answers the new position, the same one when there is nothing new.
base::Result<std::int64_t> read_some(const log::EventLog& log, events::EventStore& store,
                                     std::int64_t position) {
  WEND_ASSIGN(const auto records, log.read(position, kRecordsMax, kBytesMax));
  if (records.empty()) return position;
  RowsOfMessages rows;
  for (const log::Record& record : records) {
    if (record.kind != log::RecordKind::kBody) continue;
    WEND_ASSIGN(const auto accepted, from_payload(record.payload));
    // What was refused was refused when it was accepted: the same messages again.
    WEND_TRY(read_messages(accepted.envelope, accepted.body,
                           [&](const Message& message) { rows.take(accepted.envelope, message); }));
  }
  WEND_TRY(store.append(rows.rows(), records.back().position));
  return records.back().position;
}

}  // namespace

base::Result<std::int64_t> StoreReader::catch_up(const log::EventLog& log,
                                                 events::EventStore& store) {
  WEND_ASSIGN(std::int64_t position, store.log_position());
  for (;;) {
    WEND_ASSIGN(const std::int64_t next, read_some(log, store, position));
    if (next == position) return position;
    position = next;
  }
}

StoreReader::StoreReader(const log::EventLog& log, events::EventStore& store,
                         std::function<void(std::string_view)> report)
    : log_(log), store_(store), report_(std::move(report)) {
  thread_ = std::jthread([this](const std::stop_token& stop) { work(stop); });
}

StoreReader::~StoreReader() = default;

void StoreReader::wake(std::int64_t position) {
  {
    std::lock_guard lock(mutex_);
    known_ = std::max(known_, position);
  }
  changed_.notify_all();
}

bool StoreReader::wait_for(std::int64_t position, std::chrono::milliseconds at_most) {
  std::unique_lock lock(mutex_);
  return changed_.wait_for(lock, at_most, [&] { return position_ >= position; });
}

std::int64_t StoreReader::position() const {
  std::lock_guard lock(mutex_);
  return position_;
}

void StoreReader::work(const std::stop_token& stop) {
  bool started = false;
  while (!stop.stop_requested()) {
    const auto before = started ? base::Result<std::int64_t>(position()) : store_.log_position();
    const auto after = before ? read_some(log_, store_, *before) : before;
    std::unique_lock lock(mutex_);
    if (!after) {
      report_(fmt::format("Accepted events wait in the log: {}", after.error().to_sentence()));
      changed_.wait_for(lock, stop, kRetryAfter, [] { return false; });
      continue;
    }
    started = true;
    position_ = *after;
    changed_.notify_all();
    if (*after == *before) {
      known_ = std::max(known_, position_);
      changed_.wait(lock, stop, [this] { return known_ > position_; });
    }
  }
}

}  // namespace wend::collect
