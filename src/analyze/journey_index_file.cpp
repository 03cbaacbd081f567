#include "analyze/journey_index_file.h"

#include <algorithm>
#include <cstring>
#include <fcntl.h>
#include <fmt/format.h>
#include <numeric>
#include <sys/mman.h>
#include <sys/stat.h>
#include <thread>
#include <unistd.h>
#include <xxhash.h>

#include "analyze/journey_index_block.h"
#include "analyze/parallel_profiles.h"

namespace wend::analyze {
namespace {

using base::ErrorCode;

constexpr std::string_view kMagic = "wend journeys 1\n";
constexpr std::size_t kEventsPerBlock = 1 << 16;
// Readers of packed numbers look so far behind the last.
constexpr std::size_t kSlack = 64;
// Cells of a guess hold so many events on average.
constexpr std::size_t kEventsPerCell = 64;
constexpr std::size_t kCellsMax = 1 << 24;

struct BlockPlace {
  std::uint64_t offset, size, sequences_at, checksum, first_profile, first_event;
};

std::unexpected<base::Error> failed(const std::filesystem::path& path, std::string_view what) {
  return base::fail(ErrorCode::kIo, fmt::format("The journey index cannot be kept: {}.", what),
                    path.string(), "It is made anew when it is needed.");
}

std::unexpected<base::Error> damaged(const std::filesystem::path& path) {
  return base::fail(ErrorCode::kIo, "The journey index is damaged.", path.string(),
                    "It is made anew.");
}

// A file that is written from its beginning to its end.
class Output {
 public:
  explicit Output(std::filesystem::path path)
      : path_(std::move(path)),
        file_(::open(path_.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600)) {}
  ~Output() {
    if (file_ >= 0) ::close(file_);
  }
  bool write(std::string_view bytes) {
    while (file_ >= 0 && !bytes.empty()) {
      const ssize_t written = ::write(file_, bytes.data(), bytes.size());
      if (written <= 0) return false;
      bytes.remove_prefix(static_cast<std::size_t>(written));
      size_ += static_cast<std::uint64_t>(written);
    }
    return file_ >= 0;
  }
  bool sync() { return ::fdatasync(file_) == 0; }
  std::uint64_t size() const { return size_; }

 private:
  std::filesystem::path path_;
  int file_;
  std::uint64_t size_ = 0;
};

// A whole file in memory, for reading.
class Mapping {
 public:
  static std::shared_ptr<const Mapping> open(const std::filesystem::path& path) {
    const int file = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
    if (file < 0) return nullptr;
    struct stat status{};
    void* begin = MAP_FAILED;
    if (::fstat(file, &status) == 0 && status.st_size > 0)
      begin = ::mmap(nullptr, static_cast<std::size_t>(status.st_size), PROT_READ, MAP_PRIVATE,
                     file, 0);
    ::close(file);
    if (begin == MAP_FAILED) return nullptr;
    return std::shared_ptr<const Mapping>(
        new Mapping(static_cast<const char*>(begin), static_cast<std::size_t>(status.st_size)));
  }
  ~Mapping() { ::munmap(const_cast<char*>(bytes_.data()), bytes_.size()); }
  std::string_view bytes() const { return bytes_; }

 private:
  Mapping(const char* begin, std::size_t size) : bytes_(begin, size) {}
  std::string_view bytes_;
};

class Contents {
 public:
  template <typename T>
  void put(const T& value) {
    static_assert(std::is_trivially_copyable_v<T>);
    bytes_.append(reinterpret_cast<const char*>(&value), sizeof value);
  }
  template <typename T>
  void put_all(std::span<const T> values) {
    put<std::uint64_t>(values.size());
    bytes_.append(reinterpret_cast<const char*>(values.data()), values.size_bytes());
  }
  void put_texts(const Dictionary& texts) {
    put<std::uint64_t>(texts.size());
    for (std::uint32_t code = 0; code < texts.size(); ++code) {
      put<std::uint64_t>(texts.text(code).size());
      bytes_ += texts.text(code);
    }
  }
  const std::string& bytes() const { return bytes_; }

 private:
  std::string bytes_;
};

// Reads what Contents wrote; `good` is false from the first thing that is not there.
class ContentsReader {
 public:
  explicit ContentsReader(std::string_view bytes) : left_(bytes) {}
  template <typename T>
  T get() {
    T value{};
    const auto part = take(sizeof value);
    if (good_) std::memcpy(&value, part.data(), sizeof value);
    return value;
  }
  template <typename T>
  std::vector<T> get_all() {
    const auto count = get<std::uint64_t>();
    if (count > left_.size() / sizeof(T)) good_ = false;
    std::vector<T> values(good_ ? count : 0);
    const auto part = take(values.size() * sizeof(T));
    if (!part.empty()) std::memcpy(values.data(), part.data(), part.size());
    return values;
  }
  std::vector<std::string> get_texts() {
    std::vector<std::string> texts;
    for (auto count = get<std::uint64_t>(); good_ && count > 0; --count)
      texts.emplace_back(take(get<std::uint64_t>()));
    return texts;
  }
  bool good() const { return good_; }

