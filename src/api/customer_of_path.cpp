#include "api/customer_of_path.h"

#include "analyze/customer_table.h"
#include "api/times.h"
#include "events/identity_reads.h"
#include "model/event.h"

namespace wend::api {

namespace {

std::unexpected<base::Error> nobody() {
  return base::fail(base::ErrorCode::kNotFound, "There is no such customer.");
}

// Where there are too many events to read all of them for one customer.
base::Result<CustomerOfPath> customer_alone(Call& call) {
  Services& services = call.services;
  CustomerOfPath found;
  WEND_ASSIGN(found.zone, zone_of(services));
  auto id = model::customer_id_from(call.id());
  if (!id) return nobody();
  // It may have been joined to another customer; it is found by its old id for ever.
  WEND_ASSIGN(id, events::profile_of_identity(services.data.events(), *id));
  if (!id) return nobody();
  const auto journey = services.journey->get();
  WEND_ASSIGN(found.table, analyze::customer_table(services.data.events(), *id,
                                                   services.tables.event_names(), journey.get()));
  if (found.table == nullptr) return nobody();
  found.id = *id;
  return found;
}

}  // namespace

base::Result<bool> has_many_events(Services& services) {
  WEND_ASSIGN(auto connection, services.data.events().reader());
  WEND_ASSIGN(const std::int64_t events, connection.number("SELECT count(*) FROM events"));
  return events > services.events_read_for_one;
}

base::Result<CustomerOfPath> customer_of_path(Call& call) {
  CustomerOfPath found;
  WEND_ASSIGN(const bool many, has_many_events(call.services));
  if (many) return customer_alone(call);
  WEND_ASSIGN(found.table, call.services.tables.current());
  WEND_ASSIGN(found.zone, zone_of(call.services));
  auto id = model::customer_id_from(call.id());
  auto profile = id ? found.table->profile_of_id(*id) : std::nullopt;
  if (id && !profile) {
    // It may have been joined to another customer; it is found by its old id for ever.
    WEND_ASSIGN(id, events::profile_of_identity(call.services.data.events(), *id));
    if (id) profile = found.table->profile_of_id(*id);
  }
  if (!profile) return nobody();
  found.id = *id;
  found.profile = *profile;
  return found;
}

}  // namespace wend::api
