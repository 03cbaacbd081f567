#pragma once

#include "model/csv_cell.h"

namespace wend::collect {

using model::to_csv_cell;

}  // namespace wend::collect
