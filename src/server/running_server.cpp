#include "server/running_server.h"

#include <chrono>
#include <pthread.h>
#include <signal.h>
#include <spdlog/spdlog.h>
#include <thread>

#include "analyze/catalogue.h"
#include "analyze/latest_journey.h"
#include "analyze/latest_orders.h"
#include "analyze/merge_suggestions.h"
#include "analyze/query.h"
#include "api/api.h"
#include "api/computed_traits.h"
#include "api/event_plan.h"
#include "api/import_services.h"
#include "api/map_drift.h"
#include "api/map_sharing.h"
#include "api/segments.h"
#include "api/times.h"
#include "api/touchpoints.h"
#include "collect/body_erasure.h"
#include "collect/file_erasure.h"
#include "collect/intake_watch.h"
#include "collect/receiver.h"
#include "collect/unmapped_bodies.h"
#include "collect/webhook_receiver.h"
#include "events/profile_watch.h"
#include "events/sql/store_relations.h"
#include "fmt/format.h"
#include "http/assets.h"
#include "http/request_check.h"
#include "http/server.h"
#include "map/map_rooms.h"
#include "map/map_watch.h"
#include "map/notice_board.h"
#include "unify/accounts.h"
#include "unify/consent.h"
#include "unify/customer_index.h"
#include "unify/erasure.h"
#include "unify/live_segments.h"
#include "unify/pseudonymous_exports.h"
#include "unify/retention.h"
#include "unify/sql_accounts.h"
#include "workshop/workshop_rooms.h"

namespace wend::server {
namespace {

constexpr std::chrono::hours kUploadAge{7 * 24};
constexpr workspace::PasswordCost kCheapPasswords{1, 8192};

bool is_loopback(std::string_view host) {
  return host.starts_with("127.") || host == "::1";
}

sigset_t stop_signals() {
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGINT);
  sigaddset(&signals, SIGTERM);
  return signals;
}

// Against DNS rebinding: a page of another site must not reach a server on this machine under its
// own name.
std::vector<std::string> allowed_hosts(const Config& config) {
  std::vector<std::string> hosts;
  if (!config.public_url.empty())
    hosts.push_back(config.public_url.substr(config.public_url.find("//") + 2));
  if (is_loopback(config.host) || !hosts.empty()) {
    for (const char* name : {"localhost", "127.0.0.1", "[::1]"}) hosts.emplace_back(name);
    hosts.push_back(config.host);
  }
  return hosts;
}

void log_request(const http::Served& served) {
  if (served.quiet && served.status < 400) return;
  spdlog::info("{} {} {} {:.1f} ms {}", http::to_string(served.method),
               served.route.empty() ? "-" : served.route, served.status,
               static_cast<double>(served.duration.count()) / 1e3, served.peer_address);
}

// The system's clock, or a test's.
class ChosenClock final : public env::Clock {
 public:
  void choose(const env::Clock* other) { other_ = other; }
  env::TimeUs now_us() const override {
    return other_ != nullptr ? other_->now_us() : system_.now_us();
  }

 private:
  env::SystemClock system_;
  const env::Clock* other_ = nullptr;
};

}  // namespace

// Works out what the first screen asks for, so that whoever opens it does not wait. What goes wrong
// here is told to those who ask.
void warm_up(api::Services& services, std::stop_token stop) {
  const auto table = services.tables.current(stop);
  const auto zone = api::zone_of(services);
  if (!table || !zone) return;
  const analyze::QueryContext context{
      .table = *table, .time_zone = zone->name(), .stop = std::move(stop)};
  (void)analyze::run_query(context, {{"kind", "friction"}});
}

