#include <cstdio>
#include <cstdlib>
#include <fmt/format.h>
#include <string>

#include "env/random.h"

// Writes a believable CSV of ROWS events to standard output, in the order of time: customers with
// very different numbers of visits, 24 event names, 6 channels, and five properties of which one is
// mostly empty.
int main(int argc, char** argv) {
  const std::uint64_t rows = argc > 1 ? std::strtoull(argv[1], nullptr, 10) : 1'000'000;
  const std::uint64_t customers = rows / 20 + 1;
  static constexpr const char* kNames[] = {
      "Page viewed",      "Product viewed",    "Search",        "Cart",          "Checkout started",
      "Address entered",  "Payment",           "Order placed",  "Order shipped", "Order delivered",
      "Return requested", "Support contacted", "Email sent",    "Email opened",  "Email clicked",
      "App opened",       "Push received",     "Signed up",     "Signed in",     "Wishlist",
      "Coupon redeemed",  "Review written",    "Store visited", "Payment failed"};
  static constexpr const char* kChannels[] = {"web", "app", "email", "store", "phone", "chat"};
  static constexpr const char* kPlatforms[] = {"ios", "android", "windows", "mac"};
  static constexpr const char* kCampaigns[] = {"", "", "", "", "spring sale", "brand"};
  wend::env::Random random(20260101);
  std::string out = "customer_id,timestamp,event,channel,platform,page,amount,campaign,session\n";
  std::uint64_t milliseconds = 1'767'225'600'000;
  for (std::uint64_t i = 0; i < rows; ++i) {
    milliseconds += random.below(3000);
    const std::uint64_t seconds = milliseconds / 1000;
    const std::uint64_t day = seconds / 86'400 - 20'454;  // days since 2026-01-01
    const double u = random.uniform();
    const auto customer = static_cast<std::uint64_t>(u * u * static_cast<double>(customers));
    fmt::format_to(
        std::back_inserter(out),
        "u{},2026-{:02}-{:02}T{:02}:{:02}:{:02}.{:03}Z,{},{},{},/products/{},{}.{:02},{},s{}\n",
        customer, day / 28 % 12 + 1, day % 28 + 1, seconds / 3600 % 24, seconds / 60 % 60,
        seconds % 60, milliseconds % 1000, kNames[random.below(24)], kChannels[random.below(6)],
        kPlatforms[random.below(4)], random.below(2000), random.below(300), random.below(100),
        kCampaigns[random.below(6)], random.below(rows / 5 + 1));
    if (out.size() > 1 << 20) {
      std::fwrite(out.data(), 1, out.size(), stdout);
      out.clear();
    }
  }
  std::fwrite(out.data(), 1, out.size(), stdout);
}
