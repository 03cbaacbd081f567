#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <stop_token>
#include <vector>

#include "analyze/journey_table.h"
#include "base/result.h"

namespace wend::analyze {

// A journey table on the disk: a cache that can be deleted at any time. Columns by customer and
// time, in blocks of some ten thousand events: identifiers of customers, how many events each has,
// the signature of each event in a byte where it is one of the commonest 255, the time since the
// event before in as few bytes as it needs, and the sequence number as a distance from what the
// time lets expect. Properties are not in it. Numbers are in the byte order of the machine: the
// file does not travel.
//
// Format 1: magic; blocks; contents (the texts, the signatures, and the place and XXH3 of each
// block); where the contents are and their XXH3; magic.
class JourneyIndexFile {
 public:
  // Of each profile, in their order: a sum over the identities it had when the table was made, by
  // which is seen whether they changed since.
  using IdentitySums = std::vector<std::uint32_t>;

  // Writes the file in place of the one that was there: a reader sees one or the other. The table
  // must show the names as sent. Errors: kIo, kCancelled.
  static base::Status write(const std::filesystem::path& path, const JourneyTable& table,
                            const IdentitySums& identity_sums, const std::stop_token& stop);

  struct Read {
    std::shared_ptr<const JourneyTable> table;
    IdentitySums identity_sums;
  };
  // The table as it was written, with room for so many more events; sequence numbers are unpacked
  // when they are first asked for. Errors: kNotFound when there is none; kConflict when another
  // version of the format wrote it; kIo when it is damaged or cannot be read.
  static base::Result<Read> read(const std::filesystem::path& path,
                                 std::shared_ptr<ColumnSource> source, std::size_t room);
};

}  // namespace wend::analyze
