#include "workshop/workshop.h"

#include "workshop/limits.h"
#include "workshop/summary.h"
#include "workshop/view.h"
#include "workshop/workshop_for_test.h"

namespace wend::workshop {
namespace {

namespace json = boost::json;
using base::ErrorCode;

const Actor kAnn = guest("ann"), kBob = guest("bob");

std::size_t seen(const Workshop& workshop, const Viewer& viewer) {
  return state_json(workshop, viewer, kNow).at("notes").as_array().size();
}

TEST(Workshop, TimeStandsStillWhileItIsPausedAndWhatIsAddedToATimeThatIsOverBeginsNow) {
  Workshop workshop = all_plays();
  EXPECT_EQ(refused(workshop, R"({"do": "pause"})").code, ErrorCode::kConflict);
  done(workshop, R"({"do": "start"})");
  EXPECT_EQ(workshop.ends_at, kNow + 10 * env::kMinuteUs);
  done(workshop, R"({"do": "pause"})", kLead, kNow + 4 * env::kMinuteUs);
  EXPECT_EQ(workshop.left_us, 6 * env::kMinuteUs);
  done(workshop, R"({"do": "resume"})", kLead, kNow + 60 * env::kMinuteUs);
  EXPECT_EQ(workshop.ends_at, kNow + 66 * env::kMinuteUs);
  done(workshop, R"({"do": "add_minutes", "minutes": 5})", kLead, kNow + 70 * env::kMinuteUs);
  EXPECT_EQ(workshop.ends_at, kNow + 75 * env::kMinuteUs);
  EXPECT_EQ(refused(workshop, R"({"do": "start"})").code, ErrorCode::kConflict);
  done(workshop, R"({"do": "end"})");
  EXPECT_EQ(refused(workshop, R"({"do": "resume"})").message, "This workshop has ended.");
}

TEST(Workshop, AGuestLeadsNothingAndChangesOnlyOwnNotes) {
  Workshop workshop = all_plays();
  for (const char* what : {"start", "pause", "go", "reveal", "open_voting", "put_group", "end",
                           "set_steps", "place_notes", "add_minutes", "nonsense"})
    EXPECT_EQ(refused(workshop, R"({"do": ")" + std::string(what) + R"("})", kAnn).code,
              ErrorCode::kNotAllowed)
        << what;
  EXPECT_EQ(refused(workshop, note(1, "scope", "goal", "", "Less waiting"), kAnn).place, "play")
      << "it has not begun";
  done(workshop, R"({"do": "start"})");
  done(workshop, note(1, "scope", "goal", "", "Less waiting"), kAnn);
  done(workshop, note(1, "scope", "goal", "", "No waiting"), kAnn);
  EXPECT_EQ(workshop.notes.at(id_of("not_", 1)).text, "No waiting");
  EXPECT_EQ(refused(workshop, note(1, "scope", "goal", "", "x"), kBob).code,
            ErrorCode::kNotAllowed);
  const std::string away = R"({"do": "remove_note", "id": ")" + id_of("not_", 1) + "\"}";
  EXPECT_EQ(refused(workshop, away, kBob).code, ErrorCode::kNotAllowed);
  EXPECT_EQ(refused(workshop, note(2, "scope", "goal", "", " \n\t"), kAnn).place, "text");
  EXPECT_EQ(refused(workshop, note(2, "scope", "says", "", "x"), kAnn).place, "area");
  EXPECT_EQ(refused(workshop, note(2, "scope", "goal", "", std::string(1001, 'x')), kAnn).code,
            ErrorCode::kTooLarge);
  done(workshop, away, kAnn);
  EXPECT_EQ(seen(workshop, {.facilitator = false, .author = "ann"}), 0U);
  done(workshop, R"({"do": "restore_note", "id": ")" + id_of("not_", 1) + "\"}", kAnn);
  EXPECT_EQ(seen(workshop, {.facilitator = false, .author = "bob"}), 1U);
  const std::string all =
      json::serialize(state_json(workshop, {.facilitator = true, .author = {}}, kNow));
  EXPECT_EQ(all.find("\"ann\""), std::string::npos) << "nobody is told whose a note is: " << all;
}

