#pragma once

#include <boost/json/object.hpp>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "base/result.h"
#include "events/event_store.h"
#include "model/time_zone.h"
#include "unify/accounts.h"
#include "unify/segment_journal.h"
#include "workspace/workspace.h"

namespace wend::unify {

// Everything that is kept about one customer, to be handed out: as a JSON document
// (docs/privacy.md) or as one page for people, in pieces as it is read. What changes meanwhile may
// be in it or not.
class PersonExport {
 public:
  enum class Form { kJson, kPage };
  struct From {
    const events::EventStore& store;
    SegmentJournal& journal;
    workspace::Workspace& workspace;
    Accounts& accounts;
    model::TimeZone zone;
    env::TimeUs now = 0;
  };
  // Errors: kNotFound when the profile has no identities, kIo.
  static base::Result<std::unique_ptr<PersonExport>> begin(const From& from, std::int64_t profile,
                                                           Form form);
  // The next piece; nothing at the end.
  base::Result<std::optional<std::string>> next();

 private:
  PersonExport(const From& from, std::int64_t profile, Form form)
      : from_(from), profile_(profile), form_(form) {}
  base::Status read_person();
  base::Result<std::string> events();
  std::string page_head() const;

  const From from_;
  const std::int64_t profile_;
  const Form form_;
  boost::json::object person_;  // everything but events
  enum class Place { kHead, kEvents, kEnd } place_ = Place::kHead;
  std::optional<events::EventCursor> after_;
  bool first_event_ = true;
};

}  // namespace wend::unify
