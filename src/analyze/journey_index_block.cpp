#include "analyze/journey_index_block.h"

#include <algorithm>

namespace wend::analyze {

PackedBlock pack_block(const IndexBlock& block, std::int64_t first_us, std::int64_t time_unit_us,
                       const SequenceGuess& guess) {
  PackedBlock packed;
  std::string& out = packed.bytes;
  out.append(reinterpret_cast<const char*>(block.ids.data()), block.ids.size_bytes());
  std::vector<std::uint64_t> numbers(block.events.begin(), block.events.end());
  pack_numbers(numbers, out);

  // Rare signatures first, whose number is told by the bytes that follow.
  std::string common;
  numbers.clear();
  for (const std::uint32_t rank : block.signature_rank) {
    common.push_back(static_cast<char>(std::min<std::uint32_t>(rank, kRareSignature)));
    if (rank >= kRareSignature) numbers.push_back(rank);
  }
  out += common;
  pack_numbers(numbers, out);

  numbers.clear();
  std::size_t at = 0;
  for (const std::uint32_t count : block.events) {
    std::int64_t before_us = first_us;
    for (std::uint32_t i = 0; i < count; ++i, ++at) {
      numbers.push_back(static_cast<std::uint64_t>(block.time_us[at] - before_us) /
                        static_cast<std::uint64_t>(time_unit_us));
      before_us = block.time_us[at];
    }
  }
  pack_numbers(numbers, out);

  packed.sequences_at = out.size();
  numbers.clear();
  at = 0;
  for (const std::uint32_t count : block.events) {
    std::int64_t before = 0;
    for (std::uint32_t i = 0; i < count; ++i, ++at) {
      const std::int64_t number = block.sequence[at];
      numbers.push_back(guess.least.empty()
                            ? zigzag(number - before)
                            : static_cast<std::uint64_t>(number - guess.of(block.time_us[at])));
      before = number;
    }
  }
  pack_numbers(numbers, out);
  return packed;
}

void unpack_block(const char* bytes, std::int64_t first_us, std::int64_t time_unit_us,
                  std::span<std::int64_t> ids, std::span<std::uint32_t> events,
                  const std::vector<std::uint32_t>& signature_of_rank,
                  std::span<std::uint16_t> narrow, std::span<std::uint32_t> wide,
                  std::span<std::int64_t> time_us) {
  std::memcpy(ids.data(), bytes, ids.size_bytes());
  PackedReader counts(bytes + ids.size_bytes(), events.size());
  for (std::uint32_t& count : events) count = static_cast<std::uint32_t>(counts.next());

  const auto* const ranks = reinterpret_cast<const std::uint8_t*>(counts.end());
  const std::size_t size = time_us.size();
  const auto rare_count = static_cast<std::size_t>(std::count(ranks, ranks + size, kRareSignature));
  PackedReader rare(reinterpret_cast<const char*>(ranks + size), rare_count);
  const auto codes = [&](auto out) {
    for (std::size_t i = 0; i < out.size(); ++i) {
      const std::uint64_t rank = ranks[i] == kRareSignature ? rare.next() : ranks[i];
      out[i] = static_cast<typename decltype(out)::value_type>(signature_of_rank[rank]);
    }
  };
  if (narrow.empty())
    codes(wide);
  else
    codes(narrow);

  PackedReader times(rare.end(), size);
  std::size_t at = 0;
  const auto unit = static_cast<std::uint64_t>(time_unit_us);
  for (const std::uint32_t count : events) {
    std::int64_t now_us = first_us;
    for (std::uint32_t i = 0; i < count; ++i) {
      now_us += static_cast<std::int64_t>(times.next() * unit);
      time_us[at++] = now_us;
    }
  }
}

void unpack_sequences(const char* sequences, std::span<const std::uint32_t> events,
                      std::span<const std::int64_t> time_us, const SequenceGuess& guess,
                      std::span<std::uint32_t> sequence) {
  PackedReader numbers(sequences, sequence.size());
  std::size_t at = 0;
  for (const std::uint32_t count : events) {
    std::int64_t before = 0;
    for (std::uint32_t i = 0; i < count; ++i, ++at) {
      const std::uint64_t number = numbers.next();
      before = guess.least.empty() ? before + unzigzag(number)
                                   : static_cast<std::int64_t>(guess.of(time_us[at]) + number);
      sequence[at] = static_cast<std::uint32_t>(before);
    }
  }
}

}  // namespace wend::analyze
