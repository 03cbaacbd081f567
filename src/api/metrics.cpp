#include "api/metrics.h"

#include <prometheus/counter.h>
#include <prometheus/gauge.h>
#include <prometheus/histogram.h>
#include <prometheus/registry.h>
#include <prometheus/text_serializer.h>

namespace wend::api {
namespace {

const prometheus::Histogram::BucketBoundaries kSeconds = {0.001, 0.005, 0.025, 0.1, 0.5, 1, 5, 30};

}  // namespace

struct Metrics::State {
  prometheus::Registry registry;
  prometheus::Family<prometheus::Counter>& requests =
      prometheus::BuildCounter()
          .Name("wend_http_requests_total")
          .Help("Requests by route, method and status.")
          .Register(registry);
  prometheus::Family<prometheus::Histogram>& seconds =
      prometheus::BuildHistogram()
          .Name("wend_http_request_seconds")
          .Help("How long requests took, by route.")
          .Register(registry);
  prometheus::Gauge& events = prometheus::BuildGauge()
                                  .Name("wend_events")
                                  .Help("Events in the store.")
                                  .Register(registry)
                                  .Add({});
  prometheus::Gauge& customers = prometheus::BuildGauge()
                                     .Name("wend_customers")
                                     .Help("Customers in the store.")
                                     .Register(registry)
                                     .Add({});
  prometheus::Gauge& data_version = prometheus::BuildGauge()
                                        .Name("wend_data_version")
                                        .Help("Grows with every change of the events.")
                                        .Register(registry)
                                        .Add({});
};

Metrics::Metrics() : state_(std::make_unique<State>()) {}
Metrics::~Metrics() = default;

void Metrics::served(const http::Served& served) {
  // The pattern, never the path: the number of time series stays bounded.
  const std::string route(served.route.empty() ? "none" : served.route);
  state_->requests
      .Add({{"route", route},
            {"method", std::string(http::to_string(served.method))},
            {"status", std::to_string(served.status)}})
      .Increment();
  state_->seconds.Add({{"route", route}}, kSeconds)
      .Observe(static_cast<double>(served.duration.count()) / 1e6);
}

void Metrics::set_store(std::int64_t events, std::int64_t customers, std::int64_t data_version) {
  state_->events.Set(static_cast<double>(events));
  state_->customers.Set(static_cast<double>(customers));
  state_->data_version.Set(static_cast<double>(data_version));
}

std::string Metrics::to_text() const {
  return prometheus::TextSerializer().Serialize(state_->registry.Collect());
}

}  // namespace wend::api
