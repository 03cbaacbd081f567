#include "analyze/driver_candidates.h"

#include <algorithm>
#include <fmt/format.h>

namespace wend::analyze {
namespace {

// Numbers of times that are asked of each event.
constexpr std::uint32_t kTimes[] = {1, 2, 3, 5, 10};
constexpr std::size_t kValuesMax = 50;
constexpr std::size_t kColumnsMax = 100;

}  // namespace

void DriverCandidates::add(std::vector<Source>& to, Labels labels, DriverKind kind,
                           const std::string& name) {
  const std::size_t first = list_.size();
  for (std::uint32_t label = 0; label < labels.size(); ++label) {
    if (kind == DriverKind::kChannel) {
      list_.push_back({kind, labels.text(label), {}, 1});
    } else {
      list_.push_back({kind, name, labels.text(label), 1});
    }
  }
  to.push_back({std::move(labels), first});
}

base::Result<DriverCandidates> DriverCandidates::make(const QueryRun& run,
                                                      const std::vector<std::uint8_t>& kinds) {
  const auto wanted = [&](DriverKind kind) { return kinds[static_cast<std::size_t>(kind)] != 0; };
  DriverCandidates candidates;
  candidates.table_ = run.table;
  if (wanted(DriverKind::kEvent) || wanted(DriverKind::kCount)) {
    candidates.of_names_ = true;
    for (const std::uint32_t times : kTimes) {
      if (wanted(times == 1 ? DriverKind::kEvent : DriverKind::kCount))
        candidates.steps_.push_back(times);
    }
    const Dictionary& names = run.table->names();
    for (std::uint32_t name = 0; name < names.size(); ++name) {
      for (const std::uint32_t times : candidates.steps_) {
        candidates.list_.push_back({times == 1 ? DriverKind::kEvent : DriverKind::kCount,
                                    std::string(names.text(name)),
                                    {},
                                    times});
      }
    }
    candidates.times_.resize(names.size());
  }
  if (wanted(DriverKind::kChannel)) {
    candidates.add(candidates.by_event_, Labels::of_channels(*run.table), DriverKind::kChannel, "");
  }
  if (wanted(DriverKind::kProperty) || wanted(DriverKind::kTrait)) {
    WEND_ASSIGN(auto names, run.table->property_names());
    std::erase_if(names, [&](const JourneyTable::PropertyName& name) {
      return name.distinct == 0 || name.distinct > kValuesMax ||
             !wanted(name.trait ? DriverKind::kTrait : DriverKind::kProperty);
    });
    std::ranges::stable_sort(names, std::greater(), &JourneyTable::PropertyName::events);
    if (names.size() > kColumnsMax) {
      run.notes.add(
          fmt::format("There are {} properties and traits of few values; the {} most "
                      "frequent are looked at.",
                      names.size(), kColumnsMax));
      names.resize(kColumnsMax);
    }
    WEND_TRY(run.table->fetch(names));
    for (const auto& name : names) {
      if (name.trait) {
        WEND_ASSIGN(auto labels, Labels::of_trait(run, name.name));
        candidates.add(candidates.by_customer_, std::move(labels), DriverKind::kTrait, name.name);
      } else {
        WEND_ASSIGN(auto labels, Labels::of_property(run, name.name));
        candidates.add(candidates.by_event_, std::move(labels), DriverKind::kProperty, name.name);
      }
    }
  }
  candidates.seen_.resize(candidates.list_.size());
  return candidates;
}

}  // namespace wend::analyze
