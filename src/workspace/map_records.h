#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "env/clock.h"
#include "workspace/sqlite.h"

namespace wend::workspace {

// What a look at a published map's drift found.
struct MapLook {
  std::string map;
  env::TimeUs at = 0;
  std::int64_t revision = 0;  // that was looked at
  std::string body;           // JSON text
};

// Somebody looked a map through and found it right.
struct MapReview {
  std::string map;
  env::TimeUs at = 0;
  std::string actor;       // a user's or token's id
  std::string actor_name;  // as it was then
  std::int64_t revision = 0;
  std::string note;
  std::string next_on;  // the day of the next one
};

inline constexpr std::size_t kLooksKept = 400;  // of one map: more than a year of them

// What is kept about journey maps besides what they say: looks at their drift, and reviews.
class MapRecords {
 public:
  MapRecords(Sqlite& database, const env::Clock& clock) : database_(database), clock_(clock) {}

  // Drops those beyond kLooksKept.
  base::Status add(const MapLook& look);
  // The latest first.
  base::Result<std::vector<MapLook>> looks(std::string_view map, std::size_t limit);
  // The latest of each map.
  base::Result<std::map<std::string, MapLook>> latest_looks();

  // Fills the time.
  base::Result<MapReview> add(MapReview review);
  // The latest first.
  base::Result<std::vector<MapReview>> reviews(std::string_view map, std::size_t limit);
  base::Result<std::map<std::string, MapReview>> latest_reviews();

 private:
  Sqlite& database_;
  const env::Clock& clock_;
};

}  // namespace wend::workspace
