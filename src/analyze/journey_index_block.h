#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "analyze/packed_numbers.h"

namespace wend::analyze {

// What lies behind the first of these codes is written as this and a number in a list beside.
inline constexpr std::uint8_t kRareSignature = 255;

// How sequence numbers are told from times: events mostly come in the order of their times, so the
// least number of those of a short span of time is near to each of theirs. Cells of equal length
// from the first time to the last.
struct SequenceGuess {
  std::int64_t first_us = 0;
  std::uint64_t cell_us = 1;
  std::vector<std::uint32_t> least;  // by cell; empty: numbers are told from the one before

  std::uint32_t of(std::int64_t time_us) const {
    return least[static_cast<std::uint64_t>(time_us - first_us) / cell_us];
  }
};

// The columns of some profiles, one after the other. Times are in units of `time_unit_us`, which
// divides all of them, from `first_us`; signatures by their rank; sequences from the base.
struct IndexBlock {
  std::span<const std::int64_t> ids;
  std::span<const std::uint32_t> events;  // of each profile
  std::vector<std::uint32_t> signature_rank;
  std::vector<std::int64_t> time_us;
  std::vector<std::uint32_t> sequence;
};
// Where a block's second part, the sequence numbers, begins.
struct PackedBlock {
  std::string bytes;
  std::size_t sequences_at = 0;
};
PackedBlock pack_block(const IndexBlock& block, std::int64_t first_us, std::int64_t time_unit_us,
                       const SequenceGuess& guess);

// Reads what pack_block wrote; the bytes were found undamaged. All spans are of the block's size.
void unpack_block(const char* bytes, std::int64_t first_us, std::int64_t time_unit_us,
                  std::span<std::int64_t> ids, std::span<std::uint32_t> events,
                  const std::vector<std::uint32_t>& signature_of_rank,
                  std::span<std::uint16_t> narrow, std::span<std::uint32_t> wide,
                  std::span<std::int64_t> time_us);
void unpack_sequences(const char* sequences, std::span<const std::uint32_t> events,
                      std::span<const std::int64_t> time_us, const SequenceGuess& guess,
                      std::span<std::uint32_t> sequence);

}  // namespace wend::analyze
