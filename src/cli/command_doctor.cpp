#include <boost/json/serialize.hpp>
#include <filesystem>
#include <fmt/format.h>
#include <limits>

#include "analyze/journey_table_difference.h"
#include "analyze/journey_table_store.h"
#include "cli/commands.h"
#include "events/data_folder.h"

namespace wend::cli {
namespace {

// Everything that should agree, and whether it does.
base::Result<std::vector<std::string>> examine(events::DataFolder& folder) {
  WEND_ASSIGN(auto findings, folder.events().check());
  WEND_ASSIGN(const auto counts, folder.events().counts());
  analyze::JourneyTableStore tables(folder.events());
  WEND_ASSIGN(const auto table, tables.current());
  if (static_cast<std::int64_t>(table->event_count()) != counts.events) {
    findings.push_back(fmt::format("The journey table has {} events, the store {}.",
                                   table->event_count(), counts.events));
  }
  // The copy on the disk, as the next start would take it.
  const auto file = folder.path() / "index" / "journeys";
  if (std::filesystem::exists(file)) {
    constexpr auto kNeverWritten = std::numeric_limits<std::size_t>::max();
    analyze::JourneyTableStore copies(folder.events(), file, kNeverWritten);
    WEND_ASSIGN(const auto copy, copies.current());
    if (const auto customer = analyze::first_difference(*table, *copy)) {
      findings.push_back(
          fmt::format("The packed journey table has other events of customer {} than the store; "
                      "delete index/journeys, and it is made anew.",
                      model::customer_id_text(*customer)));
    }
  }
  WEND_ASSIGN(const auto imports, folder.events().imports());
  for (const auto& record : imports) {
    if (record.state != events::ImportState::kDone) continue;
    WEND_ASSIGN(const bool logged,
                folder.log().has(log::RecordKind::kImport, std::to_string(record.id)));
    if (!logged) findings.push_back(fmt::format("Import {} is missing in the log.", record.id));
    std::uint64_t written = record.rejected;  // customers who were erased are counted alone
    for (const auto& reason : record.reject_reasons)
      if (reason.reason == events::kErasedReason) written -= reason.count;
    if (written > 0 && !std::filesystem::exists(folder.rejects_file(record.id))) {
      findings.push_back(fmt::format("The rejected rows of import {} are missing.", record.id));
    }
  }
  return findings;
}

}  // namespace

void add_doctor(CLI::App& app, Context& context) {
  auto* command = app.add_subcommand("doctor", "Check that the data folder is sound.");
  add_data_option(*command, context);
  command->callback([&context] {
    auto folder = events::DataFolder::open(context.data, {.create = false});
    if (!folder) return context.fail(folder.error());
    const auto findings = examine(**folder);
    if (!findings) return context.fail(findings.error());
    const auto counts = (*folder)->events().counts();
    if (!counts) return context.fail(counts.error());
    boost::json::array list(findings->begin(), findings->end());
    fmt::print("{}\n", boost::json::serialize(boost::json::object{{"sound", findings->empty()},
                                                                  {"events", counts->events},
                                                                  {"customers", counts->customers},
                                                                  {"findings", std::move(list)}}));
    if (!findings->empty()) context.exit_code = kMachineFailed;
  });
}

}  // namespace wend::cli
