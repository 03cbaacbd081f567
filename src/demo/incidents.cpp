#include "demo/incidents.h"

#include <algorithm>

namespace wend::demo {
namespace {

using env::kDayUs;
using env::kHourUs;
using env::kMinuteUs;

constexpr std::string_view kLateCountry = "NL";
constexpr std::string_view kPaymentMethodDown = "card";

}  // namespace

Incidents::Incidents(const CompanyOptions& options) {
  if (!options.incidents) return;
  const TimeUs end = options.end_us;
  const TimeUs start = end - options.weeks * 7 * kDayUs;
  const auto span = [&](int days_before_end, TimeUs hour, int days) -> Span {
    const TimeUs from = end - days_before_end * kDayUs + hour;
    if (from < start + 14 * kDayUs) return {};  // too early: nothing to compare with
    return {from, std::min(end, from + days * kDayUs)};
  };
  // With the default end: 26 January, 16 February, 9 March, 13 April and 19 May 2026.
  deliveries = span(126, 0, 14);
  phones = span(105, 7 * kHourUs, 7);
  payments = span(84, 6 * kHourUs, 3);
  search = span(49, 5 * kHourUs, 7);
  shipping_form = span(13, 14 * kHourUs + 10 * kMinuteUs, 365);
}

bool Incidents::shipping_form_broken(TimeUs time_us, std::string_view channel,
                                     std::string_view platform) const {
  return channel == "web" && platform == "ios" && shipping_form.holds(time_us);
}

bool Incidents::payments_down(TimeUs time_us, std::string_view payment_method) const {
  return payment_method == kPaymentMethodDown && payments.holds(time_us);
}

bool Incidents::deliveries_late(TimeUs shipped_us, std::string_view country) const {
  return country == kLateCountry && deliveries.holds(shipped_us);
}

bool Incidents::search_empty(TimeUs time_us, std::string_view channel,
                             std::string_view platform) const {
  return channel == "app" && platform == "android" && search.holds(time_us);
}

bool Incidents::phones_understaffed(TimeUs time_us) const {
  return phones.holds(time_us);
}

std::vector<PlantedIncident> planted_incidents(const CompanyOptions& options) {
  const Incidents at(options);
  std::vector<PlantedIncident> all;
  const auto add = [&](const Incidents::Span& span, PlantedIncident incident) {
    if (span.from_us == span.to_us) return;
    incident.from_us = span.from_us;
    if (span.to_us < options.end_us) incident.to_us = span.to_us;
    all.push_back(std::move(incident));
  };
  add(at.deliveries,
      {.id = "late-deliveries",
       .what = "The parcel service in the Netherlands needs five days more for two weeks; people "
               "track their parcels and ask the support.",
       .touchpoint = "Order shipped",
       .kinds = {"wait"},
       .segment = {{"country", std::string(kLateCountry)}}});
  add(at.phones,
      {.id = "phone-queue",
       .what = "Half of the phone team is ill for a week: long queues, most callers hang up.",
       .touchpoint = "Call started",
       .kinds = {"error", "drop_off", "wait"}});
  add(at.payments, {.id = "card-outage",
                    .what = "The card processor declines half of all card payments for three days.",
                    .touchpoint = "Payment",
                    .kinds = {"error"},
                    .segment = {{"payment_method", std::string(kPaymentMethodDown)}}});
  add(at.search,
      {.id = "empty-search",
       .what = "The search of the Android app finds nothing for a week; people search again and "
               "again, then leave.",
       .touchpoint = "Search performed",
       .kinds = {"loop", "drop_off", "dead_end"},
       .segment = {{"channel", "app"}, {"platform", "android"}}});
  add(at.shipping_form,
      {.id = "broken-shipping-form",
       .what = "A release of the web shop loses the address on iPhones: the shipping form sends "
               "people back to the cart, and most give up. Not repaired yet.",
       .touchpoint = "Shipping form",
       .kinds = {"backward", "drop_off"},
       .segment = {{"channel", "web"}, {"platform", "ios"}}});
  std::ranges::sort(all, {}, &PlantedIncident::from_us);
  return all;
}

}  // namespace wend::demo
