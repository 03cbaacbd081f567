#pragma once

#include <atomic>
#include <condition_variable>
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <thread>

#include "base/result.h"
#include "unify/erased_folder.h"
#include "unify/erasure_steps.h"
#include "unify/live_segments.h"

namespace wend::unify {

// Erases people from everything that a data folder holds (docs/privacy.md, docs/decisions/0010).
// A request is written down as keyed hashes first; from then on the store takes nothing of the
// person in. Then the places are cleaned one after the other, those that need to know what the
// person was called by before the event store, so that a crash anywhere is made good by going on.
// One that was done, and is not in the store, the log or the other files, came back with a copy of
// before: it is done again before anybody can read.
class PersonErasure {
 public:
  struct Places {
    events::EventStore& events;
    log::EventLog& log;
    workspace::Workspace& workspace;
    std::filesystem::path folder;
    const env::Clock& clock;
    std::function<EraseInBody()> body_eraser;  // by the rules as they are now
    EraseInFiles erase_files;
    std::function<void(std::string_view)> report;
  };
  // Reads the list and makes the store obey it. Errors: kIo; kConflict when the workspace and the
  // folder's list are of different data folders.
  static base::Result<std::unique_ptr<PersonErasure>> open(Places places);
  ~PersonErasure();  // stops soon; the next start goes on

  // Does what waits, on this thread: for the command line, and for what a copy brought back.
  base::Status run_all();
  // Whether a copy of before was put in place of the store, the log or another file.
  bool brought_back() const { return !brought_back_.empty(); }
  // What a running server has in memory of people.
  struct Memory {
    LiveSegments* segments = nullptr;
    std::function<void()> write_refusals;  // those that are not in the workspace yet
    std::function<base::Status()> forget_caches;
  };
  // From now on requests are done on a thread of its own.
  void start(Memory memory);
  // Before those go.
  void stop() { thread_ = {}; }

  struct Preview {
    events::EventStore::PersonRows rows;
    workspace::PersonData::Found workspace;
    std::size_t profiles = 0;
    std::size_t short_values = 0;  // identities that are found only where they are the whole text
  };
  // What would go, but for the log, files and backups, which are not read for it. Errors:
  // kNotFound.
  base::Result<Preview> preview(std::int64_t profile);
  // Errors: kNotFound when the profile has nothing; kConflict when it is being erased.
  base::Result<workspace::Erasure> request(std::int64_t profile, std::string_view actor,
                                           bool keep_out);
  // Steps in their order, for progress.
  static const std::vector<std::string>& steps();
  const IdentityHasher& hasher() const { return hasher_; }

 private:
  PersonErasure(Places places, IdentityHasher hasher)
      : places_(std::move(places)), hasher_(hasher), folder_(places_.folder / "erased") {}
  void work(const std::stop_token& stop);
  base::Status load_list();
  base::Status note_brought_back();
  base::Status write_down(const workspace::Erasure& erasure, const Person& person);
  base::Result<Person> person_of(const workspace::Erasure& erasure, const std::stop_token& stop);
  base::Result<std::vector<model::PersonTexts::Value>> values_behind(
      const workspace::Erasure& erasure, std::int64_t from, const std::stop_token& stop);
  base::Status run(workspace::Erasure& erasure, const std::stop_token& stop);
  base::Status step(workspace::Erasure& erasure, Counts& counts, const std::stop_token& stop);
  base::Status log_step(workspace::Erasure& erasure, const PersonInBodies& person, Counts& counts,
                        const std::stop_token& stop);
  base::Status segments_step(workspace::Erasure& erasure, Counts& counts,
                             const std::stop_token& stop);
  base::Status rest_step(workspace::Erasure& erasure, Counts& counts, const std::stop_token& stop);
  base::Status sweep(const std::stop_token& stop);

  const Places places_;
  const IdentityHasher hasher_;
  const ErasedFolder folder_;
  Memory memory_;
  // What the person of this erasure is called by, as long as the process that began it lives: the
  // event store does not know it any more when the last step looks once more.
  std::string texts_of_;
  std::optional<model::PersonTexts> texts_;
  // By id, of this start: what knows already that the erasure was done.
  struct Clean {
    bool store = false, log = false;
  };
  std::map<std::string, Clean> brought_back_;
  // Of the erasure that runs: what copies of before say of the person, read once.
  std::optional<std::vector<model::PersonTexts::Value>> behind_;
  EraseInBody erase_body_;
  // Of the worker. What an earlier process refused and did not sweep is swept at the start.
  std::optional<std::uint64_t> swept_refusals_;

  const ErasureList::Refused refused_ = std::make_shared<std::atomic<std::uint64_t>>(0);
  std::mutex list_mutex_;
  std::shared_ptr<const ErasureList> list_;
  std::mutex mutex_;
  std::condition_variable_any wake_;
  bool woken_ = false;
  std::jthread thread_;
};

}  // namespace wend::unify
