#include <algorithm>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <filesystem>
#include <fmt/format.h>
#include <fstream>
#include <iostream>
#include <iterator>
#include <map>

#include "analyze/built_in_traits.h"
#include "analyze/journey_table_store.h"
#include "analyze/query.h"
#include "api/event_plan.h"
#include "api/touchpoints.h"
#include "cli/answer_sheets.h"
#include "cli/commands.h"
#include "cli/open_workspace.h"
#include "events/data_folder.h"
#include "unify/accounts.h"
#include "unify/live_segments.h"

namespace wend::cli {
namespace {

base::Result<std::string> read_document(const std::string& name) {
  if (name == "-") return std::string(std::istreambuf_iterator<char>(std::cin), {});
  std::ifstream file(name, std::ios::binary);
  if (!file) {
    return base::fail(base::ErrorCode::kNotFound, "The question cannot be read.", name,
                      "Name a file that holds a query document, or - to read it from the input.");
  }
  return std::string(std::istreambuf_iterator<char>(file), {});
}

// What people chose for the workspace; the defaults while there is none.
struct Chosen {
  std::string zone = "UTC";
  analyze::EventNames names;
  analyze::NamedTouchpoints touchpoints;
  struct Segment {
    workspace::Segment segment;
    std::vector<std::int64_t> identities;  // of a list
  };
  std::map<std::string, Segment, std::less<>> segments;
  std::vector<workspace::ComputedTrait> computed_traits;
};
base::Result<Chosen> chosen_in(const std::string& data) {
  Chosen chosen;
  if (!std::filesystem::exists(std::filesystem::path(data) / "workspace.db")) return chosen;
  const env::SystemClock clock;
  WEND_ASSIGN(auto workspace, open_workspace(data, clock));
  WEND_ASSIGN(auto zone, workspace->settings().get("time_zone"));
  if (zone) chosen.zone = *std::move(zone);
  WEND_ASSIGN(const auto events, api::planned_events(*workspace));
  chosen.names = analyze::EventNames(events);
  WEND_ASSIGN(const auto touchpoints, workspace::Touchpoints(workspace->documents(), clock).all());
  chosen.touchpoints = api::named_touchpoints(touchpoints);
  WEND_ASSIGN(chosen.computed_traits,
              workspace::ComputedTraits(workspace->documents(), clock).all());
  WEND_ASSIGN(const auto segments, workspace->segments().all());
  for (const workspace::Segment& segment : segments) {
    auto& kept = chosen.segments[segment.id];
    kept.segment = segment;
    if (segment.is_list) {
      WEND_ASSIGN(kept.identities, workspace->segments().identities(segment.id));
    }
  }
  return chosen;
}

model::FindSegment find_in(const Chosen& chosen, const events::EventStore& store) {
  return [&](std::string_view id) -> base::Result<std::optional<model::SegmentMeaning>> {
    const auto found = chosen.segments.find(id);
    if (found == chosen.segments.end()) return std::nullopt;
    WEND_ASSIGN(const auto zone, model::TimeZone::find(chosen.zone));
    WEND_ASSIGN(auto meaning, unify::meaning_of(found->second.segment, zone));
    if (meaning.is_list) {
      const unify::EventNaming names;
      WEND_ASSIGN(auto reading, unify::SegmentReading::begin(store, names));
      WEND_ASSIGN(meaning.profiles, reading.profiles_of(found->second.identities));
    }
    return meaning;
  };
}

model::FindComputedTrait find_trait_in(const Chosen& chosen,
                                       const std::shared_ptr<const analyze::JourneyTable>& table) {
  return
      [&chosen, table](std::string_view key) -> base::Result<std::optional<model::ComputedTrait>> {
        const auto found =
            std::ranges::find(chosen.computed_traits, key, &workspace::ComputedTrait::key);
        if (found == chosen.computed_traits.end()) return analyze::built_in_trait(table, key);
        WEND_ASSIGN(const auto zone, model::TimeZone::find(chosen.zone));
        WEND_ASSIGN(auto meaning, unify::meaning_of(*found, zone));
        return meaning;
      };
}

base::Result<boost::json::object> answer(const std::string& data, const std::string& spec,
                                         const std::optional<std::string>& time_zone) {
  WEND_ASSIGN(const std::string text, read_document(spec));
  boost::system::error_code error;
  const boost::json::value document = boost::json::parse(text, error);
  if (error) {
    return base::fail(base::ErrorCode::kInvalidInput,
                      fmt::format("The question is not JSON: {}.", error.message()), spec,
                      "docs/query-language.md describes questions.");
  }
  WEND_ASSIGN(auto folder, events::DataFolder::open(data, {.create = false}));
  WEND_ASSIGN(auto chosen, chosen_in(data));
  analyze::JourneyTableStore tables(folder->events(), folder->path() / "index" / "journeys");
  tables.set_event_names(chosen.names);
  tables.set_touchpoints(chosen.touchpoints);
  WEND_ASSIGN(auto table, tables.current());
  // Opened only for questions that name or count accounts.
  const env::SystemClock clock;
  std::unique_ptr<workspace::Workspace> workspace;
  std::unique_ptr<unify::Accounts> accounts;
  const auto account_table = [&]() -> base::Result<std::shared_ptr<const unify::AccountTable>> {
    if (accounts == nullptr) {
      WEND_ASSIGN(workspace, open_workspace(data, clock));
      accounts = std::make_unique<unify::Accounts>(folder->events(), workspace->documents(),
                                                   workspace->account_decisions());
    }
    return accounts->current();
  };
  const auto find_members =
      [&](const model::Predicate& of_account) -> base::Result<model::AccountMembers> {
    WEND_ASSIGN(const auto now, account_table());
    return now->members_where(of_account);
  };
  auto find_trait = find_trait_in(chosen, table);
  return analyze::run_query({.table = std::move(table),
                             .time_zone = time_zone.value_or(chosen.zone),
                             .now_us = env::SystemClock().now_us(),
                             .segments = find_in(chosen, folder->events()),
                             .accounts = find_members,
                             .account_table = account_table,
                             .computed_traits = std::move(find_trait)},
                            document);
}

// What JSON says beside the numbers goes to stderr, where it spoils no table.
void print_remarks(const boost::json::object& answer) {
  if (const auto* notes = answer.if_contains("notes"))
    for (const auto& note : notes->as_array())
      fmt::print(stderr, "{}\n", std::string_view(note.as_string()));
  const auto* cursor = answer.if_contains("next_cursor");
  if (cursor != nullptr && cursor->is_string())
    fmt::print(stderr, "There are more people: ask again with the cursor \"{}\".\n",
               std::string_view(cursor->as_string()));
}

base::Status print_answer(const boost::json::object& answer, const std::string& format,
                          const std::string& part) {
  if (format == "json") {
    fmt::print("{}\n", boost::json::serialize(answer));
    return {};
  }
  const bool table = format == "table";
  WEND_ASSIGN(const auto sheets, chosen_sheets(answer, part, table));
  for (const Sheet& sheet : sheets) {
    if (sheets.size() > 1) fmt::print("{}{}\n", &sheet == &sheets.front() ? "" : "\n", sheet.name);
    fmt::print("{}", table ? to_table(sheet) : to_csv(sheet));
  }
  std::fflush(stdout);
  print_remarks(answer);
  return {};
}

std::string check_format(const std::string& format) {
  if (format == "json" || format == "csv" || format == "table") return "";
  return fmt::format("There is no format \"{}\"; it is json, csv or table.", format);
}

}  // namespace

void add_query(CLI::App& app, Context& context) {
  struct Options {
    std::string spec, part;
    std::optional<std::string> time_zone;
    bool schema = false;
  };
  auto options = std::make_shared<Options>();
  auto* command = app.add_subcommand("query", "Answer a question about journeys.");
  command->add_option("SPEC", options->spec, "A file with a query document, or - for the input.");
  command->add_flag("--schema", options->schema, "Print the JSON Schema of all query documents.");
  command->add_option("--zone", options->time_zone,
                      "The time zone of times in the answer (default: the workspace's).");
  command
      ->add_option("--format", context.format,
                   "json (the whole answer), csv (one table) or table (for people).")
      ->check(check_format)
      ->capture_default_str();
  command->add_option("--part", options->part,
                      "Of csv and table: which table, such as nodes, edges or variants of a "
                      "process (default: csv the main one, table all).");
  add_data_option(*command, context);
  command->callback([options, &context] {
    if (options->schema) {
      fmt::print("{}\n", boost::json::serialize(analyze::query_schema()));
      return;
    }
    if (options->spec.empty()) throw CLI::RequiredError("SPEC");
    if (!options->part.empty() && context.format == "json")
      throw CLI::ValidationError("--part", "json has no parts; add --format csv or table.");
    const auto result = answer(context.data, options->spec, options->time_zone);
    if (!result) return context.fail(result.error());
    const auto printed = print_answer(*result, context.format, options->part);
    if (!printed) context.fail(printed.error());
  });
}

}  // namespace wend::cli
