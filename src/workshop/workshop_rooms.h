#pragma once

#include <boost/json/object.hpp>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "env/clock.h"
#include "map/map_rooms.h"
#include "workshop/view.h"
#include "workshop/workshop.h"
#include "workspace/workshops.h"

namespace wend::workshop {

// A workshop and which version of it this is.
struct WorkshopState {
  std::int64_t version = 1;   // of the plan
  std::int64_t revision = 0;  // of everything
  Workshop workshop;
};

// One command as it came: `number` grows with each command of one client, and one that was applied
// already, because its answer got lost, is not applied again.
struct CommandRequest {
  std::string client;
  std::int64_t number = 0;
  boost::json::object command;
};

// Who is looking at a workshop. Guests are counted once, however many tabs they have open.
struct Present {
  std::size_t guests = 0;
  std::vector<std::string> names;  // of those who gave one, sorted; for the facilitator alone
  bool operator==(const Present&) const = default;
};

// Told of what happens, in order. Called while the workshop is held: only to hand it on.
struct WorkshopWatcher {
  Viewer viewer;
  std::string name;                                                // of a guest, or empty
  std::function<void(const boost::json::object& change)> changed;  // with "revision"
  std::function<void(const Present&)> present;
  std::function<void()> removed;
  std::function<bool()> gone;
};

// The workshops that are going on: each is in memory, changed by one at a time and told to
// everybody who looks on, each with what they may see. The workspace keeps it.
class WorkshopRooms {
 public:
  WorkshopRooms(workspace::Workshops& workshops, map::MapRooms& maps, const env::Clock& clock)
      : workshops_(workshops), maps_(maps), clock_(clock) {}

  // With the stages and steps of the plan's map. Errors: kNotFound for the map.
  base::Result<workspace::WorkshopEntry> create(Plan plan, std::optional<std::string> created_by);
  base::Result<WorkshopState> open(const std::string& id);
  // Errors: kNotFound; kConflict when the plan has another version, or as replace_plan.
  base::Result<WorkshopState> change_plan(const std::string& id, std::int64_t version, Plan plan);
  // Answers the revision. Errors: kNotFound; those of apply.
  base::Result<std::int64_t> command(const std::string& id, const Actor& actor,
                                     const CommandRequest& request);
  // Puts what was found on the map, by changes of it; what is there already stays. Answers the
  // map's revision. Errors: kNotFound; kConflict before the start.
  base::Result<std::int64_t> draw(const std::string& id, const std::string& actor);
  base::Status remove(const std::string& id);

  // Errors: kNotFound; kTooMany beyond kWatchersMax. Answers the revision after which changes are
  // told.
  base::Result<std::int64_t> watch(const std::string& id, WorkshopWatcher watcher);
  Present present(const std::string& id);

 private:
  struct Room {
    std::mutex mutex;
    std::optional<WorkshopState> state;
    std::map<std::string, std::int64_t> clients;
    std::vector<WorkshopWatcher> watchers;
    Present told;
    env::TimeUs used_at = 0;
  };

  std::shared_ptr<Room> room(const std::string& id);
  // Brings what the room has to what is stored. The room is held.
  base::Result<WorkshopState*> latest(Room& room, const std::string& id);
  base::Status keep(Room& room, const std::string& id, WorkshopState next, const Touched& touched,
                    const CommandRequest& request);
  void tell_present(Room& room);

  workspace::Workshops& workshops_;
  map::MapRooms& maps_;
  const env::Clock& clock_;
  std::mutex mutex_;  // of rooms_
  std::map<std::string, std::shared_ptr<Room>> rooms_;
};

}  // namespace wend::workshop