base::Result<std::unique_ptr<unify::PersonErasure>> open_erasure(
    events::DataFolder& data, workspace::Workspace& workspace, const env::Clock& clock,
    collect::WebhookMappings mappings, std::function<void(std::string_view)> report) {
  const auto body_eraser = [&data, mappings = std::move(mappings)]() -> unify::EraseInBody {
    const auto bodies =
        std::make_shared<collect::BodyErasure>(data.events().identity_rules().rules, mappings);
    return [bodies](std::string_view payload, const unify::PersonInBodies& person) {
      return bodies->erase(payload, person);
    };
  };
  return unify::PersonErasure::open({data.events(), data.log(), workspace, data.path(), clock,
                                     body_eraser, collect::erase_in_files, std::move(report)});
}

struct RunningServer::State {
  ~State() {
    // It works with what goes before it.
    if (erasure != nullptr) erasure->stop();
    if (retention != nullptr) retention->stop();
    if (exports != nullptr) exports->stop();
    if (map_watch != nullptr) map_watch->stop();
  }
  // In the order they depend on each other: the last goes first.
  Config config;
  ChosenClock clock;
  std::unique_ptr<events::DataFolder> data;
  std::unique_ptr<workspace::Workspace> workspace;
  std::unique_ptr<collect::WebhookSources> webhook_sources;
  std::unique_ptr<unify::PersonErasure> erasure;
  std::unique_ptr<unify::Consent> consent;
  std::unique_ptr<unify::Retention> retention;
  std::unique_ptr<unify::PseudonymousExports> exports;
  std::unique_ptr<analyze::JourneyTableStore> tables;
  std::unique_ptr<events::ProfileWatch> profile_watch;
  std::unique_ptr<api::ImportServices> imports;
  std::unique_ptr<collect::IntakeWatch> watch;
  std::unique_ptr<collect::Receiver> receiver;
  std::unique_ptr<collect::WebhookReceiver> webhooks;
  std::unique_ptr<collect::UnmappedBodies> unmapped;
  std::unique_ptr<api::Services> services;
  std::unique_ptr<analyze::Catalogue> catalogue;
  std::unique_ptr<unify::Accounts> accounts;
  std::optional<workspace::ComputedTraits> computed_traits;
  std::unique_ptr<events::sql::Console> sql;
  std::unique_ptr<analyze::LatestOrders> orders;
  std::unique_ptr<analyze::MergeSuggestions> suggestions;
  std::unique_ptr<unify::LiveSegments> segments;
  std::unique_ptr<unify::CustomerIndex> customers;
  std::unique_ptr<analyze::LatestJourney> journey;
  std::unique_ptr<map::MapRooms> maps;
  std::unique_ptr<map::NoticeBoard> notice_board;
  std::unique_ptr<map::MapWatch> map_watch;
  std::unique_ptr<workshop::WorkshopRooms> workshops;
  api::Metrics metrics;
  std::jthread warm_up;
  std::unique_ptr<http::Server> http;
};

std::string link_address(const std::string& address, const std::string& secret) {
  return fmt::format("{}/link#{}", address, secret);
}

std::string address_of(const Config& config, std::uint16_t port) {
  if (!config.public_url.empty()) return config.public_url;
  const bool six = config.host.find(':') != std::string::npos;
  const bool everywhere = config.host == "0.0.0.0" || config.host == "::";
  return fmt::format("http://{}:{}",
                     everywhere ? "127.0.0.1"
                     : six      ? "[" + config.host + "]"
                                : config.host,
                     port);
}

RunningServer::RunningServer(std::unique_ptr<State> state) : state_(std::move(state)) {}

RunningServer::~RunningServer() {
  if (state_ == nullptr) return;
  state_->services->ready = false;
  state_->http.reset();
  // Both stop by themselves, side by side.
  state_->warm_up.request_stop();
  state_->erasure->stop();
  state_->retention->stop();
  state_->exports->stop();
  state_->map_watch->stop();
  state_->segments.reset();
  state_->customers.reset();
  state_->journey.reset();
  state_->catalogue.reset();
}

