#pragma once

namespace wend::env {

// How much a thread gets of a busy machine, beside others of this program. Threads that answer
// requests and write the log have the first rank, which all threads have at first.
enum class ThreadRank {
  kQuestions,   // somebody waits, but can wait: questions over many events
  kBackground,  // nobody waits
};

// Lowers the calling thread, and those it will start. There is no way back.
void lower_this_thread(ThreadRank rank);

}  // namespace wend::env
