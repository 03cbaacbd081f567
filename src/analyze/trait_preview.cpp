#include "analyze/trait_preview.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "analyze/event_mask.h"
#include "analyze/segment_size.h"
#include "model/comparison.h"

namespace wend::analyze {
namespace {

constexpr std::size_t kSamplePart = 5;  // as for the size of a segment
constexpr std::size_t kFrequentMax = 10;
constexpr double kBinsWanted = 12;
// What lies beyond is one bin: a few great values would hide all others.
constexpr double kTailFrom = 0.98;

// Touchpoints, stages and segments are about all events, and a sample has others.
bool needs_everybody(const model::Predicate& predicate) {
  return predicate.form == model::PredicateForm::kTouchpoint ||
         predicate.form == model::PredicateForm::kStage ||
         predicate.form == model::PredicateForm::kSegment ||
         (predicate.form == model::PredicateForm::kTrait && model::computed_key(predicate.path)) ||
         std::ranges::any_of(predicate.parts, needs_everybody);
}

double at_share(const std::vector<double>& sorted, double share) {
  return sorted[static_cast<std::size_t>(share * static_cast<double>(sorted.size() - 1))];
}

// 1, 2 or 5 times a power of ten.
double plain_step(double least) {
  const double power = std::pow(10.0, std::floor(std::log10(least)));
  for (const double factor : {1.0, 2.0, 5.0})
    if (factor * power >= least * 0.999) return factor * power;
  return 10 * power;
}

TraitPreview::Numbers numbers_of(std::vector<double> values) {
  std::ranges::sort(values);
  TraitPreview::Numbers numbers{.least = values.front(),
                                .q1 = at_share(values, 0.25),
                                .median = at_share(values, 0.5),
                                .q3 = at_share(values, 0.75),
                                .greatest = values.back(),
                                .bins = {}};
  const double tail = std::max(at_share(values, kTailFrom), numbers.q3);
  const double width = tail - numbers.least;
  double step = width > 0 ? plain_step(width / kBinsWanted) : 1;
  const bool whole =
      std::ranges::all_of(values, [](double value) { return value == std::floor(value); });
  if (whole) step = std::max(step, 1.0);
  double from = std::floor(numbers.least / step) * step;
  for (auto value = values.begin(); value != values.end();) {
    const double to = from + step;
    const bool last = to > tail;
    const auto end = last ? values.end() : std::lower_bound(value, values.end(), to);
    const bool open = last && numbers.greatest >= to;
    numbers.bins.push_back(
        {from, open ? std::nullopt : std::optional(to), static_cast<std::size_t>(end - value)});
    value = end;
    from = to;
  }
  return numbers;
}

}  // namespace

base::Result<TraitPreview> trait_preview(const std::shared_ptr<const JourneyTable>& table,
                                         const PreviewAsk& ask, const std::stop_token& stop) {
  TraitPreview preview;
  preview.of = table->profile_count();
  std::shared_ptr<const JourneyTable> counted = table;
  // Where visits came from is kept with the whole table anyway.
  const bool exact = ask.events_max == 0 || table->event_count() <= ask.events_max ||
                     ask.trait.touch || needs_everybody(ask.trait.of);
  if (!exact) {
    WEND_ASSIGN(counted, sample_of(table, ask.events_max / kSamplePart));
  }
  Notes notes;
  const auto masks_of = [&](const std::shared_ptr<const JourneyTable>& of) {
    MaskBuilder masks(of, std::numeric_limits<TimeUs>::min(), std::numeric_limits<TimeUs>::max(),
                      notes, stop);
    masks.set_now(ask.now);
    masks.set_segments(ask.segments);
    masks.set_accounts(ask.accounts);
    masks.set_computed_traits(ask.traits);
    return masks;
  };
  MaskBuilder masks = masks_of(counted);
  WEND_ASSIGN(const auto column, masks.computed(ask.trait));
  preview.customers = counted->profile_count();
  // In a sample a missing property may be missing by chance.
  if (exact) preview.notes = notes.sentences();
  std::vector<std::size_t> counts(column->values.size(), 0);
  for (const std::uint32_t code : column->codes) ++counts[code];
  std::vector<double> numbers;
  bool all_numbers = true;
  std::vector<std::uint32_t> codes;
  for (std::uint32_t code = 1; code < counts.size(); ++code) {
    preview.with_value += counts[code];
    codes.push_back(code);
    const auto* number = std::get_if<double>(&column->values[code]);
    all_numbers = all_numbers && number != nullptr;
    if (number != nullptr) numbers.insert(numbers.end(), counts[code], *number);
  }
  preview.distinct = codes.size();
  if (all_numbers && !numbers.empty()) preview.numbers = numbers_of(std::move(numbers));
  std::ranges::sort(codes, [&](std::uint32_t a, std::uint32_t b) {
    if (counts[a] != counts[b]) return counts[a] > counts[b];
    return model::to_text(column->values[a]) < model::to_text(column->values[b]);
  });
  for (std::size_t i = 0; i < codes.size() && i < kFrequentMax; ++i)
    preview.most_frequent.push_back({column->values[codes[i]], counts[codes[i]]});

  std::optional<std::size_t> example;
  if (ask.example_id) example = counted->profile_of_id(*ask.example_id);
  if (!ask.example_id && preview.with_value > 0) {
    // Somebody of whom there is something to see, if there is anybody.
    std::vector<bool> telling;
    std::size_t customers = 0;
    for (std::size_t code = 0; code < counts.size(); ++code) {
      telling.push_back(code != 0 && column->values[code] != model::Value(0.0));
      if (telling.back()) customers += counts[code];
    }
    if (customers == 0) {
      customers = preview.with_value;
      telling.assign(counts.size(), true);
      telling[0] = false;
    }
    std::size_t before = customers / 2;
    for (std::size_t profile = 0; profile < column->codes.size() && !example; ++profile)
      if (telling[column->codes[profile]] && before-- == 0) example = profile;
  }
  if (example) {
    preview.example_id = counted->profile_id(*example);
    preview.example = column->values[column->codes[*example]];
  } else if (ask.example_id && !exact) {
    // Not among those drawn.
    MaskBuilder whole = masks_of(table);
    const auto profile = table->profile_of_id(*ask.example_id);
    if (profile) {
      WEND_ASSIGN(const auto of_all, whole.computed(ask.trait));
      preview.example_id = ask.example_id;
      preview.example = of_all->values[of_all->codes[*profile]];
    }
  }
  return preview;
}

}  // namespace wend::analyze
