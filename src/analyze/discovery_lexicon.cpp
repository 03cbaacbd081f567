#include "analyze/discovery_lexicon.h"

#include <initializer_list>
#include <string>
#include <vector>

namespace wend::analyze {
namespace {

// Lower-case words; anything but letters, digits and bytes beyond ASCII separates them, and so does
// a change from lower to upper case.
std::vector<std::string> words_of(std::string_view name) {
  std::vector<std::string> words(1);
  char before = ' ';
  for (const char c : name) {
    const bool upper = c >= 'A' && c <= 'Z';
    const bool lower = c >= 'a' && c <= 'z';
    const bool other = (c >= '0' && c <= '9') || static_cast<unsigned char>(c) >= 0x80;
    if (!upper && !lower && !other) {
      if (!words.back().empty()) words.emplace_back();
    } else {
      if (upper && before >= 'a' && before <= 'z') words.emplace_back();
      words.back() += upper ? static_cast<char>(c - 'A' + 'a') : c;
    }
    before = c;
  }
  if (words.back().empty()) words.pop_back();
  return words;
}

// "fail" is the beginning of a word, "=ad" a whole word, "order placed" two neighbouring words.
bool has(const std::vector<std::string>& words, std::string_view pattern) {
  const auto space = pattern.find(' ');
  const std::string_view head = pattern.substr(0, space);
  const auto matches = [](const std::string& word, std::string_view stem) {
    return stem.starts_with('=') ? word == stem.substr(1) : word.starts_with(stem);
  };
  for (std::size_t i = 0; i < words.size(); ++i) {
    if (!matches(words[i], head)) continue;
    if (space == std::string_view::npos) return true;
    if (i + 1 < words.size() && matches(words[i + 1], pattern.substr(space + 1))) return true;
  }
  return false;
}

bool has_any(const std::vector<std::string>& words, std::initializer_list<std::string_view> list) {
  for (const std::string_view pattern : list) {
    if (has(words, pattern)) return true;
  }
  return false;
}

}  // namespace

bool names_a_refusal(std::string_view name) {
  return has_any(words_of(name), {"declin", "refus", "reject", "denied", "cancel", "abandon",
                                  "abgelehnt", "abgebrochen", "abbruch", "storn"});
}

bool names_an_error(std::string_view name) {
  return names_a_refusal(name) ||
         has_any(words_of(name), {"error", "fail", "timeout", "timed", "crash", "exception",
                                  "invalid", "unavailable", "not found", "=404", "=500", "bounced",
                                  "fehler", "fehlgeschlagen", "rage click", "dead click"});
}

bool names_a_measurement(std::string_view name) {
  const auto words = words_of(name);
  return words.size() == 2 &&
         has_any(words, {"page left", "page ping", "web vitals", "element clicked"});
}

bool names_a_contact(std::string_view name) {
  return has_any(words_of(name), {"=call", "=calls", "called", "callback", "phone", "=chat", "chat",
                                  "support", "complain", "hotline", "contact", "help", "anruf",
                                  "beschwerde", "kontakt", "=ticket", "tickets"});
}

bool names_a_message(std::string_view name) {
  const auto words = words_of(name);
  if (has_any(words, {"newsletter", "mailing"})) return true;
  const bool medium = has_any(words, {"=email", "=emails", "=mail", "=sms", "=push", "whatsapp",
                                      "notification", "reminder", "=message"});
  // "Email verified" is a step of the customer; "Email opened" is about a message.
  return medium &&
         (words.size() == 1 || has_any(words, {"sent", "send", "open", "click", "deliver", "bounce",
                                               "unsubscrib", "receiv", "campaign", "view"}));
}

bool is_contact_channel(std::string_view channel) {
  return has_any(words_of(channel), {"phone", "=call", "callcent", "chat", "support", "hotline",
                                     "contact", "telefon", "helpdesk"});
}

bool is_message_channel(std::string_view channel) {
  return has_any(words_of(channel), {"=email", "=sms", "=push", "newsletter", "notification"}) ||
         channel == "e-mail";
}

bool names_a_reaction(std::string_view name) {
  return has_any(words_of(name),
                 {"accept", "confirm", "verif", "repl", "answer", "complet", "submit", "signed",
                  "activat", "regist", "upgrad", "purchas", "paid", "booked", "decline"});
}

int names_a_goal(std::string_view name) {
  const auto words = words_of(name);
  if (names_an_error(name) || has_any(words, {"return", "refund", "retour"})) return 0;
  if (has_any(words, {"order placed",
                      "order complet",
                      "order confirm",
                      "order creat",
                      "ordered",
                      "purchas",
                      "=paid",
                      "payment succe",
                      "payment complet",
                      "payment confirm",
                      "checkout complet",
                      "transaction complet",
                      "subscription start",
                      "subscription creat",
                      "subscribed",
                      "order submit",
                      "bestell",
                      "gekauft",
                      "bezahlt",
                      "policy issued",
                      "contract signed",
                      "confirmation page",
                      "order confirmation"})) {
    return 2;
  }
  if (words.size() == 1 && has_any(words, {"=order", "=buy", "=sale", "conver", "thank"})) return 2;
  if (has_any(words, {"approv", "resolv", "=closed", "=close", "complet", "activat", "=won",
                      "granted", "settled", "finish", "=bought", "booking", "booked", "=buy",
                      "confirm", "=thank", "abgeschlossen", "genehmigt"})) {
    return 1;
  }
  return 0;
}

int names_revenue(std::string_view property) {
  const auto words = words_of(property);
  if (has_any(words, {"tax", "discount", "=id", "count", "refund", "shipping"})) return 0;
  if (has_any(words, {"revenue", "umsatz"})) return 3;
  if (has_any(words, {"order value", "order total", "cart value", "=total", "amount", "=sales",
                      "turnover", "betrag"})) {
    return 2;
  }
  if (has_any(words, {"=value", "=price", "=sum", "preis"})) return 1;
  return 0;
}

bool names_a_survey(std::string_view name) {
  return has_any(words_of(name),
                 {"survey", "questionnaire", "=nps", "=csat", "=ces", "feedback", "review",
                  "rating", "=rated", "testimonial", "umfrage", "bewert"});
}

bool names_a_page(std::string_view name) {
  return !names_a_measurement(name) && has_any(words_of(name), {"=page", "=pages", "pageview",
                                                                "=screen", "screenview", "=seite"});
}

bool names_a_score(std::string_view property) {
  return has_any(words_of(property),
                 {"=score", "=rating", "=stars", "=nps", "=csat", "=ces", "=grade", "bewertung"});
}

bool names_a_path(std::string_view property) {
  return has_any(words_of(property),
                 {"=path", "=url", "=pathname", "=href", "=location", "=uri"}) &&
         !has_any(words_of(property), {"refer", "=image", "=initial"});
}

bool names_own_words(std::string_view property) {
  return has_any(words_of(property),
                 {"=comment", "=feedback", "=review", "=message", "=text", "=body", "=note",
                  "=transcript", "=verbatim", "=answer", "=reason", "=kommentar"});
}

bool names_an_outcome(std::string_view property) {
  return has_any(words_of(property),
                 {"status", "result", "error", "success", "outcome", "respon", "reason", "fail",
                  "=code", "message", "state", "solved", "resolution"});
}

bool names_a_version(std::string_view property) {
  return has_any(words_of(property), {"version", "build", "release"});
}

std::optional<std::size_t> commercial_stage(std::string_view name) {
  const auto words = words_of(name);
  const bool buying = has_any(words, {"order", "cart", "basket", "checkout", "payment", "purchas",
                                      "warenkorb", "kasse", "=pay", "=paid"});
  if (!buying && has_any(words, {"review", "rating", "rated", "refer", "invit", "recommend",
                                 "=share", "shared", "=nps", "survey", "feedback", "testimonial",
                                 "bewert", "empfehl"})) {
    return 4;
  }
  if (has_any(words,
              {"deliver",  "shipped", "tracked",   "tracking", "return",  "refund", "support",
               "=call",    "=calls",  "chat",      "=ticket",  "login",   "=log",   "signed in",
               "sign in",  "usage",   "=used",     "renew",    "account", "cancel", "contact",
               "complain", "reorder", "geliefert", "versandt", "retour",  "help"})) {
    return 3;
  }
  if (buying || has_any(words, {"coupon", "voucher", "shipping", "address", "billing", "=buy",
                                "confirm", "subscription start", "plan start", "subscribed",
                                "bestell", "zahl", "delivery form", "gutschein"})) {
    return 2;
  }
  if (has_any(words, {"product", "categor", "search",   "compar",      "wish",    "detail",
                      "quote",   "pricing", "demo",     "browse",      "filter",  "catalog",
                      "=list",   "offer",   "configur", "store visit", "produkt", "kategorie",
                      "suche",   "=pdp",    "=plp",     "collection"})) {
    return 1;
  }
  if (has_any(words, {"=ad",        "=ads",    "impression", "landing", "home",   "visit",
                      "newsletter", "email",   "campaign",   "social",  "push",   "opened",
                      "=open",      "site",    "blog",       "session", "banner", "start page",
                      "startseite", "werbung", "click"})) {
    return 0;
  }
  return std::nullopt;
}

}  // namespace wend::analyze
