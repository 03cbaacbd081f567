#include "events/promised_imports.h"

#include <algorithm>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <charconv>
#include <fmt/format.h>
#include <fstream>
#include <iterator>

namespace wend::events {
namespace {

namespace json = boost::json;

constexpr std::string_view kSuffix = ".promised.json";

// What is not readable any more stays empty: the number is what counts.
ImportRecord read(const std::filesystem::path& path) {
  ImportRecord import;
  std::ifstream stream(path, std::ios::binary);
  const std::string text(std::istreambuf_iterator<char>(stream), {});
  boost::system::error_code error;
  const json::value value = json::parse(text, error);
  const auto* body = error ? nullptr : value.if_object();
  if (body == nullptr) return import;
  const auto text_of = [&](std::string_view name) {
    const auto* field = body->if_contains(name);
    return field != nullptr && field->is_string() ? std::string(field->get_string())
                                                  : std::string();
  };
  const auto number_of = [&](std::string_view name) {
    const auto* field = body->if_contains(name);
    return field != nullptr && field->is_int64() ? field->get_int64() : 0;
  };
  import.source = text_of("source");
  import.file = text_of("file");
  import.bytes = static_cast<std::uint64_t>(number_of("bytes"));
  import.started_at = number_of("started_at");
  return import;
}

}  // namespace

std::filesystem::path PromisedImports::file_of(std::int64_t import_id) const {
  return folder_ / fmt::format("{}{}", import_id, kSuffix);
}

base::Result<std::int64_t> PromisedImports::promise(const EventStore& store,
                                                    const ImportRecord& import) {
  WEND_ASSIGN(const std::int64_t next, store.next_import_id());
  std::lock_guard lock(mutex_);
  last_ = std::max(next, last_ + 1);
  std::ofstream stream(file_of(last_), std::ios::binary);
  stream << json::serialize(json::object{{"source", import.source},
                                         {"file", import.file},
                                         {"bytes", static_cast<std::int64_t>(import.bytes)},
                                         {"started_at", import.started_at}});
  stream.flush();
  if (!stream)
    return base::fail(base::ErrorCode::kIo, "The import cannot be noted.", file_of(last_).string(),
                      "Free space on the disk.");
  return last_;
}

void PromisedImports::keep(std::int64_t import_id) {
  std::error_code ignored;
  std::filesystem::remove(file_of(import_id), ignored);
}

base::Status PromisedImports::settle(EventStore& store) {
  std::vector<std::int64_t> ids;
  std::error_code error;
  for (const auto& entry : std::filesystem::directory_iterator(folder_, error)) {
    const std::string name = entry.path().filename().string();
    if (!name.ends_with(kSuffix)) continue;
    std::int64_t id = 0;
    const char* end = name.data() + name.size() - kSuffix.size();
    const auto read_to = std::from_chars(name.data(), end, id);
    if (read_to.ec == std::errc{} && read_to.ptr == end) ids.push_back(id);
  }
  std::ranges::sort(ids);
  for (const std::int64_t id : ids) {
    ImportRecord import = read(file_of(id));
    import.id = id;
    import.state = ImportState::kFailed;
    import.error = "Wend stopped before this import was done; nothing was imported.";
    import.finished_at = import.started_at;
    WEND_TRY(store.record_attempt(import));
    keep(id);
  }
  return {};
}

}  // namespace wend::events
