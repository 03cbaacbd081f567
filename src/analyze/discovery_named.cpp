#include "analyze/discovery_named.h"

#include <algorithm>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <map>
#include <numeric>

#include "analyze/discovery.h"
#include "analyze/discovery_company.h"
#include "analyze/discovery_names.h"
#include "analyze/named_touchpoints.h"

namespace wend::analyze {
namespace {

using Weights = TouchpointWeights;

std::optional<std::uint32_t> code_of(const JourneyTable& table, const std::string& event) {
  if (const auto code = table.names().find(event)) return code;
  return table.names().find(table.shown_name(event));
}

std::vector<std::size_t> interactions_by_name(const JourneyTable& table,
                                              const std::vector<std::size_t>& by_signature) {
  std::vector<std::size_t> events(table.names().size(), 0);
  for (std::size_t s = 0; s < by_signature.size(); ++s)
    if (is_interaction(table.shown().type[s])) events[table.shown().name[s]] += by_signature[s];
  return events;
}

std::string in_small_letters(std::string text) {
  for (char& c : text)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  return text;
}

class Naming {
 public:
  // `by_signature`: see count_signatures().
  Naming(const JourneyTable& table, const JourneyModel& discovered,
         std::vector<std::size_t> by_signature)
      : table_(table),
        discovered_(discovered),
        named_(table.named_touchpoints()->all()),
        by_signature_(std::move(by_signature)),
        events_(interactions_by_name(table, by_signature_)),
        of_name_(discovered.touchpoint_of_name) {}

  std::shared_ptr<const JourneyModel> make() {
    model_->stages = discovered_.stages;
    claim();
    weigh();
    if (model_->stages.empty() && !made_of_.empty())
      model_->stages.push_back(named_[made_of_[0]].name);
    keep_the_rest();
    for (std::size_t at = 0; at < made_of_.size(); ++at) add_named(at);
    find_channels();
    choose_goal();
    put_in_order();
    drop_empty_stages();
    return model_;
  }

 private:
  // of_name_ becomes: discovered touchpoints by their number, then named ones.
  void claim() {
    const std::size_t base = discovered_.touchpoints.size();
    for (std::size_t n = 0; n < named_.size(); ++n) {
      const std::size_t id = base + made_of_.size();
      bool any = false;
      std::vector<std::string> unsent;
      for (const std::string& event : named_[n].events) {
        const auto code = code_of(table_, event);
        if (!code || events_[*code] == 0) {
          unsent.push_back(fmt::format("\"{}\"", event));
        } else if (of_name_[*code] == kNoTouchpoint || of_name_[*code] < base) {
          of_name_[*code] = id;
          any = true;
        }
      }
      if (any) made_of_.push_back(n);
      if (unsent.empty()) continue;
      model_->notes.push_back(
          {named_[n].name,
           any ? fmt::format("Nobody sends {}, of the touchpoint \"{}\".",
                             fmt::join(unsent, " and "), named_[n].name)
               : fmt::format("The touchpoint \"{}\" has no events: nobody sends {}.",
                             named_[n].name, fmt::join(unsent, " or "))});
    }
  }

  void weigh() {
    const std::size_t base = discovered_.touchpoints.size();
    weights_.assign(made_of_.size(), Weights(base, 0));
    found_.assign(made_of_.size(), Weights(base, 0));
    std::vector<std::size_t> row_of_name(of_name_.size(), kNoTouchpoint);
    std::vector<std::size_t> unplaced;  // for which of the named
    for (std::size_t name = 0; name < of_name_.size(); ++name) {
      if (of_name_[name] == kNoTouchpoint || of_name_[name] < base) continue;
      const std::size_t at = of_name_[name] - base;
      const std::size_t was = discovered_.touchpoint_of_name[name];
      if (was == kNoTouchpoint) {
        row_of_name[name] = unplaced.size();
        unplaced.push_back(at);
      } else {
        found_[at][was] += static_cast<double>(events_[name]);
      }
    }
    weights_ = found_;
    if (unplaced.empty()) return;
    const auto company = company_of(table_, discovered_, row_of_name, unplaced.size());
    for (std::size_t row = 0; row < unplaced.size(); ++row)
      for (std::size_t t = 0; t < base; ++t) weights_[unplaced[row]][t] += company[row][t];
  }

