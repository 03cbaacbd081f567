#include "env/thread_rank.h"

#include <sys/resource.h>

namespace wend::env {

void lower_this_thread(ThreadRank rank) {
  // Of two threads five apart the higher gets about three times as much.
  constexpr int kNiceOfQuestions = 5;
  constexpr int kNiceOfBackground = 15;
  // Linux takes 0 for the calling thread alone. Where it is refused, all share alike.
  (void)::setpriority(PRIO_PROCESS, 0,
                      rank == ThreadRank::kQuestions ? kNiceOfQuestions : kNiceOfBackground);
}

}  // namespace wend::env
