#include "analyze/discovery_names.h"

#include <algorithm>
#include <cctype>
#include <map>

#include "analyze/discovery.h"
#include "analyze/discovery_lexicon.h"
#include "analyze/large_parts.h"

namespace wend::analyze {
namespace {

// More distinct paths than this are folded to their first segment.
constexpr std::size_t kPathsMax = 40;
// An identifier in a path: this long with a digit in it, or digits alone.
constexpr std::size_t kIdentifierLength = 8;

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}
bool is_upper(char c) {
  return c >= 'A' && c <= 'Z';
}
bool is_lower(char c) {
  return c >= 'a' && c <= 'z';
}
char lowered(char c) {
  return is_upper(c) ? static_cast<char>(c - 'A' + 'a') : c;
}
char raised(char c) {
  return is_lower(c) ? static_cast<char>(c - 'a' + 'A') : c;
}

bool is_identifier(std::string_view segment) {
  if (segment.empty()) return false;
  const auto digits = std::ranges::count_if(segment, is_digit);
  if (static_cast<std::size_t>(digits) == segment.size()) return true;
  return digits > 0 && segment.size() >= kIdentifierLength;
}

std::string first_segment(std::string_view pattern) {
  const auto slash = pattern.find('/', 1);
  if (slash == std::string_view::npos) return std::string(pattern);
  return std::string(pattern.substr(0, slash)) + "/…";
}

// Equal for names that differ only in spelling.
std::string merge_key(std::string_view name) {
  std::string key;
  for (const char c : name) {
    if (c == ' ' && (key.empty() || key.back() == ' ')) continue;
    key += lowered(c);
  }
  while (!key.empty() && key.back() == ' ') key.pop_back();
  return key;
}

}  // namespace

bool is_interaction(std::uint8_t type) {
  return type == static_cast<std::uint8_t>(model::EventType::kTrack) ||
         type == static_cast<std::uint8_t>(model::EventType::kPage) ||
         type == static_cast<std::uint8_t>(model::EventType::kScreen);
}

bool looks_like_path(std::string_view name) {
  if (name.starts_with("http://") || name.starts_with("https://")) return true;
  return name.starts_with('/') && name.find(' ') == std::string_view::npos;
}

std::string path_pattern(std::string_view path) {
  if (const auto scheme = path.find("://"); scheme != std::string_view::npos) {
    const auto slash = path.find('/', scheme + 3);
    path = slash == std::string_view::npos ? "/" : path.substr(slash);
  }
  path = path.substr(0, path.find_first_of("?#"));
  std::string pattern;
  while (!path.empty()) {
    path.remove_prefix(1);  // the slash
    const auto end = std::min(path.find('/'), path.size());
    const auto segment = path.substr(0, end);
    if (is_identifier(segment)) {
      if (!pattern.ends_with("/…")) pattern += "/…";
    } else if (!segment.empty()) {
      pattern += '/';
      pattern += segment;
    }
    path.remove_prefix(end);
  }
  return pattern.empty() ? "/" : pattern;
}

std::string humanised(std::string_view name) {
  if (looks_like_path(name)) return path_pattern(name);
  std::string text;
  if (name.find(' ') != std::string_view::npos) {
    text = name;
    std::ranges::replace(text, '_', ' ');
    text[0] = raised(text[0]);
    return text;
  }
  for (std::size_t i = 0; i < name.size(); ++i) {
    const char c = name[i];
    if (c == '_' || c == '-' || c == '.' || c == ':') {
      if (!text.empty() && text.back() != ' ') text += ' ';
      continue;
    }
    const bool word_begins = is_upper(c) && i > 0 && is_lower(name[i - 1]);
    if (word_begins && !text.empty() && text.back() != ' ') text += ' ';
    text += lowered(c);
  }
  while (!text.empty() && text.back() == ' ') text.pop_back();
  if (text.empty()) return std::string(name);
  text[0] = raised(text[0]);
  return text;
}

