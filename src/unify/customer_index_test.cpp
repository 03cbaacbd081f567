#include "unify/customer_index.h"

#include <deque>
#include <fmt/format.h>
#include <fstream>
#include <gtest/gtest.h>
#include <map>
#include <random>
#include <set>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include "env/random.h"
#include "model/event.h"

namespace wend::unify {
namespace {

constexpr const char* kChildFolder = "WEND_TEST_CUSTOMERS_FOLDER";
constexpr TimeUs kBase = 1'767'225'600'000'000;

std::filesystem::path scratch(std::string_view name) {
  return std::filesystem::temp_directory_path() /
         fmt::format("wend-customers-{}-{}", ::getpid(), name);
}

// A store that is written as the log's reader does, an index that follows it step by step, and
// what a look at everything finds.
class Company {
 public:
  explicit Company(const std::filesystem::path& folder, bool fresh = true) : folder_(folder) {
    if (fresh) std::filesystem::remove_all(folder_);
    std::filesystem::create_directories(folder_);
    store_ = *events::EventStore::open(folder_ / "events.duckdb", {});
    source_ = store_->create_source("test", "sdk")->id;
    position_ = *store_->log_position();
    open();
  }
  ~Company() {
    index_.reset();
    store_.reset();
    if (!keep_) std::filesystem::remove_all(folder_);
  }
  void keep() { keep_ = true; }
  std::filesystem::path index_folder() const { return folder_ / "index"; }

  void open() {
    index_.reset();
    CustomerIndex::Options options;
    options.folder = index_folder();
    options.own_thread = false;
    options.customers_waiting = 7;  // written often, so that there are many runs
    options.identities_read = 20;
    index_ = std::make_unique<CustomerIndex>(*store_, std::move(options));
  }
  void step() {
    const auto done = index_->step();
    ASSERT_TRUE(done) << done.error().to_sentence();
  }

  struct Sent {
    std::string user, visitor;  // one may be empty
    std::string traits = {};    // then it is an identify call
    TimeUs time_us = kBase;
    std::string channel = "web";
    std::string email = {};
  };
  void append(const std::vector<Sent>& all) {
    std::deque<std::vector<model::NamedIdentity>> also;
    std::vector<events::LiveRow> rows;
    for (const Sent& sent : all) {
      auto& others = also.emplace_back();
      const bool known = !sent.user.empty();
      if (known && !sent.visitor.empty()) others.push_back({"anonymous_id", sent.visitor});
      if (!sent.email.empty()) others.push_back({"email", sent.email});
      rows.push_back(
          {.row = {.message_id = model::message_id_of(fmt::format("{}/{}", ::getpid(), ++sent_)),
                   .time_us = sent.time_us,
                   .type =
                       sent.traits.empty() ? model::EventType::kTrack : model::EventType::kIdentify,
                   .name = sent.traits.empty() ? "Seen" : "identify",
                   .channel = sent.channel,
                   .identity_namespace = known ? "user_id" : "anonymous_id",
                   .identity_value = known ? sent.user : sent.visitor,
                   .properties = sent.traits.empty() ? std::string_view("{}") : sent.traits,
                   .also = others},
           .source_id = source_,
           .received_at = kBase});
    }
    const auto counts = store_->append(rows, ++position_);
    ASSERT_TRUE(counts) << counts.error().to_sentence();
  }

  struct Known {
    std::vector<events::Identity> identities;
    std::map<std::string, model::Value> traits;
    TimeUs first = 0, last = 0;
    std::uint64_t events = 0;
    std::set<std::string> channels;
  };
  std::map<std::int64_t, Known> look_at_everything() {
    std::map<std::int64_t, Known> all;
    const auto identities = *store_->all_identities();
    for (const auto& one : identities) all[one.profile_id].identities.push_back(one);
    auto connection = *store_->reader();
    auto rows = *connection.query(
        "SELECT i.profile_id, e.time, e.channel, e.type, e.properties FROM events e JOIN "
        "identities i ON i.identity_id = e.identity_id ORDER BY e.time, e.sequence");
    model::PropertyText parser;
    while (*rows.next()) {
      for (std::size_t i = 0; i < rows.size(); ++i) {
        Known& one = all[rows.values<std::int64_t>(0)[i]];
        const TimeUs time = rows.values<std::int64_t>(1)[i];
        if (one.events++ == 0) one.first = time;
        one.last = time;
        if (!rows.text(2, i).empty()) one.channels.emplace(rows.text(2, i));
        if (rows.values<std::uint8_t>(3)[i] !=
            static_cast<std::uint8_t>(model::EventType::kIdentify))
          continue;
        parser.each(rows.text(4, i), [&](std::string_view name, const model::Value& value) {
          one.traits[std::string(name)] = value;
        });
      }
    }
    std::erase_if(all, [](const auto& one) { return one.second.events == 0; });
    return all;
  }

