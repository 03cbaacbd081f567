#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "env/clock.h"
#include "workspace/sqlite.h"

namespace wend::workspace {

// Something that somebody is told.
struct Notice {
  std::string id;
  std::string user;
  std::string kind;  // "drift", "review_due", "review_overdue", "mention"
  std::string map;   // what it is about
  // Of its occasion: nobody is told twice of the same.
  std::string key;
  std::string text;   // one sentence; may be empty
  std::string place;  // JSON text: where on the map, an object
  env::TimeUs at = 0;
  std::optional<env::TimeUs> read_at;
};

// Read ones are kept so long.
inline constexpr env::TimeUs kReadNoticeKeptUs = 90 * env::kDayUs;
// Of drift and mentions, of one person; the oldest go.
inline constexpr std::int64_t kNoticesMax = 2'000;

// What people of the workspace are told. Those of maps that are removed are not seen.
class Notices {
 public:
  Notices(Sqlite& database, const env::Clock& clock) : database_(database), clock_(clock) {}

  // Fills id and time; nothing when the person was told of this occasion before.
  base::Result<std::optional<Notice>> add(Notice notice);

  // Where a page goes on: behind this notice.
  struct After {
    bool read = false;
    env::TimeUs at = 0;
    std::string id;
  };
  // The unread ones first, each the latest first.
  base::Result<std::vector<Notice>> list(std::string_view user, bool unread_only,
                                         const std::optional<After>& after, std::size_t limit);
  base::Result<std::int64_t> unread(std::string_view user);
  // Errors: kNotFound, also for somebody else's.
  base::Result<Notice> set_read(std::string_view user, std::string_view id, bool read);
  // Those up to this one's time. Answers how many.
  base::Result<std::int64_t> read_all(std::string_view user);
  // Takes away the notice of an occasion that is no more, such as a comment that was removed.
  base::Status forget(std::string_view key);
  // Takes away what is old. Answers how many.
  base::Result<std::int64_t> sweep();

 private:
  Sqlite& database_;
  const env::Clock& clock_;
};

}  // namespace wend::workspace
