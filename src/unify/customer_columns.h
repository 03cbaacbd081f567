#pragma once

#include <bit>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "env/clock.h"
#include "unify/term_block.h"

namespace wend::unify {

using env::TimeUs;

// What is kept in memory of every customer, by ordinal: some 50 bytes each. A customer without
// events is one of whom only an identity is known yet.
class CustomerColumns {
 public:
  static constexpr std::int64_t kNobody = -1;
  static constexpr std::size_t kChannelsMax =
      64;  // further ones are not told apart from each other

  std::optional<Ordinal> find(std::int64_t profile) const;
  // Of one that is not there: a number that nobody has now.
  Ordinal add(std::int64_t profile);
  void remove(Ordinal ordinal);
  // At its place, when read from a file: before any add().
  void restore(Ordinal ordinal, std::int64_t profile, std::uint32_t written);
  void finish_restoring();

  std::size_t size() const { return profile_.size(); }  // ordinals are below
  std::size_t with_events() const { return with_events_; }
  bool shown(Ordinal ordinal) const { return events_[ordinal] > 0; }
  std::int64_t profile(Ordinal ordinal) const { return profile_[ordinal]; }
  TimeUs first_us(Ordinal ordinal) const { return first_us_[ordinal]; }
  TimeUs last_us(Ordinal ordinal) const { return last_us_[ordinal]; }
  std::uint32_t events(Ordinal ordinal) const { return events_[ordinal]; }
  std::uint64_t channels(Ordinal ordinal) const { return channels_[ordinal]; }
  // When its terms were written: which runs may speak of it.
  std::uint32_t written(Ordinal ordinal) const { return written_[ordinal]; }
  void set_written(Ordinal ordinal, std::uint32_t at) { written_[ordinal] = at; }

  void see(Ordinal ordinal, TimeUs first_us, TimeUs last_us, std::uint64_t events,
           std::uint64_t channels);
  void forget_sums(Ordinal ordinal);

  // The sums of all, as bytes of a piece of so many ordinals.
  static constexpr std::size_t kPieceOrdinals = 4096;
  std::size_t pieces() const { return (size() + kPieceOrdinals - 1) / kPieceOrdinals; }
  std::string sums(std::size_t piece) const;
  bool restore_sums(std::size_t piece, std::string_view bytes);

  std::size_t memory() const;

 private:
  static constexpr Ordinal kEmpty = ~Ordinal{0};
  std::size_t slot_of(std::int64_t profile) const;
  void grow(std::size_t customers);
  void put_in_table(Ordinal ordinal);

  std::vector<std::int64_t> profile_;
  std::vector<TimeUs> first_us_, last_us_;
  std::vector<std::uint32_t> events_, written_;
  std::vector<std::uint64_t> channels_;
  std::vector<Ordinal> free_;
  std::size_t with_events_ = 0;
  std::vector<Ordinal> table_;  // by profile, open addressing, a power of two long
  int shift_ = 64;
};

}  // namespace wend::unify
