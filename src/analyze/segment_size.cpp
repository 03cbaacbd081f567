#include "analyze/segment_size.h"

#include <algorithm>
#include <limits>
#include <mutex>
#include <xxhash.h>

#include "analyze/event_mask.h"
#include "analyze/journey_table_builder.h"
#include "analyze/statistics.h"
#include "base/assert.h"
#include "model/property_text.h"

namespace wend::analyze {
namespace {

// A sample has this part of the events that can be looked at quickly: it has to be drawn, and its
// properties read.
constexpr std::size_t kSamplePart = 10;

// The properties of a sample are read from the store when one of them is first asked for, all at
// once, because only those of the sample are: a column of the whole table takes as long as all
// events have texts.
class SampleColumns final : public ColumnSource {
 public:
  SampleColumns(const std::shared_ptr<const JourneyTable>& whole,
                std::vector<std::int64_t> sequences)
      : whole_(whole), sequences_(std::move(sequences)) {
    std::ranges::sort(sequences_);
  }

  base::Status each_property(
      std::string_view path,
      const std::function<void(std::int64_t, const model::Value&)>& take) override {
    // Only a text that mentions the last part of the path can have it.
    const std::string_view last = path.substr(path.rfind('.') + 1);
    model::PropertyText parser;
    return each_properties_text([&](std::int64_t sequence, std::string_view text) {
      if (text.find(last) == text.npos) return;
      const model::Value value = parser.get(text, path);
      if (!model::is_missing(value)) take(sequence, value);
    });
  }
  base::Status each_properties_text(
      const std::function<void(std::int64_t, std::string_view)>& take) override {
    std::lock_guard lock(mutex_);
    if (!read_) {
      const auto whole = whole_.lock();
      WEND_ASSERT(whole != nullptr, "whoever holds a sample holds its table");
      texts_.clear();
      WEND_TRY(whole->each_text_of(sequences_, [&](std::int64_t sequence, std::string_view text) {
        texts_.emplace_back(sequence, text);
      }));
      read_ = true;
    }
    for (const auto& [sequence, text] : texts_) take(sequence, text);
    return {};
  }

 private:
  const std::weak_ptr<const JourneyTable> whole_;  // which keeps the sample
  std::vector<std::int64_t> sequences_;
  std::mutex mutex_;
  bool read_ = false;
  std::vector<std::pair<std::int64_t, std::string>> texts_;
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
        std::vector<std::int64_t> sequences;
        JourneyTableBuilder builder;
        for (std::size_t profile = 0; profile < whole->profile_count(); ++profile) {
          const std::int64_t id = whole->profile_id(profile);
          if (XXH3_64bits(&id, sizeof id) >= below) continue;
          for (std::size_t i = whole->begin(profile); i < whole->end(profile); ++i) {
            sequences.push_back(whole->sequence()[i]);
            builder.add(id, whole->time_us()[i], whole->sequence()[i],
                        static_cast<model::EventType>(whole->type()[i]),
                        whole->names().text(whole->name()[i]),
                        whole->channels().text(whole->channel()[i]),
                        whole->sources().text(whole->source()[i]));
          }
        }
        return builder.finish(std::make_shared<SampleColumns>(whole, std::move(sequences)),
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
