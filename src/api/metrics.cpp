#include "api/metrics.h"

#include <map>
#include <mutex>
#include <prometheus/counter.h>
#include <prometheus/gauge.h>
#include <prometheus/histogram.h>
#include <prometheus/registry.h>
#include <prometheus/text_serializer.h>
#include <tuple>

namespace wend::api {
namespace {

const prometheus::Histogram::BucketBoundaries kSeconds = {0.001, 0.005, 0.025, 0.1, 0.5, 1, 5, 30};

}  // namespace

struct Metrics::State {
  // What to count with, by route, method and status: the registry would compare all labels each
  // time. Patterns live as long as the router, so their address stands for them.
  struct Counters {
    prometheus::Counter* requests;
    prometheus::Histogram* seconds;
  };
  Counters of(const http::Served& served);

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
  std::mutex mutex;
  std::map<std::tuple<const void*, http::Method, int>, Counters> known;
};

Metrics::State::Counters Metrics::State::of(const http::Served& served) {
  const std::tuple key(static_cast<const void*>(served.route.data()), served.method, served.status);
  std::lock_guard lock(mutex);
  if (const auto found = known.find(key); found != known.end()) return found->second;
  // The pattern, never the path: the number of time series stays bounded.
  const std::string route(served.route.empty() ? "none" : served.route);
  const Counters made{&requests.Add({{"route", route},
                                     {"method", std::string(http::to_string(served.method))},
                                     {"status", std::to_string(served.status)}}),
                      &seconds.Add({{"route", route}}, kSeconds)};
  known.emplace(key, made);
  return made;
}

Metrics::Metrics() : state_(std::make_unique<State>()) {}
Metrics::~Metrics() = default;

void Metrics::served(const http::Served& served) {
  const State::Counters counters = state_->of(served);
  counters.requests->Increment();
  counters.seconds->Observe(static_cast<double>(served.duration.count()) / 1e6);
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
