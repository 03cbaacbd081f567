#include <algorithm>
#include <boost/json/array.hpp>
#include <fmt/format.h>
#include <map>

#include "analyze/merge_suggestions.h"
#include "api/cursor.h"
#include "api/document_version.h"
#include "api/routes.h"
#include "api/text_json.h"
#include "api/times.h"
#include "events/identity_reads.h"
#include "model/event.h"
#include "model/identity_rules.h"
#include "unify/customer_index.h"
#include "unify/person_words.h"

namespace wend::api {
namespace {

namespace json = boost::json;
using events::KnownIdentity;

// More than anybody looks at; the totals say when there are more.
constexpr std::size_t kShownMax = 500;
constexpr std::size_t kSuspiciousMax = 100;
// Hardly anybody has more devices, addresses and accounts than this; and an identity that has been
// refused more often is probably shared.
constexpr std::int64_t kIdentitiesUsual = 50;
constexpr std::int64_t kRefusedUsual = 2;

std::string identity_key(std::int64_t id) {
  return fmt::format("i_{:016x}", static_cast<std::uint64_t>(id));
}

json::object identity_json(const KnownIdentity& identity) {
  return {{"id", identity_key(identity.id)},
          {"namespace", identity.identity_namespace},
          {"value", identity.value},
          {"customer", model::customer_id_text(identity.profile_id)}};
}

// Where the customer went that had this id, when it was joined to another.
base::Result<std::int64_t> customer_now(Call& call) {
  const auto id = model::customer_id_from(call.id());
  if (id) {
    WEND_ASSIGN(const auto profile, events::profile_of_identity(call.services.data.events(), *id));
    if (profile) return *profile;
  }
  return base::fail(base::ErrorCode::kNotFound, "There is no such customer.");
}

json::object change_json(const events::IdentityChange& change, const model::TimeZone& zone) {
  json::object line{{"time", time_json(change.at, zone)},
                    {"actor", text_or_null(change.actor)},
                    {"import", nullptr}};
  if (change.import_id != 0) line["import"] = change.import_id;
  if (change.is_move) {
    line["kind"] = "move";
    line["from_customer"] = model::customer_id_text(change.a);
    line["to_customer"] = model::customer_id_text(change.b);
    line["identities"] = change.identities;
    return line;
  }
  line["kind"] = "link";
  line["a"] = identity_key(change.a);
  line["b"] = identity_key(change.b);
  line["from"] = unify::word_of(change.from);
  line["to"] = unify::word_of(change.to);
  line["first_seen"] = time_json(change.first_seen, zone);
  line["source"] = text_or_null(change.source);
  return line;
}

base::Result<Answer> show_identity(Call& call) {
  WEND_ASSIGN(const auto zone, zone_of(call.services));
  WEND_ASSIGN(const std::int64_t profile, customer_now(call));
  WEND_ASSIGN(const auto found,
              events::identity_of_profile(call.services.data.events(), profile, kShownMax));
  json::array identities, others, links, changes;
  for (const auto& one : found.identities) identities.push_back(identity_json(one));
  for (const auto& one : found.others) others.push_back(identity_json(one));
  for (const auto& link : found.links) {
    links.push_back(json::object{{"a", identity_key(link.a)},
                                 {"b", identity_key(link.b)},
                                 {"state", unify::word_of(link.state)},
                                 {"decision", unify::word_of(link.decision)},
                                 {"alias", link.alias},
                                 {"first_seen", time_json(link.first_seen, zone)},
                                 {"source", text_or_null(link.source)}});
  }
  for (const auto& change : found.changes) changes.push_back(change_json(change, zone));
  Answer answer;
  answer.body = json::object{{"customer", model::customer_id_text(profile)},
                             {"identities", std::move(identities)},
                             {"identities_total", found.identities_total},
                             {"links", std::move(links)},
                             {"links_total", found.links_total},
                             {"others", std::move(others)},
                             {"changes", std::move(changes)}};
  return answer;
}

base::Result<std::int64_t> identity_number(const json::object& body, std::string_view field) {
  const auto& identity = body.at(field).as_object();
  return model::identity_id_of(std::string_view(identity.at("namespace").as_string()),
                               std::string_view(identity.at("value").as_string()));
}

model::Decision decision_of(const json::object& body) {
  const std::string_view wanted = body.at("decision").as_string();
  if (wanted == "together") return model::Decision::kTogether;
  return wanted == "apart" ? model::Decision::kApart : model::Decision::kNone;
}

std::string actor_of(const Call& call) {
  const auto& user = call.caller.user;
  return user ? user->email.value_or(user->name) : call.caller.id;
}

base::Result<Answer> decide(Call& call) {
  const auto& body = call.body.as_object();
  WEND_ASSIGN(const auto a, identity_number(body, "a"));
  WEND_ASSIGN(const auto b, identity_number(body, "b"));
  const model::Decision decision = decision_of(body);
  auto& store = call.services.data.events();
  const events::EventStore::IdentityDecision one[] = {{a, b, decision}};
  WEND_ASSIGN(const std::size_t changed, store.decide(one, actor_of(call)));
  WEND_ASSIGN(const auto of_a, events::profile_of_identity(store, a));
  WEND_ASSIGN(const auto of_b, events::profile_of_identity(store, b));
  json::array customers;
  for (const auto& profile : {of_a, of_b}) {
    json::value id(model::customer_id_text(profile.value_or(0)));
    if (customers.empty() || customers.front() != id) customers.push_back(std::move(id));
  }
  Answer answer;
  answer.body = json::object{{"changed", changed > 0}, {"customers", std::move(customers)}};
  answer.object = identity_key(a) + " " + identity_key(b);
  return answer;
}

json::object pair_side(const std::map<std::int64_t, unify::CustomerEntry>& entries, std::int64_t id,
                       const model::TimeZone& zone) {
  const auto found = entries.find(id);
  const std::string text = model::customer_id_text(id);
  // The index may be a moment behind.
  if (found == entries.end())
    return {{"id", text},   {"name", nullptr},       {"label", text},
            {"events", 0U}, {"first_seen", nullptr}, {"last_seen", nullptr}};
  const unify::CustomerEntry& entry = found->second;
  return {{"id", text},
          {"name", text_or_null(entry.card.name())},
          {"label", entry.card.label()},
          {"events", entry.events},
          {"first_seen", time_json(entry.first_us, zone)},
          {"last_seen", time_json(entry.last_us, zone)}};
}

base::Result<Answer> list_suggestions(Call& call) {
  WEND_ASSIGN(const auto zone, zone_of(call.services));
  WEND_ASSIGN(const auto all, call.services.suggestions->current());
  std::size_t from = 0;
  if (const auto cursor = call.parameter("cursor")) {
    WEND_ASSIGN(const auto parts, read_cursor(*cursor, 1));
    WEND_ASSIGN(const auto place, cursor_number(parts[0]));
    from = static_cast<std::size_t>(
        std::clamp<std::int64_t>(place, 0, static_cast<std::int64_t>(all.size())));
  }
  const std::size_t to = std::min(all.size(), from + call.limit());
  const auto page = std::span(all).subspan(from, to - from);
  std::vector<std::int64_t> ids;
  for (const auto& one : page) ids.insert(ids.end(), {one.a, one.b});
  std::map<std::int64_t, unify::CustomerEntry> entries;
  WEND_ASSIGN(auto known, call.services.customers->entries(ids));
  for (auto& entry : known) entries.emplace(entry.card.profile_id, std::move(entry));
  json::array items;
  for (const auto& pair : page) {
    json::array reasons;
    for (const auto& reason : pair.reasons) {
      reasons.push_back(
          json::object{{"kind", analyze::to_string(reason.likeness)}, {"value", reason.what}});
    }
    items.push_back(json::object{{"a", pair_side(entries, pair.a, zone)},
                                 {"b", pair_side(entries, pair.b, zone)},
                                 {"reasons", std::move(reasons)},
                                 {"score", pair.score}});
  }
  json::object body{{"items", std::move(items)}, {"next_cursor", nullptr}, {"total", all.size()}};
  if (to < all.size()) body["next_cursor"] = make_cursor({std::to_string(to)});
  Answer answer;
  answer.body = std::move(body);
  return answer;
}

// Customers by their ids: the number of a profile is that of its strongest identity, so that a
// decision about two profiles is one about those, and holds when more identities join them.
base::Result<Answer> decide_suggestions(Call& call) {
  std::vector<events::EventStore::IdentityDecision> decisions;
  const auto& list = call.body.at("decisions").as_array();
  for (std::size_t i = 0; i < list.size(); ++i) {
    const auto& one = list[i].as_object();
    const auto a = model::customer_id_from(std::string_view(one.at("a").as_string()));
    const auto b = model::customer_id_from(std::string_view(one.at("b").as_string()));
    decisions.push_back({a.value_or(0), b.value_or(0), decision_of(one)});
  }
  auto changed = call.services.data.events().decide(decisions, actor_of(call));
  if (!changed) {
    base::Error error = std::move(changed).error();
    if (error.code == base::ErrorCode::kNotFound) {
      error.message = "There are no two such customers.";
      error.place = "decisions" + error.place;
    }
    return base::fail(std::move(error));
  }
  Answer answer;
  answer.body = json::object{{"changed", *changed}};
  answer.object = fmt::format("{} pairs", decisions.size());
  return answer;
}

base::Result<Answer> list_suspicious(Call& call) {
  WEND_ASSIGN(const auto found,
              events::suspicious_identities(call.services.data.events(), kIdentitiesUsual,
                                            kRefusedUsual, kSuspiciousMax));
  json::array profiles, shared;
  std::vector<std::int64_t> ids;
  for (const auto& one : found.profiles) ids.push_back(one.profile_id);
  std::map<std::int64_t, std::string> labels;
  WEND_ASSIGN(const auto entries, call.services.customers->entries(ids));
  for (const auto& entry : entries) labels[entry.card.profile_id] = entry.card.label();
  for (std::size_t i = 0; i < ids.size(); ++i) {
    const std::string id = model::customer_id_text(ids[i]);
    const auto label = labels.find(ids[i]);
    profiles.push_back(json::object{{"customer", id},
                                    {"label", label == labels.end() ? id : label->second},
                                    {"identities", found.profiles[i].identities}});
  }
  for (const auto& one : found.shared) {
    auto line = identity_json(one.identity);
    line["refused"] = one.refused;
    shared.push_back(std::move(line));
  }
  Answer answer;
  answer.body = json::object{{"customers", std::move(profiles)},
                             {"identities", std::move(shared)},
                             {"identities_usual", kIdentitiesUsual},
                             {"refused_usual", kRefusedUsual}};
  return answer;
}

Answer rules_answer(const events::EventStore::IdentityRulesVersion& rules) {
  Answer answer;
  answer.body = model::to_json(rules.rules);
  answer.headers.set("ETag", etag_of(rules.version));
  answer.object = "identity_rules";
  return answer;
}

base::Result<Answer> show_rules(Call& call) {
  return rules_answer(call.services.data.events().identity_rules());
}

base::Result<Answer> change_rules(Call& call) {
  WEND_ASSIGN(const auto rules, model::identity_rules_from(call.body));
  auto& store = call.services.data.events();
  const auto current = store.identity_rules();
  if (has_seen(call, current.version)) {
    const auto changed = store.change_identity_rules(rules, current.version);
    if (changed) return rules_answer(*changed);
    if (changed.error().code != base::ErrorCode::kConflict) return base::fail(changed.error());
  }
  const auto theirs = store.identity_rules();
  return clash("the identity rules", call.body, model::to_json(theirs.rules), theirs.version);
}

}  // namespace

void add_identity_endpoints(std::vector<Endpoint>& endpoints) {
  using namespace schema;
  endpoints.push_back(
      {.path = "/api/v1/customers/{id}/identity",
       .summary = "Why a customer is one: identities, links and what became of them.",
       .response = reference("CustomerIdentity"),
       .lane = http::Lane::kHeavy,
       .handle = show_identity});
  const auto identity = object({{"namespace", text(64)}, {"value", text(1024)}});
  endpoints.push_back(
      {.method = http::Method::kPost,
       .path = "/api/v1/identity/decisions",
       .summary = "Keep two identities apart, join them, or take such a decision back.",
       .permission = Permission::kWrite,
       .request = object({{"a", identity},
                          {"b", identity},
                          {"decision", one_of_texts({"together", "apart", "none"})}}),
       .response = object({{"changed", boolean()}, {"customers", list(text())}}),
       .audit = "identity.decide",
       .lane = http::Lane::kHeavy,
       .handle = decide});
  endpoints.push_back({.path = "/api/v1/identity/suspicious",
                       .summary = "Customers with very many identities, and shared identities.",
                       .response = reference("SuspiciousIdentities"),
                       .lane = http::Lane::kHeavy,
                       .handle = list_suspicious});
  endpoints.push_back({.path = "/api/v1/identity/suggestions",
                       .summary = "Pairs of customers that may be one person, the surest first.",
                       .parameters = paged(),
                       .response = page_of(reference("MergeSuggestion"), {{"total", count()}}),
                       .lane = http::Lane::kHeavy,
                       .handle = list_suggestions});
  endpoints.push_back(
      {.method = http::Method::kPost,
       .path = "/api/v1/identity/suggestions",
       .summary = "Join or keep apart pairs of customers, or take that back; all or nothing.",
       .permission = Permission::kWrite,
       .request = object(
           {{"decisions", list(object({{"a", text(64)},
                                       {"b", text(64)},
                                       {"decision", one_of_texts({"together", "apart", "none"})}}),
                               1000)}}),
       .response = object({{"changed", count()}}),
       .audit = "identity.decide_many",
       .lane = http::Lane::kHeavy,
       .handle = decide_suggestions});
  endpoints.push_back({.path = "/api/v1/identity/rules",
                       .summary = "How identities are joined to customers.",
                       .response = reference("IdentityRules"),
                       .handle = show_rules});
  endpoints.push_back({.method = http::Method::kPut,
                       .path = "/api/v1/identity/rules",
                       .summary = "Change how identities are joined; all of them are joined anew.",
                       .permission = Permission::kAdmin,
                       .request = reference("IdentityRulesDraft"),
                       .response = reference("IdentityRules"),
                       .audit = "identity_rules.change",
                       .needs_match = true,
                       .lane = http::Lane::kHeavy,
                       .handle = change_rules});
}

}  // namespace wend::api
