#include "analyze/discovery.h"

#include <algorithm>

#include "analyze/discovery_named.h"
#include "analyze/discovery_roles.h"
#include "analyze/discovery_stages.h"

namespace wend::analyze {

namespace {

base::Result<std::shared_ptr<const JourneyModel>> discover_anew(const JourneyTable& table,
                                                                const std::stop_token& stop) {
  WEND_ASSIGN(Roles roles, first_roles(table, stop));
  WEND_ASSIGN(const Precedence precedence,
              measure_precedence(table, roles.touchpoint_of_name, roles.candidates.size(), stop));
  const std::vector<double> positions = positions_of(precedence);
  find_goal(roles, precedence, positions, table.profile_count());
  std::vector<std::size_t> order = order_of(precedence, positions);
  const Stages stages = find_stages(roles, precedence, positions, order);
  std::ranges::stable_sort(order, {}, [&](std::size_t t) { return stages.of[t]; });

  auto model = std::make_shared<JourneyModel>();
  model->stages = stages.names;
  std::vector<std::size_t> place(roles.candidates.size());
  for (const std::size_t t : order) {
    place[t] = model->touchpoints.size();
    const Candidate& candidate = roles.candidates[t];
    std::vector<std::string> events;
    for (const std::uint32_t code : candidate.group.codes) {
      events.emplace_back(table.names().text(code));
    }
    model->touchpoints.push_back({.name = candidate.group.name,
                                  .events = std::move(events),
                                  .channel = candidate.channel,
                                  .role = candidate.role,
                                  .stage = stages.of[t],
                                  .position = positions[t]});
  }
  for (const std::size_t t : roles.touchpoint_of_name) {
    model->touchpoint_of_name.push_back(t == kNoTouchpoint ? kNoTouchpoint : place[t]);
  }
  if (roles.goal) model->goal = place[*roles.goal];
  return model;
}

}  // namespace

base::Result<std::shared_ptr<const JourneyModel>> discover(
    const std::shared_ptr<const JourneyTable>& table, const std::stop_token& stop) {
  return table->remember<JourneyModel>(
      kRememberedJourney, [&]() -> base::Result<std::shared_ptr<const JourneyModel>> {
        if (table->unnamed() == nullptr) return discover_anew(*table, stop);
        WEND_ASSIGN(const auto discovered, discover(table->unnamed(), stop));
        return with_named_touchpoints(*table, *discovered, stop);
      });
}

base::Result<std::shared_ptr<const JourneyModel>> discover(
    const std::shared_ptr<const JourneyTable>& table) {
  return discover(table, {});
}

}  // namespace wend::analyze
