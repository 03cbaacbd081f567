#pragma once

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <gtest/gtest.h>
#include <string>

#include "workshop/workshop.h"

namespace wend::workshop {

inline constexpr env::TimeUs kNow = 20'000 * env::kDayUs;

inline boost::json::object object(const std::string& text) {
  return boost::json::parse(text).as_object();
}

// All kinds of plays, named as their kinds: "pla_actions"; two stages, no step.
inline Workshop all_plays() {
  Workshop workshop;
  workshop.plan.title = "Buying on the phone";
  workshop.plan.map = "map_1";
  for (const PlayKind& kind : play_kinds())
    workshop.plan.agenda.push_back({.id = "pla_" + std::string(kind.name),
                                    .kind = &kind,
                                    .title = std::string(kind.title),
                                    .prompt = "",
                                    .minutes = kind.minutes,
                                    .hidden = kind.hidden,
                                    .votes = kind.votes});
  workshop.stages = {{"stg_aaaaaaaaaaaa", "Before"}, {"stg_bbbbbbbbbbbb", "After"}};
  return workshop;
}

inline const Actor kLead{.facilitator = true, .author = {}};
inline Actor guest(const std::string& author) {
  return {.facilitator = false, .author = author};
}

inline std::string id_of(std::string_view prefix, int n) {
  std::string digits = std::to_string(n);
  return std::string(prefix) + std::string(12 - digits.size(), '0') + digits;
}

// Applies what must go well.
inline Touched done(Workshop& workshop, const std::string& command, const Actor& actor = kLead,
                    env::TimeUs now = kNow) {
  auto touched = apply(workshop, object(command), actor, now);
  EXPECT_TRUE(touched) << command << ": " << touched.error().to_sentence();
  return touched ? *touched : Touched();
}

inline base::Error refused(Workshop& workshop, const std::string& command,
                           const Actor& actor = kLead) {
  const Workshop before = workshop;
  auto touched = apply(workshop, object(command), actor, kNow);
  EXPECT_FALSE(touched) << command;
  EXPECT_EQ(workshop, before) << "what is refused changes nothing: " << command;
  return touched ? base::Error() : touched.error();
}

inline std::string go(std::string_view play) {
  return R"({"do": "go", "play": "pla_)" + std::string(play) + R"("})";
}

inline std::string note(int n, std::string_view play, std::string_view area,
                        std::string_view column, std::string_view text) {
  return boost::json::serialize(boost::json::object{{"do", "put_note"},
                                                    {"id", id_of("not_", n)},
                                                    {"play", "pla_" + std::string(play)},
                                                    {"area", area},
                                                    {"column", column},
                                                    {"text", text}});
}

}  // namespace wend::workshop
