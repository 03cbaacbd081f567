#include "collect/webhook_signature.h"

#include <algorithm>
#include <array>
#include <fmt/format.h>
#include <memory>
#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/params.h>
#include <optional>

#include "collect/base64.h"
#include "collect/message_time.h"
#include "model/json_reader.h"

namespace wend::collect {
namespace {

namespace json = boost::json;
using base::ErrorCode;
using base::fail;

constexpr std::size_t kTextBytesMax = 200;
constexpr std::int64_t kToleranceMax = 24 * 60 * 60;
// Signatures of one header that are tried; senders give two while a key changes.
constexpr std::size_t kSignaturesMax = 10;

constexpr std::array<std::string_view, 3> kAlgorithms = {"sha1", "sha256", "sha512"};
constexpr std::array<std::string_view, 2> kEncodings = {"hex", "base64"};

struct Piece {
  enum class Kind { kText, kBody, kTimestamp, kHeader };
  Kind kind = Kind::kText;
  std::string_view text;  // or the name of the header
};

// Nothing when a brace is not closed or names nothing known.
std::optional<std::vector<Piece>> pieces_of(std::string_view text) {
  std::vector<Piece> pieces;
  while (!text.empty()) {
    if (text[0] != '{') {
      const std::size_t end = std::min(text.find('{'), text.size());
      pieces.push_back({Piece::Kind::kText, text.substr(0, end)});
      text.remove_prefix(end);
      continue;
    }
    const std::size_t end = text.find('}');
    if (end == std::string_view::npos) return std::nullopt;
    const std::string_view name = text.substr(1, end - 1);
    if (name == "body")
      pieces.push_back({Piece::Kind::kBody, {}});
    else if (name == "timestamp")
      pieces.push_back({Piece::Kind::kTimestamp, {}});
    else if (name.starts_with("header.") && name.size() > 7)
      pieces.push_back({Piece::Kind::kHeader, name.substr(7)});
    else
      return std::nullopt;
    text.remove_prefix(end + 1);
  }
  return pieces;
}

std::string_view trimmed(std::string_view text) {
  while (text.starts_with(' ')) text.remove_prefix(1);
  while (text.ends_with(' ')) text.remove_suffix(1);
  return text;
}

std::optional<std::string> from_hex(std::string_view text) {
  if (text.size() % 2 != 0) return std::nullopt;
  std::string bytes(text.size() / 2, '\0');
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    int digit = 0;
    if (c >= '0' && c <= '9')
      digit = c - '0';
    else if (c >= 'a' && c <= 'f')
      digit = c - 'a' + 10;
    else if (c >= 'A' && c <= 'F')
      digit = c - 'A' + 10;
    else
      return std::nullopt;
    bytes[i / 2] = static_cast<char>((static_cast<unsigned char>(bytes[i / 2]) << 4) | digit);
  }
  return bytes;
}

std::unexpected<base::Error> refused(std::string sentence) {
  return fail(ErrorCode::kNotSignedIn, std::move(sentence), "signature",
              "Compare the secret and the signature's settings with the sender's.");
}

}  // namespace

base::Result<std::string> hmac(WebhookSignature::Algorithm algorithm, std::string_view secret,
                               const std::vector<std::string_view>& parts) {
  const std::unique_ptr<EVP_MAC, decltype(&EVP_MAC_free)> mac(
      EVP_MAC_fetch(nullptr, "HMAC", nullptr), &EVP_MAC_free);
  const std::unique_ptr<EVP_MAC_CTX, decltype(&EVP_MAC_CTX_free)> context(
      mac ? EVP_MAC_CTX_new(mac.get()) : nullptr, &EVP_MAC_CTX_free);
  std::string digest(kAlgorithms[static_cast<std::size_t>(algorithm)]);
  const OSSL_PARAM parameters[] = {
      OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST, digest.data(), 0),
      OSSL_PARAM_construct_end()};
  const auto bytes = [](std::string_view text) {
    return reinterpret_cast<const unsigned char*>(text.data());
  };
  bool done = context && EVP_MAC_init(context.get(), bytes(secret), secret.size(), parameters) == 1;
  for (const std::string_view part : parts)
    done = done && EVP_MAC_update(context.get(), bytes(part), part.size()) == 1;
  std::string out(EVP_MAX_MD_SIZE, '\0');
  std::size_t size = 0;
  done = done && EVP_MAC_final(context.get(), reinterpret_cast<unsigned char*>(out.data()), &size,
                               out.size()) == 1;
  if (!done) return fail(ErrorCode::kInternal, "The signature could not be computed.");
  out.resize(size);
  return out;
}

