#pragma once

#include <functional>
#include <string_view>

#include "model/identity_rules.h"
#include "unify/export_reading.h"
#include "unify/export_request.h"
#include "unify/telling_values.h"

namespace wend::unify {

// What people are called by, as far as an export does not write it.
class ExportValues {
 public:
  // Both must outlive it.
  ExportValues(const model::IdentityRules& rules, const ExportRequest& request)
      : blocked_(rules), request_(&request) {}

  // Traits that so many people share tell nobody.
  static constexpr std::uint32_t kHoldersMax = 20;

  // One of everybody's identities. Numbers of fewer than six digits are left to those they belong
  // to: everywhere else they count something.
  void add_identity(std::string_view identity_namespace, std::string_view value);
  // What the columns that are left out say of a person.
  void add_person(const ExportPerson& person);
  void finish();

  const TellingValues& identities() const { return identities_; }
  const TellingValues& traits() const { return traits_; }
  // Everything a person is called by, for the person's own texts: identities, and values of traits
  // that are left out or generalised.
  TellingValues own(const ExportPerson& person) const;

 private:
  void add_traits(const ExportPerson& person, bool own, TellingValues& to) const;
  void add_value(const boost::json::value& value, bool is_name, std::size_t depth,
                 TellingValues& to) const;

  const model::BlockedValues blocked_;
  const ExportRequest* request_;
  TellingValues identities_, traits_;
};

}  // namespace wend::unify
