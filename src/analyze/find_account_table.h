#pragma once

#include <functional>
#include <memory>

#include "base/result.h"

namespace wend::unify {
class AccountTable;
}

namespace wend::analyze {

// The accounts and their members as of now; for questions that count accounts.
using FindAccountTable = std::function<base::Result<std::shared_ptr<const unify::AccountTable>>()>;

}  // namespace wend::analyze
