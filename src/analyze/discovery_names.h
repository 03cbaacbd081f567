#pragma once

#include <cstdint>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "analyze/journey_table.h"

namespace wend::analyze {

// A name as people would write it: "checkout_started" and "CheckoutStarted" become "Checkout
// started". Names that already contain spaces, and paths, keep their spelling.
std::string humanised(std::string_view name);

// The path with everything that looks like an identifier replaced: "/product/4711?x=1" becomes
// "/product/…".
std::string path_pattern(std::string_view path);

// True for "/checkout", "https://…".
bool looks_like_path(std::string_view name);

// Whether events of this model::EventType are something a customer does: track, page and screen.
bool is_interaction(std::uint8_t type);

// Event names that stand for one touchpoint.
struct NameGroup {
  std::string name;
  std::vector<std::uint32_t> codes;  // of the table's names, ascending
  std::size_t events = 0;
  std::size_t people = 0;
};

// How many events have each signature of the table. Errors: kCancelled.
base::Result<std::vector<std::size_t>> count_signatures(const JourneyTable& table,
                                                        const std::stop_token& stop = {});

// Groups the names of everything customers do (identify, group and alias are not interactions). At
// most kTouchpointsMax groups, those of most people; ordered by name. `by_signature`: see
// count_signatures(). Errors: kCancelled.
base::Result<std::vector<NameGroup>> group_names(const JourneyTable& table,
                                                 const std::vector<std::size_t>& by_signature,
                                                 const std::stop_token& stop = {});

}  // namespace wend::analyze
