#pragma once

#include <limits>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "analyze/question.h"

namespace wend::analyze {

// How a value that an event or customer does not have is called in answers.
inline constexpr std::string_view kMissingLabel = "(none)";

// A label for every event (or every profile) of a table: what paths and processes are made of and
// what breakdowns group by. Labels are numbered in the byte order of their texts, the missing one
// first.
class Labels {
 public:
  // An event that belongs to nothing, such as one that is no touchpoint of the journey.
  static constexpr std::uint32_t kLeftOut = std::numeric_limits<std::uint32_t>::max();

  static Labels of_names(const JourneyTable& table);
  static Labels of_channels(const JourneyTable& table);
  static Labels of_sources(const JourneyTable& table);
  static base::Result<Labels> of_touchpoints(const QueryRun& run);
  static base::Result<Labels> of_stages(const QueryRun& run);
  // Values with the same text are one label: the number 5 and the text "5". A property or trait
  // that nothing has is noted.
  static base::Result<Labels> of_property(const QueryRun& run, const std::string& path);
  static base::Result<Labels> of_trait(const QueryRun& run, const std::string& path);
  static Labels of_values(std::shared_ptr<const ValueColumn> column);

  std::size_t size() const { return texts_.size(); }
  std::uint32_t of(std::size_t row) const {
    return label_of_code_[signatures_ != nullptr ? (*signatures_)[row] : codes_[row]];
  }
  // Whether the label of an event depends on its signature alone, and that of a signature then.
  bool by_signature() const { return signatures_ != nullptr; }
  std::uint32_t of_signature(std::uint32_t signature) const { return label_of_code_[signature]; }
  const std::string& text(std::uint32_t label) const { return texts_[label]; }
  bool is_missing(std::uint32_t label) const { return label == 0; }

 private:
  // `texts[code]` is the label of a code; the codes in `missing` have none, those in `left_out` are
  // left out.
  static Labels make(const std::vector<std::string>& texts,
                     const std::vector<std::uint8_t>& missing,
                     const std::vector<std::uint8_t>& left_out);

  // Labels of the texts of names or channels, given to all signatures.
  static Labels of_part(const JourneyTable& table, const std::vector<std::uint32_t>& part,
                        const std::vector<std::string>& texts,
                        const std::vector<std::uint8_t>& missing,
                        const std::vector<std::uint8_t>& left_out);

  const SignatureCodes* signatures_ = nullptr;  // or else:
  std::span<const std::uint32_t> codes_;
  std::vector<std::uint32_t> label_of_code_;
  std::vector<std::string> texts_;
  std::shared_ptr<const ValueColumn> keep_;  // owns what codes_ looks at
};

// The `by` field of paths and processes.
struct Grouping {
  enum class Kind { kEvent, kTouchpoint, kStage, kChannel, kProperty };
  Kind kind = Kind::kEvent;
  std::string path;

  static base::Result<Grouping> read(model::ObjectReader& document);
  base::Result<Labels> labels(const QueryRun& run) const;
};

}  // namespace wend::analyze