TEST(Workshop, HiddenNotesAreCountedAndSeenByTheirAuthorsUntilTheyAreRevealed) {
  Workshop workshop = all_plays();
  done(workshop, R"({"do": "start"})");
  done(workshop, go("empathy_map"));
  done(workshop, note(1, "empathy_map", "says", "", "Again?"), kAnn);
  done(workshop, note(2, "empathy_map", "feels", "", "Small"), kBob);
  const Viewer ann{.facilitator = false, .author = "ann"}, lead{.facilitator = true, .author = {}};
  EXPECT_EQ(seen(workshop, ann), 1U);
  EXPECT_EQ(seen(workshop, lead), 0U);
  EXPECT_EQ(state_json(workshop, lead, kNow).at("hidden").at("pla_empathy_map"), json::value(2));
  const Touched touched = done(workshop, R"({"do": "reveal", "play": "pla_empathy_map"})");
  EXPECT_EQ(change_json(workshop, touched, ann, kNow).at("notes").as_array().size(), 2U);
  EXPECT_EQ(seen(workshop, lead), 2U);
}

TEST(Workshop, VotesAreCountedForGroupsTooAndSeenWhenTheyAreClosed) {
  Workshop workshop = all_plays();
  done(workshop, R"({"do": "start"})");
  done(workshop, go("pain_points"));
  for (int i = 1; i <= 3; ++i)
    done(workshop, note(i, "pain_points", "pain", "", "Pain " + std::to_string(i)), kAnn);
  const auto vote = [](const std::string& target, int count) {
    return R"({"do": "vote", "play": "pla_pain_points", "target": ")" + target + R"(", "count": )" +
           std::to_string(count) + "}";
  };
  const std::string first = id_of("not_", 1), second = id_of("not_", 2), group = id_of("grp_", 1);
  EXPECT_EQ(refused(workshop, vote(first, 1), kAnn).message, "The votes are closed.");
  done(workshop, R"({"do": "open_voting"})");
  EXPECT_EQ(seen(workshop, {.facilitator = false, .author = "bob"}), 3U)
      << "nobody votes on what they do not see";
  done(workshop, vote(first, 2), kAnn);
  EXPECT_EQ(refused(workshop, vote(second, 2), kAnn).place, "count") << "everybody has three";
  done(workshop, vote(second, 1), kAnn);
  done(workshop, vote(first, 1), kBob);
  EXPECT_EQ(refused(workshop, vote(first, 1)).code, ErrorCode::kNotAllowed);
  const Viewer bob{.facilitator = false, .author = "bob"};
  EXPECT_TRUE(state_json(workshop, bob, kNow).at("votes").at("tally").as_object().empty());
  EXPECT_EQ(state_json(workshop, bob, kNow).at("votes").at("cast").at("pla_pain_points"),
            json::value(4));
  done(workshop, R"({"do": "close_voting"})");
  done(workshop, R"({"do": "put_group", "id": ")" + group +
                     R"(", "play": "pla_pain_points", "area": "pain", "name": "Waiting",
                         "notes": [")" +
                     first + R"(", ")" + second + "\"]}");
  const auto tally = tally_of(workshop);
  EXPECT_EQ(tally.at(first), 3);
  EXPECT_EQ(tally.at(group), 4);
  const auto lines = summary_json(workshop).at("plays").at(5).at("areas").at(0).at("lines");
  EXPECT_EQ(lines.at(0).at("text"), json::value("Waiting"));
  EXPECT_EQ(lines.at(0).at("notes"), json::value(2));
  EXPECT_EQ(lines.at(1).at("text"), json::value("Pain 3"));
  done(workshop, R"({"do": "remove_group", "id": ")" + group + "\"}");
  EXPECT_TRUE(workshop.groups.empty());
  EXPECT_TRUE(workshop.notes.at(first).group.empty());
}

