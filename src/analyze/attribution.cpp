#include "analyze/attribution.h"

#include <algorithm>
#include <fmt/format.h>

#include "analyze/attribution_chain.h"
#include "analyze/attribution_kernel.h"
#include "analyze/attribution_shapley.h"
#include "analyze/attribution_tally.h"
#include "analyze/matching.h"
#include "analyze/profile_tally.h"
#include "analyze/questions.h"
#include "analyze/ref.h"
#include "unify/number_sum.h"

namespace wend::analyze {
namespace {

namespace json = boost::json;

// Longer paths are a machine's doing; nobody reads them.
constexpr std::size_t kStepsShownMax = 50;

// The channels of an answer: the labels with the most touches, those that are direct, and "other".
struct Channels {
  struct Channel {
    std::string label;
    bool missing = false;
    bool other = false;
  };
  std::vector<Channel> list;
  std::vector<ChannelCode> of_label;
  std::vector<std::uint8_t> is_direct;

  // `counts`: the touches of each label.
  static Channels make(const Labels& labels, std::span<const std::uint64_t> counts,
                       const AttributionAsk& ask) {
    std::vector<std::uint32_t> order;
    for (std::uint32_t label = 0; label < counts.size(); ++label)
      if (counts[label] > 0) order.push_back(label);
    std::ranges::stable_sort(order, std::greater(), [&](auto label) { return counts[label]; });
    Channels channels;
    channels.of_label.resize(labels.size());
    std::vector<std::uint32_t> rest;
    for (std::size_t rank = 0; rank < order.size(); ++rank) {
      const std::string& text = labels.text(order[rank]);
      const bool direct = std::ranges::find(ask.direct, text) != ask.direct.end();
      if (rank >= ask.top && !direct) {
        rest.push_back(order[rank]);
        continue;
      }
      channels.of_label[order[rank]] = static_cast<ChannelCode>(channels.list.size());
      channels.list.push_back({text, labels.is_missing(order[rank])});
      channels.is_direct.push_back(direct);
    }
    for (const std::uint32_t label : rest)
      channels.of_label[label] = static_cast<ChannelCode>(channels.list.size());
    if (!rest.empty()) {
      channels.list.push_back({"other", false, true});
      channels.is_direct.push_back(0);
    }
    return channels;
  }
};

// How many touches each label has.
struct LabelTouches {
  std::vector<std::uint64_t> of_label;
  void merge(LabelTouches&& others) {
    for (std::size_t label = 0; label < of_label.size(); ++label)
      of_label[label] += others.of_label[label];
  }
};

// The paths of a range of customers, one after another.
struct FoundPaths {
  struct Path {
    std::uint64_t hash;
    std::uint32_t profile;
    std::uint32_t touches, conversions;
  };
  std::vector<Path> paths;
  std::vector<ChannelCode> channels;       // of all touches
  std::vector<TimeUs> times_us;            // of the touches of those that led to conversions
  std::vector<std::uint32_t> conversions;  // positions

  void add(std::uint32_t profile, const TouchPath& path,
           std::span<const std::uint32_t> conversions_of_path) {
    paths.push_back({PathForms::hash(path.channels), profile,
                     static_cast<std::uint32_t>(path.channels.size()),
                     static_cast<std::uint32_t>(conversions_of_path.size())});
    channels.insert(channels.end(), path.channels.begin(), path.channels.end());
    conversions.insert(conversions.end(), conversions_of_path.begin(), conversions_of_path.end());
    if (!conversions_of_path.empty())
      times_us.insert(times_us.end(), path.times_us.begin(), path.times_us.end());
  }
};

class AttributionAnswer final : public Answer {
 public:
  AttributionAnswer(const QueryRun& run, const AttributionAsk& ask) : run_(run), ask_(ask) {}

