#pragma once

#include <memory>
#include <string>

#include "http/server.h"

namespace wend::api {

// Counts for operators, in Prometheus' text format. Safe to use from several threads.
class Metrics {
 public:
  Metrics();
  ~Metrics();
  void served(const http::Served& served);
  void set_store(std::int64_t events, std::int64_t customers, std::int64_t data_version);
  std::string to_text() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace wend::api
