#include "demo/people.h"

#include <array>
#include <cctype>
#include <fmt/format.h>
#include <vector>

namespace wend::demo {
namespace {

using env::kDayUs;

constexpr std::array<Persona, 5> kPersonas = {{
    {"Loyal regular", 0.18, 0.30, 0.45, 0.020, 0.32, 0.55, 90},
    {"Bargain hunter", 0.24, 0.20, 0.25, 0.005, 0.20, 0.45, 50},
    {"App native", 0.20, 0.24, 0.85, 0.004, 0.24, 0.15, 60},
    {"Store shopper", 0.16, 0.06, 0.10, 0.110, 0.24, 0.20, 80},
    {"Occasional gifter", 0.22, 0.12, 0.20, 0.008, 0.27, 0.20, 70},
}};

struct Place {
  std::string_view country;
  double weight;
  std::vector<std::string_view> cities;
};
const std::vector<Place>& places() {
  static const std::vector<Place> all = {
      {"DE", 0.58, {"Hamburg", "Berlin", "München", "Köln", "Leipzig", "Bremen", "Freiburg"}},
      {"AT", 0.13, {"Wien", "Graz", "Linz", "Salzburg"}},
      {"NL", 0.17, {"Amsterdam", "Utrecht", "Rotterdam", "Groningen"}},
      {"CH", 0.12, {"Zürich", "Basel", "Bern"}}};
  return all;
}

constexpr std::array<std::string_view, 40> kFirstNames = {
    "Maren",  "Jonas",  "Aylin", "Lukas",  "Sofia", "Emre",   "Hanna", "Felix", "Mila",  "Paul",
    "Lotte",  "Sander", "Femke", "Daan",   "Noor",  "Bram",   "Clara", "Anton", "Ida",   "Matteo",
    "Leonie", "Tobias", "Greta", "Ravi",   "Zofia", "Marek",  "Amira", "Yusuf", "Helga", "Werner",
    "Ines",   "Moritz", "Elif",  "Niklas", "Thea",  "Jasper", "Marta", "Simon", "Lena",  "Oskar"};
constexpr std::array<std::string_view, 40> kLastNames = {
    "Köhler",  "Brandt",  "Yılmaz",   "Hofer",  "Gruber",   "de Vries", "Jansen",  "Meyer",
    "Schulze", "Baumann", "Keller",   "Frei",   "Bakker",   "Visser",   "Neumann", "Wagner",
    "Krause",  "Lindner", "Kowalski", "Novak",  "Demir",    "Petersen", "Lorenz",  "Huber",
    "Moser",   "Steiner", "Vogel",    "Peters", "Hansen",   "Albrecht", "Berger",  "Conrad",
    "Dietz",   "Ebert",   "Fuchs",    "Gerber", "Hartmann", "Iversen",  "Jung",    "Kaiser"};

template <typename Array>
const auto& any_of(const Array& values, env::Random& random) {
  return values[random.below(values.size())];
}

// Letters of the mail address: plain ASCII, everything else is left out.
std::string plain(std::string_view text) {
  std::string letters;
  for (const char c : text) {
    if (std::isalpha(static_cast<unsigned char>(c)) != 0) {
      letters += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    }
  }
  return letters;
}

std::string_view pick(env::Random& random, const std::vector<std::string_view>& values,
                      const std::vector<double>& weights) {
  return values[random.pick(weights)];
}

}  // namespace

Customer make_customer(std::size_t number, env::Random& random, model::TimeUs start_us,
                       model::TimeUs end_us) {
  Customer customer;
  customer.id = fmt::format("{}", 10'000 + number);
  const auto first = any_of(kFirstNames, random);
  const auto last = any_of(kLastNames, random);
  customer.name = fmt::format("{} {}", first, last);
  customer.email = fmt::format("{}.{}{}@example.com", plain(first), plain(last), 10 + number % 90);
  std::vector<double> weights;
  for (const Place& place : places()) weights.push_back(place.weight);
  const Place& place = places()[random.pick(weights)];
  customer.country = place.country;
  customer.city = any_of(place.cities, random);
  customer.birth_year = fmt::format("{}", 1950 + random.below(57));
  weights.clear();
  for (const Persona& persona : kPersonas) weights.push_back(persona.share);
  customer.persona = &kPersonas[random.pick(weights)];
  customer.plan = random.chance(0.22) ? "Plus" : "Basic";
  customer.web_platform =
      pick(random, {"ios", "android", "windows", "mac"}, {0.30, 0.27, 0.31, 0.12});
  // People carry one phone: the app runs on what they also surf with.
  customer.app_platform = customer.web_platform == "ios"       ? "ios"
                          : customer.web_platform == "android" ? "android"
                          : customer.web_platform == "mac"     ? "ios"
                          : random.chance(0.6)                 ? "android"
                                                               : "ios";
  customer.payment_method = pick(random, {"card", "paypal", "invoice"}, {0.46, 0.34, 0.20});
  customer.newsletter = random.chance(customer.persona->newsletter);
  customer.push = random.chance(customer.persona->app_share * 0.4);
  customer.is_new = random.chance(0.42);
  const auto span = static_cast<double>(end_us - start_us);
  customer.arrives_us =
      customer.is_new ? start_us + static_cast<model::TimeUs>(random.uniform() * span) : start_us;
  const double stay = random.exponential(customer.persona->stay_weeks * 7);
  customer.leaves_us =
      customer.arrives_us + static_cast<model::TimeUs>(stay * static_cast<double>(kDayUs));
  return customer;
}

}  // namespace wend::demo
