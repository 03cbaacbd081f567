#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "model/time_zone.h"
#include "unify/export_cell.h"
#include "unify/export_reading.h"
#include "unify/export_request.h"
#include "unify/export_values.h"
#include "unify/generalisation.h"
#include "unify/pseudonym_key.h"
#include "unify/text_cleaner.h"

namespace wend::unify {

// Makes the rows of people. Everybody is shown to it twice: learn() sees what is common, then
// learned(), then rows() may be asked for anybody, as often as need be.
class ExportRows {
 public:
  struct From {
    const ExportRequest& request;
    const PseudonymKey& key;
    const model::IdentityRules& rules;
    const model::TimeZone& zone;
  };
  // What `from` names must outlive it.
  explicit ExportRows(const From& from);

  // A text that fewer people have is "other".
  static constexpr std::uint32_t kPeopleMin = 10;
  // The name of an event that fewer people have may name one of them.
  static constexpr std::uint32_t kEventPeopleMin = 20;

  void add_identity(std::string_view identity_namespace, std::string_view value) {
    values_.add_identity(identity_namespace, value);
  }
  void learn(const ExportPerson& person);
  // Errors: kInvalidInput when the name of a column names somebody.
  base::Status learned();

  const std::vector<ExportField>& fields() const { return fields_; }
  // Places in `fields` of the quasi-identifiers.
  const std::vector<std::size_t>& quasi_identifiers() const { return quasi_; }
  // Nothing for who is not wanted, or has no event in the period.
  std::vector<ExportRow> rows(const ExportPerson& person);
  std::uint64_t replaced() const { return cleaner_.replaced() + names_cleaner_.replaced(); }

 private:
  enum class Holds : std::uint8_t {
    kCustomer,
    kTime,
    kType,
    kEvent,
    kChannel,
    kSource,
    kIdentity,
    kFirstSeen,
    kLastSeen,
    kEvents,
    kChannels,
    kIdentities,
    kProperty,
  };
  struct Column {
    Holds holds = Holds::kProperty;
    std::string property;
    ExportRequest::Choice choice = ExportRequest::Choice::kKeep;
    bool postcode = false, named_time = false;
    NumberRanges ranges;
    CommonTexts texts;
    // What the kept values were so far.
    bool bools = true, numbers = true, wholes = true, any = false;
  };
  // What a row is made of before it is cleaned.
  struct Whole {
    const ExportPerson* person = nullptr;
    const ExportEvent* event = nullptr;  // null: of the customer
    const TellingValues* own = nullptr;
    const boost::json::object* properties = nullptr;  // or traits
    env::TimeUs first_us = 0, last_us = 0;
    double events = 0;
    std::vector<std::string> channels;
    env::TimeUs shift_us = 0;
  };
  void add_column(Holds holds, std::string name, ExportRequest::Choice choice, bool quasi,
                  std::string property = {});
  void each_whole(const ExportPerson& person, const TellingValues* own,
                  const std::function<void(const Whole&)>& take) const;
  // The value before anything is done to it; null when there is none.
  boost::json::value raw(const Column& column, const Whole& whole) const;
  void learn(Column& column, const boost::json::value& value, std::uint64_t person) const;
  ExportCell cell(Column& column, const Whole& whole);
  ExportCell kept(Column& column, const boost::json::value& value, const Whole& whole);
  ExportCell generalised(Column& column, const boost::json::value& value, const Whole& whole);
  ExportTime moved(env::TimeUs time_us, bool only_day, const Whole& whole) const;
  std::string name_of_event(const std::string& name, const TellingValues* own);

  const From from_;
  ExportValues values_;
  TextCleaner cleaner_;        // everything
  TextCleaner names_cleaner_;  // identities alone
  std::vector<Column> columns_;
  std::vector<ExportField> fields_;
  std::vector<std::size_t> quasi_;
  CommonTexts event_names_{kEventPeopleMin};
};

}  // namespace wend::unify