  static bool found(const Known& known, const model::SearchWords& words) {
    std::vector<std::string> terms;
    for (const auto& one : known.identities)
      model::add_terms_of_identity(one.identity_namespace, one.value, terms);
    for (const auto& [name, value] : known.traits)
      if (const auto* text = std::get_if<std::string>(&value))
        model::add_terms_of_text(*text, terms);
    const auto begins = [&](const std::string& prefix) {
      return std::ranges::any_of(terms, [&](const auto& term) { return term.starts_with(prefix); });
    };
    return std::ranges::any_of(words.ways,
                               [&](const auto& way) { return std::ranges::all_of(way, begins); });
  }

  // Goes through all pages; where the index and a look at everything part. Empty: nowhere.
  std::string disagreement(const std::map<std::int64_t, Known>& all, const std::string& search,
                           CustomerSort sort) {
    const auto words = model::search_words(search);
    using Place = std::tuple<bool, std::int64_t, std::string, std::int64_t>;
    std::vector<Place> expected;
    for (const auto& [profile, known] : all) {
      if (!search.empty() && !found(known, words)) continue;
      const bool exact =
          !search.empty() && std::ranges::any_of(known.identities, [&](const auto& one) {
            return model::is_identity(words, one.value);
          });
      std::int64_t key = -known.last;
      if (sort == CustomerSort::kFirstSeen) key = -known.first;
      if (sort == CustomerSort::kEvents) key = -static_cast<std::int64_t>(known.events);
      std::string name;
      if (sort == CustomerSort::kName) {
        key = 0;
        const auto trait = known.traits.find("name");
        name = trait == known.traits.end() ? "\xFF"
                                           : model::folded(std::get<std::string>(trait->second));
      }
      expected.emplace_back(!exact, key, name, profile);
    }
    std::ranges::sort(expected);
    CustomerAsk ask{.search = search, .sort = sort, .after_id = {}, .limit = 3};
    std::size_t at = 0;
    for (;;) {
      const auto answer = index_->find(ask);
      if (!answer) return answer.error().to_sentence();
      if (!answer->standing.complete) return "it is not complete";
      if (answer->page.total != expected.size())
        return fmt::format("\"{}\": {} instead of {}", search, answer->page.total, expected.size());
      for (const CustomerEntry& entry : answer->page.customers) {
        const std::int64_t profile = entry.card.profile_id;
        if (at == expected.size() || profile != std::get<3>(expected[at]))
          return fmt::format("\"{}\" by {}: another customer at {}", search, static_cast<int>(sort),
                             at);
        ++at;
        const Known& known = all.at(profile);
        if (entry.first_us != known.first || entry.last_us != known.last ||
            entry.events != known.events ||
            entry.channels != std::vector(known.channels.begin(), known.channels.end()))
          return fmt::format("\"{}\": other sums at {}", search, at);
        if (entry.card.identities.size() != known.identities.size() ||
            entry.card.traits.size() != known.traits.size())
          return fmt::format("\"{}\": another card at {}", search, at);
        for (const auto& trait : entry.card.traits)
          if (known.traits.at(trait.name) != trait.value)
            return fmt::format("\"{}\": another {} at {}", search, trait.name, at);
        ask.after_id = profile;
      }
      if (!answer->page.more) break;
    }
    return at == expected.size() ? "" : fmt::format("\"{}\": {} were listed", search, at);
  }
  std::string disagreement() {
    const auto all = look_at_everything();
    for (const char* search : {"", "a", "an", "ann", "ann le", "u1", "u12", "v", "b.lee@x", "lee@x",
                               "berlin zo", "zoe", "émile", "u3", "nobody"})
      for (const auto sort : {CustomerSort::kLastSeen, CustomerSort::kFirstSeen,
                              CustomerSort::kEvents, CustomerSort::kName})
        if (auto text = disagreement(all, search, sort); !text.empty()) return text;
    return "";
  }

