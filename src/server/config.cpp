#include "server/config.h"

#include <array>
#include <limits>
#include <toml++/toml.h>

#include "fmt/format.h"

namespace wend::server {
namespace {

std::unexpected<base::Error> wrong(const std::filesystem::path& path, const toml::node& node,
                                   std::string message) {
  return base::fail(
      base::ErrorCode::kInvalidInput, std::move(message),
      fmt::format("{}:{}", path.string(), static_cast<unsigned>(node.source().begin.line)));
}

template <typename Number>
base::Status read_number(const std::filesystem::path& path, std::string_view name,
                         const toml::node& node, Number& number, std::int64_t least = 1) {
  const auto value = node.value<std::int64_t>();
  if (!value || *value < least ||
      *value > static_cast<std::int64_t>(std::numeric_limits<Number>::max()))
    return wrong(path, node,
                 fmt::format("{} must be a number from {} to {}.", name, least,
                             std::numeric_limits<Number>::max()));
  number = static_cast<Number>(*value);
  return {};
}

base::Status read_text(const std::filesystem::path& path, std::string_view name,
                       const toml::node& node, std::string& text) {
  const auto value = node.value<std::string>();
  if (!value) return wrong(path, node, fmt::format("{} must be a text.", name));
  text = *value;
  return {};
}

base::Status read_field(const std::filesystem::path& path, std::string_view name,
                        const toml::node& node, Config& config) {
  if (name == "host") return read_text(path, name, node, config.host);
  if (name == "port") return read_number(path, name, node, config.port);
  if (name == "memory_limit_mib") return read_number(path, name, node, config.memory_limit_mib);
  if (name == "sql_memory_limit_mib")
    return read_number(path, name, node, config.sql_memory_limit_mib, 64);
  if (name == "sql_spill_limit_mib")
    return read_number(path, name, node, config.sql_spill_limit_mib);
  if (name == "requests_per_key_s")
    return read_number(path, name, node, config.requests_per_key_s, 0);
  if (name == "threads") return read_number(path, name, node, config.threads);
  if (name == "deduplication_days")
    return read_number(path, name, node, config.deduplication_days, 0);
  if (name == "deduplication_ids_in_memory")
    return read_number(path, name, node, config.deduplication_ids_in_memory);
  if (name == "behind_proxy") {
    const auto value = node.value<bool>();
    if (!value) return wrong(path, node, "behind_proxy must be true or false.");
    config.behind_proxy = *value;
    return {};
  }
  if (name == "public_url") {
    WEND_TRY(read_text(path, name, node, config.public_url));
    const std::string_view url = config.public_url;
    if (!url.starts_with("http://") && !url.starts_with("https://"))
      return wrong(path, node, "public_url must begin with http:// or https://.");
    while (config.public_url.ends_with('/')) config.public_url.pop_back();
    return {};
  }
  return wrong(
      path, node,
      fmt::format("There is no setting called {}. Known are: host, port, public_url, behind_proxy, "
                  "memory_limit_mib, sql_memory_limit_mib, sql_spill_limit_mib, threads, "
                  "deduplication_days, deduplication_ids_in_memory, "
                  "requests_per_key_s.",
                  name));
}

}  // namespace

base::Result<Config> read_config(const std::filesystem::path& data_folder) {
  Config config;
  const auto path = data_folder / "wend.toml";
  std::error_code error;
  if (!std::filesystem::exists(path, error)) return config;
  try {
    const toml::table table = toml::parse_file(path.string());
    for (const auto& [name, node] : table) WEND_TRY(read_field(path, name.str(), node, config));
  } catch (const toml::parse_error& failed) {
    return base::fail(
        base::ErrorCode::kInvalidInput, fmt::format("This is not TOML: {}.", failed.description()),
        fmt::format("{}:{}", path.string(), static_cast<unsigned>(failed.source().begin.line)));
  }
  return config;
}

}  // namespace wend::server
