#pragma once

#include <boost/json/value.hpp>
#include <string>
#include <string_view>

#include "base/result.h"

namespace wend::cli {

// Calls the API of the server that has this data folder open, on this machine, with a token that
// may only read and lasts some minutes. Answers the body of an answer that is good; a problem
// becomes an error again. Errors: kUnavailable when no server answers.
base::Result<boost::json::value> call_server(const std::string& data, std::string_view method,
                                             std::string_view target, const std::string& body);

}  // namespace wend::cli
