#include "workshop/workshop_rooms.h"

#include <algorithm>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <gtest/gtest.h>
#include <random>

#include "map/map_outline.h"
#include "map/map_templates.h"
#include "workshop/map_changes.h"
#include "workshop/stored_workshop.h"
#include "workshop/workshop_for_test.h"
#include "workspace/schema.h"

namespace wend::workshop {
namespace {

namespace json = boost::json;
using base::ErrorCode;

workspace::Sqlite migrated() {
  auto database = *workspace::Sqlite::open(":memory:");
  EXPECT_TRUE(workspace::migrate(database));
  return database;
}

class WorkshopRoomsTest : public testing::Test {
 protected:
  void SetUp() override {
    const auto document = *map::document_of(*map::find_template("blank"), false, "Buying");
    Plan plan = all_plays().plan;
    plan.map = map_ = maps_.create(document, "usr_a")->id;
    id_ = rooms_.create(std::move(plan), "usr_a")->id;
  }
  std::int64_t lead(const std::string& command) {
    const auto revision = rooms_.command(id_, kLead, {"tab", ++number_, object(command)});
    EXPECT_TRUE(revision) << command << revision.error().to_sentence();
    return revision.value_or(0);
  }

  env::FixedClock clock_{kNow};
  workspace::Sqlite database_ = migrated();
  workspace::Maps stored_maps_{database_, clock_};
  workspace::Workshops stored_{database_, clock_};
  map::MapRooms maps_{stored_maps_, clock_};
  WorkshopRooms rooms_{stored_, maps_, clock_};
  std::string map_, id_;
  std::int64_t number_ = 0;
};

// A page over a network that loses, doubles and delays.
class Page {
 public:
  Page(WorkshopRooms& rooms, std::string id, Actor actor, std::string client, std::mt19937& random)
      : rooms_(rooms),
        id_(std::move(id)),
        actor_(std::move(actor)),
        client_(std::move(client)),
        random_(random) {
    WorkshopWatcher watcher;
    watcher.viewer = viewer();
    watcher.changed = [this](const json::object& change) {
      if (random_() % 5 == 0) return;  // lost
      told(change);
    };
    watcher.present = [](const Present&) {};
    watcher.removed = [] {};
    watcher.gone = [] { return false; };
    EXPECT_TRUE(rooms_.watch(id_, std::move(watcher)));
    refresh();
  }
  Viewer viewer() const { return {.facilitator = actor_.facilitator, .author = actor_.author}; }

  void act(json::object command) { waiting_.push_back({client_, ++number_, std::move(command)}); }

  // Sends the next command, which may get lost on the way there or back, or arrive twice.
  void send(bool lossy) {
    if (stale_) refresh();
    if (waiting_.empty()) return;
    if (lossy && random_() % 4 == 0) return;
    const auto outcome = rooms_.command(id_, actor_, waiting_.front());
    if (lossy && random_() % 4 == 0) (void)rooms_.command(id_, actor_, waiting_.front());
    if (!sent_.empty() && random_() % 6 == 0)  // one from long ago
      (void)rooms_.command(id_, actor_, sent_[random_() % sent_.size()]);
    if (lossy && random_() % 4 == 0) return;  // the answer
    if (outcome) sent_.push_back(waiting_.front());
    waiting_.erase(waiting_.begin());
  }
  bool is_done() const { return waiting_.empty() && !stale_; }
  const json::object& seen() const { return seen_; }
  void refresh() {
    const auto state = *rooms_.open(id_);
    seen_ = state_json(state.workshop, viewer(), kNow);
    revision_ = state.revision;
    stale_ = false;
  }
  // What was lost at the end is noticed by the next hello.
  void hello() {
    if (rooms_.open(id_)->revision != revision_) stale_ = true;
  }

