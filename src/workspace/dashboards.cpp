#include "workspace/dashboards.h"

#include <algorithm>

namespace wend::workspace {
namespace {

namespace json = boost::json;

constexpr ListedKind kKind{.document = "dashboards",
                           .id_prefix = "dsh_",
                           .one = "dashboard",
                           .many = "dashboards",
                           .max = kDashboardsMax};

json::object write(const Dashboard& dashboard) {
  return {
      {"name", dashboard.name}, {"description", dashboard.description}, {"tiles", dashboard.tiles}};
}

Dashboard read(const StoredFields& fields) {
  Dashboard dashboard;
  dashboard.name = fields.text("name");
  dashboard.description = fields.text("description");
  dashboard.tiles = fields.text("tiles");
  return dashboard;
}

}  // namespace

Dashboards::Dashboards(Documents& documents, const env::Clock& clock)
    : list_(documents, clock, kKind, write, read) {}

base::Result<std::vector<Dashboard>> Dashboards::all() {
  WEND_ASSIGN(auto dashboards, list_.all());
  std::ranges::reverse(dashboards);
  return dashboards;
}

base::Result<std::optional<Dashboard>> Dashboards::find(std::string_view id) {
  return list_.find(id);
}

base::Result<Dashboard> Dashboards::create(Dashboard dashboard) {
  return list_.create(std::move(dashboard));
}

base::Result<Dashboard> Dashboards::replace(std::string_view id, std::int64_t version,
                                            const Dashboard& dashboard) {
  return list_.replace(id, version, [&](Dashboard& stored) {
    stored.name = dashboard.name;
    stored.description = dashboard.description;
    stored.tiles = dashboard.tiles;
  });
}

base::Status Dashboards::remove(std::string_view id, std::int64_t version) {
  return list_.remove(id, version);
}

}  // namespace wend::workspace
