#pragma once

#include "analyze/question.h"

namespace wend::analyze {

// The readers of every kind of question, one source file (or a few) each.
base::Result<std::unique_ptr<Question>> read_overview(model::ObjectReader& document,
                                                      model::PredicateReader& predicates);
base::Result<std::unique_ptr<Question>> read_events(model::ObjectReader& document,
                                                    model::PredicateReader& predicates);
base::Result<std::unique_ptr<Question>> read_funnel(model::ObjectReader& document,
                                                    model::PredicateReader& predicates);
base::Result<std::unique_ptr<Question>> read_paths(model::ObjectReader& document,
                                                   model::PredicateReader& predicates);
base::Result<std::unique_ptr<Question>> read_process(model::ObjectReader& document,
                                                     model::PredicateReader& predicates);
base::Result<std::unique_ptr<Question>> read_time_between(model::ObjectReader& document,
                                                          model::PredicateReader& predicates);
base::Result<std::unique_ptr<Question>> read_journey(model::ObjectReader& document,
                                                     model::PredicateReader& predicates);
base::Result<std::unique_ptr<Question>> read_friction(model::ObjectReader& document,
                                                      model::PredicateReader& predicates);
base::Result<std::unique_ptr<Question>> read_retention(model::ObjectReader& document,
                                                       model::PredicateReader& predicates);
base::Result<std::unique_ptr<Question>> read_lifecycle(model::ObjectReader& document,
                                                       model::PredicateReader& predicates);
base::Result<std::unique_ptr<Question>> read_stickiness(model::ObjectReader& document,
                                                        model::PredicateReader& predicates);
base::Result<std::unique_ptr<Question>> read_trend(model::ObjectReader& document,
                                                   model::PredicateReader& predicates);
base::Result<std::unique_ptr<Question>> read_sessions(model::ObjectReader& document,
                                                      model::PredicateReader& predicates);
base::Result<std::unique_ptr<Question>> read_transitions(model::ObjectReader& document,
                                                         model::PredicateReader& predicates);
base::Result<std::unique_ptr<Question>> read_next(model::ObjectReader& document,
                                                  model::PredicateReader& predicates);
base::Result<std::unique_ptr<Question>> read_compare(model::ObjectReader& document,
                                                     model::PredicateReader& predicates);
base::Result<std::unique_ptr<Question>> read_formula(model::ObjectReader& document,
                                                     model::PredicateReader& predicates);
base::Result<std::unique_ptr<Question>> read_attribution(model::ObjectReader& document,
                                                         model::PredicateReader& predicates);
base::Result<std::unique_ptr<Question>> read_drivers(model::ObjectReader& document,
                                                     model::PredicateReader& predicates);
base::Result<std::unique_ptr<Question>> read_conformance(model::ObjectReader& document,
                                                         model::PredicateReader& predicates);
base::Result<std::unique_ptr<Question>> read_map(model::ObjectReader& document,
                                                 model::PredicateReader& predicates);
base::Result<std::unique_ptr<Question>> read_archetypes(model::ObjectReader& document,
                                                        model::PredicateReader& predicates);
base::Result<std::unique_ptr<Question>> read_drift(model::ObjectReader& document,
                                                   model::PredicateReader& predicates);
base::Result<std::unique_ptr<Question>> read_pattern_question(model::ObjectReader& document,
                                                              model::PredicateReader& predicates);

}  // namespace wend::analyze
