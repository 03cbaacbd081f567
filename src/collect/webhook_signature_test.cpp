#include "collect/webhook_signature.h"

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <gtest/gtest.h>
#include <map>

namespace wend::collect {
namespace {

namespace json = boost::json;
using Headers = std::map<std::string, std::string, std::less<>>;

constexpr env::TimeUs kNow = 1'780'000'000 * env::kSecondUs;

WebhookSignature signature_of(std::string_view text) {
  auto signature = WebhookSignature::parse(json::parse(json::string_view(text.data(), text.size())),
                                           "signature");
  EXPECT_TRUE(signature) << signature.error().to_sentence();
  return signature.value_or(WebhookSignature{});
}

std::string parse_error(std::string_view text) {
  const auto signature = WebhookSignature::parse(
      json::parse(json::string_view(text.data(), text.size())), "signature");
  return signature ? "no error" : signature.error().to_sentence();
}

// "" when it fits.
std::string check(std::string_view settings, std::string_view secret, const Headers& headers,
                  std::string_view body, env::TimeUs now = kNow) {
  const auto status = signature_of(settings).check(
      secret,
      [&](std::string_view name) {
        const auto found = headers.find(name);
        return found == headers.end() ? std::string_view() : std::string_view(found->second);
      },
      body, now);
  if (status) return "";
  EXPECT_EQ(status.error().code, base::ErrorCode::kNotSignedIn);
  return status.error().message;
}

std::string hex(std::string_view bytes) {
  std::string out;
  for (const char c : bytes) {
    constexpr std::string_view kDigits = "0123456789abcdef";
    out += kDigits[static_cast<unsigned char>(c) >> 4];
    out += kDigits[static_cast<unsigned char>(c) & 15];
  }
  return out;
}

using enum WebhookSignature::Algorithm;

// RFC 2202 and RFC 4231, test case 2.
TEST(WebhookHmac, AgreesWithTheRfcs) {
  EXPECT_EQ(hex(*hmac(kSha1, "Jefe", {"what do ya want ", "for nothing?"})),
            "effcdf6ae5eb2fa2d27416d5f184df9c259a7c79");
  EXPECT_EQ(hex(*hmac(kSha256, "Jefe", {"what do ya want for nothing?"})),
            "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
  EXPECT_EQ(
      hex(*hmac(kSha512, "Jefe", {"", "what do ya want for nothing?"})),
      "164b7a7bfcf819e2e395fbe73b56e0a387bd64222e831fd610270cd7ea2505549758bf75c05a994a6d034f65f8"
      "f0e6fdcaeab1a34d4a6b4b636e070a38bce737");
}

TEST(WebhookSignature, ChecksAPrefixedHexSignature) {
  // GitHub's documented example: secret "It's a Secret to Everybody", payload "Hello, World!".
  const std::string_view settings =
      R"({"scheme": "hmac", "algorithm": "sha256", "header": "X-Hub-Signature-256", "prefix": "sha256="})";
  const std::string right =
      "sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17";
  const std::string_view secret = "It's a Secret to Everybody";
  EXPECT_EQ(check(settings, secret, {{"X-Hub-Signature-256", right}}, "Hello, World!"), "");
  EXPECT_EQ(check(settings, secret, {{"X-Hub-Signature-256", right}}, "Hello, World?"),
            "The signature does not fit the body.");
  EXPECT_EQ(check(settings, "another", {{"X-Hub-Signature-256", right}}, "Hello, World!"),
            "The signature does not fit the body.");
  EXPECT_EQ(check(settings, secret, {{"X-Hub-Signature-256", right.substr(7)}}, "Hello, World!"),
            "The signature does not fit the body.");
  EXPECT_EQ(
      check(settings, secret, {{"X-Hub-Signature-256", right.substr(0, 20)}}, "Hello, World!"),
      "The signature does not fit the body.");
  EXPECT_EQ(check(settings, secret, {{"X-Hub-Signature-256", "sha256="}}, "Hello, World!"),
            "The signature does not fit the body.");
  EXPECT_EQ(check(settings, secret, {}, "Hello, World!"),
            "The header X-Hub-Signature-256 with the signature is missing.");
}

TEST(WebhookSignature, ChecksAListWithATimeAndSeveralSignatures) {
  const std::string_view settings =
      R"({"scheme": "hmac", "algorithm": "sha256", "header": "Stripe-Signature",
      "signature_field": "v1", "timestamp_field": "t", "signed": "{timestamp}.{body}", "tolerance_s": 300})";
  const std::string body = R"({"id":"evt_1"})";
  const std::string time = "1780000000";
  const std::string mine = hex(*hmac(kSha256, "new", {time, ".", body}));
  const std::string older = hex(*hmac(kSha256, "old", {time, ".", body}));
  const std::string line =
      "t=" + time + ",v1=" + older + ", v1=" + mine + ",v0=" + std::string(64, '0');
  EXPECT_EQ(check(settings, "new", {{"Stripe-Signature", line}}, body), "");
  EXPECT_EQ(check(settings, "old", {{"Stripe-Signature", line}}, body), "");
  EXPECT_EQ(check(settings, "third", {{"Stripe-Signature", line}}, body),
            "The signature does not fit the body.");
  // v0 does not count, and the time is part of what is signed.
  EXPECT_EQ(check(settings, "new", {{"Stripe-Signature", "t=" + time + ",v0=" + mine}}, body),
            "The signature does not fit the body.");
  EXPECT_EQ(check(settings, "new", {{"Stripe-Signature", "t=1780000001,v1=" + mine}}, body),
            "The signature does not fit the body.");
  EXPECT_EQ(check(settings, "new", {{"Stripe-Signature", line}}, body, kNow + 300 * env::kSecondUs),
            "");
  EXPECT_EQ(check(settings, "new", {{"Stripe-Signature", line}}, body, kNow + 301 * env::kSecondUs),
            "The signature's time is more than 300 s from now.");
  EXPECT_EQ(check(settings, "new", {{"Stripe-Signature", line}}, body, kNow - 301 * env::kSecondUs),
            "The signature's time is more than 300 s from now.");
  EXPECT_EQ(check(settings, "new", {{"Stripe-Signature", "v1=" + mine}}, body),
            "The signature's time is missing or cannot be read.");
}

TEST(WebhookSignature, ChecksBase64WithATimeInItsOwnHeader) {
  // The example of Zendesk's documentation.
  const std::string_view settings =
      R"({"scheme": "hmac", "algorithm": "sha256", "encoding": "base64",
      "header": "X-Zendesk-Webhook-Signature", "timestamp_header": "X-Zendesk-Webhook-Signature-Timestamp",
      "signed": "{timestamp}{body}"})";
  const Headers headers{
      {"X-Zendesk-Webhook-Signature", "cxqXq7IiPVJ4FxbsFlz9ygdVrCxH8ODTK1Vy9Hv5/JA="},
      {"X-Zendesk-Webhook-Signature-Timestamp", "2026-05-28T20:26:40Z"}};
  Headers right = headers;
  // 32 bytes in Base64: ten groups of three and one of two.
  const std::string bytes = *hmac(kSha256, "s3cret", {"2026-05-28T20:26:40Z", R"({"a":1})"});
  constexpr std::string_view kLetters =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string base64;
  for (std::size_t i = 0; i < 32; i += 3) {
    const auto byte = [&](std::size_t at) {
      return at < 32 ? static_cast<unsigned char>(bytes[at]) : 0U;
    };
    const unsigned group = byte(i) << 16 | byte(i + 1) << 8 | byte(i + 2);
    for (int shift = 18; shift >= 0; shift -= 6) base64 += kLetters[group >> shift & 63];
  }
  base64.back() = '=';
  right["X-Zendesk-Webhook-Signature"] = base64;
  EXPECT_EQ(check(settings, "s3cret", right, R"({"a":1})"), "");
  EXPECT_EQ(check(settings, "s3cret", headers, R"({"a":1})"),
            "The signature does not fit the body.");
}

