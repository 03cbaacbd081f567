#include "api/api.h"

#include <boost/json/serialize.hpp>

#include "api/collect_routes.h"
#include "api/computed_traits.h"
#include "api/dashboards.h"
#include "api/dispatcher.h"
#include "api/hook_routes.h"
#include "api/improve.h"
#include "api/map_drift.h"
#include "api/map_sharing.h"
#include "api/maps.h"
#include "api/openapi.h"
#include "api/personas.h"
#include "api/routes.h"
#include "api/sdk_settings_routes.h"
#include "api/touchpoints.h"
#include "api/workshops.h"
#include "http/problem.h"

namespace wend::api {
namespace {

http::Response plain(std::string_view type, std::string text) {
  http::Response response = http::Response::text(200, type, std::move(text));
  response.headers.set("Cache-Control", "no-store");
  return response;
}

void add_operator_routes(http::Router& router, Services& services, Metrics& metrics) {
  router.add({http::Method::kGet,
              "/healthz",
              [](http::Request&) { return plain("text/plain; charset=utf-8", "ok\n"); },
              {}});
  router.add({http::Method::kGet,
              "/readyz",
              [&services](http::Request&) {
                if (services.ready) return plain("text/plain; charset=utf-8", "ready\n");
                return http::problem(
                    {base::ErrorCode::kUnavailable, "Wend is starting or stopping.", "", ""});
              },
              {}});
  router.add({http::Method::kGet,
              "/metrics",
              [&services, &metrics](http::Request&) {
                if (const auto counts = services.data.events().counts())
                  metrics.set_store(counts->events, counts->customers,
                                    services.data.events().data_version());
                return plain("text/plain; version=0.0.4; charset=utf-8", metrics.to_text());
              },
              {},
              http::Lane::kHeavy});
}

}  // namespace

std::vector<Endpoint> all_endpoints() {
  std::vector<Endpoint> endpoints;
  add_session_endpoints(endpoints);
  add_query_endpoints(endpoints);
  add_sql_endpoints(endpoints);
  add_property_endpoints(endpoints);
  add_customer_endpoints(endpoints);
  add_trait_endpoints(endpoints);
  add_identity_endpoints(endpoints);
  add_timeline_endpoints(endpoints);
  add_source_endpoints(endpoints);
  add_key_endpoints(endpoints);
  add_refusal_endpoints(endpoints);
  add_live_endpoints(endpoints);
  add_tracking_plan_endpoints(endpoints);
  add_upload_endpoints(endpoints);
  add_import_endpoints(endpoints);
  add_question_endpoints(endpoints);
  add_dashboard_endpoints(endpoints);
  add_search_endpoints(endpoints);
  add_catalogue_endpoints(endpoints);
  add_webhook_endpoints(endpoints);
  add_segment_endpoints(endpoints);
  add_segment_member_endpoints(endpoints);
  add_segment_list_endpoints(endpoints);
  add_account_endpoints(endpoints);
  add_account_member_endpoints(endpoints);
  add_touchpoint_endpoints(endpoints);
  add_map_endpoints(endpoints);
  add_map_change_endpoints(endpoints);
  add_map_version_endpoints(endpoints);
  add_map_number_endpoints(endpoints);
  add_map_comment_endpoints(endpoints);
  add_map_drift_endpoints(endpoints);
  add_map_review_endpoints(endpoints);
  add_portfolio_endpoints(endpoints);
  add_notice_endpoints(endpoints);
  add_map_export_endpoints(endpoints);
  add_map_import_endpoints(endpoints);
  add_map_share_endpoints(endpoints);
  add_shared_map_endpoints(endpoints);
  add_persona_endpoints(endpoints);
  add_image_endpoints(endpoints);
  add_workshop_endpoints(endpoints);
  add_workshop_session_endpoints(endpoints);
  add_workshop_guest_endpoints(endpoints);
  add_opportunity_endpoints(endpoints);
  add_finding_endpoints(endpoints);
  add_strategy_endpoints(endpoints);
  add_maturity_endpoints(endpoints);
  add_user_endpoints(endpoints);
  add_computed_trait_endpoints(endpoints);
  add_customer_computed_endpoints(endpoints);
  add_erasure_endpoints(endpoints);
  add_consent_endpoints(endpoints);
  add_retention_endpoints(endpoints);
  add_export_endpoints(endpoints);
  return endpoints;
}

http::Router make_router(Services& services, Metrics& metrics) {
  http::Router router;
  const auto endpoints = all_endpoints();
  for (const Endpoint& endpoint : endpoints)
    router.add(make_route(std::make_shared<const Endpoint>(endpoint), services));
  const std::string description =
      boost::json::serialize(openapi(endpoints, services.config.version));
  const std::string page = openapi_page(endpoints, services.config.version);
  router.add({http::Method::kGet,
              "/api/v1/openapi.json",
              [description](http::Request&) { return plain("application/json", description); },
              {}});
  router.add({http::Method::kGet,
              "/api",
              [page](http::Request&) { return plain("text/html; charset=utf-8", page); },
              {}});
  add_operator_routes(router, services, metrics);
  add_collect_routes(router, services);
  add_sdk_settings_routes(router, services);
  add_hook_routes(router, services);
  return router;
}

}  // namespace wend::api
