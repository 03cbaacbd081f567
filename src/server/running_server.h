#pragma once

#include <filesystem>
#include <memory>
#include <string>

#include "base/result.h"
#include "collect/webhook_sources.h"
#include "env/clock.h"
#include "events/data_folder.h"
#include "server/config.h"
#include "unify/erasure.h"

namespace wend::server {

// The whole of Wend over one data folder, from opening it to letting it go.
class RunningServer {
 public:
  struct Options {
    std::filesystem::path data_folder;
    std::filesystem::path pages;  // the folder of the built web pages; empty: none
    Config config;
    std::string version;
    bool cheap_passwords = false;       // for tests
    const env::Clock* clock = nullptr;  // for tests; the system's when not given
  };
  // Opens the data folder and begins to answer. Errors: those of DataFolder::open, Workspace::open
  // and Server::start.
  static base::Result<std::unique_ptr<RunningServer>> start(const Options& options);
  ~RunningServer();  // stops

  std::uint16_t port() const;
  // "http://127.0.0.1:8080", or the public_url.
  std::string address() const;
  // The address to open: with a one-time link for the first administrator as long as nobody can
  // sign in otherwise.
  base::Result<std::string> first_address();
  // Waits for SIGINT or SIGTERM, then returns. Block the signals before any thread starts: see
  // block_signals().
  static void wait_for_signal();
  static void block_signals();

 private:
  struct State;
  explicit RunningServer(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

// What erases people from this folder, whether a server runs over it or not.
base::Result<std::unique_ptr<unify::PersonErasure>> open_erasure(
    events::DataFolder& data, workspace::Workspace& workspace, const env::Clock& clock,
    collect::WebhookMappings mappings, std::function<void(std::string_view)> report);

// A one-time sign-in address. The secret stands after #, which browsers keep to themselves: it
// reaches no log.
std::string link_address(const std::string& address, const std::string& secret);

// How a server with this configuration is reached by browsers.
std::string address_of(const Config& config, std::uint16_t port);

}  // namespace wend::server
