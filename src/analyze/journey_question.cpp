#include <algorithm>
#include <cmath>
#include <fmt/format.h>
#include <limits>

#include "analyze/discovery.h"
#include "analyze/journey_indicators.h"
#include "analyze/questions.h"
#include "model/time_text.h"

namespace wend::analyze {
namespace {

namespace json = boost::json;

struct TouchpointTally {
  std::uint64_t events = 0;
  ProfileList people;
};
struct StageTally {
  ProfileList people, onward, lost;
  std::vector<std::int64_t> onward_us;
};

void note(ProfileList& people, std::uint32_t profile) {
  if (people.empty() || people.back() != profile) people.push_back(profile);
}

double rounded(double value) {
  return std::round(value * 1000) / 1000;
}

class JourneyAnswer final : public Answer {
 public:
  JourneyAnswer(const QueryRun& run, std::shared_ptr<const FrictionBasis> basis)
      : run_(run),
        basis_(std::move(basis)),
        model_(*basis_->model),
        touchpoints_(model_.touchpoints.size()),
        stages_(model_.stages.size()) {}

  base::Status tally() {
    const JourneyTable& table = *run_.table;
    std::vector<TimeUs> first(stages_.size());
    WEND_TRY(each_profile(table, run_.stop,
                          [&](std::uint32_t profile, std::size_t begin, std::size_t end) {
                            constexpr TimeUs kNever = std::numeric_limits<TimeUs>::max();
                            first.assign(stages_.size(), kNever);
                            for (std::size_t i = begin; i < end; ++i) {
                              const std::size_t t = touchpoint_of(i);
                              if (t == kNoTouchpoint) continue;
                              ++touchpoints_[t].events;
                              note(touchpoints_[t].people, profile);
                              TimeUs& since = first[model_.touchpoints[t].stage];
                              since = std::min(since, table.time_us()[i]);
                            }
                            for (std::size_t s = 0; s < stages_.size(); ++s) {
                              if (first[s] == kNever) continue;
                              stages_[s].people.push_back(profile);
                              const TimeUs onward = onward_after(begin, end, s, first[s]);
                              if (onward >= 0) {
                                stages_[s].onward.push_back(profile);
                                stages_[s].onward_us.push_back(onward - first[s]);
                              } else if (s + 1 < stages_.size()) {
                                stages_[s].lost.push_back(profile);
                              }
                            }
                          }));
    values_ = friction_values(*basis_);
    const bool whole = run_.scope.event_count == table.event_count();
    WEND_ASSIGN(indicators_, find_indicators(*basis_,
                                             whole ? std::span<const std::uint8_t>()
                                                   : std::span(run_.scope.events.mask()),
                                             run_.stop));
    return {};
  }

  base::Result<json::object> result() override {
    json::object result;
    json::array stages;
    for (std::size_t s = 0; s < stages_.size(); ++s) stages.push_back(stage_json(s));
    result["stages"] = std::move(stages);
    result["touchpoints"] = touchpoints_.size();
    result["goal"] =
        model_.goal ? json::value(model_.touchpoints[*model_.goal].name) : json::value();
    json::array kpis;
    for (std::size_t i = 0; i < indicators_.size(); ++i) kpis.push_back(indicator_json(i));
    result["kpis"] = std::move(kpis);
    return result;
  }

  base::Result<std::optional<ProfileList>> people(std::string_view ref) override {
    for (std::size_t s = 0; s < stages_.size(); ++s) {
      if (ref == stage_ref(s)) return stages_[s].people;
      if (ref == stage_ref(s) + ":onward") return stages_[s].onward;
      if (ref == stage_ref(s) + ":lost") return stages_[s].lost;
    }
    for (std::size_t t = 0; t < touchpoints_.size(); ++t) {
      if (ref == touchpoint_ref(t)) return touchpoints_[t].people;
    }
    for (std::size_t i = 0; i < indicators_.size(); ++i) {
      if (ref == fmt::format("kpi:{}", i)) return indicators_[i].people;
    }
    return std::nullopt;
  }

 private:
  std::size_t touchpoint_of(std::size_t event) const {
    if (run_.scope.events[event] == 0) return kNoTouchpoint;
    return model_.touchpoint_of_name[run_.table->name()[event]];
  }

