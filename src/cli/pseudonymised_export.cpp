#include "cli/pseudonymised_export.h"

#include <algorithm>
#include <boost/json/serialize.hpp>
#include <fmt/format.h>

#include "cli/privacy_folder.h"
#include "model/time_text.h"
#include "unify/column_proposal.h"
#include "unify/pseudonymous_exports.h"

namespace wend::cli {
namespace {

namespace json = boost::json;
using unify::ColumnProposal;

constexpr const char* kActor = "command line";

struct Opened {
  std::unique_ptr<PrivacyFolder> folder;
  std::unique_ptr<unify::Consent> consent;
  std::unique_ptr<unify::PseudonymousExports> exports;
  model::TimeZone zone;
};

base::Result<std::unique_ptr<Opened>> open(const std::string& data) {
  auto opened = std::make_unique<Opened>();
  WEND_ASSIGN(opened->folder, open_privacy_folder(data));
  PrivacyFolder& folder = *opened->folder;
  WEND_ASSIGN(const auto zone, folder.workspace->settings().get("time_zone"));
  WEND_ASSIGN(opened->zone, model::TimeZone::find(zone.value_or("UTC")));
  opened->consent = std::make_unique<unify::Consent>(
      folder.data->events(), folder.workspace->documents(), folder.erasure->hasher());
  opened->exports = std::make_unique<unify::PseudonymousExports>(unify::PseudonymousExports::Places{
      folder.data->events(), *folder.workspace, *opened->consent, folder.erasure->hasher(),
      folder.data->path() / "exports", folder.clock,
      [zone = opened->zone]() -> base::Result<model::TimeZone> { return zone; },
      [](std::string_view sentence) { fmt::print(stderr, "{}\n", sentence); }});
  return opened;
}

json::array columns_json(const std::vector<ColumnProposal>& columns) {
  json::array list;
  for (const ColumnProposal& one : columns)
    list.push_back(json::object{{"name", one.name},
                                {"choice", to_string(one.choice)},
                                {"quasi_identifier", one.quasi_identifier},
                                {"why", one.why}});
  return list;
}

// What is proposed, but for what the options say.
json::object request_of(const PseudonymisedOptions& options,
                        const std::vector<ColumnProposal>& proposed) {
  std::vector<std::pair<std::string, std::string>> choices;
  std::vector<std::string> quasi = options.quasi;
  for (const ColumnProposal& one : proposed) {
    choices.emplace_back(one.name, std::string(to_string(one.choice)));
    if (one.quasi_identifier && options.quasi.empty() && options.k > 1) quasi.push_back(one.name);
  }
  const auto choose = [&](const std::vector<std::string>& names, const char* choice) {
    for (const std::string& name : names) {
      const auto found =
          std::ranges::find(choices, name, [](const auto& one) { return one.first; });
      if (found == choices.end())
        choices.emplace_back(name, choice);
      else
        found->second = choice;
    }
  };
  choose(options.keep, "keep");
  choose(options.generalise, "generalise");
  choose(options.leave_out, "leave_out");
  json::array columns;
  for (const auto& [name, choice] : choices) {
    const bool named = std::ranges::find(options.quasi, name) != options.quasi.end();
    const bool is_quasi = std::ranges::find(quasi, name) != quasi.end();
    // One that was named and is left out is an error, which the request tells.
    columns.push_back(
        json::object{{"name", name},
                     {"choice", choice},
                     {"quasi_identifier", named || (is_quasi && choice != "leave_out")}});
  }
  const auto or_null = [](const std::string& text) {
    return text.empty() ? json::value(nullptr) : json::value(text);
  };
  return {{"what", options.what},
          {"from", or_null(options.from)},
          {"to", or_null(options.to)},
          {"columns", std::move(columns)},
          {"times", options.times},
          {"only_with", or_null(options.only_with)},
          {"k", options.k},
          {"key", options.kept_key ? "of_the_workspace" : "of_this_export"},
          {"format", options.format}};
}

}  // namespace

std::shared_ptr<PseudonymisedOptions> add_pseudonymised_options(CLI::App& app) {
  auto options = std::make_shared<PseudonymisedOptions>();
  auto* group = app.add_option_group("pseudonymised");
  auto* asked =
      group->add_flag("--pseudonymised", options->asked,
                      "Write everybody's events, or all customers, into a file that "
                      "names nobody. Columns are as proposed where nothing else is said.");
  const auto add = [&](const char* name, auto& to, const char* help) {
    return group->add_option(name, to, help)->needs(asked);
  };
  group
      ->add_flag("--proposal", options->proposal,
                 "Say what is proposed for each column; write nothing.")
      ->needs(asked);
  add("--what", options->what, "events or customers")
      ->check(CLI::IsMember({"events", "customers"}))
      ->capture_default_str();
  add("--out", options->out, "The file to write; must not be there yet.");
  add("--format", options->format, "csv, parquet or jsonl")
      ->check(CLI::IsMember({"csv", "parquet", "jsonl"}))
      ->capture_default_str();
  add("--from", options->from, "Not earlier than this time or day.");
  add("--to", options->to, "Earlier than this time or day.");
  add("--keep", options->keep, "Columns to keep, such as properties.amount.");
  add("--generalise", options->generalise,
      "Columns to write as ranges, months, areas, or \"other\" where a text is rare.");
  add("--leave-out", options->leave_out, "Columns to leave out.");
  add("--quasi", options->quasi,
      "Quasi-identifiers, of which k is counted; as proposed when none is given.");
  add("--k", options->k, "Leave out groups of fewer customers than this.")
      ->check(CLI::Range(std::int64_t{1}, unify::kExportGroupMax))
      ->capture_default_str();
  add("--times", options->times, "exact, day, or shifted by a secret number of days per customer")
      ->check(CLI::IsMember({"exact", "day", "shifted"}))
      ->capture_default_str();
  add("--only-with", options->only_with, "Only customers for whom this purpose is allowed.");
  group
      ->add_flag(
          "--kept-key", options->kept_key,
          "Use the workspace's key, so that exports can be joined; else one that is thrown away.")
      ->needs(asked);
  return options;
}

base::Result<std::string> export_pseudonymised(const std::string& data,
                                               const PseudonymisedOptions& options) {
  WEND_ASSIGN(const auto opened, open(data));
  const auto what = options.what == "customers" ? unify::ExportRequest::What::kCustomers
                                                : unify::ExportRequest::What::kEvents;
  WEND_ASSIGN(const auto proposed,
              unify::propose_columns(opened->folder->data->events(), what, opened->zone));
  if (options.proposal) return json::serialize(json::object{{"columns", columns_json(proposed)}});
  if (options.out.empty())
    return base::fail(base::ErrorCode::kInvalidInput, "The file to write is missing.", "--out",
                      "Name one, or give --proposal to see the columns.");
  if (std::error_code error; std::filesystem::exists(options.out, error))
    return base::fail(base::ErrorCode::kConflict, "The file is there already.", options.out,
                      "Name another, or remove it.");
  WEND_ASSIGN(const auto request,
              unify::export_request_from(request_of(options, proposed), opened->zone));
  const auto file = std::filesystem::absolute(options.out);
  const auto outcome = opened->exports->write(request, file);
  if (!outcome) {
    std::error_code ignored;
    std::filesystem::remove(file, ignored);
    return base::fail(outcome.error());
  }
  auto& audit = opened->folder->workspace->audit();
  WEND_TRY(audit.record(kActor, "privacy.pseudonymised_export", options.what));
  return json::serialize(unify::to_json(*outcome));
}

base::Result<std::string> renew_pseudonym_key(const std::string& data) {
  WEND_ASSIGN(const auto opened, open(data));
  WEND_ASSIGN(const auto key, opened->exports->renew_key());
  WEND_TRY(opened->folder->workspace->audit().record(kActor, "privacy.pseudonym_key", ""));
  return json::serialize(json::object{
      {"key", json::object{{"made_at", model::format_time(key.made_at, opened->zone)}}}});
}

}  // namespace wend::cli
