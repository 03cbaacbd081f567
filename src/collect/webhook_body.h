#pragma once

#include <string>
#include <string_view>

#include "base/result.h"

namespace wend::collect {

// The JSON of a webhook's body: the body itself, or an object of the fields of a form
// (application/x-www-form-urlencoded); of a form with the field `payload` that holds JSON, as Slack
// and GitHub send, that JSON. `storage` keeps what is made. Errors: kInvalidInput for a form whose
// encoding is broken, kTooLarge.
base::Result<std::string_view> webhook_json(std::string_view content_type, std::string_view body,
                                            std::string& storage);

// Whether a body can be taken: it is JSON or a form. Errors: kInvalidInput, kTooLarge.
base::Status check_webhook_body(std::string_view content_type, std::string_view body);

}  // namespace wend::collect
