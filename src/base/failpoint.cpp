#include "base/failpoint.h"

#include <atomic>
#include <cstdlib>
#include <signal.h>
#include <string>
#include <unistd.h>

namespace wend::base {
namespace {

struct Chosen {
  std::string name;
  std::atomic<long> passages_left = 1;

  Chosen() {
    const char* text = std::getenv("WEND_FAILPOINT");
    if (text == nullptr) return;
    name = text;
    if (auto colon = name.rfind(':'); colon != std::string::npos) {
      passages_left = std::strtol(name.c_str() + colon + 1, nullptr, 10);
      name.resize(colon);
    }
  }
};

}  // namespace

void failpoint(std::string_view name) {
  static Chosen chosen;
  if (chosen.name.empty() || chosen.name != name) return;
  if (chosen.passages_left.fetch_sub(1) == 1) ::kill(::getpid(), SIGKILL);
}

}  // namespace wend::base
