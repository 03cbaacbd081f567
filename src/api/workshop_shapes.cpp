#include "api/schema.h"
#include "api/workshops.h"
#include "workshop/limits.h"

namespace wend::api {
namespace {

using namespace schema;  // this file is nothing but schemas

constexpr std::size_t kIdBytesMax = 100;

Schema identifier() {
  return text(kIdBytesMax);
}

Schema play_draft() {
  return object({optional("id", identifier()),
                 {"kind", text(40)},
                 optional("title", text(workshop::kTitleBytesMax)),
                 optional("prompt", text(workshop::kPromptBytesMax)),
                 optional("minutes", integer(1, workshop::kMinutesMax)),
                 optional("hidden", described(boolean(), "Others' notes, until it is revealed.")),
                 optional("votes", integer(0, workshop::kVotesMax))});
}

Schema draft() {
  return object({{"title", text(workshop::kTitleBytesMax)},
                 optional("goal", text(workshop::kGoalBytesMax)),
                 optional("scope", text(workshop::kGoalBytesMax)),
                 optional("map", described(identifier(), "Works on this map.")),
                 optional("template", described(identifier(), "Or on a new one, made from it.")),
                 optional("persona", text(kIdBytesMax)),
                 optional("ask_names", boolean()),
                 {"agenda", list(play_draft(), workshop::kPlaysMax)}});
}

Schema area() {
  return object({{"name", text(40)}, {"title", text(200)}, {"asks", text(1'000)}});
}

Schema columns() {
  return one_of_texts({"none", "stages", "steps"});
}

Schema head() {
  const Schema play = object({{"id", identifier()},
                              {"kind", text(40)},
                              {"title", text()},
                              {"purpose", text()},
                              {"prompt", text()},
                              {"minutes", count()},
                              {"hidden", boolean()},
                              {"revealed", boolean()},
                              {"votes", count()},
                              {"areas", list(area())},
                              {"columns", columns()},
                              {"line", boolean()},
                              {"who_when", boolean()}});
  return object(
      {{"title", text()},
       {"goal", text()},
       {"scope", text()},
       {"status", one_of_texts({"waiting", "running", "paused", "ended"})},
       {"at", described(nullable(count()), "The play, counted from 0; null before the start.")},
       {"now_ms", described(count(), "By the server's clock, milliseconds since 1970.")},
       {"ends_ms", described(nullable(count()), "When the play's time is over, while it runs.")},
       {"left_ms", described(nullable(number()), "What is left of it, while it is paused.")},
       {"voting", boolean()},
       {"ask_names", boolean()},
       {"agenda", list(play)},
       {"stages", list(object({{"id", identifier()}, {"title", text()}}))},
       {"steps",
        list(object({{"id", identifier()}, {"title", text()}, {"stage", identifier()}}))}});
}

std::vector<Field> state_fields() {
  const Schema note = object({{"id", identifier()},
                              {"play", identifier()},
                              {"area", text(40)},
                              {"column", identifier()},
                              {"text", text(workshop::kNoteBytesMax)},
                              {"who", text(workshop::kWhoBytesMax)},
                              {"by", text(10)},
                              {"group", nullable(identifier())},
                              {"place", count()},
                              {"mine", boolean()}});
  const Schema group = object({{"id", identifier()},
                               {"play", identifier()},
                               {"area", text(40)},
                               {"column", identifier()},
                               {"name", text()},
                               {"place", count()}});
  const Schema spread = object({{"n", count()},
                                {"median", nullable(number())},
                                {"low", nullable(number())},
                                {"high", nullable(number())}});
  return {{"revision", count()},
          {"workshop", head()},
          {"notes", list(note)},
          {"groups", list(group)},
          {"hidden", described(map_of(count()), "Notes of others that are not shown, by play.")},
          {"votes", object({{"mine", map_of(count())},
                            {"tally", map_of(count())},
                            {"cast", described(map_of(count()), "By play.")}})},
          {"values", object({{"mine", map_of(number())}, {"all", map_of(spread)}})}};
}

Schema present() {
  return object({{"guests", count()}, {"names", list(text())}});
}

Schema named() {
  return object({{"id", identifier()}, {"title", text()}});
}

Schema invitation() {
  return object({{"token", text(200)}, {"code", text(20)}, {"until", time()}, {"open", boolean()}});
}

Schema full() {
  std::vector<Field> fields = state_fields();
  fields.push_back({"id", identifier()});
  fields.push_back({"version", count()});
  fields.push_back({"map", named()});
  fields.push_back({"persona", nullable(named())});
  fields.push_back({"invitation", described(nullable(invitation()), "For those who may write.")});
  fields.push_back({"present", present()});
  fields.push_back({"drawn_at", nullable(time())});
  fields.push_back({"may_write", boolean()});
  return object(std::move(fields));
}

Schema guest_state() {
  std::vector<Field> fields = state_fields();
  fields.push_back({"id", identifier()});
  fields.push_back({"name", text(200)});
  fields.push_back({"csrf_token", text(200)});
  return object(std::move(fields));
}

Schema entry() {
  return object({{"id", identifier()},
                 {"title", text()},
                 {"goal", text()},
                 {"status", one_of_texts({"waiting", "running", "paused", "ended"})},
                 {"minutes", count()},
                 {"plays", count()},
                 {"at", nullable(count())},
                 {"map", named()},
                 {"drawn_at", nullable(time())},
                 {"created_at", time()},
                 {"updated_at", time()},
                 {"created_by", nullable(identifier())}});
}

Schema agendas() {
  const Schema kind = object({{"kind", text(40)},
                              {"title", text()},
                              {"purpose", text()},
                              {"prompt", text()},
                              {"areas", list(area())},
                              {"columns", columns()},
                              {"line", boolean()},
                              {"who_when", boolean()},
                              {"minutes", count()},
                              {"votes", count()},
                              {"hidden", boolean()}});
  return object({{"plays", list(kind)},
                 {"agendas", list(object({{"name", text(40)},
                                          {"title", text()},
                                          {"for", text()},
                                          {"minutes", count()},
                                          {"plays", list(play_draft())}}))}});
}

Schema summary() {
  const Schema line = object({{"text", text()},
                              {"step", text()},
                              {"votes", count()},
                              {"notes", count()},
                              {"who", text()},
                              {"by", text()}});
  const Schema play = object(
      {{"id", identifier()},
       {"kind", text(40)},
       {"title", text()},
       {"areas", list(object({{"name", text(40)}, {"title", text()}, {"lines", list(line)}}))}});
  return object({{"title", text()},
                 {"goal", text()},
                 {"scope", text()},
                 {"status", text(40)},
                 {"people", described(count(), "Who noted, voted or placed anything.")},
                 {"notes", count()},
                 {"plays", list(play)},
                 {"line", list(object({{"step", text()},
                                       {"n", count()},
                                       {"median", nullable(number())},
                                       {"low", nullable(number())},
                                       {"high", nullable(number())}}))},
                 {"map", named()},
                 {"persona", nullable(named())},
                 {"at", time()}});
}

}  // namespace

void add_workshop_shapes(boost::json::object& shapes) {
  shapes["WorkshopDraft"] = draft();
  shapes["WorkshopEntry"] = entry();
  shapes["Workshop"] = full();
  shapes["WorkshopAgendas"] = agendas();
  shapes["WorkshopSummary"] = summary();
  shapes["WorkshopInvitation"] = invitation();
  shapes["WorkshopGuestState"] = guest_state();
  shapes["WorkshopCommand"] =
      open_object({{"client", text(workshop::kClientBytesMax)},
                   {"number", integer(1, 1'000'000'000'000)},
                   {"do", described(text(40), "What is to happen; docs/workshops.md lists it.")}});
}

}  // namespace wend::api
