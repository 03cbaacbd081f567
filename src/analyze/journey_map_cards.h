#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "analyze/journey_map_ask.h"
#include "analyze/question.h"

namespace wend::analyze {

// The touchpoint cards of a journey map: which events meet which of them. Unlike steps, cards have
// no order and share events: an event meets every card that matches it, whether or not it stands
// on the map. May be used by several threads.
class JourneyMapCards {
 public:
  static base::Result<JourneyMapCards> make(const QueryRun& run, const MapAsk& ask);

  std::size_t size() const { return cards_.size(); }

  // Calls visit(card) for each card that the event meets, by index, ascending.
  template <typename Visit>
  void each_at(std::size_t position, Visit&& visit) const {
    const std::uint32_t signature = (*signatures_)[position];
    for (std::uint32_t i = first_[signature]; i < first_[signature + 1]; ++i) {
      const Selection& card = cards_[candidates_[i]];
      if (card.holds(*signatures_, position)) visit(candidates_[i]);
    }
  }
  bool meets_any(std::size_t position) const {
    bool any = false;
    each_at(position, [&](std::size_t) { any = true; });
    return any;
  }
  bool meets(std::size_t position, std::size_t card) const {
    return is_doing_[(*signatures_)[position]] != 0 && cards_[card].holds(*signatures_, position);
  }

 private:
  JourneyMapCards() = default;

  const SignatureCodes* signatures_ = nullptr;
  std::vector<Selection> cards_;
  std::vector<std::uint8_t> is_doing_;  // by signature: of type track, page or screen
  // By signature, the cards that may hold: [first_[s], first_[s + 1]) of candidates_.
  std::vector<std::uint32_t> first_;
  std::vector<std::uint32_t> candidates_;
};

}  // namespace wend::analyze