  base::Status tally() {
    WEND_ASSIGN(auto conversions, selected(run_, ask_.conversion));
    std::optional<Selection> touches;
    if (ask_.touches) {
      WEND_ASSIGN(touches, run_.masks.selection(*ask_.touches));
    }
    WEND_ASSIGN(Labels labels,
                ask_.by_source ? Labels::of_sources(*run_.table) : ask_.by.labels(run_));
    WEND_ASSIGN(auto steps, JourneySteps::make(run_, std::move(labels), std::nullopt));
    const TouchEvents events(*run_.table, std::move(steps), std::move(conversions),
                             std::move(touches));
    WEND_ASSIGN(const auto counts, count_touches(events));
    channels_ = Channels::make(events.labels(), counts.of_label, ask_);
    WEND_TRY(read_values());
    tally_.emplace(ask_.models, channels_.is_direct);
    touches_of_.resize(channels_.list.size());
    // Paths are found side by side; what they earn is added up in the order of customers.
    WEND_ASSIGN(
        auto parts, in_profile_ranges_by<FoundPaths>(*run_.table, run_.stop, [&] {
          const AttributionKernel::Rules rules{ask_.lookback_us, ask_.first_only, ask_.reuse,
                                               ask_.collapse};
          return [this, kernel = AttributionKernel(*run_.table, events, channels_.of_label, rules)](
                     ProfileRange range, FoundPaths& part) mutable {
            for (std::size_t profile = range.first; profile < range.last; ++profile) {
              const auto [begin, end] = run_.scope.events.of_profile(profile);
              kernel.each_path(begin, end, [&](const TouchPath& path, auto converted) {
                part.add(static_cast<std::uint32_t>(profile), path, converted);
              });
            }
          };
        }));
    for (FoundPaths& part : parts) {
      WEND_TRY(check_stop(run_.stop));
      add(part);
      part = {};
    }
    tally_->finish();
    rank_forms();
    rank_channels();
    run_.notes.add(
        "Attribution shares out conversions by a rule; it does not say what caused them.");
    return {};
  }

  base::Result<json::object> result() override;

  base::Result<std::optional<ProfileList>> people(std::string_view ref) override {
    using Record = AttributionTally::Record;
    const auto converted = [](const Record& record) { return record.conversions > 0; };
    if (ref == "conversions") return list(converted);
    if (ref == "without_touch")
      return list([](const Record& record) { return record.form == AttributionTally::kNoTouch; });
    if (ref == "not_converted")
      return list([](const Record& record) { return record.conversions == 0; });
    const auto parts = parts_of_ref(ref);
    if (parts[0] == "path" && parts.size() == 2) {
      const auto path = index_in_ref(parts[1], shown_forms_.size());
      if (!path) return std::nullopt;
      return people_of_form(shown_forms_[*path]);
    }
    if (parts[0] == "channel" && (parts.size() == 2 || parts.size() == 3)) {
      const auto rank = index_in_ref(parts[1], shown_channels_.size());
      if (!rank || (parts.size() == 3 && parts[2] != "converted")) return std::nullopt;
      return people_of_channel(shown_channels_[*rank], parts.size() == 3);
    }
    return std::nullopt;
  }

 private:
  base::Status read_values() {
    if (!ask_.value) return {};
    WEND_ASSIGN(value_column_, run_.table->property(*ask_.value));
    if (value_column_->values.size() <= 1)
      WEND_TRY(run_.masks.note_missing_path(*ask_.value, false));
    for (const auto& value : value_column_->values)
      number_of_code_.push_back(unify::counted_number(value));
    return {};
  }

  base::Result<LabelTouches> count_touches(const TouchEvents& events) const {
    return tally_profiles(
        run_, LabelTouches{std::vector<std::uint64_t>(events.labels().size())}, [] { return 0; },
        [&](int, LabelTouches& counts, std::uint32_t profile) {
          const auto [begin, end] = run_.scope.events.of_profile(profile);
          for (std::size_t i = begin; i < end; ++i) {
            const std::uint32_t label = events.touch_at(i, events.is_conversion(i));
            if (label != TouchEvents::kNone) ++counts.of_label[label];
          }
        });
  }

