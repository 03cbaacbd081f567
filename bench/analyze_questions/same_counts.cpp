#include "same_counts.h"

#include <algorithm>
#include <fmt/format.h>
#include <sstream>
#include <vector>

namespace wend::bench {
namespace {

namespace json = boost::json;

// Cohorts are asked for so many days; others list more.
constexpr std::uint64_t kCohortDays = 30;

std::string text(const json::value& value) {
  return std::string(value.as_string());
}
std::uint64_t number(const json::value& value) {
  return value.to_number<std::uint64_t>();
}

void add(Counts& counts, std::string key, std::uint64_t count) {
  if (count > 0) counts[std::move(key)] += count;
}

std::vector<std::string> fields_of(const std::string& line) {
  std::vector<std::string> fields;
  std::istringstream in(line);
  for (std::string field; std::getline(in, field, '\t');) fields.push_back(field);
  return fields;
}

}  // namespace

Counts counts_of_result(Comparable comparable, const json::object& result) {
  Counts counts;
  const auto list = [&](std::string_view field) { return result.at(field).as_array(); };
  // Labels by the ids of what has them.
  const auto labels = [&](std::string_view field) {
    std::map<std::string, std::string> labels;
    for (const auto& one : list(field)) labels[text(one.at("id"))] = text(one.at("label"));
    return labels;
  };
  switch (comparable) {
    case Comparable::kNothing:
      break;
    case Comparable::kLevels:
      for (std::size_t step = 0; step < list("steps").size(); ++step)
        add(counts, std::to_string(step + 1), number(list("steps")[step].at("count")));
      break;
    case Comparable::kFollows: {
      const auto names = labels("activities");
      for (const auto& edge : list("edges")) {
        const auto from = names.find(text(edge.at("from"))), to = names.find(text(edge.at("to")));
        // The beginning and the end of cases are nodes too.
        if (from != names.end() && to != names.end())
          add(counts, from->second + " → " + to->second, number(edge.at("count")));
      }
      break;
    }
    case Comparable::kMoves: {
      const auto names = labels("states");
      for (const auto& move : list("transitions"))
        add(counts, names.at(text(move.at("from"))) + " → " + names.at(text(move.at("to"))),
            number(move.at("count")));
      break;
    }
    case Comparable::kCohorts:
      for (const auto& cohort : list("cohorts"))
        for (const auto& cell : cohort.at("cells").as_array())
          if (number(cell.at("from")) > 0)
            add(counts, fmt::format("{} + {}", text(cohort.at("from")), number(cell.at("from"))),
                number(cell.at("people")));
      break;
    case Comparable::kDays: {
      const auto points = list("series")[0].at("points").as_array();
      for (std::size_t bucket = 0; bucket < points.size(); ++bucket)
        add(counts, text(list("buckets")[bucket].at("from")), number(points[bucket].at("value")));
      break;
    }
    case Comparable::kSessions:
      add(counts, "sessions", number(result.at("sessions")));
      break;
    case Comparable::kMatched:
      add(counts, "people", number(result.at("matches_people")));
      break;
  }
  return counts;
}

Counts counts_of_rows(Comparable comparable, std::string_view rows) {
  Counts counts;
  std::istringstream in{std::string(rows)};
  for (std::string line; std::getline(in, line);) {
    const auto fields = fields_of(line);
    if (fields.empty()) continue;
    const std::uint64_t count = std::strtoull(fields.back().c_str(), nullptr, 10);
    const auto field = [&](std::size_t i) { return std::strtoull(fields[i].c_str(), nullptr, 10); };
    switch (comparable) {
      case Comparable::kNothing:
        break;
      case Comparable::kLevels:
        for (std::uint64_t level = 1; level <= field(0); ++level)
          add(counts, std::to_string(level), count);
        break;
      case Comparable::kFollows:
      case Comparable::kMoves:
        if (!fields[1].empty()) add(counts, fields[0] + " → " + fields[1], count);
        break;
      case Comparable::kCohorts:
        // The day itself is left out: whoever starts a journey need not come again on it.
        if (field(1) > 0 && field(1) <= kCohortDays)
          add(counts, fmt::format("{} + {}", fields[0], fields[1]), count);
        break;
      case Comparable::kDays:
        add(counts, fields[0], count);
        break;
      case Comparable::kSessions:
        add(counts, "sessions", count);
        break;
      case Comparable::kMatched:
        add(counts, "people", count);
        break;
    }
  }
  return counts;
}

std::string compare_counts(const Counts& ours, const Counts& theirs) {
  Counts all = ours;
  all.insert(theirs.begin(), theirs.end());
  const auto of = [](const Counts& counts, const std::string& key) {
    const auto found = counts.find(key);
    return found == counts.end() ? std::uint64_t{0} : found->second;
  };
  std::size_t different = 0;
  std::string first;
  for (const auto& [key, count] : all) {
    if (of(ours, key) == of(theirs, key)) continue;
    if (different++ == 0)
      first = fmt::format("{}: {}, not {}", key, of(ours, key), of(theirs, key));
  }
  if (different == 0) return fmt::format("{} counts are the same", all.size());
  return fmt::format("DIFFERENT: {} of {} counts, the first is {}", different, all.size(), first);
}

}  // namespace wend::bench
