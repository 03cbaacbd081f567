#include <algorithm>
#include <map>
#include <pugixml.hpp>
#include <set>
#include <sstream>

#include "fmt/format.h"
#include "map/formats/document_maker.h"
#include "map/formats/export.h"

// The Customer Journey Modelling Language 2.0 (https://cjml.no) as XML. A map of the current state
// is an actualJourney, one of the future state a plannedJourney, which holds no experience. Stages
// are phases, a step is an action or, with a touchpoint or channel, a communication point between
// the end user and the company; what people feel is its experience, from 1 to 5.
namespace wend::map::formats {
namespace {

namespace json = boost::json;

constexpr double kNeutralRating = 3;
constexpr double kRatingMin = 1, kRatingMax = 5;
constexpr const char* kEndUser = "customer";
constexpr const char* kCompany = "company";
constexpr std::size_t kElementsMax = 500'000;

// What XML 1.0 cannot hold is left out.
std::string xml_text(std::string_view text) {
  std::string kept(text);
  for (const std::string_view none : {"\xEF\xBF\xBE", "\xEF\xBF\xBF"})
    for (std::size_t at; (at = kept.find(none)) != std::string::npos;) kept.erase(at, none.size());
  return kept;
}

void add(pugi::xml_node parent, const char* name, std::string_view text) {
  if (!text.empty()) parent.append_child(name).text().set(xml_text(text).c_str());
}

// The first card of a kind of lane in a column that says something.
const MapView::Card* first_card(const MapView& view, std::string_view kind, std::size_t column) {
  for (const auto& lane : view.lanes) {
    if (lane.kind != kind) continue;
    for (const auto& card : lane.cards)
      if (card.column == column) return &card;
  }
  return nullptr;
}

struct Meeting {
  std::string touchpoint, channel;
};
Meeting meeting_at(const MapView& view, std::size_t column) {
  Meeting meeting;
  if (const auto* card = first_card(view, "touchpoint", column)) {
    meeting.touchpoint = text_of(*card->fields, "text");
    if (meeting.touchpoint.empty()) meeting.touchpoint = text_of(*card->fields, "touchpoint");
    meeting.channel = text_of(*card->fields, "channel");
  }
  if (meeting.touchpoint.empty())
    meeting.touchpoint = text_of(*view.columns[column].fields, "touchpoint");
  if (const auto* card = first_card(view, "channel", column); card && meeting.channel.empty()) {
    meeting.channel = text_of(*card->fields, "channel");
    if (meeting.channel.empty()) meeting.channel = text_of(*card->fields, "text");
  }
  return meeting;
}

void add_actor(pugi::xml_node parent, const char* what, const char* actor, const char* label,
               std::string_view text) {
  pugi::xml_node end = parent.append_child(what);
  end.append_child("refersTo").append_attribute("actorIDref").set_value(actor);
  end.append_child(label).text().set(xml_text(text).c_str());
}

void add_touchpoint(pugi::xml_node parent, const MapView& view, std::size_t column, bool actual) {
  const Meeting meeting = meeting_at(view, column);
  const bool meets = !meeting.touchpoint.empty() || !meeting.channel.empty();
  const std::string name =
      fmt::format("{}{}", actual ? "actual" : "planned", meets ? "CommunicationPoint" : "Action");
  const json::object& step = *view.columns[column].fields;
  pugi::xml_node point = parent.append_child(name.c_str());
  add(point, "touchpointID", fmt::format("T{}", column + 1));
  point.append_child("belongsTo")
      .append_attribute("phaseIDref")
      .set_value(fmt::format("P{}", view.columns[column].stage + 1).c_str());
  add_actor(point, "initiator", kEndUser, "initiatorLabel", text_of(step, "title"));
  if (meets) {
    add_actor(point, "receiver", kCompany, "receiverLabel", meeting.touchpoint);
    add(point.append_child("channel"), "channelName", meeting.channel);
  }
  const auto* feeling = first_card(view, "emotion", column);
  if (actual && feeling != nullptr) {
    const auto value = number_of(*feeling->fields, "value");
    const std::string_view words = text_of(*feeling->fields, "text");
    if (value || !words.empty()) {
      pugi::xml_node experience = point.append_child("touchpointExperience");
      add(experience, "experienceDescription", words);
      if (value) add(experience, "experienceRating", fmt::format("{}", *value + kNeutralRating));
    }
  }
  add(point, "comment", text_of(step, "note"));
}

class CjmlReader {
 public:
  CjmlReader(DocumentMaker& maker, std::string_view text) : maker_(maker) {
    for (std::size_t at = text.find('\n'); at != std::string_view::npos;
         at = text.find('\n', at + 1))
      breaks_.push_back(at);
  }

