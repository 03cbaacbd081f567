#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "analyze/dictionary.h"
#include "analyze/event_plan.h"
#include "base/stable_array.h"
#include "model/event.h"

namespace wend::analyze {

// What an event is apart from its customer, its time and its properties. There are few different
// ones however many events there are, so an event keeps the number of its signature, and whatever
// is asked about name, channel, source and type is decided once for each signature.
struct EventSignature {
  std::uint32_t name = 0, channel = 0, source = 0;
  std::uint8_t type = 0;
  bool operator==(const EventSignature&) const = default;
};

// All signatures of a journey index, numbered as they come. Grows only.
class SignatureBook {
 public:
  std::uint32_t code_of(model::EventType type, std::string_view name, std::string_view channel,
                        std::string_view source);
  std::span<const EventSignature> signatures() const { return signatures_; }
  const Dictionary& names() const { return names_; }
  const Dictionary& channels() const { return channels_; }
  const Dictionary& sources() const { return sources_; }

 private:
  struct Hash {
    std::size_t operator()(const EventSignature& one) const;
  };
  Dictionary names_, channels_, sources_;
  std::vector<EventSignature> signatures_;
  std::unordered_map<EventSignature, std::uint32_t, Hash> codes_;
};

// The signatures as one table shows them: texts in byte order, each signature by the numbers of
// its texts in that order. Immutable.
struct ShownSignatures {
  Dictionary names, channels, sources;
  std::vector<std::uint32_t> name, channel, source;  // by signature
  std::vector<std::uint8_t> type;                    // by signature

  std::size_t size() const { return name.size(); }
  // As sent.
  static std::shared_ptr<const ShownSignatures> of(const SignatureBook& book);
  // These, with the names that `by` shows in their place.
  std::shared_ptr<const ShownSignatures> renamed(const EventNames& by) const;
};

// The signature of each event. Two bytes an event while there are at most 65,536 signatures, four
// beyond.
class SignatureCodes {
 public:
  static constexpr std::size_t kNarrowMax = 1 << 16;
  // Whoever reads many at a time may read so many beyond the end.
  static constexpr std::size_t kSlack = 64;

  SignatureCodes() = default;
  SignatureCodes(bool wide, std::size_t capacity)
      : wide_(wide),
        two_(wide ? base::StableArray<std::uint16_t>()
                  : base::StableArray<std::uint16_t>(capacity + kSlack)),
        four_(wide ? base::StableArray<std::uint32_t>(capacity)
                   : base::StableArray<std::uint32_t>()) {}

  bool is_wide() const { return wide_; }
  bool holds(std::size_t signatures) const { return wide_ || signatures <= kNarrowMax; }
  std::size_t size() const { return wide_ ? four_.size() : two_.size(); }
  std::uint32_t operator[](std::size_t at) const { return wide_ ? four_[at] : two_[at]; }
  void push_back(std::uint32_t code) {
    if (wide_)
      four_.push_back(code);
    else
      two_.push_back(static_cast<std::uint16_t>(code));
  }
  // Appends room for so many, to be filled by whoever asked; of the two spans the one that is used.
  std::pair<std::span<std::uint16_t>, std::span<std::uint32_t>> extend(std::size_t count) {
    if (wide_) return {{}, four_.extend(count)};
    return {two_.extend(count), {}};
  }
  // Calls look(span of std::uint16_t or std::uint32_t) for the first `count` events.
  template <typename Look>
  decltype(auto) with_codes(std::size_t count, Look&& look) const {
    return wide_ ? look(four_.first(count)) : look(two_.first(count));
  }

 private:
  bool wide_ = false;
  base::StableArray<std::uint16_t> two_;
  base::StableArray<std::uint32_t> four_;
};

// One part of the signature of each event, by its position.
template <typename Code>
class SignaturePart {
 public:
  SignaturePart(const SignatureCodes& codes, const std::vector<Code>& of_signature,
                std::size_t size)
      : codes_(&codes), of_signature_(of_signature.data()), size_(size) {}
  std::size_t size() const { return size_; }
  Code operator[](std::size_t position) const { return of_signature_[(*codes_)[position]]; }

 private:
  const SignatureCodes* codes_;
  const Code* of_signature_;
  std::size_t size_;
};

}  // namespace wend::analyze
