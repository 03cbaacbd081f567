#pragma once

#include <boost/json/object.hpp>
#include <condition_variable>
#include <filesystem>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <stop_token>
#include <string>
#include <thread>
#include <vector>

#include "base/result.h"
#include "unify/consent.h"
#include "unify/pseudonymous_export.h"
#include "workspace/workspace.h"

namespace wend::unify {

// The pseudonymised exports of a workspace: made one after another, kept until they are downloaded
// or a day is over. When somebody is erased, files that may hold what is left of them are
// withdrawn, and an export that was being written begins anew.
class PseudonymousExports {
 public:
  struct Places {
    const events::EventStore& store;
    workspace::Workspace& workspace;
    Consent& consent;
    IdentityHasher hasher;
    std::filesystem::path folder;  // of the files; made when it is missing
    const env::Clock& clock;
    std::function<base::Result<model::TimeZone>()> zone;
    std::function<void(std::string_view)> report;
  };
  explicit PseudonymousExports(Places places) : places_(std::move(places)) {}
  ~PseudonymousExports() { stop(); }

  static constexpr env::TimeUs kKeptUs = env::kDayUs;
  static constexpr std::size_t kWaitingMax = 20;

  // Errors: kNotFound for a purpose that is none; kTooMany.
  base::Result<workspace::Export> create(const ExportRequest& request, std::string_view actor);
  // As create() would write it, but for the pseudonyms, which are of no key that is kept.
  base::Result<ExportPreview> preview(const ExportRequest& request, const std::stop_token& stop);
  // Writes one at once, for the command line.
  base::Result<ExportOutcome> write(const ExportRequest& request,
                                    const std::filesystem::path& file);

  base::Result<std::vector<workspace::Export>> all();  // the newest first
  // Errors: kNotFound.
  base::Result<workspace::Export> find(std::string_view id);
  // Of the one that is being written, from 0 to 1.
  double progress(std::string_view id) const;

  // The bytes, in pieces; the file goes with the last. Errors: kNotFound; kConflict when it is not
  // there yet or not any more.
  struct Download {
    std::string file_name;
    std::uint64_t bytes = 0;
    std::function<base::Result<std::optional<std::string>>()> next;
  };
  base::Result<Download> download(std::string_view id);
  // Stops it when it is being written, and takes file and line away. Errors: kNotFound.
  base::Status remove(std::string_view id);

  base::Result<std::optional<workspace::Exports::Key>> key();
  // From now on exports with the workspace's key cannot be joined with those of before.
  base::Result<workspace::Exports::Key> renew_key();

  // Takes away what is too old, or may hold somebody who was erased since.
  base::Status sweep();
  // From now on exports are made on a thread of their own; one that a crash interrupted is made
  // again.
  void start();
  void stop() { thread_ = {}; }

 private:
  std::filesystem::path file_of(const workspace::Export& one) const;
  base::Result<PseudonymKey> key_for(const ExportRequest& request);
  base::Result<ExportOutcome> write_without_erased(const ExportRequest& request,
                                                   const std::filesystem::path& file,
                                                   const std::function<void(double)>& progress,
                                                   const std::stop_token& stop,
                                                   env::TimeUs& began_at);
  void work(const std::stop_token& stop);
  base::Result<bool> make_next(const std::stop_token& stop);

  const Places places_;
  mutable std::mutex mutex_;
  std::condition_variable_any wake_;
  bool woken_ = true;
  std::string running_;  // its id
  double progress_ = 0;
  std::stop_source stop_running_;
  std::jthread thread_;
};

boost::json::object to_json(const ExportOutcome& outcome);

}  // namespace wend::unify