 private:
  std::string_view take(std::uint64_t size) {
    if (size > left_.size()) good_ = false;
    if (!good_) return {};
    const auto part = left_.substr(0, size);
    left_.remove_prefix(size);
    return part;
  }
  std::string_view left_;
  bool good_ = true;
};

struct Ending {
  std::uint64_t contents_at = 0, contents_size = 0, checksum = 0;
};

// The greatest of a second, a millisecond and a microsecond that divides all distances from the
// first time.
std::int64_t time_unit(const JourneyTable& table) {
  std::int64_t unit = env::kSecondUs;
  constexpr std::int64_t kMillisecondUs = 1000;
  const auto time_us = table.time_us();
  const TimeUs first_us = table.first_us();
  table.each_event([&](std::size_t at) {
    while ((time_us[at] - first_us) % unit != 0) unit = unit > kMillisecondUs ? kMillisecondUs : 1;
  });
  return unit;
}

SequenceGuess guess_of(const JourneyTable& table, std::int64_t sequence_base) {
  SequenceGuess guess;
  guess.first_us = table.first_us();
  const std::size_t cells =
      std::clamp<std::size_t>(table.event_count() / kEventsPerCell, 1, kCellsMax);
  const auto length = static_cast<std::uint64_t>(table.last_us() - table.first_us()) + 1;
  guess.cell_us = (length + cells - 1) / cells;
  guess.least.assign(cells, UINT32_MAX);
  const auto sequence = table.sequence();
  const auto time_us = table.time_us();
  table.each_event([&](std::size_t at) {
    std::uint32_t& least =
        guess.least[static_cast<std::uint64_t>(time_us[at] - guess.first_us) / guess.cell_us];
    least = std::min(least, static_cast<std::uint32_t>(sequence[at] - sequence_base));
  });
  return guess;
}

}  // namespace

base::Status JourneyIndexFile::write(const std::filesystem::path& path, const JourneyTable& table,
                                     const IdentitySums& identity_sums,
                                     const std::stop_token& stop) {
  const EventColumns& columns = *table.columns_;
  columns.need_sequences();
  const std::int64_t unit = table.event_count() > 0 ? time_unit(table) : 1;
  SequenceGuess guess;
  if (table.event_count() > 0) guess = guess_of(table, columns.sequence_base);

  // The commonest signature first.
  const std::size_t signatures = table.shown().size();
  std::vector<std::uint64_t> counts(signatures);
  table.each_event([&](std::size_t at) { ++counts[columns.signatures[at]]; });
  std::vector<std::uint32_t> signature_of_rank(signatures), rank_of(signatures);
  std::iota(signature_of_rank.begin(), signature_of_rank.end(), 0U);
  std::ranges::stable_sort(signature_of_rank, std::greater(),
                           [&](std::uint32_t signature) { return counts[signature]; });
  for (std::uint32_t rank = 0; rank < signatures; ++rank) rank_of[signature_of_rank[rank]] = rank;

  const std::filesystem::path fresh = path.string() + ".new";
  Output output(fresh);
  bool good = output.write(kMagic);
  std::vector<BlockPlace> places;
  IndexBlock block;
  std::vector<std::uint32_t> events;
  const std::span<const std::int64_t> ids = table.directory_->ids;
  std::size_t written = 0;
  bool by_guess = true;
  for (std::size_t profile = 0; good && profile < table.profile_count();) {
    if (stop.stop_requested())
      return base::fail(ErrorCode::kCancelled, "The journey index was not written.");
    const std::size_t first = profile;
    block.signature_rank.clear();
    block.time_us.clear();
    block.sequence.clear();
    events.clear();
    while (profile < table.profile_count() && block.time_us.size() < kEventsPerBlock) {
      events.push_back(static_cast<std::uint32_t>(table.end(profile) - table.begin(profile)));
      for (std::size_t at = table.begin(profile); at < table.end(profile); ++at) {
        block.signature_rank.push_back(rank_of[columns.signatures[at]]);
        block.time_us.push_back(columns.time_us[at]);
        block.sequence.push_back(columns.sequence[at]);
      }
      ++profile;
    }
    block.ids = ids.subspan(first, profile - first);
    block.events = events;
    PackedBlock packed = pack_block(block, table.first_us(), unit, guess);
    if (places.empty() && by_guess) {
      // Events that came customer by customer are told better from the one before.
      const PackedBlock other = pack_block(block, table.first_us(), unit, SequenceGuess());
      if (other.bytes.size() < packed.bytes.size()) {
        by_guess = false;
        guess = SequenceGuess();
        packed = other;
      }
    }
    places.push_back({output.size(), packed.bytes.size(), packed.sequences_at,
                      XXH3_64bits(packed.bytes.data(), packed.bytes.size()), first, written});
    written += block.time_us.size();
    good = output.write(packed.bytes);
  }

  Contents contents;
  contents.put<std::int64_t>(table.data_version());
  contents.put<std::uint64_t>(table.event_count());
  contents.put<std::uint64_t>(table.profile_count());
  contents.put<std::int64_t>(table.first_us());
  contents.put<std::int64_t>(table.last_us());
  contents.put<std::int64_t>(columns.sequence_base);
  contents.put<std::int64_t>(table.last_sequence_);
  contents.put<std::int64_t>(unit);
  contents.put<std::int64_t>(guess.first_us);
  contents.put<std::uint64_t>(guess.cell_us);
  contents.put_all(std::span<const std::uint32_t>(guess.least));
  contents.put_texts(table.names());
  contents.put_texts(table.channels());
  contents.put_texts(table.sources());
  contents.put_all(std::span<const std::uint32_t>(table.shown().name));
  contents.put_all(std::span<const std::uint32_t>(table.shown().channel));
  contents.put_all(std::span<const std::uint32_t>(table.shown().source));
  contents.put_all(std::span<const std::uint8_t>(table.shown().type));
  contents.put_all(std::span<const std::uint32_t>(signature_of_rank));
  contents.put_all(std::span<const std::uint32_t>(identity_sums));
  contents.put_all(std::span<const BlockPlace>(places));
  const Ending ending{output.size(), contents.bytes().size(),
                      XXH3_64bits(contents.bytes().data(), contents.bytes().size())};
  Contents last;
  last.put(ending);
  good = good && output.write(contents.bytes()) && output.write(last.bytes()) &&
         output.write(kMagic) && output.write(std::string(kSlack, '\0')) && output.sync();
  if (!good || ::rename(fresh.c_str(), path.c_str()) != 0) {
    const std::string why = std::strerror(errno);
    ::unlink(fresh.c_str());
    return failed(path, why);
  }
  return {};
}

base::Result<JourneyIndexFile::Read> JourneyIndexFile::read(const std::filesystem::path& path,
                                                            std::shared_ptr<ColumnSource> source,
                                                            std::size_t room) {
  const auto mapping = Mapping::open(path);
  if (mapping == nullptr)
    return base::fail(ErrorCode::kNotFound, "There is no journey index yet.", path.string());
  const std::string_view bytes = mapping->bytes();
  constexpr std::size_t kTail = sizeof(Ending) + kMagic.size() + kSlack;
  if (bytes.size() < kMagic.size() + kTail || !bytes.starts_with(kMagic)) {
    if (bytes.starts_with(kMagic.substr(0, kMagic.size() - 2)))
      return base::fail(ErrorCode::kConflict, "Another version wrote the journey index.",
                        path.string(), "It is made anew.");
    return damaged(path);
  }
  const auto ending = ContentsReader(bytes.substr(bytes.size() - kTail)).get<Ending>();
  const std::size_t end = bytes.size() - kTail;
  if (bytes.substr(end + sizeof(Ending), kMagic.size()) != kMagic || ending.contents_at > end ||
      ending.contents_size != end - ending.contents_at)
    return damaged(path);
  const auto part = bytes.substr(ending.contents_at, ending.contents_size);
  if (XXH3_64bits(part.data(), part.size()) != ending.checksum) return damaged(path);

  ContentsReader contents(part);
  const auto data_version = contents.get<std::int64_t>();
  const auto event_count = contents.get<std::uint64_t>();
  const auto profile_count = contents.get<std::uint64_t>();
  const auto first_us = contents.get<std::int64_t>();
  const auto last_us = contents.get<std::int64_t>();
  const auto sequence_base = contents.get<std::int64_t>();
  const auto last_sequence = contents.get<std::int64_t>();
  const auto unit = contents.get<std::int64_t>();
  const auto guess = std::make_shared<SequenceGuess>();
  guess->first_us = contents.get<std::int64_t>();
  guess->cell_us = contents.get<std::uint64_t>();
  guess->least = contents.get_all<std::uint32_t>();
  const auto names = contents.get_texts(), channels = contents.get_texts(),
             sources = contents.get_texts();
  const auto name = contents.get_all<std::uint32_t>(), channel = contents.get_all<std::uint32_t>(),
             from = contents.get_all<std::uint32_t>();
  const auto type = contents.get_all<std::uint8_t>();
  const auto signature_of_rank = contents.get_all<std::uint32_t>();
  Read read;
  read.identity_sums = contents.get_all<std::uint32_t>();
  const auto places = std::make_shared<std::vector<BlockPlace>>(contents.get_all<BlockPlace>());
  if (!contents.good() || event_count > EventColumns::kPositionsMax) return damaged(path);

  const auto columns =
      std::make_shared<EventColumns>(std::min(event_count + room, EventColumns::kPositionsMax),
                                     name.size() > SignatureCodes::kNarrowMax, sequence_base);
  columns->built = event_count;
  columns->last_sequence = last_sequence;
  for (std::size_t i = 0; i < name.size(); ++i) {
    const auto code = columns->book.code_of(static_cast<model::EventType>(type[i]), names[name[i]],
                                            channels[channel[i]], sources[from[i]]);
    if (code != i) return damaged(path);
  }
  const auto directory = std::make_shared<ProfileDirectory>();
  directory->events = event_count;
  directory->first_us = first_us;
  directory->last_us = last_us;
  directory->ids.resize(profile_count);
  directory->begin.resize(profile_count);
  directory->end.resize(profile_count);
  const std::span<std::int64_t> time_us = columns->time_us.extend(event_count);
  const auto [narrow, wide] = columns->signatures.extend(event_count);
  const std::span<std::uint32_t> sequence = columns->sequence.extend(event_count);
  columns->origin.extend(event_count);  // never read: nothing was before

  // Blocks are independent of each other.
  const auto events_of = std::make_shared<std::vector<std::uint32_t>>(profile_count);
  const auto each_block = [mapping, places, event_count, profile_count](const auto& visit) {
    std::atomic<std::size_t> next = 0;
    std::atomic<bool> good = true;
    const auto work = [&] {
      for (std::size_t at = next++; at < places->size(); at = next++) {
        const BlockPlace& place = (*places)[at];
        const bool is_last = at + 1 == places->size();
        const std::size_t profiles =
            (is_last ? profile_count : (*places)[at + 1].first_profile) - place.first_profile;
        const std::size_t events =
            (is_last ? event_count : (*places)[at + 1].first_event) - place.first_event;
        if (!visit(place, profiles, events)) good = false;
      }
    };
    std::vector<std::jthread> threads;
    for (std::size_t i = 1; i < std::min(query_threads(), places->size()); ++i)
      threads.emplace_back(work);
    work();
    threads.clear();
    return good.load();
  };
  const bool good =
      each_block([&, narrow = narrow, wide = wide](const BlockPlace& place, std::size_t profiles,
                                                   std::size_t events) {
        if (place.offset > bytes.size() || place.size > bytes.size() - place.offset) return false;
        const char* const begin = bytes.data() + place.offset;
        if (XXH3_64bits(begin, place.size) != place.checksum) return false;
        const auto counts = std::span(*events_of).subspan(place.first_profile, profiles);
        const auto part_of = [&](const auto& all) {
          return all.empty() ? all : all.subspan(place.first_event, events);
        };
        unpack_block(begin, first_us, unit,
                     std::span(directory->ids).subspan(place.first_profile, profiles), counts,
                     signature_of_rank, part_of(narrow), part_of(wide), part_of(time_us));
        std::size_t at = place.first_event;
        for (std::size_t i = 0; i < profiles; ++i) {
          directory->begin[place.first_profile + i] = static_cast<std::uint32_t>(at);
          at += counts[i];
          directory->end[place.first_profile + i] = static_cast<std::uint32_t>(at);
        }
        return true;
      });
  if (!good) return damaged(path);
  // The raw pointer: the columns own what calls this.
  columns->load_sequences = [mapping, places, events_of, guess, each_block,
                             times = std::span<const std::int64_t>(time_us), sequence] {
    each_block([&](const BlockPlace& place, std::size_t profiles, std::size_t events) {
      unpack_sequences(mapping->bytes().data() + place.offset + place.sequences_at,
                       std::span(*events_of).subspan(place.first_profile, profiles),
                       times.subspan(place.first_event, events), *guess,
                       sequence.subspan(place.first_event, events));
      return true;
    });
  };
  auto shown = ShownSignatures::of(columns->book);
  read.table = std::shared_ptr<const JourneyTable>(
      new JourneyTable(columns, directory, std::move(shown), std::move(source), data_version));
  return read;
}

}  // namespace wend::analyze
