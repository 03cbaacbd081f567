#pragma once

#include <optional>
#include <vector>

#include "analyze/calendar.h"
#include "analyze/journey_map_cards.h"
#include "analyze/journey_map_tally.h"
#include "analyze/labels.h"

namespace wend::analyze {

// How long after a step a contact counts as following it, inclusive.
inline constexpr TimeUs kMapContactUs = 7LL * 86'400 * 1'000'000;
// So many unmapped events are shown.
inline constexpr std::size_t kMapUnmappedMax = 20;

// The numbers of a journey map, counted when they are first asked for.
class JourneyMapFigures {
 public:
  static base::Result<JourneyMapFigures> make(const QueryRun& run, const MapAsk& ask);

  // Looks at all customers: once for all that is counted, and once more for what comes before the
  // unmapped events that are shown. Errors: kCancelled.
  base::Status count();
  // After count():
  const MapTally& tally() const { return tally_; }
  const MapSecondTally& second() const { return second_; }
  const std::vector<MapTroubles>& troubles(std::size_t layer) const { return troubles_[layer]; }
  const MapTroubleRule& rule(std::size_t layer) const { return rules_[layer]; }
  // Names of the most frequent events that stand nowhere on the map, by their people.
  const std::vector<std::uint32_t>& unmapped() const { return unmapped_; }
  std::size_t unmapped_total() const { return unmapped_total_; }

  // One for each thread.
  JourneyMapKernel kernel() const;
  // Follows a customer of the question. Whether they were on the map.
  bool follow(JourneyMapKernel& kernel, std::uint32_t profile) const {
    const auto [begin, end] = run_.scope.events.of_profile(profile);
    return kernel.follow(begin, end);
  }

  const MapAsk& ask() const { return ask_; }
  const JourneyMapEvents& events() const { return events_; }
  const JourneyMapCards& cards() const { return cards_; }
  const std::vector<MapPlace>& places(std::size_t layer) const {
    return layer == 0 ? ask_.steps : ask_.stages;
  }
  // Whether going on from a place is possible: whether a later one of its layer has events.
  bool leads_on(std::size_t layer, std::size_t place) const {
    return place < rules_[layer].last_bound;
  }
  std::string_view name_of(std::uint32_t name) const { return run_.table->names().text(name); }
  const std::optional<Calendar>& calendar() const { return calendar_; }
  // Of the position of a first event.
  std::size_t bucket_of(std::uint32_t position) const {
    return calendar_->bucket_of(run_.table->time_us()[position]);
  }
  const TopLabels& channels() const { return channels_; }
  const Labels& channel_labels() const { return channel_labels_; }
  std::size_t channel_of(std::size_t position) const {
    return channels_.group_of(channel_labels_.of(position));
  }

 private:
  JourneyMapFigures(const QueryRun& run, const MapAsk& ask, JourneyMapEvents events,
                    JourneyMapCards cards, Labels labels)
      : run_(run),
        ask_(ask),
        events_(std::move(events)),
        cards_(std::move(cards)),
        channel_labels_(std::move(labels)) {}
  base::Status rank_channels();
  base::Status make_calendar();
  base::Status first_look();
  void add_cards(std::uint32_t profile, MapTally& tally) const;
  void add(const JourneyMapKernel& kernel, std::uint32_t profile, MapTally& tally) const;
  void rank_unmapped();
  void set_rules();
  void set_slow();
  base::Status second_look();

  const QueryRun run_;
  const MapAsk& ask_;
  JourneyMapEvents events_;
  JourneyMapCards cards_;
  Labels channel_labels_;
  TopLabels channels_;
  std::optional<Calendar> calendar_;
  bool counted_ = false;
  MapTally tally_;
  std::array<MapTroubleRule, kMapLayers> rules_;
  std::vector<std::uint32_t> unmapped_;
  std::size_t unmapped_total_ = 0;
  std::array<std::vector<MapTroubles>, kMapLayers> troubles_;  // by place
  MapSecondTally second_;
};

}  // namespace wend::analyze
