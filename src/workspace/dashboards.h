#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "env/clock.h"
#include "workspace/document_list.h"

namespace wend::workspace {

// Pictures side by side: questions with a place in a grid.
struct Dashboard {
  std::string id;
  std::string name;
  std::string description;
  std::string tiles = "[]";  // JSON text
  std::int64_t version = 1;  // grows with every change
  env::TimeUs created_at = 0;
  env::TimeUs updated_at = 0;
  std::optional<std::string> created_by;  // a user's id
};

inline constexpr std::size_t kDashboardsMax = 200;

// The dashboards of a workspace. They are few and small, and are kept together in one document.
class Dashboards {
 public:
  Dashboards(Documents& documents, const env::Clock& clock);

  // Fills id, version and times. Errors: kTooLarge beyond kDashboardsMax.
  base::Result<Dashboard> create(Dashboard dashboard);
  base::Result<std::optional<Dashboard>> find(std::string_view id);
  base::Result<std::vector<Dashboard>> all();  // the newest first
  // Changes name, description and tiles when the stored version is `version`. Errors: kNotFound;
  // kConflict otherwise.
  base::Result<Dashboard> replace(std::string_view id, std::int64_t version,
                                  const Dashboard& dashboard);
  base::Status remove(std::string_view id, std::int64_t version);

 private:
  DocumentList<Dashboard> list_;
};

}  // namespace wend::workspace
