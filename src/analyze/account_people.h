#pragma once

#include <boost/json/object.hpp>
#include <functional>
#include <optional>

#include "analyze/account_units.h"

namespace wend::analyze {

// The accounts behind a ref, as numbers of units.
using UnitsOfRef = std::function<std::optional<std::vector<std::uint32_t>>(std::string_view ref)>;

// In a result that counts accounts: puts beside every ref how many people its list has, as "people"
// beside "ref" and "NAME_people" beside "NAME_ref". What stood there as "people" counted accounts
// and becomes "accounts".
void put_account_people(boost::json::object& result, const UnitsOfRef& units_of,
                        const AccountUnits& accounts);

}  // namespace wend::analyze
