#pragma once

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "improve/maturity_questions.h"

namespace wend::improve {

// One person's answers: question to level, 1 to 5. What was not answered is not in it.
using MaturitySheet = std::map<std::string, int, std::less<>>;

// {"question id": level}. Errors: kInvalidInput for a question or level that there is not.
base::Result<MaturitySheet> read_sheet(const boost::json::object& answers);
// What was stored; questions that are no longer asked are left out.
MaturitySheet stored_sheet(const boost::json::object& answers);
boost::json::object sheet_json(const MaturitySheet& sheet);

// The questions by area, as the API shows them.
boost::json::array maturity_questions_json();

// What came of an assessment: {"people": 4, "mean": 2.9, "level": "managed", "areas": [{"id",
// "title", "mean", "low", "high", "deviation", "people", "level", "questions": [{"id", "mean",
// "counts": [5], "people"}]}]}. A person's area is the mean of what they answered in it; an area's
// mean, least, greatest and sample standard deviation are over the people, each counting once; the
// whole is the mean of the areas that have answers. null where nobody answered, `deviation` also
// for one person alone.
boost::json::object maturity_result(const std::vector<MaturitySheet>& sheets);

}  // namespace wend::improve