namespace {

struct SignatureCounter {
  const JourneyTable& table;
  std::vector<std::size_t> counts;
  void operator()(ProfileRange range) {
    each_event_of(table, range, [&](std::size_t i) { ++counts[table.signatures()[i]]; });
  }
};

}  // namespace

base::Result<std::vector<std::size_t>> count_signatures(const JourneyTable& table,
                                                        const std::stop_token& stop) {
  using Counts = std::vector<std::size_t>;
  const std::size_t size = table.shown().size();
  WEND_ASSIGN(const auto workers,
              by_workers(table, stop, [&] { return SignatureCounter{table, Counts(size, 0)}; }));
  Counts all(size, 0);
  for (const auto& worker : workers)
    for (std::size_t s = 0; s < size; ++s) all[s] += worker->counts[s];
  return all;
}

base::Result<std::vector<NameGroup>> group_names(const JourneyTable& table,
                                                 const std::vector<std::size_t>& by_signature,
                                                 const std::stop_token& stop) {
  const std::size_t names = table.names().size();
  std::vector<std::size_t> events(names, 0);
  for (std::size_t s = 0; s < by_signature.size(); ++s)
    if (is_interaction(table.shown().type[s])) events[table.shown().name[s]] += by_signature[s];
  for (std::uint32_t code = 0; code < names; ++code) {
    if (names_a_measurement(table.names().text(code))) events[code] = 0;
  }
  std::vector<std::string> shown(names);
  std::size_t paths = 0;
  {
    std::map<std::string, int> patterns;
    for (std::uint32_t code = 0; code < names; ++code) {
      shown[code] = humanised(table.names().text(code));
      if (events[code] > 0 && looks_like_path(table.names().text(code))) patterns[shown[code]] = 1;
    }
    paths = patterns.size();
  }
  std::map<std::string, NameGroup> by_key;
  for (std::uint32_t code = 0; code < names; ++code) {
    if (events[code] == 0) continue;
    if (paths > kPathsMax && looks_like_path(table.names().text(code))) {
      shown[code] = first_segment(shown[code]);
    }
    NameGroup& group = by_key[merge_key(shown[code])];
    // The spelling of the commonest name stands for all.
    if (group.codes.empty() || events[code] > group.events) group.name = shown[code];
    group.codes.push_back(code);
    group.events += events[code];
  }
  std::vector<NameGroup> groups;
  for (auto& [key, group] : by_key) groups.push_back(std::move(group));

  std::vector<std::size_t> group_of(names, kNoTouchpoint);
  for (std::size_t g = 0; g < groups.size(); ++g) {
    for (const std::uint32_t code : groups[g].codes) group_of[code] = g;
  }
  std::vector<std::size_t> group_of_signature;
  for (std::size_t s = 0; s < table.shown().size(); ++s) {
    const bool interaction = is_interaction(table.shown().type[s]);
    group_of_signature.push_back(interaction ? group_of[table.shown().name[s]] : kNoTouchpoint);
  }
  WEND_ASSIGN(const auto parts,
              in_profile_ranges<std::vector<std::size_t>>(
                  table, stop, [&](ProfileRange range, auto& people) {
                    people.assign(groups.size(), 0);
                    std::vector<std::size_t> last_profile(groups.size(), kNoTouchpoint);
                    for (std::size_t profile = range.first; profile < range.last; ++profile) {
                      for (std::size_t i = table.begin(profile); i < table.end(profile); ++i) {
                        const std::size_t g = group_of_signature[table.signatures()[i]];
                        if (g == kNoTouchpoint || last_profile[g] == profile) continue;
                        last_profile[g] = profile;
                        ++people[g];
                      }
                    }
                  }));
  for (const auto& part : parts)
    for (std::size_t g = 0; g < groups.size(); ++g) groups[g].people += part[g];
  if (groups.size() > kTouchpointsMax) {
    std::ranges::stable_sort(groups, std::greater<>{}, &NameGroup::people);
    groups.resize(kTouchpointsMax);
    std::ranges::sort(groups, {}, &NameGroup::name);
  }
  return groups;
}

}  // namespace wend::analyze