  base::Result<ImportedMap> read(const pugi::xml_document& file) {
    const pugi::xml_node root = file.document_element();
    if (std::string_view(root.name()) != "CJML")
      return base::fail(base::ErrorCode::kInvalidInput, "This is no journey of CJML.",
                        line_place(line_of(root)), "Its first element is CJML.");
    if (const std::string_view version = root.attribute("version").value(); version != "2.0")
      maker_.note(line_of(root),
                  fmt::format("The file says that it is CJML {}; it was read as 2.0.",
                              version.empty() ? "of no version" : version));
    pugi::xml_node journey;
    for (const pugi::xml_node one : root.children()) {
      const std::string_view name = one.name();
      if (name != "plannedJourney" && name != "actualJourney") continue;
      if (journey)
        maker_.note(line_of(one), "A map is made of the first journey; this one was left out.");
      else
        journey = one;
    }
    if (!journey)
      return base::fail(base::ErrorCode::kInvalidInput, "The file holds no journey.", "line 1");
    read_journey(journey);
    return maker_.finish();
  }

 private:
  std::size_t line_of(const pugi::xml_node& node) const {
    const auto offset = static_cast<std::size_t>(std::max<std::ptrdiff_t>(0, node.offset_debug()));
    return 1 +
           static_cast<std::size_t>(std::ranges::lower_bound(breaks_, offset) - breaks_.begin());
  }
  void put(json::object& fields, std::string_view part, std::string_view field,
           const pugi::xml_node& from, const char* child) {
    const pugi::xml_node node = from.child(child);
    maker_.put_text(fields, part, field, trimmed(node.text().get()), line_of(node ? node : from));
  }

  void read_journey(const pugi::xml_node& journey) {
    const bool planned = std::string_view(journey.name()) == "plannedJourney";
    json::object& about = maker_.about();
    if (planned) about["state"] = "future";
    put(about, kAbout, "title", journey, "journeyTitle");
    if (!about.contains("title")) put(about, kAbout, "title", journey, "journeyID");
    put(about, kAbout, "description", journey, "journeyShortSummary");
    if (!about.contains("description"))
      put(about, kAbout, "description", journey, "journeyLongSummary");
    for (const char* const none : {"journeyStatus", "journeyExperience", "complianceContent",
                                   "complianceSequence", "complianceTiming", "journeyAnalysis"})
      if (const pugi::xml_node node = journey.child(none))
        maker_.note(line_of(node), fmt::format("A map has nothing for {}; it was left out.", none));
    read_actors(journey.child("actors"));
    for (const pugi::xml_node phase : journey.child("journeyPhases").children("journeyPhase"))
      add_stage(trimmed(phase.attribute("phaseID").value()), phase);
    for (const pugi::xml_node point : journey.child("touchpoints").children()) {
      if (point.type() != pugi::node_element) continue;
      const std::string_view name = point.name();
      if (name.ends_with("Action") || name.ends_with("CommunicationPoint"))
        read_point(point);
      else
        maker_.note(line_of(point),
                    fmt::format("A map has nothing for {}; it was left out.", name.substr(0, 60)));
    }
    if (steps_ == 0) maker_.note(line_of(journey), "The journey has no touchpoint.");
  }

