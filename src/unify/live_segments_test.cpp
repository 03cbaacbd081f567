#include "unify/live_segments.h"

#include <deque>
#include <filesystem>
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include "unify/accounts.h"
#include "unify/testing/random_segments.h"
#include "workspace/workspace.h"

namespace wend::unify {
namespace {

using namespace testing;

// A store that is written as the log's reader does, and segments that follow it step by step.
class Company {
 public:
  enum class Folder { kFresh, kOfBefore };
  explicit Company(const std::filesystem::path& folder, Folder which = Folder::kFresh)
      : folder_(folder) {
    if (which == Folder::kFresh) std::filesystem::remove_all(folder_);
    std::filesystem::create_directories(folder_);
    store_ = *events::EventStore::open(folder_ / "events.duckdb", {.clock = &clock_});
    source_ = store_->create_source("test", "sdk")->id;
    position_ = *store_->log_position();
    space_ = *workspace::Workspace::open(folder_ / "workspace.db", clock_, {1, 8192});
    accounts_ =
        std::make_unique<Accounts>(*store_, space_->documents(), space_->account_decisions());
    const auto segments = *space_->segments().all();
    for (const auto& segment : segments) ids_.push_back(segment.id);
    open();
  }
  ~Company() {
    live_.reset();
    accounts_.reset();
    store_.reset();
    if (!keep_) std::filesystem::remove_all(folder_);
  }
  void keep() { keep_ = true; }

  // As after a crash: what was not stepped over is not journalled.
  void open() {
    told_ += "open\n";
    live_.reset();
    LiveSegments::Options options;
    options.file = folder_ / "segments.db";
    options.journal = {.generation = 40, .block = 4, .folded_least = 6};  // put in order often
    options.clock = &clock_;
    options.naming = [](bool) { return EventNaming{}; };
    options.zone = [] { return model::TimeZone(); };
    options.accounts = [this] { return accounts_->current(); };
    options.built_in = [this](std::string_view key) { return built_in_(key); };
    options.own_thread = false;
    auto opened = LiveSegments::open(*store_, space_->segments(), std::move(options));
    ASSERT_TRUE(opened) << opened.error().to_sentence();
    live_ = std::move(*opened);
  }

  std::string make(const std::string& rule) {
    workspace::Segment segment;
    segment.name = rule;
    segment.is_list = rule.empty();
    if (!rule.empty()) segment.rule = rule;
    const auto made = space_->segments().create(segment);
    ids_.push_back(made->id);
    return made->id;
  }
  void change(const std::string& id, const std::string& rule) {
    auto segment = **space_->segments().find(id);
    segment.rule = rule;
    ASSERT_TRUE(space_->segments().replace(id, segment.version, segment));
  }
  // As the API does, only those that the store knows.
  void set_list(const std::string& id, std::vector<std::int64_t> identities) {
    const EventNaming names;
    auto reading = SegmentReading::begin(*store_, names);
    const auto owners = reading->owners_of(identities);
    std::erase_if(identities, [&](std::int64_t one) { return !owners->contains(one); });
    ASSERT_TRUE(space_->segments().set_identities(id, identities));
  }

  struct Sent {
    std::string user, visitor;  // one may be empty
    TestEvent event;
  };
  void append(const std::vector<Sent>& all) {
    std::vector<model::NamedIdentity> also(all.size());
    std::vector<events::LiveRow> rows;
    for (std::size_t i = 0; i < all.size(); ++i) {
      const Sent& sent = all[i];
      const bool known = !sent.user.empty();
      rows.push_back(
          {.row = {.message_id = model::message_id_of(fmt::format("{}/{}", ::getpid(), ++sent_)),
                   .time_us = sent.event.time_us,
                   .type = sent.event.type,
                   .name = sent.event.name,
                   .channel = sent.event.channel,
                   .identity_namespace = known ? "user_id" : "anonymous_id",
                   .identity_value = known ? sent.user : sent.visitor,
                   .properties = sent.event.properties},
           .source_id = source_,
           .received_at = clock_.now_us()});
      if (known && !sent.visitor.empty()) {
        also[i] = {"anonymous_id", sent.visitor};
        rows.back().row.also = {&also[i], 1};
      }
    }
    const auto counts = store_->append(rows, ++position_);
    ASSERT_TRUE(counts) << counts.error().to_sentence();
    moved_ += counts->changed_profiles.size();
    for (const Sent& sent : all)
      told_ += fmt::format("{} {} {} {}\n", sent.user, sent.visitor, sent.event.name,
                           (sent.event.time_us - kBase) / kHour);
    for (const std::int64_t profile : counts->changed_profiles)
      told_ += fmt::format("  changed {}\n", profile);
  }
  void append_some(Chance& chance) {
    std::vector<Sent> batch;
    for (int i = 0; i <= chance.below(4); ++i) {
      Sent sent;
      if (chance.one_in(2)) sent.user = fmt::format("u{}", chance.below(3));
      if (sent.user.empty() || chance.one_in(2)) sent.visitor = fmt::format("v{}", chance.below(4));
      sent.event = random_event(chance, 1, 0);
      batch.push_back(std::move(sent));
    }
    append(batch);
  }
  void step() {
    told_ += "step\n";
    for (int i = 0; i < 100; ++i) {
      const auto more = live_->step();
      ASSERT_TRUE(more) << more.error().to_sentence();
      if (!*more) return;
    }
    FAIL() << "there is always more";
  }

