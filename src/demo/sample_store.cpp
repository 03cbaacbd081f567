#include "demo/sample_store.h"

#include <deque>
#include <fmt/format.h>
#include <map>
#include <string>
#include <vector>

namespace wend::demo {
namespace {

// The events of one source with their texts. A deque of blocks never moves what it holds.
class SourceRows {
 public:
  void add(const model::EventRow& row) {
    model::EventRow copy = row;
    copy.name = keep(row.name);
    copy.channel = keep(row.channel);
    copy.identity_namespace = keep(row.identity_namespace);
    copy.identity_value = keep(row.identity_value);
    copy.properties = keep(row.properties);
    rows_.push_back(copy);
  }
  std::vector<model::EventRow> take() { return std::move(rows_); }

 private:
  static constexpr std::size_t kBlockBytes = 1 << 20;

  std::string_view keep(std::string_view text) {
    if (blocks_.empty() || blocks_.back().size() + text.size() > blocks_.back().capacity()) {
      blocks_.emplace_back().reserve(std::max(kBlockBytes, text.size()));
    }
    std::string& block = blocks_.back();
    const std::size_t at = block.size();
    block.append(text);
    return std::string_view(block).substr(at, text.size());
  }

  std::deque<std::string> blocks_;
  std::vector<model::EventRow> rows_;
};

}  // namespace

base::Result<SampleSummary> load_sample(events::EventStore& store, std::uint64_t seed,
                                        const CompanyOptions& options) {
  std::map<std::string, SourceRows, std::less<>> sources;
  SampleSummary summary;
  generate(seed, options, [&](const CompanyEvent& event) {
    ++summary.events;
    auto found = sources.find(event.source);
    if (found == sources.end()) found = sources.emplace(event.source, SourceRows()).first;
    found->second.add(event.row);
  });
  for (auto& [name, rows] : sources) {
    events::ImportStart start;
    start.source = name;
    start.source_kind = "sample";
    start.file = fmt::format("sample company, seed {}", seed);
    start.ids = events::IdKind::kMessage;
    WEND_ASSIGN(const auto record, store.import(start, rows.take()));
    summary.added += record.added;
    ++summary.sources;
  }
  return summary;
}

}  // namespace wend::demo
