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
  return ask(call.services, table, document, call.request.stop);
}

base::Result<boost::json::object> ask(Services& services,
                                      const std::shared_ptr<const analyze::JourneyTable>& table,
                                      const boost::json::value& document,
                                      const std::stop_token& stop) {
  WEND_ASSIGN(const auto zone, zone_of(services));
  const analyze::QueryContext context{.table = table,
                                      .time_zone = zone.name(),
                                      .stop = stop,
                                      .now_us = services.clock.now_us(),
                                      .segments = find_segment(services),
                                      .accounts = find_account_members(services),
                                      .account_table = [&] { return services.accounts->current(); },
                                      .computed_traits = find_computed_trait(services)};
  return analyze::run_query(context, document);
}

}  // namespace wend::api