 private:
  void told(const json::object& change) {
    const std::int64_t revision = change.at("revision").as_int64();
    if (revision <= revision_) return;
    if (revision > revision_ + 1) {
      stale_ = true;
      return;
    }
    if (stale_) return;
    revision_ = revision;
    for (const std::string_view part : {"workshop", "hidden", "votes", "values"})
      if (const json::value* value = change.if_contains(part)) seen_[part] = *value;
    for (const std::string_view part : {"notes", "groups"}) {
      json::array& list = seen_.at(part).as_array();
      const auto drop = [&](const json::value& id) {
        const auto kept = std::remove_if(
            list.begin(), list.end(), [&](const json::value& one) { return one.at("id") == id; });
        list.erase(kept, list.end());
      };
      if (const json::value* gone = change.if_contains("gone"))
        for (const json::value& id : gone->as_array()) drop(id);
      if (const json::value* came = change.if_contains(part))
        for (const json::value& one : came->as_array()) {
          drop(one.at("id"));
          list.push_back(one);
        }
      std::ranges::sort(list, {}, [](const json::value& one) {
        return std::string_view(one.at("id").as_string());
      });
    }
  }

  WorkshopRooms& rooms_;
  const std::string id_;
  const Actor actor_;
  const std::string client_;
  std::mt19937& random_;
  std::int64_t number_ = 0, revision_ = 0;
  bool stale_ = false;
  json::object seen_;
  std::vector<CommandRequest> waiting_, sent_;
};

json::object random_command(const Workshop& workshop, bool facilitator, std::mt19937& random,
                            int& next_id) {
  const auto pick = [&](int n) { return static_cast<int>(random() % static_cast<unsigned>(n)); };
  const auto& agenda = workshop.plan.agenda;
  const Play& play = agenda[static_cast<std::size_t>(
      pick(2) == 0 ? pick(static_cast<int>(agenda.size())) : static_cast<int>(workshop.at))];
  const auto any_note = [&]() -> std::string {
    if (workshop.notes.empty()) return "not_none";
    return std::next(workshop.notes.begin(), pick(static_cast<int>(workshop.notes.size())))->first;
  };
  const std::string area(play.kind->areas.empty() ? "none" : play.kind->areas.front().name);
  std::string column;
  if (play.kind->columns == Columns::kStages) column = workshop.stages.front().id;
  if (play.kind->columns == Columns::kSteps && !workshop.steps.empty())
    column = workshop.steps.back().id;
  if (!facilitator || pick(5) == 0) {
    switch (pick(6)) {
      case 0:
        return {{"do", "remove_note"}, {"id", any_note()}};
      case 1:
        return {{"do", "vote"}, {"play", play.id}, {"target", any_note()}, {"count", pick(4)}};
      case 2:
        return {{"do", "place_value"}, {"play", play.id}, {"step", column}, {"value", pick(5) - 2}};
      case 3:
        return {{"do", "restore_note"}, {"id", any_note()}};
      default:
        return {{"do", "put_note"}, {"id", pick(4) == 0 ? any_note() : id_of("not_", ++next_id)},
                {"play", play.id},  {"area", area},
                {"column", column}, {"text", "<b>" + std::to_string(next_id)}};
    }
  }
  switch (pick(12)) {
    case 0:
      return {{"do", "start"}};
    case 1:
      return {{"do", "pause"}};
    case 2:
      return {{"do", "resume"}};
    case 3:
      return {{"do", "add_minutes"}, {"minutes", pick(10) - 3}};
    case 4:
    case 5:
      return {{"do", "go"}, {"play", play.id}};
    case 6:
      return {{"do", "reveal"}, {"play", play.id}};
    case 7:
      return {{"do", pick(3) == 0 ? "close_voting" : "open_voting"}};
    case 8:
      return {{"do", "place_notes"},
              {"play", play.id},
              {"area", area},
              {"column", column},
              {"notes", json::array{any_note()}}};
    case 9:
      return {{"do", "take_steps"}};
    default:
      return {{"do", "put_group"},
              {"id", id_of("grp_", pick(6))},
              {"play", play.id},
              {"area", area},
              {"column", column},
              {"name", "Group"},
              {"notes", json::array{any_note(), any_note()}}};
  }
}

TEST_F(WorkshopRoomsTest, AFacilitatorAndThreeGuestsOnABadNetworkEndWithTheSame) {
  const unsigned seed = std::random_device()();
  SCOPED_TRACE("seed " + std::to_string(seed));
  std::mt19937 random(seed);
  int next_id = 0;
  lead(R"({"do": "start"})");
  std::vector<std::unique_ptr<Page>> pages;
  pages.push_back(std::make_unique<Page>(rooms_, id_, kLead, "lead", random));
  for (const char* name : {"ann", "bob", "cem"})
    pages.push_back(std::make_unique<Page>(rooms_, id_, guest(name), name, random));
  for (int i = 0; i < 600; ++i) {
    Page& page = *pages[random() % pages.size()];
    page.act(
        random_command(rooms_.open(id_)->workshop, page.viewer().facilitator, random, next_id));
    pages[random() % pages.size()]->send(true);
  }
  for (bool all_done = false; !all_done;) {
    all_done = true;
    for (const auto& page : pages) {
      // What is sent in this round may get lost on its way to those before.
      all_done = all_done && page->is_done();
      page->send(false);
      page->hello();
      all_done = all_done && page->is_done();
    }
  }
  const WorkshopState state = *rooms_.open(id_);
  EXPECT_GT(state.workshop.notes.size(), 5U) << "hardly anything happened";
  for (const auto& page : pages)
    EXPECT_EQ(json::value(page->seen()),
              json::value(state_json(state.workshop, page->viewer(), kNow)));
  const auto entry = *stored_.find(id_);
  EXPECT_EQ(*read_workshop(entry->body, *stored_.items(id_)), state.workshop)
      << "what is kept is what was";
}

TEST_F(WorkshopRoomsTest, WhatAGuestSendsTwiceHappensOnceAndNobodyUsesUpAnothersNumbers) {
  lead(R"({"do": "start"})");
  const CommandRequest first{"tab", 1, object(note(1, "scope", "goal", "", "One"))};
  const auto revision = *rooms_.command(id_, guest("ann"), first);
  const CommandRequest second{"tab", 2, object(note(1, "scope", "goal", "", "Two"))};
  EXPECT_EQ(*rooms_.command(id_, guest("ann"), second), revision + 1);
  EXPECT_EQ(*rooms_.command(id_, guest("ann"), first), revision + 1);
  EXPECT_EQ(rooms_.open(id_)->workshop.notes.begin()->second.text, "Two");
  EXPECT_TRUE(rooms_.command(id_, guest("bob"),
                             {"tab", 900, object(note(2, "scope", "goal", "", "Bob's"))}));
  EXPECT_TRUE(
      rooms_.command(id_, guest("ann"), {"tab", 3, object(note(3, "scope", "goal", "", "Ann's"))}));
  EXPECT_EQ(rooms_.open(id_)->workshop.notes.size(), 3U);
}

TEST_F(WorkshopRoomsTest, WhatARoomFoundIsAnOrdinaryMapAndIsDrawnOnce) {
  EXPECT_EQ(rooms_.draw(id_, "usr_a").error().code, ErrorCode::kConflict);
  lead(R"({"do": "start"})");
  const std::string before = rooms_.open(id_)->workshop.stages.at(0).id;
  const std::string during = rooms_.open(id_)->workshop.stages.at(1).id;
  lead(go("actions"));
  lead(note(1, "actions", "does", during, "Pays\nwith a card"));
  lead(note(2, "actions", "does", before, "Looks \x01<script>alert(1)</script>"));
  lead(go("thoughts_and_feelings"));
  const std::string pays = "stp_" + id_of("", 1), looks = "stp_" + id_of("", 2);
  lead(note(3, "thoughts_and_feelings", "thinks", looks, "Which one?"));
  lead(note(4, "thoughts_and_feelings", "feels", looks, "Lost"));
  lead(go("pain_points"));
  lead(note(5, "pain_points", "pain", pays, "Card refused"));
  lead(note(6, "pain_points", "pain", pays, "Too slow"));
  lead(R"({"do": "open_voting"})");
  const auto act = [&](const std::string& who, int number, const std::string& command) {
    ASSERT_TRUE(rooms_.command(id_, guest(who), {who, number, object(command)})) << command;
  };
  const std::string vote = R"({"do": "vote", "play": "pla_pain_points", "target": ")";
  act("ann", 1, vote + id_of("not_", 5) + R"(", "count": 3})");
  act("bob", 1, vote + id_of("not_", 6) + R"(", "count": 1})");
  lead(go("sentiment_line"));
  const auto value = [&](const std::string& step, int of) {
    return R"({"do": "place_value", "play": "pla_sentiment_line", "step": ")" + step +
           R"(", "value": )" + std::to_string(of) + "}";
  };
  act("ann", 2, value(pays, -2));
  act("bob", 2, value(pays, -1));
  lead(go("next_steps"));
  lead(note(7, "next_steps", "action", pays, "Say why")
           .insert(1, R"("who": "Olu", "by": "2026-12-01",)"));
  lead(R"({"do": "end"})");
  ASSERT_TRUE(rooms_.draw(id_, "usr_a"));
  const auto document = maps_.open(map_)->document;
  const auto steps = document.shown("steps");
  ASSERT_EQ(steps.size(), 3U) << "the empty step of the third stage stays";
  const auto texts = [&](std::string_view kind) {
    std::vector<std::string> found;
    for (const auto& lane : document.shown("lanes"))
      for (const auto& cell : document.shown("cells"))
        if (map::text_of(*lane.fields, "kind") == kind &&
            map::text_of(*cell.fields, "lane") == lane.id)
          found.emplace_back(map::text_of(*cell.fields, "text"));
    return found;
  };
  EXPECT_EQ(map::text_of(*document.find(*map::find_part("steps"), looks), "title"),
            "Looks  <script>alert(1)</script>");
  EXPECT_EQ(texts("voice"), std::vector<std::string>{"Which one?"});
  EXPECT_EQ(texts("opportunity"), std::vector<std::string>{"Say why\nOlu, by 2026-12-01"});
  const auto pains = document.shown("pains");
  ASSERT_EQ(pains.size(), 2U);
  EXPECT_EQ(pains[0].fields->at("severity"), json::value(5));
  EXPECT_EQ(pains[1].fields->at("severity"), json::value(2));
  double median = 0;
  for (const auto& cell : document.shown("cells"))
    if (const json::value* of = cell.fields->if_contains("value")) median = of->to_number<double>();
  EXPECT_EQ(median, -1.5);

  const auto revision = maps_.open(map_)->revision;
  ASSERT_TRUE(rooms_.draw(id_, "usr_a"));
  EXPECT_EQ(maps_.open(map_)->revision, revision) << "there is nothing to add";
}

