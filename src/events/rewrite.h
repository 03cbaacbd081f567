#pragma once

#include <string>

#include "base/result.h"
#include "events/duckdb.h"
#include "events/event_store.h"

namespace wend::events {

// How the store's file is opened; SQL reaches the file of a rewrite beside it.
duck::Settings settings_of(const std::string& path, const EventStore::Options& options);
// Where a rewrite writes to; what a crash left there is removed.
std::string scratch_of(const std::string& path);
void remove_scratch(const std::string& path);
// Copies everything that is committed to the scratch file and checks that the copy has it all.
// Nobody writes meanwhile. Errors: kUnavailable, kIo.
base::Status copy_store(duck::Connection& connection, const std::string& path);
// Puts the copy in the place of the store's file.
base::Status take_copy(const std::string& path);

}  // namespace wend::events
