#pragma once

#include <functional>
#include <memory>
#include <string_view>

#include "model/value.h"

namespace wend::model {

// Reads scalar properties out of the JSON text that the event store keeps. One parser serves one
// thread.
class PropertyText {
 public:
  PropertyText();
  ~PropertyText();

  // The value at `path`; dots descend into objects, a key that itself contains the dots wins.
  // Missing when the text has no such path or holds null there. Objects and arrays come as their
  // JSON text. Text is cut at 1 KiB.
  Value get(std::string_view json, std::string_view path);

  // The same for several paths of one text, which is parsed once, when a path may be in it. It must
  // live as long as it is asked about.
  void open(std::string_view json);
  Value at(std::string_view path);

  // Every top-level property that is not null, in the order of the text.
  void each(std::string_view json,
            const std::function<void(std::string_view name, const Value& value)>& take);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace wend::model
