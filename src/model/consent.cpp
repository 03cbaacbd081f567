#include "model/consent.h"

#include <algorithm>
#include <array>
#include <boost/json/array.hpp>
#include <fmt/format.h>
#include <map>

#include "model/json_reader.h"
#include "model/name_pattern.h"

namespace wend::model {
namespace {

namespace json = boost::json;
using base::ErrorCode;
using base::fail;

constexpr std::array<std::string_view, 3> kStates = {"unknown", "given", "withdrawn"};
constexpr std::array<std::string_view, 6> kBases = {"consent",          "contract",
                                                    "legal_obligation", "vital_interests",
                                                    "public_task",      "legitimate_interests"};
constexpr std::array<std::string_view, 3> kFates = {"keep", "keep_without_identity", "drop"};
constexpr std::array<std::string_view, 5> kWhys = {"given", "withdrawn", "nothing_said", "basis",
                                                   "channel"};
constexpr std::size_t kIdBytesMax = 64;
constexpr std::size_t kTextBytesMax = 256;
constexpr std::size_t kDescriptionBytesMax = 4096;
constexpr std::size_t kEntriesMax = 100;

bool is_id(std::string_view text) {
  return !text.empty() && text.size() <= kIdBytesMax && std::ranges::all_of(text, [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' || c == '-';
  });
}

base::Result<std::vector<std::string>> read_texts(ObjectReader& reader, std::string_view field) {
  WEND_ASSIGN(const json::array* list, reader.list(field, kEntriesMax));
  std::vector<std::string> texts;
  for (std::size_t i = 0; i < list->size(); ++i) {
    const std::string place = entry_place(reader.place_of(field), i);
    const json::value& value = (*list)[i];
    if (!value.is_string()) return wrong_kind(value, place, "a text");
    const std::string_view text = value.get_string();
    if (text.empty() || text.size() > kTextBytesMax)
      return fail(ErrorCode::kInvalidInput,
                  fmt::format("This must be a text of 1 to {} bytes.", kTextBytesMax), place);
    if (std::ranges::find(texts, text) != texts.end())
      return fail(ErrorCode::kInvalidInput, fmt::format("\"{}\" stands here twice.", text), place);
    texts.emplace_back(text);
  }
  return texts;
}

base::Result<ConsentPurpose::Ingest> read_ingest(const json::value& value, std::string place) {
  WEND_ASSIGN(auto reader, ObjectReader::open(value, std::move(place)));
  ConsentPurpose::Ingest ingest;
  WEND_ASSIGN(ingest.events, read_texts(reader, "events"));
  if (ingest.events.empty())
    return fail(ErrorCode::kInvalidInput, "No event is named.", reader.place_of("events"),
                "[\"*\"] names all.");
  WEND_ASSIGN(const auto kinds, read_texts(reader, "kinds"));
  for (std::size_t i = 0; i < kinds.size(); ++i) {
    const auto kind = event_type_from(kinds[i]);
    if (!kind)
      return fail(ErrorCode::kInvalidInput, fmt::format("There is no kind \"{}\".", kinds[i]),
                  entry_place(reader.place_of("kinds"), i),
                  "Use track, page, screen, identify, group or alias.");
    ingest.kinds.push_back(*kind);
  }
  WEND_ASSIGN(const auto fate,
              reader.choice("otherwise", {"keep", "keep_without_identity", "drop"}));
  ingest.otherwise = static_cast<WithoutConsent>(fate.value_or(0));
  WEND_TRY(reader.finish());
  return ingest;
}

base::Result<ConsentPurpose> read_purpose(const json::value& value, std::string place) {
  WEND_ASSIGN(auto reader, ObjectReader::open(value, std::move(place)));
  ConsentPurpose purpose;
  WEND_ASSIGN(auto id, reader.text("id"));
  if (!id || !is_id(*id))
    return fail(ErrorCode::kInvalidInput,
                "A purpose needs an id of small letters, digits, _ and -, of 64 at most.",
                reader.place_of("id"));
  purpose.id = *std::move(id);
  WEND_ASSIGN(auto name, reader.text("name"));
  if (!name || name->empty() || name->size() > kTextBytesMax)
    return fail(ErrorCode::kInvalidInput,
                fmt::format("A purpose needs a name of {} bytes at most.", kTextBytesMax),
                reader.place_of("name"));
  purpose.name = *std::move(name);
  WEND_ASSIGN(auto description, reader.text("description"));
  purpose.description = std::move(description).value_or("");
  if (purpose.description.size() > kDescriptionBytesMax)
    return fail(ErrorCode::kInvalidInput,
                fmt::format("This is longer than {} bytes.", kDescriptionBytesMax),
                reader.place_of("description"));
  WEND_ASSIGN(
      const auto basis,
      reader.choice("lawful_basis", {"consent", "contract", "legal_obligation", "vital_interests",
                                     "public_task", "legitimate_interests"}));
  if (!basis)
    return fail(ErrorCode::kInvalidInput, "A purpose needs a lawful basis.",
                reader.place_of("lawful_basis"));
  purpose.basis = static_cast<LawfulBasis>(*basis);
  WEND_ASSIGN(purpose.channels, read_texts(reader, "channels"));
  WEND_ASSIGN(purpose.aliases, read_texts(reader, "aliases"));
  WEND_ASSIGN(const auto unasked, reader.choice("default", {"opt_in", "opt_out"}));
  purpose.allowed_unasked = unasked.value_or(0) == 1;
  if (const json::value* ingest = reader.find("required_at_ingest")) {
    WEND_ASSIGN(purpose.required_at_ingest,
                read_ingest(*ingest, reader.place_of("required_at_ingest")));
  }
  WEND_TRY(reader.finish());
  return purpose;
}

json::array texts_json(const std::vector<std::string>& texts) {
  return json::array(texts.begin(), texts.end());
}

}  // namespace

std::string_view to_string(ConsentState state) {
  return kStates[static_cast<std::size_t>(state)];
}
std::string_view to_string(LawfulBasis basis) {
  return kBases[static_cast<std::size_t>(basis)];
}
std::string_view to_string(WithoutConsent fate) {
  return kFates[static_cast<std::size_t>(fate)];
}
std::string_view to_string(ConsentAnswer::Why why) {
  return kWhys[static_cast<std::size_t>(why)];
}

std::optional<ConsentState> consent_state_from(std::string_view text) {
  const auto* found = std::ranges::find(kStates, text);
  if (found == kStates.end()) return std::nullopt;
  return static_cast<ConsentState>(found - kStates.begin());
}

bool ConsentPurpose::is_called(std::string_view category) const {
  return category == id || std::ranges::find(aliases, category) != aliases.end();
}

bool ConsentPurpose::collects(EventType kind, std::string_view event) const {
  if (!required_at_ingest) return false;
  const auto& [events, kinds, otherwise] = *required_at_ingest;
  if (!kinds.empty() && std::ranges::find(kinds, kind) == kinds.end()) return false;
  return std::ranges::any_of(events,
                             [&](const auto& pattern) { return fits_pattern(pattern, event); });
}

const ConsentPurpose* ConsentPurposes::find(std::string_view id) const {
  const auto found = std::ranges::find(purposes, id, &ConsentPurpose::id);
  return found == purposes.end() ? nullptr : &*found;
}

base::Result<ConsentPurposes> consent_purposes_from(const json::value& document) {
  WEND_ASSIGN(auto reader, ObjectReader::open(document, ""));
  WEND_ASSIGN(const json::array* list, reader.list("purposes", kPurposesMax));
  ConsentPurposes all;
  std::map<std::string, std::string> names;  // what is a purpose called, and which
  for (std::size_t i = 0; i < list->size(); ++i) {
    const std::string at = entry_place("purposes", i);
    WEND_ASSIGN(auto purpose, read_purpose((*list)[i], at));
    const auto take = [&](const std::string& called, std::string place) -> base::Status {
      const auto [known, is_new] = names.emplace(called, purpose.name);
      if (is_new) return {};
      return fail(ErrorCode::kInvalidInput,
                  fmt::format("\"{}\" is what the purpose \"{}\" is called already.", called,
                              known->second),
                  std::move(place));
    };
    WEND_TRY(take(purpose.id, field_place(at, "id")));
    for (std::size_t j = 0; j < purpose.aliases.size(); ++j)
      WEND_TRY(take(purpose.aliases[j], entry_place(field_place(at, "aliases"), j)));
    all.purposes.push_back(std::move(purpose));
  }
  WEND_TRY(reader.finish());
  return all;
}

json::object to_json(const ConsentPurposes& purposes) {
  json::array list;
  for (const ConsentPurpose& purpose : purposes.purposes) {
    json::object one{{"id", purpose.id},
                     {"name", purpose.name},
                     {"description", purpose.description},
                     {"lawful_basis", to_string(purpose.basis)},
                     {"channels", texts_json(purpose.channels)},
                     {"aliases", texts_json(purpose.aliases)},
                     {"default", purpose.allowed_unasked ? "opt_out" : "opt_in"},
                     {"required_at_ingest", nullptr}};
    if (const auto& ingest = purpose.required_at_ingest) {
      json::array kinds;
      for (const EventType kind : ingest->kinds) kinds.emplace_back(to_string(kind));
      one["required_at_ingest"] = json::object{{"events", texts_json(ingest->events)},
                                               {"kinds", std::move(kinds)},
                                               {"otherwise", to_string(ingest->otherwise)}};
    }
    list.push_back(std::move(one));
  }
  return {{"purposes", std::move(list)}};
}

ConsentAnswer answer_for_state(const ConsentPurpose& purpose, std::string_view channel,
                               ConsentState state) {
  using Why = ConsentAnswer::Why;
  ConsentAnswer answer{.state = state};
  if (!channel.empty() && !purpose.channels.empty() &&
      std::ranges::find(purpose.channels, channel) == purpose.channels.end()) {
    answer.why = Why::kChannel;
    return answer;
  }
  // Nobody can withdraw from a contract's own processing or a legal duty (Art. 17(3), 21); to a
  // legitimate interest or a public task they can object.
  if (purpose.basis == LawfulBasis::kContract || purpose.basis == LawfulBasis::kLegalObligation ||
      purpose.basis == LawfulBasis::kVitalInterests) {
    answer.allowed = true;
    answer.why = Why::kBasis;
    return answer;
  }
  answer.allowed =
      state == ConsentState::kGiven || (state == ConsentState::kUnknown && purpose.allowed_unasked);
  answer.why = state == ConsentState::kGiven       ? Why::kGiven
               : state == ConsentState::kWithdrawn ? Why::kWithdrawn
                                                   : Why::kNothingSaid;
  return answer;
}

}  // namespace wend::model
