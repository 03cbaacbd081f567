#pragma once

#include <string>
#include <vector>

#include "workshop/workshop.h"
#include "workspace/workshops.h"

namespace wend::workshop {

// A workshop as the workspace keeps it: everything that is no item as one JSON text, and each item
// as one.
std::string body_of(const Workshop& workshop);
// Errors: kInternal when it is none of ours.
base::Result<Workshop> read_workshop(std::string_view body,
                                     const std::vector<workspace::WorkshopItem>& items);

// What is to be kept and removed of the items that a command touched. Version and numbers are the
// caller's.
workspace::WorkshopChange change_of(const Workshop& workshop, const Touched& touched);

}  // namespace wend::workshop