  void read_actors(const pugi::xml_node& actors) {
    for (const pugi::xml_node actor : actors.children()) {
      if (actor.type() != pugi::node_element) continue;
      std::string id = actor.attribute("actorID").value();
      if (id.empty()) id = actor.attribute("actorIDref").value();
      std::string name(trimmed(actor.child("actorName").text().get()));
      if (name.empty()) name = trimmed(actor.child("companyName").text().get());
      if (name.empty()) name = id;
      const bool is_customer = std::string_view(actor.name()) == "endUser";
      if (is_customer) customers_.insert(id);
      actors_.emplace(id, name);
      // The name that an export of ours gives a customer without one is nobody's.
      if (is_customer && name != kEndUser) maker_.persona(name, line_of(actor));
    }
  }

  std::string add_stage(std::string_view id, const pugi::xml_node& phase) {
    const auto [known, fresh] = stages_.try_emplace(std::string(id));
    if (!fresh) return known->second;
    json::object fields;
    if (phase) {
      put(fields, "stages", "title", phase, "phaseName");
      put(fields, "stages", "description", phase, "phaseDescription");
    } else {
      maker_.put_text(fields, "stages", "title", id, 0);
    }
    return known->second = maker_.add("stages", std::move(fields));
  }

  std::string lane(std::string_view kind, std::string_view title) {
    const auto [known, fresh] = lanes_.try_emplace(std::string(kind));
    if (fresh) known->second = maker_.add("lanes", {{"kind", kind}, {"title", title}});
    return known->second;
  }

  void read_point(const pugi::xml_node& point) {
    if (maker_.is_full()) return;
    ++steps_;
    const std::string stage =
        add_stage(trimmed(point.child("belongsTo").attribute("phaseIDref").value()), {});
    json::object fields{{"stage", stage}};
    const pugi::xml_node initiator = point.child("initiator"), receiver = point.child("receiver");
    const std::string from = initiator.child("refersTo").attribute("actorIDref").value();
    // The customer's end names the step, the other one the touchpoint.
    const bool from_customer = !receiver || customers_.contains(from) || customers_.empty();
    if (from_customer)
      put(fields, "steps", "title", initiator, "initiatorLabel");
    else
      put(fields, "steps", "title", receiver, "receiverLabel");
    put(fields, "steps", "note", point, "comment");
    const std::string step = maker_.add("steps", std::move(fields));
    read_meeting(point, step, from_customer);
    read_who(point, step);
    read_experience(point.child("touchpointExperience"), step);
  }

  void read_meeting(const pugi::xml_node& point, const std::string& step, bool from_customer) {
    const pugi::xml_node other = point.child(from_customer ? "receiver" : "initiator");
    json::object fields{{"step", step}};
    if (std::string_view(point.name()).ends_with("CommunicationPoint"))
      put(fields, "cells", "text", other, from_customer ? "receiverLabel" : "initiatorLabel");
    put(fields, "cells", "channel", point.child("channel"), "channelName");
    if (fields.size() == 1) return;
    fields["lane"] = lane("touchpoint", "Touchpoints");
    maker_.add("cells", std::move(fields));
  }

  // Actors other than the customer and our own company.
  void read_who(const pugi::xml_node& point, const std::string& step) {
    for (const char* const end : {"initiator", "receiver"}) {
      const std::string id = point.child(end).child("refersTo").attribute("actorIDref").value();
      if (id.empty() || customers_.contains(id) || id == kCompany) continue;
      const auto known = actors_.find(id);
      json::object fields{{"lane", lane("people", "Who takes part")}, {"step", step}};
      maker_.put_text(fields, "cells", "text", known == actors_.end() ? id : known->second,
                      line_of(point));
      maker_.add("cells", std::move(fields));
    }
  }

  void read_experience(const pugi::xml_node& experience, const std::string& step) {
    if (!experience) return;
    json::object fields{{"step", step}}, read;
    put(fields, "cells", "text", experience, "experienceDescription");
    const pugi::xml_node rating = experience.child("experienceRating");
    maker_.put_number(read, "pains", "severity", rating.text().get(),
                      line_of(rating ? rating : experience));  // from 1 to 5 as well
    if (const auto value = number_of(read, "severity"))
      fields["value"] = std::clamp(*value, kRatingMin, kRatingMax) - kNeutralRating;
    if (fields.size() == 1) return;
    fields["lane"] = lane("emotion", "Feels");
    maker_.add("cells", std::move(fields));
  }

