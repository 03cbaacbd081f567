#include "bodies.h"

#include <array>
#include <ctime>
#include <fmt/format.h>

namespace {

using wend::env::Random;

constexpr std::uint64_t kCustomers = 200'000;
constexpr std::string_view kIdDigits = "0000000000000000";
constexpr std::string_view kUserDigits = "0000000";
constexpr std::array kNames = {"Product Viewed",   "Products Searched", "Product Added",
                               "Checkout Started", "Order Completed",   "Email Opened",
                               "Coupon Applied",   "Support Contacted"};
constexpr std::array kCities = {"Wien", "Graz", "München", "Zürich", "Bern", "Hamburg"};
constexpr std::array kSystems = {"Mac OS X", "Windows", "iOS", "Android"};

std::string now_text() {
  const std::time_t now = std::time(nullptr);
  std::tm parts{};
  gmtime_r(&now, &parts);
  char text[32];
  std::strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%S", &parts);
  return fmt::format("{}.{:03}Z", text, 250);
}

void write_digits(std::string& text, std::size_t at, std::size_t count, std::uint64_t number,
                  unsigned base) {
  for (std::size_t i = count; i-- > 0; number /= base)
    text[at + i] = "0123456789abcdef"[number % base];
}

// What stands between the fields that change.
std::string middle(Random& random) {
  const auto page = random.below(5'000);
  std::string text = fmt::format(
      R"(","event":"{}","timestamp":"{}","properties":{{"product_id":"sku-{}","name":"Trail shoe {}","category":"Shoes/Outdoor","price":{}.{:02},"currency":"EUR","quantity":{},"position":{},"coupon":{},"in_stock":{},"city":"{}"}},"context":{{"library":{{"name":"analytics-node","version":"2.1.3"}},"ip":"192.0.2.{}","locale":"de-AT","timezone":"Europe/Vienna","os":{{"name":"{}","version":"14.{}"}},"page":{{"path":"/shop/products/{}","url":"https://shop.example.com/shop/products/{}?ref=mail","referrer":"https://www.example.org/search?q=trail+shoe+{}","title":"Trail shoe {}"}},"campaign":{{"name":"spring sale","source":"newsletter","medium":"email"}}}})",
      kNames[random.below(kNames.size())], now_text(), random.below(90'000), page,
      random.below(300), random.below(100), random.below(4) + 1, random.below(40),
      random.below(5) == 0 ? R"("SPRING10")" : "null", random.below(9) == 0 ? "false" : "true",
      kCities[random.below(kCities.size())], random.below(250), kSystems[random.below(4)],
      random.below(7), page, page, page, page);
  return text;
}

}  // namespace

LoadRequest::LoadRequest(const std::string& key, int messages, Random& random) {
  const bool batch = messages > 1;
  std::string body = batch ? R"({"batch":[)" : "";
  std::vector<std::size_t> ids, users;
  for (int i = 0; i < messages; ++i) {
    if (i > 0) body += ',';
    body += R"({"type":"track","messageId":"node-next-1767225600000-)";
    ids.push_back(body.size());
    body += kIdDigits;
    body += R"(","userId":"user-)";
    users.push_back(body.size());
    body += kUserDigits;
    body += middle(random);
    body += fmt::format(R"(,"integrations":{{}},"_metadata":{{"nodeVersion":"22.4.{}"}}}})",
                        random.below(9));
  }
  if (batch) body += fmt::format(R"(],"sentAt":"{}"}})", now_text());
  bytes_ = fmt::format(
      "POST /v1/{} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"
      "User-Agent: analytics-node-next/latest\r\nAuthorization: Bearer {}\r\n"
      "Content-Length: {}\r\n\r\n",
      batch ? "batch" : "track", key, body.size());
  body_at_ = bytes_.size();
  bytes_ += body;
  for (const std::size_t at : ids) ids_at_.push_back(body_at_ + at);
  for (const std::size_t at : users) users_at_.push_back(body_at_ + at);
}

void LoadRequest::renew(std::uint64_t first_message, Random& random) {
  for (std::size_t i = 0; i < ids_at_.size(); ++i) {
    write_digits(bytes_, ids_at_[i], kIdDigits.size(), first_message + i, 16);
    write_digits(bytes_, users_at_[i], kUserDigits.size(), random.below(kCustomers), 10);
  }
}
