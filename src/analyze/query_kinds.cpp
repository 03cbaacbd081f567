#include "analyze/question.h"
#include "analyze/questions.h"

namespace wend::analyze {

const std::vector<QueryKind>& query_kinds() {
  static const std::vector<QueryKind> kKinds = {
      {"overview", read_overview},
      {"events", read_events},
      {"funnel", read_funnel},
  };
  return kKinds;
}

}  // namespace wend::analyze
