#pragma once

#include <functional>
#include <string>
#include <string_view>

namespace wend::unify {

// What looks like the address of somebody, whoever that is, in a folded text. `take` gets places in
// the text.
using TakePlace = std::function<void(std::size_t begin, std::size_t end)>;

// local@domain with a dot in the domain.
void each_email(std::string_view folded, const TakePlace& take);
// Four numbers with dots, and eight or so groups with colons.
void each_machine_address(std::string_view folded, const TakePlace& take);
// Phone numbers: seven digits or more after + or 00, eight after 0, nine with blanks and
// punctuation, ten and more in a row within a text. Dates are none. `known` says of the digits of a
// run that they are a number of somebody.
void each_phone(std::string_view folded, const std::function<bool(std::string_view)>& known,
                const TakePlace& take);

// The text with percent-encoding, \u escapes and the commonest entities undone, once.
std::string decoded_once(std::string_view text);

}  // namespace wend::unify
