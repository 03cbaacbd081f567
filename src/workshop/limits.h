#pragma once

#include <cstddef>
#include <cstdint>

namespace wend::workshop {

inline constexpr std::size_t kTitleBytesMax = 200;
inline constexpr std::size_t kGoalBytesMax = 2'000;    // goal and scope, each
inline constexpr std::size_t kPromptBytesMax = 1'000;  // of a play, in the facilitator's own words
inline constexpr std::size_t kPlaysMax = 20;
inline constexpr std::int64_t kMinutesMax = 240;  // of a play
inline constexpr std::int64_t kVotesMax = 20;     // of a person in a play
inline constexpr std::size_t kStepsMax = 40;
inline constexpr std::size_t kStagesMax = 20;
inline constexpr std::size_t kNotesMax = 2'000;      // of a workshop
inline constexpr std::size_t kOwnNotesMax = 100;     // of one author in one play
inline constexpr std::size_t kNoteBytesMax = 1'000;  // of its text
inline constexpr std::size_t kWhoBytesMax = 200;
inline constexpr std::size_t kGroupsMax = 300;
inline constexpr std::size_t kGroupedAtOnceMax = 200;
inline constexpr std::size_t kClientBytesMax = 64;
inline constexpr std::size_t kClientsMax = 2'000;  // whose numbers are remembered
inline constexpr std::size_t kWatchersMax = 250;   // of one workshop

}  // namespace wend::workshop
