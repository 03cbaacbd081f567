#pragma once

#include <cstdint>
#include <span>
#include <stop_token>
#include <vector>

#include "base/result.h"

namespace wend::analyze {

// Points as rows of `dimensions` numbers each.
struct Points {
  std::span<const float> values;
  std::size_t dimensions = 0;

  std::size_t size() const { return dimensions == 0 ? 0 : values.size() / dimensions; }
  std::span<const float> operator[](std::size_t point) const {
    return values.subspan(point * dimensions, dimensions);
  }
};

// Points gathered around centres.
struct Clusters {
  std::size_t dimensions = 0;
  std::vector<double> centres;         // [cluster][dimension]
  std::vector<std::uint32_t> cluster;  // by point: its nearest centre, the first of several
  std::vector<std::uint64_t> sizes;    // by cluster
  double within = 0;                   // squared distances of all points to their centres, summed

  std::size_t count() const { return sizes.size(); }
  std::span<const double> centre(std::size_t of) const {
    return std::span(centres).subspan(of * dimensions, dimensions);
  }
};

struct Nearest {
  std::uint32_t cluster = 0;
  double squared = 0;        // distance to its centre
  double other_squared = 0;  // to the centre next after it; 0 where there is one centre only
};
Nearest nearest_centre(std::span<const float> point, const Clusters& clusters);

// Gathers the points around `count` centres (1 to the number of points) by k-means (Lloyd 1982)
// from beginnings drawn as k-means++ draws them (Arthur and Vassilvitskii 2007), the best of
// `beginnings`; the same for the same points in the same order. A cluster may be empty where there
// are fewer different points than clusters. Errors: kCancelled.
base::Result<Clusters> k_means(const Points& points, std::size_t count, std::size_t beginnings,
                               const std::stop_token& stop);

// How well clusters are told apart, −1 to 1: the mean over points of (b − a) / max(a, b), a being
// the distance to the own centre and b to the nearest other one (the simplified silhouette of
// Hruschka, Campello and de Castro 2006). 0 for a single cluster.
double simplified_silhouette(const Points& points, const Clusters& clusters);

}  // namespace wend::analyze
