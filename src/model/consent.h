#pragma once

#include <boost/json/object.hpp>
#include <boost/json/value.hpp>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "model/event.h"

// What a workspace collects and uses data for, and what people said to that (docs/privacy.md).
namespace wend::model {

enum class ConsentState : std::uint8_t { kUnknown, kGiven, kWithdrawn };
std::string_view to_string(ConsentState state);
std::optional<ConsentState> consent_state_from(std::string_view text);

// Art. 6(1) of the GDPR, (a) to (f).
enum class LawfulBasis : std::uint8_t {
  kConsent,
  kContract,
  kLegalObligation,
  kVitalInterests,
  kPublicTask,
  kLegitimateInterests
};
std::string_view to_string(LawfulBasis basis);

// What becomes of an event that may not be used for the purpose it is collected for.
enum class WithoutConsent : std::uint8_t { kKeep, kKeepWithoutIdentity, kDrop };
std::string_view to_string(WithoutConsent fate);

struct ConsentPurpose {
  std::string id;  // of small letters, digits, _ and -
  std::string name;
  std::string description;
  LawfulBasis basis = LawfulBasis::kConsent;
  std::vector<std::string> channels;  // that it is about; none: all
  std::vector<std::string> aliases;   // what consent platforms call it, letter by letter
  bool allowed_unasked = false;       // opt-out: who said nothing is taken to agree
  // The events that are collected for it.
  struct Ingest {
    std::vector<std::string> events;  // names; * stands for any characters
    std::vector<EventType> kinds;     // none: all
    WithoutConsent otherwise = WithoutConsent::kKeep;
  };
  std::optional<Ingest> required_at_ingest;

  bool is_called(std::string_view category) const;
  bool collects(EventType kind, std::string_view event) const;
};

struct ConsentPurposes {
  std::vector<ConsentPurpose> purposes;
  const ConsentPurpose* find(std::string_view id) const;
};

inline constexpr std::size_t kPurposesMax = 100;
// The name under which the workspace keeps them.
inline constexpr std::string_view kConsentDocument = "consent_purposes";

// Errors: kInvalidInput with the place ("purposes[1].lawful_basis").
base::Result<ConsentPurposes> consent_purposes_from(const boost::json::value& document);
boost::json::object to_json(const ConsentPurposes& purposes);

// What was said of one identity at one time. A state stands until something else is said; what
// merely repeats it is no statement.
struct ConsentStatement {
  std::string category;  // as it was said: a purpose's id or alias, or what no purpose is called
  std::string channel;   // empty: all
  ConsentState state = ConsentState::kUnknown;
  TimeUs time = 0;
};

// Whether something may be done for a purpose, and why.
struct ConsentAnswer {
  enum class Why : std::uint8_t {
    kGiven,
    kWithdrawn,
    kNothingSaid,  // the purpose's default decides
    kBasis,        // the lawful basis does not ask the person
    kChannel,      // the purpose is not about this channel
  };
  bool allowed = false;
  Why why = Why::kNothingSaid;
  ConsentState state = ConsentState::kUnknown;
  std::optional<std::size_t> statement;  // which decided
};
std::string_view to_string(ConsentAnswer::Why why);

// The one rule: of everything that was said of a person, over all their identities, for this
// purpose and this channel or all channels, the latest counts; of several at one time that which
// withdraws. Without a channel only what was said for all channels counts.
template <typename Statement>
ConsentAnswer answer_consent(const ConsentPurpose& purpose, std::string_view channel,
                             std::span<const Statement> statements);

// Whether the purpose, by its basis and default, agrees to this state.
ConsentAnswer answer_for_state(const ConsentPurpose& purpose, std::string_view channel,
                               ConsentState state);

// Which of two states counts that were said at the same time.
inline int strength_of(ConsentState state) {
  return state == ConsentState::kWithdrawn ? 2 : state == ConsentState::kUnknown ? 1 : 0;
}

template <typename Statement>
ConsentAnswer answer_consent(const ConsentPurpose& purpose, std::string_view channel,
                             std::span<const Statement> statements) {
  std::optional<std::size_t> last;
  for (std::size_t i = 0; i < statements.size(); ++i) {
    const Statement& one = statements[i];
    if (!one.channel.empty() && one.channel != channel) continue;
    if (!purpose.is_called(one.category)) continue;
    if (!last || one.time > statements[*last].time ||
        (one.time == statements[*last].time &&
         strength_of(one.state) > strength_of(statements[*last].state)))
      last = i;
  }
  ConsentAnswer answer =
      answer_for_state(purpose, channel, last ? statements[*last].state : ConsentState::kUnknown);
  answer.statement = last;
  return answer;
}

}  // namespace wend::model
