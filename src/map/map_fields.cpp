#include "map/map_fields.h"

#include <algorithm>
#include <array>

namespace wend::map {
namespace {

using enum FieldType;
using Words = std::string_view;

constexpr std::array kStates = {Words("current"), Words("future")};
constexpr std::array kStatuses = {Words("draft"), Words("in_review"), Words("published"),
                                  Words("archived")};
constexpr std::array kLevels = {Words("journey"), Words("lifecycle"), Words("detail")};
constexpr std::array kLaneKinds = {Words("text"),     Words("rich_text"),  Words("list"),
                                   Words("voice"),    Words("question"),   Words("image"),
                                   Words("emotion"),  Words("touchpoint"), Words("channel"),
                                   Words("metric"),   Words("people"),     Words("process"),
                                   Words("pain"),     Words("moment"),     Words("opportunity"),
                                   Words("solution"), Words("line"),       Words("custom")};
constexpr std::array kEvidence = {Words("none"), Words("assumed"), Words("researched"),
                                  Words("measured")};
constexpr std::array kTones = {Words("none"), Words("good"), Words("bad"), Words("idea"),
                               Words("question")};
constexpr std::array kLinkKinds = {Words("branch"), Words("loop"), Words("skip")};
constexpr std::array kCategories = {Words("none"),       Words("proposition_and_policy"),
                                    Words("process"),    Words("people"),
                                    Words("technology"), Words("organisation")};

constexpr Field text(Words name) {
  return {.name = name};
}
constexpr Field line(Words name) {
  return {.name = name, .type = kLine};
}
constexpr Field lines(Words name) {
  return {.name = name, .type = kLines};
}
constexpr Field choice(Words name, std::span<const Words> choices) {
  return {.name = name, .type = kChoice, .choices = choices};
}
constexpr Field order() {
  return {.name = "order", .type = kOrder, .required = true};
}
constexpr Field id(Words name, Words of) {
  return {.name = name, .type = kId, .required = true, .of = of};
}
constexpr Field id_or_none(Words name, Words of) {
  return {.name = name, .type = kId, .of = of};
}
constexpr Field reference(Words name) {
  return {.name = name, .type = kReference};
}
constexpr Field number(Words name, double least, double most) {
  return {.name = name, .type = kNumber, .least = least, .most = most};
}
constexpr Field yes(Words name) {
  return {.name = name, .type = kYes};
}
constexpr Field predicate(Words name) {
  return {.name = name, .type = kPredicate};
}
constexpr Field data(Words name) {
  return {.name = name, .type = kData};
}

constexpr std::array kAboutFields = {text("title"),
                                     text("description"),
                                     choice("state", kStates),
                                     choice("status", kStatuses),
                                     choice("level", kLevels),
                                     reference("owner"),
                                     Field{.name = "review_on", .type = kDate},
                                     number("review_every_months", 1, 36),
                                     lines("tags"),
                                     line("template"),
                                     reference("counterpart"),
                                     reference("segment"),
                                     line("period"),
                                     predicate("outcome"),
                                     data("feedback"),
                                     lines("goals")};
constexpr std::array kStageFields = {order(), text("title"), text("description"),
                                     predicate("binding")};
constexpr std::array kStepFields = {order(),          id("stage", "stages"), text("title"),
                                    text("note"),     predicate("binding"),  line("touchpoint"),
                                    reference("map"), yes("optional")};
constexpr std::array kLaneFields = {
    order(),          choice("kind", kLaneKinds),  text("title"),  text("note"),
    yes("collapsed"), number("height", 24, 2'000), data("options")};
constexpr std::array kPersonaFields = {
    order(), Field{.name = "persona", .type = kReference, .required = true},
    number("colour", 0, 9)};
constexpr std::array kCellFields = {id("lane", "lanes"),
                                    id("step", "steps"),
                                    id_or_none("to", "steps"),
                                    order(),
                                    id_or_none("persona", "personas"),
                                    text("text"),
                                    number("value", -2, 2),
                                    line("touchpoint"),
                                    predicate("binding"),
                                    line("channel"),
                                    reference("image"),
                                    Field{.name = "link", .type = kLink},
                                    choice("evidence", kEvidence),
                                    line("source"),
                                    choice("tone", kTones),
                                    yes("moment"),
                                    reference("opportunity"),
                                    yes("done"),
                                    data("options")};
constexpr std::array kLinkFields = {id("from", "steps"), id("to", "steps"),
                                    choice("kind", kLinkKinds), text("label")};
constexpr std::array kPainFields = {id("step", "steps"),
                                    text("text"),
                                    order(),
                                    choice("category", kCategories),
                                    number("severity", 1, 5),
                                    choice("evidence", kEvidence),
                                    line("source"),
                                    line("finding"),
                                    reference("opportunity"),
                                    id_or_none("persona", "personas")};

constexpr std::array kParts = {Part{kAbout, "", "map", kAboutFields},
                               Part{"stages", "stg_", "stage", kStageFields},
                               Part{"steps", "stp_", "step", kStepFields},
                               Part{"lanes", "lan_", "lane", kLaneFields},
                               Part{"personas", "mpe_", "persona", kPersonaFields},
                               Part{"cells", "cel_", "cell", kCellFields},
                               Part{"links", "lnk_", "link", kLinkFields},
                               Part{"pains", "pai_", "pain point", kPainFields}};

constexpr std::size_t kIdRandomMin = 12;
constexpr std::size_t kIdRandomMax = 32;

}  // namespace

std::span<const Part> parts() {
  return kParts;
}

const Part* find_part(std::string_view name) {
  const auto* part = std::ranges::find(kParts, name, &Part::name);
  return part == kParts.end() ? nullptr : part;
}

const Field* find_field(const Part& part, std::string_view name) {
  const auto field = std::ranges::find(part.fields, name, &Field::name);
  return field == part.fields.end() ? nullptr : &*field;
}

std::span<const std::string_view> lane_kinds() {
  return kLaneKinds;
}

bool is_id_of(const Part& part, std::string_view id) {
  if (part.name == kAbout) return id == kAbout;
  if (!id.starts_with(part.id_prefix)) return false;
  const std::string_view random = id.substr(part.id_prefix.size());
  return random.size() >= kIdRandomMin && random.size() <= kIdRandomMax &&
         std::ranges::all_of(random, [](char c) {
           return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
         });
}

}  // namespace wend::map