  std::filesystem::path folder_;
  std::unique_ptr<events::EventStore> store_;
  std::unique_ptr<CustomerIndex> index_;
  std::int64_t source_ = 0, position_ = 0;
  int sent_ = 0;
  bool keep_ = false;
};

std::string random_traits(env::Random& random) {
  static constexpr std::string_view kFirst[] = {"Ann", "Bea", "Zoë", "Émile", "anna"};
  static constexpr std::string_view kLast[] = {"Lee", "Zola", "Anders", "lee-berg"};
  static constexpr std::string_view kCity[] = {"Berlin", "New York", "Łódź"};
  std::string traits = fmt::format(R"({{"age": {})", random.below(90));
  if (random.chance(0.8))
    traits += fmt::format(R"(, "name": "{} {}")", kFirst[random.below(5)], kLast[random.below(4)]);
  if (random.chance(0.5)) traits += fmt::format(R"(, "city": "{}")", kCity[random.below(3)]);
  return traits + "}";
}

std::vector<Company::Sent> random_events(env::Random& random, std::size_t count) {
  std::vector<Company::Sent> events;
  for (std::size_t i = 0; i < count; ++i) {
    Company::Sent sent;
    if (random.chance(0.6)) sent.user = fmt::format("u{}", random.below(40));
    if (sent.user.empty() || random.chance(0.4))
      sent.visitor = fmt::format("v{}", random.below(60));
    if (random.chance(0.4)) sent.traits = random_traits(random);
    if (!sent.user.empty() && random.chance(0.2))
      sent.email = fmt::format("{}.lee@x{}.com", random.chance(0.5) ? "b" : "ann", random.below(9));
    sent.time_us = kBase + static_cast<TimeUs>(random.below(1000)) * env::kMinuteUs;
    sent.channel = random.chance(0.1) ? "" : random.chance(0.5) ? "web" : "app";
    events.push_back(std::move(sent));
  }
  return events;
}

TEST(CustomerIndexTest, FindsWhatALookAtEverythingFinds) {
  const std::uint64_t seed = std::getenv("WEND_SEED") != nullptr
                                 ? std::strtoull(std::getenv("WEND_SEED"), nullptr, 10)
                                 : std::random_device{}();
  SCOPED_TRACE(fmt::format("WEND_SEED={}", seed));
  env::Random random(seed);
  Company company(scratch("random"));
  for (int round = 0; round < 25; ++round) {
    const auto what = random.below(12);
    if (what < 7) {
      company.append(random_events(random, 1 + random.below(30)));
    } else if (what < 9) {
      // People join and take apart.
      const auto identities = *company.store_->all_identities();
      if (identities.size() < 2) continue;
      const auto pick = [&] {
        const auto& one = identities[random.below(identities.size())];
        return model::identity_id_of(one.identity_namespace, one.value);
      };
      const events::EventStore::IdentityDecision decision{
          pick(), pick(),
          random.chance(0.5) ? model::Decision::kTogether : model::Decision::kApart};
      if (decision.a == decision.b) continue;
      ASSERT_TRUE(company.store_->decide(std::span(&decision, 1), "test"));
    } else if (what == 9) {
      company.open();
    } else if (what == 10) {
      std::vector<model::EventRow> rows;
      const std::string user = fmt::format("u{}", random.below(50));
      rows.push_back({.message_id = {static_cast<std::uint64_t>(round), 1},
                      .time_us = kBase,
                      .name = "Imported",
                      .channel = "file",
                      .identity_namespace = "user_id",
                      .identity_value = user,
                      .properties = "{}"});
      ASSERT_TRUE(company.store_->import({.source = "file"}, std::move(rows)));
    } else {
      const auto imports = *company.store_->imports();
      const auto done =
          std::ranges::find(imports, events::ImportState::kDone, &events::ImportRecord::state);
      if (done == imports.end()) continue;
      const auto removed = company.store_->remove_import(done->id);
      ASSERT_TRUE(removed) << removed.error().to_sentence();
    }
    if (random.chance(0.3)) continue;
    company.step();
    ASSERT_EQ(company.disagreement(), "") << "round " << round;
  }
}

TEST(CustomerIndexTest, WhoHasThousandsOfDevicesIsFoundByUserIdAndAddress) {
  Company company(scratch("devices"));
  std::vector<Company::Sent> events;
  for (int i = 0; i < 2'000; ++i) {
    events.push_back({.user = "", .visitor = fmt::format("device-{}", i)});
    events.push_back({.user = "zoe-12", .visitor = fmt::format("device-{}", i)});
  }
  events.push_back({.user = "zoe-12", .visitor = "", .email = "zoe@example.com"});
  const auto expect_found = [&](const char* how) {
    for (const char* search : {"zoe-12", "zoe@example.com"}) {
      const auto found = company.index_->find({.search = search});
      ASSERT_TRUE(found);
      ASSERT_EQ(found->page.total, 1u) << search << ", " << how;
      EXPECT_EQ(found->page.customers[0].card.label(), "user_id zoe-12");
      EXPECT_EQ(found->page.customers[0].card.identities.size(), CustomerCard::kIdentitiesMax);
    }
  };
  // In steps, and all at once.
  const std::size_t half = events.size() / 2;
  company.append({events.begin(), events.begin() + static_cast<std::ptrdiff_t>(half)});
  company.step();
  company.append({events.begin() + static_cast<std::ptrdiff_t>(half), events.end()});
  company.step();
  expect_found("followed");
  ASSERT_TRUE(company.index_->renew());
  expect_found("made anew");
}

TEST(CustomerCardTest, EveryNamespaceHasAShareOfTheIdentitiesInAnyOrder) {
  std::vector<CustomerCard::Identity> all;
  for (std::size_t i = 0; i < 3 * CustomerCard::kIdentitiesMax; ++i) {
    all.push_back({"anonymous_id", fmt::format("v{}", i)});
    if (i % 4 == 0) all.push_back({"device_id", fmt::format("d{}", i)});
    if (i % 500 == 0) all.push_back({"user_id", fmt::format("u{}", i)});
  }
  std::mt19937 random(7);
  for (int round = 0; round < 20; ++round) {
    std::ranges::shuffle(all, random);
    CustomerCard card;
    for (const auto& one : all) card.add_identity(one.name, one.value);
    EXPECT_TRUE(std::ranges::is_sorted(card.identities));
    std::map<std::string, std::size_t> counts;
    for (const auto& one : card.identities) ++counts[one.name];
    EXPECT_EQ(card.identities.size(), CustomerCard::kIdentitiesMax);
    EXPECT_EQ(counts["user_id"], 3u);
    EXPECT_GE(counts["device_id"], 248u);
    EXPECT_LE(counts["device_id"], 249u);
  }
}

TEST(CustomerIndexTest, ADamagedOrMissingFileIsMadeAnew) {
  env::Random random(5);
  Company company(scratch("damaged"));
  company.append(random_events(random, 200));
  company.step();
  for (const bool missing : {true, false}) {
    company.index_.reset();
    for (const auto& entry : std::filesystem::directory_iterator(company.index_folder())) {
      if (missing) {
        std::filesystem::remove(entry.path());
      } else {
        std::ofstream file(entry.path(), std::ios::in | std::ios::out | std::ios::binary);
        for (int i = 0; i < 4096; ++i) file << "damaged ";
      }
    }
    company.open();
    EXPECT_FALSE(company.index_->standing().complete);
    const auto before = company.index_->find({.search = "ann"});
    ASSERT_TRUE(before);
    EXPECT_FALSE(before->standing.complete);
    company.step();
    EXPECT_EQ(company.disagreement(), "");
  }
}

// Every byte of a folder, to look for what should not be there.
std::string bytes_of(const std::filesystem::path& folder) {
  std::string all;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    std::ifstream file(entry.path(), std::ios::binary);
    all.append(std::istreambuf_iterator<char>(file), {});
  }
  return all;
}

TEST(CustomerIndexTest, NothingOfAForgottenCustomerIsLeft) {
  env::Random random(6);
  Company company(scratch("forget"));
  company.append(random_events(random, 100));
  company.append(
      {{.user = "quixote77", .visitor = "", .traits = R"({"name": "Dulcinea Toboso"})"}});
  company.step();
  company.append(random_events(random, 100));
  // A name of before is forgotten, too.
  company.append({{.user = "quixote77",
                   .visitor = "rocinante9",
                   .traits = R"({"name": "Aldonza Lorenzo"})",
                   .time_us = kBase + 1,
                   .email = "sancho@panza.es"}});
  company.step();
  ASSERT_EQ(company.index_->find({.search = "aldonza"})->page.total, 1u);
  const std::int64_t profile = model::identity_id_of("user_id", "quixote77");
  {
    // As erasure does in the store.
    auto connection = *company.store_->reader();
    ASSERT_TRUE(connection.query(
        "DELETE FROM events WHERE identity_id IN (SELECT identity_id FROM identities WHERE "
        "profile_id = ?)",
        {profile}));
    ASSERT_TRUE(connection.query("DELETE FROM identities WHERE profile_id = ?", {profile}));
  }
  ASSERT_TRUE(company.index_->forget(std::span(&profile, 1)));
  EXPECT_EQ(company.index_->find({.search = "aldonza"})->page.total, 0u);
  const std::string bytes = bytes_of(company.index_folder());
  EXPECT_GT(bytes.size(), 10'000u);
  for (const char* value :
       {"quixote", "ulcinea", "toboso", "Toboso", "ldonza", "lorenzo", "rocinante", "panza"})
    EXPECT_EQ(bytes.find(value), std::string::npos) << value;
  EXPECT_EQ(company.disagreement(), "");
  company.append(random_events(random, 50));
  company.step();
  EXPECT_EQ(company.disagreement(), "");
}

TEST(CustomerIndexTest, ItFollowsOnItsOwnThread) {
  const auto folder = scratch("thread");
  Company company(folder);
  company.index_.reset();
  CustomerIndex::Options options;
  options.folder = company.index_folder();
  company.index_ = std::make_unique<CustomerIndex>(*company.store_, std::move(options));
  company.append({{.user = "ada", .visitor = "", .traits = R"({"name": "Ada Lovelace"})"}});
  // A small store is waited for.
  const auto found = company.index_->find({.search = "lov ada"});
  ASSERT_TRUE(found);
  ASSERT_EQ(found->page.total, 1u);
  EXPECT_EQ(found->page.customers[0].card.label(), "user_id ada");
  EXPECT_EQ(found->page.customers[0].card.name(), "Ada Lovelace");
  EXPECT_TRUE(found->standing.complete);
}

// Run by the next test in a process of its own; by itself it does nothing.
TEST(CustomerIndexChild, Works) {
  const char* folder = std::getenv(kChildFolder);
  if (folder == nullptr) return;
  env::Random random(static_cast<std::uint64_t>(::getpid()));
  Company company(folder, false);
  company.keep();
  company.step();
  for (int round = 0; round < 12; ++round) {
    company.append(random_events(random, 25));
    company.step();
  }
}

TEST(CustomerIndexTest, AKillLosesNobody) {
  const auto folder = scratch("kill");
  {
    Company(folder).keep();
  }
  int kills = 0;
  for (const char* point :
       {"customers.before_commit:1", "customers.committed:1", "customers.committed:2",
        "customers.before_commit:5", "customers.committed:7", "customers.before_commit:8",
        "customers.committed:9", "customers.before_commit:12"}) {
    const pid_t child = ::fork();
    ASSERT_GE(child, 0);
    if (child == 0) {
      ::setenv(kChildFolder, folder.c_str(), 1);
      ::setenv("WEND_FAILPOINT", point, 1);
      ::execl("/proc/self/exe", "child", "--gtest_filter=CustomerIndexChild.*", "--gtest_brief=1",
              nullptr);
      ::_exit(127);
    }
    int status = 0;
    ASSERT_EQ(::waitpid(child, &status, 0), child);
    ASSERT_TRUE(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL) << point;
    ++kills;
    Company company(folder, false);
    company.keep();
    company.step();
    EXPECT_EQ(company.disagreement(), "") << point;
  }
  EXPECT_EQ(kills, 8);
  Company company(folder, false);
}

}  // namespace
}  // namespace wend::unify
