#include "unify/stay_block.h"

#include <utility>

#include "unify/term_block.h"

namespace wend::unify {
namespace {

constexpr std::uint64_t kSameAsBefore = 1;  // since, cause and sequence
constexpr std::uint64_t kCauseLast = static_cast<std::uint64_t>(Cause::kAccount);

// Small numbers of either sign are small.
std::uint64_t difference(std::int64_t from, std::int64_t to) {
  const std::uint64_t by = static_cast<std::uint64_t>(to) - static_cast<std::uint64_t>(from);
  return (by << 1) ^ (0 - (by >> 63));
}

std::int64_t add(std::int64_t from, std::uint64_t difference) {
  const std::uint64_t by = (difference >> 1) ^ (0 - (difference & 1));
  return static_cast<std::int64_t>(static_cast<std::uint64_t>(from) + by);
}

}  // namespace

std::string pack_stays(std::span<const Stay> stays) {
  ByteWriter out;
  out.number(stays.size());
  Stay before;
  for (const Stay& stay : stays) {
    // Ascending: without a sign a bit less.
    out.number(static_cast<std::uint64_t>(stay.profile_id) -
               static_cast<std::uint64_t>(before.profile_id));
    const bool same = stay.since == before.since && stay.cause == before.cause &&
                      stay.sequence == before.sequence;
    out.number(static_cast<std::uint64_t>(stay.cause) << 1 | (same ? kSameAsBefore : 0));
    if (!same) {
      out.number(difference(before.since, stay.since));
      out.number(difference(before.sequence, stay.sequence));
    }
    before = stay;
  }
  return std::move(out.bytes());
}

std::optional<std::vector<Stay>> unpack_stays(std::string_view bytes) {
  ByteReader in(bytes);
  const auto count = in.number();
  // Each takes two bytes at least.
  if (!count || *count > bytes.size() / 2) return std::nullopt;
  std::vector<Stay> stays;
  stays.reserve(*count);
  Stay stay;
  for (std::uint64_t i = 0; i < *count; ++i) {
    const auto profile = in.number(), kind = in.number();
    if (!profile || !kind || *kind >> 1 > kCauseLast) return std::nullopt;
    stay.profile_id =
        static_cast<std::int64_t>(static_cast<std::uint64_t>(stay.profile_id) + *profile);
    stay.cause = static_cast<Cause>(*kind >> 1);
    if ((*kind & kSameAsBefore) == 0) {
      const auto since = in.number(), sequence = in.number();
      if (!since || !sequence) return std::nullopt;
      stay.since = add(stay.since, *since);
      stay.sequence = add(stay.sequence, *sequence);
    }
    stays.push_back(stay);
  }
  if (!in.done()) return std::nullopt;
  return stays;
}

}  // namespace wend::unify
