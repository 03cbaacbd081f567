#include "analyze/event_mask.h"

#include <algorithm>
#include <fmt/format.h>
#include <limits>

#include "analyze/parallel_profiles.h"
#include "model/suggestion.h"

namespace wend::analyze {
namespace {

using model::Predicate;
using model::PredicateForm;

std::vector<std::string_view> texts_of(const Dictionary& dictionary) {
  std::vector<std::string_view> texts;
  for (std::uint32_t code = 0; code < dictionary.size(); ++code)
    texts.push_back(dictionary.text(code));
  return texts;
}

std::vector<std::string_view> views_of(const std::vector<std::string>& texts) {
  return {texts.begin(), texts.end()};
}

constexpr auto kUnbounded = std::numeric_limits<std::uint64_t>::max();

// mask[i] = wanted[codes[i]]
template <typename Code>
Mask pick(std::span<const Code> codes, const Mask& wanted) {
  Mask mask(codes.size());
  for (std::size_t i = 0; i < codes.size(); ++i) mask[i] = wanted[codes[i]];
  return mask;
}

// wanted[part of the event's signature]
template <typename Part>
Selection of_part(const JourneyTable& table, const std::vector<Part>& part, const Mask& wanted) {
  Mask signatures(part.size());
  for (std::size_t i = 0; i < part.size(); ++i) signatures[i] = wanted[part[i]];
  return Selection::of_signatures(table, signatures);
}

void combine(Mask& into, const Mask& other, bool all) {
  for (std::size_t i = 0; i < into.size(); ++i) {
    into[i] = static_cast<std::uint8_t>(all ? into[i] & other[i] : into[i] | other[i]);
  }
}

void invert(Mask& mask) {
  for (auto& bit : mask) bit ^= 1;
}

}  // namespace

base::Status check_stop(const std::stop_token& stop) {
  if (!stop.stop_requested()) return {};
  return base::fail(base::ErrorCode::kCancelled, "The query was cancelled.");
}

base::Result<std::shared_ptr<const JourneyModel>> MaskBuilder::journey_model() {
  if (!model_) {
    WEND_ASSIGN(model_, discover(table_, stop_));
  }
  return model_;
}

void MaskBuilder::note_unknown(std::string_view what, const std::string& name,
                               const std::vector<std::string_view>& known) {
  const std::string near = model::nearest(name, known);
  notes_->add(near.empty()
                  ? fmt::format("No {} is called \"{}\".", what, name)
                  : fmt::format("No {} is called \"{}\"; did you mean \"{}\"?", what, name, near));
}

base::Status MaskBuilder::note_missing_path(const std::string& path, bool trait) {
  WEND_ASSIGN(const auto names, table_->property_names());
  std::vector<std::string_view> known;
  for (const auto& name : names) {
    if (name.trait == trait) known.push_back(name.name);
  }
  const std::string near = model::nearest(path, known);
  const std::string_view who = trait ? "No customer has a trait" : "No event has a property";
  notes_->add(near.empty() ? fmt::format("{} \"{}\".", who, path)
                           : fmt::format("{} \"{}\"; did you mean \"{}\"?", who, path, near));
  return {};
}

Mask MaskBuilder::spread(const Mask& profiles) const {
  Mask mask(table_->position_count());
  for (std::size_t profile = 0; profile < profiles.size(); ++profile) {
    std::fill(mask.begin() + static_cast<std::ptrdiff_t>(table_->begin(profile)),
              mask.begin() + static_cast<std::ptrdiff_t>(table_->end(profile)), profiles[profile]);
  }
  return mask;
}

base::Result<Selection> MaskBuilder::property(const Predicate& predicate) {
  WEND_ASSIGN(const auto column, table_->property(predicate.path));
  if (column->values.size() <= 1) WEND_TRY(note_missing_path(predicate.path, false));
  Mask wanted;
  for (const auto& value : column->values) wanted.push_back(predicate.comparison.holds(value));
  return Selection::of_values(*table_, column, std::move(wanted));
}

base::Result<Mask> MaskBuilder::profile_trait(const Predicate& predicate) {
  WEND_ASSIGN(const auto column, trait(predicate.path, predicate.place + ".trait"));
  Mask wanted;
  for (const auto& value : column->values) wanted.push_back(predicate.comparison.holds(value));
  return pick(column->codes, wanted);
}

base::Result<Selection> MaskBuilder::journey_names(const Predicate& predicate) {
  WEND_ASSIGN(const auto model, journey_model());
  const bool by_stage = predicate.form == PredicateForm::kStage;
  std::vector<std::string_view> known;
  if (by_stage) {
    known = views_of(model->stages);
  } else {
    for (const Touchpoint& touchpoint : model->touchpoints) known.push_back(touchpoint.name);
  }
  for (const std::string& name : predicate.names) {
    const auto note = std::ranges::find(model->notes, name, &JourneyModel::Note::touchpoint);
    if (!by_stage && note != model->notes.end())
      notes_->add(note->sentence);
    else if (std::ranges::find(known, name) == known.end())
      note_unknown(by_stage ? "stage" : "touchpoint", name, known);
  }
  Mask wanted(table_->names().size());
  for (std::size_t code = 0; code < wanted.size(); ++code) {
    const std::size_t index = model->touchpoint_of_name[code];
    if (index >= model->touchpoints.size()) continue;
    const Touchpoint& touchpoint = model->touchpoints[index];
    const std::string& name = by_stage ? model->stages[touchpoint.stage] : touchpoint.name;
    wanted[code] = std::ranges::find(predicate.names, name) != predicate.names.end();
  }
  return of_part(*table_, table_->shown().name, wanted);
}

Mask MaskBuilder::mask_of(const Selection& selection) const {
  return table_->signatures().with_codes(table_->position_count(), [&](const auto codes) {
    Mask mask(codes.size());
    constexpr std::size_t kPart = 1 << 16;
    side_by_side((codes.size() + kPart - 1) / kPart, [&](std::size_t part) {
      for (std::size_t i = part * kPart; i < std::min(codes.size(), (part + 1) * kPart); ++i) {
        const auto truth = selection.of_signature(codes[i]);
        mask[i] = truth == Selection::Truth::kYes ||
                  (truth == Selection::Truth::kLook && selection.terms_hold(i));
      }
    });
    return mask;
  });
}

base::Result<Mask> MaskBuilder::events(const Predicate& predicate) {
  WEND_ASSIGN(const Selection selected, selection(predicate));
  return mask_of(selected);
}

base::Result<Selection> MaskBuilder::selection(const Predicate& predicate) {
  WEND_TRY(check_stop(stop_));
  const auto by_dictionary = [&](std::string_view what, const Dictionary& dictionary,
                                 const std::vector<std::uint32_t>& part) {
    Mask wanted(dictionary.size());
    for (const std::string& name : predicate.names) {
      auto code = dictionary.find(name);
      // A question from before an event was renamed still means that event.
      if (!code && what == "event") code = dictionary.find(table_->shown_name(name));
      if (code) {
        wanted[*code] = 1;
      } else {
        note_unknown(what, name, texts_of(dictionary));
      }
    }
    return of_part(*table_, part, wanted);
  };
  switch (predicate.form) {
    case PredicateForm::kAlways:
      return Selection::all(*table_);
    case PredicateForm::kEvent:
      return by_dictionary("event", table_->names(), table_->shown().name);
    case PredicateForm::kChannel:
      return by_dictionary("channel", table_->channels(), table_->shown().channel);
    case PredicateForm::kSource:
      return by_dictionary("source", table_->sources(), table_->shown().source);
    case PredicateForm::kType: {
      Mask wanted(std::numeric_limits<std::uint8_t>::max() + 1);
      for (const auto type : predicate.types) wanted[static_cast<std::size_t>(type)] = 1;
      return of_part(*table_, table_->shown().type, wanted);
    }
    case PredicateForm::kTouchpoint:
    case PredicateForm::kStage:
      return journey_names(predicate);
    case PredicateForm::kProperty:
      return property(predicate);
    case PredicateForm::kTrait: {
      WEND_ASSIGN(const Mask profiles, profile_trait(predicate));
      return Selection::of_mask(*table_, spread(profiles));
    }
    case PredicateForm::kAll: {
      Selection whole = Selection::all(*table_);
      for (const Predicate& part : predicate.parts) {
        WEND_ASSIGN(const Selection other, selection(part));
        whole.meet(other);
      }
      return whole;
    }
    case PredicateForm::kAny: {
      Selection whole = Selection::of_signatures(*table_, Mask(table_->shown().size()));
      std::optional<Mask> looked_at;
      for (const Predicate& part : predicate.parts) {
        WEND_ASSIGN(const Selection other, selection(part));
        if (other.by_signature()) {
          whole.join(other);
        } else if (looked_at) {
          combine(*looked_at, mask_of(other), false);
        } else {
          looked_at = mask_of(other);
        }
      }
      if (!looked_at) return whole;
      combine(*looked_at, mask_of(whole), false);
      return Selection::of_mask(*table_, *std::move(looked_at));
    }
    case PredicateForm::kNot: {
      WEND_ASSIGN(Selection part, selection(predicate.parts[0]));
      if (part.by_signature()) {
        part.invert();
        return part;
      }
      Mask mask = mask_of(part);
      invert(mask);
      return Selection::of_mask(*table_, std::move(mask));
    }
    case PredicateForm::kPattern: {
      WEND_ASSIGN(Mask ends, pattern_ends(predicate));
      return Selection::of_mask(*table_, std::move(ends));
    }
    case PredicateForm::kDid:
    case PredicateForm::kFirst:
    case PredicateForm::kSequence:
    case PredicateForm::kSegment:
    case PredicateForm::kAccount: {
      WEND_ASSIGN(const Mask of_customers, profiles(predicate));
      return Selection::of_mask(*table_, spread(of_customers));
    }
  }
  return Selection::all(*table_);
}

base::Result<Mask> MaskBuilder::profiles(const Predicate& predicate) {
  const auto did_one = [&](const Predicate& about_one_event) -> base::Result<Mask> {
    WEND_ASSIGN(const Selection selected, selection(about_one_event));
    return profile_count(selected, {from_us_, to_us_}, 1, kUnbounded);
  };
  switch (predicate.form) {
    case PredicateForm::kAlways:
      return Mask(table_->profile_count(), 1);
    case PredicateForm::kTrait:
      return profile_trait(predicate);
    case PredicateForm::kDid:
      return profile_did(predicate);
    case PredicateForm::kFirst:
      return profile_first(predicate);
    case PredicateForm::kSequence:
      return profile_sequence(predicate);
    case PredicateForm::kPattern:
      return profile_pattern(predicate);
    case PredicateForm::kSegment: {
      WEND_ASSIGN(auto found, segment(predicate.names[0], predicate.place + ".segment"));
      return std::move(found.members);
    }
    case PredicateForm::kAccount:
      return profile_account(predicate);
    case PredicateForm::kNot: {
      WEND_ASSIGN(Mask mask, profiles(predicate.parts[0]));
      invert(mask);
      return mask;
    }
    case PredicateForm::kAny: {
      Mask mask(table_->profile_count());
      for (const Predicate& part : predicate.parts) {
        WEND_ASSIGN(const Mask other, profiles(part));
        combine(mask, other, false);
      }
      return mask;
    }
    case PredicateForm::kAll: {
      Mask mask(table_->profile_count(), 1);
      Predicate one_event;
      one_event.form = PredicateForm::kAll;
      for (const Predicate& part : predicate.parts) {
        if (model::is_about_one_event(part)) {
          if (part.form != PredicateForm::kAlways) one_event.parts.push_back(part);
          continue;
        }
        WEND_ASSIGN(const Mask other, profiles(part));
        combine(mask, other, true);
      }
      if (!one_event.parts.empty()) {
        WEND_ASSIGN(const Mask other, did_one(one_event));
        combine(mask, other, true);
      }
      return mask;
    }
    default:
      return did_one(predicate);
  }
}

}  // namespace wend::analyze
