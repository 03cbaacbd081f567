#pragma once

#include <memory>
#include <string>

#include "collect/byte_source.h"
#include "collect/record.h"
#include "collect/text_encoding.h"

namespace wend::collect {

struct CsvOptions {
  char delimiter = ',';
  bool header = true;
  bool trim = true;
  // What rows are read as that are not UTF-8: rejected, or Windows-1252 where the beginning of the
  // file left it open.
  bool windows_1252_rows = false;
  std::string name;  // what errors call the file
};

// Reads delimited text. `source` gives UTF-8. Errors: kInvalidInput when there is no row, kTooLarge
// when there are more columns than kColumnsMax.
base::Result<std::unique_ptr<RecordReader>> open_csv(std::unique_ptr<ByteSource> source,
                                                     const CsvOptions& options);

// The delimiter under which the rows of the sample agree best on more than one column; ',' when
// none does.
char guess_delimiter(std::string_view sample);
// Whether the first row looks like names: texts, none a number or a time, none twice by itself.
bool looks_like_header(std::string_view sample, char delimiter);

}  // namespace wend::collect
