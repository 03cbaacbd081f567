#include <map>

#include "analyze/journey_table_builder.h"
#include "base/assert.h"
#include "model/property_text.h"

namespace wend::analyze {
namespace {

class MemoryColumns final : public ColumnSource {
 public:
  MemoryColumns(std::vector<std::string> texts, std::map<std::int64_t, std::string> labels)
      : texts_(std::move(texts)), labels_(std::move(labels)) {}

  base::Status each_property(
      std::string_view path,
      const std::function<void(std::int64_t, const model::Value&)>& take) override {
    model::PropertyText parser;
    for (std::size_t i = 0; i < texts_.size(); ++i) {
      model::Value value = parser.get(texts_[i], path);
      if (!model::is_missing(value)) take(static_cast<std::int64_t>(i), value);
    }
    return {};
  }
  base::Status each_properties_text(
      const std::function<void(std::int64_t, std::string_view)>& take) override {
    for (std::size_t i = 0; i < texts_.size(); ++i) take(static_cast<std::int64_t>(i), texts_[i]);
    return {};
  }
  base::Result<std::vector<std::string>> identity_labels(
      std::span<const std::int64_t> profile_ids) override {
    std::vector<std::string> labels;
    for (const std::int64_t id : profile_ids) labels.push_back(labels_.at(id));
    return labels;
  }

 private:
  std::vector<std::string> texts_;
  std::map<std::int64_t, std::string> labels_;
};

}  // namespace

std::shared_ptr<const JourneyTable> grow_journey_table(
    std::vector<MemoryEvent> events, std::size_t growths,
    const std::function<void(const JourneyTable&)>& look, std::int64_t data_version) {
  std::vector<std::string> texts;
  std::map<std::int64_t, std::string> labels;
  for (MemoryEvent& event : events) {
    labels.try_emplace(model::identity_id_of("user_id", event.customer),
                       "user_id " + event.customer);
    texts.push_back(std::move(event.properties));
  }
  const auto columns = std::make_shared<MemoryColumns>(std::move(texts), std::move(labels));
  std::shared_ptr<const JourneyTable> table;
  std::size_t taken = 0;
  for (std::size_t part = 1; part <= growths + 1; ++part) {
    JourneyTableBuilder builder;
    if (table != nullptr) builder = JourneyTableBuilder(table, {});
    for (; taken < part * events.size() / (growths + 1); ++taken) {
      const MemoryEvent& event = events[taken];
      builder.add(model::identity_id_of("user_id", event.customer), event.time_us,
                  static_cast<std::int64_t>(taken), event.type, event.name, event.channel,
                  event.source);
    }
    auto made = builder.finish(columns, data_version, growths == 0 ? 0 : events.size());
    WEND_ASSERT(made.has_value(), "events in memory are few");
    table = *std::move(made);
    look(*table);
  }
  return table;
}

std::shared_ptr<const JourneyTable> make_journey_table(std::vector<MemoryEvent> events,
                                                       std::int64_t data_version) {
  return grow_journey_table(std::move(events), 0, [](const JourneyTable&) {}, data_version);
}

}  // namespace wend::analyze
