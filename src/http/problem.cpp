#include "http/problem.h"

#include <boost/json/serialize.hpp>

namespace wend::http {
namespace {

using base::ErrorCode;

std::string_view title_of(int status) {
  switch (status) {
    case 400:
      return "The request is malformed";
    case 401:
      return "You are not signed in";
    case 403:
      return "You may not do this";
    case 404:
      return "There is nothing here";
    case 405:
      return "This method does not work here";
    case 408:
      return "The request took too long";
    case 409:
      return "Somebody else changed this";
    case 413:
      return "The request is too large";
    case 414:
      return "The address is too long";
    case 415:
      return "The request has the wrong type";
    case 422:
      return "The question is wrong";
    case 428:
      return "Say which version you saw";
    case 429:
      return "Too many requests";
    case 431:
      return "The request's headers are too large";
    case 499:
      return "The request was cancelled";
    case 501:
      return "The server cannot do this";
    case 503:
      return "Wend is busy";
    case 505:
      return "The version of HTTP is not supported";
    default:
      return status >= 500 ? "Something went wrong in Wend" : "The request failed";
  }
}

}  // namespace

int status_of(ErrorCode code) {
  switch (code) {
    case ErrorCode::kInvalidInput:
      return 422;
    case ErrorCode::kNotFound:
      return 404;
    case ErrorCode::kConflict:
      return 409;
    case ErrorCode::kNotAllowed:
      return 403;
    case ErrorCode::kNotSignedIn:
      return 401;
    case ErrorCode::kTooLarge:
      return 413;
    case ErrorCode::kTooMany:
      return 429;
    case ErrorCode::kUnavailable:
      return 503;
    case ErrorCode::kCancelled:
      return 499;
    case ErrorCode::kIo:
    case ErrorCode::kInternal:
      return 500;
  }
  return 500;
}

std::string_view reason_phrase(int status) {
  switch (status) {
    case 100:
      return "Continue";
    case 200:
      return "OK";
    case 201:
      return "Created";
    case 202:
      return "Accepted";
    case 204:
      return "No Content";
    case 302:
      return "Found";
    case 304:
      return "Not Modified";
    case 308:
      return "Permanent Redirect";
    case 400:
      return "Bad Request";
    case 401:
      return "Unauthorized";
    case 403:
      return "Forbidden";
    case 404:
      return "Not Found";
    case 405:
      return "Method Not Allowed";
    case 408:
      return "Request Timeout";
    case 409:
      return "Conflict";
    case 413:
      return "Content Too Large";
    case 414:
      return "URI Too Long";
    case 415:
      return "Unsupported Media Type";
    case 421:
      return "Misdirected Request";
    case 422:
      return "Unprocessable Content";
    case 428:
      return "Precondition Required";
    case 429:
      return "Too Many Requests";
    case 431:
      return "Request Header Fields Too Large";
    case 499:
      return "Client Closed Request";
    case 500:
      return "Internal Server Error";
    case 501:
      return "Not Implemented";
    case 503:
      return "Service Unavailable";
    case 505:
      return "HTTP Version Not Supported";
    default:
      return "Status";
  }
}

boost::json::object problem_json(const base::Error& error, int status) {
  if (status == 0) status = status_of(error.code);
  const bool ours = error.code == ErrorCode::kInternal || error.code == ErrorCode::kIo;
  boost::json::object body;
  body["type"] = "about:blank";
  body["title"] = title_of(status);
  body["status"] = status;
  body["code"] = base::to_string(error.code);
  body["detail"] = ours ? "The server could not finish this. Its log says why."
                        : std::string_view(error.message);
  if (!error.place.empty() && !ours) body["field"] = error.place;
  if (!error.hint.empty()) body["hint"] = error.hint;
  return body;
}

Response problem(const base::Error& error, int status, int retry_after_s) {
  const auto body = problem_json(error, status);
  Response response = Response::text(static_cast<int>(body.at("status").as_int64()),
                                     "application/problem+json", boost::json::serialize(body));
  response.headers.set("Cache-Control", "no-store");
  if (response.status == 429 || response.status == 503)
    response.headers.set("Retry-After", std::to_string(retry_after_s));
  return response;
}

}  // namespace wend::http