  void keep_the_rest() {
    for (std::size_t t = 0; t < discovered_.touchpoints.size(); ++t) {
      Touchpoint rest = discovered_.touchpoints[t];
      std::erase_if(rest.events, [&](const std::string& event) {
        const auto code = table_.names().find(event);
        return code && of_name_[*code] != t;
      });
      const auto same = [&](const NamedTouchpoint& one) {
        return in_small_letters(one.name) == in_small_letters(rest.name);
      };
      if (std::ranges::any_of(named_, same)) rest.name += " (other)";
      all_.push_back(std::move(rest));
    }
  }

  // The key with the most weight, the first of equals; `nothing` when none has any.
  template <typename Key, typename KeyOf>
  Key heaviest(const Weights& weights, Key nothing, KeyOf&& key_of) const {
    std::map<Key, double> sums;
    for (std::size_t t = 0; t < weights.size(); ++t)
      if (weights[t] > 0) sums[key_of(t)] += weights[t];
    double most = 0;
    for (const auto& [key, sum] : sums)
      if (sum > most) most = sum, nothing = key;
    return nothing;
  }

  void add_named(std::size_t at) {
    const NamedTouchpoint& one = named_[made_of_[at]];
    const std::size_t id = discovered_.touchpoints.size() + at;
    Touchpoint made{
        .name = one.name, .events = {}, .channel = {}, .role = {}, .stage = 0, .position = 0};
    made.named = true;
    for (std::uint32_t name = 0; name < of_name_.size(); ++name)
      if (of_name_[name] == id) made.events.emplace_back(table_.names().text(name));
    const Weights& weights = weights_[at];
    const double sum = std::accumulate(weights.begin(), weights.end(), 0.0);
    for (std::size_t t = 0; t < weights.size() && sum > 0; ++t)
      made.position += weights[t] / sum * discovered_.touchpoints[t].position;
    made.stage = heaviest(weights, std::size_t{0},
                          [&](std::size_t t) { return discovered_.touchpoints[t].stage; });
    if (one.stage) {
      const auto stage = std::ranges::find(model_->stages, *one.stage);
      if (stage != model_->stages.end())
        made.stage = static_cast<std::size_t>(stage - model_->stages.begin());
      else
        model_->notes.push_back(
            {one.name, fmt::format("There is no stage \"{}\" for the touchpoint \"{}\"; it is in "
                                   "the stage of most of its events.",
                                   *one.stage, one.name)});
    }
    made.role = one.role ? *one.role
                         : heaviest(found_[at], std::string("step"),
                                    [&](std::size_t t) { return discovered_.touchpoints[t].role; });
    all_.push_back(std::move(made));
  }

  void find_channels() {
    const std::size_t channels = table_.channels().size();
    std::vector<std::size_t> counts(all_.size() * channels, 0);
    sizes_.assign(all_.size(), 0);
    for (std::size_t s = 0; s < by_signature_.size(); ++s) {
      const std::size_t t = of_name_[table_.shown().name[s]];
      if (t == kNoTouchpoint) continue;
      counts[t * channels + table_.shown().channel[s]] += by_signature_[s];
      sizes_[t] += by_signature_[s];
    }
    for (std::size_t t = 0; t < all_.size(); ++t) {
      const auto row = counts.begin() + static_cast<std::ptrdiff_t>(t * channels);
      const auto best = std::max_element(row, row + static_cast<std::ptrdiff_t>(channels));
      if (sizes_[t] > 0)
        all_[t].channel = table_.channels().text(static_cast<std::uint32_t>(best - row));
    }
  }

