#include "api/ask.h"

#include "analyze/query.h"
#include "api/accounts.h"
#include "api/computed_traits.h"
#include "api/segments.h"
#include "api/times.h"

namespace wend::api {

base::Result<boost::json::object> ask(Call& call,
                                      const std::shared_ptr<const analyze::JourneyTable>& table,
                                      const boost::json::value& document) {
  WEND_ASSIGN(const auto zone, zone_of(call.services));
  const analyze::QueryContext context{
      .table = table,
      .time_zone = zone.name(),
      .stop = call.request.stop,
      .now_us = call.services.clock.now_us(),
      .segments = find_segment(call.services),
      .accounts = find_account_members(call.services),
      .account_table = [&] { return call.services.accounts->current(); },
      .computed_traits = find_computed_trait(call.services)};
  return analyze::run_query(context, document);
}

}  // namespace wend::api
