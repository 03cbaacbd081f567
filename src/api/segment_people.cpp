#include "api/segment_people.h"

#include "api/routes.h"
#include "api/segments.h"
#include "api/times.h"

namespace wend::api {

namespace json = boost::json;

base::Result<CauseEvents> CauseEvents::load(Services& services,
                                            std::vector<std::int64_t> sequences) {
  std::erase(sequences, 0);
  CauseEvents causes;
  if (sequences.empty()) return causes;
  WEND_ASSIGN(const auto naming, event_naming(services, false));
  WEND_ASSIGN(auto reading, unify::SegmentReading::begin(services.data.events(), naming));
  WEND_ASSIGN(causes.events_, reading.events_of(sequences));
  return causes;
}

json::value CauseEvents::of(std::int64_t sequence, const model::TimeZone& zone) const {
  const auto found = events_.find(sequence);
  if (found == events_.end()) return nullptr;
  return json::object{{"event", found->second.name},
                      {"time", time_json(found->second.time_us, zone)}};
}

base::Result<MemberNames> MemberNames::of(unify::CustomerIndex& customers,
                                          std::span<const std::int64_t> ids) {
  MemberNames members;
  WEND_ASSIGN(const auto entries, customers.entries(ids));
  for (const auto& entry : entries)
    members.names_[entry.card.profile_id] = {entry.card.name(), entry.card.label()};
  return members;
}

std::string MemberNames::name(std::int64_t id) const {
  const auto found = names_.find(id);
  return found == names_.end() ? std::string() : found->second.first;
}

std::string MemberNames::label(std::int64_t id) const {
  const auto found = names_.find(id);
  return found == names_.end() ? model::customer_id_text(id) : found->second.second;
}

}  // namespace wend::api
