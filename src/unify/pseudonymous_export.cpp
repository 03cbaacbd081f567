#include "unify/pseudonymous_export.h"

#include "unify/export_groups.h"
#include "unify/export_reading.h"
#include "unify/export_rows.h"
#include "unify/export_writer.h"

namespace wend::unify {
namespace {

// One way through the people of an export.
class Run {
 public:
  Run(const ExportSource& source, const std::function<void(double)>& progress,
      const std::stop_token& stop)
      : source_(source),
        progress_(progress),
        stop_(stop),
        rules_(source.store.identity_rules().rules),
        rows_({source.request, source.key, rules_, source.zone}),
        groups_(rows_.quasi_identifiers(), source.request.k) {}

  base::Status begin(const ExportReading::Limits& limits) {
    WEND_ASSIGN(auto reading,
                ExportReading::begin(source_.store, source_.request, source_.key, source_.purpose,
                                     source_.hasher, source_.erased, limits));
    reading_.emplace(std::move(reading));
    outcome_.without_consent = reading_->without_consent();
    outcome_.being_erased = reading_->being_erased();
    outcome_.looked_at = reading_->people();
    WEND_TRY(reading_->each_identity(
        [&](std::string_view name, std::string_view value) { rows_.add_identity(name, value); }));
    passes_ = groups_.asked() ? 3 : 2;
    WEND_TRY(pass([&](const ExportPerson& person) -> base::Status {
      rows_.learn(person);
      return {};
    }));
    WEND_TRY(rows_.learned());
    if (!groups_.asked()) return {};
    const base::Status counted = pass([&](const ExportPerson& person) -> base::Status {
      for (const ExportRow& row : rows_.rows(person)) groups_.see(row, person.place);
      return {};
    });
    WEND_TRY(counted);
    const auto left_out = groups_.left_out();
    outcome_.small_group_rows = left_out.rows;
    outcome_.small_groups = left_out.groups;
    outcome_.smallest_group = groups_.smallest();
    return {};
  }

  base::Status each_row(const std::function<base::Status(const ExportRow&)>& take) {
    const auto replaced_before = rows_.replaced();
    const base::Status read = pass([&](const ExportPerson& person) -> base::Status {
      bool any = false;
      for (const ExportRow& row : rows_.rows(person)) {
        if (!groups_.is_large_enough(row)) continue;
        WEND_TRY(take(row));
        any = true;
        ++outcome_.rows;
      }
      if (any) ++outcome_.customers;
      return {};
    });
    WEND_TRY(read);
    outcome_.replaced = rows_.replaced() - replaced_before;
    return {};
  }

  const std::vector<ExportField>& fields() const { return rows_.fields(); }
  const ExportOutcome& outcome() const { return outcome_; }

 private:
  base::Status pass(const std::function<base::Status(const ExportPerson&)>& take) {
    const base::Status read = reading_->each_person(
        [&](ExportPerson&& person) -> base::Status {
          WEND_TRY(take(person));
          if (progress_ && person.place % 256 == 0)
            progress_((passes_done_ + static_cast<double>(person.place) /
                                          static_cast<double>(reading_->people())) /
                      passes_);
          return {};
        },
        stop_);
    WEND_TRY(read);
    ++passes_done_;
    return {};
  }

  const ExportSource& source_;
  const std::function<void(double)>& progress_;
  const std::stop_token& stop_;
  const model::IdentityRules rules_;
  ExportRows rows_;
  ExportGroups groups_;
  std::optional<ExportReading> reading_;
  ExportOutcome outcome_;
  double passes_ = 2, passes_done_ = 0;
};

}  // namespace

base::Result<ExportOutcome> write_pseudonymous_export(const ExportSource& source,
                                                      const std::filesystem::path& file,
                                                      const std::function<void(double)>& progress,
                                                      const std::stop_token& stop) {
  Run run(source, progress, stop);
  WEND_TRY(run.begin({}));
  WEND_ASSIGN(const auto writer, ExportWriter::open(file, source.request.format, run.fields()));
  WEND_TRY(run.each_row([&](const ExportRow& row) { return writer->row(row); }));
  WEND_TRY(writer->finish());
  return run.outcome();
}

base::Result<ExportPreview> preview_pseudonymous_export(const ExportSource& source,
                                                        const std::stop_token& stop,
                                                        std::uint64_t people_max) {
  const std::function<void(double)> nobody_waits;
  Run run(source, nobody_waits, stop);
  WEND_TRY(run.begin({.people_max = people_max}));
  ExportPreview preview;
  WEND_TRY(run.each_row([&](const ExportRow& row) -> base::Status {
    if (preview.rows.size() < kPreviewRows) preview.rows.push_back(row);
    return {};
  }));
  preview.fields = run.fields();
  preview.outcome = run.outcome();
  preview.all = preview.outcome.looked_at < people_max;
  return preview;
}

}  // namespace wend::unify
