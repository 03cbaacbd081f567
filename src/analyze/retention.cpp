#include <algorithm>
#include <fmt/format.h>

#include "analyze/matching.h"
#include "analyze/questions.h"
#include "analyze/ref.h"
#include "analyze/retention_ask.h"
#include "analyze/retention_tally.h"
#include "analyze/statistics.h"
#include "model/time_text.h"

namespace wend::analyze {
namespace {

namespace json = boost::json;

// An answer with more cells could neither be shown nor sent.
constexpr std::size_t kCohortCellsMax = 200'000;

constexpr std::string_view kModes[] = {"on", "on_or_after", "brackets"};

class RetentionAnswer final : public Answer {
 public:
  RetentionAnswer(const QueryRun& run, const RetentionAsk& ask, PeriodGrid cohorts)
      : run_(run), ask_(ask), cohorts_(std::move(cohorts)), counted_(tallies(0)) {
    // Behind the last event nothing is known, whatever the range says.
    rule_ = {ask.cells, ask.rolling_us, ask.recurring,
             std::min(run.scope.to_us, run.table->last_us() + 1)};
  }

  base::Status tally() {
    if (cohorts_.size() * ask_.cells.size() > kCohortCellsMax) {
      return base::fail(base::ErrorCode::kTooLarge,
                        fmt::format("{} cohorts of {} periods are more than {} cells.",
                                    cohorts_.size(), ask_.cells.size(), kCohortCellsMax),
                        ask_.mode == RetentionMode::kBrackets ? "brackets" : "periods",
                        "Ask for fewer periods, a longer bucket or a shorter range.");
    }
    WEND_ASSIGN(start_, selected(run_, ask_.start));
    WEND_ASSIGN(back_, selected(run_, ask_.back));
    if (ask_.breakdown) WEND_TRY(rank_groups());
    counted_ = tallies(groups_ ? groups_->group_count() : 0);
    if (cohorts_.size() == 0) return {};
    WEND_ASSIGN(
        const auto workers, by_workers(*run_.table, run_.stop, [&] {
          return Worker(
              kernel(), counted_,
              [this](Tallies& counted, std::uint32_t profile, const RetentionUnit& unit) {
                if (ask_.recurring) counted.all.add(profile, unit.cells);
                counted.cohorts[unit.cohort].add(profile, unit.cells);
                if (!groups_) return;
                for (const std::uint32_t group : groups_->groups_of(label_of(profile, unit)))
                  counted.groups[group].add(profile, unit.cells);
              },
              *this);
        }));
    for (const auto& worker : workers) {
      const Tallies& counted = worker->made;
      counted_.all.add(counted.all);
      for (std::size_t i = 0; i < cohorts_.size(); ++i) {
        counted_.cohorts[i].add(counted.cohorts[i]);
        // With one start each, everybody is in one cohort.
        if (!ask_.recurring) counted_.all.add(counted.cohorts[i]);
      }
      for (std::size_t i = 0; i < counted_.groups.size(); ++i)
        counted_.groups[i].add(counted.groups[i]);
    }
    return {};
  }

  base::Result<json::object> result() override {
    json::object result;
    result["entered"] = counted_.all.units();
    result["people"] = counted_.all.people();
    result["ref"] = "start";
    result["bucket"] = ask_.bucket;
    result["mode"] = kModes[static_cast<std::size_t>(ask_.mode)];
    result["entry"] = ask_.recurring ? "recurring" : "first_time";
    result["observed_until"] = model::format_time(rule_.observed_until_us, run_.zone);
    result["curve"] = curve_json(counted_.all, "");
    json::array cohorts;
    for (std::size_t i = 0; i < cohorts_.size(); ++i) cohorts.push_back(cohort_json(i));
    result["cohorts"] = std::move(cohorts);
    if (!groups_) return result;
    json::array groups;
    for (std::size_t group = 0; group < groups_->group_count(); ++group) {
      json::object out;
      groups_->describe(group, out);
      out["size"] = counted_.groups[group].units();
      out["people"] = counted_.groups[group].people();
      out["ref"] = fmt::format("group:{}", group);
      out["curve"] = curve_json(counted_.groups[group], fmt::format("group:{}:", group));
      groups.push_back(std::move(out));
    }
    result["breakdown"] = std::move(groups);
    return result;
  }

