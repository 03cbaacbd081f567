#include "analyze/customer_table.h"

#include <mutex>
#include <unordered_map>

#include "analyze/discovery.h"
#include "analyze/journey_table_builder.h"
#include "model/property_text.h"

namespace wend::analyze {
namespace {

namespace duck = events::duck;

// The properties of one customer's events, read when they are first asked for.
class CustomerColumns final : public ColumnSource {
 public:
  CustomerColumns(events::EventStore& store, std::string sequences)
      : store_(store), sequences_(std::move(sequences)) {}

  base::Status each_property(
      std::string_view path,
      const std::function<void(std::int64_t, const model::Value&)>& take) override {
    WEND_TRY(read());
    model::PropertyText parser;
    for (const auto& [sequence, text] : texts_) {
      const model::Value value = parser.get(text, path);
      if (!model::is_missing(value)) take(sequence, value);
    }
    return {};
  }
  base::Status each_properties_text(
      const std::function<void(std::int64_t, std::string_view)>& take) override {
    WEND_TRY(read());
    for (const auto& [sequence, text] : texts_) take(sequence, text);
    return {};
  }

 private:
  base::Status read() {
    std::lock_guard lock(mutex_);
    if (read_) return {};
    WEND_ASSIGN(auto connection, store_.reader());
    // Of a block of rows that has none of the numbers nothing but the numbers is looked at.
    WEND_ASSIGN(auto statement,
                connection.prepare("SELECT e.sequence, e.properties FROM events e JOIN (SELECT "
                                   "unnest(string_split(?, ','))::BIGINT AS sequence) w ON "
                                   "e.sequence = w.sequence"));
    const duck::Value values[] = {std::string_view(sequences_)};
    WEND_ASSIGN(auto rows, statement.stream(values));
    for (;;) {
      WEND_ASSIGN(const bool more, rows.next());
      if (!more) break;
      for (std::size_t i = 0; i < rows.size(); ++i)
        texts_.emplace_back(rows.values<std::int64_t>(0)[i], rows.text(1, i));
    }
    read_ = true;
    return {};
  }

  events::EventStore& store_;
  const std::string sequences_;
  std::mutex mutex_;
  bool read_ = false;
  std::vector<std::pair<std::int64_t, std::string>> texts_;
};

// The journey of all customers, for the names of one.
std::shared_ptr<const JourneyModel> journey_for(const JourneyTable& table,
                                                const LatestJourney::Journey* journey) {
  auto model = std::make_shared<JourneyModel>();
  if (journey != nullptr) *model = *journey->model;
  model->touchpoint_of_name.assign(table.names().size(), kNoTouchpoint);
  if (journey == nullptr) return model;
  for (std::uint32_t code = 0; code < table.names().size(); ++code) {
    const auto known = journey->table->names().find(table.names().text(code));
    if (known) model->touchpoint_of_name[code] = journey->model->touchpoint_of_name[*known];
  }
  return model;
}

}  // namespace

base::Result<std::shared_ptr<const JourneyTable>> customer_table(
    events::EventStore& store, std::int64_t profile_id, std::shared_ptr<const EventNames> names,
    const LatestJourney::Journey* journey) {
  WEND_ASSIGN(auto connection, store.reader());
  // One transaction: the version belongs to the rows that are read.
  WEND_ASSIGN(auto transaction, duck::Transaction::begin(connection));
  WEND_ASSIGN(const std::int64_t version, connection.number("SELECT version FROM store"));
  std::unordered_map<std::int64_t, std::string> sources;
  {
    WEND_ASSIGN(auto rows, connection.query("SELECT id, name FROM sources"));
    for (;;) {
      WEND_ASSIGN(const bool more, rows.next());
      if (!more) break;
      for (std::size_t i = 0; i < rows.size(); ++i)
        sources.emplace(rows.values<std::int64_t>(0)[i], rows.text(1, i));
    }
  }
  JourneyTableBuilder builder;
  std::string sequences;
  {
    WEND_ASSIGN(auto statement,
                connection.prepare("SELECT e.time, e.sequence, e.type, e.name, e.channel, "
                                   "e.source_id FROM events e WHERE e.identity_id IN (SELECT "
                                   "identity_id FROM identities WHERE profile_id = ?)"));
    const duck::Value values[] = {profile_id};
    WEND_ASSIGN(auto rows, statement.stream(values));
    for (;;) {
      WEND_ASSIGN(const bool more, rows.next());
      if (!more) break;
      for (std::size_t i = 0; i < rows.size(); ++i) {
        const std::int64_t sequence = rows.values<std::int64_t>(1)[i];
        builder.add(profile_id, rows.values<std::int64_t>(0)[i], sequence,
                    static_cast<model::EventType>(rows.values<std::uint8_t>(2)[i]), rows.text(3, i),
                    rows.text(4, i), sources[rows.values<std::int64_t>(5)[i]]);
        if (!sequences.empty()) sequences += ',';
        sequences += std::to_string(sequence);
      }
    }
  }
  if (sequences.empty()) return std::shared_ptr<const JourneyTable>();
  WEND_ASSIGN(
      auto table,
      builder.finish(std::make_shared<CustomerColumns>(store, std::move(sequences)), version));
  if (!names->empty()) table = table->with_names(std::move(names));
  // What discover() finds in it from now on.
  WEND_TRY(table->remember<JourneyModel>(
      kRememberedJourney, [&]() -> base::Result<std::shared_ptr<const JourneyModel>> {
        return journey_for(*table, journey);
      }));
  return table;
}

}  // namespace wend::analyze
