#include "model/origin.h"

#include <algorithm>
#include <array>
#include <initializer_list>

#include "model/comparison.h"
#include "model/instant_text.h"

namespace wend::model {
namespace {

constexpr std::size_t kTextBytesMax = 200;

std::string lower(std::string_view text) {
  std::string copy(text.substr(0, kTextBytesMax));
  std::ranges::transform(copy, copy.begin(), [](char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  });
  return copy;
}

bool has(std::string_view text, std::span<const std::string_view> parts) {
  return std::ranges::any_of(
      parts, [&](std::string_view part) { return text.find(part) != std::string_view::npos; });
}
bool has(std::string_view text, std::initializer_list<std::string_view> parts) {
  return has(text, std::span(parts.begin(), parts.size()));
}

bool is(std::string_view text, std::initializer_list<std::string_view> wanted) {
  return std::ranges::find(wanted, text) != wanted.end();
}

// "shop.example" of "https://www.shop.example:443/cart?x=1"; empty when it is no address.
std::string host_of(std::string_view address) {
  const std::size_t scheme = address.find("://");
  if (scheme == std::string_view::npos) return {};
  address.remove_prefix(scheme + 3);
  address = address.substr(0, address.find_first_of("/?#"));
  if (const auto user = address.rfind('@'); user != std::string_view::npos)
    address.remove_prefix(user + 1);
  address = address.substr(0, address.find(':'));
  std::string host = lower(address);
  return host.starts_with("www.") ? host.substr(4) : host;
}

std::string path_of(std::string_view address) {
  if (const std::size_t scheme = address.find("://"); scheme != std::string_view::npos) {
    address.remove_prefix(scheme + 3);
    const std::size_t path = address.find_first_of("/?#");
    address = path == std::string_view::npos ? std::string_view() : address.substr(path);
  }
  address = address.substr(0, address.find_first_of("?#"));
  return address.empty() ? "/" : std::string(address.substr(0, kTextBytesMax));
}

// The value of a parameter as it stands in an address, plus signs and escapes read.
std::string parameter_of(std::string_view address, std::string_view name) {
  const std::size_t query = address.find('?');
  if (query == std::string_view::npos) return {};
  address = address.substr(query + 1);
  address = address.substr(0, address.find('#'));
  while (!address.empty()) {
    const std::string_view one = address.substr(0, address.find('&'));
    address.remove_prefix(std::min(address.size(), one.size() + 1));
    if (!one.starts_with(name) || one.size() <= name.size() || one[name.size()] != '=') continue;
    std::string value;
    const auto digit = [](char c) {
      return c >= '0' && c <= '9'   ? c - '0'
             : c >= 'a' && c <= 'f' ? c - 'a' + 10
             : c >= 'A' && c <= 'F' ? c - 'A' + 10
                                    : -1;
    };
    for (std::size_t i = name.size() + 1; i < one.size() && value.size() < kTextBytesMax; ++i) {
      if (one[i] == '+') {
        value += ' ';
      } else if (one[i] == '%' && i + 2 < one.size() && digit(one[i + 1]) >= 0 &&
                 digit(one[i + 2]) >= 0) {
        value += static_cast<char>(digit(one[i + 1]) * 16 + digit(one[i + 2]));
        i += 2;
      } else {
        value += one[i];
      }
    }
    // Bytes that are no text would not be sent on as JSON.
    const bool plain = std::ranges::all_of(value, [](char c) { return c >= ' ' && c != 0x7f; });
    return plain ? value : std::string();
  }
  return {};
}

struct ClickId {
  std::string_view parameter, source, medium;
};
constexpr std::array<ClickId, 10> kClickIds = {{{"gclid", "google", "cpc"},
                                                {"gbraid", "google", "cpc"},
                                                {"wbraid", "google", "cpc"},
                                                {"dclid", "google", "display"},
                                                {"msclkid", "bing", "cpc"},
                                                {"fbclid", "facebook", "social"},
                                                {"ttclid", "tiktok", "paid social"},
                                                {"twclid", "twitter", "paid social"},
                                                {"li_fat_id", "linkedin", "paid social"},
                                                {"rdt_cid", "reddit", "paid social"}}};

constexpr auto kSearch =
    std::to_array<std::string_view>({"google", "bing", "duckduckgo", "yahoo", "ecosia", "baidu",
                                     "yandex", "qwant", "startpage", "search"});
constexpr auto kSocial = std::to_array<std::string_view>(
    {"facebook", "fb", "instagram", "ig", "linkedin", "lnkd", "twitter", "tiktok", "pinterest",
     "reddit", "youtube", "threads", "mastodon", "xing", "snapchat", "whatsapp", "social"});
constexpr auto kSocialHosts = std::to_array<std::string_view>({"t.co", "x.com", "youtu.be"});
constexpr auto kMailers = std::to_array<std::string_view>({"mail.", "outlook.", "newsletter"});

bool is_letter(char c) {
  return c >= 'a' && c <= 'z';
}

// Whether one of the words stands in the text by itself: "bing.com" names bing, "climbing.example"
// does not.
bool names(std::string_view text, std::span<const std::string_view> words) {
  return std::ranges::any_of(words, [&](std::string_view word) {
    for (std::size_t at = text.find(word); at != std::string_view::npos;
         at = text.find(word, at + 1)) {
      const std::size_t end = at + word.size();
      if ((at == 0 || !is_letter(text[at - 1])) && (end == text.size() || !is_letter(text[end])))
        return true;
    }
    return false;
  });
}

bool is_search(std::string_view source) {
  return names(source, kSearch) && !has(source, {"mail."});
}
bool is_social(std::string_view source) {
  return names(source, kSocial) || std::ranges::find(kSocialHosts, source) != kSocialHosts.end();
}

std::string channel_of(const std::string& source, const std::string& medium) {
  const bool paid = is(medium, {"cpc", "ppc", "cpm", "cpv", "cpa", "paid", "ads", "ad"}) ||
                    has(medium, {"paid", "sponsored"});
  if (has(medium, {"email", "e-mail", "newsletter"}) || medium == "mail") return "email";
  if (medium == "sms") return "sms";
  if (medium == "push" || has(medium, {"notification"})) return "push";
  if (has(medium, {"affiliate", "partner"})) return "affiliate";
  if (has(medium, {"display", "banner", "interstitial"})) return "display";
  if (paid && (has(medium, {"social"}) || is_social(source))) return "paid social";
  if (paid && (has(medium, {"search"}) || is_search(source))) return "paid search";
  if (paid) return "paid other";
  if (has(medium, {"social"})) return "social";
  if (medium == "organic") return "organic search";
  if (medium == "referral") return is_social(source) ? "social" : "referral";
  if (has(source, {"newsletter", "email"})) return "email";
  if (is_social(source)) return "social";
  if (is_search(source)) return "organic search";
  return "campaign";
}

}  // namespace

Origin origin_of(const std::function<Value(std::string_view)>& property) {
  const auto text = [&](std::initializer_list<std::string_view> paths) {
    for (const std::string_view path : paths) {
      const Value value = property(path);
      if (const auto* found = std::get_if<std::string>(&value); found && !found->empty())
        return *found;
    }
    return std::string();
  };
  Origin origin;
  const std::string address = text({"page_url", "url", "href", "$current_url"});
  const std::string path = text({"page_path", "path", "pathname", "$pathname"});
  if (!path.empty() || !address.empty())
    origin.landing_page = path_of(path.empty() ? address : path);

  const auto campaign = [&](std::string_view stored, std::string_view raw) {
    std::string value = text({stored, raw});
    if (value.empty()) value = parameter_of(address, raw);
    return value.substr(0, kTextBytesMax);
  };
  origin.source = lower(campaign("campaign_source", "utm_source"));
  origin.medium = lower(campaign("campaign_medium", "utm_medium"));
  origin.campaign = campaign("campaign_name", "utm_campaign");

  const std::string referrer = host_of(text({"session_referrer", "referrer"}));
  if (!referrer.empty() && referrer != host_of(address)) origin.referrer = referrer;

  const std::string kind = text({"click_id_kind"});
  for (const ClickId& click : kClickIds) {
    const bool clicked = kind == click.parameter || !text({click.parameter}).empty() ||
                         !parameter_of(address, click.parameter).empty();
    if (!clicked) continue;
    if (origin.source.empty()) origin.source = click.source;
    if (origin.medium.empty()) origin.medium = click.medium;
    break;
  }
  if (!origin.source.empty() || !origin.medium.empty() || !origin.campaign.empty()) {
    origin.channel = channel_of(origin.source, origin.medium);
    return origin;
  }
  if (origin.referrer.empty()) return origin;
  origin.source = origin.referrer;
  const bool mail = has(origin.referrer, kMailers);
  origin.channel = mail                         ? "email"
                   : is_social(origin.referrer) ? "social"
                   : is_search(origin.referrer) ? "organic search"
                                                : "referral";
  origin.medium = mail                                 ? "email"
                  : origin.channel == "organic search" ? "organic"
                  : origin.channel == "social"         ? "social"
                                                       : "referral";
  return origin;
}

std::span<const std::string_view> origin_properties() {
  static constexpr std::array<std::string_view, 27> kProperties = {
      "page_url",     "url",
      "href",         "$current_url",
      "page_path",    "path",
      "pathname",     "campaign_source",
      "utm_source",   "campaign_medium",
      "utm_medium",   "campaign_name",
      "utm_campaign", "session_referrer",
      "referrer",     "click_id_kind",
      "gclid",        "gbraid",
      "wbraid",       "dclid",
      "msclkid",      "fbclid",
      "ttclid",       "twclid",
      "li_fat_id",    "rdt_cid",
      "$pathname"};
  return kProperties;
}

bool may_tell_origin(std::string_view properties_text) {
  // Most events of most sources have none, and many have nothing at all.
  return properties_text.size() > 2 &&
         has(properties_text, {"utm_", "campaign_", "referrer", "click_id", "clid", "braid",
                               "li_fat_id", "rdt_cid", "url", "path", "href"});
}

void VisitScan::add(env::TimeUs time_us, const Origin* origin, OriginSet* kept) {
  const bool begins = !last_event_us_ || time_us - *last_event_us_ > kVisitGapUs;
  last_event_us_ = time_us;
  if (begins) {
    if (now_) {
      if (!first_) first_ = now_;
      if (now_->from != nullptr) last_non_direct_ = now_;
    }
    now_ = Visit{.time_us = time_us};
  }
  if (origin == nullptr) return;
  const bool tells = now_->from == nullptr && !origin->channel.empty();
  const bool lands = now_->landing_page == nullptr && !origin->landing_page.empty();
  if (!tells && !lands) return;
  if (kept != nullptr) origin = &*kept->insert(*origin).first;
  if (tells) now_->from = origin;
  if (lands) now_->landing_page = &origin->landing_page;
}

Value VisitScan::value(const TouchField& field) const {
  if (!now_) return {};
  const Visit* visit = &*now_;
  if (field.which == TouchField::Which::kFirst && first_) visit = &*first_;
  if (field.which == TouchField::Which::kLastNonDirect && now_->from == nullptr) {
    if (!last_non_direct_) return {};
    visit = &*last_non_direct_;
  }
  if (field.part == TouchField::Part::kTime) return instant_text(visit->time_us);
  if (field.part == TouchField::Part::kLandingPage)
    return visit->landing_page == nullptr ? Value() : Value(*visit->landing_page);
  if (visit->from == nullptr)
    return field.part == TouchField::Part::kChannel ? Value(std::string(kDirect)) : Value();
  const auto text = [](const std::string& value) { return value.empty() ? Value() : Value(value); };
  switch (field.part) {
    case TouchField::Part::kChannel:
      return text(visit->from->channel);
    case TouchField::Part::kSource:
      return text(visit->from->source);
    case TouchField::Part::kMedium:
      return text(visit->from->medium);
    case TouchField::Part::kCampaign:
      return text(visit->from->campaign);
    default:
      return text(visit->from->referrer);
  }
}

}  // namespace wend::model