  DocumentMaker& maker_;
  std::vector<std::size_t> breaks_;
  std::set<std::string> customers_;
  std::map<std::string, std::string> actors_, stages_, lanes_;
  std::size_t steps_ = 0;
};

}  // namespace

std::string cjml_text(const MapView& view) {
  pugi::xml_document file;
  pugi::xml_node declaration = file.append_child(pugi::node_declaration);
  declaration.append_attribute("version").set_value("1.0");
  declaration.append_attribute("encoding").set_value("UTF-8");
  pugi::xml_node root = file.append_child("CJML");
  root.append_attribute("version").set_value("2.0");
  const bool actual = choice_of("about", *view.about, "state") == "current";
  pugi::xml_node journey = root.append_child(actual ? "actualJourney" : "plannedJourney");
  add(journey, "journeyID", actual ? "AJ1" : "PJ1");
  journey.append_child("journeyTitle").text().set(xml_text(text_of(*view.about, "title")).c_str());
  pugi::xml_node phases = journey.append_child("journeyPhases");
  for (std::size_t s = 0; s < view.stages.size(); ++s) {
    pugi::xml_node phase = phases.append_child("journeyPhase");
    phase.append_attribute("phaseID").set_value(fmt::format("P{}", s + 1).c_str());
    phase.append_child("phaseName")
        .text()
        .set(xml_text(text_of(*view.stages[s].fields, "title")).c_str());
    add(phase, "phaseDescription", text_of(*view.stages[s].fields, "description"));
  }
  add(journey, "journeyShortSummary", text_of(*view.about, "description"));
  pugi::xml_node actors = journey.append_child("actors");
  bool first = true;
  for (const auto& persona : view.personas) {
    if (persona.name.empty()) continue;
    pugi::xml_node actor = actors.append_child("endUser");
    const std::string id = first ? kEndUser : std::string(persona.id);
    actor.append_attribute("actorID").set_value(id.c_str());
    add(actor, "actorName", persona.name);
    first = false;
  }
  if (first) actors.append_child("endUser").append_attribute("actorID").set_value(kEndUser);
  actors.append_child("serviceProvider").append_attribute("actorID").set_value(kCompany);
  pugi::xml_node points = journey.append_child("touchpoints");
  for (std::size_t c = 0; c < view.columns.size(); ++c)
    if (view.columns[c].fields != nullptr) add_touchpoint(points, view, c, actual);
  std::ostringstream out;
  file.save(out, "  ", pugi::format_indent, pugi::encoding_utf8);
  return out.str();
}

base::Result<ImportedMap> read_cjml_map(std::string_view bytes, const Surroundings& surroundings) {
  const std::string text = valid_utf8(bytes);
  for (const std::string_view never : {"<!DOCTYPE", "<!ENTITY", "<!doctype"})
    if (const std::size_t at = text.find(never); at != std::string::npos)
      return base::fail(
          base::ErrorCode::kInvalidInput,
          "The file declares a document type or entities, which journeys do not need.",
          line_place(1 + static_cast<std::size_t>(
                             std::count(text.begin(), text.begin() + static_cast<long>(at), '\n'))),
          "Take the declaration out.");
  if (static_cast<std::size_t>(std::ranges::count(text, '<')) > 2 * kElementsMax)
    return base::fail(base::ErrorCode::kTooLarge,
                      fmt::format("The file has more than {} elements.", kElementsMax));
  pugi::xml_document file;
  const pugi::xml_parse_result parsed =
      file.load_buffer(text.data(), text.size(), pugi::parse_default, pugi::encoding_utf8);
  if (!parsed) {
    const auto offset = static_cast<std::size_t>(std::max<std::ptrdiff_t>(0, parsed.offset));
    const auto end = text.begin() + static_cast<long>(std::min(offset, text.size()));
    return base::fail(
        base::ErrorCode::kInvalidInput,
        fmt::format("The file is not XML: {}.", std::string_view(parsed.description())),
        line_place(1 + static_cast<std::size_t>(std::count(text.begin(), end, '\n'))));
  }
  DocumentMaker maker(Format::kCjml, surroundings);
  return CjmlReader(maker, text).read(file);
}

}  // namespace wend::map::formats
