#pragma once

#include <boost/json/array.hpp>
#include <vector>

#include "analyze/question.h"

namespace wend::analyze {

// Which properties events of each name carry: how often, of what type, with which most frequent
// values.
class PropertyProfile {
 public:
  // `names` are codes of event names; row i speaks of names[i]. Looks at the events of the run's
  // scope. At most 200 properties, the most common; a note says when there are more.
  static base::Result<PropertyProfile> make(const QueryRun& run,
                                            const std::vector<std::uint32_t>& names);

  // [{"property", "fill", "type", "distinct", "top"}], the fullest first, those that no event of
  // the row has left out.
  const boost::json::array& of_row(std::size_t row) const { return rows_[row]; }

 private:
  std::vector<boost::json::array> rows_;
};

}  // namespace wend::analyze
