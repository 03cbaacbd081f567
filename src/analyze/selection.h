#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "analyze/journey_table.h"

namespace wend::analyze {

// One byte per position (or profile) of the table: 1 when it satisfies something, else 0.
using Mask = std::vector<std::uint8_t>;

// Which events satisfy a predicate, decided by their signatures as far as possible: most predicates
// speak of names and channels only, and cost nothing per event then.
class Selection {
 public:
  enum class Truth : std::uint8_t { kNo, kYes, kLook };

  static Selection all(const JourneyTable& table);
  // By the signature of an event alone.
  static Selection of_signatures(const JourneyTable& table, const Mask& wanted);
  // Of each event: wanted[column->codes[position]].
  static Selection of_values(const JourneyTable& table, std::shared_ptr<const ValueColumn> column,
                             Mask wanted);
  // Of each event by its position.
  static Selection of_mask(const JourneyTable& table, Mask mask);

  bool by_signature() const { return terms_.empty(); }
  Truth of_signature(std::uint32_t signature) const {
    return static_cast<Truth>(truth_[signature]);
  }
  std::size_t signature_count() const { return truth_.size(); }
  bool holds(const SignatureCodes& signatures, std::size_t position) const {
    const auto truth = static_cast<Truth>(truth_[signatures[position]]);
    return truth == Truth::kYes || (truth == Truth::kLook && terms_hold(position));
  }
  // Whether an event holds whose signature says to look.
  bool terms_hold(std::size_t position) const;

  void meet(const Selection& other);
  // By signature, both.
  void join(const Selection& other);
  void invert();

 private:
  struct Term {
    std::shared_ptr<const ValueColumn> column;  // or else wanted is by position
    std::shared_ptr<const Mask> wanted;
  };
  std::vector<std::uint8_t> truth_;  // by signature; never yes where there are terms
  std::vector<Term> terms_;          // all of them hold
};

}  // namespace wend::analyze