  void add(const FoundPaths& found) {
    std::span<const ChannelCode> channels(found.channels);
    std::span<const TimeUs> times_us(found.times_us);
    std::span<const std::uint32_t> conversions(found.conversions);
    for (const auto& path : found.paths) {
      const std::size_t timed = path.conversions > 0 ? path.touches : 0;
      add(path, {channels.first(path.touches), times_us.first(timed)},
          conversions.first(path.conversions));
      channels = channels.subspan(path.touches);
      times_us = times_us.subspan(timed);
      conversions = conversions.subspan(path.conversions);
    }
  }

  void add(const FoundPaths::Path& found, const TouchPath& path,
           std::span<const std::uint32_t> conversions) {
    unify::NumberSum value;
    for (const std::uint32_t position : conversions) {
      ++conversions_;
      const auto number =
          ask_.value ? number_of_code_[value_column_->codes[position]] : std::nullopt;
      if (number) {
        value.add(*number);
        value_.add(*number);
        if (path.channels.empty()) value_without_touch_.add(*number);
      } else {
        ++without_value_;
      }
      if (!path.times_us.empty())
        durations_us_.push_back(run_.table->time_us()[position] - path.times_us.front());
    }
    touch_count_ += path.channels.size() * conversions.size();
    for (const ChannelCode channel : path.channels) ++touches_of_[channel];
    tally_->add(found.profile, path, found.hash, found.conversions, value.sum());
  }

  // The most frequent forms that led to conversions, then by all paths, then by their touches.
  void rank_forms() {
    const PathForms& forms = tally_->forms();
    for (std::uint32_t form = 0; form < forms.size(); ++form) shown_forms_.push_back(form);
    const auto before = [&](std::uint32_t a, std::uint32_t b) {
      if (forms[a].conversions != forms[b].conversions)
        return forms[a].conversions > forms[b].conversions;
      if (forms[a].not_converted != forms[b].not_converted)
        return forms[a].not_converted > forms[b].not_converted;
      return std::ranges::lexicographical_compare(forms.touches(a), forms.touches(b));
    };
    const std::size_t shown = std::min(ask_.paths, shown_forms_.size());
    std::ranges::partial_sort(shown_forms_, shown_forms_.begin() + static_cast<long>(shown),
                              before);
    shown_forms_.resize(shown);
  }

  void rank_channels() {
    for (std::size_t i = 0; i < channels_.list.size(); ++i) shown_channels_.push_back(i);
    std::ranges::sort(shown_channels_, [&](std::size_t a, std::size_t b) {
      const auto& x = channels_.list[a];
      const auto& y = channels_.list[b];
      if (x.other != y.other) return y.other;
      if (touches_of_[a] != touches_of_[b]) return touches_of_[a] > touches_of_[b];
      return x.label < y.label;
    });
  }

  template <typename Belongs>
  ProfileList list(Belongs&& belongs) const {
    ProfileList profiles;
    for (const auto& record : tally_->records()) {
      if (belongs(record) && (profiles.empty() || profiles.back() != record.profile))
        profiles.push_back(record.profile);
    }
    return profiles;
  }

  // Those with conversions; where nobody has one, those who went this way.
  ProfileList people_of_form(std::uint32_t form) const {
    const bool some = tally_->forms()[form].conversions > 0;
    return list([&](const auto& record) {
      return record.form == form && (record.conversions > 0 || !some);
    });
  }

  ProfileList people_of_channel(std::size_t channel, bool converted) const {
    const PathForms& forms = tally_->forms();
    if (has_channel_.size() != forms.size() || has_channel_of_ != channel) {
      has_channel_.resize(forms.size());
      for (std::uint32_t form = 0; form < forms.size(); ++form) {
        has_channel_[form] =
            std::ranges::find(forms.touches(form), channel) != forms.touches(form).end();
      }
      has_channel_of_ = channel;
    }
    return list([&](const auto& record) {
      return record.form != AttributionTally::kNoTouch && has_channel_[record.form] != 0 &&
             (!converted || record.conversions > 0);
    });
  }

