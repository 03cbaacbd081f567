#pragma once

#include <chrono>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>
#include <thread>

#include "base/result.h"
#include "env/clock.h"
#include "map/map_question.h"
#include "map/map_rooms.h"
#include "map/notice_board.h"
#include "workspace/workspace.h"

namespace wend::map {

// How long a look holds; a map is looked at again after it.
inline constexpr env::TimeUs kLookEveryUs = env::kDayUs;
// What a look sees: so many weeks, the last of which is compared with the four before it.
inline constexpr int kLookWeeks = 8, kLookWeeksBefore = 4;
// People at a place, in the last week and before it, below which nothing is told.
inline constexpr std::uint64_t kLookPeopleMin = 30;
// Nobody is told of the same place again for so long, unless it grew again by kDriftStepMin.
inline constexpr env::TimeUs kToldAgainUs = 28 * env::kDayUs;
// Who looks after a map is told so long before its review is due.
inline constexpr int kReviewSoonDays = 7;

// Keeps watch over the journey maps of a workspace: looks at the drift of the published ones once a
// day, keeps what it finds, and tells whoever looks after a map when drift grew or a review is due
// (docs/maps.md, "Drift" and "Reviews").
class MapWatch {
 public:
  struct Places {
    workspace::Workspace& workspace;
    MapRooms& rooms;
    NoticeBoard& board;
    const env::Clock& clock;
    std::function<base::Result<model::TimeZone>()> zone;
    // What of the workspace and the data a question depends on, and the answer to one.
    std::function<base::Result<MapSurroundings>(const std::stop_token&)> surroundings;
    std::function<base::Result<boost::json::object>(const boost::json::value& question,
                                                    const std::stop_token&)>
        ask;
    std::function<void(std::string_view)> report;
  };
  explicit MapWatch(Places places) : places_(std::move(places)) {}
  ~MapWatch() { stop(); }

  // Looks at everything that is due. What goes wrong with one map is reported, and the others are
  // looked at. Errors: kCancelled, kIo.
  base::Status step(const std::stop_token& stop = {});
  // Looks at one map now, whatever its status. Errors: kNotFound; those of asking.
  base::Result<workspace::MapLook> look(const std::string& map, const std::stop_token& stop = {});

  // From now on steps happen on a thread of its own: soon, and then every while.
  void start();
  void stop() { thread_ = {}; }

 private:
  base::Status look_after(const workspace::MapEntry& entry, const boost::json::object& summary,
                          const std::optional<workspace::MapReview>& last_review);
  base::Status tell_drift(const workspace::MapEntry& entry, const boost::json::object& summary,
                          const boost::json::object& look, env::TimeUs at);
  // Who looks after a map: its owner, or who made it; nobody when they are not there.
  base::Result<std::optional<std::string>> keeper_of(const workspace::MapEntry& entry,
                                                     const boost::json::object& summary);
  void work(const std::stop_token& stop);

  const Places places_;
  std::mutex looking_;  // one look at a time, so that nothing is told twice
  std::mutex mutex_;
  std::condition_variable_any wake_;
  std::jthread thread_;
};

}  // namespace wend::map
