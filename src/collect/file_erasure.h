#pragma once

#include <string>

#include "base/result.h"
#include "unify/person.h"

namespace wend::collect {

// Takes a person out of the files of imports: rows of imports/*.rejects.csv that name the person
// go, and so do uploads that wait to be imported and name the person, or cannot be looked into. The
// old bytes are overwritten before they are let go. Errors: kIo.
base::Result<unify::ErasedFiles> erase_in_files(const std::string& data_folder,
                                                const model::PersonTexts& texts);

}  // namespace wend::collect
