#include "analyze/journey_map_cards.h"

#include "analyze/journey_map_events.h"
#include "analyze/matching.h"

namespace wend::analyze {

base::Result<JourneyMapCards> JourneyMapCards::make(const QueryRun& run, const MapAsk& ask) {
  JourneyMapCards made;
  made.signatures_ = &run.table->signatures();
  for (const MapPlace& card : ask.cards) {
    WEND_ASSIGN(auto selection, selected(run, *card.match));
    made.cards_.push_back(std::move(selection));
  }
  const auto& shown = run.table->shown();
  for (std::uint32_t signature = 0; signature < shown.size(); ++signature) {
    made.first_.push_back(static_cast<std::uint32_t>(made.candidates_.size()));
    made.is_doing_.push_back(is_doing(shown.type[signature]) ? 1 : 0);
    if (made.is_doing_.back() == 0) continue;
    for (std::uint32_t card = 0; card < made.cards_.size(); ++card)
      if (made.cards_[card].of_signature(signature) != Selection::Truth::kNo)
        made.candidates_.push_back(card);
  }
  made.first_.push_back(static_cast<std::uint32_t>(made.candidates_.size()));
  return made;
}

}  // namespace wend::analyze
