#pragma once

#include <functional>
#include <mutex>
#include <string>
#include <vector>

#include "base/result.h"
#include "workspace/notices.h"

namespace wend::map {

// Somebody who looks at their notices as they come. Called from other threads: only to hand it on.
struct NoticeWatcher {
  std::string user;
  // What is new (null: some were read), and how many are unread now.
  std::function<void(const workspace::Notice* notice, std::int64_t unread)> told;
  std::function<bool()> gone;
};

inline constexpr std::size_t kNoticeWatchersMax = 500;

// Where notices are put up: kept in the workspace, and told at once to whoever it is for and looks.
class NoticeBoard {
 public:
  explicit NoticeBoard(workspace::Notices& notices) : notices_(notices) {}

  // Whether it is a new one. Errors: kIo.
  base::Result<bool> put(workspace::Notice notice);
  // Some of a person's were read or taken down.
  base::Status changed(const std::string& user);
  // Errors: kUnavailable beyond kNoticeWatchersMax.
  base::Status watch(NoticeWatcher watcher);

 private:
  base::Status tell(const std::string& user, const workspace::Notice* notice);

  workspace::Notices& notices_;
  std::mutex mutex_;
  std::vector<NoticeWatcher> watchers_;
};

}  // namespace wend::map