  // The first event of a later stage at or after the moment; -1 when there is none.
  TimeUs onward_after(std::size_t begin, std::size_t end, std::size_t stage, TimeUs since) const {
    for (std::size_t i = begin; i < end; ++i) {
      if (run_.table->time_us()[i] < since) continue;
      const std::size_t t = touchpoint_of(i);
      if (t != kNoTouchpoint && model_.touchpoints[t].stage > stage)
        return run_.table->time_us()[i];
    }
    return -1;
  }

  static std::string stage_ref(std::size_t s) { return fmt::format("stage:{}", s); }
  std::string touchpoint_ref(std::size_t t) const {
    std::size_t place = t;
    while (place > 0 && model_.touchpoints[place - 1].stage == model_.touchpoints[t].stage) --place;
    return fmt::format("touchpoint:{}:{}", model_.touchpoints[t].stage, t - place);
  }

  json::object stage_json(std::size_t s) {
    StageTally& stage = stages_[s];
    const bool last = s + 1 == stages_.size();
    json::object out;
    out["name"] = model_.stages[s];
    out["people"] = stage.people.size();
    out["ref"] = stage_ref(s);
    out["onward"] = share_json(stage.onward.size(), last ? 0 : stage.people.size());
    out["onward_ref"] = stage_ref(s) + ":onward";
    out["onward_times"] = times_json(stage.onward_us);
    out["lost"] = stage.lost.size();
    out["lost_ref"] = stage_ref(s) + ":lost";
    double sum = 0, weight = 0;
    json::array touchpoints;
    for (std::size_t t = 0; t < touchpoints_.size(); ++t) {
      if (model_.touchpoints[t].stage != s) continue;
      touchpoints.push_back(touchpoint_json(t));
      if (model_.touchpoints[t].role == "message") continue;
      sum += values_[t].value * static_cast<double>(values_[t].people);
      weight += static_cast<double>(values_[t].people);
    }
    out["friction"] = {{"value", weight > 0 ? rounded(sum / weight) : 0.0},
                       {"n", stage.people.size()}};
    out["touchpoints"] = std::move(touchpoints);
    return out;
  }

  json::object touchpoint_json(std::size_t t) const {
    const Touchpoint& touchpoint = model_.touchpoints[t];
    json::object out;
    out["name"] = touchpoint.name;
    json::array events;
    for (const std::string& event : touchpoint.events) events.emplace_back(event);
    out["events"] = std::move(events);
    out["count"] = touchpoints_[t].events;
    out["channel"] = touchpoint.channel;
    out["people"] = touchpoints_[t].people.size();
    out["ref"] = touchpoint_ref(t);
    out["position"] = rounded(touchpoint.position);
    out["order"] = t + 1;
    out["friction"] = {{"value", rounded(values_[t].value)}, {"n", touchpoints_[t].people.size()}};
    out["role"] = touchpoint.role;
    out["named"] = touchpoint.named;
    return out;
  }

  json::object indicator_json(std::size_t i) const {
    const Indicator& indicator = indicators_[i];
    json::object out;
    out["name"] = indicator.name;
    out["share"] = share_json(indicator.people.size(), indicator.of);
    out["ref"] = fmt::format("kpi:{}", i);
    out["change"] = nullptr;
    if (indicator.change) {
      out["change"] = {{"by", indicator.change->by},
                       {"since", model::format_time(indicator.change->since_us, run_.zone)},
                       {"low", indicator.change->low},
                       {"high", indicator.change->high}};
    }
    json::array trend;
    for (const auto& share : indicator.trend) {
      trend.push_back(share ? json::value(*share) : json::value());
    }
    out["trend"] = std::move(trend);
    return out;
  }

  const QueryRun run_;
  const std::shared_ptr<const FrictionBasis> basis_;
  const JourneyModel& model_;
  std::vector<TouchpointTally> touchpoints_;
  std::vector<StageTally> stages_;
  std::vector<FrictionValue> values_;
  std::vector<Indicator> indicators_;
};

class JourneyQuestion final : public Question {
 public:
  base::Result<std::unique_ptr<Answer>> answer(const QueryRun& run) const override {
    WEND_ASSIGN(auto basis, friction_basis_of(run));
    for (const auto& note : basis->model->notes) run.notes.add(note.sentence);
    auto answer = std::make_unique<JourneyAnswer>(run, std::move(basis));
    WEND_TRY(answer->tally());
    return answer;
  }
};

}  // namespace

base::Result<std::unique_ptr<Question>> read_journey(model::ObjectReader&,
                                                     model::PredicateReader&) {
  return std::make_unique<JourneyQuestion>();
}

}  // namespace wend::analyze
