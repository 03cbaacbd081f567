#include "unify/pseudonymous_exports.h"

#include <algorithm>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <chrono>
#include <fmt/format.h>
#include <fstream>
#include <set>

#include "env/thread_rank.h"

namespace wend::unify {
namespace {

namespace fs = std::filesystem;
using base::ErrorCode;
using workspace::Export;
using workspace::ExportState;

constexpr std::chrono::seconds kLookEvery{30};
constexpr std::size_t kPiece = 256 * 1024;
// Somebody is erased while it is written, again and again: then it waits for another time.
constexpr int kBeginnings = 5;

std::unexpected<base::Error> no_export() {
  return base::fail(ErrorCode::kNotFound, "There is no such export.");
}

base::Result<model::ConsentPurposes> purposes_for(Consent& consent, const ExportRequest& request) {
  if (request.only_with.empty()) return model::ConsentPurposes{};
  WEND_ASSIGN(auto stored, consent.purposes());
  if (stored.purposes.find(request.only_with) == nullptr)
    return base::fail(ErrorCode::kNotFound,
                      fmt::format("There is no purpose \"{}\".", request.only_with), "only_with",
                      "GET /api/v1/consent/purposes lists them.");
  return std::move(stored.purposes);
}

struct Erased {
  std::vector<std::string> pending;  // keyed hashes
  std::optional<env::TimeUs> last;   // when somebody asked for an erasure
};
base::Result<Erased> erased_people(workspace::Workspace& workspace) {
  WEND_ASSIGN(const auto all, workspace.erasures().all());
  Erased erased;
  for (const auto& one : all) {
    erased.last = std::max(erased.last.value_or(one.requested_at), one.requested_at);
    if (one.state != workspace::ErasureState::kDone)
      erased.pending.insert(erased.pending.end(), one.hashes.begin(), one.hashes.end());
  }
  return erased;
}

void remove_file(const fs::path& file) {
  std::error_code ignored;
  fs::remove(file, ignored);
}

}  // namespace

boost::json::object to_json(const ExportOutcome& outcome) {
  return {{"rows", outcome.rows},
          {"customers", outcome.customers},
          {"left_out", boost::json::object{{"without_consent", outcome.without_consent},
                                           {"being_erased", outcome.being_erased},
                                           {"small_group_rows", outcome.small_group_rows},
                                           {"small_groups", outcome.small_groups}}},
          {"smallest_group", outcome.smallest_group},
          {"replaced", outcome.replaced}};
}

fs::path PseudonymousExports::file_of(const Export& one) const {
  return places_.folder / one.id;
}

base::Result<PseudonymKey> PseudonymousExports::key_for(const ExportRequest& request) {
  if (!request.kept_key) return PseudonymKey::make();
  WEND_ASSIGN(const auto kept, places_.workspace.exports().keep_key(PseudonymKey::make().text()));
  return PseudonymKey::from_text(kept.text);
}

base::Result<Export> PseudonymousExports::create(const ExportRequest& request,
                                                 std::string_view actor) {
  WEND_TRY(purposes_for(places_.consent, request));
  WEND_ASSIGN(const auto exports, places_.workspace.exports().all());
  const auto waiting = std::ranges::count(exports, ExportState::kWaiting, &Export::state);
  if (static_cast<std::size_t>(waiting) >= kWaitingMax)
    return base::fail(ErrorCode::kTooMany, "Too many exports wait to be written.", "",
                      "Wait until some are done, or delete them.");
  Export one;
  // Times stand in it with their offset.
  one.request = boost::json::serialize(to_json(request, model::TimeZone()));
  one.actor = std::string(actor);
  WEND_ASSIGN(one, places_.workspace.exports().create(std::move(one)));
  {
    std::lock_guard lock(mutex_);
    woken_ = true;
  }
  wake_.notify_all();
  return one;
}

base::Result<ExportPreview> PseudonymousExports::preview(const ExportRequest& request,
                                                         const std::stop_token& stop) {
  WEND_ASSIGN(const auto purposes, purposes_for(places_.consent, request));
  WEND_ASSIGN(const auto erased, erased_people(places_.workspace));
  WEND_ASSIGN(const auto zone, places_.zone());
  const PseudonymKey key = PseudonymKey::make();
  return preview_pseudonymous_export({places_.store, request, key, purposes.find(request.only_with),
                                      places_.hasher, erased.pending, zone},
                                     stop);
}

base::Result<ExportOutcome> PseudonymousExports::write_without_erased(
    const ExportRequest& request, const fs::path& file, const std::function<void(double)>& progress,
    const std::stop_token& stop, env::TimeUs& began_at) {
  WEND_ASSIGN(const auto zone, places_.zone());
  for (int i = 0; i < kBeginnings; ++i) {
    began_at = places_.clock.now_us();
    WEND_ASSIGN(const auto purposes, purposes_for(places_.consent, request));
    WEND_ASSIGN(const PseudonymKey key, key_for(request));
    WEND_ASSIGN(const auto erased, erased_people(places_.workspace));
    WEND_ASSIGN(
        const auto outcome,
        write_pseudonymous_export({places_.store, request, key, purposes.find(request.only_with),
                                   places_.hasher, erased.pending, zone},
                                  file, progress, stop));
    WEND_ASSIGN(const auto after, erased_people(places_.workspace));
    if (after.last == erased.last) return outcome;
    remove_file(file);
  }
  return base::fail(ErrorCode::kUnavailable, "Customers are being erased all the time.", "",
                    "Try again when that is over.");
}

base::Result<ExportOutcome> PseudonymousExports::write(const ExportRequest& request,
                                                       const fs::path& file) {
  env::TimeUs began_at = 0;
  return write_without_erased(request, file, {}, {}, began_at);
}

base::Result<std::vector<Export>> PseudonymousExports::all() {
  WEND_TRY(sweep());
  return places_.workspace.exports().all();
}

base::Result<Export> PseudonymousExports::find(std::string_view id) {
  WEND_TRY(sweep());
  WEND_ASSIGN(auto one, places_.workspace.exports().find(id));
  if (!one) return no_export();
  return *std::move(one);
}

double PseudonymousExports::progress(std::string_view id) const {
  std::lock_guard lock(mutex_);
  return running_ == id ? progress_ : 0;
}

base::Result<PseudonymousExports::Download> PseudonymousExports::download(std::string_view id) {
  WEND_ASSIGN(const Export one, find(id));
  if (one.state == ExportState::kWaiting || one.state == ExportState::kRunning)
    return base::fail(ErrorCode::kConflict, "The export is not written yet.", "",
                      "Ask again when its state is \"ready\".");
  if (one.state != ExportState::kReady)
    return base::fail(ErrorCode::kConflict, "The file of this export is not there any more.", "",
                      "Make a new export.");
  const auto file = std::make_shared<std::ifstream>(file_of(one), std::ios::binary);
  if (!*file)
    return base::fail(ErrorCode::kIo, "The file of this export cannot be read.", one.id,
                      "Make a new export.");
  boost::system::error_code error;
  const auto document = boost::json::parse(one.request, error);
  WEND_ASSIGN(const auto request, export_request_from(document, model::TimeZone()));
  const auto next = [this, file, one,
                     done = false]() mutable -> base::Result<std::optional<std::string>> {
    if (done) return std::optional<std::string>();
    std::string piece(kPiece, '\0');
    file->read(piece.data(), static_cast<std::streamsize>(piece.size()));
    piece.resize(static_cast<std::size_t>(file->gcount()));
    if (file->bad())
      return base::fail(ErrorCode::kIo, "The file of this export cannot be read.", one.id);
    if (!piece.empty()) return std::optional(std::move(piece));
    done = true;
    Export over = one;
    over.state = ExportState::kDownloaded;
    over.downloaded_at = places_.clock.now_us();
    WEND_TRY(places_.workspace.exports().save_when(over, ExportState::kReady));
    remove_file(file_of(one));
    return std::optional<std::string>();
  };
  return Download{
      fmt::format("{}-{}.{}", to_string(request.what), one.id, ending_of(request.format)),
      static_cast<std::uint64_t>(one.bytes), next};
}

base::Status PseudonymousExports::remove(std::string_view id) {
  WEND_ASSIGN(const auto one, places_.workspace.exports().find(id));
  if (!one) return no_export();
  WEND_TRY(places_.workspace.exports().remove(id));
  {
    std::lock_guard lock(mutex_);
    if (running_ == id) stop_running_.request_stop();
  }
  remove_file(file_of(*one));
  return {};
}

base::Result<std::optional<workspace::Exports::Key>> PseudonymousExports::key() {
  return places_.workspace.exports().key();
}

base::Result<workspace::Exports::Key> PseudonymousExports::renew_key() {
  return places_.workspace.exports().replace_key(PseudonymKey::make().text());
}

base::Status PseudonymousExports::sweep() {
  WEND_ASSIGN(const auto erased, erased_people(places_.workspace));
  WEND_ASSIGN(const auto exports, places_.workspace.exports().all());
  std::set<std::string> kept;
  for (Export one : exports) {
    if (one.state == ExportState::kRunning) {
      // Parquet has files of its own beside it.
      for (const char* ending : {"", ".scratch", ".scratch.wal", ".scratch.tmp"})
        kept.insert(one.id + ending);
      continue;
    }
    if (one.state != ExportState::kReady) continue;
    const bool old = places_.clock.now_us() - one.finished_at.value_or(0) >= kKeptUs;
    const bool erased_since = erased.last && *erased.last >= one.began_at.value_or(0);
    if (!old && !erased_since) {
      kept.insert(one.id);
      continue;
    }
    one.state = erased_since ? ExportState::kWithdrawn : ExportState::kExpired;
    WEND_TRY(places_.workspace.exports().save_when(one, ExportState::kReady));
    remove_file(file_of(one));
  }
  std::error_code error;
  std::vector<fs::path> others;
  for (const auto& entry : fs::directory_iterator(places_.folder, error))
    if (!kept.contains(entry.path().filename().string())) others.push_back(entry.path());
  // One that is becoming ready just now is found so by a second look.
  for (const fs::path& other : others) {
    WEND_ASSIGN(const auto now, places_.workspace.exports().find(other.filename().string()));
    if (now && (now->state == ExportState::kReady || now->state == ExportState::kRunning)) continue;
    std::lock_guard lock(mutex_);
    if (!running_.empty() && other.filename().string().starts_with(running_)) continue;
    fs::remove_all(other, error);
  }
  return {};
}

void PseudonymousExports::start() {
  thread_ = std::jthread([this](const std::stop_token& stop) { work(stop); });
}

void PseudonymousExports::work(const std::stop_token& stop) {
  env::lower_this_thread(env::ThreadRank::kBackground);
  const auto tell = [&](const base::Status& done) {
    if (!done && done.error().code != ErrorCode::kCancelled)
      places_.report(fmt::format("Exports: {}", done.error().to_sentence()));
  };
  const auto begin_again = [&]() -> base::Status {
    WEND_ASSIGN(const auto exports, places_.workspace.exports().all());
    for (Export one : exports) {
      if (one.state != ExportState::kRunning) continue;
      one.state = ExportState::kWaiting;
      WEND_TRY(places_.workspace.exports().save(one));
    }
    return {};
  };
  tell(begin_again());
  while (!stop.stop_requested()) {
    {
      std::unique_lock lock(mutex_);
      wake_.wait_for(lock, stop, kLookEvery, [&] { return woken_; });
      woken_ = false;
    }
    if (stop.stop_requested()) return;
    tell(sweep());
    for (;;) {
      const auto made = make_next(stop);
      if (!made) tell(base::fail(made.error()));
      if (!made || !*made) break;
    }
  }
}

base::Result<bool> PseudonymousExports::make_next(const std::stop_token& stop) {
  WEND_ASSIGN(const auto exports, places_.workspace.exports().all());
  const auto next =
      std::ranges::find(exports.rbegin(), exports.rend(), ExportState::kWaiting, &Export::state);
  if (next == exports.rend() || stop.stop_requested()) return false;
  Export one = *next;
  one.state = ExportState::kRunning;
  one.began_at = places_.clock.now_us();
  {
    std::lock_guard lock(mutex_);
    running_ = one.id;
    progress_ = 0;
    stop_running_ = std::stop_source();
  }
  WEND_ASSIGN(const bool still_there,
              places_.workspace.exports().save_when(one, ExportState::kWaiting));
  if (!still_there) return true;
  const std::stop_callback end(stop, [this] {
    std::lock_guard lock(mutex_);
    stop_running_.request_stop();
  });
  std::stop_token token;
  {
    std::lock_guard lock(mutex_);
    token = stop_running_.get_token();
  }
  const auto file = file_of(one);
  const auto make = [&]() -> base::Result<ExportOutcome> {
    std::error_code error;
    fs::create_directories(places_.folder, error);
    fs::permissions(places_.folder, fs::perms::owner_all, error);
    boost::system::error_code wrong;
    const auto document = boost::json::parse(one.request, wrong);
    WEND_ASSIGN(const auto request, export_request_from(document, model::TimeZone()));
    env::TimeUs began_at = 0;
    const auto outcome = write_without_erased(
        request, file,
        [this](double done) {
          std::lock_guard lock(mutex_);
          progress_ = done;
        },
        token, began_at);
    one.began_at = began_at;
    return outcome;
  };
  const auto outcome = make();
  std::error_code error;
  if (outcome) {
    one.state = ExportState::kReady;
    one.outcome = boost::json::serialize(to_json(*outcome));
    one.bytes = static_cast<std::int64_t>(fs::file_size(file, error));
  } else {
    remove_file(file);
    // The server stops: it is made again at the next start.
    const bool again = outcome.error().code == ErrorCode::kCancelled && stop.stop_requested();
    one.state = again ? ExportState::kWaiting : ExportState::kFailed;
    one.error = again ? "" : outcome.error().to_sentence();
  }
  one.finished_at = places_.clock.now_us();
  const auto saved = places_.workspace.exports().save_when(one, ExportState::kRunning);
  {
    std::lock_guard lock(mutex_);
    running_.clear();
  }
  if (!saved || !*saved) remove_file(file);  // deleted meanwhile
  WEND_TRY(saved);
  return true;
}

}  // namespace wend::unify
