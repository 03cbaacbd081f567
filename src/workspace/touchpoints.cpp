#include "workspace/touchpoints.h"

#include <algorithm>
#include <fmt/format.h>

namespace wend::workspace {
namespace {

namespace json = boost::json;

constexpr ListedKind kKind{.document = "touchpoints",
                           .id_prefix = "tpt_",
                           .one = "touchpoint",
                           .many = "named touchpoints",
                           .max = kTouchpointsMax};

json::object write(const Touchpoint& touchpoint) {
  json::object fields{{"name", touchpoint.name},
                      {"description", touchpoint.description},
                      {"events", json::array(touchpoint.events.begin(), touchpoint.events.end())}};
  if (touchpoint.stage) fields["stage"] = *touchpoint.stage;
  if (touchpoint.role) fields["role"] = *touchpoint.role;
  return fields;
}

Touchpoint read(const StoredFields& fields) {
  Touchpoint touchpoint;
  touchpoint.name = fields.text("name");
  touchpoint.description = fields.text("description");
  touchpoint.events = fields.texts("events");
  touchpoint.stage = fields.text_if("stage");
  touchpoint.role = fields.text_if("role");
  return touchpoint;
}

// Name and events of one must not be another's.
base::Status check_apart(const std::vector<Touchpoint>& all, const Touchpoint& one,
                         std::string_view id) {
  for (const Touchpoint& other : all) {
    if (other.id == id) continue;
    if (small_letters(other.name) == small_letters(one.name))
      return base::fail(base::ErrorCode::kInvalidInput,
                        fmt::format("There is a touchpoint \"{}\" already.", other.name), "name",
                        "Choose another name, or change that one.");
    for (std::size_t e = 0; e < one.events.size(); ++e) {
      if (std::ranges::find(other.events, one.events[e]) == other.events.end()) continue;
      return base::fail(base::ErrorCode::kInvalidInput,
                        fmt::format("The event \"{}\" belongs to the touchpoint \"{}\" already.",
                                    one.events[e], other.name),
                        fmt::format("events[{}]", e), "Take it out there first.");
    }
  }
  return {};
}

}  // namespace

Touchpoints::Touchpoints(Documents& documents, const env::Clock& clock)
    : list_(documents, clock, kKind, write, read) {}

base::Result<std::vector<Touchpoint>> Touchpoints::all() {
  WEND_ASSIGN(auto touchpoints, list_.all());
  sort_by_name(touchpoints);
  return touchpoints;
}

base::Result<std::optional<Touchpoint>> Touchpoints::find(std::string_view id) {
  return list_.find(id);
}

base::Result<Touchpoint> Touchpoints::create(Touchpoint touchpoint) {
  const Touchpoint draft = touchpoint;
  return list_.create(std::move(touchpoint),
                      [&](const auto& all) { return check_apart(all, draft, ""); });
}

base::Result<Touchpoint> Touchpoints::replace(std::string_view id, std::int64_t version,
                                              const Touchpoint& touchpoint) {
  return list_.replace(
      id, version,
      [&](Touchpoint& stored) {
        stored.name = touchpoint.name;
        stored.description = touchpoint.description;
        stored.events = touchpoint.events;
        stored.stage = touchpoint.stage;
        stored.role = touchpoint.role;
      },
      [&](const auto& all) { return check_apart(all, touchpoint, id); });
}

base::Status Touchpoints::remove(std::string_view id, std::int64_t version) {
  return list_.remove(id, version);
}

}  // namespace wend::workspace