base::Result<WebhookSignature> WebhookSignature::parse(const json::value& document,
                                                       const std::string& place) {
  WEND_ASSIGN(auto reader, model::ObjectReader::open(document, place));
  WebhookSignature signature;
  WEND_ASSIGN(const auto scheme, reader.choice("scheme", {"none", "hmac"}));
  if (!scheme)
    return fail(ErrorCode::kInvalidInput, "The scheme is missing.", reader.place_of("scheme"),
                "Use none or hmac.");
  signature.scheme = static_cast<Scheme>(*scheme);
  if (signature.scheme == Scheme::kNone) {
    WEND_TRY(reader.finish());
    return signature;
  }
  WEND_ASSIGN(const auto algorithm, reader.choice("algorithm", {"sha1", "sha256", "sha512"}));
  WEND_ASSIGN(const auto encoding, reader.choice("encoding", {"hex", "base64"}));
  signature.algorithm = static_cast<Algorithm>(algorithm.value_or(1));
  signature.encoding = static_cast<Encoding>(encoding.value_or(0));
  for (const auto& [field, out] :
       {std::pair("header", &signature.header), std::pair("prefix", &signature.prefix),
        std::pair("signed", &signature.signed_text),
        std::pair("signature_field", &signature.signature_field),
        std::pair("timestamp_field", &signature.timestamp_field),
        std::pair("timestamp_header", &signature.timestamp_header)}) {
    WEND_ASSIGN(const auto text, reader.text(field));
    if (text && text->size() > kTextBytesMax)
      return fail(ErrorCode::kTooLarge, "The text is longer than 200 bytes.",
                  reader.place_of(field));
    if (text) *out = *text;
  }
  WEND_ASSIGN(const auto tolerance, reader.integer("tolerance_s", 1, kToleranceMax));
  signature.tolerance_s = tolerance.value_or(signature.tolerance_s);
  WEND_TRY(reader.finish());
  if (signature.header.empty())
    return fail(ErrorCode::kInvalidInput, "The header of the signature is missing.",
                reader.place_of("header"));
  const auto pieces = pieces_of(signature.signed_text);
  const auto has = [&](Piece::Kind kind) {
    return pieces && std::ranges::find(*pieces, kind, &Piece::kind) != pieces->end();
  };
  if (!has(Piece::Kind::kBody)) {
    return fail(ErrorCode::kInvalidInput, "The signed text does not hold the body.",
                reader.place_of("signed"),
                "It holds {body}, and may hold {timestamp} and {header.NAME}.");
  }
  if (has(Piece::Kind::kTimestamp) && !signature.names_time()) {
    return fail(ErrorCode::kInvalidInput, "The signed text holds a time that stands nowhere.",
                reader.place_of("signed"),
                "Say where with \"timestamp_field\" or \"timestamp_header\".");
  }
  if (!signature.timestamp_field.empty() && signature.signature_field.empty()) {
    return fail(ErrorCode::kInvalidInput, "A field of the time needs one of the signature.",
                reader.place_of("signature_field"));
  }
  return signature;
}

json::object WebhookSignature::to_json() const {
  if (scheme == Scheme::kNone) return {{"scheme", "none"}};
  json::object out{
      {"scheme", "hmac"}, {"algorithm", kAlgorithms[static_cast<std::size_t>(algorithm)]},
      {"header", header}, {"encoding", kEncodings[static_cast<std::size_t>(encoding)]},
      {"prefix", prefix}, {"signed", signed_text}};
  if (!signature_field.empty()) out["signature_field"] = signature_field;
  if (!timestamp_field.empty()) out["timestamp_field"] = timestamp_field;
  if (!timestamp_header.empty()) out["timestamp_header"] = timestamp_header;
  if (names_time()) out["tolerance_s"] = tolerance_s;
  return out;
}

base::Status WebhookSignature::check(std::string_view secret, const HeaderOf& header_of,
                                     std::string_view body, env::TimeUs now) const {
  if (scheme == Scheme::kNone) return {};
  const std::string_view line = header_of(header);
  if (line.empty())
    return refused(fmt::format("The header {} with the signature is missing.", header));
  std::string_view timestamp =
      timestamp_header.empty() ? std::string_view() : header_of(timestamp_header);
  std::vector<std::string_view> given;
  if (signature_field.empty()) {
    given.push_back(trimmed(line));
  } else {
    for (std::string_view rest = line; !rest.empty();) {
      const std::size_t end = std::min(rest.find(','), rest.size());
      const std::string_view entry = trimmed(rest.substr(0, end));
      rest.remove_prefix(std::min(end + 1, rest.size()));
      const std::size_t equals = entry.find('=');
      if (equals == std::string_view::npos) continue;
      const std::string_view name = entry.substr(0, equals);
      if (name == signature_field && given.size() < kSignaturesMax)
        given.push_back(entry.substr(equals + 1));
      if (name == timestamp_field) timestamp = entry.substr(equals + 1);
    }
  }
  if (names_time()) {
    const auto time = MessageTime().read(timestamp);
    if (!time) return refused("The signature's time is missing or cannot be read.");
    const env::TimeUs tolerance = tolerance_s * env::kSecondUs;
    if (*time < now - tolerance || *time > now + tolerance)
      return refused(fmt::format("The signature's time is more than {} s from now.", tolerance_s));
  }
  std::vector<std::string_view> parts;
  const auto pieces = pieces_of(signed_text).value_or(std::vector<Piece>{});
  for (const Piece& piece : pieces) {
    parts.push_back(piece.kind == Piece::Kind::kBody        ? body
                    : piece.kind == Piece::Kind::kTimestamp ? timestamp
                    : piece.kind == Piece::Kind::kHeader    ? header_of(piece.text)
                                                            : piece.text);
  }
  WEND_ASSIGN(const std::string expected, hmac(algorithm, secret, parts));
  bool equal = false;
  for (std::string_view text : given) {
    if (!text.starts_with(prefix)) continue;
    text.remove_prefix(prefix.size());
    const auto bytes = encoding == Encoding::kHex ? from_hex(text) : base64_decoded(text);
    if (bytes && bytes->size() == expected.size())
      equal |= CRYPTO_memcmp(bytes->data(), expected.data(), expected.size()) == 0;
  }
  if (!equal) return refused("The signature does not fit the body.");
  return {};
}

}  // namespace wend::collect
