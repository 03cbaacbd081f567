#include "customers.h"

#include <array>
#include <fmt/format.h>

#include "model/property_text.h"

namespace wend::bench {
namespace {

constexpr std::array<std::string_view, 24> kSyllables = {
    "ka", "lo", "mi", "ran", "ber", "ste", "vi", "no", "ta", "el", "an",  "ma",
    "ri", "do", "be", "sa",  "ju",  "ha",  "fe", "gu", "wo", "pe", "chi", "lu"};
constexpr std::array<std::string_view, 12> kEvents = {
    "Product viewed",    "Page viewed",       "Product added",   "Checkout started",
    "Order placed",      "Newsletter opened", "Search",          "Login",
    "Support contacted", "Order returned",    "Survey answered", "App opened"};
constexpr std::array<std::string_view, 5> kChannels = {"web", "app", "email", "store", "phone"};
constexpr std::size_t kVisitorRounds = 3;

std::string word(std::uint64_t number, std::size_t syllables) {
  std::string text;
  for (std::size_t i = 0; i < syllables; ++i, number /= kSyllables.size())
    text += kSyllables[number % kSyllables.size()];
  text[0] = static_cast<char>(text[0] - 'a' + 'A');
  return text;
}

std::string small(std::string text) {
  text[0] = static_cast<char>(text[0] - 'A' + 'a');
  return text;
}

// Half of all are the second, a quarter the first, an eighth the third, and so on.
std::size_t skewed(env::Random& random) {
  std::size_t place = 0;
  while (place + 1 < kEvents.size() && random.chance(0.5)) ++place;
  return place < 2 ? 1 - place : place;
}

std::string traits_of(const Person& one, env::Random& random) {
  return fmt::format(
      R"({{"name":"{} {}","city":"{}","postcode":"{:05}","age":{},"plan":"{}","country":"{}","newsletter":{},"company":"{} {}"}})",
      one.first, one.last, one.city, random.below(99'999), 18 + random.below(70),
      random.chance(0.1) ? "gold" : "basic", random.chance(0.7) ? "DE" : "FR", random.chance(0.4),
      word(random.below(40'000), 3), random.chance(0.5) ? "GmbH" : "AG");
}

}  // namespace

std::string_view event_name(std::size_t number) {
  return kEvents[number % kEvents.size()];
}

Person person(std::size_t number) {
  env::Random random(number * 7919 + 1);
  Person one;
  one.user = fmt::format("{}", 1'000'000 + number);
  one.visitor = fmt::format("{:016x}{:016x}", random.next(), random.next());
  one.device = fmt::format("{:016X}", random.next());
  one.first = word(random.below(576), 2);
  one.last = word(random.below(13'824), 3);
  one.city = word(random.below(300) * 31, 3);
  one.email = fmt::format("{}.{}{}@example{}.com", small(one.first), small(one.last), number,
                          random.below(50));
  one.phone = fmt::format("+49171{:08}", number * 37 % 100'000'000);
  return one;
}

EventRound::EventRound(std::size_t begin, std::size_t end, std::size_t round,
                       std::int64_t source_id, std::optional<std::size_t> step) {
  for (std::size_t number = begin; number < end; ++number) {
    env::Random random(number * 31 + round);
    const Person one = person(number);
    const std::size_t tells = number % 5 == 0 ? kVisitorRounds : 0;
    env::TimeUs time = kBegin + kSpan / 10 * static_cast<env::TimeUs>(round) +
                       static_cast<env::TimeUs>(random.below(kSpan / 10));
    if (step) {
      time += static_cast<env::TimeUs>(*step) * 40 * env::kSecondUs;
      random = env::Random((number * 31 + round) * 101 + *step);
    }
    model::EventRow row{.message_id = model::message_id_of(
                            fmt::format("{}/{}/{}", number, round, step.value_or(0))),
                        .time_us = time,
                        .channel = kChannels[random.below(kChannels.size())]};
    auto& also = also_.emplace_back();
    if (round < tells) {
      row.identity_namespace = "anonymous_id";
      row.identity_value = keep(one.visitor);
    } else {
      row.identity_namespace = "user_id";
      row.identity_value = keep(one.user);
    }
    if (round == tells) {
      row.type = model::EventType::kIdentify;
      row.name = "identify";
      also = {{"anonymous_id", keep(one.visitor)},
              {"email", keep(one.email)},
              {"phone", keep(one.phone)},
              {"device_id", keep(one.device)}};
      row.properties = keep(traits_of(one, random));
    } else {
      row.name = kEvents[step ? skewed(random) : random.below(kEvents.size())];
      row.properties = keep(fmt::format(R"({{"sku":"A-{}","price":{},"path":"/shop/{}"}})",
                                        random.below(1000), random.below(200), random.below(500)));
    }
    row.also = also;
    rows_.push_back({.row = row, .source_id = source_id, .received_at = time});
  }
}

unify::CustomerRead customer_read(std::size_t number) {
  const Person one = person(number);
  env::Random random(number * 31);
  unify::CustomerRead read;
  read.card.profile_id = model::identity_id_of("user_id", one.user);
  for (const auto& [name, value] : {std::pair("user_id", &one.user),
                                    {"anonymous_id", &one.visitor},
                                    {"email", &one.email},
                                    {"phone", &one.phone},
                                    {"device_id", &one.device}})
    read.card.add_identity(name, *value);
  model::PropertyText parser;
  parser.each(traits_of(one, random), [&](std::string_view name, const model::Value& value) {
    read.card.add_trait(name, value, kBegin, static_cast<std::int64_t>(number));
  });
  read.first_us = kBegin + static_cast<env::TimeUs>(random.below(kSpan / 2));
  read.last_us = kBegin + kSpan / 2 + static_cast<env::TimeUs>(random.below(kSpan / 2));
  read.events = kEventsEach;
  read.channels.emplace_back(kChannels[random.below(kChannels.size())]);
  return read;
}

std::string prefix_of(env::Random& random, std::size_t customers, std::size_t characters) {
  for (;;) {
    const Person one = person(random.below(customers));
    const std::array<std::string_view, 7> texts = {one.first, one.last,  one.city,   one.email,
                                                   one.user,  one.phone, one.visitor};
    const std::string_view text = texts[random.below(texts.size())];
    if (text.size() >= characters) return std::string(text.substr(0, characters));
  }
}

}  // namespace wend::bench
