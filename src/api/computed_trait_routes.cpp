#include <algorithm>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <chrono>
#include <cmath>
#include <fmt/format.h>
#include <fmt/ranges.h>

#include "analyze/latest_orders.h"
#include "analyze/segment_size.h"
#include "analyze/trait_preview.h"
#include "api/accounts.h"
#include "api/computed_traits.h"
#include "api/document_version.h"
#include "api/routes.h"
#include "api/segment_people.h"
#include "api/segments.h"
#include "api/text_json.h"
#include "api/times.h"
#include "unify/live_segments.h"

namespace wend::api {
namespace {

namespace json = boost::json;
using workspace::ComputedTrait;

constexpr int kJsonDepthMax = 256;  // what was stored was checked before

json::value parse(const std::string& text) {
  json::parse_options options;
  options.max_depth = kJsonDepthMax;
  return json::parse(text, {}, options);
}

// What is made of a computed trait.
base::Result<json::array> users_of(Services& services, const std::string& key,
                                   const model::TimeZone& zone) {
  json::array users;
  const auto names_it = [&](const model::Predicate& predicate) {
    const auto named = model::computed_traits_in(predicate);
    return std::ranges::find(named, key) != named.end();
  };
  WEND_ASSIGN(const auto segments, services.workspace.segments().all());
  for (const auto& segment : segments) {
    const auto meaning = unify::meaning_of(segment, zone);
    if (meaning && names_it(meaning->rule))
      users.push_back(
          json::object{{"kind", "segment"}, {"id", segment.id}, {"name", segment.name}});
  }
  WEND_ASSIGN(const auto traits, computed_traits(services).all());
  for (const auto& trait : traits) {
    const auto meaning = unify::meaning_of(trait, zone);
    if (meaning && names_it(meaning->of))
      users.push_back(
          json::object{{"kind", "computed_trait"}, {"id", trait.id}, {"name", trait.name}});
  }
  return users;
}

base::Result<json::object> trait_json(Services& services, const ComputedTrait& trait,
                                      const model::TimeZone& zone) {
  const auto standing = services.segments->standing(trait);
  WEND_ASSIGN(auto users, users_of(services, trait.key, zone));
  json::object body{{"id", trait.id},
                    {"key", trait.key},
                    {"trait", fmt::format("{}{}", model::kComputedPrefix, trait.key)},
                    {"name", trait.name},
                    {"description", trait.description},
                    {"definition", parse(trait.definition)},
                    {"version", trait.version},
                    {"created_at", time_json(trait.created_at, zone)},
                    {"updated_at", time_json(trait.updated_at, zone)},
                    {"created_by", nullptr},
                    {"state", unify::to_string(standing.state)},
                    {"error", nullptr},
                    {"used_by", std::move(users)}};
  if (trait.created_by) body["created_by"] = *trait.created_by;
  if (standing.error) body["error"] = standing.error->to_sentence();
  return body;
}

base::Result<Answer> answer_with(Call& call, const ComputedTrait& trait, int status) {
  WEND_ASSIGN(const auto zone, zone_of(call.services));
  Answer answer;
  answer.status = status;
  WEND_ASSIGN(answer.body, trait_json(call.services, trait, zone));
  answer.headers.set("ETag", etag_of(trait.version));
  answer.object = trait.id;
  return answer;
}

base::Result<Answer> clash_with(Call& call, const ComputedTrait& theirs) {
  WEND_ASSIGN(const auto zone, zone_of(call.services));
  WEND_ASSIGN(auto now, trait_json(call.services, theirs, zone));
  return clash("this computed trait", call.body, std::move(now), theirs.version);
}

base::Result<ComputedTrait> trait_of_path(Call& call) {
  WEND_ASSIGN(auto trait, computed_traits(call.services).find(call.id()));
  if (!trait) return base::fail(base::ErrorCode::kNotFound, "There is no such computed trait.");
  return *std::move(trait);
}

// Puts "definition" before the place of an error in it.
template <typename T>
base::Result<T> in_definition(base::Result<T> result) {
  if (!result)
    result.error().place =
        result.error().place.empty() ? "definition" : "definition." + result.error().place;
  return result;
}

// A definition must be readable, and together with segments and the others it must not go round in
// a circle. `key` is empty for one that is tried.
base::Result<model::ComputedTrait> check_definition(Call& call, const std::string& key,
                                                    const json::value& definition) {
  WEND_ASSIGN(const auto zone, zone_of(call.services));
  WEND_ASSIGN(auto own, in_definition(model::read_computed_trait(definition, zone)));
  own.key = key.empty() ? "this" : key;
  std::vector<unify::SegmentDefinition> segments;
  WEND_ASSIGN(const auto stored, call.services.workspace.segments().all());
  for (const auto& segment : stored) {
    auto meaning = unify::meaning_of(segment, zone);
    if (meaning) segments.push_back({segment.id, *std::move(meaning)});
  }
  WEND_ASSIGN(auto traits, call.services.segments->known_traits(segments));
  std::erase_if(traits, [&](const auto& trait) { return trait.key == own.key; });
  WEND_TRY(unify::add_built_in(traits, model::computed_traits_in(own.of),
                               find_built_in_trait(call.services)));
  traits.push_back(own);
  const auto plan = unify::SegmentPlan::make(segments, {}, traits);
  if (plan.computed().back().error) return base::fail(*plan.computed().back().error);
  return own;
}

base::Result<ComputedTrait> draft_of(Call& call, const std::string& known_key) {
  const json::object& body = call.body.as_object();
  ComputedTrait draft;
  draft.name = body.at("name").as_string();
  if (draft.name.empty())
    return base::fail(base::ErrorCode::kInvalidInput, "The computed trait needs a name.", "name");
  if (const auto* description = body.if_contains("description"))
    draft.description = description->as_string();
  draft.key = known_key;
  if (const auto* key = body.if_contains("key")) draft.key = key->as_string();
  if (draft.key.empty())
    return base::fail(base::ErrorCode::kInvalidInput, "The computed trait needs a key.", "key",
                      "Questions name it by its key, which stays when the name changes.");
  if (!known_key.empty() && draft.key != known_key)
    return base::fail(base::ErrorCode::kInvalidInput, "The key of a computed trait stays.", "key",
                      "Make another one.");
  WEND_TRY(model::check_trait_key(draft.key));
  if (analyze::is_built_in_key(draft.key))
    return base::fail(base::ErrorCode::kConflict,
                      fmt::format("A trait \"{}\" comes with Wend.", draft.key), "key",
                      "Choose another key.");
  WEND_TRY(check_definition(call, draft.key, body.at("definition")));
  draft.definition = json::serialize(body.at("definition"));
  return draft;
}

base::Result<Answer> list_computed(Call& call) {
  WEND_ASSIGN(const auto traits, computed_traits(call.services).all());
  WEND_ASSIGN(const auto zone, zone_of(call.services));
  WEND_ASSIGN(const auto table, call.services.tables.current());
  WEND_ASSIGN(const auto orders, call.services.orders->get());
  const auto built_in = analyze::built_in_traits(*table, *orders);
  json::array items, others;
  for (const ComputedTrait& trait : traits) {
    WEND_ASSIGN(auto item, trait_json(call.services, trait, zone));
    items.push_back(std::move(item));
  }
  for (const auto& trait : built_in) {
    others.push_back(json::object{{"key", trait.key},
                                  {"trait", fmt::format("{}{}", model::kComputedPrefix, trait.key)},
                                  {"name", trait.name},
                                  {"type", is_number(trait) ? "number" : "text"}});
  }
  Answer answer;
  answer.body = json::object{
      {"items", std::move(items)}, {"next_cursor", nullptr}, {"built_in", std::move(others)}};
  return answer;
}

base::Result<Answer> create_computed(Call& call) {
  WEND_ASSIGN(ComputedTrait draft, draft_of(call, ""));
  draft.created_by = call.caller.id;
  WEND_ASSIGN(const ComputedTrait trait, computed_traits(call.services).create(std::move(draft)));
  call.services.segments->wake();
  return answer_with(call, trait, 201);
}

base::Result<Answer> show_computed(Call& call) {
  WEND_ASSIGN(const ComputedTrait trait, trait_of_path(call));
  return answer_with(call, trait, 200);
}

base::Result<Answer> change_computed(Call& call) {
  WEND_ASSIGN(const ComputedTrait current, trait_of_path(call));
  WEND_ASSIGN(const ComputedTrait draft, draft_of(call, current.key));
  if (!has_seen(call, current.version)) return clash_with(call, current);
  auto changed = computed_traits(call.services).replace(current.id, current.version, draft);
  if (!changed && changed.error().code == base::ErrorCode::kConflict) {
    WEND_ASSIGN(const ComputedTrait theirs, trait_of_path(call));
    return clash_with(call, theirs);
  }
  if (!changed) return base::fail(changed.error());
  call.services.segments->wake();
  return answer_with(call, *changed, 200);
}

base::Result<Answer> remove_computed(Call& call) {
  WEND_ASSIGN(const ComputedTrait current, trait_of_path(call));
  WEND_ASSIGN(const auto zone, zone_of(call.services));
  WEND_ASSIGN(const auto users, users_of(call.services, current.key, zone));
  if (!users.empty()) {
    std::vector<std::string> names;
    for (const auto& user : users) names.emplace_back(user.at("name").as_string());
    return base::fail(
        base::ErrorCode::kConflict,
        fmt::format("Others are made of this computed trait: {}.", fmt::join(names, ", ")), "",
        "Change those first.");
  }
  if (!has_seen(call, current.version)) return clash_with(call, current);
  WEND_TRY(computed_traits(call.services).remove(current.id, current.version));
  call.services.segments->wake();
  Answer answer;
  answer.status = 204;
  answer.object = current.id;
  return answer;
}

json::value numbers_json(const analyze::TraitPreview& preview) {
  if (!preview.numbers) return nullptr;
  json::array bins;
  for (const auto& bin : preview.numbers->bins) {
    json::object one{{"from", bin.from}, {"to", nullptr}, {"customers", bin.customers}};
    if (bin.to) one["to"] = *bin.to;
    bins.push_back(std::move(one));
  }
  return json::object{{"min", preview.numbers->least},     {"q1", preview.numbers->q1},
                      {"median", preview.numbers->median}, {"q3", preview.numbers->q3},
                      {"max", preview.numbers->greatest},  {"bins", std::move(bins)}};
}

base::Result<Answer> preview_computed(Call& call) {
  const auto started = std::chrono::steady_clock::now();
  const json::object& body = call.body.as_object();
  WEND_ASSIGN(auto trait, check_definition(call, "", body.at("definition")));
  const bool is_list = trait.measure == model::Measure::kValues;
  WEND_ASSIGN(const auto table, call.services.tables.current(call.request.stop));
  analyze::PreviewAsk ask{.trait = std::move(trait),
                          .example_id = std::nullopt,
                          .now = call.services.clock.now_us(),
                          .segments = find_segment(call.services),
                          .traits = find_computed_trait(call.services),
                          .accounts = find_account_members(call.services),
                          .events_max = analyze::kQuickEventsMax};
  if (const auto* customer = body.if_contains("customer")) {
    ask.example_id = model::customer_id_from(std::string(customer->as_string()));
    if (!ask.example_id || !table->profile_of_id(*ask.example_id))
      return base::fail(base::ErrorCode::kInvalidInput, "There is no such customer.", "customer");
  }
  WEND_ASSIGN(const auto preview, analyze::trait_preview(table, ask, call.request.stop));
  json::array frequent, notes;
  for (const auto& one : preview.most_frequent)
    frequent.push_back(json::object{{"value", trait_value_json(one.value, is_list)},
                                    {"customers", one.customers}});
  for (const std::string& note : preview.notes) notes.emplace_back(note);
  json::value example = nullptr;
  if (preview.example_id) {
    const std::array<std::int64_t, 1> ids{*preview.example_id};
    WEND_ASSIGN(const auto names, MemberNames::of(*call.services.customers, ids));
    example = json::object{{"id", model::customer_id_text(ids[0])},
                           {"name", text_or_null(names.name(ids[0]))},
                           {"label", names.label(ids[0])},
                           {"value", trait_value_json(preview.example, is_list)}};
  }
  const std::chrono::duration<double, std::milli> took = std::chrono::steady_clock::now() - started;
  Answer answer;
  answer.body = json::object{{"customers", preview.customers},
                             {"of", preview.of},
                             {"exact", preview.customers == preview.of},
                             {"with_value", preview.with_value},
                             {"distinct", preview.distinct},
                             {"numbers", numbers_json(preview)},
                             {"most_frequent", std::move(frequent)},
                             {"example", std::move(example)},
                             {"notes", std::move(notes)},
                             {"took_ms", std::round(took.count() * 10) / 10}};
  return answer;
}

}  // namespace

void add_computed_trait_endpoints(std::vector<Endpoint>& endpoints) {
  using namespace schema;
  endpoints.push_back({.path = "/api/v1/computed-traits",
                       .summary = "The computed traits, by name, and those that come with Wend.",
                       .response = page_of(reference("ComputedTrait"),
                                           {{"built_in", list(reference("BuiltInTrait"))}}),
                       .lane = http::Lane::kHeavy,
                       .handle = list_computed});
  endpoints.push_back({.method = http::Method::kPost,
                       .path = "/api/v1/computed-traits",
                       .summary = "Make a computed trait.",
                       .permission = Permission::kWrite,
                       .request = reference("ComputedTraitDraft"),
                       .status = 201,
                       .response = reference("ComputedTrait"),
                       .audit = "computed_trait.create",
                       .creates = true,
                       .handle = create_computed});
  endpoints.push_back(
      {.method = http::Method::kPost,
       .path = "/api/v1/computed-traits/preview",
       .summary = "How the values of a definition are spread over customers.",
       .request = object({{"definition", open_object()}, optional("customer", text(100))}),
       .response = reference("ComputedTraitPreview"),
       .lane = http::Lane::kHeavy,
       .handle = preview_computed});
  endpoints.push_back({.path = "/api/v1/computed-traits/{id}",
                       .summary = "One computed trait.",
                       .response = reference("ComputedTrait"),
                       .handle = show_computed});
  endpoints.push_back({.method = http::Method::kPut,
                       .path = "/api/v1/computed-traits/{id}",
                       .summary = "Change a computed trait; its key stays.",
                       .permission = Permission::kWrite,
                       .request = reference("ComputedTraitDraft"),
                       .response = reference("ComputedTrait"),
                       .audit = "computed_trait.change",
                       .needs_match = true,
                       .handle = change_computed});
  endpoints.push_back({.method = http::Method::kDelete,
                       .path = "/api/v1/computed-traits/{id}",
                       .summary = "Remove a computed trait that nothing else is made of.",
                       .permission = Permission::kWrite,
                       .status = 204,
                       .audit = "computed_trait.remove",
                       .needs_match = true,
                       .handle = remove_computed});
}

}  // namespace wend::api
