#include "unify/term_merge.h"

#include <algorithm>
#include <memory>
#include <optional>

namespace wend::unify {
namespace {

// The terms of a run, one after the other.
class RunCursor {
 public:
  RunCursor(CustomerFile& file, const TermRun& run) : file_(&file), run_(&run) {}
  RunCursor(const RunCursor&) = delete;  // the reader looks at the bytes
  RunCursor& operator=(const RunCursor&) = delete;

  // False: at the end.
  base::Result<bool> next() {
    for (;;) {
      if (reader_ && reader_->next()) return true;
      if (reader_ && reader_->damaged()) return damaged();
      if (block_ == run_->first_terms.size()) {
        reader_.reset();
        return false;
      }
      WEND_TRY(file_->each_block(*run_, block_, block_ + 1, CustomerFile::Part::kTerms,
                                 [this](std::string_view bytes) {
                                   bytes_ = bytes;
                                   return true;
                                 }));
      ++block_;
      reader_.emplace(bytes_);
    }
  }
  bool ended() const { return !reader_.has_value(); }
  const std::string& term() const { return reader_->term(); }
  base::Status add_ordinals(const CustomerColumns& columns, std::vector<Ordinal>& ordinals) {
    here_.clear();
    if (!reader_->read_ordinals(here_)) return damaged();
    for (const Ordinal ordinal : here_)
      if (ordinal < columns.size() && speaks_of(*run_, columns.written(ordinal)))
        ordinals.push_back(ordinal);
    return {};
  }

 private:
  static std::unexpected<base::Error> damaged() {
    return base::fail(base::ErrorCode::kIo, "The index of customers is damaged.");
  }

  CustomerFile* file_;
  const TermRun* run_;
  std::size_t block_ = 0;
  std::string bytes_;
  std::optional<TermBlockReader> reader_;
  std::vector<Ordinal> here_;
};

}  // namespace

base::Status TermRunWriter::begin() {
  WEND_ASSIGN(run_.number, file_.next_run());
  return {};
}

base::Status TermRunWriter::put() {
  TermBlock block = block_.take();
  WEND_TRY(file_.put_block(run_, block, run_.first_terms.size()));
  run_.bytes += block.bytes();
  run_.first_terms.push_back(std::move(block.first_term));
  return {};
}

base::Status TermRunWriter::add(std::string_view term, std::span<const Ordinal> ordinals) {
  block_.add(term, ordinals);
  return block_.full() ? put() : base::Status();
}

base::Status TermRunWriter::finish() {
  if (!block_.empty()) WEND_TRY(put());
  return run_.first_terms.empty() ? base::Status() : file_.put_run(run_);
}

base::Status merge_runs(CustomerFile& file, std::span<const TermRun> runs,
                        const CustomerColumns& columns, TermRun& merged) {
  std::vector<std::unique_ptr<RunCursor>> cursors;
  for (const TermRun& run : runs) {
    auto cursor = std::make_unique<RunCursor>(file, run);
    WEND_ASSIGN(const bool some, cursor->next());
    if (some) cursors.push_back(std::move(cursor));
  }
  TermRunWriter writer(file, merged);
  WEND_TRY(writer.begin());
  std::string term;
  std::vector<Ordinal> ordinals;
  while (!cursors.empty()) {
    term = (*std::ranges::min_element(cursors, {}, [](const auto& cursor) -> const std::string& {
             return cursor->term();
           }))->term();
    ordinals.clear();
    for (const auto& cursor : cursors) {
      while (!cursor->ended() && cursor->term() == term) {
        WEND_TRY(cursor->add_ordinals(columns, ordinals));
        WEND_TRY(cursor->next());
      }
    }
    std::erase_if(cursors, [](const auto& cursor) { return cursor->ended(); });
    std::ranges::sort(ordinals);
    ordinals.erase(std::unique(ordinals.begin(), ordinals.end()), ordinals.end());
    if (!ordinals.empty()) WEND_TRY(writer.add(term, ordinals));
  }
  return writer.finish();
}

}  // namespace wend::unify
