#include <CLI/CLI.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <fmt/format.h>

#include "cli/commands.h"
#include "cli/privacy_folder.h"
#include "cli/pseudonymised_export.h"
#include "events/identity_reads.h"
#include "model/identity_rules.h"
#include "model/time_text.h"
#include "unify/consent.h"
#include "unify/person_export.h"
#include "unify/pseudonymous_exports.h"
#include "unify/retention.h"

namespace wend::cli {
namespace {

namespace json = boost::json;

// "c_1f…", or an identity as "email:ann@example.com".
base::Result<std::int64_t> profile_of(const PrivacyFolder& folder, const std::string& customer) {
  auto id = model::customer_id_from(customer);
  if (const auto colon = customer.find(':'); !id && colon != std::string::npos) {
    const std::string name = customer.substr(0, colon);
    id = model::identity_id_of(
        name, model::normal_identity(folder.data->events().identity_rules().rules, name,
                                     std::string_view(customer).substr(colon + 1)));
  }
  if (id) {
    WEND_ASSIGN(const auto profile, events::profile_of_identity(folder.data->events(), *id));
    if (profile) return *profile;
  }
  return base::fail(base::ErrorCode::kNotFound, "There is no such customer.", customer,
                    "Give a customer's id (c_…) or an identity (email:ann@example.com).");
}

json::object erasure_json(const workspace::Erasure& erasure) {
  const model::TimeZone zone;  // UTC
  boost::system::error_code error;
  const auto counts = json::parse(erasure.counts, error);
  return {{"id", erasure.id},
          {"state", workspace::to_string(erasure.state)},
          {"requested_at", model::format_time(erasure.requested_at, zone)},
          {"actor", erasure.actor},
          {"keep_out", erasure.keep_out},
          {"identities", json::array(erasure.hashes.begin(), erasure.hashes.end())},
          {"removed", error ? json::value(nullptr) : counts}};
}

base::Result<std::string> erase(const std::string& data, const std::string& customer, bool keep_out,
                                bool sure) {
  WEND_ASSIGN(const auto folder, open_privacy_folder(data));
  WEND_ASSIGN(const auto profile, profile_of(*folder, customer));
  if (!sure) {
    WEND_ASSIGN(const auto preview, folder->erasure->preview(profile));
    const auto& workspace = preview.workspace;
    return json::serialize(json::object{
        {"would_remove", json::object{{"events", preview.rows.events},
                                      {"identities", preview.rows.identities},
                                      {"links", preview.rows.links},
                                      {"list_entries", workspace.list_entries},
                                      {"account_decisions", workspace.account_decisions},
                                      {"refusals", workspace.refusals}}},
        {"hint", "Give --yes to erase. It cannot be undone."}});
  }
  WEND_ASSIGN(const auto requested, folder->erasure->request(profile, "command line", keep_out));
  WEND_TRY(folder->workspace->audit().record("command line", "privacy.erase", requested.id));
  WEND_TRY(folder->erasure->run_all());
  // What an export still holds of the person goes too.
  unify::Consent consent(folder->data->events(), folder->workspace->documents(),
                         folder->erasure->hasher());
  unify::PseudonymousExports exports({folder->data->events(),
                                      *folder->workspace,
                                      consent,
                                      folder->erasure->hasher(),
                                      folder->data->path() / "exports",
                                      folder->clock,
                                      {},
                                      {}});
  WEND_TRY(exports.sweep());
  WEND_ASSIGN(const auto done, folder->workspace->erasures().find(requested.id));
  return json::serialize(erasure_json(done.value_or(requested)));
}

base::Result<std::string> list(const std::string& data) {
  WEND_ASSIGN(const auto folder, open_privacy_folder(data));
  WEND_ASSIGN(const auto erasures, folder->workspace->erasures().all());
  json::array items;
  for (const auto& erasure : erasures) items.push_back(erasure_json(erasure));
  return json::serialize(json::object{{"items", std::move(items)}});
}

base::Status export_person(const std::string& data, const std::string& customer, bool page) {
  WEND_ASSIGN(const auto folder, open_privacy_folder(data));
  WEND_ASSIGN(const auto profile, profile_of(*folder, customer));
  WEND_ASSIGN(const auto journal,
              unify::SegmentJournal::open((folder->data->path() / "segments.db").string()));
  unify::Accounts accounts(folder->data->events(), folder->workspace->documents(),
                           folder->workspace->account_decisions());
  WEND_ASSIGN(
      const auto made,
      unify::PersonExport::begin(
          {folder->data->events(), *journal, *folder->workspace, accounts, model::TimeZone(),
           folder->clock.now_us()},
          profile, page ? unify::PersonExport::Form::kPage : unify::PersonExport::Form::kJson));
  WEND_TRY(folder->workspace->audit().record("command line", "privacy.export",
                                             model::customer_id_text(profile)));
  for (;;) {
    WEND_ASSIGN(const auto piece, made->next());
    if (!piece) return {};
    fmt::print("{}", *piece);
  }
}

// What the rules of the workspace would do now, or what they did.
base::Result<std::string> retain(const std::string& data, bool sure, bool confirmed) {
  WEND_ASSIGN(const auto folder, open_privacy_folder(data));
  WEND_TRY(unify::Consent(folder->data->events(), folder->workspace->documents(),
                          folder->erasure->hasher())
               .apply());
  unify::Retention retention(
      {folder->data->events(), folder->workspace->documents(), folder->clock, {}});
  if (sure) {
    WEND_ASSIGN(const auto done, retention.run(confirmed));
    WEND_TRY(folder->workspace->audit().record("command line", "retention.run", ""));
    return json::serialize(json::object{{"events", done}});
  }
  WEND_ASSIGN(auto stored, retention.rules());
  WEND_ASSIGN(const auto preview, retention.preview(std::move(stored.rules)));
  json::array rules;
  for (const auto& [rule, due] : preview.rules)
    rules.push_back(json::object{{"id", rule.id},
                                 {"action", rule.pseudonymise ? "pseudonymise" : "delete"},
                                 {"days", rule.days},
                                 {"events", due.events}});
  return json::serialize(json::object{{"events", preview.events},
                                      {"would_delete", preview.deletes},
                                      {"needs_confirmation", preview.needs_confirmation},
                                      {"rules", std::move(rules)},
                                      {"hint", "Give --yes to do it."}});
}

void print(Context& context, const base::Result<std::string>& line) {
  if (line)
    fmt::print("{}\n", *line);
  else
    context.fail(line.error());
}

struct Asked {
  std::string customer;
  bool keep_out = false, sure = false, page = false, most = false;
};

}  // namespace

void add_privacy(CLI::App& app, Context& context) {
  CLI::App* group = app.add_subcommand(
      "privacy",
      "Erase or export a customer, export everybody under pseudonyms, or let go of old events; no "
      "server runs.");
  group->require_subcommand(1);
  const auto asked = std::make_shared<Asked>();
  const char* who = "The customer's id (c_…), or an identity (email:ann@example.com).";

  CLI::App* eraser = group->add_subcommand("erase", "Erase a customer everywhere.");
  add_data_option(*eraser, context);
  eraser->add_option("customer", asked->customer, who)->required();
  eraser->add_flag("--keep-out", asked->keep_out, "Do not collect this person again.");
  eraser->add_flag("--yes", asked->sure, "Do it; without, only say what would go.");
  eraser->callback([asked, &context] {
    print(context, erase(context.data, asked->customer, asked->keep_out, asked->sure));
  });

  CLI::App* lister = group->add_subcommand("list", "Print the erasures, the newest first.");
  add_data_option(*lister, context);
  lister->callback([&context] { print(context, list(context.data)); });

  CLI::App* keeper = group->add_subcommand("retention", "Do what the retention rules ask for.");
  add_data_option(*keeper, context);
  keeper->add_flag("--yes", asked->sure, "Do it; without, only say what would go.");
  keeper->add_flag("--even-most", asked->most, "Also when more than half of all events would go.");
  keeper->callback(
      [asked, &context] { print(context, retain(context.data, asked->sure, asked->most)); });

  CLI::App* exporter = group->add_subcommand(
      "export", "Print everything about a customer, or write everybody under pseudonyms.");
  add_data_option(*exporter, context);
  exporter->add_option("customer", asked->customer, who);
  exporter->add_flag("--page", asked->page, "As a page for people, in place of JSON.");
  const auto everybody = add_pseudonymised_options(*exporter);
  exporter->callback([asked, everybody, &context] {
    if (everybody->asked) {
      if (!asked->customer.empty())
        return context.fail({base::ErrorCode::kInvalidInput,
                             "A pseudonymised export is of everybody, not of one customer.",
                             "customer", "Leave the customer or --pseudonymised out."});
      return print(context, export_pseudonymised(context.data, *everybody));
    }
    if (asked->customer.empty())
      return context.fail({base::ErrorCode::kInvalidInput, "The customer is missing.", "customer",
                           "Name one, or give --pseudonymised for everybody."});
    const auto done = export_person(context.data, asked->customer, asked->page);
    if (!done) context.fail(done.error());
  });

  CLI::App* renewer = group->add_subcommand(
      "renew-key", "Renew the key of pseudonyms; those of before cannot be joined with new ones.");
  add_data_option(*renewer, context);
  renewer->callback([&context] { print(context, renew_pseudonym_key(context.data)); });
}

}  // namespace wend::cli
