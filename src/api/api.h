#pragma once

#include "api/endpoint.h"
#include "api/metrics.h"
#include "http/router.h"

namespace wend::api {

// All routes: the API, its description, and what operators ask for (/healthz, /readyz, /metrics).
// Services and metrics must outlive the router.
http::Router make_router(Services& services, Metrics& metrics);

}  // namespace wend::api
