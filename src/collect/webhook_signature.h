#pragma once

#include <boost/json/object.hpp>
#include <boost/json/value.hpp>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "env/clock.h"

namespace wend::collect {

// How a webhook's sender proves that a body is its own: an HMAC (RFC 2104) over the bytes of the
// body, or over a text with them in it, in a header.
struct WebhookSignature {
  enum class Scheme { kNone, kHmac };
  enum class Algorithm { kSha1, kSha256, kSha512 };
  enum class Encoding { kHex, kBase64 };

  Scheme scheme = Scheme::kNone;
  Algorithm algorithm = Algorithm::kSha256;
  std::string header;
  Encoding encoding = Encoding::kHex;
  std::string prefix;                  // before the signature, such as "sha256="
  std::string signed_text = "{body}";  // with {body}, {timestamp}, {header.NAME}
  // Where the header is a list such as "t=1700000000,v1=5f…,v1=a0…": the names in it. Each
  // signature of that name is tried, so that keys can be changed without a gap.
  std::string signature_field, timestamp_field;
  std::string timestamp_header;    // where the time stands in a header of its own
  std::int64_t tolerance_s = 300;  // how far that time may be from now

  // Errors: kInvalidInput with the field as the place.
  static base::Result<WebhookSignature> parse(const boost::json::value& document,
                                              const std::string& place);
  boost::json::object to_json() const;

  using HeaderOf = std::function<std::string_view(std::string_view name)>;
  // Errors: kNotSignedIn with the reason.
  base::Status check(std::string_view secret, const HeaderOf& header_of, std::string_view body,
                     env::TimeUs now) const;

 private:
  bool names_time() const { return !timestamp_field.empty() || !timestamp_header.empty(); }
};

// The HMAC over the parts, one after the other. Errors: kInternal.
base::Result<std::string> hmac(WebhookSignature::Algorithm algorithm, std::string_view secret,
                               const std::vector<std::string_view>& parts);

}  // namespace wend::collect