  // start | [cohort:I: | group:I:]period:K[:lost] | cohort:I | group:I
  base::Result<std::optional<ProfileList>> people(std::string_view ref) override {
    if (ref == "start") return list([](std::uint32_t, const RetentionUnit&) { return true; });
    auto parts = parts_of_ref(ref);
    std::optional<std::size_t> cohort, group;
    if (parts.size() >= 2 && parts[0] == "cohort") {
      cohort = index_in_ref(parts[1], cohorts_.size());
      if (!cohort) return std::nullopt;
    } else if (parts.size() >= 2 && parts[0] == "group" && groups_) {
      group = index_in_ref(parts[1], groups_->group_count());
      if (!group) return std::nullopt;
    }
    if (cohort || group) parts.erase(parts.begin(), parts.begin() + 2);
    const auto belongs = [&](std::uint32_t profile, const RetentionUnit& unit) {
      return cohort ? unit.cohort == *cohort
                    : !group || groups_->is_in(*group, label_of(profile, unit));
    };
    if (parts.empty()) return list(belongs);
    const bool lost = parts.size() == 3 && parts[2] == "lost" && !cohort;
    if (parts[0] != "period" || !(parts.size() == 2 || lost)) return std::nullopt;
    const auto cell = index_in_ref(parts[1], ask_.cells.size());
    if (!cell) return std::nullopt;
    // A cohort's cell says how many came back so far; a curve speaks of what is over.
    const std::uint8_t looked_at =
        cohort ? RetentionUnit::kReturned : RetentionUnit::kReturned | RetentionUnit::kOver;
    const std::uint8_t wanted = lost ? std::uint8_t{RetentionUnit::kOver} : looked_at;
    return list([&](std::uint32_t profile, const RetentionUnit& unit) {
      return (unit.cells[*cell] & looked_at) == wanted && belongs(profile, unit);
    });
  }

 private:
  struct Tallies {
    RetentionTally all;
    std::vector<RetentionTally> cohorts, groups;
  };
  Tallies tallies(std::size_t groups) const {
    const RetentionTally none(ask_.cells.size(), !ask_.recurring);
    return {none, std::vector<RetentionTally>(cohorts_.size(), none),
            std::vector<RetentionTally>(groups, none)};
  }

  // Goes through ranges of customers, and makes something of their starts.
  template <typename Made, typename Visit>
  struct Worker {
    Worker(RetentionKernel the_kernel, Made none, Visit the_visit, const RetentionAnswer& answer)
        : made(std::move(none)),
          kernel_(std::move(the_kernel)),
          visit_(std::move(the_visit)),
          answer_(&answer) {}
    void operator()(ProfileRange range) {
      answer_->each_unit(kernel_, range, [&](std::uint32_t profile, const RetentionUnit& unit) {
        visit_(made, profile, unit);
      });
    }
    Made made;

   private:
    RetentionKernel kernel_;
    Visit visit_;
    const RetentionAnswer* answer_;
  };

  RetentionKernel kernel() const { return {*run_.table, start_, back_, cohorts_, rule_}; }

  // Calls visit(profile, unit) for the starts of a range of customers, one after another.
  template <typename Visit>
  void each_unit(RetentionKernel& kernel, ProfileRange range, Visit&& visit) const {
    for (std::size_t profile = range.first; profile < range.last; ++profile) {
      const auto [first, last] = run_.scope.events.of_profile(profile);
      kernel.each_unit(
          run_.table->begin(profile), run_.table->end(profile), first, last,
          [&](const RetentionUnit& unit) { visit(static_cast<std::uint32_t>(profile), unit); });
    }
  }

  template <typename Belongs>
  base::Result<std::optional<ProfileList>> list(Belongs&& belongs) const {
    ProfileList profiles;
    if (cohorts_.size() == 0) return profiles;
    WEND_ASSIGN(const auto parts, in_profile_ranges_by<ProfileList>(*run_.table, run_.stop, [&] {
                  return [&, kernel = kernel()](ProfileRange range, ProfileList& part) mutable {
                    each_unit(kernel, range, [&](std::uint32_t profile, const RetentionUnit& unit) {
                      if ((part.empty() || part.back() != profile) && belongs(profile, unit))
                        part.push_back(profile);
                    });
                  };
                }));
    for (const ProfileList& part : parts) profiles.insert(profiles.end(), part.begin(), part.end());
    return profiles;
  }

