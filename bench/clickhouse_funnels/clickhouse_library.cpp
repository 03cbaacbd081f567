#include "clickhouse_library.h"

#include <cstddef>
#include <dlfcn.h>
#include <stdexcept>

namespace wend::bench {

struct ClickHouse::Functions {
  void** (*connect)(int, char**);
  void (*close)(void**);
  void* (*query)(void*, const char*, const char*);
  void (*destroy_result)(void*);
  char* (*buffer)(void*);
  std::size_t (*length)(void*);
  const char* (*error)(void*);
};

ClickHouse::ClickHouse(const std::string& library_path) : functions_(new Functions) {
  void* library = dlopen(library_path.c_str(), RTLD_NOW | RTLD_LOCAL);
  if (library == nullptr) throw std::runtime_error(dlerror());
  const auto load = [&](auto& function, const char* name) {
    void* symbol = dlsym(library, name);
    if (symbol == nullptr) throw std::runtime_error(dlerror());
    function = reinterpret_cast<std::remove_reference_t<decltype(function)>>(symbol);
  };
  load(functions_->connect, "chdb_connect");
  load(functions_->close, "chdb_close_conn");
  load(functions_->query, "chdb_query");
  load(functions_->destroy_result, "chdb_destroy_query_result");
  load(functions_->buffer, "chdb_result_buffer");
  load(functions_->length, "chdb_result_length");
  load(functions_->error, "chdb_result_error");
  std::string program = "wend";
  char* arguments[] = {program.data()};
  connection_ = functions_->connect(1, arguments);
  if (connection_ == nullptr) throw std::runtime_error("ClickHouse did not start.");
}

ClickHouse::~ClickHouse() {
  functions_->close(connection_);
}

std::string ClickHouse::query(const std::string& sql, const std::string& format) {
  void* result = functions_->query(*connection_, sql.c_str(), format.c_str());
  if (result == nullptr) throw std::runtime_error("ClickHouse gave no answer.");
  const char* error = functions_->error(result);
  const std::string sentence = error == nullptr ? "" : error;
  std::string answer;
  if (const char* buffer = functions_->buffer(result); buffer != nullptr)
    answer.assign(buffer, functions_->length(result));
  functions_->destroy_result(result);
  if (!sentence.empty()) throw std::runtime_error(sentence);
  return answer;
}

}  // namespace wend::bench
