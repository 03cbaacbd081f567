#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>

#include "base/result.h"
#include "events/recent_messages.h"

namespace wend::server {

// What wend.toml in the data folder may say; flags of the command line win.
struct Config {
  std::string host = "127.0.0.1";
  std::uint16_t port = 8080;
  // How browsers reach the server when a proxy stands in front: "https://wend.example.com". Decides
  // the host name that is answered to and whether cookies are Secure.
  std::string public_url;
  bool behind_proxy = false;              // the last X-Forwarded-For entry is the caller's address
  std::uint32_t memory_limit_mib = 1024;  // of the event store
  std::uint32_t sql_memory_limit_mib = 512;  // of one SQL statement
  std::uint32_t sql_spill_limit_mib = 2048;  // on disk, for what it does not hold in memory
  std::uint32_t requests_per_key_s = 0;      // of one write key in a second; 0: no limit
  std::uint32_t threads = 2;                 // of the event store and for questions
  std::uint32_t deduplication_days = 30;     // how long message ids are known; 0: for ever
  // As many message ids are kept in memory before they go to the disk.
  std::uint32_t deduplication_ids_in_memory = events::RecentMessages::kTableIds;
};

// Reads DATA/wend.toml; the defaults when there is none. Errors: kInvalidInput with the line, also
// for unknown names.
base::Result<Config> read_config(const std::filesystem::path& data_folder);

}  // namespace wend::server
