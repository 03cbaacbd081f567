#pragma once

#include "env/random.h"
#include "model/event.h"

namespace wend::demo {

// How busy a day is against an ordinary one: weekday, Christmas, January sale, the spring campaign.
double busyness(model::TimeUs day_us);

// A moment of that day when people are awake: a small peak at noon, a large one in the evening.
model::TimeUs moment_of_day(model::TimeUs day_us, env::Random& random);

// The same within opening hours (8 to 20) of shops and the phone.
model::TimeUs moment_of_opening(model::TimeUs day_us, env::Random& random);

// 0 is Monday.
int weekday_of(model::TimeUs time_us);

// True in the two weeks of the spring campaign, which brings many newcomers from advertisements.
bool spring_campaign(model::TimeUs time_us);

}  // namespace wend::demo
