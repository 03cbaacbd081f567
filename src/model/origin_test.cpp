#include "model/origin.h"

#include <gtest/gtest.h>
#include <map>

namespace wend::model {
namespace {

Origin origin(const std::map<std::string, std::string>& properties) {
  return origin_of([&](std::string_view path) -> Value {
    const auto found = properties.find(std::string(path));
    return found == properties.end() ? Value() : Value(found->second);
  });
}

TEST(Origin, ACampaignSaysMoreThanTheReferrer) {
  const Origin mail = origin({{"campaign_source", "Newsletter"},
                              {"campaign_medium", "email"},
                              {"campaign_name", "Spring"},
                              {"referrer", "https://mail.google.com/"},
                              {"page_url", "https://shop.example/sale?x=1"}});
  EXPECT_EQ(mail, (Origin{"email", "newsletter", "email", "Spring", "mail.google.com", "/sale"}));
}

TEST(Origin, TheAddressIsReadWhereNobodyReadItBefore) {
  const Origin ad = origin({{"url",
                             "https://shop.example/?utm_source=Google&utm_medium=CPC"
                             "&utm_campaign=summer%20sale+now#x"}});
  EXPECT_EQ(ad, (Origin{"paid search", "google", "cpc", "summer sale now", "", "/"}));
  const Origin click = origin({{"page_url", "https://shop.example/a?gclid=Cj0"}});
  EXPECT_EQ(click.channel, "paid search");
  EXPECT_EQ(click.source, "google");
  EXPECT_EQ(origin({{"click_id_kind", "li_fat_id"}}).channel, "paid social");
}

TEST(Origin, ReferrersAreClassifiedByTheirHost) {
  const auto channel = [](std::string referrer) {
    return origin({{"referrer", std::move(referrer)}, {"page_url", "https://www.shop.example/"}})
        .channel;
  };
  EXPECT_EQ(channel("https://www.google.de/"), "organic search");
  EXPECT_EQ(channel("https://duckduckgo.com/"), "organic search");
  EXPECT_EQ(channel("https://l.facebook.com/x"), "social");
  EXPECT_EQ(channel("https://x.com/a"), "social");
  EXPECT_EQ(channel("https://t.co/a"), "social");
  EXPECT_EQ(channel("https://www.bing.com/"), "organic search");
  // A known name within another word is not that name.
  EXPECT_EQ(channel("https://box.com/a"), "referral");
  EXPECT_EQ(channel("https://www.microsoft.com/a"), "referral");
  EXPECT_EQ(channel("https://climbing.example/a"), "referral");
  EXPECT_EQ(channel("https://research.example/a"), "referral");
  EXPECT_EQ(channel("https://mail.google.com/"), "email");
  EXPECT_EQ(channel("https://blog.example/post"), "referral");
  EXPECT_EQ(channel("https://shop.example/before"), "");  // the same site
  EXPECT_EQ(channel("$direct"), "");
}

TEST(Origin, ChannelsOfCampaigns) {
  const auto channel = [](std::string source, std::string medium) {
    return origin({{"utm_source", std::move(source)}, {"utm_medium", std::move(medium)}}).channel;
  };
  EXPECT_EQ(channel("search", "cpc"), "paid search");
  EXPECT_EQ(channel("social", "paid social"), "paid social");
  EXPECT_EQ(channel("facebook", "cpc"), "paid social");
  EXPECT_EQ(channel("somewhere", "cpc"), "paid other");
  EXPECT_EQ(channel("instagram", ""), "social");
  EXPECT_EQ(channel("awin", "affiliate"), "affiliate");
  EXPECT_EQ(channel("x", "banner"), "display");
  EXPECT_EQ(channel("crm", "sms"), "sms");
  EXPECT_EQ(channel("poster", "qr"), "campaign");
}

using Which = TouchField::Which;
using Part = TouchField::Part;

TEST(VisitScan, FirstLastAndLastNonDirect) {
  const Origin page{.landing_page = "/home"};
  const Origin ad{"paid search", "google", "cpc", "sale", "", "/sale"};
  const Origin other{"email", "newsletter", "email", "", "", "/mail"};
  VisitScan visits;
  EXPECT_EQ(visits.value({Which::kFirst, Part::kChannel}), Value());
  const env::TimeUs minute = env::kMinuteUs;
  visits.add(0, nullptr);
  visits.add(29 * minute, &page);  // the same visit
  EXPECT_EQ(visits.value({Which::kLast, Part::kChannel}), Value("direct"));
  EXPECT_EQ(visits.value({Which::kLast, Part::kLandingPage}), Value("/home"));
  EXPECT_EQ(visits.value({Which::kLastNonDirect, Part::kChannel}), Value());
  visits.add(59 * minute, &page);  // still: a gap of 30 minutes does not end it
  visits.add(90 * minute, &ad);
  visits.add(91 * minute, &other);  // of one visit the first counts
  EXPECT_EQ(visits.value({Which::kFirst, Part::kChannel}), Value("direct"));
  EXPECT_EQ(visits.value({Which::kLast, Part::kCampaign}), Value("sale"));
  EXPECT_EQ(visits.value({Which::kLast, Part::kLandingPage}), Value("/sale"));
  EXPECT_EQ(visits.value({Which::kLast, Part::kTime}), Value("1970-01-01T01:30:00Z"));
  visits.add(200 * minute, nullptr);
  EXPECT_EQ(visits.value({Which::kLast, Part::kChannel}), Value("direct"));
  EXPECT_EQ(visits.value({Which::kLastNonDirect, Part::kSource}), Value("google"));
  EXPECT_EQ(visits.value({Which::kFirst, Part::kTime}), Value("1970-01-01T00:00:00Z"));
}

}  // namespace
}  // namespace wend::model
