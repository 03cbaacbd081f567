#include "unify/person_export.h"

#include <boost/json/array.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <fmt/format.h>
#include <map>

#include "events/event_details.h"
#include "events/identity_reads.h"
#include "model/html_text.h"
#include "model/time_text.h"
#include "unify/person_words.h"

namespace wend::unify {
namespace {

namespace json = boost::json;
using base::ErrorCode;

// Every page looks through all events: with few of them a long life takes minutes.
constexpr std::size_t kEventsOfPiece = 5'000;
constexpr std::size_t kAll = 1'000'000;

json::object identity_json(const events::KnownIdentity& one) {
  return {{"namespace", one.identity_namespace}, {"value", one.value}};
}

// Traits by name, each with the values it had and since when, the latest first.
base::Result<json::array> traits_of(const events::EventStore& store, std::int64_t profile,
                                    const model::TimeZone& zone) {
  std::map<std::string, json::array> histories;
  WEND_ASSIGN(auto connection, store.reader());
  WEND_ASSIGN(auto statement,
              connection.prepare(
                  "SELECT e.time, e.properties, s.name FROM events e JOIN identities i ON "
                  "i.identity_id = e.identity_id LEFT JOIN sources s ON s.id = e.source_id WHERE "
                  "i.profile_id = ? AND e.type = ? ORDER BY e.time, e.sequence"));
  const events::duck::Value values[] = {profile,
                                        static_cast<std::int32_t>(model::EventType::kIdentify)};
  WEND_ASSIGN(auto rows, statement.run(values));
  for (;;) {
    WEND_ASSIGN(const bool more, rows.next());
    if (!more) break;
    for (std::size_t i = 0; i < rows.size(); ++i) {
      boost::system::error_code error;
      const auto said = json::parse(rows.text(1, i), error);
      if (error || !said.is_object()) continue;
      for (const auto& [name, value] : said.get_object()) {
        json::array& history = histories[std::string(name)];
        if (!history.empty() && history.back().at("value") == value) continue;
        history.push_back(json::object{
            {"value", value},
            {"since", model::format_time(rows.values<std::int64_t>(0)[i], zone)},
            {"source", rows.is_null(2, i) ? json::value(nullptr) : json::value(rows.text(2, i))}});
      }
    }
  }
  json::array traits;
  for (auto& [name, history] : histories) {
    std::ranges::reverse(history);
    traits.push_back(json::object{{"trait", name}, {"values", std::move(history)}});
  }
  return traits;
}

base::Result<json::array> sources_of(const events::EventStore& store, std::int64_t profile,
                                     const model::TimeZone& zone) {
  WEND_ASSIGN(auto connection, store.reader());
  WEND_ASSIGN(
      auto rows,
      connection.query("SELECT s.name, s.kind, e.import_id, coalesce(m.file, ''), count(*), "
                       "min(e.time), max(e.time) FROM events e JOIN identities i ON i.identity_id "
                       "= e.identity_id LEFT JOIN sources s ON s.id = e.source_id LEFT JOIN "
                       "imports m ON m.id = e.import_id AND e.import_id <> 0 WHERE i.profile_id = "
                       "? GROUP BY ALL ORDER BY 6, 1",
                       {profile}));
  json::array sources;
  for (;;) {
    WEND_ASSIGN(const bool more, rows.next());
    if (!more) return sources;
    for (std::size_t i = 0; i < rows.size(); ++i) {
      const auto text = [&](std::size_t column) {
        return rows.is_null(column, i) ? json::value(nullptr) : json::value(rows.text(column, i));
      };
      const auto number = [&](std::size_t column) { return rows.values<std::int64_t>(column)[i]; };
      sources.push_back(json::object{{"source", text(0)},
                                     {"kind", text(1)},
                                     {"file", number(2) == 0 ? json::value(nullptr) : text(3)},
                                     {"events", number(4)},
                                     {"first", model::format_time(number(5), zone)},
                                     {"last", model::format_time(number(6), zone)}});
    }
  }
}

// The accounts somebody belongs to now, and what makes them belong.
base::Result<json::array> accounts_of(Accounts& accounts, std::int64_t profile,
                                      const model::TimeZone& zone) {
  WEND_ASSIGN(const auto table, accounts.current());
  json::array lines;
  for (const AccountMembership* member : table->of_profile(profile)) {
    const Account& account = table->account(member->account);
    const auto moment = [&](const std::optional<env::TimeUs>& at) {
      return at ? json::value(model::format_time(*at, zone)) : json::value(nullptr);
    };
    json::array because;
    for (std::size_t i = 0; i < kMemberSources; ++i)
      if (member->has(static_cast<MemberSource>(i)))
        because.emplace_back(to_string(static_cast<MemberSource>(i)));
    lines.push_back(json::object{{"type", account.type},
                                 {"key", account.key},
                                 {"name", account.name()},
                                 {"because", std::move(because)},
                                 {"events", member->events},
                                 {"first", moment(member->first_us)},
                                 {"last", moment(member->last_us)}});
  }
  return lines;
}

// What people decided about that, in its order.
base::Result<json::array> account_decisions_of(
    workspace::AccountDecisions& decisions, const std::map<std::int64_t, std::string>& identities,
    const model::TimeZone& zone) {
  WEND_ASSIGN(const auto all, decisions.all());
  json::array lines;
  for (const workspace::AccountDecision& one : all) {
    if (!identities.contains(one.identity)) continue;
    lines.push_back(json::object{{"at", model::format_time(one.at, zone)},
                                 {"type", one.account_type},
                                 {"key", one.account_key},
                                 {"decision", word_of(one.kind)},
                                 {"actor", one.actor}});
  }
  return lines;
}

base::Result<json::array> consent_of(const events::EventStore& store, std::int64_t profile,
                                     const model::TimeZone& zone) {
  WEND_ASSIGN(const auto lines, store.consent_of(profile));
  const auto or_null = [](const std::string& text) {
    return text.empty() ? json::value(nullptr) : json::value(text);
  };
  json::array consent;
  for (const auto& line : lines) {
    consent.push_back(
        json::object{{"category", line.category},
                     {"channel", or_null(line.channel)},
                     {"state", model::to_string(line.state)},
                     {"time", model::format_time(line.time, zone)},
                     {"identity", line.identity_namespace + " " + line.identity_value},
                     {"event", or_null(line.event)},
                     {"reason", or_null(line.reason)},
                     {"wording", or_null(line.wording)}});
  }
  return consent;
}

}  // namespace

base::Result<std::unique_ptr<PersonExport>> PersonExport::begin(const From& from,
                                                                std::int64_t profile, Form form) {
  std::unique_ptr<PersonExport> made(new PersonExport(from, profile, form));
  WEND_TRY(made->read_person());
  return made;
}

base::Status PersonExport::read_person() {
  const auto& zone = from_.zone;
  WEND_ASSIGN(const auto identity, events::identity_of_profile(from_.store, profile_, kAll));
  if (identity.identities.empty())
    return base::fail(ErrorCode::kNotFound, "There is no such customer.");
  std::map<std::int64_t, std::string> names;
  json::array identities, links, changes;
  for (const auto& one : identity.identities) {
    names[one.id] = one.identity_namespace + " " + one.value;
    identities.push_back(identity_json(one));
  }
  // Whom a link was refused to is somebody else, and said to nobody.
  const auto name = [&](std::int64_t id) {
    const auto found = names.find(id);
    return found == names.end() ? json::value(nullptr) : json::value(found->second);
  };
  for (const auto& link : identity.links) {
    links.push_back(json::object{
        {"a", name(link.a)},
        {"b", name(link.b)},
        {"state", word_of(link.state)},
        {"decision", word_of(link.decision)},
        {"first_seen", link.first_seen ? json::value(model::format_time(*link.first_seen, zone))
                                       : json::value(nullptr)},
        {"source", link.source.empty() ? json::value(nullptr) : json::value(link.source)}});
  }
  for (const auto& change : identity.changes) {
    json::object line{
        {"at", model::format_time(change.at, zone)},
        {"kind", change.is_move ? "move" : "link"},
        {"actor", change.actor.empty() ? json::value(nullptr) : json::value(change.actor)}};
    if (change.is_move) {
      line["identities"] = change.identities;
    } else {
      line["a"] = name(change.a);
      line["b"] = name(change.b);
      line["from"] = word_of(change.from);
      line["to"] = word_of(change.to);
    }
    changes.push_back(std::move(line));
  }

  std::map<std::string, std::string> segments;
  WEND_ASSIGN(const auto known, from_.workspace.segments().all());
  json::array lists;
  for (const auto& segment : known) {
    segments[segment.id] = segment.name;
    if (!segment.is_list) continue;
    WEND_ASSIGN(const auto numbers, from_.workspace.segments().identities(segment.id));
    for (const std::int64_t number : numbers)
      if (names.contains(number))
        lists.push_back(json::object{{"list", segment.name}, {"identity", names[number]}});
  }
  WEND_ASSIGN(const auto moves, from_.journal.entries_of(profile_, kAll));
  json::array history;
  for (const auto& move : moves) {
    const auto segment = segments.find(move.segment);
    history.push_back(
        json::object{{"segment", segment == segments.end() ? move.segment : segment->second},
                     {"what", move.entered ? "entered" : "left"},
                     {"at", model::format_time(move.at, zone)},
                     {"cause", to_string(move.cause)}});
  }
  WEND_ASSIGN(auto accounts, accounts_of(from_.accounts, profile_, zone));
  WEND_ASSIGN(auto decisions,
              account_decisions_of(from_.workspace.account_decisions(), names, zone));
  WEND_ASSIGN(auto traits, traits_of(from_.store, profile_, zone));
  WEND_ASSIGN(auto sources, sources_of(from_.store, profile_, zone));
  WEND_ASSIGN(auto consent, consent_of(from_.store, profile_, zone));
  person_ = {{"kind", "person"},
             {"format", 1},
             {"customer", model::customer_id_text(profile_)},
             {"exported_at", model::format_time(from_.now, zone)},
             {"identities", std::move(identities)},
             {"links", std::move(links)},
             {"identity_changes", std::move(changes)},
             {"traits", std::move(traits)},
             {"segments", std::move(history)},
             {"lists", std::move(lists)},
             {"accounts", std::move(accounts)},
             {"account_decisions", std::move(decisions)},
             {"consent", std::move(consent)},
             {"sources", std::move(sources)}};
  return {};
}

base::Result<std::optional<std::string>> PersonExport::next() {
  switch (place_) {
    case Place::kHead: {
      place_ = Place::kEvents;
      if (form_ == Form::kPage) return page_head();
      std::string head = json::serialize(person_);
      head.back() = ',';
      return head + "\"events\":[";
    }
    case Place::kEvents: {
      WEND_ASSIGN(std::string piece, events());
      if (!piece.empty()) return piece;
      place_ = Place::kEnd;
      return form_ == Form::kPage ? std::string("</table></body></html>") : std::string("]}\n");
    }
    case Place::kEnd:
      break;
  }
  return std::nullopt;
}

base::Result<std::string> PersonExport::events() {
  WEND_ASSIGN(const auto page,
              from_.store.events_page(profile_, after_, kEventsOfPiece, events::Order::kAscending));
  if (page.empty()) return std::string();
  after_ = events::EventCursor{page.back().time_us, page.back().sequence};
  std::vector<std::int64_t> sequences;
  for (const auto& event : page) sequences.push_back(event.sequence);
  std::map<std::int64_t, events::EventDetails> details;
  WEND_TRY(events::each_event_of(from_.store, sequences, [&](events::EventDetails&& one) {
    const auto sequence = one.sequence;
    details.emplace(sequence, std::move(one));
  }));
  std::string piece;
  for (const auto& event : page) {
    const auto& more = details[event.sequence];
    const std::string time = model::format_time(event.time_us, from_.zone);
    const std::string identity = more.identity_namespace + " " + more.identity_value;
    if (form_ == Form::kPage) {
      using model::html_text;
      piece += fmt::format(
          "<tr><td>{}</td><td>{}</td><td>{}</td><td>{}</td><td>{}</td><td><code>{}</code></td>"
          "</tr>",
          html_text(time), html_text(event.name), html_text(event.channel), html_text(event.source),
          html_text(identity), html_text(event.properties));
      continue;
    }
    json::object line{{"time", time},
                      {"received_at", model::format_time(more.received_at, from_.zone)},
                      {"type", model::to_string(event.type)},
                      {"event", event.name},
                      {"channel", event.channel},
                      {"source", event.source},
                      {"identity", identity}};
    std::string text = json::serialize(line);
    text.back() = ',';
    // As it is stored, number by number.
    piece +=
        fmt::format("{}{}\"properties\":{}}}", first_event_ ? "" : ",\n", text, event.properties);
    first_event_ = false;
  }
  return piece;
}

std::string PersonExport::page_head() const {
  return person_page_head(person_);
}

}  // namespace wend::unify
