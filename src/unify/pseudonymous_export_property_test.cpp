// Random histories, exported in every way: what names somebody stands nowhere in the bytes of the
// file, all rows are there, the same key gives the same pseudonyms, and k holds.

#include <algorithm>
#include <boost/json/serialize.hpp>
#include <cctype>
#include <fmt/format.h>
#include <gtest/gtest.h>
#include <map>
#include <set>

#include "env/random.h"
#include "unify/testing/export_world.h"

namespace wend::unify {
namespace {

namespace json = boost::json;

std::string in_small_letters(std::string_view text) {
  std::string out(text);
  for (char& c : out) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return out;
}

std::string word(env::Random& random, std::size_t letters) {
  std::string text;
  for (std::size_t i = 0; i < letters; ++i)
    text += static_cast<char>('a' + static_cast<int>(random.below(26)));
  return text;
}

// The same text in one of the ways that people and programs write it.
std::string spelled(env::Random& random, const std::string& text) {
  std::string out;
  switch (random.below(5)) {
    case 0:
      for (const char c : text)
        out += static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
      return out;
    case 1:
      for (const char c : text) out += c == '@' ? std::string("%40") : std::string(1, c);
      return out;
    case 2: {  // full-width letters
      for (const char c : text) {
        if (c > 0x20 && c < 0x7f) {
          const auto wide = static_cast<unsigned>(c) + 0xfee0U;
          out += static_cast<char>(0xe0 | (wide >> 12));
          out += static_cast<char>(0x80 | ((wide >> 6) & 0x3f));
          out += static_cast<char>(0x80 | (wide & 0x3f));
        } else {
          out += c;
        }
      }
      return out;
    }
    default:
      return text;
  }
}

struct Person {
  std::string user, email, phone, name, street, plan;
};

// People, what they did, and every text that may not be read in a file.
struct History {
  std::vector<Person> people;
  std::set<std::string> telling;
  std::size_t events = 0;
};

History make_history(ExportWorld& world, std::uint64_t seed) {
  env::Random random(seed);
  History history;
  const std::size_t people = 2 + random.below(40);
  for (std::size_t i = 0; i < people; ++i) {
    Person one;
    one.user = fmt::format("{}-{}", word(random, 6), 10'000 + random.below(90'000));
    one.email = fmt::format("{}.{}@{}.example", word(random, 5), word(random, 7), word(random, 6));
    one.phone = fmt::format("+49{}", 3'000'000'000 + random.below(999'999'999));
    one.name = fmt::format("{} {}", word(random, 8), word(random, 9));
    one.street = fmt::format("{} {}", word(random, 12), 1 + random.below(99));
    one.plan = random.chance(0.5) ? "gold" : "free";
    for (const std::string& text : {one.user, one.email, one.name, one.street, one.phone.substr(1)})
      history.telling.insert(text);
    history.people.push_back(std::move(one));
  }
  const auto anybody = [&]() -> const Person& { return history.people[random.below(people)]; };
  const auto value_of = [&](const Person& one) {
    switch (random.below(5)) {
      case 0:
        return spelled(random, one.user);
      case 1:
        return spelled(random, one.email);
      case 2:
        return spelled(random, one.name);
      case 3:
        return spelled(random, one.street);
      default:
        return one.phone;
    }
  };
  for (const Person& one : history.people) {
    env::TimeUs at = kExportBase + static_cast<env::TimeUs>(random.below(100)) * env::kHourUs;
    world.identify(one.user, at,
                   json::serialize(json::object{{"email", one.email},
                                                {"name", one.name},
                                                {"phone", one.phone},
                                                {"address", json::object{{"street", one.street}}},
                                                {"plan", one.plan}}));
    ++history.events;
    for (std::size_t n = random.below(12); n > 0; --n) {
      at += static_cast<env::TimeUs>(1 + random.below(1'000'000)) * 1'000'000;
      json::object properties{{"amount", static_cast<double>(random.below(1000)) / 4},
                              {"quantity", random.below(9)}};
      if (random.chance(0.5))
        properties["note"] =
            fmt::format("{} {}, {}", word(random, 4), value_of(anybody()), word(random, 3));
      if (random.chance(0.3))
        properties["deep"] = json::object{
            {"list", json::array{value_of(one), json::object{{value_of(anybody()), 1}}}}};
      if (random.chance(0.2)) properties["number"] = std::stoll(anybody().phone.substr(1));
      world.add(one.user, at, random.chance(0.1) ? "Mail to " + value_of(anybody()) : "Visit",
                json::serialize(properties), random.chance(0.5) ? "web" : "app");
      ++history.events;
    }
  }
  world.store();
  return history;
}

void expect_nobody_is_named(const std::string& bytes, const History& history, std::uint64_t seed) {
  // Spellings are undone as far as a reader of the file would.
  std::vector<std::string> readings{in_small_letters(bytes)};
  std::string decoded;
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    if (bytes.compare(i, 3, "%40") == 0) {
      decoded += '@';
      i += 2;
    } else if (static_cast<unsigned char>(bytes[i]) == 0xef && i + 2 < bytes.size()) {
      const unsigned wide = ((static_cast<unsigned char>(bytes[i]) & 0x0fU) << 12) |
                            ((static_cast<unsigned char>(bytes[i + 1]) & 0x3fU) << 6) |
                            (static_cast<unsigned char>(bytes[i + 2]) & 0x3fU);
      if (wide > 0xff00 && wide < 0xff5f) {
        decoded += static_cast<char>(wide - 0xfee0);
        i += 2;
      } else {
        decoded += bytes[i];
      }
    } else {
      decoded += bytes[i];
    }
  }
  readings.push_back(in_small_letters(decoded));
  for (const std::string& reading : readings)
    for (const std::string& text : history.telling)
      ASSERT_FALSE(reading.contains(in_small_letters(text)))
          << text << " stands in the file, seed " << seed << ": "
          << reading.substr(std::max<std::size_t>(reading.find(in_small_letters(text)), 60) - 60,
                            160);
}

class RandomExports : public ::testing::Test {
 protected:
  static ExportRequest request(env::Random& random, ExportRequest::What what) {
    ExportRequest request;
    request.what = what;
    request.format = static_cast<ExportRequest::Format>(random.below(3));
    request.times = static_cast<ExportRequest::Times>(random.below(3));
    if (what == ExportRequest::What::kEvents)
      request.columns = {keep("event"),
                         keep("channel"),
                         keep("identity"),
                         keep("properties.amount"),
                         keep("properties.note"),
                         keep("properties.deep"),
                         keep("properties.number"),
                         keep("properties.plan")};
    else
      request.columns = {keep("traits.plan"), keep("events"), keep("identities"), keep("channels")};
    return request;
  }
};

TEST_F(RandomExports, NameNobodyAnywhereInTheirBytes) {
  std::uint64_t replaced = 0;
  for (std::uint64_t seed = 1; seed <= 40; ++seed) {
    env::Random random(seed * 7919);
    ExportWorld world(fmt::format("random-{}", seed));
    const History history = make_history(world, seed);
    const auto what =
        random.chance(0.8) ? ExportRequest::What::kEvents : ExportRequest::What::kCustomers;
    const ExportRequest asked = request(random, what);
    const auto outcome = world.write(asked, PseudonymKey::make());
    ASSERT_TRUE(outcome) << outcome.error().to_sentence() << ", seed " << seed;
    EXPECT_EQ(outcome->customers, history.people.size()) << "seed " << seed;
    EXPECT_EQ(outcome->rows,
              what == ExportRequest::What::kEvents ? history.events : history.people.size())
        << "seed " << seed;
    replaced += outcome->replaced;
    expect_nobody_is_named(world.bytes(), history, seed);
    // Parquet may pack its texts: what DuckDB reads out of it is looked at as well.
    if (asked.format == ExportRequest::Format::kParquet) {
      std::string text;
      const auto table = world.parquet();
      ASSERT_EQ(table.size(), outcome->rows + 2);
      for (const auto& row : table)
        for (const std::string& cell : row) text += cell + "\n";
      expect_nobody_is_named(text, history, seed);
    }
  }
  EXPECT_GT(replaced, 500U) << "or there was nothing to find";
}

TEST_F(RandomExports, HaveTheSamePseudonymsWithTheSameKeyAlone) {
  for (std::uint64_t seed = 100; seed < 105; ++seed) {
    ExportWorld world(fmt::format("random-{}", seed));
    const History history = make_history(world, seed);
    const auto people = [&](const PseudonymKey& key) {
      env::Random random(seed);
      auto asked = request(random, ExportRequest::What::kCustomers);
      asked.format = ExportRequest::Format::kJsonLines;
      EXPECT_TRUE(world.write(asked, key));
      std::map<std::string, std::string> plans;
      for (const auto& row : world.objects())
        plans[std::string(row.at("customer").as_string())] =
            std::string(row.at("traits.plan").as_string());
      return plans;
    };
    const auto key = PseudonymKey::make();
    const auto first = people(key), second = people(key), other = people(PseudonymKey::make());
    EXPECT_EQ(first.size(), history.people.size()) << "seed " << seed;
    EXPECT_EQ(first, second) << "seed " << seed;
    for (const auto& [pseudonym, plan] : other)
      EXPECT_FALSE(first.contains(pseudonym)) << "seed " << seed;
  }
}

TEST_F(RandomExports, HaveNoGroupOfFewerThanK) {
  for (std::uint64_t seed = 200; seed < 220; ++seed) {
    env::Random random(seed);
    ExportWorld world(fmt::format("random-{}", seed));
    std::size_t all = 0;
    for (int i = 0; i < 120; ++i) {
      const std::string who = fmt::format("customer-{}", i);
      world.identify(
          who, kExportBase,
          fmt::format(R"({{"age": {}, "city": "city {}", "plan": "{}"}})", 18 + random.below(60),
                      random.below(6), random.chance(0.9) ? "free" : "gold"));
      ++all;
    }
    world.store();
    ExportRequest asked;
    asked.what = ExportRequest::What::kCustomers;
    asked.format = ExportRequest::Format::kJsonLines;
    asked.k = 2 + static_cast<std::int64_t>(random.below(6));
    asked.columns = {generalise("traits.age", true), generalise("traits.city", true),
                     keep("traits.plan", true)};
    const auto outcome = world.write(asked, PseudonymKey::make());
    ASSERT_TRUE(outcome) << outcome.error().to_sentence();
    std::map<std::string, std::int64_t> groups;
    for (const auto& row : world.objects())
      ++groups[json::serialize(row.at("traits.age")) + json::serialize(row.at("traits.city")) +
               json::serialize(row.at("traits.plan"))];
    std::int64_t written = 0;
    for (const auto& [group, count] : groups) {
      EXPECT_GE(count, asked.k) << group << ", seed " << seed;
      written += count;
    }
    EXPECT_EQ(outcome->rows, static_cast<std::uint64_t>(written));
    EXPECT_EQ(outcome->rows + outcome->small_group_rows, all) << "seed " << seed;
  }
}

}  // namespace
}  // namespace wend::unify
