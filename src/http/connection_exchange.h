#pragma once

#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/http/buffer_body.hpp>
#include <boost/beast/http/parser.hpp>

#include "http/connection.h"

// For the sources of Connection alone.

#if defined(__GNUC__) && !defined(__clang__)
// GCC 12 mistakes the allocator of a coroutine frame for a mismatched one.
#pragma GCC diagnostic ignored "-Wmismatched-new-delete"
#endif

namespace wend::http {

struct Connection::Exchange {
  boost::beast::http::request_parser<boost::beast::http::buffer_body> parser;
  Request request;
  std::string_view route;
  int version = 11;
  bool must_close = false;
  bool body_unread = false;
  bool quiet = false;
};
// Calls `start(resume)` on a thread of the lane, or at once on this one when `here`, and comes back
// to the strand once `resume` was called, from whatever thread. False, without calling it, when the
// lane is full.
template <typename Start>
boost::asio::awaitable<bool> Connection::start_on(Lane lane, WorkerPool::Admit admit, Start& start,
                                                  bool here) {
  WorkerPool& pool = *shared_.lanes[static_cast<std::size_t>(lane)];
  bool admitted = true;
  auto initiate = [&](auto handler) {
    auto executor = socket_.get_executor();
    auto kept = std::make_shared<decltype(handler)>(std::move(handler));
    auto resume = [executor, kept] {
      boost::asio::post(executor, [kept] { std::move (*kept)(); });
    };
    if (here) return start(resume);
    if (pool.submit([&start, resume] { start(resume); }, admit)) return;
    admitted = false;
    resume();
  };
  co_await boost::asio::async_initiate<const boost::asio::use_awaitable_t<>, void()>(
      initiate, boost::asio::use_awaitable);
  co_return admitted;
}

// Runs `function` on a thread of the lane and comes back to the strand. False, without running it,
// when the lane is full.
template <typename Function>
boost::asio::awaitable<bool> Connection::run_on(Lane lane, WorkerPool::Admit admit,
                                                Function& function) {
  auto start = [&function](const auto& resume) {
    function();
    resume();
  };
  const bool admitted = co_await start_on(lane, admit, start);
  co_return admitted;
}
}  // namespace wend::http
