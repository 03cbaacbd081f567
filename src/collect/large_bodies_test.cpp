#include "collect/large_bodies.h"

#include <fstream>
#include <gtest/gtest.h>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "collect/limits.h"
#include "collect/receiver.h"

namespace wend::collect {
namespace {

constexpr std::size_t kMebibyte = 1024 * 1024;

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
constexpr bool kMemoryIsOurs = false;
#else
constexpr bool kMemoryIsOurs = true;
#endif

std::size_t memory_kib(std::string_view name) {
  std::ifstream status("/proc/self/status");
  for (std::string line; std::getline(status, line);) {
    if (line.starts_with(name)) return std::stoul(line.substr(name.size() + 1));
  }
  return 0;
}

// The most that the process held while `run` ran, above what it held before.
template <typename Run>
std::size_t peak_mib(const Run& run) {
  std::ofstream("/proc/self/clear_refs") << "5";  // the peak begins anew
  const std::size_t before = memory_kib("VmRSS");
  run();
  return (memory_kib("VmHWM") - before) / 1024;
}

TEST(LargeBodies, DenseBodiesThatComeAtOnceAreReadOneByOne) {
  if (!kMemoryIsOurs) GTEST_SKIP() << "the sanitizer's memory is counted as well";
  std::string dense = "[0";
  dense.reserve(kBodyBytesMax);
  while (dense.size() < kBodyBytesMax - 3) dense += ",0";
  dense += "]";
  const auto read = [&](int threads) {
    return peak_mib([&] {
      std::vector<std::jthread> all;
      for (int i = 0; i < threads; ++i)
        all.emplace_back([&] { EXPECT_EQ(write_key_in(dense), ""); });
    });
  };
  const std::size_t one = read(1);
  EXPECT_GT(one, 200U) << "the body is a dense one";
  EXPECT_LT(read(4), 2 * one);
}

TEST(LargeBodies, SeveralThatFitAreReadAtOnce) {
  const LargeTurn first(kLargeBytesAtOnce / 2);
  // Hangs when it has to wait for the first.
  std::jthread([] { const LargeTurn second(kLargeBytesAtOnce / 2); }).join();
}

TEST(LargeBodies, WhatIsPartOfABodyWaitsForNothing) {
  const LargeTurn whole(kLargeBytesAtOnce);
  const LargeTurn part(2 * kMebibyte);
}

}  // namespace
}  // namespace wend::collect
