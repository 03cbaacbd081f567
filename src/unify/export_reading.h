#pragma once

#include <boost/json/object.hpp>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include "base/result.h"
#include "events/event_store.h"
#include "model/consent.h"
#include "unify/erasure_list.h"
#include "unify/export_request.h"
#include "unify/pseudonym_key.h"

namespace wend::unify {

struct ExportEvent {
  env::TimeUs time_us = 0;
  model::EventType type = model::EventType::kTrack;
  std::string name, channel, source;
  std::string identity_namespace, identity_value;
  boost::json::object properties;
  bool in_period = false;  // identify events of other times tell what the person is called by
};

// Somebody with everything that an export may need to know, also what is not to be written.
struct ExportPerson {
  std::uint64_t place = 0;  // in the order of pseudonyms
  std::int64_t profile = 0;
  std::string pseudonym;
  bool wanted = false;  // else the values are only looked for in texts of others
  std::vector<model::PersonTexts::Value> identities;
  std::vector<ExportEvent> events;  // by time
};

// Reads everybody as of one moment, in the order of their pseudonyms: any other order would tell
// who is who to somebody who knows everybody.
class ExportReading {
 public:
  struct Limits {
    std::optional<std::uint64_t> people_max;  // the first ones; none: all
  };
  // Who is not written: whoever has one of `erased` (keyed hashes of erasures that are not done),
  // and, with a purpose, whoever it is not allowed for.
  static base::Result<ExportReading> begin(const events::EventStore& store,
                                           const ExportRequest& request, const PseudonymKey& key,
                                           const model::ConsentPurpose* purpose,
                                           const IdentityHasher& hasher,
                                           const std::vector<std::string>& erased,
                                           const Limits& limits);

  std::uint64_t people() const { return people_.size(); }
  std::uint64_t without_consent() const { return without_consent_; }
  std::uint64_t being_erased() const { return being_erased_; }

  // Every identity of the workspace, also of those beyond the limit.
  base::Status each_identity(
      const std::function<void(std::string_view identity_namespace, std::string_view value)>& take);
  // People that have an identity and an event of the period, and those that are not wanted. Errors:
  // kCancelled, what `take` answers, kIo.
  base::Status each_person(const std::function<base::Status(ExportPerson&&)>& take,
                           const std::stop_token& stop);

 private:
  struct Known {
    std::int64_t profile = 0;
    std::string pseudonym;
    bool wanted = true;
  };
  ExportReading(events::duck::Connection connection, const ExportRequest& request)
      : connection_(std::move(connection)), request_(&request) {}
  base::Status read_people(const PseudonymKey& key, const Limits& limits);
  base::Status leave_out_erased(const IdentityHasher& hasher,
                                const std::vector<std::string>& erased);
  base::Status leave_out_without_consent(const model::ConsentPurpose& purpose);
  base::Status write_places();
  base::Status each_of(std::uint64_t from, std::uint64_t to,
                       const std::function<base::Status(ExportPerson&&)>& take,
                       const std::stop_token& stop);

  events::duck::Connection connection_;
  const ExportRequest* request_;
  std::vector<Known> people_;  // by pseudonym
  double events_ = 0;          // of these people, about
  std::uint64_t without_consent_ = 0, being_erased_ = 0;
};

}  // namespace wend::unify