  // What every channel earns by each model, and its sampling errors.
  struct ModelCredits {
    std::vector<AttributionTally::Credit> of_channel;
    std::vector<double> error;
    std::size_t samples = 0;
  };
  base::Result<ModelCredits> credits(std::size_t model) const;
  json::object channel_json(std::size_t rank, const std::vector<ModelCredits>& credits) const;
  json::object path_json(std::size_t rank) const;

  const QueryRun run_;
  const AttributionAsk& ask_;
  Channels channels_;
  std::shared_ptr<const ValueColumn> value_column_;
  std::vector<std::optional<double>> number_of_code_;
  std::optional<AttributionTally> tally_;
  unify::NumberSum value_, value_without_touch_;
  std::uint64_t conversions_ = 0, without_value_ = 0, touch_count_ = 0;
  std::vector<std::uint64_t> touches_of_;
  std::vector<std::int64_t> durations_us_;
  std::vector<std::uint32_t> shown_forms_;
  std::vector<std::size_t> shown_channels_;
  mutable std::vector<std::uint8_t> has_channel_;
  mutable std::size_t has_channel_of_ = 0;
};

base::Result<AttributionAnswer::ModelCredits> AttributionAnswer::credits(std::size_t model) const {
  const AttributionModel& asked = ask_.models[model];
  ModelCredits credits;
  credits.of_channel.resize(channels_.list.size());
  const auto all = static_cast<double>(tally_->attributed());
  std::vector<double> shares(channels_.list.size());
  if (asked.rule == AttributionRule::kMarkov) {
    WEND_ASSIGN(shares, removal_shares(tally_->forms(), shares.size(), asked.order, run_.stop));
  } else if (!asked.is_per_conversion()) {
    WEND_ASSIGN(auto values, shapley_of_rates(tally_->forms(), shares.size(), run_.stop));
    for (std::size_t i = 0; i < values.conversions.size(); ++i)
      shares[i] = all > 0 ? values.conversions[i] / all : 0;
    credits.error = std::move(values.error);
    credits.samples = values.samples;
  }
  for (std::size_t channel = 0; channel < shares.size(); ++channel) {
    credits.of_channel[channel] =
        asked.is_per_conversion()
            ? tally_->credit(model, channel)
            // These models know no values: what conversions are worth goes with them.
            : AttributionTally::Credit{shares[channel] * all,
                                       shares[channel] * tally_->attributed_value()};
  }
  return credits;
}

json::object AttributionAnswer::channel_json(std::size_t rank,
                                             const std::vector<ModelCredits>& credits) const {
  const std::size_t channel = shown_channels_[rank];
  const auto& named = channels_.list[channel];
  json::object out;
  out["label"] = named.label;
  if (named.missing) out["missing"] = true;
  if (named.other) out["other"] = true;
  out["touches"] = touches_of_[channel];
  const std::size_t touched = people_of_channel(channel, false).size();
  out["people"] = touched;
  out["ref"] = fmt::format("channel:{}", rank);
  out["converted"] = share_json(people_of_channel(channel, true).size(), touched);
  out["converted_ref"] = fmt::format("channel:{}:converted", rank);
  json::array list;
  for (std::size_t model = 0; model < credits.size(); ++model) {
    const auto& credit = credits[model].of_channel[channel];
    const auto share_of = [](double part, double all) {
      return all == 0 ? json::value(nullptr) : json::value(part / all);
    };
    json::object earned;
    earned["model"] = fmt::format("m{}", model);
    earned["conversions"] = credit.conversions;
    earned["share"] = share_of(credit.conversions, static_cast<double>(tally_->attributed()));
    const auto interval = tally_->share_interval(model, channel);
    earned["low"] = interval ? json::value(interval->low) : json::value(nullptr);
    earned["high"] = interval ? json::value(interval->high) : json::value(nullptr);
    earned["value"] = ask_.value ? json::value(credit.value) : json::value(nullptr);
    earned["value_share"] =
        ask_.value ? share_of(credit.value, tally_->attributed_value()) : json::value(nullptr);
    if (!credits[model].error.empty()) earned["error"] = credits[model].error[channel];
    list.push_back(std::move(earned));
  }
  out["credits"] = std::move(list);
  return out;
}

json::object AttributionAnswer::path_json(std::size_t rank) const {
  const std::uint32_t number = shown_forms_[rank];
  const auto& form = tally_->forms()[number];
  json::object out;
  json::array steps;
  for (const ChannelCode channel : tally_->forms().touches(number)) {
    if (steps.size() == kStepsShownMax) break;
    steps.emplace_back(channels_.list[channel].label);
  }
  out["steps"] = std::move(steps);
  if (form.length > kStepsShownMax) out["truncated"] = true;
  out["conversions"] = form.conversions;
  out["people"] = people_of_form(number).size();
  out["ref"] = fmt::format("path:{}", rank);
  out["value"] = ask_.value ? json::value(form.value) : json::value(nullptr);
  out["not_converted"] = form.not_converted;
  std::uint64_t converted = 0;  // paths, of which one may lead to several conversions
  for (const auto& record : tally_->records())
    converted += record.form == number && record.conversions > 0;
  out["converted"] = share_json(converted, converted + form.not_converted);
  return out;
}

base::Result<json::object> AttributionAnswer::result() {
  json::object result;
  result["conversions"] = conversions_;
  result["conversions_people"] = people("conversions").value()->size();
  result["conversions_ref"] = "conversions";
  result["value"] = nullptr;
  if (ask_.value) {
    result["value"] = {
        {"property", *ask_.value}, {"total", value_.sum()}, {"missing", without_value_}};
  }
  result["without_touch"] = {
      {"conversions", conversions_ - tally_->attributed()},
      {"people", people("without_touch").value()->size()},
      {"value", ask_.value ? json::value(value_without_touch_.sum()) : json::value(nullptr)},
      {"ref", "without_touch"}};
  const std::size_t lost = people("not_converted").value()->size();
  result["not_converted"] = {{"paths", lost}, {"people", lost}, {"ref", "not_converted"}};
  result["touches_per_conversion"] = nullptr;
  if (tally_->attributed() > 0) {
    result["touches_per_conversion"] =
        static_cast<double>(touch_count_) / static_cast<double>(tally_->attributed());
  }
  result["times"] = times_json(durations_us_, run_.stop);
  result["causal"] = false;
  std::vector<ModelCredits> all;
  json::array models;
  for (std::size_t model = 0; model < ask_.models.size(); ++model) {
    WEND_ASSIGN(auto of_model, credits(model));
    json::object named = {{"id", fmt::format("m{}", model)}};
    for (auto& field : describe(ask_.models[model])) named[field.key()] = field.value();
    if (of_model.samples > 0) named["samples"] = of_model.samples;
    models.push_back(std::move(named));
    all.push_back(std::move(of_model));
  }
  result["models"] = std::move(models);
  json::array channels;
  for (std::size_t rank = 0; rank < shown_channels_.size(); ++rank) {
    WEND_TRY(check_stop(run_.stop));
    channels.push_back(channel_json(rank, all));
  }
  result["channels"] = std::move(channels);
  json::array paths;
  for (std::size_t rank = 0; rank < shown_forms_.size(); ++rank) {
    WEND_TRY(check_stop(run_.stop));
    paths.push_back(path_json(rank));
  }
  result["paths"] = std::move(paths);
  return result;
}

class AttributionQuestion final : public Question {
 public:
  explicit AttributionQuestion(AttributionAsk ask) : ask_(std::move(ask)) {}
  base::Result<std::unique_ptr<Answer>> answer(const QueryRun& run) const override {
    auto answer = std::make_unique<AttributionAnswer>(run, ask_);
    WEND_TRY(answer->tally());
    return answer;
  }

 private:
  AttributionAsk ask_;
};

}  // namespace

base::Result<std::unique_ptr<Question>> read_attribution(model::ObjectReader& document,
                                                         model::PredicateReader& predicates) {
  WEND_ASSIGN(auto ask, read_attribution_ask(document, predicates));
  return std::make_unique<AttributionQuestion>(std::move(ask));
}

}  // namespace wend::analyze
