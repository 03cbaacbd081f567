#pragma once

#include <optional>
#include <semaphore>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "env/clock.h"
#include "workspace/secret.h"
#include "workspace/sqlite.h"

namespace wend::workspace {

// A link that shows one journey map to whoever has it. Of its token only a hash is kept.
struct MapShare {
  std::string id;
  std::string map;
  std::string label;  // whom it is for, in somebody's words
  bool may_comment = false;
  bool may_embed = false;  // other sites may show it in a frame
  bool has_password = false;
  std::optional<env::TimeUs> expires_at;  // none: until it is revoked
  env::TimeUs created_at = 0;
  std::string created_by;  // a user's or token's id
  std::optional<env::TimeUs> used_at, revoked_at;
};

inline constexpr std::int64_t kSharesMax = 200;  // of one map that are not revoked
inline constexpr std::size_t kShareLabelBytesMax = 200;
// A use is written down at most so often.
inline constexpr env::TimeUs kShareUseUs = env::kMinuteUs;
// So long a password need not be given again.
inline constexpr env::TimeUs kSharePassUs = 12 * env::kHourUs;

class MapShares {
 public:
  MapShares(Sqlite& database, const env::Clock& clock, PasswordCost cost)
      : database_(database), clock_(clock), cost_(cost) {}

  struct Made {
    MapShare share;
    std::string token;  // told once
  };
  // Fills id and times. Errors: kNotFound for a map that is not there; kInvalidInput for a password
  // that is too short or long, or a link that has expired already; kTooLarge beyond kSharesMax.
  base::Result<Made> create(MapShare share, std::optional<std::string_view> password);
  // Those of a map, the newest first, also revoked ones.
  base::Result<std::vector<MapShare>> all(std::string_view map);
  // Errors: kNotFound. One that is revoked already stays as it is.
  base::Result<MapShare> revoke(std::string_view map, std::string_view id);

  // The link of a token, whether it still works or not; nothing for a token that is not known.
  base::Result<std::optional<MapShare>> find_by_token(std::string_view token);
  bool works(const MapShare& share) const;
  // Notes that somebody looked.
  base::Status used(const MapShare& share);

  // What shows for kSharePassUs that the link's password was given; nothing when it is wrong.
  struct Pass {
    std::string text;
    env::TimeUs until = 0;
  };
  base::Result<std::optional<Pass>> pass_for(std::string_view token, std::string_view password);
  base::Result<bool> accepts(std::string_view token, std::string_view pass);

 private:
  base::Result<std::optional<std::string>> password_hash(std::string_view token);
  std::string seal(std::string_view token, std::string_view hash, env::TimeUs until) const;

  Sqlite& database_;
  const env::Clock& clock_;
  const PasswordCost cost_;
  // Each check takes memory; more than two at a time would let strangers use it up.
  std::counting_semaphore<2> checks_{2};
};

}  // namespace wend::workspace
