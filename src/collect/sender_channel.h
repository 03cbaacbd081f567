#pragma once

#include <string_view>

#include "model/event.h"

namespace wend::collect {

// The channel of a message: what it says itself ("browser" and "mobile" are "web" and "app",
// "server" is none), else what its SDK runs on, else "web" for a page and "app" for a screen, which
// is what these calls are for. Empty: unknown. Texts longer than a name are taken for unknown.
std::string_view sender_channel(std::string_view said, std::string_view library,
                                model::EventType type);

}  // namespace wend::collect
