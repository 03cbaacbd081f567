#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "env/clock.h"
#include "workspace/sqlite.h"

namespace wend::workspace {

// What somebody says about a thing of a journey map, or in reply.
struct MapComment {
  std::string id;
  std::string map;
  std::optional<std::string> parent;  // the comment it replies to, which itself replies to none
  std::string part, thing;            // "cells", "cel_…"; "about", "about" for the whole map
  std::string body;
  std::vector<std::string> mentions;  // ids of users
  std::string author;                 // a user's or token's id
  std::string author_name;            // as it was then
  env::TimeUs created_at = 0;
  env::TimeUs updated_at = 0;
  std::optional<env::TimeUs> resolved_at;  // of those that reply to none
  std::optional<std::string> resolved_by;
};

inline constexpr std::size_t kCommentBytesMax = 5'000;
inline constexpr std::int64_t kCommentsMax = 5'000;  // of one map

class MapComments {
 public:
  MapComments(Sqlite& database, const env::Clock& clock) : database_(database), clock_(clock) {}

  // Fills id and times; a reply stands where its parent stands. Errors: kNotFound for a map or
  // parent that is not there; kInvalidInput at "parent" for a reply to a reply; kTooLarge beyond
  // kCommentsMax.
  base::Result<MapComment> create(MapComment comment);
  base::Result<std::optional<MapComment>> find(std::string_view map, std::string_view id);
  // In the order in which they were said.
  base::Result<std::vector<MapComment>> all(std::string_view map);
  // Of maps that are not removed and that are not resolved, the latest first.
  base::Result<std::vector<MapComment>> mentioning(std::string_view user, std::size_t limit);
  // Errors: kNotFound.
  base::Result<MapComment> change(std::string_view map, std::string_view id, std::string_view body,
                                  const std::vector<std::string>& mentions);
  // With an empty `by`: it is open again.
  base::Result<MapComment> set_resolved(std::string_view map, std::string_view id,
                                        std::string_view by);
  // With the replies to it. Errors: kNotFound.
  base::Status remove(std::string_view map, std::string_view id);

 private:
  base::Result<std::vector<MapComment>> list(Statement& select);
  base::Result<MapComment> changed(std::string_view map, std::string_view id);

  Sqlite& database_;
  const env::Clock& clock_;
};

}  // namespace wend::workspace
