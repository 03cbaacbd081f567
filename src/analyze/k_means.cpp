#include "analyze/k_means.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "analyze/parallel_profiles.h"
#include "env/random.h"

namespace wend::analyze {
namespace {

constexpr std::size_t kRoundsMax = 60;
// A round that makes less of a difference than this share of the whole is the last.
constexpr double kLeastGain = 1e-6;

double squared_distance(std::span<const float> point, std::span<const double> centre) {
  double sum = 0;
  for (std::size_t i = 0; i < point.size(); ++i) {
    const double difference = static_cast<double>(point[i]) - centre[i];
    sum += difference * difference;
  }
  return sum;
}

// The first centre is any point; each further one a point drawn by its squared distance to the
// nearest centre there is.
Clusters begin_with(const Points& points, std::size_t count, env::Random& random) {
  Clusters clusters{.dimensions = points.dimensions};
  std::vector<double> squared(points.size(), std::numeric_limits<double>::infinity());
  std::size_t drawn = random.below(points.size());
  for (std::size_t cluster = 0; cluster < count; ++cluster) {
    clusters.centres.insert(clusters.centres.end(), points[drawn].begin(), points[drawn].end());
    clusters.sizes.push_back(0);
    double sum = 0;
    for (std::size_t point = 0; point < points.size(); ++point) {
      squared[point] =
          std::min(squared[point], squared_distance(points[point], clusters.centre(cluster)));
      sum += squared[point];
    }
    double left = random.uniform() * sum;
    drawn = 0;
    while (drawn + 1 < points.size() && (left -= squared[drawn]) >= 0) ++drawn;
  }
  return clusters;
}

void assign(const Points& points, Clusters& clusters) {
  clusters.cluster.resize(points.size());
  std::ranges::fill(clusters.sizes, 0);
  clusters.within = 0;
  for (std::size_t point = 0; point < points.size(); ++point) {
    const Nearest nearest = nearest_centre(points[point], clusters);
    clusters.cluster[point] = nearest.cluster;
    ++clusters.sizes[nearest.cluster];
    clusters.within += nearest.squared;
  }
}

// To the middle of their points; one without points stays where it is.
void move_centres(const Points& points, Clusters& clusters) {
  std::vector<double> sums(clusters.centres.size());
  for (std::size_t point = 0; point < points.size(); ++point) {
    const std::size_t first = clusters.cluster[point] * points.dimensions;
    for (std::size_t i = 0; i < points.dimensions; ++i)
      sums[first + i] += static_cast<double>(points[point][i]);
  }
  for (std::size_t cluster = 0; cluster < clusters.count(); ++cluster) {
    if (clusters.sizes[cluster] == 0) continue;
    for (std::size_t i = 0; i < points.dimensions; ++i)
      clusters.centres[cluster * points.dimensions + i] =
          sums[cluster * points.dimensions + i] / static_cast<double>(clusters.sizes[cluster]);
  }
}

Clusters settle(const Points& points, Clusters clusters, const std::stop_token& stop) {
  assign(points, clusters);
  for (std::size_t round = 0; round < kRoundsMax && !stop.stop_requested(); ++round) {
    const double before = clusters.within;
    move_centres(points, clusters);
    assign(points, clusters);
    if (before - clusters.within <= kLeastGain * before) break;
  }
  return clusters;
}

}  // namespace

Nearest nearest_centre(std::span<const float> point, const Clusters& clusters) {
  Nearest nearest{0, std::numeric_limits<double>::infinity(),
                  std::numeric_limits<double>::infinity()};
  for (std::size_t cluster = 0; cluster < clusters.count(); ++cluster) {
    const double squared = squared_distance(point, clusters.centre(cluster));
    if (squared < nearest.squared) {
      nearest.other_squared = nearest.squared;
      nearest.squared = squared;
      nearest.cluster = static_cast<std::uint32_t>(cluster);
    } else {
      nearest.other_squared = std::min(nearest.other_squared, squared);
    }
  }
  if (clusters.count() < 2) nearest.other_squared = 0;
  return nearest;
}

base::Result<Clusters> k_means(const Points& points, std::size_t count, std::size_t beginnings,
                               const std::stop_token& stop) {
  std::vector<Clusters> tried(beginnings);
  side_by_side(beginnings, [&](std::size_t beginning) {
    env::Random random = env::Random(count).fork(beginning);
    tried[beginning] = settle(points, begin_with(points, count, random), stop);
  });
  if (stop.stop_requested())
    return base::fail(base::ErrorCode::kCancelled, "The query was cancelled.");
  return std::move(*std::ranges::min_element(tried, {}, &Clusters::within));
}

double simplified_silhouette(const Points& points, const Clusters& clusters) {
  if (clusters.count() < 2 || points.size() == 0) return 0;
  double sum = 0;
  for (std::size_t point = 0; point < points.size(); ++point) {
    const Nearest nearest = nearest_centre(points[point], clusters);
    const double own = std::sqrt(nearest.squared), other = std::sqrt(nearest.other_squared);
    if (other > 0) sum += (other - own) / other;
  }
  return sum / static_cast<double>(points.size());
}

}  // namespace wend::analyze
