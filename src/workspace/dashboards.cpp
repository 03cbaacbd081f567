#include "workspace/dashboards.h"

#include <algorithm>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <fmt/format.h>

#include "workspace/secret.h"

namespace wend::workspace {
namespace {

namespace json = boost::json;

constexpr std::string_view kDocument = "dashboards";
constexpr int kTriesMax = 20;  // among people who change others at the same time

json::object to_json(const Dashboard& dashboard) {
  json::object one{{"id", dashboard.id},
                   {"name", dashboard.name},
                   {"description", dashboard.description},
                   {"tiles", dashboard.tiles},
                   {"version", dashboard.version},
                   {"created_at", dashboard.created_at},
                   {"updated_at", dashboard.updated_at}};
  if (dashboard.created_by) one["created_by"] = *dashboard.created_by;
  return one;
}

std::unexpected<base::Error> broken() {
  return base::fail(base::ErrorCode::kInternal, "The dashboards of the workspace cannot be read.",
                    "workspace.db", "Use a copy of the data folder from before.");
}

base::Result<std::vector<Dashboard>> read(const std::string& text) {
  boost::system::error_code error;
  const json::value document = json::parse(text, error);
  if (error || !document.is_array()) return broken();
  std::vector<Dashboard> dashboards;
  for (const json::value& item : document.as_array()) {
    if (!item.is_object()) return broken();
    const json::object& one = item.as_object();
    const auto string = [&](std::string_view field) {
      const auto* value = one.if_contains(field);
      return value != nullptr && value->is_string() ? std::string(value->as_string())
                                                    : std::string();
    };
    const auto number = [&](std::string_view field) {
      const auto* value = one.if_contains(field);
      return value != nullptr && value->is_int64() ? value->as_int64() : 0;
    };
    Dashboard dashboard{.id = string("id"),
                        .name = string("name"),
                        .description = string("description"),
                        .tiles = string("tiles"),
                        .version = number("version"),
                        .created_at = number("created_at"),
                        .updated_at = number("updated_at"),
                        .created_by = std::nullopt};
    if (one.contains("created_by")) dashboard.created_by = string("created_by");
    dashboards.push_back(std::move(dashboard));
  }
  return dashboards;
}

// The one of this id and version.
base::Result<std::vector<Dashboard>::iterator> seen(std::vector<Dashboard>& dashboards,
                                                    std::string_view id, std::int64_t version) {
  const auto found = std::ranges::find(dashboards, id, &Dashboard::id);
  if (found == dashboards.end())
    return base::fail(base::ErrorCode::kNotFound, "There is no such dashboard.");
  if (found->version != version)
    return base::fail(base::ErrorCode::kConflict, "Somebody changed this dashboard meanwhile.");
  return found;
}

}  // namespace

base::Result<std::vector<Dashboard>> Dashboards::all() {
  WEND_ASSIGN(const auto document, documents_.find(kDocument));
  if (!document) return std::vector<Dashboard>();
  WEND_ASSIGN(auto dashboards, read(document->body));
  // They are kept in the order in which they were made.
  std::ranges::reverse(dashboards);
  return dashboards;
}

base::Result<std::optional<Dashboard>> Dashboards::find(std::string_view id) {
  WEND_ASSIGN(const auto dashboards, all());
  const auto found = std::ranges::find(dashboards, id, &Dashboard::id);
  return found == dashboards.end() ? std::nullopt : std::optional(*found);
}

base::Status Dashboards::change(
    const std::function<base::Status(std::vector<Dashboard>&)>& change) {
  for (int tries = 1;; ++tries) {
    WEND_ASSIGN(const auto document, documents_.find(kDocument));
    std::vector<Dashboard> dashboards;
    if (document) {
      WEND_ASSIGN(dashboards, read(document->body));
    }
    WEND_TRY(change(dashboards));
    json::array body;
    for (const Dashboard& dashboard : dashboards) body.push_back(to_json(dashboard));
    const auto written =
        documents_.replace(kDocument, document ? document->version : 0, json::serialize(body));
    if (written) return {};
    if (written.error().code != base::ErrorCode::kConflict || tries == kTriesMax)
      return base::fail(written.error());
  }
}

base::Result<Dashboard> Dashboards::create(Dashboard dashboard) {
  dashboard.id = new_id("dsh_");
  dashboard.version = 1;
  dashboard.created_at = dashboard.updated_at = clock_.now_us();
  WEND_TRY(change([&](std::vector<Dashboard>& dashboards) -> base::Status {
    if (dashboards.size() >= kDashboardsMax)
      return base::fail(base::ErrorCode::kTooLarge,
                        fmt::format("There are {} dashboards already.", kDashboardsMax), "",
                        "Remove some that nobody needs.");
    dashboards.push_back(dashboard);
    return {};
  }));
  return dashboard;
}

base::Result<Dashboard> Dashboards::replace(std::string_view id, std::int64_t version,
                                            const Dashboard& dashboard) {
  Dashboard changed;
  WEND_TRY(change([&](std::vector<Dashboard>& dashboards) -> base::Status {
    WEND_ASSIGN(const auto found, seen(dashboards, id, version));
    found->name = dashboard.name;
    found->description = dashboard.description;
    found->tiles = dashboard.tiles;
    found->updated_at = clock_.now_us();
    ++found->version;
    changed = *found;
    return {};
  }));
  return changed;
}

base::Status Dashboards::remove(std::string_view id, std::int64_t version) {
  return change([&](std::vector<Dashboard>& dashboards) -> base::Status {
    WEND_ASSIGN(const auto found, seen(dashboards, id, version));
    dashboards.erase(found);
    return {};
  });
}

}  // namespace wend::workspace
