#pragma once

#include <boost/json/object.hpp>
#include <filesystem>
#include <functional>
#include <stop_token>
#include <string>

#include "base/result.h"
#include "log/event_log.h"
#include "unify/person.h"
#include "unify/segment_journal.h"
#include "workspace/workspace.h"

// The places a person is taken out of, one function each. All of them may be done again: what is
// gone already is not counted. What they took out is added to `counts`.
namespace wend::unify {

using Counts = boost::json::object;
void add_count(Counts& counts, std::string_view place, std::string_view what, std::uint64_t number);

// Tells how far it is; answers false to stop.
using LogProgress = std::function<bool(std::int64_t position)>;
// Records in (from, to]. Errors: kCancelled when it was stopped.
base::Status erase_in_log(log::EventLog& log, const EraseInBody& erase,
                          const PersonInBodies& person, std::int64_t from, std::int64_t to,
                          Counts& counts, const LogProgress& progress);
base::Status erase_in_files(const EraseInFiles& erase, const std::filesystem::path& folder,
                            const model::PersonTexts& texts, Counts& counts);
// How the person is found in the workspace: by the numbers of identities, by values in texts, and
// by the customer's id there. Both outlive it.
workspace::PersonData::Person in_workspace(const Person& person, const model::PersonTexts& texts);
base::Status erase_in_workspace(workspace::Workspace& workspace, const Person& person,
                                const model::PersonTexts& texts, Counts& counts);
base::Status erase_in_store(events::EventStore& store, const Person& person,
                            const model::PersonTexts& texts, std::string_view erasure,
                            Counts& counts);
// Profiles of the journal that no identity stands for any more.
base::Result<std::vector<std::int64_t>> unknown_profiles(SegmentJournal& journal,
                                                         const events::EventStore& store);

// Copies of a data folder, or of parts of one, in a folder of backups: the person leaves each of
// them, byte for byte. Files that are none of Wend's are counted as `not_searched`. `is` says whose
// an identity is; who has one of the hashes is looked for in each copy.
struct Copies {
  const EraseInBody& erase_body;
  const EraseInFiles& erase_files;
  const IdentityHasher& hasher;
  const env::Clock& clock;
  std::function<bool(const model::NamedIdentity&, env::TimeUs)> is;
  const std::vector<std::string>& hashes;
  std::string_view erasure;
};
base::Status erase_in_copies(const Copies& copies, const std::filesystem::path& backups,
                             const Person& person, const model::IdentityRules& rules,
                             Counts& counts, const std::stop_token& stop);

}  // namespace wend::unify
