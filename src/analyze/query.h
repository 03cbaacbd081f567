#pragma once

#include <boost/json/object.hpp>
#include <boost/json/value.hpp>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>

#include "analyze/find_account_table.h"
#include "analyze/journey_table.h"
#include "base/result.h"
#include "model/account.h"
#include "model/computed_trait.h"
#include "model/segment_meaning.h"

namespace wend::analyze {

// The longest query document, in bytes.
inline constexpr std::size_t kDocumentBytesMax = 1 << 20;

// What a query may look at. The same document over the same table gives the same answer, whatever
// the clock says, unless it asks about the time before now or about a segment: see
// depends_on_now().
struct QueryContext {
  std::shared_ptr<const JourneyTable> table;
  std::string time_zone =
      "UTC";  // IANA name: how dates in documents are read and times in answers are written
  std::stop_token stop;  // asked to stop: the query ends with kCancelled
  // What `within` and `in_last` count back from; without it, just after the last event.
  std::optional<TimeUs> now_us = std::nullopt;
  model::FindSegment segments = {};               // none: naming a segment is an error
  model::FindAccountMembers accounts = {};        // none: naming accounts is an error
  FindAccountTable account_table = {};            // none: counting by account is an error
  model::FindComputedTrait computed_traits = {};  // none: naming a computed trait is an error
};

// Reads the text of a query document as JSON. Errors: kInvalidInput with line and column as the
// place, kTooLarge.
base::Result<boost::json::value> parse_query(std::string_view text);

// Answers one query document (docs/query-language.md). Errors: kInvalidInput with the path of the
// field as the place
// ("steps[1].match.event"), kTooLarge, kCancelled.
base::Result<boost::json::object> run_query(const QueryContext& context,
                                            const boost::json::value& document);

// Whether a document is well formed, without any data: fails as run_query would.
base::Status check_query(const boost::json::value& document);

// Whether the answer to a well-formed document may change while the data stays the same.
bool depends_on_now(const boost::json::value& document);

// The JSON Schema (draft 2020-12) of all query documents.
const boost::json::object& query_schema();

}  // namespace wend::analyze