  base::Status rank_groups() {
    WEND_ASSIGN(groups_, BreakdownGroups::make(run_, *ask_.breakdown));
    std::vector<std::uint64_t> units(groups_->label_count());
    if (cohorts_.size() > 0) {
      WEND_ASSIGN(const auto workers, by_workers(*run_.table, run_.stop, [&] {
                    return Worker(
                        kernel(), units,
                        [this](auto& counted, std::uint32_t profile, const RetentionUnit& unit) {
                          ++counted[label_of(profile, unit)];
                        },
                        *this);
                  }));
      for (const auto& worker : workers)
        for (std::size_t label = 0; label < units.size(); ++label)
          units[label] += worker->made[label];
    }
    groups_->rank(units, run_.notes);
    return {};
  }

  std::uint32_t label_of(std::uint32_t profile, const RetentionUnit& unit) const {
    const std::uint32_t start[] = {static_cast<std::uint32_t>(unit.start)};
    return groups_->label_of(profile, start);
  }

  json::object cell_json(std::size_t cell) const {
    json::object out;
    out["from"] = ask_.cells[cell].from;
    out["to"] = nullptr;
    if (ask_.cells[cell].to != RetentionCell::kOpen) out["to"] = ask_.cells[cell].to;
    return out;
  }

  json::array curve_json(const RetentionTally& tally, const std::string& of) const {
    json::array curve;
    for (std::size_t i = 0; i < ask_.cells.size(); ++i) {
      const RetentionCellCount count = tally[i];
      json::object out = cell_json(i);
      out["share"] = share_json(count.units_returned_over, count.units_over);
      out["people"] = count.people_returned_over;
      out["ref"] = fmt::format("{}period:{}", of, i);
      out["lost_people"] = count.people_lost;
      out["lost_ref"] = fmt::format("{}period:{}:lost", of, i);
      if (count.units_over < tally.units()) out["incomplete"] = true;
      curve.push_back(std::move(out));
    }
    return curve;
  }

  json::object cohort_json(std::size_t cohort) const {
    const RetentionTally& tally = counted_.cohorts[cohort];
    json::object out;
    out["from"] = cohorts_.label(cohort);
    out["size"] = tally.units();
    out["people"] = tally.people();
    out["ref"] = fmt::format("cohort:{}", cohort);
    if (cohorts_.is_partial(cohort)) out["partial"] = true;
    json::array cells;
    for (std::size_t i = 0; i < ask_.cells.size() && tally.units() > 0; ++i) {
      const RetentionCellCount count = tally[i];
      json::object cell = cell_json(i);
      cell["share"] = share_json(count.units_returned, count.units_begun);
      cell["people"] = count.people_returned;
      cell["ref"] = fmt::format("cohort:{}:period:{}", cohort, i);
      if (count.units_over < tally.units()) cell["incomplete"] = true;
      cells.push_back(std::move(cell));
    }
    out["cells"] = std::move(cells);
    return out;
  }

  const QueryRun run_;
  const RetentionAsk& ask_;
  PeriodGrid cohorts_;
  RetentionRule rule_;
  Selection start_, back_;
  Tallies counted_;
  std::optional<BreakdownGroups> groups_;
};

class RetentionQuestion final : public Question {
 public:
  explicit RetentionQuestion(RetentionAsk ask) : ask_(std::move(ask)) {}
  base::Result<std::unique_ptr<Answer>> answer(const QueryRun& run) const override {
    WEND_ASSIGN(auto cohorts, model::at_place(PeriodGrid::make(ask_.cohort_unit, run.scope.from_us,
                                                               run.scope.to_us, run.zone),
                                              "bucket"));
    auto answer = std::make_unique<RetentionAnswer>(run, ask_, std::move(cohorts));
    WEND_TRY(answer->tally());
    return answer;
  }

 private:
  RetentionAsk ask_;
};

}  // namespace

base::Result<std::unique_ptr<Question>> read_retention(model::ObjectReader& document,
                                                       model::PredicateReader& predicates) {
  WEND_ASSIGN(auto ask, read_retention_ask(document, predicates));
  return std::make_unique<RetentionQuestion>(std::move(ask));
}

}  // namespace wend::analyze
