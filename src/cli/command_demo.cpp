#include <boost/json/serialize.hpp>
#include <fmt/format.h>

#include "cli/commands.h"
#include "cli/open_workspace.h"
#include "demo/sample_store.h"
#include "events/data_folder.h"
#include "model/time_text.h"

namespace wend::cli {
namespace {

// The seed of the company that everybody sees, so that two people can talk about the same
// customers.
constexpr std::uint64_t kSeed = 1;

struct DemoOptions {
  std::uint64_t seed = kSeed;
  demo::CompanyOptions company;
  bool quiet = false;
};

boost::json::object to_json(const demo::PlantedIncident& incident) {
  boost::json::array segment, kinds;
  for (const auto& [property, value] : incident.segment) {
    segment.push_back(boost::json::object{{"property", property}, {"value", value}});
  }
  for (const std::string& kind : incident.kinds) kinds.emplace_back(kind);
  const auto time = [](env::TimeUs at) { return model::format_time(at, model::TimeZone()); };
  boost::json::object object{{"id", incident.id},
                             {"what", incident.what},
                             {"touchpoint", incident.touchpoint},
                             {"kinds", std::move(kinds)},
                             {"segment", std::move(segment)},
                             {"from", time(incident.from_us)}};
  object["to"] = incident.to_us ? boost::json::value(time(*incident.to_us)) : nullptr;
  return object;
}

base::Result<boost::json::object> load(const std::string& data, const DemoOptions& options) {
  WEND_ASSIGN(auto folder, events::DataFolder::open(data, {}));
  WEND_ASSIGN(const auto summary,
              demo::load_sample(folder->events(), options.seed, options.company));
  WEND_TRY(folder->log_imports());
  const env::SystemClock clock;
  WEND_ASSIGN(auto workspace, open_workspace(data, clock));
  WEND_TRY(workspace->settings().set("sample", "true"));
  WEND_TRY(workspace->settings().set("name", "Sample company"));
  boost::json::array incidents;
  for (const auto& incident : demo::planted_incidents(options.company)) {
    incidents.push_back(to_json(incident));
  }
  return boost::json::object{{"events", summary.events},
                             {"added", summary.added},
                             {"sources", summary.sources},
                             {"seed", options.seed},
                             {"incidents", std::move(incidents)}};
}

}  // namespace

void add_demo(CLI::App& app, Context& context) {
  auto options = std::make_shared<DemoOptions>();
  auto* command = app.add_subcommand("demo", "Load a sample company with planted incidents.");
  command->add_option("--seed", options->seed, "The same seed makes the same company.")
      ->capture_default_str();
  command->add_option("--customers", options->company.customers, "How many customers it has.")
      ->capture_default_str()
      ->check(CLI::Range(1, 10'000'000));
  command->add_option("--weeks", options->company.weeks, "How many weeks of events.")
      ->capture_default_str()
      ->check(CLI::Range(4, 520));
  command->add_flag("--quiet-company", options->quiet, "The same company without any incident.");
  add_data_option(*command, context);
  command->callback([options, &context] {
    options->company.incidents = !options->quiet;
    const auto loaded = load(context.data, *options);
    if (!loaded) return context.fail(loaded.error());
    fmt::print(stderr, "The sample company is in {}: {} events from {} sources.\n", context.data,
               loaded->at("events").as_uint64(), loaded->at("sources").as_uint64());
    fmt::print("{}\n", boost::json::serialize(*loaded));
  });
}

}  // namespace wend::cli
