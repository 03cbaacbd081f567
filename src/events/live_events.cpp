#include "events/live_events.h"

#include <algorithm>
#include <atomic>
#include <deque>

namespace wend::events {
namespace {

// Far enough ahead that the memory arrives in time.
constexpr std::size_t kPrefetchAhead = 12;

// The id within the whole store: two sources may give the same one to different events.
model::MessageId id_within_source(const LiveRow& live) {
  const std::uint64_t parts[3] = {live.row.message_id.high, live.row.message_id.low,
                                  static_cast<std::uint64_t>(live.source_id)};
  return model::message_id_of({reinterpret_cast<const char*>(parts), sizeof parts});
}

struct Admitted {
  const LiveRow* live;
  model::MessageId id;
  std::int64_t identity;
};

// Hands the admitted rows to DuckDB, on whichever of its threads asks first.
class LiveFeed final : public duck::Feed {
 public:
  LiveFeed(std::span<const Admitted> rows, std::int64_t next_sequence)
      : rows_(rows), next_sequence_(next_sequence) {}

  std::unique_ptr<Lane> lane() override { return std::make_unique<RowLane>(*this); }

 private:
  class RowLane final : public Lane {
   public:
    explicit RowLane(LiveFeed& feed) : feed_(feed) {}
    base::Result<std::size_t> fill(duck::ChunkWriter& chunk) override {
      const std::size_t first =
          feed_.taken_.fetch_add(duck::ChunkWriter::capacity(), std::memory_order_relaxed);
      if (first >= feed_.rows_.size()) return 0;
      const std::size_t count = std::min(duck::ChunkWriter::capacity(), feed_.rows_.size() - first);
      auto* sequence = chunk.values<std::int64_t>(0);
      auto* message_id = chunk.values<duckdb_uhugeint>(1);
      auto* time = chunk.values<std::int64_t>(2);
      auto* received_at = chunk.values<std::int64_t>(3);
      auto* type = chunk.values<std::uint8_t>(4);
      auto* name = chunk.values<duckdb_string_t>(5);
      auto* channel = chunk.values<duckdb_string_t>(6);
      auto* source = chunk.values<std::int64_t>(7);
      auto* identity = chunk.values<std::int64_t>(8);
      auto* properties = chunk.values<duckdb_string_t>(9);
      for (std::size_t i = 0; i < count; ++i) {
        const Admitted& admitted = feed_.rows_[first + i];
        const model::EventRow& row = admitted.live->row;
        sequence[i] = feed_.next_sequence_ + static_cast<std::int64_t>(first + i);
        message_id[i] = {admitted.id.low, admitted.id.high};
        time[i] = row.time_us;
        received_at[i] = admitted.live->received_at;
        type[i] = static_cast<std::uint8_t>(row.type);
        name[i] = duck::borrowed_text(row.name);
        channel[i] = duck::borrowed_text(row.channel);
        source[i] = admitted.live->source_id;
        identity[i] = admitted.identity;
        properties[i] = duck::borrowed_text(row.properties);
      }
      return count;
    }

   private:
    LiveFeed& feed_;
  };

  const std::span<const Admitted> rows_;
  const std::int64_t next_sequence_;
  std::atomic<std::size_t> taken_ = 0;
};

}  // namespace

std::vector<std::pair<std::string, duck::ColumnType>> LiveEvents::columns() {
  using enum duck::ColumnType;
  return {{"sequence", kInt64},    {"message_id", kId},  {"time", kTime},    {"received_at", kTime},
          {"type", kInt8},         {"name", kText},      {"channel", kText}, {"source_id", kInt64},
          {"identity_id", kInt64}, {"properties", kText}};
}

base::Result<LiveEvents> LiveEvents::load(duck::Connection& connection, RecentMessages::Options ids,
                                          const model::IdentityRules& rules, TimeUs now) {
  WEND_ASSIGN(auto recent, RecentMessages::load(connection, std::move(ids), now));
  return LiveEvents(std::move(recent), rules);
}

base::Result<LiveCounts> LiveEvents::write(duck::Connection& connection, duck::FeedSlot& slot,
                                           IdentityBook& identities, std::span<const LiveRow> rows,
                                           std::int64_t next_sequence,
                                           const ErasedIdentities* erased, ConsentBook& consent,
                                           const ConsentRules& rules) {
  std::vector<Admitted> admitted;
  admitted.reserve(rows.size());
  LiveCounts counts;
  if (rows.empty()) return counts;
  const TimeUs latest = std::ranges::max(rows, {}, &LiveRow::received_at).received_at;
  WEND_TRY(recent_->begin(connection, next_sequence, latest));
  std::vector<model::MessageId> ids(rows.size());
  std::ranges::transform(rows, ids.begin(), id_within_source);
  std::vector<model::NamedIdentity> named;
  std::deque<ConsentBook::Verdict> verdicts;  // of stripped rows, which point into them
  std::deque<LiveRow> stripped;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const LiveRow& live = rows[i];
    const model::MessageId& id = ids[i];
    if (i + kPrefetchAhead < rows.size()) recent_->prefetch(ids[i + kPrefetchAhead]);
    WEND_ASSIGN(const bool fresh, recent_->insert(id, live.received_at));
    if (!fresh) {
      counts.duplicate_rows.push_back(i);
      continue;
    }
    named.clear();
    finder_->find(live.row, named);
    if (take_out_erased(erased, named, live.row.time_us) == Erased::kOwner) {
      finder_->forget();
      counts.refused_rows.push_back({i, kErasedReason, true});
      ++counts.erased;
      continue;
    }
    auto verdict = consent.take(
        rules, identities, live.row, named,
        {.message_id = id, .source_id = live.source_id, .received_at = live.received_at});
    if (verdict.fate == model::WithoutConsent::kDrop) {
      finder_->forget();
      counts.refused_rows.push_back({i, std::move(verdict.reason), true});
      continue;
    }
    const LiveRow* stored = &live;
    if (verdict.fate == model::WithoutConsent::kKeepWithoutIdentity) {
      const auto& kept = verdicts.emplace_back(std::move(verdict));
      stored = &stripped.emplace_back(live);
      stripped.back().row.properties = kept.properties;
      named.assign(1, kept.identity());
      counts.stripped_rows.push_back({i, "Kept without its identity: " + kept.reason, true});
    }
    const auto identity =
        identities.note(named, {evidence_of(live.row.time_us, id), live.source_id});
    finder_->forget();
    if (!identity && identity.error().code == base::ErrorCode::kConflict) {
      counts.refused_rows.push_back({i, identity.error().message});
      continue;
    }
    WEND_TRY(identity);
    admitted.push_back({stored, id, *identity});
  }
  if (!admitted.empty()) {
    LiveFeed feed(admitted, next_sequence);
    slot.feed = &feed;
    slot.error.reset();
    const auto inserted = connection.query(
        "INSERT INTO events SELECT sequence, message_id, time, received_at, type, name, channel, "
        "source_id, 0, identity_id, properties FROM wend_live()");
    slot.feed = nullptr;
    if (slot.error) return base::fail(*slot.error);
    WEND_TRY(inserted);
  }
  WEND_ASSIGN(counts.changed_profiles, identities.write(connection, {.at = latest}));
  WEND_TRY(consent.write(connection));
  counts.added = admitted.size();
  counts.duplicates = counts.duplicate_rows.size();
  return counts;
}

}  // namespace wend::events
