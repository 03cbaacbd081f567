#include "analyze/question.h"
#include "analyze/questions.h"

namespace wend::analyze {

const std::vector<QueryKind>& query_kinds() {
  static const std::vector<QueryKind> kKinds = {
      {"overview", read_overview},
      {"events", read_events},
      {"paths", read_paths},
      {"process", read_process},
      {"funnel", read_funnel},
      {"time-between", read_time_between},
      {"journey", read_journey},
      {"friction", read_friction},
      {"retention", read_retention},
      {"lifecycle", read_lifecycle},
      {"stickiness", read_stickiness},
      {"trend", read_trend},
      {"sessions", read_sessions},
      {"transitions", read_transitions},
      {"next", read_next},
      {"compare", read_compare},
      {"formula", read_formula},
      {"attribution", read_attribution},
      {"pattern", read_pattern_question},
      {"drivers", read_drivers},
      {"conformance", read_conformance},
      {"map", read_map},
      {"archetypes", read_archetypes},
      {"drift", read_drift},
  };
  return kKinds;
}

}  // namespace wend::analyze
