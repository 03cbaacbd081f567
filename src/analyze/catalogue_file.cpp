#include "analyze/catalogue_file.h"

#include <cstring>
#include <fcntl.h>
#include <fmt/format.h>
#include <fstream>
#include <sstream>
#include <unistd.h>

namespace wend::analyze {
namespace {

using base::ErrorCode;
using base::fail;

constexpr std::string_view kMagic = "wend catalogue\n";

// Numbers as eight bytes, in the byte order of the machine: the file does not travel.
class Bytes {
 public:
  template <typename T>
  void number(T value) {
    static_assert(sizeof(T) <= 8);
    char bytes[sizeof(T)];
    std::memcpy(bytes, &value, sizeof(T));
    out.append(bytes, sizeof(T));
  }
  void text(std::string_view text) {
    number<std::uint64_t>(text.size());
    out += text;
  }
  void days(const DayCounts& days) {
    number<std::uint64_t>(days.entries().size());
    for (const auto& entry : days.entries()) {
      number(entry.day);
      number(entry.count);
    }
  }
  std::string out;
};

// Reads what Bytes wrote. Anything that is not there reads as zero, and `good` is false from then
// on.
class Reading {
 public:
  explicit Reading(std::string_view bytes) : bytes_(bytes) {}
  template <typename T>
  T number() {
    T value{};
    const std::string_view part = take(sizeof(T));
    if (part.size() == sizeof(T)) std::memcpy(&value, part.data(), sizeof(T));
    return value;
  }
  std::string text() { return std::string(take(number<std::uint64_t>())); }
  // A number of things that need at least so many bytes each.
  std::uint64_t size(std::size_t bytes_each) {
    const auto size = number<std::uint64_t>();
    if (size > bytes_.size() / bytes_each) good_ = false;
    return good_ ? size : 0;
  }
  DayCounts days() {
    DayCounts days;
    for (auto left = size(12); left > 0; --left) {
      const auto day = number<Day>();
      days.add(day, number<std::uint64_t>());
    }
    return days;
  }
  bool good() const { return good_; }
  bool at_end() const { return bytes_.empty(); }

