#pragma once

#include <expected>
#include <optional>
#include <simdjson.h>
#include <string>
#include <string_view>

#include "collect/large_bodies.h"

namespace wend::collect {

// A JSON text and what it holds. Senders' slips that would cost a whole batch for one text are
// mended: see mend_json.
class JsonDocument {
 public:
  // The element is good until the next call. Takes any bytes. For a large text it waits for its
  // turn, and has it until its end.
  std::expected<simdjson::dom::element, simdjson::error_code> parse(std::string_view text);

 private:
  std::expected<simdjson::dom::element, simdjson::error_code> parse_padded();

  std::optional<LargeTurn> turn_;  // given back after the memory
  std::string padded_;
  simdjson::dom::parser parser_;
};

// The same JSON where
//   half of a surrogate pair in an escape (JavaScript's texts may hold them) and bytes that are not
//   UTF-8 are U+FFFD,
//   a number beyond 64 bits or beyond a double is a text of its digits.
// Other faults stay.
std::string mend_json(std::string_view text);

// Appends the value as compact JSON; false when it is nested deeper than `depth` levels.
bool append_json(std::string& out, const simdjson::dom::element& value, int depth);

// Whether append_json surely takes the value and at most `room` bytes, without writing it; what it
// may take is subtracted. False also when that cannot be told.
bool surely_fits(const simdjson::dom::element& value, int depth, std::size_t& room);

// A number as it stands in JSON: 5, 5.0, 1e+30.
std::string number_text(const simdjson::dom::element& number);

}  // namespace wend::collect
