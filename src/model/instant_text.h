#pragma once

#include <string>

#include "env/clock.h"

namespace wend::model {

// "2026-01-31T08:00:00Z": UTC, the fraction cut. Always as long, so that the order of texts is that
// of times.
std::string instant_text(env::TimeUs time_us);

}  // namespace wend::model
