#pragma once

#include <string>
#include <string_view>

namespace wend::base {

// Whose fault an error is, which decides the exit code of the command line and the HTTP status.
enum class ErrorCode {
  kInvalidInput,  // the data or the question is wrong; the caller can mend it
  kNotFound,      // the named thing does not exist
  kConflict,      // the thing exists already, or was changed by somebody else meanwhile
  kNotAllowed,    // the caller is known and may not do this
  kNotSignedIn,   // the caller is not known
  kTooLarge,      // a stated limit was exceeded
  kTooMany,       // a rate limit was exceeded; try again later
  kUnavailable,   // a resource is busy, locked or full; try again later
  kCancelled,     // the caller left or asked to stop
  kIo,            // the machine failed: file system, network, memory
  kInternal,      // our own mistake
};

// The name of a code as it stands in JSON answers, for example "invalid_input".
std::string_view to_string(ErrorCode code);

// An error is a value: a code, one sentence, the place it speaks of, and what to do about it.
struct Error {
  ErrorCode code = ErrorCode::kInternal;
  std::string message;  // one sentence that a user understands, ending in a full stop
  std::string
      place;  // file, line, column or field, for example "orders.csv:12:4" or "steps[1].event"
  std::string hint;  // what to do, a sentence; may be empty

  // "orders.csv:12:4: The time is empty. Give every row a time."
  std::string to_sentence() const;
};

}  // namespace wend::base
