#include "http/router.h"

#include <algorithm>

#include "base/assert.h"
#include "http/target.h"

namespace wend::http {
namespace {

std::vector<std::string> split(std::string_view path) {
  std::vector<std::string> parts;
  if (!path.empty() && path.front() == '/') path.remove_prefix(1);
  while (true) {
    const std::size_t end = path.find('/');
    parts.emplace_back(path.substr(0, end));
    if (end == std::string_view::npos) return parts;
    path.remove_prefix(end + 1);
  }
}

bool is_parameter(std::string_view segment) {
  return segment.starts_with('{');
}

bool fits(const std::vector<std::string>& pattern, const std::vector<std::string>& path) {
  return std::ranges::equal(pattern, path, [](const std::string& want, const std::string& have) {
    return is_parameter(want) ? !have.empty() : want == have;
  });
}

std::string literal_key(Method method, std::string_view path) {
  std::string key(to_string(method));
  key += path;
  return key;
}

// Literal segments first, from the left.
bool more_specific(const std::vector<std::string>& a, const std::vector<std::string>& b) {
  for (std::size_t i = 0; i < a.size(); ++i)
    if (is_parameter(a[i]) != is_parameter(b[i])) return !is_parameter(a[i]);
  return false;
}

}  // namespace

void Router::add(Route route) {
  auto segments = split(route.pattern);
  for (std::size_t i = 0; i < routes_.size(); ++i)
    WEND_ASSERT(routes_[i]->method != route.method || routes_[i]->pattern != route.pattern,
                "two routes answer the same call");
  if (std::ranges::none_of(segments, is_parameter))
    literal_.emplace(literal_key(route.method, route.pattern), routes_.size());
  segments_.push_back(std::move(segments));
  routes_.push_back(std::make_unique<Route>(std::move(route)));
}

Router::Match Router::find(Request& request) const {
  const Method wanted = request.method == Method::kHead ? Method::kGet : request.method;
  if (const auto found = literal_.find(literal_key(wanted, request.path)); found != literal_.end())
    return {routes_[found->second].get(), {}};
  const auto path = split(request.path);
  std::size_t best = routes_.size();
  std::vector<std::string_view> allowed;
  for (std::size_t i = 0; i < routes_.size(); ++i) {
    if (!fits(segments_[i], path)) continue;
    allowed.push_back(to_string(routes_[i]->method));
    if (routes_[i]->method == Method::kGet) allowed.push_back("HEAD");
    if (routes_[i]->method != wanted) continue;
    if (best == routes_.size() || more_specific(segments_[i], segments_[best])) best = i;
  }
  Match match;
  if (best < routes_.size()) {
    match.route = routes_[best].get();
    for (std::size_t i = 0; i < path.size(); ++i) {
      const std::string& name = segments_[best][i];
      if (!is_parameter(name)) continue;
      // The target was checked to decode when it was parsed.
      request.path_parameters.emplace_back(name.substr(1, name.size() - 2),
                                           percent_decode(path[i]).value_or(""));
    }
    return match;
  }
  if (allowed.empty() && fallback_) {
    if (wanted == Method::kGet) {
      match.route = &*fallback_;
      return match;
    }
    return match;
  }
  std::ranges::sort(allowed);
  allowed.erase(std::ranges::unique(allowed).begin(), allowed.end());
  for (std::string_view method : allowed) {
    if (!match.allow.empty()) match.allow += ", ";
    match.allow += method;
  }
  return match;
}

}  // namespace wend::http
