#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "env/clock.h"
#include "workspace/sqlite.h"

namespace wend::workspace {

inline constexpr env::TimeUs kSessionIdleUs =
    14 * env::kDayUs;  // unused for this long, a session ends
inline constexpr env::TimeUs kSessionAbsoluteUs =
    90 * env::kDayUs;                                      // and after this long in any case
inline constexpr env::TimeUs kLinkUs = 24 * env::kHourUs;  // a one-time link waits this long

// Who is signed in in which browser, and the one-time links that let people in.
class Sessions {
 public:
  Sessions(Sqlite& database, const env::Clock& clock) : database_(database), clock_(clock) {}

  // Starts a session and answers its secret, which is the cookie's value.
  base::Result<std::string> start(std::string_view user_id);
  // The user of a live session, whose idle time begins anew; nobody when it is unknown or over.
  base::Result<std::optional<std::string>> user_of(std::string_view secret);
  base::Status end(std::string_view secret);
  // Ends all sessions of a user but this one, as after a new password.
  base::Status end_others(std::string_view user_id, std::string_view secret);

  // A link's secret; whoever redeems it first within kLinkUs is that user.
  base::Result<std::string> create_link(std::string_view user_id);
  // Errors: kNotSignedIn when it is unknown, used or too old.
  base::Result<std::string> redeem_link(std::string_view secret);

 private:
  Sqlite& database_;
  const env::Clock& clock_;
};

}  // namespace wend::workspace
