#include "analyze/order_statistics.h"

#include <algorithm>
#include <memory>
#include <mutex>

#include "analyze/parallel_profiles.h"
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

// Calls visit(part) for all numbers in parts that take a millisecond or less, on several threads
// when they are very many; make_visit() gives each its own.
template <typename MakeVisit>
void each_part(NumberParts parts, std::size_t count, const std::stop_token& stop,
               MakeVisit&& make_visit) {
  constexpr std::size_t kPart = 1 << 19;
  if (count <= 2 * kPart) {
    auto visit = make_visit();
    for (const auto& part : parts) visit(part);
    return;
  }
  std::vector<std::span<const std::int64_t>> pieces;
  for (const auto& part : parts)
    for (std::size_t at = 0; at < part.size(); at += kPart)
      pieces.push_back(part.subspan(at, std::min(kPart, part.size() - at)));
  side_by_side_with(pieces.size(), [&] {
    return [&, visit = make_visit()](std::size_t piece) mutable {
      if (!stop.stop_requested()) visit(pieces[piece]);
    };
  });
}

// How many numbers each bin has. Two tables, so that one number need not wait for the one before it
// in the same bin.
struct Bins {
  std::array<std::array<std::uint32_t, kNumberBins>, 2> counts{};
  std::int64_t signs = 0;

  void add(std::span<const std::int64_t> part) {
    for (const std::int64_t number : part) signs |= number;
    if (signs < 0) return;
    std::size_t i = 0;
    for (; i + 1 < part.size(); i += 2) {
      ++counts[0][number_bin(part[i])];
      ++counts[1][number_bin(part[i + 1])];
    }
    if (i < part.size()) ++counts[0][number_bin(part[i])];
  }
};

}  // namespace

std::vector<std::int64_t> numbers_at_ranks(NumberParts parts, std::span<const std::size_t> ranks,
                                           const std::stop_token& stop) {
  if (ranks.empty()) return {};
  std::size_t count = 0;
  for (const auto& part : parts) count += part.size();
  WEND_ASSERT(ranks.back() < count, "a rank is that of a number");
  if (count <= kFew) return select(all_of(parts), ranks);

  std::mutex merging;
  std::vector<std::unique_ptr<Bins>> each_bins;
  each_part(parts, count, stop, [&] {
    const std::lock_guard lock(merging);
    each_bins.push_back(std::make_unique<Bins>());
    return [bins = each_bins.back().get()](std::span<const std::int64_t> part) { bins->add(part); };
  });
  std::vector<std::uint64_t> size_of_bin(kNumberBins);
  for (const auto& bins : each_bins) {
    if (bins->signs < 0) return select(all_of(parts), ranks);
    for (std::size_t bin = 0; bin < kNumberBins; ++bin)
      size_of_bin[bin] += std::uint64_t{bins->counts[0][bin]} + bins->counts[1][bin];
  }
  if (stop.stop_requested()) return std::vector<std::int64_t>(ranks.size());

  // The bins that have a rank, and which of the ranks.
  struct Wanted {
    std::vector<std::size_t> ranks;  // within the bin
    std::vector<std::int64_t> numbers;
  };
  std::vector<Wanted> wanted;
  std::array<std::uint16_t, kNumberBins> wanted_of_bin{};  // from 1
  std::size_t before = 0, next = 0;
  for (std::size_t bin = 0; bin < kNumberBins && next < ranks.size(); ++bin) {
    const std::size_t size = size_of_bin[bin];
    if (ranks[next] < before + size) {
      wanted.emplace_back().numbers.reserve(size);
      wanted_of_bin[bin] = static_cast<std::uint16_t>(wanted.size());
      for (; next < ranks.size() && ranks[next] < before + size; ++next)
        wanted.back().ranks.push_back(ranks[next] - before);
    }
    before += size;
  }
  each_part(parts, count, stop, [&] {
    return [&, found = std::vector<std::vector<std::int64_t>>(wanted.size())](
               std::span<const std::int64_t> part) mutable {
      for (const std::int64_t number : part)
        if (const std::uint16_t at = wanted_of_bin[number_bin(number)]; at != 0)
          found[at - 1U].push_back(number);
      const std::lock_guard lock(merging);
      for (std::size_t at = 0; at < wanted.size(); ++at) {
        wanted[at].numbers.insert(wanted[at].numbers.end(), found[at].begin(), found[at].end());
        found[at].clear();
      }
    };
  });
  if (stop.stop_requested()) return std::vector<std::int64_t>(ranks.size());
  std::vector<std::int64_t> at_ranks;
  for (Wanted& one : wanted) {
    const auto selected = select(std::move(one.numbers), one.ranks);
    at_ranks.insert(at_ranks.end(), selected.begin(), selected.end());
  }
  return at_ranks;
}

}  // namespace wend::analyze
