#include "api/segments.h"

#include "analyze/journey_model.h"
#include "api/event_plan.h"
#include "api/times.h"
#include "unify/live_segments.h"
#include "unify/segment_reading.h"

namespace wend::api {

model::FindSegment find_segment(Services& services) {
  return [&services](std::string_view id) -> base::Result<std::optional<model::SegmentMeaning>> {
    WEND_ASSIGN(const auto segment, services.workspace.segments().find(id));
    if (!segment) return std::nullopt;
    WEND_ASSIGN(const auto zone, zone_of(services));
    WEND_ASSIGN(auto meaning, unify::meaning_of(*segment, zone));
    if (meaning.is_list) {
      WEND_ASSIGN(const auto identities, services.workspace.segments().identities(id));
      const unify::EventNaming names;
      WEND_ASSIGN(auto reading, unify::SegmentReading::begin(services.data.events(), names));
      WEND_ASSIGN(meaning.profiles, reading.profiles_of(identities));
    }
    return meaning;
  };
}

base::Result<unify::EventNaming> event_naming(Services& services, bool places) {
  unify::EventNaming naming;
  WEND_ASSIGN(const auto planned, planned_events(services.workspace));
  const analyze::EventNames names(planned);
  for (const analyze::PlannedEvent& event : planned) {
    const std::string_view shown = names.shown(event.name);
    if (shown != event.name) naming.shown.emplace(event.name, shown);
  }
  if (!places) return naming;
  WEND_ASSIGN(const auto table, services.tables.current());
  WEND_ASSIGN(const auto model, analyze::discover(table));
  for (std::uint32_t code = 0; code < table->names().size(); ++code) {
    const std::size_t touchpoint = model->touchpoint_of_name[code];
    if (touchpoint >= model->touchpoints.size()) continue;
    const analyze::Touchpoint& place = model->touchpoints[touchpoint];
    naming.places.emplace(table->names().text(code),
                          unify::EventNaming::Place{place.name, model->stages[place.stage]});
  }
  return naming;
}

base::Result<workspace::Segment> segment_of_path(Call& call) {
  WEND_ASSIGN(auto segment, call.services.workspace.segments().find(call.id()));
  if (!segment) return base::fail(base::ErrorCode::kNotFound, "There is no such segment.");
  return *std::move(segment);
}

}  // namespace wend::api
