#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

#include "api/routes.h"
#include "api/source_of_path.h"
#include "api/text_json.h"
#include "api/times.h"
#include "collect/intake_watch.h"
#include "collect/receiver.h"
#include "http/live_stream.h"

namespace wend::api {
namespace {

namespace json = boost::json;
using collect::LiveMessage;
using collect::LiveNote;
using collect::LiveRate;
using collect::LiveRefusal;

// What waits for a slow client: a few seconds' worth.
constexpr std::size_t kWaitingEventsMax = 256;
constexpr std::size_t kJsonDepthMax = 64;  // stored properties are nested half as deep

json::value parse(const std::string& text) {
  json::parse_options options;
  options.max_depth = kJsonDepthMax;
  boost::system::error_code error;
  auto value = json::parse(text, error, {}, options);
  return error ? json::object() : std::move(value);
}

json::object message_json(const LiveMessage& message, const model::TimeZone& zone) {
  json::array reasons;
  for (const std::string& reason : message.reasons) reasons.emplace_back(reason);
  return {
      {"received_at", time_json(message.received_at, zone)},
      {"time", time_json(message.time_us, zone)},
      {"type", model::to_string(message.type)},
      {"name", message.name},
      {"customer", {{"namespace", message.identity_namespace}, {"value", message.identity_value}}},
      {"channel", text_or_null(message.channel)},
      {"message_id", text_or_null(message.message_id)},
      {"properties", parse(message.properties)},
      {"status", collect::to_string(message.fate)},
      {"reasons", std::move(reasons)}};
}

// Writes what a watcher is told to its stream, and how much it lost when it is slow.
class LiveWriter {
 public:
  LiveWriter(std::shared_ptr<http::LiveStream> live, model::TimeZone zone)
      : live_(std::move(live)), zone_(std::move(zone)) {}

  bool operator()(const LiveNote& note) {
    return std::visit([this](const auto& one) { return write(one); }, note);
  }

 private:
  bool write(const std::shared_ptr<const LiveMessage>& message) {
    return live_->push("event", json::serialize(message_json(*message, zone_)));
  }
  bool write(const LiveRefusal& refusal) {
    const json::object data{{"received_at", time_json(refusal.received_at, zone_)},
                            {"reason", refusal.reason},
                            {"sample", refusal.sample}};
    return live_->push("refused", json::serialize(data));
  }
  bool write(const LiveRate& rate) {
    const std::size_t dropped = live_->dropped();
    if (dropped > told_dropped_) {
      live_->push("dropped", json::serialize(json::object{{"count", dropped - told_dropped_}}));
      told_dropped_ = dropped;
    }
    const json::object data{
        {"taken", rate.taken}, {"refused", rate.refused}, {"per_second", rate.per_second}};
    return live_->push("rate", json::serialize(data));
  }

  std::shared_ptr<http::LiveStream> live_;
  model::TimeZone zone_;
  std::size_t told_dropped_ = 0;
};

base::Result<Answer> watch_source(Call& call) {
  WEND_ASSIGN(const auto source, source_of_path(call));
  WEND_ASSIGN(const auto zone, zone_of(call.services));
  auto live = std::make_shared<http::LiveStream>(kWaitingEventsMax);
  const json::object hello{{"source", {{"id", std::to_string(source.id)}, {"name", source.name}}}};
  live->push("hello", json::serialize(hello));
  WEND_TRY(call.services.receiver->watch()->live().watch(
      source.id, {.tell = LiveWriter(live, zone), .gone = [live] { return live->closed(); }}));
  Answer answer;
  answer.response = http::Response::text(200, "text/event-stream", "");
  answer.response->headers.set("Cache-Control", "no-store");
  answer.response->live = live;
  return answer;
}

}  // namespace

void add_live_endpoints(std::vector<Endpoint>& endpoints) {
  endpoints.push_back({.path = "/api/v1/sources/{id}/live",
                       .summary = "What comes from a source, as server-sent events: hello, then "
                                  "event, refused, rate and dropped.",
                       .response_type = "text/event-stream",
                       .lane = http::Lane::kHeavy,
                       .handle = watch_source});
}

}  // namespace wend::api
