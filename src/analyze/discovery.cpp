#include <algorithm>

#include "analyze/journey_model.h"

namespace wend::analyze {

// The plainest journey: every event name is a touchpoint of one stage, on the channel most of its events have.
base::Result<std::shared_ptr<const JourneyModel>> discover(
    const std::shared_ptr<const JourneyTable>& table) {
  auto model = std::make_shared<JourneyModel>();
  model->stages = {"Journey"};
  const std::size_t names = table->names().size();
  const std::size_t channels = table->channels().size();
  std::vector<std::size_t> counts(names * channels);
  for (std::size_t i = 0; i < table->event_count(); ++i) {
    ++counts[table->name()[i] * channels + table->channel()[i]];
  }
  for (std::size_t name = 0; name < names; ++name) {
    const auto row = std::span(counts).subspan(name * channels, channels);
    const auto channel = static_cast<std::uint32_t>(std::ranges::max_element(row) - row.begin());
    const std::string text(table->names().text(static_cast<std::uint32_t>(name)));
    model->touchpoints.push_back(
        {text, {text}, std::string(table->channels().text(channel)), "step", 0, 0.0});
    model->touchpoint_of_name.push_back(name);
  }
  return model;
}

}  // namespace wend::analyze
