#pragma once

#include <boost/json/value.hpp>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "api/schema.h"
#include "api/services.h"
#include "base/result.h"
#include "http/router.h"

namespace wend::api {

// What a caller needs to make a call.
// kGuest: somebody who joined a workshop by its link, and may do nothing else.
enum class Permission { kNothing, kGuest, kSignedIn, kRead, kWrite, kAdmin };
std::string_view to_string(Permission permission);

// Who joined a workshop without an account.
struct WorkshopGuest {
  std::string workshop;  // its id
  std::string author;    // what the guest's notes are kept under; says nothing about who it is
  std::string name;      // or empty
};

// Who is calling: a person by session cookie, a program by token, a guest of a workshop, or nobody
// known.
struct Caller {
  std::string id;  // "usr_…", "tok_…", "gst_…", or empty
  std::optional<workspace::User> user;
  std::optional<WorkshopGuest> guest;
  std::string session;  // the cookie's secret; empty for programs
  bool may_read = false;
  bool may_write = false;
  bool may_admin = false;
  std::string address;

  bool known() const { return !id.empty(); }
  bool may(Permission permission) const;
};

// One call, checked: the caller may make it, the parameters and the body have the shapes that the
// endpoint states.
struct Call {
  Services& services;
  http::Request& request;
  const Caller& caller;
  boost::json::value body;

  // A query parameter, or nothing when it is missing or empty.
  std::optional<std::string> parameter(std::string_view name) const;
  // `limit`, 50 when not given.
  std::size_t limit() const;
  std::string id() const { return std::string(request.path_value("id")); }
};

// What a call answers. `object` is the id of what was changed, for the audit log.
struct Answer {
  int status = 200;
  boost::json::value body;
  http::Headers headers;
  std::string object;
  std::optional<http::Response> response;  // instead of all that, for what is not JSON
};

struct Parameter {
  std::string name;
  schema::Schema schema;
  std::string description;
  bool required = false;
};

// One operation of the API: everything the server checks, documents and tests about it stands here.
struct Endpoint {
  http::Method method = http::Method::kGet;
  std::string path;
  std::string summary;
  Permission permission = Permission::kRead;
  std::vector<Parameter> parameters;
  std::optional<schema::Schema> request;  // of a JSON body
  int status = 200;                       // when it goes well
  std::optional<schema::Schema> response;
  std::string response_type = "application/json";
  std::string audit;         // the action's name in the audit log; empty for what changes nothing
  bool creates = false;      // takes Idempotency-Key
  bool needs_match = false;  // needs If-Match
  http::Lane lane = http::Lane::kQuick;
  std::uint64_t body_limit = 1024 * 1024;
  std::function<base::Result<Answer>(Call&)> handle;
  // Instead of `handle`, for a body that is streamed.
  std::function<base::Result<std::unique_ptr<http::BodySink>>(Call&)> open;
};

// {"items": […], "next_cursor": text or null}
schema::Schema page_of(schema::Schema item, std::vector<schema::Field> more = {});
// The parameters `limit` and `cursor`.
std::vector<Parameter> paged(std::vector<Parameter> more = {});

std::vector<Endpoint> all_endpoints();

}  // namespace wend::api
