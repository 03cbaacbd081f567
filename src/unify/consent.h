#pragma once

#include <boost/json/value.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "events/event_store.h"
#include "model/consent.h"
#include "unify/erasure_list.h"
#include "workspace/documents.h"

namespace wend::unify {

// The workspace's purposes, what people said to them, and the one question that all who send or
// show something ask: may I.
class Consent {
 public:
  struct Purposes {
    model::ConsentPurposes purposes;
    std::int64_t version = 0;  // 0: nobody wrote any yet
  };
  Consent(events::EventStore& store, workspace::Documents& documents, IdentityHasher hasher)
      : store_(store), documents_(documents), hasher_(hasher) {}
  // Makes the store judge events by the purposes that the workspace has. Errors: kIo; kInvalidInput
  // when they cannot be read.
  base::Status apply();

  base::Result<Purposes> purposes();
  // Writes them when the stored version is `version`; they hold for what comes from now on, and for
  // every question about what was said before. Errors: kConflict otherwise, kIo.
  base::Result<Purposes> replace(const model::ConsentPurposes& purposes, std::int64_t version);

  struct Answer {
    model::ConsentAnswer answer;
    std::optional<events::ConsentLine> line;  // which decided
  };
  // Whether this purpose may be followed on this channel with the customer; without a channel, on
  // those of which nothing else was said. Errors: kNotFound for a purpose that is none.
  base::Result<Answer> may(std::int64_t profile, std::string_view purpose,
                           std::string_view channel = {});

  // Everything about one customer.
  struct OfPurpose {
    model::ConsentPurpose purpose;
    // On all channels, and on each that the purpose names or that something was said of.
    std::vector<std::pair<std::string, Answer>> channels;
  };
  struct OfCustomer {
    std::vector<OfPurpose> purposes;
    std::vector<events::ConsentLine> history;  // the latest first
  };
  base::Result<OfCustomer> of_customer(std::int64_t profile);

  struct Statement {
    std::string purpose, channel;
    model::ConsentState state = model::ConsentState::kUnknown;
    env::TimeUs time = 0;
    std::string actor, reason, wording;
  };
  // What a person of the staff records: it stands with the customer's strongest identity. Errors:
  // kNotFound for a customer or a purpose that is none; kInvalidInput for a channel that the
  // purpose is not about.
  base::Status record(std::int64_t profile, const Statement& statement, env::TimeUs now);

 private:
  void use(const model::ConsentPurposes& purposes);

  events::EventStore& store_;
  workspace::Documents& documents_;
  const IdentityHasher hasher_;
};

}  // namespace wend::unify
