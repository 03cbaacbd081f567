#include <boost/json/parse.hpp>

#include "analyze/query.h"

namespace wend::analyze {

const boost::json::object& query_schema() {
  static const boost::json::object kSchema = boost::json::parse("{}").as_object();
  return kSchema;
}

}  // namespace wend::analyze
