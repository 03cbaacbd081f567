#include "analyze/touches.h"

#include <algorithm>
#include <map>
#include <unordered_map>

#include "analyze/event_mask.h"

namespace wend::analyze {
namespace {

constexpr std::size_t kEventsPerStopCheck = 100'000;

// Origins that events share, each once.
class Origins {
 public:
  std::uint32_t code_of(model::Origin origin) {
    std::string key;
    for (const std::string* part : {&origin.channel, &origin.source, &origin.medium,
                                    &origin.campaign, &origin.referrer, &origin.landing_page})
      key += *part + '\0';
    const auto [found, is_new] =
        codes_.try_emplace(std::move(key), static_cast<std::uint32_t>(origins_.size()));
    if (is_new) origins_.push_back(std::move(origin));
    return found->second;
  }
  const model::Origin& at(std::uint32_t code) const { return origins_[code]; }

 private:
  std::vector<model::Origin> origins_{1};  // [0]: nothing is said
  std::unordered_map<std::string, std::uint32_t> codes_;
};

bool is_a_doing(std::uint8_t type) {
  return type == static_cast<std::uint8_t>(model::EventType::kTrack) ||
         type == static_cast<std::uint8_t>(model::EventType::kPage) ||
         type == static_cast<std::uint8_t>(model::EventType::kScreen);
}

// The origin of each event, by its number in `origins`.
base::Status read_origins(const JourneyTable& table, Origins& origins,
                          std::vector<std::uint32_t>& of_event, const std::stop_token& stop) {
  WEND_ASSIGN(auto names, table.property_names());
  std::erase_if(names, [](const auto& name) {
    return name.trait || std::ranges::find(model::origin_properties(), name.name) ==
                             model::origin_properties().end();
  });
  WEND_TRY(table.fetch(names));
  std::vector<std::shared_ptr<const ValueColumn>> columns;
  for (const auto& name : names) {
    WEND_ASSIGN(auto column, table.property(name.name));
    columns.push_back(std::move(column));
  }
  // Events with the same values have the same origin.
  std::map<std::vector<std::uint32_t>, std::uint32_t> known;
  std::vector<std::uint32_t> codes(columns.size());
  known.emplace(codes, 0);
  for (std::size_t event = 0; event < of_event.size(); ++event) {
    if (event % kEventsPerStopCheck == 0) WEND_TRY(check_stop(stop));
    if (!is_a_doing(table.type()[event])) continue;
    for (std::size_t i = 0; i < columns.size(); ++i) codes[i] = columns[i]->codes[event];
    const auto [found, is_new] = known.try_emplace(codes, 0);
    if (is_new) {
      model::Origin origin = model::origin_of([&](std::string_view path) -> model::Value {
        const auto name = std::ranges::find(names, path, &JourneyTable::PropertyName::name);
        if (name == names.end()) return {};
        const auto i = static_cast<std::size_t>(name - names.begin());
        return columns[i]->values[codes[i]];
      });
      if (origin != model::Origin()) found->second = origins.code_of(std::move(origin));
    }
    of_event[event] = found->second;
  }
  return {};
}

}  // namespace

model::Value Touches::value(std::size_t profile, const model::TouchField& field) const {
  const auto place =
      static_cast<std::size_t>(field.which) * kParts + static_cast<std::size_t>(field.part);
  return values_[codes_[profile * kParts * kVisits + place]];
}

base::Result<std::shared_ptr<const Touches>> touches_of(
    const std::shared_ptr<const JourneyTable>& shared, const std::stop_token& stop) {
  return shared->remember<Touches>(
      "touches", [&]() -> base::Result<std::shared_ptr<const Touches>> {
        const JourneyTable& table = *shared;
        Origins origins;
        std::vector<std::uint32_t> of_event(table.position_count(), 0);
        WEND_TRY(read_origins(table, origins, of_event, stop));
        auto touches = std::make_shared<Touches>();
        touches->values_.emplace_back();
        touches->codes_.assign(table.profile_count() * Touches::kParts * Touches::kVisits, 0);
        std::unordered_map<model::Value, std::uint32_t> codes{{model::Value(), 0}};
        for (std::size_t profile = 0; profile < table.profile_count(); ++profile) {
          if (profile % kProfilesPerStopCheck == 0) WEND_TRY(check_stop(stop));
          model::VisitScan visits;
          for (std::size_t i = table.begin(profile); i < table.end(profile); ++i) {
            if (!is_a_doing(table.type()[i])) continue;
            visits.add(table.time_us()[i], of_event[i] == 0 ? nullptr : &origins.at(of_event[i]));
          }
          std::size_t place = profile * Touches::kParts * Touches::kVisits;
          for (std::size_t visit = 0; visit < Touches::kVisits; ++visit) {
            for (std::size_t part = 0; part < Touches::kParts; ++part, ++place) {
              const model::TouchField field{static_cast<model::TouchField::Which>(visit),
                                            static_cast<model::TouchField::Part>(part)};
              const auto [found, is_new] = codes.try_emplace(
                  visits.value(field), static_cast<std::uint32_t>(touches->values_.size()));
              if (is_new) touches->values_.push_back(found->first);
              touches->codes_[place] = found->second;
            }
          }
        }
        return touches;
      });
}

}  // namespace wend::analyze
