#include "analyze/event_kinds.h"

#include <algorithm>
#include <array>
#include <map>

#include "analyze/discovery.h"
#include "analyze/discovery_lexicon.h"
#include "analyze/event_summary.h"
#include "model/property_text.h"

namespace wend::analyze {
namespace {

constexpr std::array<std::string_view, kEventKinds> kNames = {
    "purchase", "page", "survey", "error", "message", "case", "identify", "other"};

// So many of the latest events of a name are looked into; what half of them have counts.
constexpr std::size_t kSampled = 12;

// The latest events of one type and name, and what their properties tell.
struct Sample {
  std::array<std::int64_t, kSampled>
      latest{};  // sequence numbers; the lowest first once it is full
  std::size_t size = 0;
  std::size_t with_amount = 0, with_answer = 0;

  void see(std::int64_t sequence) {
    if (size < kSampled) {
      latest[size++] = sequence;
    } else if (sequence > latest[0]) {
      latest[0] = sequence;
    } else {
      return;
    }
    if (size == kSampled) std::iter_swap(latest.begin(), std::ranges::min_element(latest));
  }
  bool most(std::size_t with) const { return with > 0 && 2 * with >= size; }
};

EventKind decide(model::EventType type, std::string_view name, std::string_view role,
                 const Sample& sample) {
  using model::EventType;
  if (type == EventType::kIdentify || type == EventType::kGroup || type == EventType::kAlias)
    return EventKind::kIdentify;
  if (type == EventType::kPage || type == EventType::kScreen) return EventKind::kPage;
  if (names_a_survey(name) && sample.most(sample.with_answer)) return EventKind::kSurvey;
  if (role == "error") return EventKind::kError;
  if (role == "message") return EventKind::kMessage;
  if (role == "contact") return EventKind::kCase;
  if ((role == "goal" || names_a_goal(name) == 2) && sample.most(sample.with_amount))
    return EventKind::kPurchase;
  if (names_a_page(name)) return EventKind::kPage;
  return EventKind::kOther;
}

}  // namespace

std::string_view to_string(EventKind kind) {
  return kNames[static_cast<std::size_t>(kind)];
}

std::optional<EventKind> event_kind_from(std::string_view text) {
  const auto found = std::ranges::find(kNames, text);
  if (found == kNames.end()) return std::nullopt;
  return static_cast<EventKind>(found - kNames.begin());
}

base::Result<std::shared_ptr<const EventKinds>> event_kinds(
    const std::shared_ptr<const JourneyTable>& shared, const JourneyModel& model,
    const ReadProperties& read) {
  const JourneyTable& table = *shared;
  return table.remember<EventKinds>(
      "event_kinds", [&]() -> base::Result<std::shared_ptr<const EventKinds>> {
        constexpr std::size_t kTypes = EventKinds::kTypes;
        std::vector<Sample> samples(table.names().size() * kTypes);
        table.each_event([&](std::size_t i) {
          samples[table.name()[i] * kTypes + table.type()[i]].see(table.sequence()[i]);
        });
        std::map<std::int64_t, Sample*> sampled;
        for (std::size_t at = 0; at < samples.size(); ++at) {
          if (static_cast<model::EventType>(at % kTypes) != model::EventType::kTrack) continue;
          for (std::size_t i = 0; i < samples[at].size; ++i)
            sampled[samples[at].latest[i]] = &samples[at];
        }
        std::vector<std::int64_t> sequences;
        for (const auto& [sequence, sample] : sampled) sequences.push_back(sequence);
        model::PropertyText parser;
        WEND_TRY(read(sequences, [&](std::int64_t sequence, std::string_view text) {
          Sample& sample = *sampled.at(sequence);
          bool amount = false, answer = false;
          parser.each(text, [&](std::string_view name, const model::Value& value) {
            amount |= is_amount(name, value);
            answer |= is_score(name, value) || is_comment(name, value);
          });
          sample.with_amount += amount;
          sample.with_answer += answer;
        }));
        auto kinds = std::make_shared<EventKinds>();
        for (std::size_t at = 0; at < samples.size(); ++at) {
          const auto name = static_cast<std::uint32_t>(at / kTypes);
          const std::size_t touchpoint = model.touchpoint_of_name[name];
          const std::string_view role =
              touchpoint == kNoTouchpoint ? std::string_view() : model.touchpoints[touchpoint].role;
          kinds->kinds_.push_back(decide(static_cast<model::EventType>(at % kTypes),
                                         table.names().text(name), role, samples[at]));
        }
        return kinds;
      });
}

}  // namespace wend::analyze
