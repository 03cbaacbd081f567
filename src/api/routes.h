#pragma once

#include <vector>

#include "api/endpoint.h"

namespace wend::api {

// One function for each part of the API; all_endpoints() calls them.
void add_session_endpoints(std::vector<Endpoint>& endpoints);
void add_query_endpoints(std::vector<Endpoint>& endpoints);
void add_sql_endpoints(std::vector<Endpoint>& endpoints);
void add_property_endpoints(std::vector<Endpoint>& endpoints);
void add_customer_endpoints(std::vector<Endpoint>& endpoints);
void add_trait_endpoints(std::vector<Endpoint>& endpoints);
void add_identity_endpoints(std::vector<Endpoint>& endpoints);
void add_timeline_endpoints(std::vector<Endpoint>& endpoints);
void add_source_endpoints(std::vector<Endpoint>& endpoints);
void add_key_endpoints(std::vector<Endpoint>& endpoints);
void add_refusal_endpoints(std::vector<Endpoint>& endpoints);
void add_live_endpoints(std::vector<Endpoint>& endpoints);
void add_tracking_plan_endpoints(std::vector<Endpoint>& endpoints);
void add_upload_endpoints(std::vector<Endpoint>& endpoints);
void add_import_endpoints(std::vector<Endpoint>& endpoints);
void add_question_endpoints(std::vector<Endpoint>& endpoints);
void add_search_endpoints(std::vector<Endpoint>& endpoints);
void add_catalogue_endpoints(std::vector<Endpoint>& endpoints);
void add_webhook_endpoints(std::vector<Endpoint>& endpoints);
void add_segment_endpoints(std::vector<Endpoint>& endpoints);
void add_segment_member_endpoints(std::vector<Endpoint>& endpoints);
void add_segment_list_endpoints(std::vector<Endpoint>& endpoints);
void add_account_endpoints(std::vector<Endpoint>& endpoints);
void add_account_member_endpoints(std::vector<Endpoint>& endpoints);
void add_erasure_endpoints(std::vector<Endpoint>& endpoints);
void add_consent_endpoints(std::vector<Endpoint>& endpoints);
void add_retention_endpoints(std::vector<Endpoint>& endpoints);
void add_export_endpoints(std::vector<Endpoint>& endpoints);

}  // namespace wend::api
