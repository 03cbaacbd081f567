#include "map/notice_board.h"

#include <algorithm>

namespace wend::map {

base::Status NoticeBoard::tell(const std::string& user, const workspace::Notice* notice) {
  std::vector<NoticeWatcher> watchers;
  {
    std::lock_guard lock(mutex_);
    std::erase_if(watchers_, [](const NoticeWatcher& one) { return one.gone(); });
    std::ranges::copy_if(watchers_, std::back_inserter(watchers),
                         [&](const NoticeWatcher& one) { return one.user == user; });
  }
  if (watchers.empty()) return {};
  WEND_ASSIGN(const auto unread, notices_.unread(user));
  for (const NoticeWatcher& watcher : watchers) watcher.told(notice, unread);
  return {};
}

base::Result<bool> NoticeBoard::put(workspace::Notice notice) {
  WEND_ASSIGN(const auto added, notices_.add(std::move(notice)));
  if (!added) return false;
  WEND_TRY(tell(added->user, &*added));
  return true;
}

base::Status NoticeBoard::changed(const std::string& user) {
  return tell(user, nullptr);
}

base::Status NoticeBoard::watch(NoticeWatcher watcher) {
  std::lock_guard lock(mutex_);
  std::erase_if(watchers_, [](const NoticeWatcher& one) { return one.gone(); });
  if (watchers_.size() >= kNoticeWatchersMax)
    return base::fail(base::ErrorCode::kUnavailable, "Too many look at their notices.", {},
                      "Ask again in a while.");
  watchers_.push_back(std::move(watcher));
  return {};
}

}  // namespace wend::map
