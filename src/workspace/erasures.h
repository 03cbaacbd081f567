#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "env/clock.h"
#include "workspace/sqlite.h"

namespace wend::workspace {

enum class ErasureState { kWaiting, kRunning, kDone, kFailed };
std::string_view to_string(ErasureState state);

// One erasure of a person. What the person was called by is kept as keyed hashes alone.
struct Erasure {
  std::string id;
  ErasureState state = ErasureState::kWaiting;
  bool keep_out = false;  // also what happens later is not collected
  std::string actor;      // a user's or token's id, or "command line"
  env::TimeUs requested_at = 0;
  std::optional<env::TimeUs> finished_at;
  std::vector<std::string> hashes;  // of the identities, see unify/erasure_list.h
  std::string step;                 // which is next; empty when it is done
  std::int64_t position = 0;        // how far that step is, of
  std::int64_t length = 0;          // so much
  std::string counts = "{}";        // what was removed so far, and at last the certificate, as JSON
  std::string error;                // why it waits or failed, a sentence
};

class Erasures {
 public:
  Erasures(Sqlite& database, const env::Clock& clock) : database_(database), clock_(clock) {}

  // Fills id and time.
  base::Result<Erasure> create(Erasure erasure);
  base::Result<std::optional<Erasure>> find(std::string_view id);
  base::Result<std::vector<Erasure>> all();  // the newest first
  // Everything but id, request and hashes, of which a person may have a hundred thousand.
  base::Status save(const Erasure& erasure);
  base::Status save_hashes(const Erasure& erasure);
  // One that is listed elsewhere, under its own id; does nothing when it is there.
  base::Status put(const Erasure& erasure);
  // The key of the hashes: 32 random bytes as hexadecimal digits, made when there is none.
  base::Result<std::string> key();
  base::Status set_key(std::string_view key);

 private:
  base::Status insert(const Erasure& erasure);

  Sqlite& database_;
  const env::Clock& clock_;
};

}  // namespace wend::workspace
