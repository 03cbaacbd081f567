#pragma once

#include "collect/import_queue.h"
#include "collect/upload_folder.h"

namespace wend::api {

// What the routes about files work with.
struct ImportServices {
  ImportServices(events::DataFolder& folder, const env::Clock& clock)
      : uploads(folder.uploads_folder()), queue(folder, uploads, clock) {}

  collect::UploadFolder uploads;
  collect::ImportQueue queue;
};

}  // namespace wend::api
