#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

#include "api/document_version.h"
#include "api/event_plan.h"
#include "api/routes.h"
#include "collect/intake_watch.h"
#include "collect/receiver.h"
#include "model/tracking_plan.h"

namespace wend::api {
namespace {

namespace json = boost::json;

constexpr std::uint64_t kPlanBytesMax = 8 * 1024 * 1024;

struct Stored {
  model::TrackingPlan plan;
  std::int64_t version = 0;  // 0: nobody wrote one yet
};

base::Result<Stored> stored_plan(Call& call) {
  WEND_ASSIGN(const auto document,
              call.services.workspace.documents().find(model::kTrackingPlanDocument));
  if (!document) return Stored{};
  boost::system::error_code error;
  const json::value body = json::parse(document->body, error);
  WEND_ASSIGN(auto plan, model::tracking_plan_from(body));
  return Stored{std::move(plan), document->version};
}

Answer answer_with(const Stored& stored) {
  Answer answer;
  answer.body = model::to_json(stored.plan);
  answer.headers.set("ETag", etag_of(stored.version));
  answer.object = std::string(model::kTrackingPlanDocument);
  return answer;
}

Answer clash_with(const Call& call, const Stored& theirs) {
  return clash("the tracking plan", call.body, model::to_json(theirs.plan), theirs.version);
}

base::Result<Answer> show_plan(Call& call) {
  WEND_ASSIGN(const Stored stored, stored_plan(call));
  return answer_with(stored);
}

base::Result<Answer> change_plan(Call& call) {
  WEND_ASSIGN(auto plan, model::tracking_plan_from(call.body));
  WEND_ASSIGN(const Stored current, stored_plan(call));
  if (!has_seen(call, current.version)) return clash_with(call, current);
  const auto written = call.services.workspace.documents().replace(
      model::kTrackingPlanDocument, current.version, json::serialize(model::to_json(plan)));
  if (!written && written.error().code == base::ErrorCode::kConflict) {
    WEND_ASSIGN(const Stored theirs, stored_plan(call));
    return clash_with(call, theirs);
  }
  if (!written) return base::fail(written.error());
  call.services.receiver->watch()->set_plan(plan, written->version);
  WEND_TRY(apply_event_plan(call.services));
  return answer_with({std::move(plan), written->version});
}

}  // namespace

void add_tracking_plan_endpoints(std::vector<Endpoint>& endpoints) {
  using namespace schema;
  endpoints.push_back({.path = "/api/v1/tracking-plan",
                       .summary = "Which events are planned, and what becomes of others.",
                       .response = reference("TrackingPlan"),
                       .handle = show_plan});
  endpoints.push_back({.method = http::Method::kPut,
                       .path = "/api/v1/tracking-plan",
                       .summary = "Change the tracking plan; it applies to what comes from now on.",
                       .permission = Permission::kWrite,
                       .request = reference("TrackingPlanDraft"),
                       .response = reference("TrackingPlan"),
                       .audit = "tracking_plan.change",
                       .needs_match = true,
                       .body_limit = kPlanBytesMax,
                       .handle = change_plan});
}

}  // namespace wend::api
