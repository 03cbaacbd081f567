#include <algorithm>
#include <array>
#include <fmt/format.h>

#include "demo/calendar.h"
#include "demo/life.h"

namespace wend::demo {
namespace {

using env::kDayUs;
using env::kMinuteUs;

// The ordinary company. Rates are chosen to look like a mid-sized retailer's.
constexpr double kSearches = 0.45;
constexpr double kSearchAgain = 0.16;
constexpr double kCompares = 0.10;
constexpr double kWishes = 0.05;
constexpr double kStartsCheckout = 0.66;
constexpr double kLeavesCheckout = 0.10;
constexpr double kLeavesShippingForm = 0.07;
constexpr double kBackFromShippingForm = 0.05;
constexpr double kLeavesPayment = 0.05;
constexpr double kPaymentFails = 0.035;
constexpr double kRetriesPayment = 0.72;
constexpr int kPaymentTriesMax = 3;

// While an incident lasts.
constexpr double kBrokenFormSendsBack = 0.66;
constexpr double kBrokenFormRetries = 0.40;
constexpr double kCardFailsInOutage = 0.52;
constexpr double kEmptySearchRepeats = 0.74;

constexpr std::array<std::string_view, 8> kCategories = {
    "Kitchen", "Lighting", "Textiles", "Garden", "Bath", "Decoration", "Office", "Kids"};

// The app's version follows its releases, and people update within a few weeks.
std::string_view app_version(TimeUs time_us, TimeUs start_us, env::Random& random) {
  constexpr std::array<std::string_view, 5> kVersions = {"8.1", "8.2", "8.3", "8.4", "8.5"};
  constexpr double kWeeksBetweenReleases = 6.5;
  const double weeks = static_cast<double>(time_us - start_us) / static_cast<double>(7 * kDayUs);
  const double behind = random.exponential(1.6);
  const double release = std::max(0.0, (weeks - behind) / kWeeksBetweenReleases);
  return kVersions[std::min(kVersions.size() - 1, static_cast<std::size_t>(release))];
}

}  // namespace

Life::Visit Life::enter(TimeUs time_us, bool app, std::string_view campaign) {
  Visit visit{.now_us = time_us,
              .channel = app ? "app" : "web",
              .platform = app ? customer_.app_platform : customer_.web_platform,
              .source = app ? "App" : "Web shop",
              .context = {},
              .eagerness = 1.0};
  // Some phone users sit at a desk now and then.
  if (!app && random_.chance(0.15)) visit.platform = "windows";
  visit.context =
      fmt::format(R"("platform":"{}","country":"{}")", visit.platform, customer_.country);
  if (app) {
    visit.context +=
        fmt::format(R"(,"app_version":"{}")", app_version(time_us, start_us_, random_));
    step(visit, "App opened", "", 8);
  } else if (campaign.empty()) {
    step(visit, "Home page", "", 20);
  } else {
    const bool mail = campaign.starts_with("newsletter");
    const bool ads = campaign == "search ads";
    visit.eagerness = mail ? 1.15 : ads ? 0.8 : 0.6;
    step(visit, "Landing page",
         fmt::format(R"("utm_source":"{}","utm_medium":"{}","utm_campaign":"{}")",
                     mail  ? "newsletter"
                     : ads ? "search"
                           : "social",
                     mail  ? "email"
                     : ads ? "cpc"
                           : "paid social",
                     campaign),
         25);
  }
  return visit;
}

void Life::step(Visit& visit, std::string_view name, std::string properties, double median_s) {
  std::string all = visit.context;
  if (!properties.empty()) all += "," + properties;
  const bool page = name.ends_with("page");
  timeline_.add(visit.now_us, name, visit.channel, visit.source, std::move(all),
                page ? model::EventType::kPage : model::EventType::kTrack);
  visit.now_us += 1'000'000 + static_cast<TimeUs>(random_.log_normal(median_s, 0.7) * 1e6);
}

void Life::visit(Visit visit) {
  if (visit.now_us > customer_.leaves_us + 30 * kDayUs) return;
  if (browse(visit)) check_out(visit);
}

bool Life::search(Visit& visit) {
  const bool empty = incidents_.search_empty(visit.now_us, visit.channel, visit.platform);
  for (int tries = 0; tries < 6; ++tries) {
    const std::uint64_t results = empty ? 0 : 1 + random_.below(60);
    step(visit, "Search performed", fmt::format(R"("results":{})", results), 14);
    if (!random_.chance(empty ? kEmptySearchRepeats : kSearchAgain)) break;
  }
  return !random_.chance(empty ? 0.7 : 0.12);
}

bool Life::browse(Visit& visit) {
  if (!signed_up_ && random_.chance(0.35)) {
    step(visit, "Signed up", R"("method":"email")", 40);
    signed_up_ = true;
  }
  if (random_.chance(0.18)) return false;  // left at once
  const auto rounds = 1 + random_.poisson(0.9);
  for (std::uint64_t round = 0; round < rounds; ++round) {
    if (random_.chance(kSearches)) {
      if (!search(visit)) return false;
    } else if (random_.chance(0.6)) {
      step(visit, "Category page",
           fmt::format(R"("category":"{}")", kCategories[random_.below(kCategories.size())]), 22);
    }
    const std::string product =
        fmt::format(R"("category":"{}","product":"P{}")",
                    kCategories[random_.below(kCategories.size())], 100 + random_.below(400));
    step(visit, "Product viewed", product, 35);
    if (round > 0 && random_.chance(kCompares)) step(visit, "Products compared", "", 45);
    if (random_.chance(kWishes)) step(visit, "Added to wish list", product, 10);
    if (random_.chance(customer_.persona->cart_chance * visit.eagerness)) {
      step(visit, "Added to cart", product, 12);
      return true;
    }
  }
  return false;
}

void Life::check_out(Visit& visit) {
  step(visit, "Cart viewed", "", 30);
  if (random_.chance(0.12)) step(visit, "Coupon applied", R"("coupon":"WELCOME10")", 15);
  if (!random_.chance(kStartsCheckout)) return;
  step(visit, "Checkout started", "", 20);
  if (random_.chance(kLeavesCheckout)) return;
  if (!fill_shipping_form(visit)) return;
  pay(visit, random_.log_normal(58, 0.55));
}

bool Life::fill_shipping_form(Visit& visit) {
  for (int tries = 0; tries < 4; ++tries) {
    step(visit, "Shipping form", "", 55);
    const bool broken =
        incidents_.shipping_form_broken(visit.now_us, visit.channel, visit.platform);
    if (!random_.chance(broken ? kBrokenFormSendsBack : kBackFromShippingForm)) {
      return !random_.chance(kLeavesShippingForm);
    }
    step(visit, "Cart viewed", "", 25);
    if (!random_.chance(broken ? kBrokenFormRetries : 0.7)) {
      if (broken && random_.chance(0.12)) ask_for_help(visit.now_us, "checkout");
      return false;
    }
    step(visit, "Checkout started", "", 12);
  }
  return false;
}

void Life::pay(Visit& visit, double revenue) {
  std::string_view method = customer_.payment_method;
  for (int tries = 0; tries < kPaymentTriesMax; ++tries) {
    const std::string how = fmt::format(R"("payment_method":"{}")", method);
    step(visit, "Payment", how, 35);
    if (random_.chance(kLeavesPayment)) return;
    const bool down = incidents_.payments_down(visit.now_us, method);
    if (!random_.chance(down ? kCardFailsInOutage : kPaymentFails)) {
      const TimeUs at = visit.now_us;
      step(visit, "Order placed",
           fmt::format(R"({},"revenue":{:.2f},"currency":"EUR","items":{})", how, revenue,
                       1 + random_.poisson(0.8)),
           10);
      signed_up_ = true;
      ++orders_;
      fulfil(at, revenue);
      return;
    }
    step(visit, "Payment failed", how + R"(,"reason":"declined")", 20);
    if (random_.chance(0.10)) ask_for_help(visit.now_us, "payment");
    if (!random_.chance(kRetriesPayment)) return;
  }
}

}  // namespace wend::demo