TEST_F(WorkshopRoomsTest, ALinkEndsWithItsTimeAndWhenItIsRenewed) {
  const auto first = *stored_.invite(id_, env::kHourUs);
  EXPECT_EQ((*stored_.find_by_token(first.token))->id, id_);
  std::string typed = " " + first.code.substr(0, 3) + "-" + first.code.substr(3) + " ";
  for (char& c : typed) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  EXPECT_TRUE(*stored_.find_by_code(typed));
  const auto second = *stored_.invite(id_, env::kHourUs);
  EXPECT_FALSE(*stored_.find_by_token(first.token));
  EXPECT_FALSE(*stored_.find_by_code(first.code));
  clock_.advance(env::kHourUs);
  EXPECT_FALSE(*stored_.find_by_token(second.token));
  const auto third = *stored_.invite(id_, env::kHourUs);
  ASSERT_TRUE(stored_.uninvite(id_));
  EXPECT_FALSE(*stored_.find_by_code(third.code));
  EXPECT_FALSE(*stored_.find_by_code(""));

  const std::string secret = *stored_.admit(id_, "Ann");
  EXPECT_EQ((*stored_.guest_of(secret))->name, "Ann");
  clock_.advance(workspace::kGuestUs);
  EXPECT_FALSE(*stored_.guest_of(secret));
  for (int i = 0; i < workspace::kWorkshopGuestsMax; ++i) ASSERT_TRUE(stored_.admit(id_, ""));
  EXPECT_EQ(stored_.admit(id_, "").error().message, "This workshop is full.");
}

TEST(Severity, IsTheShareOfTheMostVotedInFifthsRoundedUp) {
  EXPECT_EQ(severity_of(0, 7), std::nullopt);
  EXPECT_EQ(severity_of(7, 7), 5);
  EXPECT_EQ(severity_of(1, 7), 1);
  EXPECT_EQ(severity_of(3, 7), 3);
}

}  // namespace
}  // namespace wend::workshop
