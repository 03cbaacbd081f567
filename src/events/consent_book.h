#pragma once

#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/result.h"
#include "events/duckdb.h"
#include "events/identity_book.h"
#include "model/consent.h"
#include "model/consent_said.h"
#include "model/event.h"
#include "model/identity_rules.h"
#include "model/retention.h"

namespace wend::events {

// What consent is asked for, as the store's writers use it.
struct ConsentRules {
  model::ConsentPurposes purposes;
  // A name for an identity that tells nobody who it is, the same within a day: keyed, so that it
  // cannot be found by trying.
  std::function<std::string(const model::NamedIdentity& identity, std::int64_t day)> pseudonym;

  // What is not kept at all any more.
  model::RetentionRules retention;

  bool asks_at_ingest() const;
  // The rule by which an event would be deleted at once; null when there is none.
  const model::RetentionRule* expired_by(const model::EventRow& row, std::int64_t source,
                                         env::TimeUs now) const;
};

// One line of the journal of consent, which is only ever added to.
struct ConsentLine {
  std::int64_t number = 0;
  std::int64_t identity = 0;
  std::string category, channel;  // as model::ConsentStatement has them
  model::ConsentState state = model::ConsentState::kUnknown;
  env::TimeUs time = 0;
  env::TimeUs recorded_at = 0;
  std::int64_t source_id = 0;  // 0: a person of the staff
  std::int64_t import_id = 0;  // 0: live
  std::string event;           // its name; empty when a person said it
  std::string message_id;      // of the event as the store has it, hexadecimal
  std::string actor, reason, wording;
  std::string identity_namespace, identity_value;  // of one that is read; not written
};

// Makes the table when it is missing.
base::Status create_consent(duck::Connection& connection);

// Who said what to which purpose, as far as the writer needs it: an identity's number and the
// statements of it; no value of a person. Wants the one writer's transaction; after an error it is
// not to be used again.
class ConsentBook {
 public:
  explicit ConsentBook(const model::IdentityRules& rules) : identity_rules_(rules) {}
  base::Status load(duck::Connection& connection);

  // What an event is to the journal.
  struct Occasion {
    model::MessageId message_id;
    std::int64_t source_id = 0, import_id = 0;
    env::TimeUs received_at = 0;
  };
  // What becomes of an event, after what it says itself was noted.
  struct Verdict {
    model::WithoutConsent fate = model::WithoutConsent::kKeep;
    std::string reason;  // why it is dropped, for people
    // Of an event that is kept without its identity: what to store in place of the row's. It has no
    // other identities.
    std::string pseudonym, properties;
    model::NamedIdentity identity() const { return {"pseudonym", pseudonym}; }
  };
  // `named`: who the customer of the event is; the first is the one it belongs to.
  Verdict take(const ConsentRules& rules, const IdentityBook& identities,
               const model::EventRow& row, std::span<const model::NamedIdentity> named,
               const Occasion& occasion);

  // What somebody says, whether it changes anything or not. Fills the number.
  void state(ConsentLine& line);
  // Writes what was noted. Errors: kIo.
  base::Status write(duck::Connection& connection);

 private:
  struct Known {
    std::uint32_t category = 0, channel = 0;  // in words_
    model::ConsentState state = model::ConsentState::kUnknown;
    env::TimeUs time = 0;
  };
  struct Said {  // as answer_consent() reads it
    std::string_view category, channel;
    model::ConsentState state;
    env::TimeUs time;
  };
  std::uint32_t word(std::string_view text);
  void add(const ConsentLine& line);
  void note(const model::EventRow& row, std::span<const model::NamedIdentity> named,
            const Occasion& occasion);
  bool changes(std::int64_t identity, const model::SaidConsent& said, env::TimeUs time);
  std::vector<Said> statements_of(const IdentityBook& identities,
                                  std::span<const model::NamedIdentity> named);
  void strip(const ConsentRules& rules, const model::EventRow& row,
             std::span<const model::NamedIdentity> named, Verdict& verdict);

  const model::IdentityRules identity_rules_;
  model::ConsentReader reader_;
  std::unordered_map<std::int64_t, std::vector<Known>> known_;  // by identity
  std::vector<std::string> words_;
  std::unordered_map<std::string, std::uint32_t> word_places_;
  std::int64_t next_number_ = 1;
  std::vector<ConsentLine> waiting_;
  // Who was seen together since write(), which the identity book joins only then.
  std::unordered_map<std::int64_t, std::vector<std::int64_t>> together_;
};

}  // namespace wend::events
