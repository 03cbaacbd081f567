#include "analyze/segment_size.h"

#include <algorithm>
#include <limits>
#include <xxhash.h>

#include "analyze/event_mask.h"
#include "analyze/statistics.h"
#include "base/assert.h"

namespace wend::analyze {
namespace {

// A sample has this part of the events that can be looked at quickly: it has to be drawn, too.
constexpr std::size_t kSamplePart = 5;

// Columns of a sample are those of the table it was drawn from.
class SampleColumns final : public ColumnSource {
 public:
  SampleColumns(const std::shared_ptr<const JourneyTable>& whole, std::vector<std::size_t> profiles)
      : whole_(whole), profiles_(std::move(profiles)) {}

  base::Status each_property(
      std::string_view path,
      const std::function<void(std::int64_t, const model::Value&)>& take) override {
    const auto whole = whole_.lock();
    WEND_ASSERT(whole != nullptr, "whoever holds a sample holds its table");
    WEND_ASSIGN(const auto properties, whole->property(path));
    WEND_ASSIGN(const auto traits, whole->trait(path));
    for (const std::size_t profile : profiles_) {
      std::optional<std::size_t> last_identify;
      for (std::size_t i = whole->begin(profile); i < whole->end(profile); ++i) {
        const auto& value = properties->values[properties->codes[i]];
        if (!model::is_missing(value)) take(whole->sequence()[i], value);
        if (whole->type()[i] == static_cast<std::uint8_t>(model::EventType::kIdentify))
          last_identify = i;
      }
      // The latest value, wherever it was said.
      const auto& trait = traits->values[traits->codes[profile]];
      if (last_identify && !model::is_missing(trait))
        take(whole->sequence()[*last_identify], trait);
    }
    return {};
  }
  base::Status each_properties_text(
      const std::function<void(std::int64_t, std::string_view)>&) override {
    return {};  // names are asked of the whole table
  }

 private:
  const std::weak_ptr<const JourneyTable> whole_;  // which keeps the sample
  const std::vector<std::size_t> profiles_;
};

// Touchpoints and stages are found in all events, and a sample has others.
bool names_places(const model::Predicate& predicate) {
  return predicate.form == model::PredicateForm::kTouchpoint ||
         predicate.form == model::PredicateForm::kStage ||
         predicate.form == model::PredicateForm::kSegment ||
         (predicate.form == model::PredicateForm::kTrait && model::computed_key(predicate.path)) ||
         std::ranges::any_of(predicate.parts, names_places);
}

}  // namespace

base::Result<std::shared_ptr<const JourneyTable>> sample_of(
    const std::shared_ptr<const JourneyTable>& whole, std::size_t events) {
  return whole->remember<JourneyTable>(
      "sample of " + std::to_string(events) + " events",
      [&]() -> base::Result<std::shared_ptr<const JourneyTable>> {
        const double share =
            static_cast<double>(events) / static_cast<double>(whole->event_count());
        // 2^64 is what a double can hold of the largest hash.
        const auto below = static_cast<std::uint64_t>(std::min(share, 0.999) * 0x1p64);
        std::vector<std::size_t> profiles;
        JourneyTableBuilder builder;
        for (std::size_t profile = 0; profile < whole->profile_count(); ++profile) {
          const std::int64_t id = whole->profile_id(profile);
          if (XXH3_64bits(&id, sizeof id) >= below) continue;
          profiles.push_back(profile);
          for (std::size_t i = whole->begin(profile); i < whole->end(profile); ++i) {
            builder.add(id, whole->time_us()[i], whole->sequence()[i],
                        static_cast<model::EventType>(whole->type()[i]),
                        whole->names().text(whole->name()[i]),
                        whole->channels().text(whole->channel()[i]),
                        whole->sources().text(whole->source()[i]));
          }
        }
        return builder.finish(std::make_shared<SampleColumns>(whole, std::move(profiles)),
                              whole->data_version());
      });
}

base::Result<SegmentSize> segment_size(const std::shared_ptr<const JourneyTable>& table,
                                       const model::Predicate& rule, TimeUs now,
                                       const model::FindSegment& segments,
                                       const model::FindAccountMembers& accounts,
                                       std::size_t events_max, const std::stop_token& stop,
                                       const model::FindComputedTrait& traits) {
  SegmentSize size;
  size.of = table->profile_count();
  std::shared_ptr<const JourneyTable> counted = table;
  size.exact = events_max == 0 || table->event_count() <= events_max || names_places(rule);
  if (!size.exact) {
    WEND_ASSIGN(counted, sample_of(table, events_max / kSamplePart));
  }
  Notes notes;
  MaskBuilder masks(counted, std::numeric_limits<TimeUs>::min(), std::numeric_limits<TimeUs>::max(),
                    notes, stop);
  masks.set_now(now);
  masks.set_segments(segments);
  masks.set_accounts(accounts);
  masks.set_computed_traits(traits);
  WEND_ASSIGN(const Mask mask, masks.profiles(rule));
  const auto found = static_cast<std::size_t>(std::ranges::count(mask, 1));
  size.size = static_cast<double>(found);
  if (size.exact) {
    size.notes = notes.sentences();
    return size;
  }
  size.sample = mask.size();
  const auto all = static_cast<double>(size.of);
  size.high = all;
  if (mask.empty()) return size;
  const Interval interval = wilson_interval(found, mask.size());
  size.size = all * static_cast<double>(found) / static_cast<double>(mask.size());
  size.low = all * interval.low;
  size.high = all * interval.high;
  return size;
}

}  // namespace wend::analyze
