#include "analyze/journey_map_figures.h"

#include <algorithm>
#include <fmt/format.h>
#include <limits>

#include "analyze/journey_steps.h"
#include "analyze/order_statistics.h"

namespace wend::analyze {
namespace {

// Channels that stand alone; the rest is "other".
constexpr std::size_t kChannelsMax = 20;
// Places times buckets.
constexpr std::size_t kTrendCellsMax = 200'000;
// A way on is slow that takes longer than nine of ten of all ways on.
constexpr std::uint64_t kSlowOf = 10;
constexpr std::uint32_t kNotShown = std::numeric_limits<std::uint32_t>::max();

}  // namespace

base::Result<JourneyMapFigures> JourneyMapFigures::make(const QueryRun& run, const MapAsk& ask) {
  WEND_ASSIGN(auto events, JourneyMapEvents::make(run, ask));
  WEND_ASSIGN(auto cards, JourneyMapCards::make(run, ask));
  JourneyMapFigures figures(run, ask, std::move(events), std::move(cards),
                            Labels::of_channels(*run.table));
  WEND_TRY(figures.rank_channels());
  WEND_TRY(figures.make_calendar());
  figures.set_rules();
  return figures;
}

base::Status JourneyMapFigures::rank_channels() {
  std::vector<std::uint64_t> counts(channel_labels_.size(), 1);
  if (counts.size() > kChannelsMax) {
    WEND_ASSIGN(const auto steps, JourneySteps::make(run_, channel_labels_, std::nullopt));
    WEND_ASSIGN(counts, steps.count(run_));
  }
  channels_ = TopLabels(channel_labels_, counts, kChannelsMax);
  return {};
}

base::Status JourneyMapFigures::make_calendar() {
  if (!ask_.trend) return {};
  WEND_ASSIGN(calendar_, model::at_place(Calendar::of_unit(*ask_.trend, run_.scope.from_us,
                                                           run_.scope.to_us, run_.zone),
                                         "trend"));
  const std::size_t rows = 1 + ask_.steps.size() + ask_.stages.size();
  if (rows * calendar_->size() <= kTrendCellsMax) return {};
  return base::fail(base::ErrorCode::kTooLarge,
                    fmt::format("The trends of this map have {} points, more than {}.",
                                rows * calendar_->size(), kTrendCellsMax),
                    "trend", "Choose a longer unit or a shorter range.");
}

JourneyMapKernel JourneyMapFigures::kernel() const {
  return {*run_.table, events_, {ask_.steps.size(), ask_.stages.size()}, kMapContactUs};
}

base::Status JourneyMapFigures::count() {
  if (counted_) return {};
  WEND_TRY(first_look());
  rank_unmapped();
  set_slow();
  WEND_TRY(check_stop(run_.stop));
  for (std::size_t layer = 0; layer < kMapLayers; ++layer)
    for (const MapPlaceTally& place : tally_.places[layer])
      troubles_[layer].push_back(place.troubles(rules_[layer]));
  WEND_TRY(second_look());
  counted_ = true;
  return {};
}

base::Status JourneyMapFigures::first_look() {
  MapTally none;
  const std::size_t buckets = calendar_ ? calendar_->size() : 0;
  for (std::size_t layer = 0; layer < kMapLayers; ++layer) {
    const std::size_t count = places(layer).size();
    none.places[layer].resize(count);
    none.channels[layer].resize(count * channels_.size());
    none.trends[layer].resize(count * buckets);
  }
  none.trend.resize(buckets);
  none.unmapped.resize(run_.table->names().size());
  none.cards.resize(cards_.size());
  WEND_ASSIGN(tally_, tally_profiles(
                          run_, none, [&] { return kernel(); },
                          [&](JourneyMapKernel& kernel, MapTally& tally, std::uint32_t profile) {
                            if (follow(kernel, profile)) add(kernel, profile, tally);
                            add_cards(profile, tally);
                          }));
  return {};
}

void JourneyMapFigures::add_cards(std::uint32_t profile, MapTally& tally) const {
  if (cards_.size() == 0) return;
  const auto [begin, end] = run_.scope.events.of_profile(profile);
  for (std::size_t i = begin; i < end; ++i) {
    cards_.each_at(i, [&](std::size_t card) {
      ++tally.cards[card].events;
      tally.cards[card].people.add(profile);
    });
  }
}

void JourneyMapFigures::add(const JourneyMapKernel& kernel, std::uint32_t profile,
                            MapTally& tally) const {
  ++tally.people;
  tally.outcome += kernel.has_outcome();
  tally.events += kernel.events();
  tally.several += kernel.several();
  tally.outside += kernel.outside();
  tally.unplaced += kernel.unplaced();
  if (calendar_) {
    MapTrendTally& trend = tally.trend[bucket_of(kernel.first())];
    ++trend.people;
    trend.good += kernel.has_outcome();
  }
  for (std::size_t layer = 0; layer < kMapLayers; ++layer) {
    for (const MapStay& stay : kernel.stays(static_cast<MapLayer>(layer))) {
      tally.places[layer][stay.place].add(stay, kernel.has_outcome(), rules_[layer]);
      if (!calendar_) continue;
      MapTrendTally& trend =
          tally.trends[layer][stay.place * calendar_->size() + bucket_of(stay.first)];
      ++trend.people;
      trend.good += stay.went_on;
    }
  }
  for (const JourneyMapKernel::Mark& mark : kernel.marks()) {
    for (std::size_t layer = 0; layer < kMapLayers; ++layer) {
      if (mark.place[layer] == MapMark::kNowhere) continue;
      EventsOfPeople& of =
          tally.channels[layer][mark.place[layer] * channels_.size() + channel_of(mark.position)];
      ++of.events;
      of.people.add(profile);
    }
  }
  const auto name = run_.table->name();
  kernel.each_unmapped([&](std::size_t position, MapMark::Place) {
    if (cards_.meets_any(position)) return;
    EventsOfPeople& of = tally.unmapped[name[position]];
    ++of.events;
    of.people.add(profile);
  });
}

void JourneyMapFigures::rank_unmapped() {
  for (std::uint32_t name = 0; name < tally_.unmapped.size(); ++name)
    if (tally_.unmapped[name].events > 0) unmapped_.push_back(name);
  unmapped_total_ = unmapped_.size();
  std::ranges::stable_sort(unmapped_, [&](std::uint32_t a, std::uint32_t b) {
    const EventsOfPeople &of_a = tally_.unmapped[a], &of_b = tally_.unmapped[b];
    if (of_a.people.count() != of_b.people.count())
      return of_a.people.count() > of_b.people.count();
    return of_a.events > of_b.events;  // then by name
  });
  if (unmapped_.size() > kMapUnmappedMax) unmapped_.resize(kMapUnmappedMax);
}

void JourneyMapFigures::set_rules() {
  for (std::size_t layer = 0; layer < kMapLayers; ++layer) {
    MapTroubleRule& rule = rules_[layer];
    rule.has_outcome = ask_.outcome.has_value();
    bool any = false;
    for (std::size_t place = 0; place < places(layer).size(); ++place) {
      if (!events_.is_bound(static_cast<MapLayer>(layer), place)) continue;
      if (!any) rule.first_bound = place;
      rule.last_bound = place;
      any = true;
    }
  }
}

void JourneyMapFigures::set_slow() {
  for (std::size_t layer = 0; layer < kMapLayers; ++layer) {
    std::vector<std::span<const std::int64_t>> parts;
    std::uint64_t ways = 0;
    for (const MapPlaceTally& place : tally_.places[layer]) {
      place.next.times().append_to(parts);
      ways += place.next.size();
    }
    if (ways == 0) continue;
    const std::size_t rank = (ways * (kSlowOf - 1) + kSlowOf - 1) / kSlowOf - 1;
    rules_[layer].slow_us = numbers_at_ranks(parts, std::span(&rank, 1), run_.stop).front();
  }
}

base::Status JourneyMapFigures::second_look() {
  if (unmapped_.empty()) return {};
  const std::size_t steps = ask_.steps.size();
  const MapSecondTally none{std::vector<std::uint64_t>(unmapped_.size() * (steps + 1))};
  std::vector<std::uint32_t> shown(run_.table->names().size(), kNotShown);
  for (std::uint32_t i = 0; i < unmapped_.size(); ++i) shown[unmapped_[i]] = i;
  const auto name = run_.table->name();
  const auto look = [&](JourneyMapKernel& kernel, MapSecondTally& tally, std::uint32_t profile) {
    const auto [begin, end] = run_.scope.events.of_profile(profile);
    if (!kernel.pass(begin, end)) return;
    kernel.each_unmapped([&](std::size_t position, MapMark::Place step) {
      const std::uint32_t at = shown[name[position]];
      if (at != kNotShown && !cards_.meets_any(position))
        ++tally.before[at * (steps + 1) + std::min<std::size_t>(step, steps)];
    });
  };
  WEND_ASSIGN(second_, tally_profiles(run_, none, [&] { return kernel(); }, look));
  return {};
}

}  // namespace wend::analyze