  // Empty when the members, the journal and the book agree.
  std::string disagreement() {
    // Straight from the tables.
    std::deque<TestEvent> events;
    std::map<std::int64_t, ByTheBook::Events> of_profile;
    auto connection = *store_->reader();
    auto rows = *connection.query(
        "SELECT i.profile_id, e.sequence, e.time, e.type, e.name, e.channel, e.properties FROM "
        "events e JOIN identities i ON i.identity_id = e.identity_id");
    while (*rows.next()) {
      for (std::size_t i = 0; i < rows.size(); ++i) {
        events.push_back({0, rows.values<std::int64_t>(1)[i], rows.values<std::int64_t>(2)[i],
                          static_cast<model::EventType>(rows.values<std::uint8_t>(3)[i]),
                          std::string(rows.text(4, i)), std::string(rows.text(5, i)),
                          std::string(rows.text(6, i))});
        of_profile[rows.values<std::int64_t>(0)[i]].push_back(&events.back());
      }
    }
    ByTheBook::Segments meanings;
    const auto segments = *space_->segments().all();
    for (const auto& segment : segments) {
      auto meaning = *meaning_of(segment, model::TimeZone());
      const auto identities = *space_->segments().identities(segment.id);
      for (const std::int64_t identity : identities) {
        auto owner = *connection.query("SELECT profile_id FROM identities WHERE identity_id = ?",
                                       {identity});
        if (*owner.next() && owner.size() > 0)
          meaning.profiles.push_back(owner.values<std::int64_t>(0)[0]);
      }
      meanings[segment.id] = meaning;
    }
    const ByTheBook book(meanings, clock_.now_us());
    std::set<std::pair<std::string, std::int64_t>> expected;
    for (const auto& [id, meaning] : meanings) {
      model::Predicate named;
      named.form = model::PredicateForm::kSegment;
      named.names = {id};
      for (const auto& [profile, theirs] : of_profile)
        if (book.customer(named, theirs, profile)) expected.insert({id, profile});
    }
    std::set<std::pair<std::string, std::int64_t>> members;
    for (const std::string& id : ids_) {
      const auto listed = *live_->journal().member_ids(id);
      for (const std::int64_t profile : listed) members.insert({id, profile});
      const auto segment = **space_->segments().find(id);
      const auto standing = live_->standing(segment);
      if (standing.state != SegmentState::kLive) return "a segment is not live";
      const auto size = static_cast<std::size_t>(
          std::ranges::count(expected, id, &std::pair<std::string, std::int64_t>::first));
      if (standing.size != size)
        return fmt::format("{} has {} members, not {}\n{}", segment.rule, standing.size.value_or(0),
                           size, told_);
      for (const auto& [profile, theirs] : of_profile) seen_.insert(profile);
    }
    if (members != expected) return "the journal has other members";
    // Nobody enters twice or leaves without having entered, and the last entry says where they are.
    for (const std::int64_t profile : seen_) {
      std::map<std::string, bool> in;
      auto entries = *live_->journal().entries_of(profile, 10'000);
      entries_ += entries.size();
      for (auto entry = entries.rbegin(); entry != entries.rend(); ++entry) {
        if (in[entry->segment] == entry->entered) return "an entry stands twice";
        in[entry->segment] = entry->entered;
      }
      for (const auto& [id, is_in] : in)
        if (is_in != expected.contains({id, profile})) return "the journal ends elsewhere";
    }
    return "";
  }

  SegmentState state_of(const std::string& id) {
    return live_->standing(**space_->segments().find(id)).state;
  }

  env::FixedClock clock_{kBase + 10 * kHour};
  // What comes with Wend; at first nothing.
  model::FindComputedTrait built_in_ = [](std::string_view) {
    return base::Result<std::optional<model::ComputedTrait>>();
  };
  std::unique_ptr<LiveSegments> live_;
  std::vector<std::string> ids_;
  std::size_t moved_ = 0, entries_ = 0;
  std::string told_;  // what happened, for whoever looks for a fault

 private:
  const std::filesystem::path folder_;
  bool keep_ = false;
  std::unique_ptr<events::EventStore> store_;
  std::unique_ptr<workspace::Workspace> space_;
  std::unique_ptr<Accounts> accounts_;
  std::set<std::int64_t> seen_;
  std::int64_t source_ = 0, position_ = 0;
  int sent_ = 0;
};

std::filesystem::path scratch(std::string_view name) {
  return std::filesystem::temp_directory_path() /
         fmt::format("wend-live-segments-{}-{}", ::getpid(), name);
}

TEST(LiveSegmentsTest, MembersFollowTheirAccounts) {
  Company company(scratch("accounts"));
  const auto of_pro = company.make(R"({"account": {"trait": "plan", "value": "pro"}})");
  const auto alone = company.make(R"({"not": {"account": {}}})");
  TimeUs time = kBase;
  const auto event = [&](model::EventType type, const char* properties) {
    TestEvent told;
    told.time_us = time += kHour / 10;
    told.type = type;
    told.name = "A";
    told.channel = "web";
    told.properties = properties;
    return told;
  };
  const auto members = [&](const std::string& id) {
    return *company.live_->journal().member_ids(id);
  };
  const auto id_of = [](const char* user) { return model::identity_id_of("user_id", user); };
  using Ids = std::vector<std::int64_t>;
  using enum model::EventType;
  company.append({{"u1", "", event(kGroup, R"({"group_id":"a","plan":"free"})")},
                  {"u2", "", event(kTrack, R"({"group_id":"a"})")},
                  {"", "v3", event(kTrack, "{}")}});
  company.step();
  EXPECT_EQ(members(of_pro), Ids{});
  EXPECT_EQ(members(alone), Ids{model::identity_id_of("anonymous_id", "v3")});
  // What the account is changes for everybody in it.
  company.append({{"u1", "", event(kGroup, R"({"group_id":"a","plan":"pro"})")}});
  company.step();
  Ids both{id_of("u1"), id_of("u2")};
  std::ranges::sort(both);
  EXPECT_EQ(members(of_pro), both);
  const auto entries = *company.live_->journal().entries_of(id_of("u2"), 10);
  ASSERT_EQ(entries.size(), 1u);
  EXPECT_EQ(entries[0].cause, Cause::kAccount);
  // The visitor turns out to be one of them.
  company.append({{"u2", "v3", event(kTrack, "{}")}});
  company.step();
  EXPECT_EQ(members(alone), Ids{});
  // Counted anew at a start, everything is as it was.
  company.open();
  company.step();
  EXPECT_EQ(members(of_pro), both);
  EXPECT_EQ(company.live_->journal().entries_of(id_of("u2"), 10)->size(), 1u);
}

TEST(LiveSegmentsTest, FollowWhatATraitThatComesWithWendMeans) {
  Company company(scratch("built-in"));
  const auto segment =
      company.make(R"({"trait": "computed:orders", "op": "at_least", "value": 1})");
  const auto event = [&](const char* name) {
    TestEvent told;
    told.time_us = kBase;
    told.name = name;
    told.channel = "web";
    told.properties = "{}";
    return told;
  };
  int asked = 0;
  const auto orders_are = [&](const char* name) {
    company.built_in_ = [&asked, name](std::string_view key) {
      ++asked;
      return base::Result<std::optional<model::ComputedTrait>>(
          trait_of(std::string(key),
                   fmt::format(R"({{"of": {{"event": "{}"}}, "measure": "count"}})", name)));
    };
  };
  const auto members = [&] { return *company.live_->journal().member_ids(segment); };
  const auto pass_a_minute = [&] {
    company.clock_.advance(61 * env::kSecondUs);
    company.step();
  };
  using Ids = std::vector<std::int64_t>;
  const Ids first{model::identity_id_of("user_id", "u1")};
  const Ids second{model::identity_id_of("user_id", "u2")};
  company.append({{"u1", "", event("A")}, {"u2", "", event("B")}});
  company.step();
  EXPECT_EQ(company.state_of(segment), SegmentState::kFailed) << "there is no such trait";
  // It turns up with the data.
  orders_are("A");
  pass_a_minute();
  EXPECT_EQ(company.state_of(segment), SegmentState::kLive);
  EXPECT_EQ(members(), first);
  // In the meantime nobody is asked, however many events come.
  asked = 0;
  for (int i = 0; i < 5; ++i) {
    company.append({{"u3", "", event("C")}});
    company.step();
  }
  EXPECT_EQ(asked, 0);
  orders_are("B");
  pass_a_minute();
  EXPECT_EQ(members(), second);
  // Who cannot say now is asked again later.
  company.built_in_ = [](std::string_view) -> base::Result<std::optional<model::ComputedTrait>> {
    return base::fail(base::ErrorCode::kUnavailable, "Not now.");
  };
  pass_a_minute();
  EXPECT_EQ(members(), second);
}

TEST(LiveSegmentsTest, MembersAndJournalHoldThroughMergesCrashesAndChanges) {
  std::size_t moved = 0, entries = 0;
  const char* asked = std::getenv("WEND_TEST_SEED");
  const auto first =
      asked == nullptr ? static_cast<std::uint64_t>(::getpid()) : std::strtoull(asked, nullptr, 10);
  for (std::uint64_t seed = first; seed < first + 12; ++seed) {
    SCOPED_TRACE(fmt::format("seed {}", seed));
    Chance chance(seed);
    Company company(scratch("random"));
    for (int i = 0; i < 5; ++i)
      company.make(RandomPredicate(chance, company.ids_).about_customers(1));
    company.make(R"({"did": {"event": "A"}, "within": "3h"})");
    const std::string list = company.make("");
    for (int step = 0; step < 40; ++step) {
      switch (chance.below(10)) {
        case 0:
          company.clock_.advance(chance.of<TimeUs>({1, kHour / 2, kHour, 5 * kHour}));
          break;
        case 1:
          company.open();
          break;
        case 2:
          // The second is made of others, perhaps of the first.
          if (chance.one_in(2))
            company.change(company.ids_[0], RandomPredicate(chance, {}).about_customers(1));
          else if (chance.one_in(2))
            company.change(company.ids_[1],
                           RandomPredicate(chance, {company.ids_[0], list}).about_customers(1));
          else if (company.ids_.size() < 12)
            company.make(RandomPredicate(chance, company.ids_).about_customers(1));
          break;
        case 3:
          company.set_list(
              list, {model::identity_id_of("user_id", fmt::format("u{}", chance.below(3))),
                     model::identity_id_of("anonymous_id", fmt::format("v{}", chance.below(4)))});
          break;
        default:
          company.append_some(chance);
      }
      if (chance.one_in(3)) continue;  // nobody looks
      company.step();
      ASSERT_EQ(company.disagreement(), "");
    }
    moved += company.moved_;
    entries += company.entries_;
  }
  EXPECT_GT(moved, 50u);
  EXPECT_GT(entries, 1000u);
}

constexpr const char* kChildFolder = "WEND_TEST_SEGMENTS_FOLDER";

// The life of a process that AKillLosesAndDoublesNoEntry kills; by itself it does nothing.
TEST(LiveSegmentsChild, LivesUntilItIsKilled) {
  const char* folder = std::getenv(kChildFolder);
  if (folder == nullptr) return;
  Chance chance(static_cast<std::uint64_t>(::getpid()));
  Company company(folder, Company::Folder::kOfBefore);
  company.keep();
  for (int i = 0; i < 200; ++i) {
    company.append_some(chance);
    // Somebody new is always news, however much has been said of the others.
    company.append(
        {{.user = fmt::format("n{}-{}", ::getpid(), i), .event = random_event(chance, 1, 0)}});
    if (chance.one_in(4)) company.clock_.advance(kHour);
    company.step();
  }
}

TEST(LiveSegmentsTest, AKillLosesAndDoublesNoEntry) {
  const auto folder = scratch("kill");
  {
    Company company(folder);
    company.make(R"({"event": "A"})");
    company.make(R"({"did": {"event": "A"}, "within": "3h"})");
    company.make(R"({"trait": "city", "value": "x"})");
    company.make(R"({"not": {"sequence": [{"event": "A"}, {"event": "B"}]}})");
    company.keep();
  }
  int kills = 0;
  for (const char* point :
       {"segments.before_commit:1", "segments.committed:1", "segments.before_commit:2",
        "segments.committed:2", "segments.before_commit:4", "segments.committed:3",
        "segments.before_commit:7", "segments.committed:9", "segments.before_sealed:1",
        "segments.sealed:1", "segments.before_folded:1", "segments.folded:1",
        "segments.before_folded:3", "segments.folded:2"}) {
    const pid_t child = ::fork();
    ASSERT_GE(child, 0);
    if (child == 0) {
      ::setenv(kChildFolder, folder.c_str(), 1);
      ::setenv("WEND_FAILPOINT", point, 1);
      ::execl("/proc/self/exe", "child", "--gtest_filter=LiveSegmentsChild.*", "--gtest_brief=1",
              nullptr);
      ::_exit(127);
    }
    int status = 0;
    ASSERT_EQ(::waitpid(child, &status, 0), child);
    ASSERT_TRUE(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL) << point;
    ++kills;
  }
  EXPECT_EQ(kills, 14);
  Company company(folder, Company::Folder::kOfBefore);
  company.clock_.advance(kHour);
  company.step();
  EXPECT_EQ(company.disagreement(), "");
  EXPECT_GT(company.entries_, 10u);
}

}  // namespace
}  // namespace wend::unify
