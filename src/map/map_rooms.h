#pragma once

#include <boost/json/value.hpp>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "env/clock.h"
#include "map/map_document.h"
#include "workspace/maps.h"

namespace wend::map {

// A document and the revision it is.
struct MapState {
  std::int64_t revision = 0;
  MapDocument document;
};

// What a client asks for.
struct ChangeRequest {
  std::int64_t base = 0;  // the revision the operations were made for
  std::string client;     // a tab's own name
  std::int64_t number = 0;
  std::vector<Operation> operations;
  std::string actor;  // a user's or token's id
};

// What came of it: the revision it made, now or when it was sent before; or, when others changed
// the map since `base`, their changes, on which the operations are to be rebased.
struct ChangeOutcome {
  bool applied = false;
  std::int64_t revision = 0;  // it made; otherwise the latest
  std::vector<workspace::MapChange> missed;
};

// Where somebody is on a map.
struct Presence {
  std::string client;
  std::string user_id, user_name;
  boost::json::value at;  // an object of the client's own, or null: left
};

// Told of what happens on a map, in order. Called while the map is held: only to hand it on.
struct MapWatcher {
  std::function<void(const workspace::MapChange&)> changed;
  std::function<void(const Presence&)> present;
  std::function<void(const boost::json::value&)> commented;
  std::function<bool()> gone;
};

// Somebody who sent no sign of life for so long has left.
inline constexpr env::TimeUs kPresenceUs = 30 * env::kSecondUs;
inline constexpr std::size_t kWatchersMax = 200;  // of one map
inline constexpr std::size_t kRoomsMax = 64;      // documents kept in memory that nobody watches
inline constexpr std::size_t kMissedMax = 1'000;  // changes told at once

// The maps that are being worked on: each is a document in memory, changed by one at a time and
// told to everybody who watches. The workspace keeps the changes; another process may add some.
class MapRooms {
 public:
  MapRooms(workspace::Maps& maps, const env::Clock& clock) : maps_(maps), clock_(clock) {}

  base::Result<workspace::MapEntry> create(const MapDocument& document,
                                           std::optional<std::string> created_by);

  // The latest. Errors: kNotFound, also for a removed map.
  base::Result<MapState> open(const std::string& id);
  // As it was. Errors: kNotFound.
  base::Result<MapState> at(const std::string& id, std::int64_t revision);

  // Errors: kNotFound; what MapDocument::apply refuses; kInvalidInput when a step would open a map
  // of which this one is a part.
  base::Result<ChangeOutcome> change(const std::string& id, const ChangeRequest& request);
  // Leads back to an earlier revision by a change like any other; none when it is as it was then.
  base::Result<ChangeOutcome> restore(const std::string& id, std::int64_t revision,
                                      const ChangeRequest& request);

  // Errors: kNotFound; kTooMany beyond kWatchersMax. Answers who is there, and the revision after
  // which changes are told.
  struct Welcome {
    std::int64_t revision = 0;
    std::vector<Presence> present;
  };
  base::Result<Welcome> watch(const std::string& id, MapWatcher watcher);
  void tell_presence(const std::string& id, Presence presence);
  void tell_comment(const std::string& id, const boost::json::value& comment);

 private:
  struct Room {
    std::mutex mutex;
    std::optional<MapState> state;
    std::string summary;  // of the state; empty: to be made anew
    std::vector<MapWatcher> watchers;
    struct Present {
      Presence presence;
      env::TimeUs seen_at = 0;
    };
    std::map<std::string, Present> present;
    env::TimeUs used_at = 0;
  };

  std::shared_ptr<Room> room(const std::string& id);
  // Brings what the room has to the latest revision. The room is held.
  base::Result<MapState*> latest(Room& room, const std::string& id);
  base::Result<MapState> replay(const std::string& id, std::int64_t revision);
  base::Status check_sub_journeys(const std::string& id, const std::vector<Operation>& operations);
  base::Result<ChangeOutcome> keep(Room& room, const std::string& id, const ChangeRequest& request);

  workspace::Maps& maps_;
  const env::Clock& clock_;
  std::mutex mutex_;  // of rooms_
  std::map<std::string, std::shared_ptr<Room>> rooms_;
};

}  // namespace wend::map
