#include "map/map_rooms.h"

#include <algorithm>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <set>

#include "base/assert.h"
#include "fmt/format.h"
#include "map/map_summary.h"

namespace wend::map {
namespace {

namespace json = boost::json;
using base::ErrorCode;
using workspace::MapChange;

// Stored texts are our own; deeper than anything that was accepted.
constexpr std::size_t kStoredDepthMax = 64;

base::Result<json::value> parse_stored(const std::string& text) {
  json::parse_options options;
  options.max_depth = kStoredDepthMax;
  boost::system::error_code error;
  auto value = json::parse(text, error, {}, options);
  if (error) return base::fail(ErrorCode::kInternal, "A stored map cannot be read.");
  return value;
}

base::Status apply_stored(MapState& state, const MapChange& change) {
  WEND_ASSIGN(const auto stored, parse_stored(change.operations));
  WEND_ASSIGN(const auto operations, read_operations(stored, "operations"));
  WEND_TRY(state.document.apply(operations));
  state.revision = change.revision;
  return {};
}

std::string operations_text(const std::vector<Operation>& operations) {
  json::array list;
  for (const Operation& operation : operations) list.push_back(operation_json(operation));
  return json::serialize(list);
}

template <typename Tell>
void tell_all(std::vector<MapWatcher>& watchers, const Tell& tell) {
  std::erase_if(watchers, [](const MapWatcher& watcher) { return watcher.gone(); });
  for (const MapWatcher& watcher : watchers) tell(watcher);
}

}  // namespace

base::Result<workspace::MapEntry> MapRooms::create(const MapDocument& document,
                                                   std::optional<std::string> created_by) {
  return maps_.create(json::serialize(document.json()), json::serialize(summary_of(document)),
                      std::move(created_by));
}

std::shared_ptr<MapRooms::Room> MapRooms::room(const std::string& id) {
  std::lock_guard lock(mutex_);
  auto& found = rooms_[id];
  if (!found) found = std::make_shared<Room>();
  found->used_at = clock_.now_us();
  const auto room = found;
  if (rooms_.size() > kRoomsMax) {
    // The one that was not used for longest and that nobody holds.
    auto oldest = rooms_.end();
    for (auto it = rooms_.begin(); it != rooms_.end(); ++it) {
      const bool is_idle = it->second.use_count() == 1 && it->second->watchers.empty();
      if (is_idle && (oldest == rooms_.end() || it->second->used_at < oldest->second->used_at))
        oldest = it;
    }
    if (oldest != rooms_.end()) rooms_.erase(oldest);
  }
  return room;
}

base::Result<MapState> MapRooms::replay(const std::string& id, std::int64_t revision) {
  WEND_ASSIGN(const auto snapshot, maps_.snapshot(id, revision));
  WEND_ASSIGN(const auto stored, parse_stored(snapshot.document));
  MapState state{.revision = snapshot.revision, .document = {}};
  WEND_ASSIGN(state.document, MapDocument::read(stored));
  WEND_ASSIGN(const auto changes, maps_.changes_after(id, state.revision, revision));
  for (const MapChange& change : changes) WEND_TRY(apply_stored(state, change));
  return state;
}

base::Result<MapState*> MapRooms::latest(Room& room, const std::string& id) {
  WEND_ASSIGN(const auto entry, maps_.find(id));
  if (!entry || entry->removed_at) {
    room.state.reset();
    room.summary.clear();
    return base::fail(ErrorCode::kNotFound,
                      entry ? "This map was removed." : "There is no such map.");
  }
  if (!room.state) {
    WEND_ASSIGN(room.state, replay(id, entry->revision));
  } else if (room.state->revision < entry->revision) {
    // By another process.
    room.summary.clear();
    WEND_ASSIGN(const auto changes, maps_.changes_after(id, room.state->revision, entry->revision));
    for (const MapChange& change : changes) {
      WEND_TRY(apply_stored(*room.state, change));
      tell_all(room.watchers, [&](const MapWatcher& watcher) { watcher.changed(change); });
    }
  }
  return &*room.state;
}

base::Result<MapState> MapRooms::open(const std::string& id) {
  const auto held = room(id);
  std::lock_guard lock(held->mutex);
  WEND_ASSIGN(const MapState* const state, latest(*held, id));
  return *state;
}

base::Result<MapState> MapRooms::at(const std::string& id, std::int64_t revision) {
  WEND_ASSIGN(const auto entry, maps_.find(id));
  if (!entry || entry->removed_at || revision < 1 || revision > entry->revision)
    return base::fail(ErrorCode::kNotFound, "The map has no such revision.");
  return replay(id, revision);
}

base::Status MapRooms::check_sub_journeys(const std::string& id,
                                          const std::vector<Operation>& operations) {
  for (const Operation& operation : operations) {
    const bool opens = operation.part->name == "steps" && operation.field != nullptr &&
                       operation.field->name == "map" && operation.value.is_string();
    const json::object* added = operation.kind == OperationKind::kAdd &&
                                        operation.part->name == "steps" &&
                                        operation.value.get_object().contains("map")
                                    ? &operation.value.get_object()
                                    : nullptr;
    if (!opens && added == nullptr) continue;
    // Everything that is below the map that is to be opened.
    std::vector<std::string> next = {std::string(
        opens ? std::string_view(operation.value.get_string()) : text_of(*added, "map"))};
    std::set<std::string> seen;
    while (!next.empty()) {
      const std::string below = std::move(next.back());
      next.pop_back();
      if (below == id)
        return base::fail(ErrorCode::kInvalidInput,
                          "This map is a part of the one that the step would open.",
                          operation.place + ".value", "Choose a map below this one.");
      if (!seen.insert(below).second) continue;
      WEND_ASSIGN(const auto entry, maps_.find(below));
      if (!entry) continue;
      WEND_ASSIGN(const auto summary, parse_stored(entry->summary));
      for (std::string& map : maps_opened_by(summary.get_object())) next.push_back(std::move(map));
    }
  }
  return {};
}

base::Result<ChangeOutcome> MapRooms::keep(Room& room, const std::string& id,
                                           const ChangeRequest& request) {
  MapState& state = *room.state;
  WEND_TRY(check_sub_journeys(id, request.operations));
  WEND_TRY(state.document.apply(request.operations));
  MapChange change{.revision = state.revision + 1,
                   .actor = request.actor,
                   .client = request.client,
                   .number = request.number,
                   .operations = operations_text(request.operations)};
  const bool is_summarised = std::ranges::any_of(request.operations, [](const Operation& one) {
    return one.part->name != "cells" && one.part->name != "links";
  });
  if (is_summarised || room.summary.empty())
    room.summary = json::serialize(summary_of(state.document));
  std::optional<std::string> snapshot;
  if (change.revision % workspace::kMapSnapshotEvery == 0)
    snapshot = json::serialize(state.document.json());
  const auto kept = maps_.add(id, std::move(change), room.summary, snapshot);
  if (!kept) {
    // What could not be kept did not happen: the document is read again when it is next needed.
    room.state.reset();
    room.summary.clear();
    return base::fail(kept.error());
  }
  state.revision = kept->revision;
  tell_all(room.watchers, [&](const MapWatcher& watcher) { watcher.changed(*kept); });
  return ChangeOutcome{.applied = true, .revision = state.revision, .missed = {}};
}

base::Result<ChangeOutcome> MapRooms::change(const std::string& id, const ChangeRequest& request) {
  const auto held = room(id);
  std::lock_guard lock(held->mutex);
  // Again when another process was first.
  for (int tries = 0; tries < 3; ++tries) {
    WEND_ASSIGN(const MapState* const state, latest(*held, id));
    WEND_ASSIGN(const auto done, maps_.change_of(id, request.client, request.number));
    if (done) return ChangeOutcome{.applied = true, .revision = done->revision, .missed = {}};
    if (request.base > state->revision || request.base < 1)
      return base::fail(ErrorCode::kInvalidInput, "The map has no such revision.", "base",
                        fmt::format("The latest is {}.", state->revision));
    if (request.base < state->revision) {
      ChangeOutcome behind{.applied = false, .revision = state->revision, .missed = {}};
      WEND_ASSIGN(behind.missed, maps_.changes_after(id, request.base, request.base + kMissedMax));
      return behind;
    }
    auto outcome = keep(*held, id, request);
    if (outcome || outcome.error().code != ErrorCode::kConflict) return outcome;
  }
  return base::fail(ErrorCode::kUnavailable, "The map is changed very often just now.", {},
                    "Try again in a moment.");
}

base::Result<ChangeOutcome> MapRooms::restore(const std::string& id, std::int64_t revision,
                                              const ChangeRequest& request) {
  WEND_ASSIGN(const MapState then, at(id, revision));
  const auto held = room(id);
  std::lock_guard lock(held->mutex);
  WEND_ASSIGN(const MapState* const state, latest(*held, id));
  WEND_ASSIGN(const auto done, maps_.change_of(id, request.client, request.number));
  if (done) return ChangeOutcome{.applied = true, .revision = done->revision, .missed = {}};
  ChangeRequest back = request;
  back.operations = difference(state->document, then.document);
  if (back.operations.empty())
    return ChangeOutcome{.applied = true, .revision = state->revision, .missed = {}};
  return keep(*held, id, back);
}

base::Result<MapRooms::Welcome> MapRooms::watch(const std::string& id, MapWatcher watcher) {
  const auto held = room(id);
  std::lock_guard lock(held->mutex);
  WEND_ASSIGN(const MapState* const state, latest(*held, id));
  std::erase_if(held->watchers, [](const MapWatcher& one) { return one.gone(); });
  if (held->watchers.size() >= kWatchersMax)
    return base::fail(ErrorCode::kTooMany, "Too many people look at this map.", {},
                      "Close it in another tab.");
  held->watchers.push_back(std::move(watcher));
  Welcome welcome{.revision = state->revision, .present = {}};
  const env::TimeUs now = clock_.now_us();
  std::erase_if(held->present,
                [&](const auto& entry) { return now - entry.second.seen_at > kPresenceUs; });
  for (const auto& [client, present] : held->present) welcome.present.push_back(present.presence);
  return welcome;
}

void MapRooms::tell_presence(const std::string& id, Presence presence) {
  const auto held = room(id);
  std::lock_guard lock(held->mutex);
  const env::TimeUs now = clock_.now_us();
  std::vector<Presence> left;
  std::erase_if(held->present, [&](auto& entry) {
    if (now - entry.second.seen_at <= kPresenceUs) return false;
    left.push_back(std::move(entry.second.presence));
    left.back().at = nullptr;
    return true;
  });
  if (presence.at.is_null())
    held->present.erase(presence.client);
  else
    held->present[presence.client] = {presence, now};
  left.push_back(std::move(presence));
  for (const Presence& one : left)
    tell_all(held->watchers, [&](const MapWatcher& watcher) { watcher.present(one); });
}

void MapRooms::tell_comment(const std::string& id, const json::value& comment) {
  const auto held = room(id);
  std::lock_guard lock(held->mutex);
  tell_all(held->watchers, [&](const MapWatcher& watcher) { watcher.commented(comment); });
}

}  // namespace wend::map
