#include "unify/erasure_steps.h"

#include <algorithm>
#include <set>
#include <unordered_set>

#include "base/failpoint.h"

namespace wend::unify {
namespace {

namespace fs = std::filesystem;
namespace json = boost::json;

// Some at a time, so that whoever commits to the log never waits long.
constexpr std::size_t kRecords = 512;
constexpr std::size_t kBytes = 8 * 1024 * 1024;

bool is_there(const fs::path& path) {
  std::error_code error;
  return fs::exists(path, error);
}

// Whether a customer's id stands in the text; they may have been known by any of their identities.
bool names_customer(std::string_view text, const std::vector<std::int64_t>& identities) {
  static const std::size_t kSize = model::customer_id_text(0).size();
  for (std::size_t at = text.find("c_"); at != std::string_view::npos;
       at = text.find("c_", at + 1)) {
    const auto id = model::customer_id_from(text.substr(at, kSize));
    if (id && std::ranges::binary_search(identities, *id)) return true;
  }
  return false;
}

std::set<fs::path> folders_of_copies(const fs::path& backups, Counts& counts) {
  constexpr std::string_view kOurs[] = {"events.duckdb", "log.db", "workspace.db", "segments.db"};
  std::set<fs::path> folders;
  std::vector<fs::path> files;
  std::error_code error;
  for (const auto& entry : fs::recursive_directory_iterator(backups, error)) {
    if (!entry.is_regular_file()) continue;
    files.push_back(entry.path());
    if (std::ranges::find(kOurs, entry.path().filename().string()) != std::end(kOurs))
      folders.insert(entry.path().parent_path());
  }
  for (const fs::path& file : files) {
    const bool known = std::ranges::any_of(folders, [&](const fs::path& folder) {
      return file.string().starts_with(folder.string() + "/");
    });
    if (!known) add_count(counts, "backups", "not_searched", 1);
  }
  return folders;
}

base::Status erase_in_copy(const Copies& copies, const fs::path& folder, const Person& person,
                           const model::IdentityRules& rules, Counts& counts,
                           const std::stop_token& stop) {
  Person known = person;
  std::optional<model::PersonTexts> texts(std::in_place, rules, person.values);
  std::unique_ptr<events::EventStore> store;
  if (is_there(folder / "events.duckdb")) {
    WEND_ASSIGN(store, events::EventStore::open(
                           (folder / "events.duckdb").string(),
                           {.memory_limit_mib = 512, .threads = 1, .clock = &copies.clock}));
    WEND_ASSIGN(Person here, person_of_hashes(*store, copies.hasher, copies.hashes, false));
    // What the live store does not know any more the copy may.
    here.values.insert(here.values.end(), person.values.begin(), person.values.end());
    known = std::move(here);
    texts.emplace(rules, known.values);
  }
  if (is_there(folder / "log.db")) {
    WEND_ASSIGN(const auto log, log::EventLog::open((folder / "log.db").string(), copies.clock));
    WEND_ASSIGN(const auto last, log->last_position());
    WEND_TRY(erase_in_log(*log, copies.erase_body, {copies.is, &*texts}, 0, last, counts,
                          [&](std::int64_t) { return !stop.stop_requested(); }));
    WEND_TRY(log->note_erasure(copies.erasure));
    WEND_TRY(log->scrub());
  }
  WEND_TRY(erase_in_files(copies.erase_files, folder, *texts, counts));
  if (is_there(folder / "workspace.db")) {
    WEND_ASSIGN(const auto workspace,
                workspace::Workspace::open((folder / "workspace.db").string(), copies.clock));
    WEND_TRY(erase_in_workspace(*workspace, known, *texts, counts));
    WEND_TRY(workspace->person_data().scrub());
  }
  if (store != nullptr) {
    WEND_TRY(erase_in_store(*store, known, *texts, copies.erasure, counts));
    if (is_there(folder / "segments.db")) {
      WEND_ASSIGN(const auto journal, SegmentJournal::open((folder / "segments.db").string()));
      WEND_ASSIGN(const auto unknown, unknown_profiles(*journal, *store));
      WEND_TRY(journal->forget(unknown));
      WEND_TRY(journal->note_erasure(copies.erasure));
      WEND_TRY(journal->scrub());
    }
    WEND_TRY(store->rewrite());
  }
  std::error_code ignored;
  fs::remove_all(folder / "index", ignored);
  add_count(counts, "backups", "copies", 1);
  return {};
}

}  // namespace

void add_count(Counts& counts, std::string_view place, std::string_view what,
               std::uint64_t number) {
  json::value& at = counts[place];
  if (!at.is_object()) at = json::object();
  json::value& value = at.get_object()[what];
  value = (value.is_number() ? value.to_number<std::uint64_t>() : 0) + number;
}

base::Status erase_in_log(log::EventLog& log, const EraseInBody& erase,
                          const PersonInBodies& person, std::int64_t from, std::int64_t to,
                          Counts& counts, const LogProgress& progress) {
  while (from < to) {
    WEND_ASSIGN(const auto records, log.read(from, kRecords, kBytes));
    if (records.empty()) return {};
    std::vector<log::EventLog::Replacement> replacements;
    Counts found;
    for (const log::Record& record : records) {
      if (record.position > to) break;
      if (record.kind != log::RecordKind::kBody) continue;
      WEND_ASSIGN(ErasedBody erased, erase(record.payload, person));
      if (!erased.changed) continue;
      add_count(found, "log", "bodies", 1);
      add_count(found, "log", "messages", erased.messages);
      add_count(found, "log", "redacted", erased.redacted);
      replacements.push_back({record.position, std::move(erased.payload)});
    }
    WEND_TRY(log.replace(replacements));
    for (const auto& [place, of_place] : found)
      for (const auto& [what, number] : of_place.get_object())
        add_count(counts, place, what, number.to_number<std::uint64_t>());
    from = std::min(records.back().position, to);
    if (!progress(from)) return base::fail(base::ErrorCode::kCancelled, "Wend stops.");
  }
  return {};
}

base::Status erase_in_files(const EraseInFiles& erase, const fs::path& folder,
                            const model::PersonTexts& texts, Counts& counts) {
  WEND_ASSIGN(const auto files, erase(folder.string(), texts));
  add_count(counts, "files", "rejected_rows", files.rejected_rows);
  add_count(counts, "files", "uploads", files.uploads);
  add_count(counts, "files", "uploads_not_searched", files.unreadable);
  return {};
}

workspace::PersonData::Person in_workspace(const Person& person, const model::PersonTexts& texts) {
  return {.identities = person.identities,
          .is_named_in =
              [&](std::string_view text) {
                return texts.is_named_in(text) || names_customer(text, person.identities);
              },
          .is_told_in = [&](std::string_view text) { return texts.is_in(text); }};
}

base::Status erase_in_workspace(workspace::Workspace& workspace, const Person& person,
                                const model::PersonTexts& texts, Counts& counts) {
  WEND_ASSIGN(const auto found, workspace.person_data().forget(in_workspace(person, texts)));
  // Whoever keeps them in memory reads them again.
  WEND_TRY(workspace.account_decisions().forget(person.identities));
  add_count(counts, "workspace", "account_decisions", found.account_decisions);
  add_count(counts, "workspace", "list_entries", found.list_entries);
  add_count(counts, "workspace", "refusals", found.refusals);
  add_count(counts, "workspace", "answers", found.answers);
  add_count(counts, "workspace", "audit", found.audit);
  const auto ids = [](const std::vector<std::string>& from) {
    json::array list;
    for (const std::string& id : from) list.emplace_back(id);
    return list;
  };
  counts["named_by_questions"] = ids(found.questions);
  counts["named_by_segments"] = ids(found.segments);
  counts["named_by_settings"] = ids(found.settings);
  return {};
}

base::Status erase_in_store(events::EventStore& store, const Person& person,
                            const model::PersonTexts& texts, std::string_view erasure,
                            Counts& counts) {
  WEND_ASSIGN(const auto rows, store.erase_person(person.identities, texts, erasure));
  add_count(counts, "events", "events", rows.events);
  add_count(counts, "events", "identities", rows.identities);
  add_count(counts, "events", "links", rows.links);
  add_count(counts, "events", "journal", rows.journal);
  add_count(counts, "events", "imports", rows.imports);
  add_count(counts, "events", "redacted", rows.redacted);
  add_count(counts, "events", "unmapped", rows.unmapped);
  add_count(counts, "events", "sources", rows.sources);
  return {};
}

base::Result<std::vector<std::int64_t>> unknown_profiles(SegmentJournal& journal,
                                                         const events::EventStore& store) {
  WEND_ASSIGN(auto profiles, journal.profiles());
  std::unordered_set<std::int64_t> known;
  WEND_ASSIGN(auto connection, store.reader());
  WEND_ASSIGN(auto statement, connection.prepare("SELECT identity_id FROM identities"));
  WEND_ASSIGN(auto rows, statement.stream({}));
  for (;;) {
    WEND_ASSIGN(const bool more, rows.next());
    if (!more) break;
    for (const std::int64_t identity : rows.values<std::int64_t>(0)) known.insert(identity);
  }
  std::erase_if(profiles, [&](std::int64_t profile) { return known.contains(profile); });
  return profiles;
}

base::Status erase_in_copies(const Copies& copies, const fs::path& backups, const Person& person,
                             const model::IdentityRules& rules, Counts& counts,
                             const std::stop_token& stop) {
  for (const fs::path& folder : folders_of_copies(backups, counts)) {
    Counts of_copy;
    auto erased = erase_in_copy(copies, folder, person, rules, of_copy, stop);
    if (!erased) {
      base::Error error = std::move(erased).error();
      error.place = folder.filename().string();
      error.message = "A copy in backups/ cannot be cleaned: " + error.message;
      return base::fail(std::move(error));
    }
    for (const auto& [place, numbers] : of_copy) {
      if (!numbers.is_object()) continue;
      for (const auto& [what, number] : numbers.get_object()) {
        add_count(
            counts, "backups",
            place == "backups" ? std::string(what) : std::string(place) + "_" + std::string(what),
            number.to_number<std::uint64_t>());
      }
    }
  }
  base::failpoint("erasure.copies");
  return {};
}

}  // namespace wend::unify
