#include "improve/maturity_questions.h"

#include <algorithm>
#include <cmath>

namespace wend::improve {
namespace {

constexpr MaturityQuestion kUnderstanding[] = {
    {"understanding_research",
     "How do you find out what customers want and need?",
     {"We go by what we believe and by what the loudest customers say.",
      "Some teams ask customers now and then, each in its own way.",
      "Before larger changes we ask customers, and write down what we heard.",
      "We ask and watch customers all year by a plan, and everybody finds the results.",
      "Every decision about a journey names the evidence it rests on, and we look for what would "
      "prove us wrong."}},
    {"understanding_personas",
     "How well do you know the different kinds of customers you have?",
     {"We speak of the customer, as if there were one.",
      "We have groups by age, revenue or product.",
      "We have personas made from interviews, and some teams use them.",
      "Our personas are tied to numbers: how many there are, what they are worth, how they behave.",
      "Personas are checked against behaviour at least twice a year, and changed or dropped when "
      "it disagrees."}},
    {"understanding_whole",
     "How much of what happens to one customer can you see in one place?",
     {"Each system shows its own piece.",
      "With effort, somebody can put a customer's story together.",
      "The main channels are joined for most customers.",
      "Nearly all channels are joined in one timeline, also what happened before people signed in.",
      "The whole story is there within minutes, with known gaps, and those who serve customers "
      "work with it."}},
    {"understanding_feedback",
     "What happens to what customers tell you?",
     {"Complaints are answered; the rest goes unread.",
      "A survey goes out once a year, and somebody presents it.",
      "We ask at several moments, and teams see the answers that concern them.",
      "Answers, comments, reviews and calls are read together and tied to the step of the journey "
      "they speak of.",
      "We act on feedback within days, tell customers what came of it, and see whether it "
      "helped."}},
};

constexpr MaturityQuestion kDesign[] = {
    {"design_maps",
     "How do you work with journey maps?",
     {"We have none, or they hang on a wall and nobody looks.",
      "Single teams drew maps in workshops.",
      "Our main journeys are mapped, in one form, in one place.",
      "Maps show real numbers and are the place where problems and ideas are kept.",
      "Maps are compared with what customers do all the time, and every difference leads to a "
      "decision."}},
    {"design_connected",
     "How do your journeys fit together?",
     {"We think in products, campaigns and tickets.", "We know the names of our main journeys.",
      "There is an agreed list of journeys, from the whole life of a customer down to details.",
      "Handovers between journeys and departments are designed, with somebody in charge of each.",
      "What changes in one journey is checked for what it does to the others before it is built."}},
    {"design_future",
     "How do you decide what a journey should become?",
     {"We mend what breaks.", "Ideas come from whoever asks; the largest voice wins.",
      "For some journeys we described how they should be.",
      "Current and future state stand side by side, with the steps between planned and scored.",
      "Several futures are tried with customers before we choose, and the choice is explained by "
      "evidence."}},
    {"design_together",
     "Who takes part when a journey is designed?",
     {"One department on its own.", "A project team that asks others when it is stuck.",
      "People from the channels concerned, in workshops.",
      "All who make the journey work, front and back stage, and customers at set moments.",
      "Customers and staff design with us as a habit, and see what became of their ideas."}},
};

constexpr MaturityQuestion kMeasurement[] = {
    {"measurement_numbers",
     "Which numbers tell you how a journey is doing?",
     {"Clicks, calls and revenue, by department.",
      "A satisfaction score for the company as a whole.",
      "Each main journey has a few numbers of its own.",
      "Behaviour, feeling, effort and cost stand beside each other for each step, with the number "
      "of people and how sure we are.",
      "These numbers steer our work every week, and their definitions are written down and shared "
      "by all."}},
    {"measurement_causes",
     "How do you find out why customers leave or struggle?",
     {"We guess.", "Somebody looks into it when a number falls.",
      "We compare groups and periods when we suspect a cause.",
      "Places where people drop out, wait or repeat are found and ranked without anybody asking.",
      "We tell what goes along from what causes, and test before we believe."}},
    {"measurement_value",
     "Do you know what a better experience is worth?",
     {"No; we take it on faith.", "We have an example or two.",
      "For larger projects we estimate the gain.",
      "Opportunities are ranked by people reached, impact, how sure we are and effort.",
      "After each change we check what it brought, tell finance, and mend how we estimate."}},
    {"measurement_effect",
     "How do you know that a change worked?",
     {"It was delivered, so it worked.", "We ask those who built it.",
      "We look at the numbers before and after.",
      "We compare with a group or a period that shows what would have happened anyway.",
      "Tests are the rule; failures are published as readily as successes."}},
};

constexpr MaturityQuestion kCulture[] = {
    {"culture_leadership",
     "What do leaders do for the customer's experience?",
     {"It is mentioned in speeches.", "One leader cares and pushes.",
      "There is a vision, and it is known.",
      "Goals for the experience stand beside those for revenue, and leaders answer for both.",
      "Leaders spend time with customers every month and change plans because of what they saw."}},
    {"culture_owners",
     "Who is in charge of a journey from end to end?",
     {"Nobody; departments own their piece.", "A central team reports, without a say.",
      "Main journeys have an owner by name.",
      "Owners have a goal, a budget and the right to ask other departments for changes.",
      "Teams are built around journeys, and departments serve them."}},
    {"culture_everyday",
     "How present are customers in everyday work?",
     {"Only for those who talk to them.", "Stories are told at meetings now and then.",
      "Principles for the experience exist and new people learn them.",
      "Everybody can see how customers fare with what they work on, and is asked about it.",
      "People at every level stop or change things on the customer's behalf, and are thanked for "
      "it."}},
    {"culture_skills",
     "Do you have the skills that journey work takes?",
     {"We call an agency when we must.", "One or two people taught themselves.",
      "There are trained people for research, design and analysis.",
      "They are placed in the teams, share their methods and train others.",
      "Journey work is a skill expected in most roles, with time for it and a career in it."}},
};

constexpr MaturityQuestion kOrchestration[] = {
    {"orchestration_data",
     "How good is the data about your customers?",
     {"It lies in many places, and they disagree.", "Exports are put together by hand.",
      "One customer has one record in the main systems, with known errors.",
      "Events from all channels come in as they happen, are checked, and can be explained.",
      "Quality is measured and kept up by those who make the data, and joined records can be taken "
      "apart again."}},
    {"orchestration_messages",
     "How do you decide what to send to whom, and when?",
     {"Everybody gets the same.", "Lists are drawn for each campaign.",
      "Some messages follow from what a customer did.",
      "Journeys across channels react within minutes, with caps on how much a person gets.",
      "The next step for each customer weighs their need against ours, and doing nothing is one of "
      "the choices."}},
    {"orchestration_channels",
     "What happens when a customer changes the channel?",
     {"They begin again.", "They begin again, but we can look things up.",
      "On some ways, what they entered comes along.",
      "Whoever takes over knows what happened so far.",
      "Customers change channels as they like without noticing, and we know which changes were "
      "wanted."}},
    {"orchestration_privacy",
     "How do you treat customers' data and consent?",
     {"As the law comes up, case by case.", "There is a policy; practice differs.",
      "Consent is recorded and asked in most systems.",
      "Consent, deletion and access reach every system, and we can prove it.",
      "Customers see and steer what we know, and we leave out what we do not need."}},
};

constexpr MaturityQuestion kImprovement[] = {
    {"improvement_flow",
     "How does a known problem become a change?",
     {"It depends on who complains to whom.",
      "Problems are collected in lists that few people read.", "There is one list with owners.",
      "Problems become scored opportunities with an owner and a date, and the list is worked from "
      "the top.",
      "From finding to effect takes weeks, and anybody can follow each one."}},
    {"improvement_rhythm",
     "How often do you look at a journey again?",
     {"When there is a project.", "Once a year, at planning.", "Twice a year, by those who own it.",
      "Every quarter, and whenever the numbers say so.",
      "All the time: changes in behaviour reach the owner by themselves, and small mends are made "
      "at once."}},
    {"improvement_choice",
     "How do you choose what to do first?",
     {"The most urgent wins.", "Whoever has the budget decides.",
      "We weigh use against effort by feeling.",
      "One way of scoring serves all journeys, with the evidence for each number.",
      "Scores are held against what came out, and the way of scoring gets better."}},
    {"improvement_learning",
     "What do you keep of what you learned?",
     {"It leaves with the people.", "It is in slides somewhere.",
      "Results of research and tests are kept in one place.",
      "They are tied to journeys and steps, so that nobody asks the same twice.",
      "Every new piece of work begins with what is known, and old knowledge is checked or "
      "retired."}},
};

constexpr MaturityArea kAreas[] = {
    {"understanding", "Customer understanding", "What you know of customers, and how.",
     kUnderstanding},
    {"design", "Journey design", "How journeys are drawn, joined and reshaped.", kDesign},
    {"measurement", "Measurement", "How you know how it goes, why, and what it is worth.",
     kMeasurement},
    {"culture", "Culture and leadership", "Who cares, who decides, and with what skills.",
     kCulture},
    {"orchestration", "Orchestration and technology",
     "What systems and data do for a customer on the way.", kOrchestration},
    {"improvement", "Continuous improvement", "How problems become changes, again and again.",
     kImprovement},
};

}  // namespace

std::span<const MaturityArea> maturity_areas() {
  return kAreas;
}

std::string_view maturity_level_name(double mean) {
  constexpr std::string_view kNames[] = {"starting", "repeating", "managed", "steering", "leading"};
  const auto at = std::clamp(static_cast<int>(std::lround(mean)), 1, kLevels);
  return kNames[at - 1];
}

}  // namespace wend::improve
