#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

#include "base/result.h"

// What the console and its worker say to each other, over a socket.
namespace wend::events::sql {

// The worker asks, and tells what came of the statement.
enum class FrameKind : char {
  kQuestion = 'Q',  // to the worker: the statement, limits and relations, JSON
  kOpen = 'O',      // a relation's place; answered by kOpened
  kOpened = 'o',    // {"snapshot", "rows"}; with "again" when the store has moved on
  kRead = 'P',      // {"snapshot", "columns"}; answered by kReading
  kReading = 'p',   // {"reading"}
  kNext = 'N',      // {"reading"}; answered by kBlock, empty at the end
  kBlock = 'n',
  kFailed = 'e',   // answers any of them: a sentence
  kColumns = 'C',  // of the result, JSON
  kRows = 'R',     // JSON of rows, each with a comma before it
  kDone = 'D',     // {"rows", "complete", "cut_by"}
  kError = 'E',    // what is wrong with the statement, JSON
};

struct Frame {
  FrameKind kind = FrameKind::kError;
  std::string bytes;
};

// One end. `wait` is called before each reading or writing that would block, with the descriptor
// and poll's events; what it fails with ends the call. Without it the end blocks.
class Channel {
 public:
  using Wait = std::function<base::Status(int descriptor, short events)>;
  explicit Channel(int descriptor, Wait wait = {})
      : descriptor_(descriptor), wait_(std::move(wait)) {}

  // Errors: kIo when the other end is gone or says nonsense; what `wait` answers.
  base::Status send(FrameKind kind, std::string_view bytes);
  base::Result<Frame> receive();

 private:
  base::Status write_all(const char* bytes, std::size_t size);
  base::Status read_all(char* bytes, std::size_t size);

  int descriptor_;
  Wait wait_;
};

}  // namespace wend::events::sql
