#include "unify/generalisation.h"

#include <algorithm>
#include <cctype>
#include <charconv>
#include <cmath>
#include <fmt/format.h>

#include "env/random.h"
#include "model/time_text.h"
#include "unify/text_cleaner.h"

namespace wend::unify {
namespace {

constexpr std::size_t kSample = 20'000;
constexpr double kEndPart = 0.05;
constexpr double kRanges = 8;
// Texts beyond these are taken as rare without being counted.
constexpr std::size_t kTextsMax = 200'000;
constexpr std::size_t kTextBytesMax = 200;

// 1, 2 or 5 times a power of ten, not below the number.
double round_step(double step) {
  const double power = std::pow(10.0, std::floor(std::log10(step)));
  for (const double factor : {1.0, 2.0, 5.0})
    if (step <= factor * power * (1 + 1e-9)) return factor * power;
  return 10 * power;
}

}  // namespace

void NumberRanges::see(double number) {
  if (!std::isfinite(number)) return;
  ++seen_;
  if (sample_.size() < kSample) {
    sample_.push_back(number);
    return;
  }
  // Each number is as likely as any other to be in the sample (Vitter's algorithm R).
  const std::uint64_t place = env::Random(seen_).below(seen_);
  if (place < kSample) sample_[place] = number;
}

void NumberRanges::finish() {
  if (sample_.empty()) return;
  std::ranges::sort(sample_);
  const auto part = [&](double p) {
    return sample_[static_cast<std::size_t>(p * static_cast<double>(sample_.size() - 1))];
  };
  const double low = part(kEndPart), high = part(1 - kEndPart);
  const double span = high - low;
  const double step =
      span > 0 ? round_step(span / kRanges) : round_step(std::max(std::abs(low) / kRanges, 1e-9));
  const double first = std::ceil(low / step), last = std::floor(high / step);
  for (double i = first; i <= last; ++i) ends_.push_back(i * step);
  if (ends_.empty()) ends_.push_back(std::floor(low / step) * step);
  sample_.clear();
  sample_.shrink_to_fit();
}

std::string NumberRanges::range_of(double number) const {
  if (ends_.empty()) return std::string(kOther);
  // Sums of steps like 0.1 are written as they are meant.
  const auto text = [](double end) { return fmt::format("{:.10g}", end); };
  const auto above = std::ranges::upper_bound(ends_, number);
  if (above == ends_.begin()) return "below " + text(ends_.front());
  if (above == ends_.end()) return text(ends_.back()) + " and more";
  return fmt::format("{} to {}", text(*(above - 1)), text(*above));
}

void CommonTexts::see(std::string_view text, std::uint64_t person) {
  if (text.size() > kTextBytesMax) return;
  auto found = texts_.find(text);
  if (found == texts_.end()) {
    if (texts_.size() >= kTextsMax) return;
    found = texts_.emplace(std::string(text), People{}).first;
  } else if (found->second.last == person) {
    return;
  }
  ++found->second.count;
  found->second.last = person;
}

std::string CommonTexts::common_or_other(std::string_view text) const {
  const auto found = texts_.find(text);
  return found != texts_.end() && found->second.count >= people_min_ ? std::string(text)
                                                                     : std::string(kOther);
}

std::optional<WrittenTime> written_time(std::string_view text, const model::TimeZone& zone) {
  // "2026-01-31" at least, and no longer than a time with a fraction and an offset.
  if (text.size() < 10 || text.size() > 40 || text[4] != '-' || text[7] != '-') return std::nullopt;
  if (!std::isdigit(static_cast<unsigned char>(text[0]))) return std::nullopt;
  std::string with_t(text);
  if (text.size() > 10 && text[10] == ' ') with_t[10] = 'T';
  const auto time = model::parse_time(with_t, zone);
  if (!time) return std::nullopt;
  return WrittenTime{*time, text.size() == 10};
}

std::string month_of(env::TimeUs time_us, const model::TimeZone& zone) {
  return model::format_day(model::local_day(time_us, zone)).substr(0, 7);
}

std::string postcode_area(std::string_view postcode) {
  std::string area;
  for (const char c : postcode) {
    if (std::isalnum(static_cast<unsigned char>(c)))
      area += static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
    if (area.size() == 2) break;
  }
  return area;
}

std::optional<double> written_number(std::string_view text) {
  if (text.empty() || text.size() > 32) return std::nullopt;
  double number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc{} || end != text.data() + text.size() || !std::isfinite(number))
    return std::nullopt;
  return number;
}

}  // namespace wend::unify
