#include "events/import_feed.h"

#include <algorithm>
#include <exception>

#include "base/failpoint.h"

namespace wend::events {

std::vector<std::pair<std::string, duck::ColumnType>> ImportFeed::columns() {
  using enum duck::ColumnType;
  return {{"sequence", kInt64},    {"message_id", kId},  {"time", kTime},
          {"type", kInt8},         {"name", kText},      {"channel", kText},
          {"identity_id", kInt64}, {"properties", kText}};
}

class ImportFeed::RowLane final : public duck::Feed::Lane {
 public:
  explicit RowLane(ImportFeed& feed) : feed_(feed), finder_(feed.rules_) {}

  base::Result<std::size_t> fill(duck::ChunkWriter& chunk) override {
    auto filled = try_fill(chunk);
    if (!filled) feed_.admission_.abort();  // other lanes may wait for the batch that failed here
    return filled;
  }

 private:
  base::Result<std::size_t> try_fill(duck::ChunkWriter& chunk) {
    try {
      while (position_ == admitted_.rows.size()) {
        WEND_ASSIGN(const bool more, feed_.rows_.next(batch_));
        if (!more) return 0;
        WEND_TRY(feed_.admission_.admit(batch_, finder_, admitted_));
        position_ = 0;
      }
    } catch (const std::exception& exception) {
      return base::fail(base::ErrorCode::kIo,
                        std::string("The import ran out of memory: ") + exception.what() + ".");
    }
    base::failpoint("import.chunk");
    return write(chunk);
  }

  std::size_t write(duck::ChunkWriter& chunk) {
    const std::size_t count =
        std::min(duck::ChunkWriter::capacity(), admitted_.rows.size() - position_);
    auto* sequence = chunk.values<std::int64_t>(0);
    auto* message_id = chunk.values<duckdb_uhugeint>(1);
    auto* time = chunk.values<std::int64_t>(2);
    auto* type = chunk.values<std::uint8_t>(3);
    auto* name = chunk.values<duckdb_string_t>(4);
    auto* channel = chunk.values<duckdb_string_t>(5);
    auto* identity = chunk.values<std::int64_t>(6);
    auto* properties = chunk.values<duckdb_string_t>(7);
    for (std::size_t i = 0; i < count; ++i, ++position_) {
      const model::EventRow& row = batch_.rows[admitted_.rows[position_]];
      sequence[i] = admitted_.first_sequence + static_cast<std::int64_t>(position_);
      message_id[i] = {row.message_id.low, row.message_id.high};
      time[i] = row.time_us;
      type[i] = static_cast<std::uint8_t>(row.type);
      name[i] = duck::borrowed_text(row.name);
      channel[i] = duck::borrowed_text(row.channel);
      identity[i] = admitted_.identity_ids[position_];
      properties[i] = duck::borrowed_text(row.properties);
    }
    return count;
  }

  ImportFeed& feed_;
  model::IdentityFinder finder_;
  IncomingBatch batch_;
  Admission::Admitted admitted_;
  std::size_t position_ = 0;
};

std::unique_ptr<duck::Feed::Lane> ImportFeed::lane() {
  return std::make_unique<RowLane>(*this);
}

}  // namespace wend::events