  void choose_goal() {
    const std::size_t base = discovered_.touchpoints.size();
    double most = 0;
    const auto offer = [&](std::size_t t, double weight) {
      if (weight > most) most = weight, goal_ = t;
    };
    for (std::size_t at = 0; at < made_of_.size(); ++at)
      if (named_[made_of_[at]].role == "goal")
        offer(base + at, static_cast<double>(sizes_[base + at]));
    if (!goal_ && discovered_.goal) {
      offer(*discovered_.goal, static_cast<double>(sizes_[*discovered_.goal]));
      for (std::size_t at = 0; at < made_of_.size(); ++at)
        if (!named_[made_of_[at]].role) offer(base + at, found_[at][*discovered_.goal]);
    }
    if (goal_) all_[*goal_].role = "goal";
    for (std::size_t t = 0; t < all_.size() && !goal_; ++t)
      if (all_[t].role == "goal") offer(t, static_cast<double>(sizes_[t]));
  }

  // Discovered ones stay in their order, which differs a little from their positions; each named
  // one goes before the first that stands later in its stage.
  void put_in_order() {
    struct Place {
      std::size_t stage;
      double position;
      bool named;
      std::size_t t;
    };
    std::vector<Place> order;
    for (std::size_t t = 0; t < all_.size(); ++t) {
      if (all_[t].events.empty()) continue;
      Place place{all_[t].stage, all_[t].position, all_[t].named, t};
      if (!place.named && !order.empty() && order.back().stage == place.stage)
        place.position = std::max(place.position, order.back().position);
      order.push_back(place);
    }
    std::ranges::stable_sort(order, [](const Place& a, const Place& b) {
      return std::tuple(a.stage, a.position, a.named) < std::tuple(b.stage, b.position, b.named);
    });
    std::vector<std::size_t> place_of(all_.size(), kNoTouchpoint);
    for (const Place& place : order) {
      place_of[place.t] = model_->touchpoints.size();
      model_->touchpoints.push_back(std::move(all_[place.t]));
    }
    for (const std::size_t t : of_name_)
      model_->touchpoint_of_name.push_back(t == kNoTouchpoint ? kNoTouchpoint : place_of[t]);
    if (goal_) model_->goal = place_of[*goal_];
  }

  void drop_empty_stages() {
    std::vector<std::size_t> number(model_->stages.size(), 0);
    for (const Touchpoint& one : model_->touchpoints) number[one.stage] = 1;
    std::vector<std::string> kept;
    for (std::size_t s = 0; s < number.size(); ++s) {
      if (number[s] == 0) continue;
      number[s] = kept.size();
      kept.push_back(std::move(model_->stages[s]));
    }
    for (Touchpoint& one : model_->touchpoints) one.stage = number[one.stage];
    model_->stages = std::move(kept);
  }

  const JourneyTable& table_;
  const JourneyModel& discovered_;
  const std::vector<NamedTouchpoint>& named_;
  const std::vector<std::size_t> by_signature_;
  const std::vector<std::size_t> events_;  // of interactions, by name
  std::vector<std::size_t> of_name_;
  std::vector<std::size_t> made_of_;  // which of named_ have events
  // Of each of those: the events it takes from discovered touchpoints; and with the company of the
  // events that are in none.
  std::vector<Weights> found_, weights_;
  std::vector<Touchpoint> all_;  // as of_name_ numbers them
  std::vector<std::size_t> sizes_;
  std::optional<std::size_t> goal_;
  std::shared_ptr<JourneyModel> model_ = std::make_shared<JourneyModel>();
};

}  // namespace

base::Result<std::shared_ptr<const JourneyModel>> with_named_touchpoints(
    const JourneyTable& table, const JourneyModel& discovered, const std::stop_token& stop) {
  WEND_ASSIGN(auto by_signature, count_signatures(table, stop));
  return Naming(table, discovered, std::move(by_signature)).make();
}

}  // namespace wend::analyze