TEST(WebhookSignature, ReadsAndWritesItsSettings) {
  for (
      const char* text :
      {R"({"scheme":"none"})",
       R"({"scheme":"hmac","algorithm":"sha1","header":"X-Hub-Signature","encoding":"hex","prefix":"sha1=","signed":"{body}"})",
       R"({"scheme":"hmac","algorithm":"sha512","header":"S","encoding":"base64","prefix":"","signed":"{header.id}.{timestamp}.{body}","signature_field":"v1","timestamp_field":"t","tolerance_s":60})"})
    EXPECT_EQ(json::serialize(signature_of(text).to_json()), text);
  EXPECT_EQ(parse_error("{}"), "signature.scheme: The scheme is missing. Use none or hmac.");
  EXPECT_EQ(parse_error(R"({"scheme": "hmac"})"),
            "signature.header: The header of the signature is missing.");
  EXPECT_EQ(parse_error(R"({"scheme": "hmac", "header": "S", "signed": "{timestamp}.{body}"})"),
            "signature.signed: The signed text holds a time that stands nowhere. Say where with "
            "\"timestamp_field\" or \"timestamp_header\".");
  EXPECT_EQ(parse_error(R"({"scheme": "hmac", "header": "S", "signed": "{bdy}"})").substr(0, 58),
            "signature.signed: The signed text does not hold the body. ");
  EXPECT_EQ(parse_error(R"({"scheme": "hmac", "header": "S", "algorithm": "md5"})").substr(0, 23),
            "signature.algorithm: \"m");
  EXPECT_EQ(parse_error(R"({"scheme": "none", "header": "S"})").substr(0, 18),
            "signature.header: ");
}

}  // namespace
}  // namespace wend::collect
