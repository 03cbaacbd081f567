#include "api/collect_routes.h"

#include <algorithm>
#include <boost/json/serialize.hpp>
#include <cctype>

#include "api/collect_body.h"
#include "api/cross_origin.h"
#include "collect/receiver.h"
#include "fmt/format.h"
#include "http/problem.h"
#include "http/target.h"

namespace wend::api {
namespace {

namespace json = boost::json;
using collect::Dialect;
using http::Method;

// GIF89a, one transparent pixel.
constexpr unsigned char kPixelBytes[] = {
    0x47, 0x49, 0x46, 0x38, 0x39, 0x61, 0x01, 0x00, 0x01, 0x00, 0x80, 0x00, 0x00, 0x00, 0x00,
    0x00, 0xff, 0xff, 0xff, 0x21, 0xf9, 0x04, 0x01, 0x00, 0x00, 0x00, 0x00, 0x2c, 0x00, 0x00,
    0x00, 0x00, 0x01, 0x00, 0x01, 0x00, 0x00, 0x02, 0x02, 0x44, 0x01, 0x00, 0x3b};
const std::string_view kPixel(reinterpret_cast<const char*>(kPixelBytes), sizeof kPixelBytes);

http::Response refusal(const base::Error& error, Dialect dialect = Dialect::kSegment) {
  // What is wrong with a body is final for every SDK; some of them know 400 alone.
  int status = error.code == base::ErrorCode::kInvalidInput ? 400 : 0;
  // PostHog's browser SDK comes back after 5xx and drops its events after every 4xx.
  if (error.code == base::ErrorCode::kTooMany && dialect == Dialect::kPosthog) status = 503;
  return http::problem(error, status, kSenderRetryAfterS);
}

json::array to_json(const std::vector<collect::RefusedMessage>& refused) {
  json::array list;
  for (const auto& one : refused)
    list.push_back(json::object{{"index", one.index}, {"reason", one.reason}});
  return list;
}

// A whole body of which nothing could be taken is the sender's mistake; beside others a refused
// message is told, and the rest is taken.
http::Response receipt_response(const collect::Receipt& receipt, json::object answer) {
  if (receipt.taken == 0 && !receipt.refused.empty()) {
    return refusal({base::ErrorCode::kInvalidInput, receipt.refused[0].reason,
                    fmt::format("[{}]", receipt.refused[0].index), ""});
  }
  if (!receipt.refused.empty()) answer["refused"] = to_json(receipt.refused);
  return http::Response::text(200, "application/json", json::serialize(answer));
}

struct Address {
  std::string path;
  Dialect dialect = Dialect::kSegment;
  std::string call;
  json::object success;
};

using Reply = std::function<http::Response(const base::Result<collect::Receipt>&)>;

// Sends what came on its way; the answer follows when it is on the disk.
void deliver(collect::Receiver& receiver, http::Request& request, base::Result<std::string> body,
             collect::Delivery delivery, const http::Done& done, const Reply& reply) {
  delivery.write_key = key_beside_body(request);
  if (!body) {
    delivery.body = std::move(request.body);
    receiver.count_refused(delivery, body.error());
    return done(reply(base::fail(body.error())));
  }
  delivery.body = *std::move(body);
  receiver.receive(
      std::move(delivery),
      [done, reply](const base::Result<collect::Receipt>& receipt) { done(reply(receipt)); });
}

Reply reply_with(const json::object& success, Dialect dialect) {
  return [success, dialect](const base::Result<collect::Receipt>& receipt) {
    return receipt ? receipt_response(*receipt, success) : refusal(receipt.error(), dialect);
  };
}

// A route for events: small bodies of known keys are taken on the thread that read them.
http::Route events_route(collect::Receiver& receiver, Method method, std::string pattern) {
  constexpr std::size_t kSoonDoneBytes = 256 * 1024;
  // Deflate packs a thousandfold at most, and what is longer than a mebibyte may wait for its turn.
  constexpr std::size_t kSoonUnpackedBytes = 1000;
  http::Route route{
      .method = method, .pattern = std::move(pattern), .body_limit = kEventsBodyMax, .quiet = true};
  route.complete = open_to_all;
  route.never_waits = [&receiver](const http::Request& request) {
    const std::size_t bytes_max = is_packed(request) ? kSoonUnpackedBytes : kSoonDoneBytes;
    return request.body.size() <= bytes_max && receiver.remembers(key_beside_body(request));
  };
  return route;
}

void add(http::Router& router, collect::Receiver& receiver, const Address& address) {
  http::Route route = events_route(receiver, Method::kPost, address.path);
  route.handle_later = [dialect = address.dialect, call = address.call, &receiver,
                        reply = reply_with(address.success, address.dialect)](
                           http::Request& request, const http::Done& done) {
    auto body = plain_body(request);
    collect::Delivery delivery{.dialect = dialect, .call = call};
    // posthog-js says in the address when it sent.
    if (const auto sent_at = request.query_value("_"); sent_at && dialect == Dialect::kPosthog)
      delivery.headers = json::serialize(json::object{{"sent_at", *sent_at}});
    deliver(receiver, request, std::move(body), std::move(delivery), done, reply);
  };
  router.add(std::move(route));
}

// A picture of one clear pixel, for mails and for pages without a script. It comes whatever became
// of the event, because nobody could mend it there; the status tells.
http::Response picture(const base::Result<collect::Receipt>& receipt) {
  auto response = http::Response::text(200, "image/gif", std::string(kPixel));
  response.status =
      receipt ? receipt_response(*receipt, {}).status : refusal(receipt.error()).status;
  return response;
}

// A call whose event stands in its address, as `body` reads it.
void add_get(http::Router& router, collect::Receiver& receiver, const Address& address,
             std::function<base::Result<std::string>(const http::Request&)> body, Reply reply) {
  http::Route route = events_route(receiver, Method::kGet, address.path);
  route.handle_later = [dialect = address.dialect, call = address.call, &receiver,
                        body = std::move(body),
                        reply = std::move(reply)](http::Request& request, const http::Done& done) {
    // Who only asks for the headers has not seen the picture.
    if (request.method == Method::kHead) return done(picture(collect::Receipt{}));
    deliver(receiver, request, body(request), {.dialect = dialect, .call = call}, done, reply);
  };
  router.add(std::move(route));
}

base::Result<std::string> data_in_address(const http::Request& request) {
  return data_of(request.query_value("data").value_or(""));
}

base::Result<std::string> address_as_json(const http::Request& request) {
  json::object fields;
  for (const auto& [name, value] : request.query) fields[name] = value;
  return json::serialize(fields);
}

// The fields of a CloudEvent in binary mode: the headers that begin with "ce-", without that.
std::string cloud_event_headers(const http::Request& request) {
  json::object fields;
  for (const auto& [name, value] : request.headers) {
    if (name.size() > 3 && http::equal_ignoring_case(std::string_view(name).substr(0, 3), "ce-")) {
      std::string field = name.substr(3);
      std::ranges::transform(field, field.begin(), [](unsigned char c) { return std::tolower(c); });
      // The binding to HTTP has all but plain letters percent-encoded.
      fields[field] = http::percent_decode(value).value_or(value);
    }
  }
  if (const auto type = request.headers.get("Content-Type"); !type.empty())
    fields["content-type"] = type;
  return json::serialize(fields);
}

// How the events of a body are written: "batch", "structured" or "binary". Without a header of an
// event the body must hold it, whatever its type says.
std::string cloud_event_mode(const http::Request& request, std::string_view body) {
  constexpr std::string_view kOne = "application/cloudevents";
  constexpr std::string_view kBatch = "application/cloudevents-batch";
  const std::string_view type = request.headers.get("Content-Type");
  const auto is = [&](std::string_view known) {
    return http::equal_ignoring_case(type.substr(0, known.size()), known);
  };
  if (is(kBatch)) return "batch";
  if (is(kOne)) return "structured";
  if (request.headers.has("ce-id") || request.headers.has("ce-specversion")) return "binary";
  const auto first = body.find_first_not_of(" \t\r\n");
  if (first == std::string_view::npos || (body[first] != '{' && body[first] != '['))
    return "binary";
  return body[first] == '[' ? "batch" : "structured";
}

void add_cloud_events(http::Router& router, collect::Receiver& receiver) {
  http::Route route = events_route(receiver, Method::kPost, "/v1/cloudevents");
  route.handle_later = [&receiver, reply = reply_with({{"success", true}}, Dialect::kCloudEvents)](
                           http::Request& request, const http::Done& done) {
    auto body = plain_body(request);
    collect::Delivery delivery{.dialect = Dialect::kCloudEvents,
                               .call = cloud_event_mode(request, body ? *body : "")};
    if (delivery.call == "binary") delivery.headers = cloud_event_headers(request);
    deliver(receiver, request, std::move(body), std::move(delivery), done, reply);
  };
  router.add(std::move(route));
}

}  // namespace

void add_collect_routes(http::Router& router, Services& services) {
  collect::Receiver& receiver = *services.receiver;
  const std::pair<const char*, const char*> calls[] = {
      {"track", "t"}, {"identify", "i"}, {"page", "p"}, {"screen", "s"},
      {"group", "g"}, {"alias", "a"},    {"batch", "b"}};
  for (const auto& [call, letter] : calls) {
    for (const char* name : {call, letter}) {
      const std::string path = fmt::format("/v1/{}", name);
      add(router, receiver, {.path = path, .call = call, .success = {{"success", true}}});
      add_preflight(router, path);
    }
  }
  for (const char* path :
       {"/batch", "/batch/", "/capture", "/capture/", "/e", "/e/", "/i/v0/e", "/i/v0/e/"}) {
    const Address address{.path = path, .dialect = Dialect::kPosthog, .success = {{"status", 1}}};
    add(router, receiver, address);
    add_get(router, receiver, address, data_in_address,
            reply_with(address.success, Dialect::kPosthog));
    add_preflight(router, path);
  }
  // RudderStack's browser SDK sends its beacons to an address of their own.
  add(router, receiver,
      {.path = "/beacon/v1/batch", .call = "batch", .success = {{"success", true}}});
  add_preflight(router, "/beacon/v1/batch");
  add(router, receiver,
      {.path = "/com.snowplowanalytics.snowplow/tp2",
       .dialect = Dialect::kSnowplow,
       .success = {{"success", true}}});
  add_preflight(router, "/com.snowplowanalytics.snowplow/tp2");
  add_get(router, receiver, {.path = "/i", .dialect = Dialect::kSnowplow}, address_as_json,
          picture);
  for (const auto& [call, letter] : calls) {
    add_get(router, receiver, {.path = fmt::format("/v1/pixel/{}", call), .call = call},
            data_in_address, picture);
  }
  add_cloud_events(router, receiver);
  add_preflight(router, "/v1/cloudevents");
}

}  // namespace wend::api
