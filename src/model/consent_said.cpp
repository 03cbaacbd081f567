#include "model/consent_said.h"

#include <cstring>
#include <optional>
#include <simdjson.h>

namespace wend::model {
namespace {

namespace dom = simdjson::dom;

constexpr std::string_view kGiven = "Consent given";
constexpr std::string_view kWithdrawn = "Consent withdrawn";
// https://segment.com/docs/privacy/consent-management/consent-in-unify
constexpr std::string_view kPreferenceUpdated = "Segment Consent Preference Updated";
constexpr std::string_view kProperty = "\"consent";
// More is no consent platform's list.
constexpr std::size_t kCategoriesMax = 200;
constexpr std::size_t kTextBytesMax = 256;

std::string text_of(const dom::object& object, const char* field) {
  std::string_view text;
  if (object.at_key(field).get(text) != simdjson::SUCCESS || text.size() > kTextBytesMax) return {};
  return std::string(text);
}

class Taker {
 public:
  Taker(EventConsent& consent, std::string channel)
      : consent_(consent), channel_(std::move(channel)) {}

  void take(std::string_view category, ConsentState state) {
    if (category.empty() || category.size() > kTextBytesMax ||
        consent_.said.size() == kCategoriesMax)
      return;
    consent_.said.push_back({std::string(category), channel_, state});
  }
  // One text, or a list of them.
  void take_all(const dom::element& categories, ConsentState state) {
    std::string_view text;
    if (categories.get(text) == simdjson::SUCCESS) return take(text, state);
    dom::array list;
    if (categories.get(list) != simdjson::SUCCESS) return;
    for (const dom::element one : list)
      if (one.get(text) == simdjson::SUCCESS) take(text, state);
  }
  void take_all(const dom::object& object, const char* field, ConsentState state) {
    dom::element categories;
    if (object.at_key(field).get(categories) == simdjson::SUCCESS) take_all(categories, state);
  }

 private:
  EventConsent& consent_;
  const std::string channel_;
};

}  // namespace

struct ConsentReader::State {
  dom::parser parser;
};

ConsentReader::ConsentReader() : state_(std::make_unique<State>()) {}
ConsentReader::~ConsentReader() = default;

bool ConsentReader::may_say(const EventRow& row) {
  if (row.name == kGiven || row.name == kWithdrawn) return true;
  return ::memmem(row.properties.data(), row.properties.size(), kProperty.data(),
                  kProperty.size()) != nullptr;
}

EventConsent ConsentReader::read(const EventRow& row) {
  EventConsent consent;
  dom::element document;
  dom::object object;
  if (state_->parser.parse(row.properties.data(), row.properties.size()).get(document) !=
          simdjson::SUCCESS ||
      document.get(object) != simdjson::SUCCESS)
    return consent;
  const bool given = row.name == kGiven, withdrawn = row.name == kWithdrawn;
  consent.decision = given || withdrawn || row.name == kPreferenceUpdated;
  consent.wording = text_of(object, "wording");
  if (consent.wording.empty()) consent.wording = text_of(object, "wording_version");
  Taker taker(consent, consent.decision ? text_of(object, "consent_channel") : std::string());
  if (given || withdrawn) {
    const ConsentState state = given ? ConsentState::kGiven : ConsentState::kWithdrawn;
    for (const char* field : {"purpose", "purposes"}) taker.take_all(object, field, state);
    return consent;
  }
  // Segment's context.consent.categoryPreferences.
  dom::object preferences;
  if (object.at_key("consent").get(preferences) == simdjson::SUCCESS) {
    for (const auto [category, value] : preferences) {
      bool agreed = false;
      if (value.get(agreed) == simdjson::SUCCESS)
        taker.take(category, agreed ? ConsentState::kGiven : ConsentState::kWithdrawn);
    }
  }
  // RudderStack's context.consentManagement.
  dom::object management;
  if (object.at_key("consent_management").get(management) == simdjson::SUCCESS) {
    taker.take_all(management, "allowedConsentIds", ConsentState::kGiven);
    taker.take_all(management, "deniedConsentIds", ConsentState::kWithdrawn);
  }
  return consent;
}

}  // namespace wend::model
