#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "env/clock.h"
#include "workspace/sqlite.h"

namespace wend::workspace {

enum class ExportState {
  kWaiting,
  kRunning,
  kReady,       // the file waits to be downloaded
  kFailed,      // see the error
  kDownloaded,  // and the file is gone
  kExpired,     // nobody came for the file in time
  kWithdrawn,   // somebody was erased since
};
std::string_view to_string(ExportState state);

// One pseudonymised export. Of people it knows nothing but how many there are.
struct Export {
  std::string id;
  ExportState state = ExportState::kWaiting;
  std::string request;  // JSON
  std::string actor;    // a user's e-mail address or name, or a token's id
  env::TimeUs requested_at = 0;
  std::optional<env::TimeUs> began_at, finished_at, downloaded_at;
  std::string outcome = "{}";  // JSON
  std::int64_t bytes = 0;
  std::string error;  // a sentence
};

class Exports {
 public:
  Exports(Sqlite& database, const env::Clock& clock) : database_(database), clock_(clock) {}

  // Fills id and time.
  base::Result<Export> create(Export one);
  base::Result<std::optional<Export>> find(std::string_view id);
  base::Result<std::vector<Export>> all();  // the newest first
  // Everything but id, request, actor and time. Does nothing for one that was removed.
  base::Status save(const Export& one);
  // The same when its state is still this one; answers whether it was.
  base::Result<bool> save_when(const Export& one, ExportState state);
  // Answers whether it was there.
  base::Result<bool> remove(std::string_view id);

  // The key whose pseudonyms can be joined, 64 hexadecimal digits, and when it was made; nothing
  // when there is none yet.
  struct Key {
    std::string text;
    env::TimeUs made_at = 0;
  };
  base::Result<std::optional<Key>> key();
  // Writes the key when there is none; answers the one that is there then.
  base::Result<Key> keep_key(std::string_view text);
  // The old one is overwritten.
  base::Result<Key> replace_key(std::string_view text);

 private:
  base::Result<bool> update(const Export& one, std::optional<ExportState> when);

  Sqlite& database_;
  const env::Clock& clock_;
};

}  // namespace wend::workspace