 private:
  std::string_view take(std::uint64_t size) {
    if (size > bytes_.size()) good_ = false;
    if (!good_) return {};
    const std::string_view part = bytes_.substr(0, size);
    bytes_.remove_prefix(size);
    return part;
  }
  std::string_view bytes_;
  bool good_ = true;
};

void write(Bytes& bytes, const PropertyTally& property) {
  bytes.text(property.name);
  bytes.number(property.first_us);
  bytes.number(property.last_us);
  for (const double weight : property.weight) bytes.number(weight);
  for (const std::uint64_t count : property.count) bytes.number(count);
  for (const Day day : property.first_day) bytes.number(day);
  bytes.number<std::uint64_t>(property.days.size());
  for (const PropertyTally::OnDay& on : property.days) {
    bytes.number(on.day);
    for (const std::uint32_t count : on.count) bytes.number(count);
  }
  bytes.number<std::uint64_t>(property.distinct.smallest().size());
  for (const std::uint64_t hash : property.distinct.smallest()) bytes.number(hash);
  bytes.number<std::uint64_t>(property.frequent.values().size());
  for (const FrequentValues::Value& value : property.frequent.values()) {
    bytes.number(value.hash);
    bytes.number(value.weight);
    bytes.text(value.text);
  }
}

PropertyTally read_property(Reading& bytes) {
  PropertyTally property;
  property.name = bytes.text();
  property.first_us = bytes.number<TimeUs>();
  property.last_us = bytes.number<TimeUs>();
  for (double& weight : property.weight) weight = bytes.number<double>();
  for (std::uint64_t& count : property.count) count = bytes.number<std::uint64_t>();
  for (Day& day : property.first_day) day = bytes.number<Day>();
  for (auto left = bytes.size(32); left > 0; --left) {
    auto& on = property.days.emplace_back();
    on.day = bytes.number<Day>();
    for (std::uint32_t& count : on.count) count = bytes.number<std::uint32_t>();
  }
  for (auto left = bytes.size(8); left > 0; --left)
    property.distinct.add(bytes.number<std::uint64_t>());
  for (auto left = bytes.size(24); left > 0; --left) {
    const auto hash = bytes.number<std::uint64_t>();
    const auto weight = bytes.number<double>();
    property.frequent.add(hash, bytes.text(), weight);
  }
  return property;
}

void write(Bytes& bytes, const EventTally& event) {
  bytes.text(event.name);
  bytes.number<std::uint64_t>(event.origins.size());
  for (const EventOrigin& origin : event.origins) {
    bytes.number(origin.type);
    bytes.number(origin.source_id);
    bytes.number(origin.count);
    bytes.number(origin.first_us);
    bytes.number(origin.last_us);
    bytes.days(origin.days);
  }
  bytes.number(event.sampled);
  bytes.number(event.sampled_weight);
  bytes.days(event.sampled_days);
  bytes.number<std::uint64_t>(event.properties.size());
  for (const PropertyTally& property : event.properties) write(bytes, property);
}

EventTally read_event(Reading& bytes) {
  EventTally event;
  event.name = bytes.text();
  for (auto left = bytes.size(41); left > 0; --left) {
    EventOrigin& origin = event.origins.emplace_back();
    origin.type = bytes.number<model::EventType>();
    origin.source_id = bytes.number<std::int64_t>();
    origin.count = bytes.number<std::uint64_t>();
    origin.first_us = bytes.number<TimeUs>();
    origin.last_us = bytes.number<TimeUs>();
    origin.days = bytes.days();
  }
  event.sampled = bytes.number<std::uint64_t>();
  event.sampled_weight = bytes.number<double>();
  event.sampled_days = bytes.days();
  for (auto left = bytes.size(100); left > 0; --left) {
    event.properties.push_back(read_property(bytes));
    event.place_of_property.emplace(event.properties.back().name,
                                    static_cast<std::uint32_t>(event.properties.size() - 1));
  }
  return event;
}

model::MessageId check_of(std::string_view bytes) {
  return model::message_id_of(bytes, CatalogueFile::kFormat);
}

}  // namespace

std::string CatalogueFile::to_bytes(const CatalogueTally& tally) {
  Bytes bytes;
  bytes.text(tally.zone_);
  bytes.number(tally.count_);
  bytes.number(tally.unlisted_);
  bytes.number(tally.last_day_);
  bytes.number(tally.position_);
  bytes.number(tally.position_id_.high);
  bytes.number(tally.position_id_.low);
  bytes.number<std::uint64_t>(tally.events_.size());
  for (const auto& [name, event] : tally.events_) write(bytes, *event);
  const model::MessageId check = check_of(bytes.out);
  Bytes head;
  head.out = kMagic;
  head.number(check.high);
  head.number(check.low);
  return head.out + bytes.out;
}

base::Result<CatalogueTally> CatalogueFile::from_bytes(std::string_view bytes) {
  const auto broken = [] {
    return fail(ErrorCode::kInvalidInput, "This is no catalogue, or one of another version.");
  };
  if (!bytes.starts_with(kMagic)) return broken();
  Reading reading(bytes.substr(kMagic.size()));
  const model::MessageId check{reading.number<std::uint64_t>(), reading.number<std::uint64_t>()};
  constexpr std::size_t kCheckBytes = 16;
  if (!reading.good() || check != check_of(bytes.substr(kMagic.size() + kCheckBytes)))
    return broken();
  CatalogueTally tally;
  tally.zone_ = reading.text();
  tally.count_ = reading.number<std::uint64_t>();
  tally.unlisted_ = reading.number<std::uint64_t>();
  tally.last_day_ = reading.number<Day>();
  tally.position_ = reading.number<std::int64_t>();
  tally.position_id_.high = reading.number<std::uint64_t>();
  tally.position_id_.low = reading.number<std::uint64_t>();
  for (auto left = reading.size(40); left > 0; --left) {
    auto event = std::make_shared<const EventTally>(read_event(reading));
    tally.properties_ += event->properties.size();
    tally.events_.emplace(event->name, std::move(event));
  }
  if (!reading.good() || !reading.at_end()) return broken();
  return tally;
}

base::Status CatalogueFile::save(const CatalogueTally& tally, const std::filesystem::path& path) {
  const std::filesystem::path fresh = path.string() + ".new";
  const std::string bytes = to_bytes(tally);
  const auto failed = [&] {
    return fail(ErrorCode::kIo,
                fmt::format("The event catalogue cannot be kept: {}.", std::strerror(errno)),
                path.string(), "It is counted anew at the next start.");
  };
  const int file = ::open(fresh.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
  if (file < 0) return failed();
  std::string_view left = bytes;
  bool good = true;
  while (good && !left.empty()) {
    const ssize_t written = ::write(file, left.data(), left.size());
    good = written > 0;
    if (good) left.remove_prefix(static_cast<std::size_t>(written));
  }
  good = good && ::fdatasync(file) == 0;
  ::close(file);
  if (!good || ::rename(fresh.c_str(), path.c_str()) != 0) return failed();
  return {};
}

base::Result<CatalogueTally> CatalogueFile::load(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) return fail(ErrorCode::kNotFound, "There is no catalogue yet.", path.string());
  std::ostringstream bytes;
  bytes << file.rdbuf();
  if (!file) return fail(ErrorCode::kIo, "The catalogue cannot be read.", path.string());
  return from_bytes(bytes.view());
}

}  // namespace wend::analyze