base::Result<std::unique_ptr<RunningServer>> RunningServer::start(const Options& options) {
  auto state = std::make_unique<State>();
  state->config = options.config;
  state->clock.choose(options.clock);
  events::DataFolder::Options folder_options;
  folder_options.store.memory_limit_mib = options.config.memory_limit_mib;
  folder_options.store.threads = options.config.threads;
  folder_options.store.deduplication_us = options.config.deduplication_days * env::kDayUs;
  folder_options.store.message_ids_in_memory = options.config.deduplication_ids_in_memory;
  WEND_ASSIGN(state->data, events::DataFolder::open(options.data_folder, folder_options));
  WEND_ASSIGN(state->workspace,
              workspace::Workspace::open(
                  state->data->workspace_file().string(), state->clock,
                  options.cheap_passwords ? kCheapPasswords : workspace::PasswordCost{}));
  WEND_TRY(state->workspace->idempotency_keys().release_unfinished());
  const auto report = [](std::string_view sentence) { spdlog::error("{}", sentence); };
  state->webhook_sources = std::make_unique<collect::WebhookSources>(state->workspace->webhooks());
  WEND_ASSIGN(state->erasure, open_erasure(*state->data, *state->workspace, state->clock,
                                           state->webhook_sources->mappings(), report));
  state->consent = std::make_unique<unify::Consent>(
      state->data->events(), state->workspace->documents(), state->erasure->hasher());
  // Before the first event is read.
  WEND_TRY(state->consent->apply());
  state->retention = std::make_unique<unify::Retention>(
      unify::Retention::Places{state->data->events(), state->workspace->documents(), state->clock,
                               report, [state = state.get()] {
                                 state->catalogue->forget();
                                 (void)state->tables->current();
                                 (void)state->customers->renew();
                               }});
  WEND_TRY(state->retention->apply());
  state->exports = std::make_unique<unify::PseudonymousExports>(unify::PseudonymousExports::Places{
      state->data->events(), *state->workspace, *state->consent, state->erasure->hasher(),
      state->data->path() / "exports", state->clock,
      [workspace = state->workspace.get()]() -> base::Result<model::TimeZone> {
        WEND_ASSIGN(const auto name, workspace->settings().get("time_zone"));
        return model::TimeZone::find(name.value_or("UTC"));
      },
      report});
  // Before anybody can read what a copy of before brought back.
  if (state->erasure->brought_back()) WEND_TRY(state->erasure->run_all());
  state->tables = std::make_unique<analyze::JourneyTableStore>(
      state->data->events(), state->data->path() / "index" / "journeys");
  state->imports = std::make_unique<api::ImportServices>(*state->data, state->clock);
  state->imports->uploads.sweep(kUploadAge);
  // The first question after an import should not have to wait for the table.
  state->imports->queue.set_after_import(
      [tables = state->tables.get()] { (void)tables->current(); });

  state->profile_watch = std::make_unique<events::ProfileWatch>(state->data->events(), report);
  state->watch = std::make_unique<collect::IntakeWatch>(*state->workspace, state->clock, report);
  collect::Receiver::Limits receiver_limits;
  receiver_limits.requests_per_second_of_key = options.config.requests_per_key_s;
  state->receiver = std::make_unique<collect::Receiver>(
      state->workspace->keys(), state->data->log(), state->data->events(), state->clock, report,
      receiver_limits, state->watch.get(), state->webhook_sources->mappings());
  state->webhooks = std::make_unique<collect::WebhookReceiver>(
      *state->receiver, state->data->events(), *state->webhook_sources, state->clock);
  state->unmapped = std::make_unique<collect::UnmappedBodies>(
      state->data->log(), state->data->events(), *state->webhook_sources, state->watch.get());

  api::ApiConfig api_config;
  api_config.version = options.version;
  api_config.behind_proxy = options.config.behind_proxy;
  // Browsers keep Secure cookies of plain http only for localhost, and other programs not even
  // there.
  api_config.secure_cookies = options.config.public_url.empty()
                                  ? !is_loopback(options.config.host)
                                  : options.config.public_url.starts_with("https://");
  state->services = std::unique_ptr<api::Services>(
      new api::Services{*state->workspace, *state->data, *state->tables, state->clock,
                        state->imports.get(), state->receiver.get(), api_config});
  state->services->webhook_sources = state->webhook_sources.get();
  state->services->webhooks = state->webhooks.get();
  state->services->unmapped = state->unmapped.get();
  state->services->profile_watch = state->profile_watch.get();

  state->catalogue = std::make_unique<analyze::Catalogue>(
      state->data->events(),
      analyze::Catalogue::Options{
          .file = state->data->path() / "index" / "catalogue",
          .zone = [services = state->services.get()] { return api::zone_of(*services); },
          .clock = &state->clock,
          .report = [](std::string_view sentence) { spdlog::error("{}", sentence); }});
  state->services->catalogue = state->catalogue.get();
  state->accounts = std::make_unique<unify::Accounts>(
      state->data->events(), state->workspace->documents(), state->workspace->account_decisions());
  state->services->accounts = state->accounts.get();
  auto relations = events::sql::store_relations(
      [tables = state->tables.get()]() -> base::Result<events::sql::ShowName> {
        const auto names = tables->event_names();
        if (names->empty()) return events::sql::ShowName();
        return [names](std::string_view sent) { return names->shown(sent); };
      });
  for (auto& relation :
       unify::sql_account_relations([state = state.get()] { return state->accounts.get(); }))
    relations.push_back(std::move(relation));
  state->sql = std::make_unique<events::sql::Console>(
      state->data->events(), std::move(relations),
      events::sql::Console::Options{.spill_folder = state->data->path() / "index" / "sql"});
  state->services->sql = state->sql.get();
  state->services->sql_limits = {.memory_mib = options.config.sql_memory_limit_mib,
                                 .spill_mib = options.config.sql_spill_limit_mib,
                                 .threads = options.config.threads};
  WEND_TRY(api::apply_event_plan(*state->services));
  WEND_TRY(api::apply_touchpoints(*state->services));
  state->orders = std::make_unique<analyze::LatestOrders>(
      *state->tables, state->data->events(), analyze::LatestOrders::Options{.report = report});
  state->services->orders = state->orders.get();
  state->suggestions = std::make_unique<analyze::MergeSuggestions>(state->data->events());
  state->services->suggestions = state->suggestions.get();
  WEND_ASSIGN(state->segments,
              unify::LiveSegments::open(
                  state->data->events(), state->workspace->segments(),
                  {.file = state->data->path() / "segments.db",
                   .clock = &state->clock,
                   .naming = [services = state->services.get()](
                                 bool places) { return api::event_naming(*services, places); },
                   .zone = [services = state->services.get()] { return api::zone_of(*services); },
                   .accounts = [accounts = state->accounts.get()] { return accounts->current(); },
                   .report = report,
                   .computed_traits =
                       &state->computed_traits.emplace(state->workspace->documents(), state->clock),
                   .built_in = api::find_built_in_trait(*state->services)}));
  state->services->segments = state->segments.get();
  unify::CustomerIndex::Options customers;
  customers.folder = state->data->path() / "index";
  customers.report = report;
  state->customers =
      std::make_unique<unify::CustomerIndex>(state->data->events(), std::move(customers));
  state->services->customers = state->customers.get();
  state->journey =
      std::make_unique<analyze::LatestJourney>(*state->tables, state->data->events(), report);
  state->services->journey = state->journey.get();
  state->services->erasure = state->erasure.get();
  state->services->consent = state->consent.get();
  state->services->retention = state->retention.get();
  state->services->exports = state->exports.get();
  WEND_TRY(state->workspace->maps().purge(state->clock.now_us() - workspace::kRemovedMapKeptUs));
  state->maps = std::make_unique<map::MapRooms>(state->workspace->maps(), state->clock);
  state->services->maps = state->maps.get();
  state->notice_board = std::make_unique<map::NoticeBoard>(state->workspace->notices());
  state->services->notice_board = state->notice_board.get();
  state->map_watch = std::make_unique<map::MapWatch>(api::watch_places(*state->services, report));
  state->services->map_watch = state->map_watch.get();
  state->workshops = std::make_unique<workshop::WorkshopRooms>(state->workspace->workshops(),
                                                               *state->maps, state->clock);
  state->services->workshops = state->workshops.get();
  state->erasure->start(
      {.segments = state->segments.get(),
       .write_refusals = [watch = state->watch.get()] { (void)watch->flush(); },
       .forget_caches = [catalogue = state->catalogue.get(), tables = state->tables.get(),
                         customers = state->customers.get(),
                         exports = state->exports.get()]() -> base::Status {
         WEND_TRY(exports->sweep());
         catalogue->forget();
         tables->forget();
         (void)tables->current();
         return customers->renew();
       }});
  state->retention->start();
  state->exports->start();

  http::Router router = api::make_router(*state->services, state->metrics);
  http::Handler pages = [](http::Request& request) { return http::Assets::missing(request); };
  if (!options.pages.empty()) {
    WEND_ASSIGN(auto assets, http::Assets::load(options.pages));
    pages = [assets = std::make_shared<const http::Assets>(std::move(assets))](
                http::Request& request) { return assets->serve(request); };
  }
  router.set_fallback(
      [pages = std::move(pages), services = state->services.get()](http::Request& request) {
        http::Response response = pages(request);
        if (api::may_be_framed(*services, request.path))
          response.headers.set("Content-Security-Policy", http::kMayBeFramed);
        return response;
      });
  http::ServerOptions server_options;
  server_options.address = options.config.host;
  server_options.port = options.config.port;
  server_options.allowed_hosts = allowed_hosts(options.config);
  server_options.heavy_threads = options.config.threads;
  server_options.on_served = [metrics = &state->metrics](const http::Served& served) {
    metrics->served(served);
    log_request(served);
  };
  server_options.on_error = [](std::string_view sentence) { spdlog::error("{}", sentence); };
  WEND_ASSIGN(state->http, http::Server::start(std::move(server_options), std::move(router)));
  // For `wend user link`, which runs in another process.
  WEND_TRY(
      state->workspace->settings().set("address", address_of(state->config, state->http->port())));
  // For `wend sql`, which asks the server on the same machine.
  const bool everywhere = options.config.host == "0.0.0.0" || options.config.host == "::" ||
                          options.config.host == "localhost";
  WEND_TRY(state->workspace->settings().set(
      "listens",
      fmt::format("{}:{}", everywhere ? "127.0.0.1" : options.config.host, state->http->port())));
  state->map_watch->start();
  state->warm_up = std::jthread(
      [services = state->services.get()](std::stop_token stop) { warm_up(*services, stop); });
  return std::unique_ptr<RunningServer>(new RunningServer(std::move(state)));
}

std::uint16_t RunningServer::port() const {
  return state_->http->port();
}

std::string RunningServer::address() const {
  return address_of(state_->config, port());
}

base::Result<std::string> RunningServer::first_address() {
  auto& users = state_->workspace->users();
  WEND_ASSIGN(const bool can_sign_in, users.any_administrator_has_password());
  if (can_sign_in) return address();
  WEND_ASSIGN(const auto administrator, users.first_administrator());
  WEND_ASSIGN(const auto secret, state_->workspace->sessions().create_link(administrator.id));
  return link_address(address(), secret);
}

void RunningServer::block_signals() {
  const sigset_t signals = stop_signals();
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);
}

void RunningServer::wait_for_signal() {
  const sigset_t signals = stop_signals();
  int number = 0;
  sigwait(&signals, &number);
}

}  // namespace wend::server