TEST(Workshop, GoingOnFromTheActionsMakesStepsOfGroupsAndNotesStageByStage) {
  Workshop workshop = all_plays();
  done(workshop, R"({"do": "start"})");
  done(workshop, go("actions"));
  done(workshop, note(1, "actions", "does", "stg_bbbbbbbbbbbb", "Pays\nby card"), kAnn);
  done(workshop, note(2, "actions", "does", "stg_aaaaaaaaaaaa", "Looks"), kAnn);
  done(workshop, note(3, "actions", "does", "stg_aaaaaaaaaaaa", "Looks again"), kBob);
  done(workshop, R"({"do": "put_group", "id": "grp_gggggggggggg", "play": "pla_actions",
                     "area": "does", "column": "stg_aaaaaaaaaaaa", "name": "Compares",
                     "notes": [")" +
                     id_of("not_", 2) + R"(", ")" + id_of("not_", 3) + "\"]}");
  done(workshop, go("sentiment_line"));
  ASSERT_EQ(workshop.steps.size(), 2U);
  EXPECT_EQ(workshop.steps[0], (Step{"stp_gggggggggggg", "Compares", "stg_aaaaaaaaaaaa"}));
  EXPECT_EQ(workshop.steps[1].title, "Pays");
  const auto value = [&](const char* of, const Actor& actor) {
    done(workshop,
         R"({"do": "place_value", "play": "pla_sentiment_line",
                       "step": "stp_gggggggggggg", "value": )" +
             std::string(of) + "}",
         actor);
  };
  value("-2", kAnn);
  value("1", kBob);
  EXPECT_EQ(refused(workshop, R"({"do": "place_value", "play": "pla_sentiment_line",
                                  "step": "stp_gggggggggggg", "value": 3})",
                    kAnn)
                .place,
            "value");
  EXPECT_EQ(spreads_of(workshop).at("stp_gggggggggggg").median, -0.5);
  EXPECT_EQ(spreads_of(workshop).at("stp_gggggggggggg").low, -1.25);
  done(workshop, go("actions"));
  done(workshop, go("thoughts_and_feelings"));
  EXPECT_EQ(workshop.steps.size(), 2U) << "the same actions make no second steps";
}

TEST(Workshop, APlayThatHasBegunStaysAtItsPlaceInTheAgenda) {
  Workshop workshop = all_plays();
  done(workshop, R"({"do": "start"})");
  done(workshop, go("back_story"));
  Plan plan = workshop.plan;
  plan.agenda.erase(plan.agenda.begin());
  EXPECT_EQ(replace_plan(workshop, plan).error().place, "agenda[0]");
  plan = workshop.plan;
  plan.agenda.resize(3);
  plan.title = "Another title";
  EXPECT_TRUE(replace_plan(workshop, plan));
  EXPECT_EQ(workshop.plan.agenda.size(), 3U);
}

TEST(Workshop, LimitsAreSaidInASentence) {
  Workshop workshop = all_plays();
  done(workshop, R"({"do": "start"})");
  for (int i = 0; i < static_cast<int>(kOwnNotesMax); ++i)
    done(workshop, note(i, "scope", "goal", "", "x"), kAnn);
  const auto error = refused(workshop, note(9000, "scope", "goal", "", "x"), kAnn);
  EXPECT_EQ(error.code, ErrorCode::kTooLarge);
  EXPECT_EQ(error.message, "One person adds at most 100 notes to a play.");
  done(workshop, note(9000, "scope", "goal", "", "x"), kBob);
  EXPECT_EQ(
      refused(workshop, note(9001, "scope", "goal", "", "x").insert(1, R"("by": "soon",)"), kBob)
          .place,
      "by");
  const auto drafts = [](const std::string& text) { return read_plan(object(text)).error(); };
  EXPECT_EQ(drafts(R"({"title": " ", "agenda": [{"kind": "scope"}]})").place, "title");
  EXPECT_EQ(drafts(R"({"title": "A", "agenda": []})").place, "agenda");
  EXPECT_EQ(drafts(R"({"title": "A", "agenda": [{"kind": "dance"}]})").place, "agenda[0].kind");
}

}  // namespace
}  // namespace wend::workshop
