#include "analyze/order_statistics.h"

#include <algorithm>

#include "base/assert.h"

namespace wend::analyze {
namespace {

// So few are selected from as they are.
constexpr std::size_t kFew = 1'024;

// Puts what belongs at these ranks (ascending) there, as sorting all would.
void put_in_place(std::span<std::int64_t> values, std::span<const std::size_t> ranks,
                  std::size_t offset = 0) {
  if (ranks.empty() || values.size() < 2) return;
  const std::size_t middle = ranks.size() / 2;
  const std::size_t at = ranks[middle] - offset;
  std::nth_element(values.begin(), values.begin() + static_cast<std::ptrdiff_t>(at), values.end());
  put_in_place(values.first(at), ranks.first(middle), offset);
  put_in_place(values.subspan(at + 1), ranks.subspan(middle + 1), offset + at + 1);
}

std::vector<std::int64_t> select(std::vector<std::int64_t> values,
                                 std::span<const std::size_t> ranks) {
  put_in_place(values, ranks);
  std::vector<std::int64_t> found;
  for (const std::size_t rank : ranks) found.push_back(values[rank]);
  return found;
}

std::vector<std::int64_t> all_of(NumberParts parts) {
  std::vector<std::int64_t> values;
  for (const auto& part : parts) values.insert(values.end(), part.begin(), part.end());
  return values;
}

}  // namespace

std::vector<std::int64_t> numbers_at_ranks(NumberParts parts, std::span<const std::size_t> ranks) {
  if (ranks.empty()) return {};
  std::size_t count = 0;
  for (const auto& part : parts) count += part.size();
  WEND_ASSERT(ranks.back() < count, "a rank is that of a number");
  if (count <= kFew) return select(all_of(parts), ranks);

  // Two tables, so that one number need not wait for the one before it in the same bin.
  std::array<std::array<std::uint32_t, kNumberBins>, 2> bins{};
  std::int64_t signs = 0;
  for (const auto& part : parts) {
    for (const std::int64_t number : part) signs |= number;
    if (signs < 0) return select(all_of(parts), ranks);
    std::size_t i = 0;
    for (; i + 1 < part.size(); i += 2) {
      ++bins[0][number_bin(part[i])];
      ++bins[1][number_bin(part[i + 1])];
    }
    if (i < part.size()) ++bins[0][number_bin(part[i])];
  }

  // The bins that have a rank, and which of the ranks.
  struct Wanted {
    std::vector<std::size_t> ranks;  // within the bin
    std::vector<std::int64_t> numbers;
  };
  std::vector<Wanted> wanted;
  std::array<std::uint16_t, kNumberBins> wanted_of_bin{};  // from 1
  std::size_t before = 0, next = 0;
  for (std::size_t bin = 0; bin < kNumberBins && next < ranks.size(); ++bin) {
    const std::size_t size = std::size_t{bins[0][bin]} + bins[1][bin];
    if (ranks[next] < before + size) {
      wanted.emplace_back().numbers.reserve(size);
      wanted_of_bin[bin] = static_cast<std::uint16_t>(wanted.size());
      for (; next < ranks.size() && ranks[next] < before + size; ++next)
        wanted.back().ranks.push_back(ranks[next] - before);
    }
    before += size;
  }
  for (const auto& part : parts) {
    for (const std::int64_t number : part) {
      if (const std::uint16_t at = wanted_of_bin[number_bin(number)]; at != 0)
        wanted[at - 1U].numbers.push_back(number);
    }
  }
  std::vector<std::int64_t> found;
  for (Wanted& one : wanted) {
    const auto selected = select(std::move(one.numbers), one.ranks);
    found.insert(found.end(), selected.begin(), selected.end());
  }
  return found;
}

}  // namespace wend::analyze
