#pragma once

#include <filesystem>
#include <map>
#include <string>

#include "base/result.h"
#include "http/message.h"

namespace wend::http {

// The files of the web pages, kept in memory with a compressed copy. Requests look names up in a
// table and never reach the file system, so no name can lead outside.
class Assets {
 public:
  // Reads every file below the folder. kNotFound when it has no index.html.
  static base::Result<Assets> load(const std::filesystem::path& folder);

  // The first folder that holds the built pages: beside the program (web/), in an installation
  // (../share/wend/web), or in the source tree that the program was built in (web/dist, some
  // folders up). Empty when there is none.
  static std::filesystem::path find_folder(const std::filesystem::path& program);

  // A file, or for a path that names none (a screen's address) index.html, when the client takes
  // HTML. Names below assets/ carry a hash of their content and are kept for a year; all else is
  // asked for again each time. Unknown addresses that ask for something else, or end like a file
  // (.js, .json, .png, …), and those below /api and assets/ are not found. The browser tracker
  // (/w.js, and /w.HASH.js, which is kept for a year) may be loaded by pages of every origin.
  Response serve(const Request& request) const;

  // What is answered when the pages were not built.
  static Response missing(const Request& request);

 private:
  struct File {
    std::string type, bytes, zipped, etag;
    bool hashed = false;
    bool tracker = false;
  };
  std::map<std::string, File, std::less<>> files_;
};

}  // namespace wend::http
