#include "workshop/workshop_rooms.h"

#include <algorithm>
#include <set>

#include "fmt/format.h"
#include "workshop/limits.h"
#include "workshop/map_changes.h"
#include "workshop/stored_workshop.h"

namespace wend::workshop {
namespace {

namespace json = boost::json;
using base::ErrorCode;

constexpr std::size_t kRoomsMax = 64;  // in memory that nobody watches
constexpr int kTriesMax = 5;

// Everything may look different after it.
Touched everything(const Workshop& workshop) {
  Touched touched;
  touched.head = true;
  for (const auto& [id, note] : workshop.notes) touched.notes.insert(id);
  for (const auto& [id, group] : workshop.groups) touched.groups.insert(id);
  return touched;
}

Present present_of(const std::vector<WorkshopWatcher>& watchers) {
  std::map<std::string, std::string> guests;
  for (const WorkshopWatcher& watcher : watchers)
    if (!watcher.viewer.facilitator) guests[watcher.viewer.author] = watcher.name;
  Present present{.guests = guests.size(), .names = {}};
  for (const auto& [author, name] : guests)
    if (!name.empty()) present.names.push_back(name);
  // By name: the order says nothing of who is who.
  std::ranges::sort(present.names);
  return present;
}

void forget_gone(std::vector<WorkshopWatcher>& watchers) {
  std::erase_if(watchers, [](const WorkshopWatcher& watcher) { return watcher.gone(); });
}

}  // namespace

base::Result<workspace::WorkshopEntry> WorkshopRooms::create(
    Plan plan, std::optional<std::string> created_by) {
  WEND_ASSIGN(const map::MapState map, maps_.open(plan.map));
  Workshop workshop;
  workshop.plan = std::move(plan);
  take_outline(workshop, map.document);
  return workshops_.create(body_of(workshop), std::move(created_by));
}

std::shared_ptr<WorkshopRooms::Room> WorkshopRooms::room(const std::string& id) {
  std::lock_guard lock(mutex_);
  auto& found = rooms_[id];
  if (!found) found = std::make_shared<Room>();
  found->used_at = clock_.now_us();
  const auto room = found;
  if (rooms_.size() > kRoomsMax) {
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

base::Result<WorkshopState*> WorkshopRooms::latest(Room& room, const std::string& id) {
  WEND_ASSIGN(const auto entry, workshops_.find(id));
  if (!entry) {
    room.state.reset();
    return base::fail(ErrorCode::kNotFound, "There is no such workshop.");
  }
  if (!room.state || room.state->revision != entry->revision) {
    // The first time, or changed by another process.
    WEND_ASSIGN(const auto items, workshops_.items(id));
    WorkshopState state{.version = entry->version, .revision = entry->revision, .workshop = {}};
    WEND_ASSIGN(state.workshop, read_workshop(entry->body, items));
    WEND_ASSIGN(room.clients, workshops_.clients(id));
    room.state = std::move(state);
  }
  return &*room.state;
}

base::Result<WorkshopState> WorkshopRooms::open(const std::string& id) {
  const auto held = room(id);
  std::lock_guard lock(held->mutex);
  WEND_ASSIGN(const WorkshopState* const state, latest(*held, id));
  return *state;
}

base::Status WorkshopRooms::keep(Room& room, const std::string& id, WorkshopState next,
                                 const Touched& touched, const CommandRequest& request) {
  workspace::WorkshopChange change = change_of(next.workshop, touched);
  change.version = next.version;
  change.client = request.client;
  change.number = request.number;
  ++next.revision;
  if (auto kept = workshops_.add(id, next.revision, change); !kept) {
    room.state.reset();
    return kept;
  }
  room.state = std::move(next);
  if (!request.client.empty()) room.clients[request.client] = request.number;
  forget_gone(room.watchers);
  const env::TimeUs now = clock_.now_us();
  for (const WorkshopWatcher& watcher : room.watchers) {
    json::object told = change_json(room.state->workshop, touched, watcher.viewer, now);
    told["revision"] = room.state->revision;
    watcher.changed(told);
  }
  tell_present(room);
  return {};
}

base::Result<WorkshopState> WorkshopRooms::change_plan(const std::string& id, std::int64_t version,
                                                       Plan plan) {
  const auto held = room(id);
  std::lock_guard lock(held->mutex);
  WEND_ASSIGN(const WorkshopState* const state, latest(*held, id));
  if (state->version != version)
    return base::fail(ErrorCode::kConflict, "Somebody changed this workshop meanwhile.");
  WorkshopState next = *state;
  WEND_TRY(replace_plan(next.workshop, std::move(plan)));
  ++next.version;
  const Touched touched = everything(next.workshop);
  WEND_TRY(keep(*held, id, std::move(next), touched, {}));
  return *held->state;
}

base::Result<std::int64_t> WorkshopRooms::command(const std::string& id, const Actor& actor,
                                                  const CommandRequest& request) {
  if (request.client.empty() || request.client.size() > kClientBytesMax)
    return base::fail(ErrorCode::kInvalidInput, "The client has no name.", "client");
  CommandRequest own = request;
  // Of each author: nobody can use up the numbers of somebody else.
  own.client =
      fmt::format("{} {}", actor.facilitator ? "facilitator" : actor.author, request.client);
  const auto held = room(id);
  std::lock_guard lock(held->mutex);
  for (int tries = 0; tries < kTriesMax; ++tries) {
    WEND_ASSIGN(const WorkshopState* const state, latest(*held, id));
    const auto known = held->clients.find(own.client);
    if (known != held->clients.end() && known->second >= request.number) return state->revision;
    if (known == held->clients.end() && held->clients.size() >= kClientsMax)
      return base::fail(ErrorCode::kTooLarge, "Too many browsers have taken part.", "client");
    WorkshopState next = *state;
    WEND_ASSIGN(const Touched touched,
                apply(next.workshop, request.command, actor, clock_.now_us()));
    const auto kept = keep(*held, id, std::move(next), touched, own);
    if (kept) return held->state->revision;
    if (kept.error().code != ErrorCode::kConflict) return base::fail(kept.error());
  }
  return base::fail(ErrorCode::kUnavailable, "The workshop changes very often just now.", {},
                    "Try again in a moment.");
}

base::Result<std::int64_t> WorkshopRooms::draw(const std::string& id, const std::string& actor) {
  const auto held = room(id);
  std::lock_guard lock(held->mutex);
  WEND_ASSIGN(const WorkshopState* const state, latest(*held, id));
  if (state->workshop.status == Status::kWaiting)
    return base::fail(ErrorCode::kConflict, "Nothing was found yet: the workshop has not started.");
  WEND_ASSIGN(const std::int64_t revision,
              draw_on_map(maps_, state->workshop, id, actor, clock_.now_us()));
  WorkshopState next = *state;
  next.workshop.drawn_at = clock_.now_us();
  Touched touched;
  touched.head = true;
  WEND_TRY(keep(*held, id, std::move(next), touched, {}));
  return revision;
}

base::Status WorkshopRooms::remove(const std::string& id) {
  const auto held = room(id);
  std::lock_guard lock(held->mutex);
  WEND_TRY(workshops_.remove(id));
  held->state.reset();
  forget_gone(held->watchers);
  for (const WorkshopWatcher& watcher : held->watchers) watcher.removed();
  held->watchers.clear();
  return {};
}

void WorkshopRooms::tell_present(Room& room) {
  Present now = present_of(room.watchers);
  if (now == room.told) return;
  room.told = std::move(now);
  for (const WorkshopWatcher& watcher : room.watchers) watcher.present(room.told);
}

base::Result<std::int64_t> WorkshopRooms::watch(const std::string& id, WorkshopWatcher watcher) {
  const auto held = room(id);
  std::lock_guard lock(held->mutex);
  WEND_ASSIGN(const WorkshopState* const state, latest(*held, id));
  forget_gone(held->watchers);
  if (held->watchers.size() >= kWatchersMax)
    return base::fail(ErrorCode::kTooMany, "Too many screens look at this workshop.", {},
                      "Close it in another tab.");
  held->watchers.push_back(std::move(watcher));
  if (present_of(held->watchers) == held->told)
    held->watchers.back().present(held->told);
  else
    tell_present(*held);
  return state->revision;
}

Present WorkshopRooms::present(const std::string& id) {
  const auto held = room(id);
  std::lock_guard lock(held->mutex);
  forget_gone(held->watchers);
  tell_present(*held);
  return held->told;
}

}  // namespace wend::workshop
