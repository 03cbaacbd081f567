#pragma once

#include <functional>
#include <optional>
#include <span>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/result.h"
#include "events/event_store.h"
#include "unify/account_state.h"

namespace wend::unify {

// Reads what the event store knows of accounts, as of one moment.
class AccountReading {
 public:
  // Errors: kIo.
  static base::Result<AccountReading> begin(const events::EventStore& store);

  std::int64_t version() const { return version_; }
  std::int64_t last_sequence() const { return last_sequence_; }
  // How many events, and rows of accounts that no event brought, have a sequence up to this one.
  base::Result<std::int64_t> count_up_to(std::int64_t sequence);

  using Visit = std::function<void(const NamingEvent&)>;
  // Events after a sequence that may name accounts, in any order.
  base::Status each_naming(std::int64_t after, const Visit& visit);
  // What group calls and files said of accounts after a sequence, in the order of time and
  // sequence.
  base::Status each_group_call(std::int64_t after, const Visit& visit);

  // The e-mail addresses whose row in the store comes after `row`. Answers the last row.
  using VisitEmail =
      std::function<void(std::int64_t identity, std::int64_t profile, std::string_view address)>;
  base::Result<std::int64_t> each_email(std::int64_t after_row, const VisitEmail& visit);
  // How many e-mail addresses have a row up to this one.
  base::Result<std::int64_t> emails_up_to(std::int64_t row);

  using VisitOwner = std::function<void(std::int64_t identity, std::int64_t profile)>;
  // The identities of these profiles, and these identities.
  base::Status each_identity_of(std::span<const std::int64_t> profiles, const VisitOwner& visit);
  base::Status each_owner_of(std::span<const std::int64_t> identities, const VisitOwner& visit);

 private:
  explicit AccountReading(events::duck::Connection connection)
      : connection_(std::move(connection)) {}
  base::Status each_event(const char* sql, std::int64_t after, const Visit& visit);
  base::Status each_owner(const char* sql, std::span<const std::int64_t> numbers,
                          const VisitOwner& visit);

  events::duck::Connection connection_;
  std::int64_t version_ = 0, last_sequence_ = 0;
};

}  // namespace wend::unify
