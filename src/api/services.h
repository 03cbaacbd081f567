#pragma once

#include <atomic>
#include <mutex>
#include <string>

#include "analyze/journey_table_store.h"
#include "api/rate_limiter.h"
#include "env/clock.h"
#include "events/data_folder.h"
#include "events/sql/console.h"
#include "workspace/login_throttle.h"
#include "workspace/workspace.h"

namespace wend::collect {
class Receiver;
class UnmappedBodies;
class WebhookReceiver;
class WebhookSources;
}  // namespace wend::collect

namespace wend::analyze {
class Catalogue;
class LatestJourney;
class LatestOrders;
class MergeSuggestions;
}  // namespace wend::analyze
namespace wend::events {
class ProfileWatch;
}

namespace wend::map {
class MapRooms;
class MapWatch;
class NoticeBoard;
}  // namespace wend::map

namespace wend::workshop {
class WorkshopRooms;
}

namespace wend::unify {
class Accounts;
class Consent;
class CustomerIndex;
class LiveSegments;
class PersonErasure;
class PseudonymousExports;
class Retention;
}  // namespace wend::unify

namespace wend::api {

struct ImportServices;

struct ApiConfig {
  std::string version;
  bool secure_cookies = true;  // false only where the browser talks plain HTTP with this machine
  bool behind_proxy = false;   // then the caller's address is the last of X-Forwarded-For
  // Generous for people and scripts, far below what would hurt.
  Rate signed_in{600, 100};
  Rate stranger{120, 10};
};

// What the routes work with; outlives the server.
struct Services {
  workspace::Workspace& workspace;
  events::DataFolder& data;
  analyze::JourneyTableStore& tables;
  const env::Clock& clock;
  ImportServices* imports;
  collect::Receiver* receiver;
  ApiConfig config;
  workspace::LoginThrottle throttle{clock};
  RateLimiter limiter{clock};
  std::atomic<bool> ready = true;
  analyze::Catalogue* catalogue = nullptr;
  collect::WebhookSources* webhook_sources = nullptr;
  collect::WebhookReceiver* webhooks = nullptr;
  collect::UnmappedBodies* unmapped = nullptr;
  events::ProfileWatch* profile_watch = nullptr;
  unify::LiveSegments* segments = nullptr;
  unify::Accounts* accounts = nullptr;
  unify::PersonErasure* erasure = nullptr;
  unify::Consent* consent = nullptr;
  std::mutex event_plan;  // held while changed names of events and touchpoints are taken over
  unify::CustomerIndex* customers = nullptr;
  analyze::LatestJourney* journey = nullptr;
  analyze::LatestOrders* orders = nullptr;
  analyze::MergeSuggestions* suggestions = nullptr;
  // With more events a customer's page does not wait for the journey of all customers to be
  // discovered anew; with so many that takes less than half a second.
  std::int64_t events_read_for_one = 500'000;
  unify::Retention* retention = nullptr;
  const events::sql::Console* sql = nullptr;
  events::sql::Limits sql_limits;
  unify::PseudonymousExports* exports = nullptr;
  map::MapRooms* maps = nullptr;
  map::NoticeBoard* notice_board = nullptr;
  map::MapWatch* map_watch = nullptr;
  workshop::WorkshopRooms* workshops = nullptr;
};

}  // namespace wend::api
