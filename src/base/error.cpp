#include "base/error.h"

namespace wend::base {

std::string_view to_string(ErrorCode code) {
  switch (code) {
    case ErrorCode::kInvalidInput:
      return "invalid_input";
    case ErrorCode::kNotFound:
      return "not_found";
    case ErrorCode::kConflict:
      return "conflict";
    case ErrorCode::kNotAllowed:
      return "not_allowed";
    case ErrorCode::kNotSignedIn:
      return "not_signed_in";
    case ErrorCode::kTooLarge:
      return "too_large";
    case ErrorCode::kTooMany:
      return "too_many";
    case ErrorCode::kUnavailable:
      return "unavailable";
    case ErrorCode::kCancelled:
      return "cancelled";
    case ErrorCode::kIo:
      return "io";
    case ErrorCode::kInternal:
      return "internal";
  }
  return "internal";
}

std::string Error::to_sentence() const {
  std::string sentence;
  if (!place.empty()) {
    sentence += place;
    sentence += ": ";
  }
  sentence += message;
  if (!hint.empty()) {
    sentence += ' ';
    sentence += hint;
  }
  return sentence;
}

}  // namespace wend::base
