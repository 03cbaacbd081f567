#pragma once

#include <memory>

#include "api/endpoint.h"

namespace wend::api {

// The way of every call: who is it, may they (the one place that checks), is the question
// well-formed, was it asked before; then the endpoint's own work; then the audit log (the one place
// that writes it for calls) and the answer.
http::Route make_route(std::shared_ptr<const Endpoint> endpoint, Services& services);

}  // namespace wend::api
