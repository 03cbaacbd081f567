#pragma once

#include <boost/json/object.hpp>
#include <cstdint>
#include <memory>
#include <optional>
#include <stop_token>
#include <string_view>
#include <vector>

#include "analyze/event_mask.h"
#include "analyze/find_account_table.h"
#include "analyze/journey_table.h"
#include "analyze/notes.h"
#include "analyze/scope.h"
#include "base/result.h"
#include "model/json_reader.h"
#include "model/predicate.h"
#include "model/time_zone.h"

namespace wend::analyze {

class AccountUnits;

// What a kind of question has at hand while it answers.
struct QueryRun {
  std::shared_ptr<const JourneyTable> table;
  const Scope& scope;
  const model::TimeZone& zone;
  std::stop_token stop;
  MaskBuilder& masks;
  Notes& notes;
  // Who knows the accounts; null or none: nobody here.
  const FindAccountTable* account_table = nullptr;
};

// Profiles by their index in the table, ascending, each once.
using ProfileList = std::vector<std::uint32_t>;

// A computed answer. The numbers in `result` and the lists of `people` come from the same tally, so
// that the list behind a ref is as long as the number of customers that stands beside it.
class Answer {
 public:
  virtual ~Answer() = default;
  virtual base::Result<boost::json::object> result() = 0;
  // The people behind a ref of `result`; nullopt when there is no such ref.
  virtual base::Result<std::optional<ProfileList>> people(std::string_view ref) = 0;
  // Where the answer counts accounts: those behind a ref of `result`, as units of account_units().
  virtual base::Result<std::optional<ProfileList>> accounts(std::string_view) {
    return std::nullopt;
  }
  virtual const AccountUnits* account_units() const { return nullptr; }
};

// A parsed question of one kind.
class Question {
 public:
  virtual ~Question() = default;
  virtual base::Result<std::unique_ptr<Answer>> answer(const QueryRun& run) const = 0;
};

// Reads the kind's own fields out of a document; the common ones (range, where, who, people) and
// unknown ones are dealt with elsewhere.
using ReadQuestion = base::Result<std::unique_ptr<Question>> (*)(
    model::ObjectReader& document, model::PredicateReader& predicates);

// One kind of question. A new kind is one row in query_kinds.cpp.
struct QueryKind {
  std::string_view name;
  ReadQuestion read;
};
const std::vector<QueryKind>& query_kinds();

// Calls visit(profile, begin, end) for every profile; ends with kCancelled soon after the asker has
// left.
template <typename Visit>
base::Status each_profile(const JourneyTable& table, const std::stop_token& stop, Visit&& visit) {
  for (std::size_t profile = 0; profile < table.profile_count(); ++profile) {
    if (profile % kProfilesPerStopCheck == 0) WEND_TRY(check_stop(stop));
    visit(static_cast<std::uint32_t>(profile), table.begin(profile), table.end(profile));
  }
  return {};
}

}  // namespace wend::analyze
