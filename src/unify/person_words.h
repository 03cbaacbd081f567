#pragma once

#include <boost/json/object.hpp>
#include <string>
#include <string_view>

#include "model/identity_graph.h"
#include "workspace/account_decisions.h"

namespace wend::unify {

std::string_view word_of(model::LinkState state);
std::string_view word_of(model::Decision decision);
std::string_view word_of(workspace::AccountDecisionKind decision);

// The page of a PersonExport up to the rows of its last table, that of events.
std::string person_page_head(const boost::json::object& person);

}  // namespace wend::unify
