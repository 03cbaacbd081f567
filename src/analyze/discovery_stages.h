#pragma once

#include <string>
#include <vector>

#include "analyze/discovery_roles.h"

namespace wend::analyze {

struct Stages {
  std::vector<std::string> names;
  std::vector<std::size_t> of;  // candidate -> stage
};

// Names the five stages of a customer's life where the log sounds like one of a business that
// sells; otherwise cuts the ordered touchpoints at their widest gaps into three to five stages,
// each named after its main touchpoint.
Stages find_stages(const Roles& roles, const Precedence& precedence,
                   const std::vector<double>& positions, const std::vector<std::size_t>& order);

// Cuts values, ascending, into `classes` runs with the least weighted sum of squares (Fisher 1958,
// "On grouping for maximum homogeneity"). Answers the class of each value.
std::vector<std::size_t> natural_classes(const std::vector<double>& values,
                                         const std::vector<double>& weights, std::size_t classes);

}  // namespace wend::analyze
